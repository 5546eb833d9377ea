"""What is kept of shown lists: the ids that can be written as text, and the further ones as hashes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from interactions_cli.personalize.limits import MAX_ID_CHARS, MAX_IMPRESSION_CHARS
from interactions_cli.transforms.merge.items import SEPARATOR
from interactions_cli.transforms.merge.memory import memory_of

# An odd factor: multiplying by it loses no bit, so the same item in two lists has two hashes.
FACTOR: Final = 0x9E3779B97F4A7C15
# Ids with one bar each that an IMPRESSION holds: the last one needs no bar.
ROOM: Final = MAX_IMPRESSION_CHARS + 1
# Lists of so many bytes together are taken apart at a time.
SLICE_BYTES: Final = 4 << 20
# Places in a list are exact up to here; the report names the first 25.
LAST_PLACE: Final = 255
# More ids than this never fit one IMPRESSION.
LAST_RANK: Final = ROOM


@dataclass(frozen=True, kw_only=True)
class FurtherIds:
    """The ids of lists that are too long for an IMPRESSION, from the first one that does not fit.

    `keys` (UInt64) are hashes of list and id, ascending; `places` (UInt8) says where in its list each id stands, from
    1, LAST_PLACE for all later ones; `ranks` (UInt16) how many available ids stand before it, at most LAST_RANK.
    """

    keys: pl.Series = field(default_factory=lambda: pl.Series([], dtype=pl.UInt64))
    places: pl.Series = field(default_factory=lambda: pl.Series([], dtype=pl.UInt8))
    ranks: pl.Series = field(default_factory=lambda: pl.Series([], dtype=pl.UInt16))

    def find(self, lists: pl.Series, items: pl.Series) -> pl.DataFrame:
        """For each list and item `place` and `rank` as above, null where the item is not among these ids."""
        if not len(self.keys):
            nothing = pl.lit(None, dtype=pl.Int64)
            return pl.select(pl.repeat(nothing, len(lists)).alias(name) for name in ("place", "rank"))
        asked = pl.DataFrame({"list": lists, "id": items}).select_seq(key=_list_and_id())["key"]
        at = self.keys.search_sorted(asked.fill_null(0), "left").clip(0, len(self.keys) - 1)
        is_there = (self.keys.gather(at) == asked).fill_null(value=False)
        found = pl.DataFrame({"place": self.places.gather(at), "rank": self.ranks.gather(at), "there": is_there})
        return found.select_seq(pl.when("there").then(pl.col(name).cast(pl.Int64)) for name in ("place", "rank"))


@dataclass(frozen=True, kw_only=True)
class HeldLists:
    """Lists by their place in an index.

    `heads` are the first ids, as many as fit an IMPRESSION, with bars between them and at both ends; `ids` (UInt32) is
    how many the whole list has. `writable` are the first available ids in the same form, null where there is none,
    `available` (UInt32) how many of its ids are available and `written` (UInt32) how many stand in `writable`; where
    nothing is left out these are `heads` and `ids`.
    """

    heads: pl.Series
    ids: pl.Series
    writable: pl.Series
    available: pl.Series
    written: pl.Series
    further: FurtherIds = field(default_factory=FurtherIds)

    @property
    def bytes(self) -> int:
        """Memory of the columns."""
        columns = [self.heads, self.ids, self.further.keys, self.further.places, self.further.ranks]
        if self.writable is not self.heads:
            columns += [self.writable, self.available]
        if self.written is not self.ids:
            columns.append(self.written)
        return memory_of(columns)

    def have(self, lists: pl.Series, needles: pl.Series, items: pl.Series) -> pl.Series:
        """Whether lists have items.

        Args:
            lists: Places in the index.
            needles: `needle` of the items.
            items: The items.
        """
        found = has_needle(self.heads.gather(lists), needles)
        if len(self.further.keys):
            found |= self.further.find(lists, items)["place"].is_not_null()
        return found

    def heads_of(self, lists: pl.Series) -> pl.Series:
        """The heads of lists, null for none, as texts that stand in memory one behind the other.

        The lists of a block are all over the memory of the index: whoever reads them more than once reads a copy.
        """
        heads = self.heads.gather(lists).alias("head").to_frame()
        return heads.select_seq(pl.concat_str("head", pl.lit("")))["head"]

    def positions(self, heads: pl.Series, lists: pl.Series, items: pl.Series) -> pl.Series:
        """The place of an item in its list, from 1 and at most about LAST_PLACE; null where it is not in it.

        Args:
            heads: The heads of the lists.
            lists: Places in the index, null for none.
            items: As many items.
        """
        frame = pl.DataFrame({"text": heads, "item": items}).with_columns_seq(needle=needle())
        frame = frame.with_columns_seq(start=pl.col("text").str.find(pl.col("needle"), literal=True))
        # All up to the bar before the item. Bytes that are compared at once take a third of the time of a search.
        before = pl.col("text").cast(pl.Binary).bin.slice(0, pl.col("start") + 1).cast(pl.List(pl.UInt8))
        place = before.list.eval(pl.element() == ord(SEPARATOR)).list.sum().cast(pl.Int64)
        found = frame.select_seq(place=pl.when(pl.col("start").is_not_null()).then(place))["place"]
        if len(self.further.keys):
            found = found.zip_with(found.is_not_null(), self.further.find(lists, items)["place"])
        return found


def hold(texts: pl.Series, ids: pl.Series, catalogue: pl.Series | None = None) -> HeldLists:
    """Cut lists to what can be written.

    Args:
        texts: Lists as the index orders them, bars between ids and at both ends.
        ids: How many ids each has (UInt32).
        catalogue: The ids that are available, None for all.
    """
    looked_at = texts.str.len_bytes() > ROOM + 1 if catalogue is None else texts.is_not_null()
    if not looked_at.any():
        return HeldLists(heads=texts, ids=ids, writable=texts, available=ids, written=ids)
    frame = pl.DataFrame({"text": texts}).with_row_index("list").filter(looked_at)
    parts = [_cut(part, catalogue) for part in in_slices(frame, frame["text"])]
    further = pl.concat([part for _, part in parts]).sort("key")
    cut = pl.concat([part for part, _ in parts])
    held = FurtherIds(keys=further["key"].set_sorted(), places=further["place"], ranks=further["rank"])
    all_lists = pl.DataFrame({"text": texts, "ids": ids}).with_row_index("list").join(cut, on="list", how="left")
    # New texts: those of a column share memory, and one that is left would hold on to that of all the others.
    whole = all_lists.sort("list").select(
        head=pl.concat_str(pl.coalesce("head", "text"), pl.lit("")),
        written=pl.coalesce("written", "ids"),
        writable="writable",
        available="available",
    )
    heads, written = whole["head"], whole["written"]
    if catalogue is None:
        return HeldLists(heads=heads, ids=ids, writable=heads, available=ids, written=written, further=held)
    return HeldLists(
        heads=heads,
        ids=ids,
        writable=whole["writable"],
        available=whole["available"],
        written=written,
        further=held,
    )


def in_slices(frame: pl.DataFrame, *texts: pl.Series) -> Iterator[pl.DataFrame]:
    """Rows of a frame, as many at a time as have SLICE_BYTES of texts together, at least one."""
    sizes = sum(
        (text.str.len_bytes().fill_null(0).cast(pl.Int64) for text in texts), pl.repeat(0, frame.height, eager=True)
    )
    ends = pl.Series(sizes).cum_sum()
    start = 0
    while start < frame.height:
        before = int(ends[start - 1]) if start else 0
        end = max(start + 1, int(ends.search_sorted(before + SLICE_BYTES, "right")))
        yield frame.slice(start, end - start)
        start = end


def needle(item: str = "item") -> pl.Expr:
    """The item of a column between bars; null for an item that no list can contain."""
    text = pl.col(item)
    can_be_shown = ~text.str.contains(SEPARATOR, literal=True) & (text != "") & (text.str.len_chars() <= MAX_ID_CHARS)
    return pl.when(can_be_shown).then(pl.concat_str(pl.lit(SEPARATOR), text, pl.lit(SEPARATOR)))


def has_needle(texts: pl.Series, needles: pl.Series) -> pl.Series:
    """Whether texts contain needles, text by text; False where one of them is null."""
    # A search for bytes takes the needle as it is; one for text would compile it as a pattern.
    frame = pl.DataFrame({"text": texts.cast(pl.Binary), "needle": needles.cast(pl.Binary)})
    return frame.select_seq(pl.col("text").bin.contains(pl.col("needle")).fill_null(value=False))["text"]


def without_bars(text: pl.Expr) -> pl.Expr:
    """A list without the bars at its ends."""
    return text.cast(pl.Binary).bin.slice(1, text.str.len_bytes().cast(pl.Int64) - 2).cast(pl.String)


def _cut(frame: pl.DataFrame, catalogue: pl.Series | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Of lists (`list`, `text`) what is held under the names of HeldLists, with `list`; and the further ids."""
    split = frame.lazy().select("list", id=without_bars(pl.col("text")).str.split(SEPARATOR))
    cost = pl.col("id").str.len_chars().cast(pl.Int64) + 1
    is_available = pl.lit(value=True) if catalogue is None else pl.col("id").is_in(catalogue.implode())
    ids = split.explode("id").with_columns(cost=cost, is_available=is_available)
    counted = ids.with_columns(
        used=pl.col("cost").cum_sum().over("list"),
        place=pl.int_range(1, pl.len() + 1).over("list"),
        rank=pl.col("is_available").cast(pl.Int64).cum_sum().over("list") - pl.col("is_available").cast(pl.Int64),
        written=(pl.col("cost") * pl.col("is_available").cast(pl.Int64)).cum_sum().over("list"),
    ).collect()
    fits, is_written = pl.col("used") <= ROOM, pl.col("is_available") & (pl.col("written") <= ROOM)
    texts = (
        counted.lazy()
        .group_by("list", maintain_order=True)
        .agg(
            head=_joined(pl.col("id").filter(fits)),
            writable=_joined(pl.col("id").filter(is_written)),
            available=pl.col("is_available").sum().cast(pl.UInt32),
            written=is_written.sum().cast(pl.UInt32),
        )
    )
    further = (
        counted.lazy()
        .filter(~fits)
        .select(
            key=_list_and_id(),
            place=pl.col("place").clip(upper_bound=LAST_PLACE).cast(pl.UInt8),
            rank=pl.col("rank").clip(upper_bound=LAST_RANK).cast(pl.UInt16),
        )
    )
    return texts.collect(), further.collect()


def _joined(ids: pl.Expr) -> pl.Expr:
    bar = pl.lit(SEPARATOR)
    return pl.when(ids.len() > 0).then(pl.concat_str(bar, ids.str.join(SEPARATOR), bar))


def _list_and_id() -> pl.Expr:
    return pl.col("id").hash() + pl.col("list").cast(pl.UInt64) * pl.lit(FACTOR, dtype=pl.UInt64)
