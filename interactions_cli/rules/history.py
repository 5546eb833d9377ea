"""SET rules about time: one moment for all, and the history that the records make."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from interactions_cli.measures.metrics import Metrics
from interactions_cli.personalize.fields import TIMESTAMP, guide
from interactions_cli.reading.view import DatasetView
from interactions_cli.rules.cell import Cell
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.evidence import Facts, Problem
from interactions_cli.rules.kit.skip_reasons import (
    skip_facts,
    whole_dataset,
    with_column,
    with_recipe,
)
from interactions_cli.rules.rule import DatasetRule, Rule
from interactions_cli.wording import moment

INSIGHTS_PAGE: Final = guide("analyzing-data")


def _segmentation(view: DatasetView) -> str | None:
    recipe = view.target.recipe
    return f"{recipe.name} is not a user segmentation recipe" if recipe and not recipe.user_segmentation else None


def _has_one_time(metrics: Metrics) -> bool:
    return metrics.timestamp_min is not None and metrics.timestamp_min == metrics.timestamp_max


def _same_timestamp(facts: Facts) -> Iterable[Problem]:
    first = facts.training.timestamp_min
    if first is not None and _has_one_time(facts.training):
        note = ""
        if facts.filtered:
            several = "has several" if not _has_one_time(facts.metrics) else "has no other"
            note = f" (after the event filter; the whole file {several})"
        details = {
            "moment": Cell(f"{first} ({moment(first)})"),
            "note": note,
            "recipe": facts.view.target.recipe.name if facts.view.target.recipe else "",
        }
        yield Problem(actual=1, limit=2, missing=1, details=details)


HISTORY: Final[tuple[Rule, ...]] = (
    DatasetRule(
        code="SET009",
        name="same-timestamp",
        effect=Effect.SUSPICIOUS,
        message="every TIMESTAMP that can be read is {moment}{note}",
        hint="Export the time of each interaction, not that of the export; streamed events count, too.",
        source=INSIGHTS_PAGE,
        why="Looks for a data set with a single distinct TIMESTAMP. It usually means that the time of the export was "
        "written in place of the time of the event, and the order of a user's interactions is lost. The service's own "
        "analysis points it out, and user segmentation recipes do not train on it (SET021).",
        before="u1,i1,1700000000\nu1,i2,1700000000",
        after="u1,i1,1699990000\nu1,i2,1700000000",
        check=_same_timestamp,
        skip=skip_facts(whole_dataset, with_column(TIMESTAMP)),
    ),
    DatasetRule(
        code="SET021",
        name="same-timestamp-segmentation",
        effect=Effect.TRAINING_FAILS,
        message="{recipe} does not train when all timestamps are the same: every one that can be read is "
        "{moment}{note}",
        hint="Export the time of each interaction, not that of the export; streamed events count, too.",
        source=INSIGHTS_PAGE,
        why="Looks for a single distinct TIMESTAMP when the recipe is one of user segmentation. Training such a "
        "recipe on records that all have the same time fails.",
        before="u1,i1,1700000000\nu1,i2,1700000000",
        after="u1,i1,1699990000\nu1,i2,1700000000",
        check=_same_timestamp,
        skip=skip_facts(whole_dataset, with_recipe, _segmentation, with_column(TIMESTAMP)),
    ),
)
