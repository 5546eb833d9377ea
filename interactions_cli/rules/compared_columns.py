"""CMP rules about columns: those that came and went beside those of the baseline, and blanks in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from interactions_cli.personalize.fields import guide
from interactions_cli.rules.baseline_rule import BaselineExample, BaselineRule
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.evidence import Problem
from interactions_cli.rules.kit.comparison import (
    Comparison,
    fraction,
)
from interactions_cli.rules.kit.examples import PLAIN_NAMES, compared
from interactions_cli.rules.rule import Rule
from interactions_cli.wording import figure, percent, plural

PAGE: Final = guide("interactions-datasets")


def _columns_gone(comparison: Comparison) -> Iterable[Problem]:
    return _columns_beyond(comparison.then.columns, comparison.now.columns)


def _columns_new(comparison: Comparison) -> Iterable[Problem]:
    return _columns_beyond(comparison.now.columns, comparison.then.columns)


def _columns_beyond(names: Iterable[str], known: Iterable[str]) -> Iterable[Problem]:
    every, others = list(names), set(known)
    for name in every:
        if name not in others:
            details = {"here": plural(len(every), "column"), "there": plural(len(others), "column")}
            yield Problem(column=name, details=details)


def _less_complete(comparison: Comparison) -> Iterable[Problem]:
    limit = comparison.limit("less-complete")
    for name, then in comparison.then.completeness.items():
        now = comparison.now.completeness(name) if name in comparison.now.by_column else None
        if now is not None and fraction(then) - fraction(now) > limit:
            points = float((fraction(then) - fraction(now)) * 100)
            details = {"now": percent(now), "then": percent(then), "points": figure(points, digits=4)}
            least = float(fraction(then) - limit)
            yield Problem(
                column=name, actual=now, limit=least, missing=least - now, details=details | {"least": percent(least)}
            )


def _records(comparison: Comparison) -> str | None:
    return None if comparison.now.records else "no line is a record"


_DEVICE: Final = f"{PLAIN_NAMES},DEVICE"

COMPARED_COLUMNS: Final[tuple[Rule, ...]] = (
    BaselineRule(
        code="CMP006",
        name="column-gone",
        effect=Effect.SUSPICIOUS,
        message="{column}, one of {here} in the baseline, is gone; there are {there} now",
        hint="Export the column as before. Where it is meant to be gone, the schema of the dataset must not have it "
        "either; then take this report for the next baseline.",
        source=PAGE,
        why="Looks for columns of an earlier report that no header has now. A dataset keeps the schema that it was "
        "made with, and a file must have its columns; without a given schema nothing else would notice that a column "
        "is not there any more.",
        before="USER_ID,ITEM_ID,TIMESTAMP,DEVICE in the baseline, USER_ID,ITEM_ID,TIMESTAMP now",
        after="USER_ID,ITEM_ID,TIMESTAMP,DEVICE in both",
        needs=("columns",),
        check=_columns_gone,
        valid=(compared(_DEVICE, ("u1,i1,1700000000,tv",), ("u1,i1,1700000000,",)),),
        invalid=(BaselineExample(then=(_DEVICE, "u1,i1,1700000000,tv"), now=(PLAIN_NAMES, "u1,i1,1700000000")),),
    ),
    BaselineRule(
        code="CMP007",
        name="column-new",
        effect=Effect.SUSPICIOUS,
        message="{column}, one of {here}, is new; the baseline has {there}",
        hint="Leave the column out, or give it a field in a new schema and with it a new dataset. Where it is meant, "
        "take this report for the next baseline.",
        source=PAGE,
        why="Looks for columns that no header of an earlier report had. A dataset keeps the schema that it was made "
        "with, and what a file has beyond its fields is not in it; a new column also shows that the query behind the "
        "export changed.",
        before="USER_ID,ITEM_ID,TIMESTAMP in the baseline, USER_ID,ITEM_ID,TIMESTAMP,DEVICE now",
        after="USER_ID,ITEM_ID,TIMESTAMP in both",
        needs=("columns",),
        check=_columns_new,
        valid=(compared(_DEVICE, ("u1,i1,1700000000,",), ("u1,i1,1700000000,tv",)),),
        invalid=(BaselineExample(then=(PLAIN_NAMES, "u1,i1,1700000000"), now=(_DEVICE, "u1,i1,1700000000,tv")),),
    ),
    BaselineRule(
        code="CMP010",
        name="less-complete",
        effect=Effect.SUSPICIOUS,
        message="{column} has a value in {now} of the records, in the baseline in {then}: {points} points fewer; "
        "{least} or more are expected",
        hint="Look for what no longer fills the column: an app, a join, a tracker. Where it is meant to be blank so "
        "often, take this report for the next baseline, or set less-complete under [baseline] in the configuration.",
        source=PAGE,
        why="Compares how complete each column that may be blank is with an earlier report: by default more than ten "
        "points less is reported. A join that finds nothing any more leaves blanks and no error. The guide recommends "
        "columns that are at least 70 % complete.",
        before="EVENT_VALUE in 83 % of the records in the baseline, in 41 % now",
        after="EVENT_VALUE in 83 % of the records in the baseline, in 82 % now",
        needs=("completeness",),
        check=_less_complete,
        skip=_records,
        valid=(compared(_DEVICE, ("u1,i1,1700000000,tv",), ("u1,i1,1700000000,web",)),),
        invalid=(compared(_DEVICE, ("u1,i1,1700000000,tv",), ("u1,i1,1700000000,",)),),
    ),
)
