"""Questions about where fields come from, each with the options that answer it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from interactions_cli.personalize.fields import EVENT_TYPE, TIMESTAMP, fold
from interactions_cli.personalize.schema import Field
from interactions_cli.transforms.prepare.contents import are_clocks, are_days, are_times
from interactions_cli.transforms.prepare.evidence import Evidence
from interactions_cli.transforms.prepare.names import API_NAMES, SYNONYMS
from interactions_cli.transforms.prepare.plan import FieldPlan, OpenQuestionError, PlanOptions
from interactions_cli.wording import listed_names, listing

TIME_WORDS: Final = ("timestamp", "tstamp", "time", "date")


def clock_columns(evidence: Evidence) -> list[str]:
    """The columns that hold times of day."""
    return [name for name, column in evidence.columns.items() if are_clocks(column)]


def days_alone(source: str, clocks: Sequence[str], options: PlanOptions, *, is_given: bool = True) -> OpenQuestionError:
    """Which column has the times of day to the days of TIMESTAMP?

    Args:
        source: The column of days.
        clocks: Columns with times of day.
        options: What is given.
        is_given: Whether TIMESTAMP comes from the days without being told.
    """
    days = "" if is_given else f"{map_option(TIMESTAMP, source)} "
    zone = "" if options.time_zone or options.time_format else " --time-zone UTC"
    ways = " or ".join(f"`{days}--time-of-day {shlex.quote(name)}{zone}`" for name in clocks)
    drops = " ".join(f"--drop {shlex.quote(name)}" for name in clocks)
    midnight = f"`{days}{drops}{zone}`"
    other_zone = ", or the zone of the clock that wrote them" if zone else ""
    return OpenQuestionError(
        f"{source} has days, and {listing(clocks, joint=' or ', most=9)} the times of day",
        f"Put them together: {ways}{other_zone}. Where midnight is right for all: {midnight}.",
    )


def map_option(field: str, column: str) -> str:
    """`--map FIELD=COLUMN` as it is typed."""
    return f"--map {shlex.quote(f'{field}={column}')}"


def several(field: str, candidates: Sequence[str]) -> OpenQuestionError:
    """Which of several columns is it?"""
    ways = " or ".join(f"`{map_option(field, name)}`" for name in candidates)
    return OpenQuestionError(
        f"{field} may come from {listing(candidates, joint=' or from ', most=9)}", f"Say which: {ways}.", by_names=True
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
    )


def _map_options(field: str, columns: Sequence[str]) -> str:
    return " ".join(map_option(field, name) for name in columns)


def without_source(
    missing: Sequence[Field], left: Sequence[str], evidence: Evidence, options: PlanOptions
) -> OpenQuestionError:
    """Which columns give what the target requires, of those that are left?"""
    if [entry.name for entry in missing] == [TIMESTAMP]:
        clocks = [name for name in clock_columns(evidence) if name in left]
        days = [name for name in left if are_days(evidence.column(name))]
        if len(days) == 1 and clocks:
            return days_alone(days[0], clocks, options, is_given=False)
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
    by_time = [name for name in names if field == TIMESTAMP and are_times(evidence.column(name))]
    words = TIME_WORDS if field == TIMESTAMP else (field.split("_")[0].casefold(),)
    by_word = [name for name in names if any(word in fold(name) for word in words)]
    is_id = any_id and field != TIMESTAMP
    yield from by_path or by_time or by_word or (name for name in names if is_id and fold(name).endswith("id"))


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
    ways = [
        f"`{_map_options(entry.name, (*entry.sources, name))}`"
        for name in list(_likely(entry.name, names, evidence))[:5]
    ]
    words = [f"Say which one it is: {' or '.join(ways)}."] if ways else []
    if not is_required:
        drops = " ".join(f"--drop {shlex.quote(name)}" for name in entry.sources)
        words.append(f"Leave it out of all records: `{drops}`.")
    words.append("Reject the records of that file: `--accept-rejects`.")
    return OpenQuestionError(
        f"{path} has no column that gives {entry.name}, as {listing(entry.sources, joint=' or ', most=9)} elsewhere",
        " ".join(words),
        by_names=True,
    )
