"""The figures of a merge: a part per block, and what the parts add up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from interactions_cli.measures.sections.figures import position_figures, share
from interactions_cli.transforms.merge.causes import Clocks
from interactions_cli.transforms.merge.index import ListIndex
from interactions_cli.transforms.merge.matching import Unmatched

# So many parts are held before they become one.
PARTS = 64
LENGTHS = {"ids": pl.Int64(), "lists": pl.Int64()}


@dataclass
class MergeTally:
    """What all blocks add up to; adding in another order gives the same.

    `counts` are by name: an Unmatched for interactions without a list, and what `section` lists.
    """

    counts: Counter[str] = field(default_factory=Counter)
    _used: list[pl.Series] = field(default_factory=list)
    _delays: list[pl.DataFrame] = field(default_factory=list)
    _positions: list[pl.DataFrame] = field(default_factory=list)
    _distances: list[pl.DataFrame] = field(default_factory=list)
    _latest: int | None = None

    def add(
        self,
        counts: Mapping[str, int],
        used: pl.Series,
        delays: pl.Series,
        positions: pl.Series,
        clocks: tuple[pl.Series, int | None],
    ) -> None:
        """Add a block.

        Args:
            counts: Its `counts`.
            used: Places in the index of the lists that were found, one per matched interaction.
            delays: Seconds from list to interaction, null where not known.
            positions: Places of the interacted items in their lists, from 1, null where not in it.
            clocks: Seconds from the nearest list of their key to interactions without a list, null where there is
                none; and the latest of its TIMESTAMPs.
        """
        self.counts.update(counts)
        self._used.append(used.unique())
        self._delays.append(_counted(delays))
        self._positions.append(_counted(positions))
        distances, latest = clocks
        self._distances.append(_counted(distances))
        self._latest = max((time for time in (latest, self._latest) if time is not None), default=None)
        if len(self._used) >= PARTS:
            self._used = [pl.concat(self._used).unique()]
            self._delays, self._positions = [_summed(self._delays)], [_summed(self._positions)]
            self._distances = [_summed(self._distances)]

    def clocks(self, index: ListIndex) -> Clocks:
        """The times of both sides."""
        return Clocks(distances=_summed(self._distances), interactions=self._latest, lists=index.latest)

    def section(self, index: ListIndex) -> dict[str, Any]:
        """The figures of the report's `merge`, keys in the documented order."""
        counts = self.counts
        used = pl.concat(self._used).n_unique() if self._used else 0
        delays, positions = _summed(self._delays), _summed(self._positions)
        lengths = index.lengths.select(value=pl.col("ids").cast(pl.Int64), n=pl.col("lists").cast(pl.Int64))
        return {
            "interactions": counts["interactions"],
            "matched": counts["matched"],
            "match_rate": share(counts["matched"], counts["matched"] + sum(counts[reason] for reason in Unmatched)),
            "unmatched": {reason.value: counts[reason] for reason in Unmatched},
            "existing_kept": counts["kept"],
            "broken_lines": counts["broken"],
            "lists": index.total,
            "lists_used": used,
            "lists_unused": index.total - used,
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
            "delay_seconds": _quantiles(delays, {"median": 0.5, "p90": 0.9}),
            "positions": position_figures(positions.rows()),
            "index_bytes": index.bytes,
            "keys": len(index.groups),
            "keys_with_several_lists": index.contested,
        }


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
