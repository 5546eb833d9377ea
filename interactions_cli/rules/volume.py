"""SET rules about much and little: size, copies, recommended and considered volume."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from interactions_cli.measures.metrics import Duplicate, Metrics
from interactions_cli.personalize.fields import ITEM_ID, USER_ID, guide
from interactions_cli.personalize.limits import (
    MAX_BYTES,
    RECOMMENDED_INTERACTIONS,
    RECOMMENDED_USERS_WITH_2,
    ImportMode,
)
from interactions_cli.personalize.recipes import DEFAULT_CONSIDERED
from interactions_cli.report import Sample
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.evidence import Facts, Problem
from interactions_cli.rules.kit.notes import active_users
from interactions_cli.rules.kit.skip_reasons import skip_facts, whole_dataset, with_column
from interactions_cli.rules.rule import DatasetRule, Rule
from interactions_cli.wording import plural

LIMITS_PAGE: Final = guide("limits")


def _size(facts: Facts) -> Iterable[Problem]:
    mode = facts.view.target.import_mode
    have, limit = facts.metrics.bytes, MAX_BYTES[mode]
    if have > limit:
        details = {
            "mode": mode.value,
            "excess": f"{have - limit:,}",
            "raised": " (1 TB if your quota of considered interactions was raised)" if mode is ImportMode.FULL else "",
        }
        yield Problem(actual=have, limit=limit, details=details)


def _copy_sample(copy: Duplicate, facts: Facts) -> Sample:
    own, first = facts.sample(copy.path, copy.line), facts.sample(copy.first_path, copy.first_line)
    before = f"{first.line}" if copy.path == copy.first_path else f"{copy.first_path}:{first.line}"
    return replace(own, value=f"{own.line}{own.event_words} = {before}{first.event_words}")


def _coarse(metrics: Metrics) -> str:
    """What makes different events look like copies, if the times do."""
    is_day = metrics.second_of_day is not None
    if (metrics.time_divisor == 1 and not is_day) or metrics.timestamp_min == metrics.timestamp_max:
        return ""
    step = "days" if is_day else f"multiples of {metrics.time_divisor:,} seconds"
    return f"; all times are {step}, so some of them may have been different events"


def _duplicates(facts: Facts) -> Iterable[Problem]:
    metrics = facts.metrics
    if metrics.duplicate_rows:
        details = {
            "about": "about " if "unique_interactions" in metrics.estimated else "",
            "unique": f"{metrics.unique_interactions:,}",
            "coarse": _coarse(metrics),
        }
        yield Problem(
            count=metrics.duplicate_rows,
            share=metrics.duplicate_rows / metrics.rows,
            samples=tuple(_copy_sample(copy, facts) for copy in metrics.duplicates),
            samples_are_cells=False,
            details=details,
        )


def _recommended(facts: Facts) -> Iterable[Problem]:
    checked = (
        ("unique interaction", "", facts.training.usable_interactions, RECOMMENDED_INTERACTIONS),
        ("user", " with two or more", active_users(facts.training), RECOMMENDED_USERS_WITH_2),
    )
    short = [(plural(have, noun) + which, have, limit) for noun, which, have, limit in checked if have < limit]
    if short:
        whole = facts.metrics
        enough = (
            whole.usable_interactions >= RECOMMENDED_INTERACTIONS and active_users(whole) >= RECOMMENDED_USERS_WITH_2
        )
        note = (" (the whole file has enough)" if enough else " (after the event filter)") if facts.filtered else ""
        parts = [f"{words} where {limit:,} are recommended: {limit - have:,} missing" for words, have, limit in short]
        _, have, limit = short[0]
        details = {"parts": "; ".join(parts), "note": note}
        yield Problem(actual=have, limit=limit, missing=limit - have, details=details)


def _considered(facts: Facts) -> Iterable[Problem]:
    recipe = facts.view.target.recipe or DEFAULT_CONSIDERED
    training = facts.training
    about = "about " if "unique_interactions" in training.estimated else ""
    checked = (
        (
            f"{about}{training.unique_interactions:,} interactions",
            training.unique_interactions,
            recipe.max_interactions,
        ),
        (f"{training.items:,} items", training.items, recipe.max_items),
    )
    beyond = [entry for entry in checked if entry[1] > entry[2]]
    if beyond:
        parts = [f"{text}, of which training considers {limit:,}: {n - limit:,} ignored" for text, n, limit in beyond]
        _, have, limit = beyond[0]
        details = {"parts": "; ".join(parts)}
        yield Problem(actual=have, limit=limit, details=details)


VOLUME: Final[tuple[Rule, ...]] = (
    DatasetRule(
        code="SET008",
        name="import-too-large",
        effect=Effect.UNSTATED,
        message="{actual} bytes of CSV, at most {limit} in one {mode} import job{raised}: {excess} too many",
        hint="Export a recent part, or several parts of a time each for one job after the other: a full import "
        "replaces what was there, an incremental one adds to it.",
        source=LIMITS_PAGE,
        why="Adds up the decompressed size of all inputs. A full import job has a limit of 100 GB, an incremental one "
        "of 1 GB that can be raised on request. What happens beyond it is not documented.",
        before="1,200,000,000 bytes with --import-mode incremental",
        after="two jobs of 600,000,000 bytes",
        check=_size,
        of_files=True,
    ),
    DatasetRule(
        code="SET010",
        name="duplicate-interactions",
        effect=Effect.DEDUPLICATED,
        counts_rows=True,
        message="{about}{rows} ({share}) equal to an earlier record in every column: the service keeps only one of "
        "each, which leaves {about}{unique} different ones{coarse}",
        hint="Leave the copies out before the import: {copies}.",
        source=guide("bulk-data-import-step"),
        why="Looks for records that agree in every column, numbers compared by value. Of events with the same "
        "timestamp and the same properties only one is kept, so the minima for training are judged without the "
        "copies. Copies may also make the figures of a metric attribution wrong. Records whose IMPRESSION lists the "
        "same ids in another order are told apart here; the guide says that the order has no impact, and not whether "
        "the service then keeps both.",
        before="u1,i1,1700000000\nu1,i1,1700000000",
        after="u1,i1,1700000000",
        check=_duplicates,
    ),
    DatasetRule(
        code="SET014",
        name="below-recommended-volume",
        effect=Effect.RECOMMENDED,
        message="{parts}{note}",
        hint="Export a longer period if there is one; streamed events count, too.",
        source=guide("interactions-datasets"),
        why="Compares the unique interactions, and the users who have at least two, with what the guide recommends "
        "for good results. Training works with less; the hard minima are SET001 to SET003.",
        before="12,000 unique interactions of 400 users with two or more",
        after="50,000 unique interactions of 1,000 users with two or more",
        check=_recommended,
        skip=skip_facts(whole_dataset, with_column(USER_ID)),
    ),
    DatasetRule(
        code="SET015",
        name="beyond-considered",
        effect=Effect.IGNORED,
        message="{parts}",
        hint="Choose yourself what is left out where the file is made, such as the oldest interactions or rare items.",
        source=LIMITS_PAGE,
        why="Compares interactions and items with what training considers, which depends on the recipe; more is "
        "ignored. Without a recipe the figures of the use cases and of most recipes are taken. Some of these quotas "
        "can be raised.",
        before="800,000 items with --recipe aws-sims",
        after="800,000 items with --recipe aws-user-personalization-v2",
        check=_considered,
        skip=skip_facts(with_column(ITEM_ID)),
    ),
)
