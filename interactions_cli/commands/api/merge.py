"""`merge_impressions`."""

from __future__ import annotations

from collections.abc import Mapping

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
from interactions_cli.commands.merge import merge_records
from interactions_cli.commands.merge_options import MergeOptions
from interactions_cli.engine.loop import Progress
from interactions_cli.engine.threads import thread_limit
from interactions_cli.reading.source import BLOCK_BYTES
from interactions_cli.transforms.merge.log_options import LogOptions
from interactions_cli.transforms.merge.log_times import parse_window


def merge_impressions(
    paths: Paths,
    impressions: Paths,
    *,
    output: PathName | None = None,
    force: bool = False,
    on: Words = (),
    by: Words = (),
    within: int | str | None = None,
    match: str | None = None,
    existing: str = "keep",
    available: PathName | None = None,
    add_interacted: bool = False,
    allow_empty: bool = False,
    log_format: str | None = None,
    log_shape: str | None = None,
    log_time_unit: str | None = None,
    log_time_zone: str | None = None,
    log_list_separator: str | None = None,
    log_columns: Mapping[str, str] | None = None,
    schema: PathName | None = None,
    domain: str | None = None,
    fail_on: str = "never",
    max_samples: int = 5,
    redact: bool = False,
    now: int | None = None,
    max_bytes: int | None = None,
    block_bytes: int = BLOCK_BYTES,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Report:
    """Write every interaction with the list that was on the screen, as the `merge-impressions` command does.

    Args:
        paths: A file, folder or glob, or several of them: the interactions.
        impressions: One log of shown lists or several.
        output: The CSV file to write, or `-`; None only reports what would be matched.
        force: Whether an existing output is replaced.
        on: Columns whose values a list and its interaction have in common.
        by: Further columns of that kind where lists are matched by user and time.
        within: The longest time from list to interaction, as seconds or like `30m`.
        match: With `within`: `shown`, the latest list with the item (default), or `latest`.
        existing: Rows that have a list: `keep`, `replace` or `union`.
        available: A catalogue; other items than these and the interacted one are left out of lists.
        add_interacted: Whether the interacted item is added to lists without it.
        allow_empty: Whether it is `ok` if no interaction gets a list.
        log_format: `csv` or `json`; detected by default.
        log_shape: `lists` or `items`; detected by default.
        log_time_unit: `s`, `ms` or `us`; detected by default.
        log_time_zone: Whose the times without an offset are: `UTC` or an IANA name.
        log_list_separator: What stands between the ids of a list; detected by default.
        log_columns: Our name → the log's own.
        schema: Avro schema JSON; inferred by default.
        domain: `custom`, `ecommerce` or `video-on-demand`.
        fail_on: From which severity on the report is not `ok`: `error`, `warning`, `note` or `never`.
        max_samples: Places shown of a finding.
        redact: Whether cell values are hidden in the report.
        now: The present in Unix seconds; the system's clock by default.
        max_bytes: How many bytes an input may have, stored or decompressed.
        block_bytes: Bytes of a log that are read at a time, half as many of the interactions; they change no result.
        threads: Worker threads; one more than cores by default, as far as memory goes.
        progress: Called with a path and the bytes read of it.

    Raises:
        InputError: An input, a log or the catalogue cannot be read, or has no column to match by.
        UsageError: Arguments that contradict each other or name something that does not exist.
        OutputError: The output is refused or cannot be written.
    """
    with in_keywords(), thread_limit(threads):
        options = MergeOptions(
            impressions=path_names(impressions, "impressions"),
            output=path_name(output),
            dry_run=output is None,
            force=force,
            on=words_of(on),
            by=words_of(by),
            within=parse_window(within) if isinstance(within, str) else within,
            match=match,
            existing=existing,
            available=path_name(available),
            add_interacted=add_interacted,
            log=LogOptions(
                format=log_format,
                shape=log_shape,
                time_unit=log_time_unit,
                time_zone=log_time_zone,
                list_separator=log_list_separator,
                columns=dict(log_columns or {}),
            ),
            allow_empty=allow_empty,
            schema=path_name(schema),
            fail_on=fail_on,
            max_samples=max_samples,
            redact=redact,
            max_bytes=max_bytes,
            block_bytes=block_bytes,
            progress=progress,
        )
        return Report.of(merge_records(path_names(paths), target_of(domain=domain, now=now), options))
