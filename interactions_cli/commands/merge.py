"""`merge-impressions`: what was on the screen, joined to what was clicked."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from interactions_cli.commands.debug_plan import tell_merge, tell_target
from interactions_cli.commands.options import load_schema
from interactions_cli.engine.loop import Progress
from interactions_cli.errors import InputError, UsageError
from interactions_cli.personalize.fields import ITEM_ID, RECOMMENDATION_ID, TIMESTAMP
from interactions_cli.personalize.target import Target, make_target
from interactions_cli.reading.catalogue import read_catalogue
from interactions_cli.reading.dataset import Dataset
from interactions_cli.reading.source import BLOCK_BYTES
from interactions_cli.reading.view import Header
from interactions_cli.report import OutputFile, Report, samples_to_keep
from interactions_cli.rules import RULES
from interactions_cli.rules.rule import RowRule
from interactions_cli.shell import shell_name
from interactions_cli.storage.inputs import LOG_SUFFIXES, resolve_inputs
from interactions_cli.storage.outputs import OutputSet, output_set, refuse_outputs
from interactions_cli.storage.streams import STDIN, STDOUT
from interactions_cli.trace import JUDGE, NO_TRACE, OPENING, WRITE, Trace
from interactions_cli.transforms.merge.content import EXISTING, KEEP, ContentOptions
from interactions_cli.transforms.merge.log_heads import CSV, JSON, refuse_unread
from interactions_cli.transforms.merge.log_options import LogOptions
from interactions_cli.transforms.merge.log_times import UNITS, parse_window, refuse_unknown_zone
from interactions_cli.transforms.merge.logs import Logs
from interactions_cli.transforms.merge.match_rule import MatchRule
from interactions_cli.transforms.merge.passes import MergePass, MergePlan
from interactions_cli.transforms.merge.report import MergeOutcome
from interactions_cli.transforms.merge.shown import ITEMS, LISTS
from interactions_cli.wording import listed_names

SHOWN, LATEST = "shown", "latest"
MATCHES = (SHOWN, LATEST)
FORMATS, SHAPES = (CSV, JSON), (LISTS, ITEMS)
# Lists make lines several times as long: with smaller blocks of interactions less is in memory at a time.
INTERACTIONS_BLOCK_BYTES = 2 << 20
HOW = "Match by a key with `--on COLUMN`, or by user and time with `--within 30m`."


@dataclass(frozen=True, kw_only=True)
class MergeOptions:
    """What `merge-impressions` may be told; see the command's help.

    `within` is in seconds; `match` is one of MATCHES, None for the default; `output` None is standard output, and what
    is written to a file becomes visible with `outputs`, if the caller has such a set, else at the end. `trace` takes
    notes on the run.
    """

    impressions: tuple[str, ...]
    output: str | None = None
    on: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    within: int | None = None
    match: str | None = None
    existing: str = KEEP
    available: str | None = None
    add_interacted: bool = False
    log: LogOptions = field(default_factory=LogOptions)
    allow_empty: bool = False
    force: bool = False
    dry_run: bool = False
    schema: str | None = None
    fail_on: str = "never"
    max_samples: int = 5
    redact: bool = False
    max_bytes: int | None = None
    block_bytes: int = BLOCK_BYTES
    progress: Progress | None = None
    outputs: OutputSet | None = None
    trace: Trace = NO_TRACE


def merge_records(paths: Sequence[str], target: Target, options: MergeOptions) -> Report:
    """Write every interaction with the list that was on the screen.

    Args:
        paths: Files, folders, globs or `-`; together one data set.
        target: What the data is for.
        options: Logs, matching, content, output, form of the report.

    Raises:
        InputError: An input, a log, the catalogue or the schema cannot be read, or has no column to match by.
        UsageError: Options that contradict each other, or nothing to match by.
        OutputError: The output is refused or cannot be written; what was there before is left.
    """
    _refuse_contradictions(options)
    schema = load_schema(options.schema, target.domain, redact=options.redact)
    inputs, logs = resolve_inputs(paths), resolve_inputs(options.impressions, suffixes=LOG_SUFFIXES)
    catalogue = [options.available] if options.available else []
    _refuse_shared_stdin([*inputs.paths, *logs.paths, *catalogue])
    output = None if options.dry_run else options.output or STDOUT
    refuse_outputs([output] if output else [], [*inputs.paths, *logs.paths, *catalogue])
    available = read_catalogue(options.available, max_bytes=options.max_bytes) if options.available else None
    samples = samples_to_keep(options.max_samples)
    with ExitStack() as stack:
        outputs = stack.enter_context(output_set(options.outputs))
        sink = outputs.open(output, force=options.force) if output else None
        block_bytes = min(options.block_bytes, INTERACTIONS_BLOCK_BYTES)
        with options.trace.stage(OPENING):
            dataset = stack.enter_context(
                Dataset(inputs.paths, target, schema, block_bytes=block_bytes, max_bytes=options.max_bytes)
            )
            _refuse_json(dataset.view.headers[0])
            header = dataset.only_header()
            opened = stack.enter_context(
                Logs(logs.paths, options.log, block_bytes=options.block_bytes, max_bytes=options.max_bytes)
            )
        rule = _match_rule(options, header, opened)
        _require_columns(header, rule)
        tell_target(options.trace, target, options.schema)
        tell_merge(options.trace, dataset, opened, rule, sizes=(block_bytes, options.block_bytes))
        shown = opened.read(
            rule, max_samples=samples, catalogue=available, progress=options.progress, trace=options.trace
        )
        plan = MergePlan(
            rule=rule,
            content=ContentOptions(
                existing=options.existing, available=available, add_interacted=options.add_interacted
            ),
            checks=[entry for entry in RULES if isinstance(entry, RowRule) and entry.code.startswith("IMP")],
            now=target.now,
            max_samples=samples,
            progress=options.progress,
            trace=options.trace,
        )
        merged = MergePass(dataset, shown.index, plan).run(sink.write if sink else _discard)
        with options.trace.stage(WRITE):
            if sink:
                sink.finish()
    outcome = MergeOutcome(
        view=dataset.view,
        plan=plan,
        shown=shown,
        merged=merged,
        max_samples=options.max_samples,
        redact=options.redact,
    )
    with options.trace.stage(JUDGE):
        judgement, section = outcome.judge(), outcome.section(options.match or SHOWN, options.available)
    rows = sum(entry.rows for entry in merged.inputs)
    return Report(
        command="merge-impressions",
        fail_on=options.fail_on,
        target=target.to_dict(options.schema, redact=options.redact),
        inputs=tuple(merged.inputs),
        outputs=(OutputFile(path=output, rows=rows),) if output else (),
        rows=rows,
        findings=tuple(judgement.findings),
        passed=tuple(judgement.passed),
        skipped=tuple(judgement.skipped),
        metrics=outcome.metrics(),
        sections={"merge": section},
        notes=(*inputs.notes, *logs.notes),
        failure=None if options.allow_empty else outcome.failure(section),
    )


def merge_impressions(
    paths: str | Sequence[str],
    impressions: str | Sequence[str],
    *,
    output: str | None = None,
    on: str | Sequence[str] = (),
    by: str | Sequence[str] = (),
    within: int | str | None = None,
    domain: str | None = None,
    log_format: str | None = None,
    log_shape: str | None = None,
    log_time_unit: str | None = None,
    log_time_zone: str | None = None,
    log_list_separator: str | None = None,
    log_columns: Mapping[str, str] | None = None,
    **options: Any,
) -> Report:
    """Write every interaction with the list that was on the screen, as the `merge-impressions` command does.

    Args:
        paths: A file, folder or glob, or several of them: the interactions.
        impressions: One log of shown lists or several.
        output: The CSV file to write, or `-`; None only reports what would be matched.
        on: Columns whose values a list and its interaction have in common.
        by: Further columns of that kind where lists are matched by user and time.
        within: The longest time from list to interaction, as seconds or like `30m`.
        domain: `custom`, `ecommerce` or `video-on-demand`.
        log_format: `csv` or `json`; detected by default.
        log_shape: `lists` or `items`; detected by default.
        log_time_unit: `s`, `ms` or `us`; detected by default.
        log_time_zone: Whose the times without an offset are: `UTC` or an IANA name.
        log_list_separator: What stands between the ids of a list; detected by default.
        log_columns: Our name → the log's own.
        **options: Fields of MergeOptions: match, existing, available, add_interacted, force, fail_on …

    Raises:
        InputError: An input, a log or the catalogue cannot be read, or has no column to match by.
        UsageError: Arguments that contradict each other or name something that does not exist.
        OutputError: The output is refused or cannot be written.
    """
    log = LogOptions(
        format=log_format,
        shape=log_shape,
        time_unit=log_time_unit,
        time_zone=log_time_zone,
        list_separator=log_list_separator,
        columns=dict(log_columns or {}),
    )
    chosen = MergeOptions(
        **{
            "impressions": _several(impressions),
            "output": output,
            "dry_run": output is None,
            "on": _several(on),
            "by": _several(by),
            "within": parse_window(within) if isinstance(within, str) else within,
            "log": log,
            **options,
        }
    )
    return merge_records(_several(paths), make_target(domain=domain, now=int(time.time())), chosen)


def _several(words: str | Sequence[str]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


def _discard(_data: bytes) -> None:
    return


def _refuse_contradictions(options: MergeOptions) -> None:
    for value, allowed, name in (
        (options.match, MATCHES, "match"),
        (options.existing, EXISTING, "existing"),
        (options.log.format, FORMATS, "log-format"),
        (options.log.shape, SHAPES, "log-shape"),
        (options.log.time_unit, UNITS, "log-time-unit"),
    ):
        if value is not None and value not in allowed:
            raise UsageError(f"--{name} {value!r} is not known", f"Choose one of {', '.join(allowed)}.")
    refuse_unknown_zone(options.log.time_zone)
    if options.log.list_separator == "":
        raise UsageError(
            "--log-list-separator is blank", "Write what stands between ids, such as `--log-list-separator ';'`."
        )
    if options.within is not None and options.within < 0:
        raise UsageError(f"--within {options.within} is negative", "Write it like 90s, 30m, 2h or 1d.")
    if options.within is None and options.match is not None:
        raise UsageError("--match is about lists found by time", "Add `--within 30m`, or leave --match out.")
    if options.within is None and options.by:
        words = " ".join(f"--on {name}" for name in options.by)
        raise UsageError(
            "--by is about lists found by time", f"Match by these columns alone with `{words}`, or add `--within 30m`."
        )


def _refuse_shared_stdin(paths: Sequence[str]) -> None:
    if paths.count(STDIN) > 1:
        raise UsageError("standard input is given twice", "Name a file for all but one of them.")


def _refuse_json(header: Header) -> None:
    if header.problem == "json":
        raise InputError(
            f"{header.path} is JSON; interactions are CSV",
            f"Name the interactions first, and the log as `--impressions {shell_name(header.path)}`.",
        )


def _match_rule(options: MergeOptions, header: Header, logs: Logs) -> MatchRule:
    if options.on or options.within is not None:
        shown = (options.match or SHOWN) == SHOWN
        return MatchRule(on=options.on, by=options.by, within=options.within, shown=shown)
    if RECOMMENDATION_ID in header.names and logs.have(RECOMMENDATION_ID):
        return MatchRule(on=(RECOMMENDATION_ID,))
    for head in logs.heads:
        refuse_unread(head)
    sides = {"the interactions": header.names, **{head.path: head.names for head in logs.heads}}
    found = "; ".join(f"{name}: {listed_names(names) or 'none'}" for name, names in sides.items())
    raise UsageError(
        "nothing says how lists and interactions belong together: neither --on nor --within is given, and "
        f"{RECOMMENDATION_ID} is not on both sides. Columns of {found}",
        HOW,
    )


def _require_columns(header: Header, rule: MatchRule) -> None:
    needed = [*rule.key, *([TIMESTAMP] if rule.by_time else []), *([ITEM_ID] if rule.by_time and rule.shown else [])]
    absent = [name for name in dict.fromkeys(needed) if name not in header.counted]
    if absent:
        raise UsageError(
            f"the interactions have no column {' and no column '.join(absent)}; their columns are "
            f"{listed_names(header.counted)}",
            HOW,
        )
