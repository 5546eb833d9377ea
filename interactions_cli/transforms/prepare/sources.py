"""Where each field comes from: what is given, exact names, near misses, the API's names, then guesses by content."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from interactions_cli.errors import UsageError
from interactions_cli.personalize.fields import (
    EVENT_TYPE,
    EVENT_VALUE,
    ITEM_ID,
    REQUIRED,
    RESERVED,
    TIMESTAMP,
    USER_ID,
    fold,
)
from interactions_cli.personalize.schema import Field, default_field
from interactions_cli.transforms.prepare.evidence import ColumnEvidence, Evidence
from interactions_cli.transforms.prepare.names import API_NAMES, SYNONYMS
from interactions_cli.transforms.prepare.plan import (
    API,
    CONSTANT,
    EXACT,
    FOLDED,
    GIVEN,
    GUESSED,
    FieldPlan,
    OpenQuestionError,
    PlanOptions,
)
from interactions_cli.wording import did_you_mean, listed_names, listing

FITS: Final = 0.9
# Event types beyond this are free text; the service takes ten.
MOST_TYPES: Final = 100
TIME_WORDS: Final = ("timestamp", "tstamp", "time", "date")


def _are_times(column: ColumnEvidence) -> bool:
    return bool(column.filled) and column.times >= FITS * (column.filled - column.words) > 0


def _are_types(column: ColumnEvidence) -> bool:
    return bool(column.filled) and (column.distinct or 0) <= MOST_TYPES and column.numbers < FITS * column.filled


def _are_numbers(column: ColumnEvidence) -> bool:
    return bool(column.filled) and column.numbers + column.commas >= FITS * column.filled


def _are_ids(column: ColumnEvidence) -> bool:
    return bool(column.filled) and column.long <= (1 - FITS) * column.filled and not column.arrays


CONTENT: Final[Mapping[str, Callable[[ColumnEvidence], bool]]] = MappingProxyType(
    {USER_ID: _are_ids, ITEM_ID: _are_ids, TIMESTAMP: _are_times, EVENT_TYPE: _are_types, EVENT_VALUE: _are_numbers}
)


def wanted_fields(options: PlanOptions) -> tuple[Field, ...]:
    """The fields that the output may have besides own columns, in the order of the output."""
    if options.schema is not None:
        return options.schema.fields
    domain = options.target.domain
    names = dict.fromkeys((*REQUIRED[domain][:3], *RESERVED))
    return tuple(default_field(name, domain) for name in names)


def find_sources(names: Sequence[str], evidence: Evidence, options: PlanOptions) -> list[FieldPlan]:
    """A source for every field that has one.

    Raises:
        OpenQuestionError: A required field has none, or a field has several.
        UsageError: An option names a column that does not exist.
    """
    _refuse_unknown(names, options)
    wanted = wanted_fields(options)
    free = [name for name in names if name not in options.drop and name not in options.mapped.values()]
    found = {entry.name: plan for entry in wanted if (plan := _given_or_exact(entry, free, options))}
    if options.is_saved:
        return [found[entry.name] for entry in wanted if entry.name in found]
    _find_by_names(wanted, free, found, options)
    if options.guess and not all(_is_exact(found.get(name)) for name in REQUIRED[options.target.domain]):
        _find_by_content(wanted, free, found, evidence)
    needed = [entry for entry in wanted if not entry.nullable and _is_required(entry, options)]
    if missing := [entry for entry in needed if entry.name not in found]:
        raise _without_source(missing, free, found, evidence, options)
    return [found[entry.name] for entry in wanted if entry.name in found]


def _given_or_exact(entry: Field, free: Sequence[str], options: PlanOptions) -> FieldPlan | None:
    if entry.name in options.constants:
        return FieldPlan(entry, None, CONSTANT, options.constants[entry.name])
    if entry.name in options.mapped:
        return FieldPlan(entry, options.mapped[entry.name], GIVEN)
    return FieldPlan(entry, entry.name, EXACT) if entry.name in free else None


def _is_exact(entry: FieldPlan | None) -> bool:
    return entry is not None and entry.how == EXACT


def _is_required(entry: Field, options: PlanOptions) -> bool:
    return options.schema is not None or entry.name in REQUIRED[options.target.domain]


def _refuse_unknown(names: Sequence[str], options: PlanOptions) -> None:
    if not options.names_are_complete:
        return
    given = [("--map", source) for source in options.mapped.values()]
    given += [("--keep", name) for name in options.keep] + [("--drop", name) for name in options.drop]
    for option, name in given:
        if name not in names:
            raise UsageError(
                f"{option}: no input has a column {name!r}",
                did_you_mean(name, names, cutoff=0.5, then=f"The columns are {listing(names, most=20)}."),
            )


def _used(found: Mapping[str, FieldPlan]) -> set[str]:
    return {entry.source for entry in found.values() if entry.source is not None}


def _find_by_names(
    wanted: Sequence[Field], free: Sequence[str], found: dict[str, FieldPlan], options: PlanOptions
) -> None:
    for how, spellings in ((FOLDED, lambda name: (name,)), (API, lambda name: API_NAMES.get(name, ()))):
        for entry in wanted:
            if entry.name in found:
                continue
            known = {fold(name) for name in spellings(entry.name)}
            candidates = [name for name in free if fold(name) in known and name not in _used(found)]
            if len(candidates) > 1:
                raise _several(entry.name, candidates)
            if candidates:
                found[entry.name] = FieldPlan(entry, candidates[0], how)


def _find_by_content(
    wanted: Sequence[Field], free: Sequence[str], found: dict[str, FieldPlan], evidence: Evidence
) -> None:
    for entry in wanted:
        if entry.name in found or entry.name not in SYNONYMS:
            continue
        candidates = [
            name
            for name in free
            if fold(name) in SYNONYMS[entry.name]
            and name not in _used(found)
            and CONTENT[entry.name](evidence.column(name))
        ]
        if len(candidates) > 1:
            raise _several(entry.name, candidates)
        if candidates:
            found[entry.name] = FieldPlan(entry, candidates[0], GUESSED)


def map_option(field: str, column: str) -> str:
    """`--map FIELD=COLUMN` as it is typed."""
    return f"--map {shlex.quote(f'{field}={column}')}"


def _several(field: str, candidates: Sequence[str]) -> OpenQuestionError:
    ways = " or ".join(f"`{map_option(field, name)}`" for name in candidates)
    return OpenQuestionError(
        f"{field} may come from {listing(candidates, joint=' or from ', most=9)}", f"Say which: {ways}.", by_names=True
    )


def _without_source(
    missing: Sequence[Field],
    free: Sequence[str],
    found: Mapping[str, FieldPlan],
    evidence: Evidence,
    options: PlanOptions,
) -> OpenQuestionError:
    left = [name for name in free if name not in _used(found)]
    # A list of anything is no id and no time.
    spare = [name for name in left if not evidence.column(name).arrays]
    if len(missing) == 1:
        hint = _ways_for(missing[0], spare, evidence, options)
    else:
        hint = _ways_for_all(missing, spare, evidence)
    names = f"the other columns are {listed_names(left)}" if left else "no other column is left"
    fields = listing([entry.name for entry in missing], most=9)
    return OpenQuestionError(f"no column gives {fields}, which the target requires; {names}", hint, by_names=True)


def _ways_for(entry: Field, spare: Sequence[str], evidence: Evidence, options: PlanOptions) -> str:
    likely = list(_likely(entry.name, spare, evidence)) or list(spare)
    ways = [f"`{map_option(entry.name, name)}`" for name in likely[:5]]
    if entry.name == EVENT_TYPE:
        ways.append(f"`--set EVENT_TYPE={_usual_type(options)}` where every record is one")
    return f"Say which one it is: {' or '.join(ways)}." if ways else f"Export {entry.name} as well."


def _ways_for_all(missing: Sequence[Field], spare: Sequence[str], evidence: Evidence) -> str:
    """One option a field, to be looked at and pasted; fields that no column looks like are to be exported."""
    chosen: dict[str, str] = {}
    for entry in missing:
        others = [name for name in spare if name not in chosen.values()]
        if (likely := next(_likely(entry.name, others, evidence, any_id=False), None)) is not None:
            chosen[entry.name] = likely
    absent = [entry.name for entry in missing if entry.name not in chosen]
    words = []
    if chosen:
        words.append(f"By their names: `{' '.join(map_option(*pair) for pair in chosen.items())}`.")
    if absent:
        words.append(f"{'Name' if spare else 'Export'} {listing(absent, most=9)}{', or export it' if spare else ''}")
        words[-1] += ": `--map FIELD=COLUMN`." if spare else "."
    return " ".join(words)


def _usual_type(options: PlanOptions) -> str:
    cases = options.target.use_cases
    return cases[0].event_type if cases and cases[0].event_type != "*" else "View"


def _likely(field: str, names: Sequence[str], evidence: Evidence, *, any_id: bool = True) -> Iterator[str]:
    """The columns that a field may come from, the likeliest first: by the end of a path, by contents, by a word."""
    known = {fold(field), *(fold(name) for name in API_NAMES.get(field, ())), *SYNONYMS.get(field, ())}
    by_path = [name for name in names if known & {fold(part) for part in name.split(".")[-2:]}]
    by_time = [name for name in names if field == TIMESTAMP and _are_times(evidence.column(name))]
    words = TIME_WORDS if field == TIMESTAMP else (field.split("_")[0].casefold(),)
    by_word = [name for name in names if any(word in fold(name) for word in words)]
    is_id = any_id and field != TIMESTAMP
    yield from by_path or by_time or by_word or (name for name in names if is_id and fold(name).endswith("id"))
