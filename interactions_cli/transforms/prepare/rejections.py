"""When too much is rejected: one cause that only an option can decide, or more than the run may lose."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from typing import NamedTuple

from interactions_cli.judging.policy import Budget
from interactions_cli.pages.prepare import explode_option
from interactions_cli.personalize.fields import IMPRESSION, ITEM_ID, TIMESTAMP, USER_ID
from interactions_cli.personalize.times import EARLIEST_PLAUSIBLE, SECONDS_PER_DAY
from interactions_cli.rules.cell import as_cells, shown_cell
from interactions_cli.rules.kit.date_forms import date_form, zone_of
from interactions_cli.rules.kit.time_readings import digits_form
from interactions_cli.rules.unusual_separators import mark_in
from interactions_cli.shell import map_option
from interactions_cli.transforms.prepare.epochs import EPOCHS
from interactions_cli.transforms.prepare.evidence import Evidence
from interactions_cli.transforms.prepare.likely import likely
from interactions_cli.transforms.prepare.majorities import AGREE, TELLING_DATE, UTC, WITHOUT_ITEM
from interactions_cli.transforms.prepare.odd_times import odd_time
from interactions_cli.transforms.prepare.outcome import Outcome, rule_name
from interactions_cli.transforms.prepare.plan import OpenQuestionError, Plan
from interactions_cli.transforms.prepare.time_forms import TimeReading, is_aware
from interactions_cli.wording import percent, plural, types_words

MAJORITY = 0.5
NEARLY_ALL = 0.9
# About lines as a whole; what is about cells names their column.
WAYS = {
    "CSV003": "name the encoding: `--encoding cp1252`",
    "CSV007": "name the separator, `--delimiter ';'`, or the columns with `--columns`",
    "CSV008": "name the separator: `--delimiter ';'`",
    "LOG001": "name the format: `--input-format json`",
}
LEAST_SINCE_ZERO = 365 * SECONDS_PER_DAY
# Zones that are called by the letters of winter and never have summer time.
NEVER_SUMMER = ("EST", "MST", "HST")
LOST_DIGITS = re.compile(r"[+-]?[0-9]\.?[0-9]*[eE]\+?[0-9]{1,2}")


class Way(NamedTuple):
    """What decides a question, in words, and the options that do, as they are typed."""

    words: str
    answer: str = ""


def refuse_majority(outcome: Outcome, plan: Plan, now: int) -> None:
    """Refuse a result of which one reason would reject more than half, or nearly no time or list can be right.

    Raises:
        OpenQuestionError: There is such a reason.
    """
    for code, count in outcome.by_reason.most_common(1):
        if outcome.read and count > MAJORITY * outcome.read:
            refused = [(number, field) for (of, field), number in outcome.said.refused.items() if of == code]
            field = max(refused)[1] if refused else None
            if (code, field) == WITHOUT_ITEM and outcome.are_events_without_item:
                raise _events_without_item(outcome, plan)
            where = f" for what is in {_source(field, plan) or field}" if field else ""
            way = Way(WAYS.get(code, "look at the records")) if field is None else _way(code, field, outcome, plan, now)
            raise OpenQuestionError(
                f"{code} {rule_name(code)} would reject {count:,} of {plural(outcome.read, 'record')} "
                f"({percent(count / outcome.read)}){where}",
                f"{way.words[0].upper()}{way.words[1:]}; `--accept-rejects` writes the rest all the same.",
                answer=way.answer,
            )
    if outcome.written and outcome.implausible >= NEARLY_ALL * outcome.written:
        first = outcome.first_time or ""
        way = _way_of_counts(first, plan, now)
        raise OpenQuestionError(
            f"{outcome.implausible:,} of {outcome.written:,} times lie before 1990 or in the future, "
            f"first {shown_cell(first)}",
            f"{way.words[0].upper()}{way.words[1:]}; `--accept-rejects` writes them all the same.",
            answer=way.answer,
        )
    _refuse_joined(outcome, plan)


def _refuse_joined(outcome: Outcome, plan: Plan) -> None:
    said = outcome.said
    if plan.list_separator is not None or not said.look_joined or said.look_joined < AGREE * said.filled_lists:
        return
    shown = mark_in(said.first_joined or "")
    answer = f"--list-separator {shown['mark']}" if "mark" in shown else ""
    way = f"Say so: `{answer}`" if answer else shown["advice"]
    raise OpenQuestionError(
        f"{said.look_joined:,} of {plural(said.filled_lists, 'list')} in {_source(IMPRESSION, plan)} look like "
        f"{shown['joined']}, for the item of the record is among them, first {shown_cell(said.first_joined)}",
        f"{way}. Where each is one id: `--list-separator '|'`.",
        answer=answer,
    )


def _events_without_item(outcome: Outcome, plan: Plan) -> OpenQuestionError:
    count = outcome.without_item
    lack = f"{count:,} of {plural(outcome.read, 'record')} ({percent(count / outcome.read)}) have no item"
    source = _source(ITEM_ID, plan) or ITEM_ID
    types = types_words(as_cells(outcome.said.itemless))
    which = f": {types}" if types else ""
    if plan.item_lists:
        column, item = plan.item_lists[0]
        way = explode_option(_sources(ITEM_ID, plan), column, item)
        return OpenQuestionError(
            f"{lack} in {source}{which}, and {column} holds lists of items",
            f"Make a record of each entry: `{way}`. Where these are no interactions, leave them out: "
            "`--accept-rejects`.",
            answer=way,
        )
    return OpenQuestionError(
        f"{lack}, as events that are no interactions: {source} is blank{which}",
        "Leave them out: `--accept-rejects`. If they have one, name the column that has it: `--map ITEM_ID=COLUMN`.",
        answer="--accept-rejects",
    )


def _source(field: str, plan: Plan) -> str | None:
    return next(iter(_sources(field, plan)), None)


def _sources(field: str, plan: Plan) -> tuple[str, ...]:
    return next((entry.sources for entry in plan.fields if entry.name == field), ())


def _way(code: str, field: str, outcome: Outcome, plan: Plan, now: int) -> Way:
    """What decides it where the cells of a column are in the way."""
    first = outcome.said.first_refused[code, field].strip()
    if field == TIMESTAMP and outcome.said.telling_time is not None:
        first = outcome.said.telling_time
    source = _source(field, plan) or field
    if field == TIMESTAMP:
        return _way_of_times(code, first, source, plan, now)
    if field in (USER_ID, ITEM_ID) or code == "VAL011":
        return _way_of_ids(code, field, plan)
    drop = f"--drop {shlex.quote(source)}"
    if code == "VAL001":
        return Way(f"leave it out with `{drop}`, or export it in every record", drop)
    if code == "VAL006" and re.search("[.,]", first) and not re.search("[^0-9.,+ -]", first):
        return Way(f"say what stands before the fraction, `--decimal ,`, or leave it out with `{drop}`", "--decimal ,")
    return Way(f"leave it out with `{drop}`, or write it plainly where the file is made", drop)


def _way_of_ids(code: str, field: str, plan: Plan) -> Way:
    words = f"look whether {field} comes from the right column, and name another one with --map"
    others = likely(field, [name for name, _ in plan.left_out], Evidence(), any_id=False)
    if code != "VAL001" or not others:
        return Way(words)
    both = " ".join(map_option(field, name) for name in (*_sources(field, plan), others[0]))
    return Way(f"{words}; where {others[0]} stands for the same, it fills the blanks: `{both}`", both)


def _way_of_times(code: str, first: str, source: str, plan: Plan, now: int) -> Way:
    if code == "VAL001":
        where = f"look whether TIMESTAMP comes from the right column: {source} is blank"
        return Way(f"{where}, and name another one with --map")
    if LOST_DIGITS.fullmatch(first):
        return Way(f"export {source} as text: a spreadsheet has rounded its digits away")
    form = date_form(first)
    if form is not None and plan.times.form is None:
        return _way_of_form(form, first, plan)
    if code == "VAL018":
        return _way_of_counts(first, plan, now)
    if plan.times.form is not None:
        return Way(_other_form(first, source, plan.times))
    return Way(odd_time(first))


def _other_form(first: str, source: str, reading: TimeReading) -> str:
    zone = zone_of(first)
    if "%Z" in str(reading.form) and reading.zone is not None:
        if zone != reading.zone:
            return (
                f"the clock of {shown_cell(first)} is not one of {reading.zone}: name its zone, as `--time-zone {zone}`"
            )
        same = next((name for name in NEVER_SUMMER if name != zone and re.search(rf"\b{name}\b", first)), None)
        way = f"the clock that has them all year is `--time-zone {same}`" if same else "write offsets where it is made"
        return f"{shown_cell(first)} has letters that no clock of {zone} has on that day: {way}"
    return f"name another --time-format, which fits {shown_cell(first)}, or write {source} in one form where it is made"


def _way_of_form(form: str, first: str, plan: Plan) -> Way:
    zone = "" if is_aware(form) or plan.times.zone else f" --time-zone {zone_of(first)}"
    is_open = "%m" in form and not form.startswith("%Y") and not TELLING_DATE.match(first)
    which = "; where the month comes first, it is %m before %d" if is_open else ""
    answer = f"--time-format {shlex.quote(form)}{zone}"
    whose = " and whose clock wrote them" if zone else ""
    return Way(f"say how they are written{whose}: `{answer}`{which}", answer)


def _way_of_counts(first: str, plan: Plan, now: int) -> Way:
    epochs = _epochs_that_fit(first, now)
    counted = f"say what they count: {_in_quotes(epochs)}"
    form = digits_form(first) if plan.times.form is None else None
    if not form:
        return Way(counted, epochs[0]) if epochs else Way("check the clock of the source")
    zone = "" if plan.times.zone else f" {UTC}"
    dates = [f"--time-format {form}{zone}"]
    # 141123 may be in 2014 and in 2023.
    if form == "%y%m%d" and digits_form(f"{first[4:]}{first[2:4]}{first[:2]}") == form:
        dates.append(f"--time-format %d%m%y{zone}")
    more = f", or {counted}" if epochs else ""
    return Way(f"say that they are dates in digits: {_in_quotes(dates)}{more}", dates[0])


def _in_quotes(ways: Sequence[str]) -> str:
    return " or ".join(f"`{way}`" for way in ways)


def _epochs_that_fit(text: str, now: int) -> list[str]:
    """The options under which a count is a time from 1990 to now."""
    try:
        count = float(text)
    except ValueError:
        return []
    # A clock that has hardly begun is no clock that anybody has read, and late times are likelier than early ones.
    seconds = {
        name: count / epoch.per_second + epoch.zero
        for name, epoch in EPOCHS.items()
        if abs(count / epoch.per_second) >= LEAST_SINCE_ZERO
    }
    plausible = {name: at for name, at in seconds.items() if EARLIEST_PLAUSIBLE <= at <= now + SECONDS_PER_DAY}
    return [f"--time-epoch {name}" for name in sorted(plausible, key=lambda name: -plausible[name])]


def failure_of(outcome: Outcome, most: Budget, *, accepts: bool) -> str | None:
    """Why a run fails whatever is found in what it wrote; None if it does not."""
    if not outcome.written:
        return "no record is left"
    if accepts or most.allows(outcome.rejected, outcome.read):
        return None
    limit = plural(most.limit, "record") if isinstance(most.limit, int) else most.limit.replace("%", " %")
    share = percent(outcome.rejected / outcome.read)
    without = f"; {outcome.without_item:,} have no item, `--accept-rejects` leaves them out"
    return (
        f"{outcome.rejected:,} of {plural(outcome.read, 'record')} rejected ({share}), more than --max-rejected {limit}"
        f"{without if outcome.are_events_without_item else ''}"
    )
