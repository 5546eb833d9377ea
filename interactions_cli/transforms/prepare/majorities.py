"""Readings that hold for nearly all values of a column, decided by what the records that are written say of them.

A record that is rejected says nothing: it does not stand in the file that is written, and another run over that file
must come to the same end.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import polars as pl

from interactions_cli.personalize.fields import EVENT_TYPE, IMPRESSION, ITEM_ID, TIMESTAMP, USER_ID
from interactions_cli.personalize.limits import MAX_ID_CHARS, MAX_IMPRESSION_CHARS
from interactions_cli.rules.ids import FLOAT_ID_SHARE
from interactions_cli.rules.impression_use import SEPARATORS
from interactions_cli.rules.unusual_separators import joined_by_mark
from interactions_cli.transforms.prepare.cells import Cells
from interactions_cli.transforms.prepare.lists import bare, tidy
from interactions_cli.transforms.prepare.plan import OpenQuestionError, Plan, PlanOptions
from interactions_cli.transforms.prepare.time_forms import TimeReading

AGREE: Final = 0.9
# The likeliest clock of a server.
UTC: Final = "--time-zone UTC"
KNOWN_PARTS: Final = 0.01
# A date in digits of which it is plain whether day or month comes first.
TELLING_DATE: Final = re.compile(
    r"^(?:(?:1[3-9]|2[0-9]|3[01])[./-][0-9]{1,2}|[0-9]{1,2}[./-](?:1[3-9]|2[0-9]|3[01]))[./-]"
)
# A record whose item is blank.
WITHOUT_ITEM: Final = ("VAL001", ITEM_ID)
# More types than this in a batch are no types.
MOST_TYPES: Final = 100
LIST_SEPARATORS: Final = tuple(SEPARATORS)


@dataclass(kw_only=True)
class Majorities:
    """What some records say; the counts of several batches add up.

    `written` are the records that are written, `readable` those whose other cells can be written and whose time can be
    read, as dates or not; `dates` counts among these numbers that form a date, by their digits. `float_ids` counts ids
    that end in `.0`, by field. `lists` counts, by separator, lists that would be written without a split at it,
    `joined` those that it would split in several ids, `parts` the ids that came of it, by their hash; `items` are the
    hashes of the interacted items, and `in_items` the separators that occur in one. `doubled_hours` are the times of
    an hour that the clock of the given zone shows twice. `refused` counts cells for which a record is rejected, by code
    and field, and `first_refused` has the first of each; `telling_time` is the first time refused whose digits tell day
    and month apart; `itemless` counts records without an item by their event type. Of all `filled_lists` those that
    `look_joined` by what ids may have as well are written as one id each, the first as `first_joined`.
    """

    written: int = 0
    readable: int = 0
    dates: Counter[int] = field(default_factory=Counter)
    float_ids: Counter[str] = field(default_factory=Counter)
    lists: Counter[str] = field(default_factory=Counter)
    joined: Counter[str] = field(default_factory=Counter)
    parts: dict[str, pl.DataFrame] = field(default_factory=dict)
    items: pl.Series | None = None
    in_items: set[str] = field(default_factory=set)
    doubled_hours: int = 0
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)
    first_refused: dict[tuple[str, str], str] = field(default_factory=dict)
    itemless: Counter[str] = field(default_factory=Counter)
    telling_time: str | None = None
    filled_lists: int = 0
    look_joined: int = 0
    first_joined: str | None = None

    def add(self, other: Majorities) -> None:
        """Add what other records say."""
        self.written += other.written
        self.readable += other.readable
        self.doubled_hours += other.doubled_hours
        self.filled_lists += other.filled_lists
        self.look_joined += other.look_joined
        self.first_joined = self.first_joined or other.first_joined
        for mine, theirs in (
            (self.float_ids, other.float_ids),
            (self.lists, other.lists),
            (self.joined, other.joined),
        ):
            mine.update(theirs)
        self.dates.update(other.dates)
        self.refused.update(other.refused)
        self.itemless.update(other.itemless)
        self.telling_time = self.telling_time or other.telling_time
        self.first_refused = {**other.first_refused, **self.first_refused}
        self.in_items |= other.in_items
        for separator, parts in other.parts.items():
            both = [parts, self.parts[separator]] if separator in self.parts else [parts]
            self.parts[separator] = pl.concat(both).group_by("hash").agg(pl.col("n").sum())
        if other.items is not None:
            self.items = other.items if self.items is None else pl.concat([self.items, other.items]).unique()


def majorities_in(columns: Mapping[str, Cells], kept: pl.Series | None, height: int) -> Majorities:
    """What the records of a batch say.

    Args:
        columns: The edited cells of every field.
        kept: Which records are written; None for all.
        height: How many records the batch has.
    """
    found = Majorities(written=height if kept is None else int(kept.sum()))
    found.readable = found.written
    if (readable := columns[TIMESTAMP].readable) is not None:
        _add_dates(found, columns, readable)
    if (doubled := columns[TIMESTAMP].doubled_hours) is not None:
        found.doubled_hours = int((doubled if kept is None else doubled & kept).sum())
    for name in (USER_ID, ITEM_ID):
        if name in columns and (ends := columns[name].float_ids) is not None:
            found.float_ids[name] = int((ends if kept is None else ends & kept).sum())
    if IMPRESSION in columns and (lists := columns[IMPRESSION].lists) is not None:
        item = columns[ITEM_ID].value
        _add_lists(found, *((lists, item) if kept is None else (lists.filter(kept), item.filter(kept))))
    return found


def note_refused(found: Majorities, columns: Mapping[str, Cells], raws: Mapping[str, pl.Series]) -> None:
    """Add which cells are in the way of their records."""
    for name, cells in columns.items():
        problem = cells.problem
        for code in () if problem is None else problem.unique().drop_nulls():
            places = (problem == code).fill_null(value=False).arg_true()
            found.refused[code, name] += len(places)
            found.first_refused.setdefault((code, name), raws[name][places[0]] or "")
            if (code, name) == WITHOUT_ITEM:
                _note_itemless(found, columns, places)
            if name == TIMESTAMP and found.telling_time is None:
                texts = raws[name].gather(places).str.strip_chars()
                telling = texts.filter(texts.str.contains(TELLING_DATE.pattern))
                found.telling_time = telling[0] if len(telling) else None


def _note_itemless(found: Majorities, columns: Mapping[str, Cells], places: pl.Series) -> None:
    """Add the event types of records without an item, unless they are too many for types."""
    if EVENT_TYPE in columns:
        types = columns[EVENT_TYPE].value.cast(pl.String).gather(places).drop_nulls()
        found.itemless.update(dict(types.value_counts().head(MOST_TYPES).iter_rows()))


def _add_dates(found: Majorities, columns: Mapping[str, Cells], readable: pl.Series) -> None:
    dates = columns[TIMESTAMP].dates
    for name, cells in columns.items():
        if name != TIMESTAMP and cells.problem is not None:
            readable = readable & cells.problem.is_null()
    found.readable = int(readable.sum())
    if dates is not None:
        found.dates.update({digits: int(((dates == digits) & readable).sum()) for digits in (8, 14)})


def _add_lists(found: Majorities, lists: pl.Series, item: pl.Series) -> None:
    found.items = item.drop_nulls().unique().hash()
    found.in_items = {mark for mark in LIST_SEPARATORS if item.str.contains(mark, literal=True).any()}
    count = len(lists) - lists.null_count()
    is_bare = bare(lists).fill_null(value=False)
    texts = lists.filter(is_bare)
    _add_doubtful(found, count, texts, item.filter(is_bare))
    is_long = texts.str.len_chars() > MAX_IMPRESSION_CHARS
    for mark in LIST_SEPARATORS:
        has = texts.str.contains(mark, literal=True)
        ids = tidy(texts.filter(has).str.split(mark))
        fits = (ids.list.len() > 1) & (ids.list.eval(pl.element().str.len_chars()).list.max() <= MAX_ID_CHARS)
        found.joined[mark] = int(fits.sum())
        # A long text that is no list is not written, and so does not say that the others are none.
        found.lists[mark] = count - int(is_long.sum()) + int((is_long.filter(has) & fits).sum())
        if found.joined[mark]:
            parts = ids.filter(fits).explode().hash().alias("hash").to_frame()
            found.parts[mark] = parts.group_by("hash").agg(n=pl.len())


def _add_doubtful(found: Majorities, count: int, texts: pl.Series, items: pl.Series) -> None:
    both = pl.DataFrame([texts.alias("list"), items.alias("item")])
    look_joined = both.select(joined_by_mark(pl.col("list"), pl.col("item")).fill_null(value=False)).to_series()
    found.filled_lists, found.look_joined = count, int(look_joined.sum())
    if found.look_joined:
        found.first_joined = texts.filter(look_joined)[0]


def settled(plan: Plan, found: Majorities, options: PlanOptions) -> Plan:
    """The plan with the readings that the records which it writes ask for.

    Raises:
        OpenQuestionError: Times are dates of digits alone, and nobody says which clock wrote them.
    """
    return replace(
        plan,
        times=_times(plan, found, options),
        whole_ids=frozenset(
            name for name, count in found.float_ids.items() if count and count >= FLOAT_ID_SHARE * found.written
        )
        | options.whole_ids,
        list_separator=options.list_separator or _separator(found),
    )


def _times(plan: Plan, found: Majorities, options: PlanOptions) -> TimeReading:
    reading = options.time_reading
    if not reading.is_plain:
        return reading
    source = next((entry.source for entry in plan.fields if entry.name == TIMESTAMP), None)
    return compact_reading(source, found.dates, found.readable, reading)


def compact_reading(source: str | None, dates: Counter[int], readable: int, reading: TimeReading) -> TimeReading:
    """The reading of times that counts of dates of 8 and 14 digits among all readable times ask for.

    Raises:
        OpenQuestionError: They are dates, and the reading has no zone.
    """
    if not readable or dates.total() < AGREE * readable:
        return replace(reading, compact=None)
    digits = max((8, 14), key=lambda digits: dates[digits])
    if not reading.zone:
        raise OpenQuestionError(
            f"the values of {source} are dates of {digits} digits, without an offset",
            "Say which clock wrote them: `--time-zone UTC`, or a zone as `--time-zone Europe/Berlin`.",
            answer=UTC,
        )
    return replace(reading, compact=digits)


def _separator(found: Majorities) -> str | None:
    if found.items is None:
        return None
    for mark, count in sorted(found.joined.items(), key=lambda entry: (-entry[1], LIST_SEPARATORS.index(entry[0]))):
        if not count or count < AGREE * found.lists[mark] or mark in found.in_items:
            continue
        parts = found.parts[mark]
        known = int(parts.filter(parts["hash"].is_in(found.items.implode()))["n"].sum())
        if known >= KNOWN_PARTS * int(parts["n"].sum()):
            return mark
    return None
