"""What a threshold on EVENT_VALUE would leave, as blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from interactions_cli.pages.blocks import Bar, Block, Chart, Column, Line, Name, Note, Series, Table
from interactions_cli.pages.figures import and_more, number, share
from interactions_cli.wording import plural

SHOWN_CURVES = 5
NAMELESS = "every type"
# Below this width the bars are left out, as everywhere.
USUAL = 72
HEAD = (
    Column(title="EVENT_VALUE >="),
    Column(title="rows"),
    Column(title="share"),
    Column(title="", right=False, from_width=USUAL),
    Column(title="users"),
    Column(title="with 2"),
    Column(title="trains", right=False),
)


def threshold_blocks(curves: Sequence[Mapping[str, Any]]) -> Sequence[Block]:
    """Per event type with values the rows and users at or above each threshold, and whether they would train."""
    blocks: list[Block] = []
    # The curve of all types together comes last and is always shown.
    shown = [*curves[:SHOWN_CURVES], *(curve for curve in curves[SHOWN_CURVES:] if curve["event_type"] is None)]
    for curve in shown:
        name = NAMELESS if curve["event_type"] is None else Name(curve["event_type"])
        blocks.append(Line(name, (plural(curve["values"], "row") + " with a value",)))
        table = Table(HEAD, [_row(step) for step in curve["curve"]])
        blocks.append(_drawn(name, curve, table) if len(curve["curve"]) > 1 else table)
    blocks += and_more(len(curves) - len(shown), "event type")
    if any(step["meets_minimums"] is None for curve in shown for step in curve["curve"]):
        blocks.append(Note("* unless too many of these rows are copies, which count once."))
    return blocks


def _row(step: Mapping[str, Any]) -> tuple[str | Bar, ...]:
    verdict = {True: "yes", False: "no", None: "yes *"}[step["meets_minimums"]]
    counts = (f"{step['users']:,}", f"{step['users_with_2']:,}")
    return (number(step["threshold"]), f"{step['rows']:,}", share(step["share"]), Bar(step["share"]), *counts, verdict)


def _drawn(name: str, curve: Mapping[str, Any], table: Table) -> Chart:
    """The values of an event type, and what is left at each of them; the thresholds stand at equal distances."""
    steps, users = curve["curve"], max(step["users"] for step in curve["curve"])
    across = [(place + 0.5) / len(steps) for place in range(len(steps))]
    rows = [step["rows"] for step in steps]
    here = [(row - above) / curve["values"] for row, above in zip(rows, [*rows[1:], 0], strict=True)]
    kept = [step["share"] for step in steps]
    series = [
        Series("rows with a value from here to the next", list(zip(across, here, strict=True)), is_bars=True),
        Series("rows at or above", list(zip(across, kept, strict=True))),
    ]
    if users:
        with_2 = [step["users_with_2"] / users for step in steps]
        series.append(Series("users with two of them, of all users", list(zip(across, with_2, strict=True))))
    return Chart(
        label=Name(name) if isinstance(name, Name) else name,
        across="EVENT_VALUE",
        series=series,
        ticks=[(place, number(step["threshold"])) for place, step in zip(across, steps, strict=True)],
        numbers=[table],
    )
