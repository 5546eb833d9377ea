"""`merge-impressions`: what was on the screen, joined to what was clicked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial

from interactions_cli.commands.merge_options import SHOWN, MergeOptions, refuse_contradictions
from interactions_cli.commands.options import command_line, load_schema, resolved
from interactions_cli.commands.prepare_first import only_header, way_by_prepare, without_names
from interactions_cli.engine.debug_plan import stored, tell_inputs
from interactions_cli.errors import InputError, UsageError
from interactions_cli.personalize.fields import ITEM_ID, RECOMMENDATION_ID, TIMESTAMP
from interactions_cli.personalize.schema import Schema
from interactions_cli.personalize.target import Target
from interactions_cli.reading.catalogue import read_catalogue
from interactions_cli.reading.dataset import Dataset
from interactions_cli.reading.header_problem import HeaderProblem
from interactions_cli.reading.view import Header
from interactions_cli.report import OutputFile, Report, samples_to_keep
from interactions_cli.rules import CELL_RULES, RULES
from interactions_cli.rules.selection import select_rules
from interactions_cli.rules.shown_items import LISTS_OF_OTHERS
from interactions_cli.shell import shell_name
from interactions_cli.storage.inputs import LOG_SUFFIXES, Inputs, resolve_inputs
from interactions_cli.storage.outputs import output_set, refuse_outputs
from interactions_cli.storage.streams import STDIN, STDOUT
from interactions_cli.trace import JUDGE, OPENING, WRITE
from interactions_cli.transforms.merge.columns import MergeColumns
from interactions_cli.transforms.merge.content import ContentOptions
from interactions_cli.transforms.merge.log_heads import refuse_unread
from interactions_cli.transforms.merge.logs import Logs, ShownLists
from interactions_cli.transforms.merge.match_rule import MatchRule
from interactions_cli.transforms.merge.merged import Merged
from interactions_cli.transforms.merge.passes import MergePass, MergePlan
from interactions_cli.transforms.merge.report import MergeOutcome
from interactions_cli.wording import did_you_mean, listed_names

# Lists make lines several times as long: a block of interactions is so many times smaller than one of a log.
SMALLER = 2
HOW = "Match by a key with `--on COLUMN`, or by user and time with `--within 30m`."


def merge_records(paths: Sequence[str] | Inputs, target: Target, options: MergeOptions) -> Report:
    """Write every interaction with the list that was on the screen.

    Args:
        paths: Files, folders, globs or `-`, together one data set; or the inputs that they mean.
        target: What the data is for.
        options: Logs, matching, content, output, form of the report.

    Raises:
        InputError: An input, a log, the catalogue or the schema cannot be read, or has no column to match by.
        UsageError: Options that contradict each other, or nothing to match by.
        OutputError: The output is refused or cannot be written; what was there before is left.
    """
    refuse_contradictions(options)
    left_out = select_rules(RULES, options.select, options.ignore)
    schema = load_schema(options.schema, target.domain, redact=options.redact)
    inputs, logs = (
        resolved(paths),
        resolved(options.impressions, resolve=partial(resolve_inputs, suffixes=LOG_SUFFIXES)),
    )
    catalogue = [options.available] if options.available else []
    _refuse_shared_stdin([*inputs.paths, *logs.paths, *catalogue])
    output = None if options.dry_run else options.output or STDOUT
    refuse_outputs([output] if output else [], [*inputs.paths, *logs.paths, *catalogue])
    content = ContentOptions(
        existing=options.existing,
        available=read_catalogue(options.available, max_bytes=options.max_bytes) if options.available else None,
        add_interacted=options.add_interacted,
    )
    with ExitStack() as stack:
        outputs = stack.enter_context(output_set(options.outputs))
        sink = outputs.open(output, force=options.force) if output else None
        sides = _opened(stack, inputs, logs, target, schema, options)
        plan = _plan(sides, target, content, options)
        shown, merged = _merged(sides, plan, options, sink.write if sink else _discard)
        with options.trace.stage(WRITE):
            if sink:
                sink.finish()
    outcome = MergeOutcome(
        view=replace(sides.dataset.view, unread=inputs.unread),
        plan=plan,
        shown=shown,
        merged=merged,
        typed=command_line("merge-impressions", target, options, output=output),
        max_samples=options.max_samples,
        redact=options.redact,
        left_out=left_out,
    )
    return replace(_report(outcome, target, options, output), notes=(*inputs.notes, *logs.notes))


@dataclass(frozen=True, kw_only=True)
class _Sides:
    """The interactions, which have `paths`, and the logs, both opened; `block_bytes` are those of interactions."""

    paths: Sequence[str]
    dataset: Dataset
    logs: Logs
    block_bytes: int


def _opened(
    stack: ExitStack, inputs: Inputs, logs: Inputs, target: Target, schema: Schema | None, options: MergeOptions
) -> _Sides:
    block_bytes = max(1, options.block_bytes // SMALLER)
    with options.trace.stage(OPENING):
        dataset = Dataset(inputs.paths, target, schema, block_bytes=block_bytes, max_bytes=options.max_bytes)
        stack.enter_context(dataset)
        _refuse_json(dataset.view.headers[0])
        only_header(dataset, inputs.paths)
        opened = Logs(logs.paths, options.log, block_bytes=options.block_bytes, max_bytes=options.max_bytes)
        stack.enter_context(opened)
    return _Sides(paths=inputs.paths, dataset=dataset, logs=opened, block_bytes=block_bytes)


def _plan(sides: _Sides, target: Target, content: ContentOptions, options: MergeOptions) -> MergePlan:
    header = sides.dataset.only_header()
    rule = _match_rule(options, header, sides.logs)
    with without_names(header, sides.paths):
        _require_columns(header, rule)
    tell_inputs(options.trace, sides.dataset, MergeColumns(sides.dataset, rule).read, block_bytes=sides.block_bytes)
    for head in sides.logs.heads:
        options.trace.say(f"log {stored(head.path, head.compression)}, {head.format}")
    options.trace.say(f"matched by {', '.join(rule.key)}")
    return MergePlan(
        rule=rule,
        content=content,
        # Of what was joined here the rules about logs speak, with the likely cause.
        checks=[entry for entry in CELL_RULES if entry.code.startswith("IMP") and entry.code != LISTS_OF_OTHERS],
        now=target.now,
        max_samples=samples_to_keep(options.max_samples),
        progress=options.progress,
        trace=options.trace,
        block_bytes=sides.block_bytes,
    )


def _merged(
    sides: _Sides, plan: MergePlan, options: MergeOptions, write: Callable[[bytes], None]
) -> tuple[ShownLists, Merged]:
    """The lists of all logs, then every interaction with its list, handed to `write`."""
    shown = sides.logs.read(
        plan.rule,
        max_samples=plan.max_samples,
        catalogue=plan.content.available,
        progress=options.progress,
        trace=options.trace,
    )
    return shown, MergePass(sides.dataset, shown.index, plan).run(write)


def _report(outcome: MergeOutcome, target: Target, options: MergeOptions, output: str | None) -> Report:
    with options.trace.stage(JUDGE):
        judgement, section = outcome.judge(), outcome.section(options.match or SHOWN, options.available)
    rows = sum(entry.rows for entry in outcome.merged.inputs)
    return Report(
        command="merge-impressions",
        fail_on=options.fail_on,
        target=target.to_dict(options.schema, redact=options.redact),
        inputs=tuple(outcome.merged.inputs),
        outputs=(OutputFile(path=output, rows=rows),) if output else (),
        rows=rows,
        findings=tuple(judgement.findings),
        passed=tuple(judgement.passed),
        skipped=tuple(judgement.skipped),
        metrics=outcome.metrics(),
        sections={"merge": section},
        failure=None if options.allow_empty else outcome.failure(section),
    )


def _discard(_data: bytes) -> None:
    return


def _refuse_shared_stdin(paths: Sequence[str]) -> None:
    if paths.count(STDIN) > 1:
        raise UsageError("standard input is given twice", "Name a file for all but one of them.")


def _refuse_json(header: Header) -> None:
    if header.problem is HeaderProblem.JSON:
        raise InputError(
            f"{header.path} is JSON; interactions are CSV",
            f"Name the interactions first, and the log as `--impressions {shell_name(header.path)}`. "
            f"{way_by_prepare([header.path]) or ''}".rstrip(),
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
        near = " ".join(filter(None, (did_you_mean(name, header.counted) for name in absent)))
        raise UsageError(
            f"the interactions have no column {' and no column '.join(absent)}; their columns are "
            f"{listed_names(header.counted)}",
            near or HOW,
        )
