"""The figures of a merge: a part per block, and what the parts add up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import polars as pl

from interactions_cli.personalize.fields import TIMESTAMP
from interactions_cli.transforms.merge.index import ListIndex
from interactions_cli.transforms.merge.match_rule import MatchRule
from interactions_cli.transforms.merge.matching import Unmatched
from interactions_cli.wording import rounded

# Below this share of matched interactions a reason is looked for.
LOW_RATE: Final = 0.5
# Places in a list that the report names one by one; the rest is one figure.
SHOWN_POSITIONS = 25
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

    def add(self, counts: Mapping[str, int], used: pl.Series, delays: pl.Series, positions: pl.Series) -> None:
        """Add a block.

        Args:
            counts: Its `counts`.
            used: Places in the index of the lists that were found, one per matched interaction.
            delays: Seconds from list to interaction, null where not known.
            positions: Places of the interacted items in their lists, from 1, null where not in it.
        """
        self.counts.update(counts)
        self._used.append(used.unique())
        self._delays.append(_counted(delays))
        self._positions.append(_counted(positions))
        if len(self._used) >= PARTS:
            self._used = [pl.concat(self._used).unique()]
            self._delays, self._positions = [_summed(self._delays)], [_summed(self._positions)]

    def section(self, index: ListIndex) -> dict[str, Any]:
        """The figures of the report's `merge`, keys in the documented order."""
        counts = self.counts
        used = pl.concat(self._used).n_unique() if self._used else 0
        delays, positions = _summed(self._delays), _summed(self._positions)
        lengths = index.lengths.select(value=pl.col("ids").cast(pl.Int64), n=pl.col("lists").cast(pl.Int64))
        return {
            "interactions": counts["interactions"],
            "matched": counts["matched"],
            "match_rate": _share(counts["matched"], counts["matched"] + sum(counts[reason] for reason in Unmatched)),
            "unmatched": {
                reason.value: counts[reason]
                for reason in (
                    Unmatched.NO_KEY,
                    Unmatched.NO_LIST,
                    Unmatched.OUTSIDE_WINDOW,
                    Unmatched.NOT_SHOWN,
                    Unmatched.BAD_TIMESTAMP,
                )
            },
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
            "positions": _shares(positions),
            "index_bytes": index.bytes,
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
    for name, share in wanted.items() if total else ():
        # In whole numbers, so that no rounding decides.
        rank = max(1, -(-total * round(share * 100) // 100))
        found[name] = int(ordered["value"][int(reached.search_sorted(rank, "left"))])
    return found


def _shares(positions: pl.DataFrame) -> list[dict[str, Any]]:
    total = int(positions["n"].sum())
    near = positions.filter(pl.col("value") <= SHOWN_POSITIONS)
    entries: list[dict[str, Any]] = [
        {"position": place, "clicks": clicks, "share": _share(clicks, total)} for place, clicks in near.rows()
    ]
    beyond = total - int(near["n"].sum())
    if beyond:
        entries.append({"position": None, "clicks": beyond, "share": _share(beyond, total)})
    return entries


def _share(part: int, whole: int) -> float | None:
    return rounded(part / whole) if whole else None


def low_rate_hint(figures: Mapping[str, Any], rule: MatchRule) -> str | None:
    """A sentence about the most frequent reason, or None where enough was matched or no reason
    has the majority.

    Args:
        figures: `matched`, `unmatched`, `clock_skew`, `lists` and `logs` of the report's `merge`.
        rule: How lists were matched.
    """
    unmatched: Mapping[str, int] = figures["unmatched"]
    asked = figures["matched"] + sum(unmatched.values())
    if not asked or figures["matched"] >= LOW_RATE * asked:
        return None
    if not figures["lists"]:
        if not any(log["rows"] for log in figures["logs"]):
            return "The logs are empty: look at what writes them."
        return "The logs hold no list that could be used: see the findings about their lines."
    reason = max(Unmatched, key=lambda entry: unmatched[entry.value])
    if unmatched[reason.value] * 2 <= sum(unmatched.values()):
        return None
    key = " and ".join(rule.key)
    hints = {
        Unmatched.NO_KEY: f"{key} is blank in most interactions: match by another column with `--on`, or by user and "
        "time with `--within 30m`.",
        Unmatched.NO_LIST: f"Most interactions have a {key} that is in no log: compare how both sides write it, and "
        "the days that they cover.",
        Unmatched.OUTSIDE_WINDOW: f"Most interactions have lists of theirs, but none in the {rule.within} seconds "
        f"before: compare the units and time zones of {TIMESTAMP} and of the log (`--log-time-unit`), or widen "
        "`--within`.",
        Unmatched.NOT_SHOWN: "Most interactions are with items that no list within the window contains: compare how "
        "both sides write item ids, widen `--within`, or take the latest list with `--match latest`.",
        Unmatched.BAD_TIMESTAMP: f"{TIMESTAMP} of most interactions is no whole number: see `interactions-cli rules "
        "VAL003`.",
    }
    if reason is Unmatched.OUTSIDE_WINDOW and figures["clock_skew"] * 2 > unmatched[reason.value]:
        return (
            "Most lists are from shortly after their interactions: the log's clock is ahead, or its time is not when "
            "the list was shown. Correct the times of one side."
        )
    return hints[reason]
