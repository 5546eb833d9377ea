"""From the entries of a block to shown lists: keys hashed, times read, ids joined, and what is wrong with the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from interactions_cli.measures.parts import Part
from interactions_cli.personalize.fields import IMPRESSION, ITEM_ID, RECOMMENDATION_ID, TIMESTAMP, USER_ID
from interactions_cli.personalize.limits import MAX_ID_CHARS
from interactions_cli.reading.entries import Entries, EntryReader
from interactions_cli.reading.frames import rows_where
from interactions_cli.report import VALUE_WIDTH
from interactions_cli.rules.logs import BAD_TIME, OVERLONG, UNREADABLE, UNWRITABLE, WITHOUT_KEY, WITHOUT_LIST
from interactions_cli.transforms.merge.hit_lines import Hit, with_lines
from interactions_cli.transforms.merge.index import ITEM_SCHEMA, key_hash
from interactions_cli.transforms.merge.items import ARRAY, SEPARATOR, join_ids, read_lists
from interactions_cli.transforms.merge.items import UNWRITABLE as UNWRITABLE_PATTERN
from interactions_cli.transforms.merge.list_forms import ANY_SEPARATOR, counts_of_barred, counts_of_open
from interactions_cli.transforms.merge.log_options import ITEM_SPELLINGS
from interactions_cli.transforms.merge.log_times import read_times
from interactions_cli.transforms.merge.match_rule import MatchRule, wanted

LISTS, ITEMS = "lists", "items"
OPEN: Final = ("line", "group", "us", TIMESTAMP, IMPRESSION)


@dataclass(kw_only=True)
class LogPart(Part):
    """What a block of a log contributes; `line` is relative to the block.

    `lists` has `line`, `group` (UInt64, what the list and its interaction share), `us` (Int64, microseconds or null),
    `text` and `count` (UInt32, its ids). `open` are lists whose form only the whole log tells, with the columns OPEN;
    `forms` counts forms as `agreed_separator` takes them. `items` has the columns of `lists` and `list` (UInt64): one
    row for each list whose items stand on lines of their own, as far as the block goes. `filled` are the fields that
    some line has. `hits` are (code, count, samples); `item_lines` (count, samples) are the lines with an item and no
    list, `item_hits` what is wrong with them if it turns out that the log has no lists.
    """

    line_count: int
    rows: int
    unreadable: int
    lists: pl.DataFrame
    open: pl.DataFrame
    forms: Counter[str]
    items: pl.DataFrame
    item_lines: tuple[int, list[tuple[int, str]]]
    units: dict[str, int]
    filled: frozenset[str] = frozenset()
    hits: list[Hit] = field(default_factory=list)
    item_hits: list[Hit] = field(default_factory=list)


class ShownReader:
    """Makes shown lists of the blocks of one log.

    Args:
        entries: How its lines are read.
        rule: How lists are matched.
        shape: `lists`, `items` or None for whatever a line has.
        time_unit: The unit of its times, None for what their size says.
        time_zone: Whose its times without an offset are, None for nobody's: they are refused.
        max_samples: Lines to keep per defect.
        separator: What the ids of its lists are joined by, None for what nearly all of them say.
        item_spellings: What the objects of a list call the id of an item.
    """

    def __init__(
        self,
        entries: EntryReader,
        rule: MatchRule,
        *,
        shape: str | None,
        time_unit: str | None,
        time_zone: str | None = None,
        max_samples: int,
        separator: str | None = None,
        item_spellings: Sequence[str] = ITEM_SPELLINGS,
    ) -> None:
        self._entries = entries
        self._rule = rule
        self._shape = shape
        self._time_unit = time_unit
        self._time_zone = time_zone
        self._max_samples = max_samples
        self._separator = separator
        self._item_spellings = item_spellings

    def __call__(self, block: bytes) -> LogPart:
        """The lists of a block of whole lines."""
        found = self._entries.read(block)
        frame = self._prepared(found.frame)
        hits: list[Hit] = [(UNREADABLE.code, found.unreadable, found.samples)]
        lists, undecided, forms = self._lists(rows_where(frame, frame["has_list"]), found, hits)
        rest = rows_where(frame, ~frame["has_list"])
        hits.append(self._hit(WITHOUT_LIST.code, rest, pl.col(ITEM_ID).is_null(), pl.lit("")))
        with_item = rows_where(rest, pl.col(ITEM_ID).is_not_null())
        units = frame["unit"].drop_nulls().value_counts().rows()
        item_hits: list[Hit] = []
        items = self._items(with_item, item_hits)
        return LogPart(
            line_count=found.lines,
            rows=found.rows,
            unreadable=found.unreadable,
            lists=lists,
            open=undecided,
            forms=forms,
            items=items,
            item_lines=(with_item.height, with_item.select_seq("line", ITEM_ID).head(self._max_samples).rows()),
            units=dict(units),
            filled=frozenset(
                name for name in wanted(self._rule) if found.frame[name].null_count() < found.frame.height
            ),
            hits=with_lines(self._merged(hits), block),
            item_hits=with_lines(self._merged(item_hits), block),
        )

    def _prepared(self, frame: pl.DataFrame) -> pl.DataFrame:
        times = read_times(frame[TIMESTAMP], self._time_unit, self._time_zone)
        has_list = pl.lit(value=False) if self._shape == ITEMS else pl.col(IMPRESSION).is_not_null()
        item = pl.lit(None, dtype=pl.String).alias(ITEM_ID) if self._shape == LISTS else pl.col(ITEM_ID)
        return frame.hstack(times).with_columns_seq(
            item, has_list=has_list, group=key_hash([pl.col(name) for name in self._rule.key])
        )

    def read_open(self, frame: pl.DataFrame, separator: str) -> tuple[pl.DataFrame, list[Hit]]:
        """Lists that the whole log had to be read for.

        Args:
            frame: Rows of `open`.
            separator: What their ids are joined by.

        Returns:
            Lists as in a LogPart, and hits.
        """
        hits: list[Hit] = []
        lists = self._read(frame, separator, hits)
        return lists, self._merged(hits)

    def _lists(
        self, frame: pl.DataFrame, found: Entries, hits: list[Hit]
    ) -> tuple[pl.DataFrame, pl.DataFrame, Counter[str]]:
        """Lists, those whose form the rest of the log decides, and how many have which form."""
        if self._separator is not None:
            return self._read(frame, self._separator, hits, found), frame.select_seq(OPEN).clear(), Counter()
        if frame[IMPRESSION].str.contains(SEPARATOR, literal=True).all():
            forms = counts_of_barred(frame[IMPRESSION], found.may_hold)
            return self._read(frame, SEPARATOR, hits, found), frame.select_seq(OPEN).clear(), forms
        written = pl.col(IMPRESSION)
        has_form = written.str.contains(SEPARATOR, literal=True) | written.str.contains(ARRAY)
        is_open = frame.select_seq(open=~has_form & written.str.contains(ANY_SEPARATOR))["open"]
        counts = counts_of_barred(rows_where(frame, has_form)[IMPRESSION], found.may_hold)
        undecided = rows_where(frame, is_open).select_seq(OPEN)
        if undecided.height:
            counts += counts_of_open(undecided[IMPRESSION])
            counts["open"] = undecided.height
        return self._read(rows_where(frame, ~is_open), SEPARATOR, hits, found), undecided, counts

    def _read(self, frame: pl.DataFrame, separator: str, hits: list[Hit], found: Entries | None = None) -> pl.DataFrame:
        plain, may_be_array = (found.plain, found.may_hold("[")) if found else (False, True)
        lists = read_lists(frame[IMPRESSION], self._item_spellings, separator, plain=plain, may_be_array=may_be_array)
        read = frame.hstack(lists)
        time_needed = pl.lit(self._rule.by_time) & pl.col("us").is_null()
        reason = (
            pl.when("unreadable")
            .then(pl.lit(UNREADABLE.code))
            .when(pl.col("text").is_null())
            .then(pl.lit(WITHOUT_LIST.code))
            .when(pl.col("group").is_null())
            .then(pl.lit(WITHOUT_KEY.code))
            .when(time_needed)
            .then(pl.lit(BAD_TIME.code))
        )
        read = read.with_columns_seq(reason=reason)
        cells = {UNREADABLE.code: IMPRESSION, WITHOUT_LIST.code: IMPRESSION, BAD_TIME.code: TIMESTAMP}
        hits += self._reasons(read, cells)
        hits.append(self._hit(UNWRITABLE.code, read, pl.col("unwritable"), pl.col(IMPRESSION)))
        hits.append(self._hit(OVERLONG.code, read, pl.col("overlong"), pl.col(IMPRESSION)))
        return rows_where(read, pl.col("reason").is_null()).select_seq("line", "group", "us", "text", "count")

    def _items(self, frame: pl.DataFrame, hits: list[Hit]) -> pl.DataFrame:
        if not frame.height:
            return pl.DataFrame(schema=ITEM_SCHEMA)
        item = pl.col(ITEM_ID).str.strip_chars()
        gathered_by_time = pl.lit(not self._rule.on or self._rule.by_time) & pl.col(RECOMMENDATION_ID).is_null()
        time_needed = (pl.lit(self._rule.by_time) | gathered_by_time) & pl.col("us").is_null()
        reason = (
            pl.when(item == "")
            .then(pl.lit(WITHOUT_LIST.code))
            .when(item.str.contains(UNWRITABLE_PATTERN))
            .then(pl.lit(UNWRITABLE.code))
            .when(item.str.len_chars() > MAX_ID_CHARS)
            .then(pl.lit(OVERLONG.code))
            .when(pl.col("group").is_null() | (pl.col("list").is_null() & ~time_needed))
            .then(pl.lit(WITHOUT_KEY.code))
            .when(time_needed)
            .then(pl.lit(BAD_TIME.code))
        )
        marked = frame.with_columns_seq(self._list_key().alias("list")).with_columns_seq(reason=reason)
        cells = dict.fromkeys((WITHOUT_LIST.code, UNWRITABLE.code, OVERLONG.code), ITEM_ID)
        hits += self._reasons(marked, cells | {BAD_TIME.code: TIMESTAMP})
        good = rows_where(marked, pl.col("reason").is_null())
        gathered = good.group_by("list", maintain_order=True).agg(
            pl.col("line", "group", "us").first(), item.alias("ids")
        )
        return gathered.drop("ids").hstack(join_ids(gathered["ids"]).select_seq("text", "count"))

    def _list_key(self) -> pl.Expr:
        """What the items of one list have in common; the word in front keeps lists of different kinds apart."""
        rule = self._rule
        on = [pl.col(name) for name in rule.key]
        if rule.on and not rule.by_time:
            return key_hash([pl.lit("on"), *on])
        if rule.on:
            # A session lasts for hours: what was shown together has its time in common, too.
            return pl.coalesce(
                key_hash([pl.lit(RECOMMENDATION_ID), *on, pl.col(RECOMMENDATION_ID)]),
                key_hash([pl.lit(TIMESTAMP), *on, pl.col("us")]),
            )
        by = [pl.col(name) for name in self._rule.by]
        return pl.coalesce(
            key_hash([pl.lit(RECOMMENDATION_ID), pl.col(RECOMMENDATION_ID)]),
            key_hash([pl.lit(USER_ID), pl.col(USER_ID), *by, pl.col("us")]),
        )

    def _reasons(self, frame: pl.DataFrame, cells: dict[str, str]) -> list[Hit]:
        bad = rows_where(frame, pl.col("reason").is_not_null())
        return [
            self._hit(code, bad, pl.col("reason") == code, pl.col(cells[code]) if code in cells else pl.lit(""))
            for code in bad["reason"].unique().sort().to_list()
        ]

    def _merged(self, hits: list[Hit]) -> list[Hit]:
        """One hit per code, its samples in the order of lines."""
        merged: dict[str, Hit] = {}
        for code, count, samples in hits:
            _, before, earlier = merged.get(code, (code, 0, []))
            merged[code] = (code, before + count, sorted([*earlier, *samples])[: self._max_samples])
        return [hit for hit in merged.values() if hit[1]]

    def _hit(self, code: str, frame: pl.DataFrame, bad: pl.Expr, cell: pl.Expr) -> Hit:
        hit = rows_where(frame, bad)
        rows = hit.select_seq("line", cell.fill_null("").str.slice(0, VALUE_WIDTH + 1).alias("cell"))
        return code, rows.height, rows.head(self._max_samples).rows()
