"""`interaction_stats`."""

from __future__ import annotations

from collections.abc import Mapping

from interactions_cli.commands.api.border import (
    PathName,
    Paths,
    Words,
    context_paths,
    in_keywords,
    path_name,
    target_of,
    words_of,
)
from interactions_cli.commands.api.frames import Frame, opened_inputs
from interactions_cli.commands.api.report import Report
from interactions_cli.commands.api.spark import run_on
from interactions_cli.commands.stats import STATS_BLOCK_BYTES, StatsOptions, stats
from interactions_cli.engine.loop import Progress
from interactions_cli.engine.threads import thread_limit


def interaction_stats(
    paths: Paths | Frame,
    *,
    sections: Words = (),
    period: str = "day",
    schema: PathName | None = None,
    domain: str | None = None,
    use_cases: Words = (),
    recipe: str | None = None,
    events: Words = (),
    baseline: PathName | None = None,
    items: Paths | None = None,
    users: Paths | None = None,
    streamed: Paths | None = None,
    limits: Mapping[str, float] | None = None,
    select: Words = (),
    ignore: Words = (),
    fail_on: str = "never",
    max_samples: int = 5,
    redact: bool = False,
    show_users: bool = False,
    exact: bool = False,
    now: int | None = None,
    max_bytes: int | None = None,
    block_bytes: int = STATS_BLOCK_BYTES,
    threads: int | None = None,
    progress: Progress | None = None,
    spark: object | None = None,
) -> Report:
    """Describe a data set as the `stats` command does; no configuration file is read.

    Args:
        paths: A file, folder or glob, or several of them: one data set. Or a Polars frame.
        sections: The sections to measure; all by default.
        period: Rows per `hour`, `day`, `week` or `month`.
        schema: Avro schema JSON; inferred by default.
        domain: `custom`, `ecommerce` or `video-on-demand`.
        use_cases: Domain use cases by recipe name or title; they imply the domain.
        recipe: A custom recipe.
        events: The training filter, as `TYPE[:THRESHOLD[:WEIGHT]]`.
        baseline: An earlier JSON report of the same function or command, to compare with.
        items: A catalogue to compare ITEM_ID with: CSV files with that column, such as those of the items dataset.
        users: The same for USER_ID.
        streamed: Logs of streamed events to count together with the data set: bodies of PutEvents requests or events
            as JSON.
        limits: Limits of our own rules that are not to be the defaults, such as `{"unknown-items": 0.05}`.
        select: Only these rules: codes, prefixes or names.
        ignore: Not these rules.
        fail_on: From which severity on the report is not `ok`: `error`, `warning`, `note` or `never`.
        max_samples: Places shown of a finding.
        redact: Whether cell values are hidden.
        show_users: Whether the users with most rows are named; they have numbers otherwise.
        exact: Whether estimates are forbidden, also beyond 4,000,000 distinct rows.
        now: The present in Unix seconds: later times are outside the timeline; the system's clock by default.
        max_bytes: How many bytes an input may have, stored or decompressed.
        block_bytes: Bytes that are read at a time; they change no result.
        threads: Worker threads; one more than cores by default, as far as memory goes.
        progress: Called with a path and the bytes read of it.
        spark: A SparkSession whose executors do the work; paths are as they see them. Not with a frame, `baseline`,
            `items`, `users`, `streamed`, `max_bytes`, `threads` or `progress`.

    Raises:
        InputError: An input, the schema or the baseline cannot be read.
        UsageError: Arguments that contradict each other or name something that does not exist.
    """
    given = locals()
    with in_keywords():
        run = run_on(spark, paths, given)
    with in_keywords(), thread_limit(threads), opened_inputs(paths) as inputs:
        target = target_of(domain=domain, use_cases=use_cases, recipe=recipe, events=events, now=now)
        options = StatsOptions(
            sections=words_of(sections),
            period=period,
            schema=path_name(schema),
            baseline=path_name(baseline),
            select=words_of(select),
            ignore=words_of(ignore),
            fail_on=fail_on,
            max_samples=max_samples,
            redact=redact,
            exact=exact,
            show_users=show_users,
            items=context_paths(items, "items"),
            users=context_paths(users, "users"),
            streamed=context_paths(streamed, "streamed"),
            limits=limits or {},
            max_bytes=max_bytes,
            block_bytes=block_bytes,
            progress=progress,
            spark=run,
        )
        return Report.of(stats(inputs, target, options))
