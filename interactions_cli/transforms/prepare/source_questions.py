"""Questions about where fields come from, each with the options that answer it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import Final

from interactions_cli.personalize.fields import EVENT_TYPE, IMPRESSION, ITEM_ID, TIMESTAMP, fold
from interactions_cli.personalize.schema import Field
from interactions_cli.shell import map_option
from interactions_cli.transforms.prepare.contents import are_clocks, are_days
from interactions_cli.transforms.prepare.day_questions import clock_columns, days_alone
from interactions_cli.transforms.prepare.evidence import Evidence
from interactions_cli.transforms.prepare.likely import inside, likely, lists_of_items
from interactions_cli.transforms.prepare.plan import FieldPlan, OpenQuestionError, PlanOptions
from interactions_cli.wording import listed_names, listing

# What the service's API calls lists of items that were shown; interactions with each of them teach a model nothing.
SHOWN_LISTS: Final = frozenset({fold("itemList"), fold(IMPRESSION)})


def several(field: str, candidates: Sequence[str]) -> OpenQuestionError:
    """Which of several columns is it?"""
    ways = [map_option(field, name) for name in candidates]
    return OpenQuestionError(
        f"{field} may come from {listing(candidates, joint=' or from ', most=9)}",
        f"Say which: {' or '.join(f'`{way}`' for way in ways)}.",
        by_names=True,
        answer=ways[0],
    )


def or_from(others: Mapping[str, tuple[Sequence[str], Sequence[str]]]) -> OpenQuestionError:
    """Do columns that stand where those of a field are missing give it as well?

    Args:
        others: Field → its columns, and those that may give it elsewhere.
    """
    words = [
        f"{field} comes from {listing(sources, joint=' and ', most=9)} and perhaps, in records without, from "
        f"{listing(names, joint=' or ', most=9)}"
        for field, (sources, names) in others.items()
    ]
    maps = " ".join(_map_options(field, (*sources, *names)) for field, (sources, names) in others.items())
    drops = " ".join(f"--drop {shlex.quote(name)}" for _, names in others.values() for name in names)
    return OpenQuestionError(
        "; ".join(words),
        f"Where they mean the same, say so: `{maps}`. Where not, leave the others out: `{drops}`.",
        by_names=True,
        answer=maps,
    )


def _map_options(field: str, columns: Sequence[str]) -> str:
    return " ".join(map_option(field, name) for name in columns)


def without_source(
    missing: Sequence[Field],
    left: Sequence[str],
    evidence: Evidence,
    options: PlanOptions,
    *,
    blank: Sequence[str] = (),
    has_types: bool = False,
) -> OpenQuestionError:
    """Which columns give what the target requires?

    Args:
        missing: The fields without a source.
        left: The columns that give no other field.
        evidence: What the records say.
        options: What is given.
        blank: Columns that have the name of a missing field and no value.
        has_types: Whether EVENT_TYPE has a source.
    """
    if [entry.name for entry in missing] == [TIMESTAMP]:
        clocks = [name for name in clock_columns(evidence) if name in left]
        days = [name for name in left if are_days(evidence.column(name))]
        if len(days) == 1 and clocks:
            return days_alone(days[0], clocks, options, is_given=False)
    # A list of anything is no id and no time, and nothing is in a column without a value.
    filled = [name for name in left if evidence.column(name).filled or not evidence.records]
    spare = [name for name in filled if not evidence.column(name).arrays and name not in blank]
    wanted = [entry.name for entry in missing]
    if wanted == [TIMESTAMP]:
        spare = [name for name in spare if not are_clocks(evidence.column(name))]
    optional = [] if has_types or EVENT_TYPE in wanted else [EVENT_TYPE]
    if ITEM_ID in wanted and (column := _list_of_items(spare, left, evidence)):
        more = [*spare, *inside(column, evidence)]
        found = _chosen(wanted, optional, more, evidence)
        way = _as_typed(found, f"--explode {shlex.quote(column)}")
        hint, answer = _ways_for_lists(column, _ways_for_all(wanted, found, way, more), way)
    elif len(missing) == 1:
        found = _likeliest(missing[0], spare, evidence)
        answer = _as_typed(found)
        hint = _ways_for(missing[0], spare, evidence, options)
    else:
        found = _chosen(wanted, optional, spare, evidence)
        answer = _as_typed(found)
        hint = _ways_for_all(wanted, found, answer, spare)
        hint = f"By their names: {hint}" if hint.startswith("`") else hint
    absent = [field for field in wanted if field not in found]
    if absent and "--explode" not in hint:
        hint += _opened(left, evidence)
    names = f"the other columns are {listed_names(left)}" if left else "no other column is left"
    if blank:
        names = f"{listing(blank, joint=' and ', most=9)} is blank in every record; {names}"
    return OpenQuestionError(
        f"no column gives {listing(wanted, most=9)}, which the target requires; {names}",
        hint,
        by_names=not blank,
        answer=answer,
        absent=absent,
    )


def _list_of_items(spare: Sequence[str], left: Sequence[str], evidence: Evidence) -> str | None:
    """The column with a list of items, where no other column has one."""
    if likely(ITEM_ID, spare, evidence, any_id=False):
        return None
    return next((name for name, _ in lists_of_items(left, evidence)), None)


def _opened(left: Sequence[str], evidence: Evidence) -> str:
    """How to get at what stands in a column of lists or objects, where no column looks like what is missing."""
    held = ((name, more) for name in left if (more := inside(name, evidence)) and more != [name])
    name, more = next(held, ("", []))
    option = f"`--explode {shlex.quote(name)}`"
    return (
        f" {name} holds {listing(more, most=9)}: {option} makes columns of them, and a record of each entry."
        if more
        else ""
    )


def _ways_for_lists(column: str, ways: str, answer: str) -> tuple[str, str]:
    """A hint, and what answers the question; nothing does where the lists were shown and not chosen, as it seems."""
    hint = f"{column} holds lists; a record for each entry: {ways}"
    if fold(column.rpartition(".")[2]) not in SHOWN_LISTS:
        return hint, answer
    return f"Give what was shown to `merge-impressions` with --impressions. If it was clicked or bought, {hint}", ""


def _ways_for(entry: Field, spare: Sequence[str], evidence: Evidence, options: PlanOptions) -> str:
    found = likely(entry.name, spare, evidence) or list(spare)
    ways = [f"`{map_option(entry.name, name)}`" for name in found[:5]]
    if entry.name == EVENT_TYPE:
        ways.append(f"`--set EVENT_TYPE={_usual_type(options)}` where every record is one")
    return f"Say which one it is: {' or '.join(ways)}." if ways else f"Export {entry.name} as well."


def _likeliest(entry: Field, spare: Sequence[str], evidence: Evidence) -> dict[str, str]:
    """The column that a field comes from, if one looks like it or no other is left."""
    found = likely(entry.name, spare, evidence) or (spare if len(spare) == 1 else ())
    return {entry.name: found[0]} if found else {}


def _chosen(wanted: Sequence[str], optional: Sequence[str], spare: Sequence[str], evidence: Evidence) -> dict[str, str]:
    """One column a field, of those that look like it."""
    chosen: dict[str, str] = {}
    for field in wanted:
        others = [name for name in spare if name not in chosen.values()]
        if found := likely(field, others, evidence, any_id=False):
            chosen[field] = found[0]
    for field in optional:
        found = likely(field, [name for name in spare if name not in chosen.values()], evidence, any_id=False)
        if len(found) == 1 and chosen:
            chosen[field] = found[0]
    return chosen


def _as_typed(chosen: Mapping[str, str], before: str = "") -> str:
    return " ".join([before] * bool(before and chosen) + [map_option(*pair) for pair in chosen.items()])


def _ways_for_all(wanted: Sequence[str], chosen: Mapping[str, str], answer: str, spare: Sequence[str]) -> str:
    """One option a field, to be looked at and pasted; fields that no column looks like are to be exported."""
    absent = [field for field in wanted if field not in chosen]
    words = [f"`{answer}`."] if answer else []
    if absent:
        words.append(f"{'Name' if spare else 'Export'} {listing(absent, most=9)}{', or export it' if spare else ''}")
        words[-1] += ": `--map FIELD=COLUMN`." if spare else "."
    return " ".join(words)


def _usual_type(options: PlanOptions) -> str:
    cases = options.target.use_cases
    return cases[0].event_type if cases and cases[0].event_type != "*" else "View"


def lacking(
    path: str, entry: FieldPlan, names: Sequence[str], evidence: Evidence, *, is_required: bool
) -> OpenQuestionError:
    """Which column of one table gives a field that others have and that no record can be without?

    Args:
        path: The table.
        entry: The field, and where it comes from elsewhere.
        names: The columns of the table that give no other field.
        evidence: What the records say.
        is_required: Whether the target cannot do without the field.
    """
    ways = [_map_options(entry.name, (*entry.sources, name)) for name in likely(entry.name, names, evidence)[:5]]
    words = [f"Say which one it is: {' or '.join(f'`{way}`' for way in ways)}."] if ways else []
    if not is_required:
        drops = " ".join(f"--drop {shlex.quote(name)}" for name in entry.sources)
        words.append(f"Leave it out of all records: `{drops}`.")
    words.append("Reject the records of that file: `--accept-rejects`.")
    return OpenQuestionError(
        f"{path} has no column that gives {entry.name}, as {listing(entry.sources, joint=' or ', most=9)} elsewhere",
        " ".join(words),
        by_names=True,
        answer=ways[0] if ways else "",
    )
