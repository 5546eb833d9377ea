"""Why few interactions found their list, guessed from the figures, and what to try next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from interactions_cli.impressions.fields import MatchRule
from interactions_cli.merging.matching import Unmatched
from interactions_cli.personalize import TIMESTAMP

# Below this share of matched interactions a reason is looked for.
LOW_RATE: Final = 0.5


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
