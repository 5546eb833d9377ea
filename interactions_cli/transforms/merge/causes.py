"""Why few interactions, or none, found their list: the likeliest cause, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from interactions_cli.personalize.fields import TIMESTAMP
from interactions_cli.rules.logs import BAD_TIME, WITHOUT_KEY, WITHOUT_LIST
from interactions_cli.transforms.merge.match_rule import MatchRule
from interactions_cli.transforms.merge.matching import Unmatched
from interactions_cli.wording import plural

if TYPE_CHECKING:
    import polars as pl

# Below this share of matched interactions a reason is looked for.
LOW_RATE: Final = 0.5
# So many of the distances are looked at, those at the ends left out.
INNER: Final = (0.05, 0.95)
# The offsets of time zones are multiples of a quarter of an hour, and none is farther than 14 hours.
QUARTER: Final = 900
FARTHEST_ZONE: Final = 14 * 3600
# A clock that is so many seconds off is no time zone.
NO_ZONE: Final = 1200
# What one time is of another where one is in milliseconds or microseconds and the other in seconds.
FACTORS: Final = {1_000: "milliseconds", 1_000_000: "microseconds"}


@dataclass(frozen=True, kw_only=True)
class Clocks:
    """How far unmatched interactions are from the nearest list of their key, and what times there are.

    `distances` has `value` (seconds from list to interaction) and `n`; `interactions` and `lists` are typical times
    of both sides in seconds since 1970, None where there is none.
    """

    distances: pl.DataFrame
    interactions: int | None
    lists: int | None


def low_rate_hint(
    figures: Mapping[str, Any], rule: MatchRule, clocks: Clocks | None = None, defects: Mapping[str, int] | None = None
) -> str | None:
    """A sentence about the most frequent reason, or None where enough was matched or no reason has the majority.

    Args:
        figures: `matched`, `unmatched`, `clock_skew`, `lists` and `logs` of the report's `merge`.
        rule: How lists were matched.
        clocks: The times of both sides, if they are known.
        defects: How many lines of the logs have which defect, by code.
    """
    unmatched: Mapping[str, int] = figures["unmatched"]
    asked = figures["matched"] + sum(unmatched.values())
    if not asked or figures["matched"] >= LOW_RATE * asked:
        return None
    if not figures["lists"]:
        return _no_lists(figures, rule, defects or {})
    reason = max(Unmatched, key=lambda entry: unmatched[entry.value])
    if unmatched[reason.value] * 2 <= sum(unmatched.values()):
        return None
    if reason is Unmatched.OUTSIDE_WINDOW:
        return _other_times(figures, rule, clocks)
    key = " and ".join(rule.key)
    hints = {
        Unmatched.NO_KEY: f"{key} is blank in most interactions: match by another column with `--on`, or by user and "
        "time with `--within 30m`.",
        Unmatched.NO_LIST: f"{key} of most interactions is in no log: compare how both sides write it, and "
        "the days that they cover.",
        Unmatched.NOT_SHOWN: "Most interactions are with items that no list within the window contains: compare how "
        "both sides write item ids, widen `--within`, or take the latest list with `--match latest`.",
        Unmatched.BAD_TIMESTAMP: f"{TIMESTAMP} of most interactions is no whole number: see `interactions-cli rules "
        "VAL003`.",
    }
    return hints[reason]


def _no_lists(figures: Mapping[str, Any], rule: MatchRule, defects: Mapping[str, int]) -> str:
    if not any(log["rows"] for log in figures["logs"]):
        return "The logs are empty: look at what writes them."
    words = {
        BAD_TIME.code: "No time of the logs can be read: see LOG004; for times without an offset add `--log-time-zone "
        "UTC`.",
        WITHOUT_KEY.code: f"{' or '.join(rule.key)} is blank in the logs: match by another column with `--on`.",
        WITHOUT_LIST.code: "No line of the logs has an item that was shown: see LOG002.",
    }
    code = max(defects, key=lambda entry: defects[entry], default="")
    return words.get(code, "The logs hold no list that could be used: see the findings about their lines.")


def _other_times(figures: Mapping[str, Any], rule: MatchRule, clocks: Clocks | None) -> str:
    measured = _measured(clocks, rule.within or 0) if clocks else None
    if measured:
        return measured
    if figures["clock_skew"] * 2 > figures["unmatched"][Unmatched.OUTSIDE_WINDOW.value]:
        return (
            "Most lists are from shortly after their interactions: the log's clock is ahead, or its time is not when "
            "the list was shown. Correct the times of one side."
        )
    return (
        f"Most interactions have lists of theirs, but none in the {rule.within} seconds "
        f"before: compare the units and time zones of {TIMESTAMP} and of the log (`--log-time-unit`), or widen "
        "`--within`."
    )


def _measured(clocks: Clocks, within: int) -> str | None:
    """What one constant explains: a unit, or an offset between the clocks."""
    ours, theirs = clocks.interactions, clocks.lists
    for factor, unit in FACTORS.items() if ours and theirs else ():
        if ours and theirs and 0.9 < ours / (theirs * factor) < 1.1:
            return f"{TIMESTAMP} of the interactions is in {unit}, the times of the logs are in seconds: see VAL004."
        if ours and theirs and 0.9 < theirs / (ours * factor) < 1.1:
            return f"The times of the logs are read as seconds, but are in {unit}: leave `--log-time-unit` out."
    ordered = clocks.distances.sort("value")
    if not ordered.height:
        return None
    reached = ordered["n"].cum_sum()
    low, high = (int(ordered["value"][int(reached.search_sorted(share * int(reached[-1]), "left"))]) for share in INNER)
    if high - low > max(within, 60):
        return None
    offset = low // QUARTER * QUARTER
    is_zone = NO_ZONE < abs(low) <= FARTHEST_ZONE and high - offset <= max(within, 60)
    size, way = plural(abs(offset if is_zone else low), "second"), "behind" if low > 0 else "ahead of"
    if is_zone:
        return (
            f"The times of the logs are {size} ({abs(offset) / 3600:g} h) {way} {TIMESTAMP} throughout: one side is in "
            "another time zone. Correct it, or for times without an offset name theirs with `--log-time-zone`."
        )
    if low > 0:
        return f"Lists were shown {size} or more before their interactions, throughout: widen `--within`."
    return f"The times of the logs are about {size} {way} {TIMESTAMP} throughout. Correct the clock of one side."
