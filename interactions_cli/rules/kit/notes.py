"""Sentences that rules about the whole data set share."""

from __future__ import annotations

from collections.abc import Mapping

from interactions_cli.measures.metrics import Metrics
from interactions_cli.rules.cell import quoted_cell
from interactions_cli.rules.evidence import Facts


def active_users(metrics: Metrics) -> int:
    """Users with two or more interactions: copies left out where that makes a difference."""
    return min(metrics.active_users)


def filter_note(facts: Facts, *, have: str, whole: str, whole_passes: bool) -> str:
    """Whether the file would do without the event filter; nothing to say without one."""
    if not facts.filtered:
        return ""
    if whole_passes:
        few = "none" if have == "0" else f"only {have}"
        return f" (the file has {whole}, but {few} pass the event filter)"
    return f" (after the event filter; the whole file has {whole}, too few as well)"


def counted(facts: Facts, name: str, types: Mapping[str, int] | None = None) -> str:
    """An event type and how often it occurs in the file, or as `types` has it: `` `watch` (1,203) ``."""
    occurrences = (types or facts.event_types)[name]
    return f"{quoted_cell(name)} ({occurrences:,})"
