"""The figures of a merge: a part per block, and what the parts add up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from interactions_cli.measures.parts import Part
from interactions_cli.measures.sections.figures import position_figures, share
from interactions_cli.reading.columns import Column
from interactions_cli.reading.frames import rows_where
from interactions_cli.transforms.merge.causes import Clocks
from interactions_cli.transforms.merge.index import ListIndex
from interactions_cli.transforms.merge.matching import Unmatched

# So many parts are held before they become one.
PARTS = 64
LENGTHS = {"ids": pl.Int64(), "lists": pl.Int64()}


@dataclass(frozen=True)
class LookedUp:
    """The interactions of a block with what was found for each of them, and its lines that are no records.

    `frame` has `list` (its place in the index, null without one) and why not (`reason`), `kept`, `skewed`, `delay`,
    `distance`, `position`, `second` (the TIMESTAMP), and what became of the list: `cut`, `unavailable`, `added`,
    `not_added`, `emptied`, `refused`.
    """

    frame: pl.DataFrame
    broken_lines: int


@dataclass(kw_only=True)
class MergeTallyPart(Part):
    """What a block contributes.

    `counts` are by name, an Unmatched for interactions without a list; `used` are the places of the lists that were
    found, one for each interaction with one. The others count each `value`: seconds from list to interaction, places of
    the interacted items in their lists, seconds from the nearest list of their key to interactions without one.
    `latest` is the last TIMESTAMP.
    """

    counts: dict[str, int]
    used: pl.Series
    delays: pl.DataFrame
    positions: pl.DataFrame
    distances: pl.DataFrame
    latest: int | None


class MergeTallyPlan:
    """Counts what became of the interactions of a block."""

    def __init__(self, *, by_time: bool) -> None:
        self._by_time = by_time

    def __call__(self, found: LookedUp) -> MergeTallyPart:
        """Count a block."""
        frame = found.frame
        matched = rows_where(frame.select_seq("list", "delay", "position"), frame["list"].is_not_null())
        counts = self._counts(frame) | {"broken": found.broken_lines}
        counts["interactions"] = frame.height + found.broken_lines
        return MergeTallyPart(
            counts=counts,
            used=matched["list"],
            delays=_counted(matched["delay"]),
            positions=_counted(matched["position"]),
            distances=_counted(frame["distance"]),
            latest=frame.select_seq(pl.col("second").max()).item(),
        )

    def _counts(self, frame: pl.DataFrame) -> dict[str, int]:
        is_matched = pl.col("list").is_not_null()
        early = (is_matched & (pl.col("delay") < 0)).fill_null(value=False)
        figures = {
            "kept": pl.col("kept"),
            "matched": is_matched,
            "skewed": pl.col("skewed").fill_null(value=False) if self._by_time else early,
            "item_not_in_list": is_matched & pl.col("position").is_null(),
            "lists_cut": pl.col("cut") > 0,
            "added": pl.col("added"),
            "not_added": pl.col("not_added"),
            "emptied": pl.col("emptied"),
            "not_written": pl.col("refused"),
            "with_list": _is_list(frame),
        }
        sums = [figure.sum().cast(pl.Int64).alias(name) for name, figure in figures.items()]
        sums += [
            pl.col(column).sum().cast(pl.Int64).alias(name)
            for column, name in (("cut", "ids_cut"), ("unavailable", "ids_unavailable"))
        ]
        reasons = Counter(dict(frame["reason"].drop_nulls().value_counts().iter_rows()))
        return {
            **frame.select_seq(sums).row(0, named=True),
            **{reason.value: reasons[reason.value] for reason in Unmatched},
        }


class MergeTally:
    """What all blocks add up to; adding in another order gives the same.

    Args:
        by_time: Whether lists are found by user and time.
        lists: How many lists there are.
    """

    def __init__(self, *, by_time: bool, lists: int) -> None:
        self._by_time = by_time
        self._counts: Counter[str] = Counter()
        self._is_used = pl.repeat(value=False, n=lists, eager=True)
        self._delays: list[pl.DataFrame] = []
        self._positions: list[pl.DataFrame] = []
        self._distances: list[pl.DataFrame] = []
        self._latest: int | None = None

    def plan(self, _columns: Sequence[Column]) -> MergeTallyPlan:
        """How blocks are counted: what was found for an interaction has the same columns whatever file it is in."""
        return MergeTallyPlan(by_time=self._by_time)

    def add(self, part: MergeTallyPart, _place: int) -> None:
        """Add what a block contributes."""
        self._counts.update(part.counts)
        self._is_used = self._is_used.scatter(part.used, values=True)
        self._delays.append(part.delays)
        self._positions.append(part.positions)
        self._distances.append(part.distances)
        self._latest = max((time for time in (part.latest, self._latest) if time is not None), default=None)
        if len(self._delays) >= PARTS:
            self._delays, self._positions = [_summed(self._delays)], [_summed(self._positions)]
            self._distances = [_summed(self._distances)]

    def figures(self) -> MergeFigures:
        """What everything adds up to."""
        return MergeFigures(
            counts=self._counts,
            used=int(self._is_used.sum()),
            delays=_summed(self._delays),
            positions=_summed(self._positions),
            distances=_summed(self._distances),
            latest=self._latest,
        )


@dataclass(frozen=True, kw_only=True)
class MergeFigures:
    """What a merge did; `used` lists were found, and everything else is as in MergeTallyPart."""

    counts: Counter[str]
    used: int
    delays: pl.DataFrame
    positions: pl.DataFrame
    distances: pl.DataFrame
    latest: int | None

    def clocks(self, index: ListIndex) -> Clocks:
        """The times of both sides."""
        return Clocks(distances=self.distances, interactions=self.latest, lists=index.latest)

    def section(self, index: ListIndex) -> dict[str, Any]:
        """The figures of the report's `merge`, keys in the documented order."""
        counts = self.counts
        lengths = index.lengths.select(value=pl.col("ids").cast(pl.Int64), n=pl.col("lists").cast(pl.Int64))
        return {
            "interactions": counts["interactions"],
            "matched": counts["matched"],
            "match_rate": share(counts["matched"], counts["matched"] + sum(counts[reason] for reason in Unmatched)),
            "unmatched": {reason.value: counts[reason] for reason in Unmatched},
            "existing_kept": counts["kept"],
            "broken_lines": counts["broken"],
            "lists": index.total,
            "lists_used": self.used,
            "lists_unused": index.total - self.used,
            "lists_cut": counts["lists_cut"],
            "ids_cut": counts["ids_cut"],
            "ids_unavailable": counts["ids_unavailable"],
            "lists_emptied": counts["emptied"],
            "clock_skew": counts["skewed"],
            "item_not_in_list": counts["item_not_in_list"],
            "items_added": counts["added"],
            "items_not_added": counts["not_added"],
            "not_written": counts["not_written"],
            "list_length": _quantiles(lengths, {"min": 0.0, "median": 0.5, "p90": 0.9, "max": 1.0}),
            "delay_seconds": _quantiles(self.delays, {"median": 0.5, "p90": 0.9}),
            "positions": position_figures(self.positions.rows()),
            "index_bytes": index.bytes,
            "keys": len(index.groups),
            "keys_with_several_lists": index.contested,
        }


def _is_list(frame: pl.DataFrame) -> pl.Expr:
    """Whether a row has a list in the end; one that was put together here has an id."""
    final = pl.col("final")
    if frame["old"].null_count() == frame.height:
        return final.is_not_null()
    return (final.str.strip_chars() != "").fill_null(value=False)


def _counted(values: pl.Series) -> pl.DataFrame:
    frame = values.cast(pl.Int64).alias("value").to_frame().drop_nulls()
    return frame.group_by("value").agg(n=pl.len().cast(pl.Int64))


def _summed(parts: list[pl.DataFrame]) -> pl.DataFrame:
    whole = pl.concat([pl.DataFrame(schema={"value": pl.Int64, "n": pl.Int64}), *parts])
    return whole.group_by("value").agg(pl.col("n").sum()).sort("value")


def _quantiles(counted: pl.DataFrame, wanted: Mapping[str, float]) -> dict[str, int | None]:
    """Values at shares of the whole: the smallest one that so many do not exceed."""
    ordered = counted.sort("value")
    total = int(ordered["n"].sum())
    reached = ordered["n"].cum_sum()
    found: dict[str, int | None] = dict.fromkeys(wanted)
    for name, of in wanted.items() if total else ():
        # In whole numbers, so that no rounding decides.
        rank = max(1, -(-total * round(of * 100) // 100))
        found[name] = int(ordered["value"][int(reached.search_sorted(rank, "left"))])
    return found
