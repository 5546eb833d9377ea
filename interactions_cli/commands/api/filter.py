"""`filter_interactions`."""

from __future__ import annotations

from interactions_cli.commands.api.border import (
    PathName,
    Paths,
    Words,
    in_keywords,
    path_name,
    path_names,
    target_of,
    words_of,
)
from interactions_cli.commands.api.report import Report
from interactions_cli.commands.api.spark import run_on
from interactions_cli.commands.filter import FilterOptions, filter_records
from interactions_cli.engine.loop import Progress
from interactions_cli.engine.threads import thread_limit
from interactions_cli.personalize.times import parse_span
from interactions_cli.reading.source import BLOCK_BYTES


def filter_interactions(
    paths: Paths,
    *,
    output: PathName | None = None,
    rejects: PathName | None = None,
    force: bool = False,
    schema: PathName | None = None,
    domain: str | None = None,
    use_cases: Words = (),
    recipe: str | None = None,
    events: Words = (),
    since: int | str | None = None,
    until: int | str | None = None,
    drop_invalid: bool = False,
    drop_duplicates: bool = False,
    min_user_interactions: int | None = None,
    min_item_interactions: int | None = None,
    allow_empty: bool = False,
    select: Words = (),
    ignore: Words = (),
    fail_on: str = "never",
    max_samples: int = 5,
    redact: bool = False,
    now: int | None = None,
    max_bytes: int | None = None,
    block_bytes: int = BLOCK_BYTES,
    threads: int | None = None,
    progress: Progress | None = None,
    spark: object | None = None,
) -> Report:
    """Copy the rows that meet all criteria, as the `filter` command does; no configuration file is read.

    Args:
        paths: A file, folder or glob, or several of them: one data set.
        output: The CSV file to write, or `-`; None only reports what would be kept. With `spark` a folder.
        rejects: A file for what is left out, with path, line and reason.
        force: Whether existing outputs are replaced.
        schema: Avro schema JSON; inferred by default.
        domain: `custom`, `ecommerce` or `video-on-demand`.
        use_cases: Domain use cases by recipe name or title; they imply the domain.
        recipe: A custom recipe.
        events: The training filter, as `TYPE[:THRESHOLD[:WEIGHT]]`.
        since: The first TIMESTAMP to keep, as Unix seconds or ISO 8601.
        until: The first TIMESTAMP not to keep.
        drop_invalid: Whether to leave out rows in which a rule about cells finds an error.
        drop_duplicates: Whether to keep only the first of equal records.
        min_user_interactions: Keep users with so many rows left.
        min_item_interactions: Keep items with so many rows left.
        allow_empty: Whether it is `ok` to keep nothing.
        select: Only these rules: codes, prefixes or names.
        ignore: Not these rules.
        fail_on: From which severity on the report is not `ok`: `error`, `warning`, `note` or `never`.
        max_samples: Places shown of a finding.
        redact: Whether cell values are hidden in the report.
        now: The present in Unix seconds, for rule VAL005; the system's clock by default.
        max_bytes: How many bytes an input may have, stored or decompressed.
        block_bytes: Bytes that are read at a time; they change no result.
        threads: Worker threads; one more than cores by default, as far as memory goes.
        progress: Called with a path and the bytes read of it.
        spark: A SparkSession whose executors do the work; paths are as they see them. Not with `rejects`,
            `drop_duplicates`, `min_user_interactions`, `min_item_interactions`, `max_bytes`, `threads` or `progress`.

    Raises:
        InputError: An input or the schema cannot be read, a header is unusable, or headers differ.
        UsageError: Arguments that contradict each other or name something that does not exist.
        OutputError: An output is refused or cannot be written.
    """
    given = locals()
    with in_keywords(), thread_limit(threads):
        run = run_on(spark, paths, given)
        target = target_of(domain=domain, use_cases=use_cases, recipe=recipe, events=events, now=now)
        first, last = parse_span(since, until)
        options = FilterOptions(
            output=path_name(output),
            dry_run=output is None,
            rejects=path_name(rejects),
            force=force,
            schema=path_name(schema),
            since=first,
            until=last,
            drop_invalid=drop_invalid,
            drop_duplicates=drop_duplicates,
            min_user_interactions=min_user_interactions,
            min_item_interactions=min_item_interactions,
            allow_empty=allow_empty,
            select=words_of(select),
            ignore=words_of(ignore),
            fail_on=fail_on,
            max_samples=max_samples,
            redact=redact,
            max_bytes=max_bytes,
            block_bytes=block_bytes,
            progress=progress,
            spark=run,
        )
        return Report.of(filter_records(path_names(paths), target, options))
