"""What `prepare` did, as sections: where each field comes from, what was repaired, what was rejected."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import Any, Final

from interactions_cli.pages.blocks import Line, Name, Note, Section
from interactions_cli.personalize.fields import ITEM_ID, TIMESTAMP
from interactions_cli.report import Report
from interactions_cli.shell import map_option
from interactions_cli.wording import listing, percent, plural, types_words

HOW: Final[Mapping[str, str]] = {
    "given": "as given",
    "constant": "the same in every record",
    "exact": "by its name",
    "folded": "by its name but for case and punctuation",
    "api": "by its name in the API",
    "guessed": "guessed from its name and contents; --no-guess forbids it",
}
# Above this share of the records that are written it is said at the top.
MOST_MERGED: Final = 0.01
# From this share of the records on, those without an item are no slips.
SOME_WITHOUT_ITEM: Final = 0.05
SHOWN_SAMPLES: Final = 2
SHOWN_COLUMNS: Final = 20
SHOWN_WIDTH: Final = 40


def sample_words(section: Mapping[str, Any]) -> str | None:
    """That only a part of the records has been looked at; None for a real run."""
    if "sample" not in section:
        return None
    if section["sample"]["is_everything"]:
        return f"a dry run over all records; {_written_words(section)}"
    return (
        f"a dry run over the first {plural(section['sample']['records'], 'record')}; {_written_words(section)}, and "
        "later records may still ask a question"
    )


def _written_words(section: Mapping[str, Any]) -> str:
    plan = section["sample"]["plan"]
    return "nothing is written" if plan is None else f"nothing is written but the plan, to {plan}"


def merged_words(section: Mapping[str, Any]) -> str | None:
    """A warning where many records became equal to another one; None where few did."""
    merged, written = section["merged_by_repair"], section["written"]
    if merged <= MOST_MERGED * written:
        return None
    return (
        f"warning: {plural(merged, 'record')} ({percent(merged / written)}) became equal to another one by a repair or "
        "a column that is left out; `--keep` keeps a column"
    )


def itemless_words(section: Mapping[str, Any]) -> str | None:
    """That many records are events without an item, and which; None where few are."""
    count, read = section["without_item"], section["read"]
    if not count or count < SOME_WITHOUT_ITEM * read:
        return None
    words = f"{count:,} of {plural(read, 'record')} ({percent(count / read)}) have no item and are left out"
    types = types_words(section["types_without_item"])
    if section["item_lists"]:
        column, item = next(iter(section["item_lists"].items()))
        sources = [name for field in section["fields"] if field["field"] == ITEM_ID for name in _sources(field)]
        option = explode_option(sources, column, item)
        which = f": {types}" if types else ""
        return f"{words}{which}; {column} holds lists of items, and `{option}` makes records of them"
    return (
        f"{words}, as they are no interactions: {types}; to read less, export the other event types" if types else words
    )


def _sources(entry: Mapping[str, Any]) -> list[str]:
    return [] if entry["how"] == "constant" else [entry["source"], *entry["also"]]


def explode_option(sources: Sequence[str], column: str, item: str) -> str:
    """The options that make records of the entries of a list, as they are typed.

    Args:
        sources: Where ITEM_ID comes from in records without the list.
        column: Holds the list.
        item: What its entries give for ITEM_ID.
    """
    maps = (map_option(ITEM_ID, name) for name in (*sources, item))
    return " ".join([f"--explode {shlex.quote(column)}", *maps])


def doubled_words(section: Mapping[str, Any]) -> str | None:
    """That some times may mean two points in time; None where none does."""
    count = section["doubled_hours"]
    if not count:
        return None
    return (
        f"{plural(count, 'time')} in an hour that the clock shows twice when it is put back: read as the first of both"
    )


def keeping_words(report: Report) -> str:
    """How the decisions of a run are kept for the next one; empty where a plan or a schema makes them."""
    section = report.sections.get("prepare")
    if section is None or "sample" in section or section["plan"] or report.target["schema"] != "inferred":
        return ""
    return "; to keep this plan: --save-plan plan.json"


def plan_entries(section: Mapping[str, Any]) -> list[Line]:
    """Where each field comes from."""
    return [
        Line(
            Name(entry["field"]),
            (_source_words(entry, section["time_of_day"]), HOW[entry["how"]]),
        )
        for entry in section["fields"]
    ]


def _source_words(entry: Mapping[str, Any], time_of_day: str | None) -> str:
    if entry["how"] == "constant":
        return f"= {entry['source']!r}"
    words = f"from {entry['source']}"
    if entry["also"]:
        words += f", where that is not from {listing(entry['also'], joint=' or ', most=9)}"
    if entry["field"] == TIMESTAMP and time_of_day is not None:
        words += f" with the time of day in {time_of_day}"
    return words


def left_out_entries(section: Mapping[str, Any]) -> list[Line | Note]:
    """The columns that are left out, with the reason."""
    left_out = section["left_out"]
    more = len(left_out) - SHOWN_COLUMNS
    return [
        *(Line(Name(entry["column"]), (entry["reason"],)) for entry in left_out[:SHOWN_COLUMNS]),
        *([Note(f"… and {more:,} more")] if more > 0 else []),
    ]


def repair_entries(section: Mapping[str, Any]) -> list[Line]:
    """What was repaired, how often, and the first places."""
    return [
        Line(
            f"{entry['code']} {entry['name']}",
            (
                *([entry["column"]] if entry["column"] else []),
                f"{entry['count']:,}",
                *(_sample(sample) for sample in entry["samples"][:SHOWN_SAMPLES]),
            ),
        )
        for entry in section["repairs"]
    ]


def _sample(sample: Mapping[str, Any]) -> str:
    return f"line {sample['line']}: {_shown(sample['before'])} → {_shown(sample['after'])}"


def _shown(text: str) -> str:
    short = text if len(text) <= SHOWN_WIDTH else f"{text[:SHOWN_WIDTH]}…"
    return short or "(blank)"


def reject_entries(section: Mapping[str, Any]) -> list[Line]:
    """How many records were rejected for which reason."""
    return [Line(code, (f"{count:,}",)) for code, count in section["by_reason"].items()]


def prepare_sections(report: Report) -> list[Section]:
    """The plan and what became of the records; sections with nothing in them are left out."""
    section = report.sections["prepare"]
    found = (
        Section("Plan", plan_entries(section)),
        Section("Columns left out", left_out_entries(section)),
        Section("Repairs", repair_entries(section)),
        Section("Rejected", reject_entries(section)),
        Section("First records, before and after", record_entries(section)),
    )
    return [entry for entry in found if entry.blocks]


def record_entries(section: Mapping[str, Any]) -> list[Line]:
    """The first records of a dry run as they were and as they would be."""
    found = []
    for pair in section.get("sample", {}).get("before_after", ()):
        for name, record in (("before", pair["before"]), ("after", pair["after"])):
            found.append(Line(name, tuple(f"{key}={_shown(value)}" for key, value in record.items())))
    return found
