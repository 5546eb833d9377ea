"""SET rules about the names of event types: spelled twice, negative."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from interactions_cli.measures.event_counts import by_frequency
from interactions_cli.personalize.fields import EVENT_TYPE, guide
from interactions_cli.personalize.recipes import ANY_EVENT
from interactions_cli.personalize.target import Target
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.event_types import case_variants
from interactions_cli.rules.evidence import Facts, Problem
from interactions_cli.rules.kit.advice import spelling_advice
from interactions_cli.rules.kit.negative_types import is_negative, words_of
from interactions_cli.rules.kit.notes import counted
from interactions_cli.rules.kit.skip_reasons import skip_facts, with_column
from interactions_cli.rules.rule import DatasetRule, Rule
from interactions_cli.wording import listing, normalised, quoted

# Comparing every pair is quadratic; beyond this many types the column holds no event types anyway.
COMPARED_TYPES: Final = 200
MIN_TYPO_CHARS: Final = 6
MIN_TYPO_RATIO: Final = 100


# Names of what was on the screen, which belongs into IMPRESSION.
SHOWN_WORDS: Final = frozenset({"impression", "impressions", "shown", "displayed", "exposed", "exposure", "served"})


def _edited(one: str, other: str) -> str:
    """The characters in which two texts are one edit apart; empty when they are further apart or equal."""
    short, long = sorted((one, other), key=len)
    start = next((place for place, char in enumerate(short) if char != long[place]), len(short))
    if len(short) == len(long):
        return short[start] + long[start] if short != long and short[start + 1 :] == long[start + 1 :] else ""
    return long[start] if len(long) == len(short) + 1 and short[start:] == long[start + 1 :] else ""


def _is_typo(rare: str, common: str) -> bool:
    if min(len(rare), len(common)) < MIN_TYPO_CHARS:
        return False
    edited = _edited(rare, common)
    return bool(edited) and not any(char.isdigit() for char in edited)


def _needed_types(target: Target) -> list[str]:
    asked = [entry.event_type for entry in target.events if entry.event_type is not None]
    asked += [case.event_type for case in target.use_cases if case.event_type != ANY_EVENT]
    return list(dict.fromkeys(asked))


def _needed_spellings(types: Mapping[str, int], target: Target) -> Iterable[tuple[str, str]]:
    for needed in _needed_types(target):
        if needed not in types:
            yield from ((variant, needed) for variant in case_variants(types, needed))


def _same_but_for_spelling(ranked: Sequence[str]) -> Iterable[tuple[str, str]]:
    first: dict[str, str] = {}
    for name in ranked:
        common = first.setdefault(normalised(name), name)
        if common != name:
            yield name, common


def _typos(types: Mapping[str, int], ranked: Sequence[str]) -> Iterable[tuple[str, str]]:
    compared = ranked[:COMPARED_TYPES]
    for place, rare in enumerate(compared):
        for common in compared[:place]:
            if types[rare] * MIN_TYPO_RATIO <= types[common] and _is_typo(rare, common):
                yield rare, common


def _spellings(facts: Facts) -> Iterable[Problem]:
    types = facts.event_types
    ranked = by_frequency(types)
    needed = dict(_needed_spellings(types, facts.view.target))
    wanted = dict(needed)
    for name, common in (*_same_but_for_spelling(ranked), *_typos(types, ranked)):
        wanted.setdefault(name, common)
    if wanted:
        texts = (
            f"{counted(facts, name)} where {quoted(needed[name])} is needed"
            if name in needed
            else f"{counted(facts, name)} beside {counted(facts, common)}"
            for name, common in wanted.items()
        )
        details = {
            "spellings": listing(texts, joint="; ", of=len(wanted)),
            **spelling_advice(wanted),
        }
        yield Problem(count=len(wanted), details=details)


def _is_shown(words: Sequence[str]) -> bool:
    return bool(words) and (words[-1] in SHOWN_WORDS or words[0] in SHOWN_WORDS)


def _named(facts: Facts, names: Collection[str], types: Mapping[str, int]) -> str:
    return listing((counted(facts, name, types) for name in names), of=len(names))


def _negative(facts: Facts) -> Iterable[Problem]:
    # A use case is trained on the whole file, whatever filter is given beside it.
    metrics = facts.metrics if facts.view.target.use_cases else facts.training
    types = metrics.event_types
    ranked = by_frequency(types)
    negative, shown = [], []
    for name in ranked:
        words = words_of(name)
        if is_negative(words):
            negative.append(name)
        elif _is_shown(words):
            shown.append(name)
    parts = []
    if negative:
        parts.append(f"types that sound negative: {_named(facts, negative, types)}")
    if shown:
        names = _named(facts, shown, types)
        parts.append(f"types that say that an item was shown, which is no interaction: {names}")
    if parts:
        count = sum(types[name] for name in (*negative, *shown))
        details = {"kinds": "; ".join(parts)}
        yield Problem(count=count, share=count / facts.metrics.rows, details=details)


EVENT_TYPE_NAMES: Final[tuple[Rule, ...]] = (
    DatasetRule(
        code="SET013",
        name="event-type-spelling",
        effect=Effect.SUSPICIOUS,
        message="event types that look like another one spelled differently: {spellings}",
        hint="{advice}.",
        source=guide("analyzing-data"),
        why="Looks for types that are equal but for case, spaces, underscores and hyphens, for rare ones that are one "
        "typing error away from a frequent one, and for another case of a type that the event filter or the use case "
        "names. The guide counts duplicates of a type through spelling among the defects of data.",
        before="click, Click and clik in one file",
        after="click",
        check=_spellings,
        looks_at_read_types=True,
        skip=skip_facts(with_column(EVENT_TYPE)),
    ),
    DatasetRule(
        code="SET016",
        name="negative-event-type",
        effect=Effect.RECOMMENDED,
        counts_rows=True,
        message="{rows} of {kinds}; the service takes every interaction as a positive one",
        hint="Leave them out of the training by an event filter that names the other types.",
        source=guide("interactions-datasets"),
        why="Looks for event types such as dislike, skip or cancel, and for those that only say that an item was shown "
        "(impression, shown): the guide has the column IMPRESSION for these. The service assumes that every "
        "interaction is positive, also one of a type called dislike, so the guide advises to leave such events out "
        "or to train on positive types only.",
        before="EVENT_TYPE with like and dislike",
        after="EVENT_TYPE with like",
        check=_negative,
        skip=skip_facts(with_column(EVENT_TYPE)),
    ),
)
