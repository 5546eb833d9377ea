"""`filter`: the rows that the service would train on, byte for byte, and what became of the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Any

from interactions_cli.commands.metrics import TOP_EVENT_TYPES, metrics_dict
from interactions_cli.commands.on_spark import refuse_output
from interactions_cli.commands.options import RuleOptions, WritingOptions, command_line, load_schema, resolved, silent
from interactions_cli.commands.prepare_first import only_header, without_names
from interactions_cli.engine.debug_plan import tell_inputs
from interactions_cli.engine.spark import SparkRun
from interactions_cli.errors import InputError
from interactions_cli.judging.judge import Judge
from interactions_cli.judging.observations import Observations
from interactions_cli.measures.measure import INPUT_SHIFT
from interactions_cli.measures.tally import Tally
from interactions_cli.measures.tally_figures import TallyContext
from interactions_cli.personalize.schema import Schema
from interactions_cli.personalize.target import Target
from interactions_cli.personalize.times import plausible_times
from interactions_cli.reading.dataset import Dataset
from interactions_cli.report import InputFile, OutputFile, Report, Severity, samples_to_keep
from interactions_cli.rules import CELL_RULES, RULES
from interactions_cli.rules.files import UNREAD_FILE
from interactions_cli.rules.selection import select_rules
from interactions_cli.storage.inputs import Inputs
from interactions_cli.storage.outputs import output_set, refuse_outputs
from interactions_cli.storage.places import stored_size
from interactions_cli.storage.spool import spooled
from interactions_cli.storage.streams import STDOUT
from interactions_cli.trace import JUDGE, OPENING, WRITE
from interactions_cli.transforms.filter.criteria import MALFORMED, Choice
from interactions_cli.transforms.filter.effects import FilterEffects
from interactions_cli.transforms.filter.figures import FilterFigures
from interactions_cli.transforms.filter.nothing_kept import nothing_kept
from interactions_cli.transforms.filter.on_spark import SparkFilter
from interactions_cli.transforms.filter.outputs import FilterOutputs
from interactions_cli.transforms.filter.passes import FilterPass
from interactions_cli.transforms.filter.rejects import Rejects

ELSEWHERE = "about headers, lines and values: run `interactions-cli validate` on what was kept"
APPLIED = "the event filter has been applied"


@dataclass(frozen=True, kw_only=True)
class FilterOptions(RuleOptions, WritingOptions):
    """What `filter` may be told besides its target; see the command's help.

    `since` and `until` are Unix seconds. Without `measure` the report has no metrics and no findings: the data are only
    copied. `severities`, by rule code, go before the rules' own where `drop_invalid` asks what an error is. `notice` is
    told what a person should know during the run. With `spark` executors do the work, and the output is a folder.
    """

    rejects: str | None = None
    since: int | None = None
    until: int | None = None
    drop_invalid: bool = False
    drop_duplicates: bool = False
    min_user_interactions: int | None = None
    min_item_interactions: int | None = None
    allow_empty: bool = False
    measure: bool = True
    severities: Mapping[str, Severity] = field(default_factory=dict)
    notice: Callable[[str], None] = silent
    spark: SparkRun | None = None


def filter_records(paths: Sequence[str] | Inputs, target: Target, options: FilterOptions) -> Report:
    """Copy the rows that meet all criteria.

    Args:
        paths: Files, folders, globs or `-`, together one data set; or the inputs that they mean.
        target: What the data is for, with the event filter.
        options: Criteria, outputs, form of the report.

    Raises:
        InputError: An input or the schema cannot be read, a header is unusable, or headers differ.
        UsageError: An unknown rule, or a criterion that needs a column which is absent.
        OutputError: An output is refused or cannot be written; what was there before is left.
    """
    left_out = select_rules(RULES, options.select, options.ignore)
    schema = load_schema(options.schema, target.domain, redact=options.redact)
    inputs = resolved(paths)
    choice = _choice(target, left_out, options)
    output, rejects = (None, None) if options.dry_run else (options.output or STDOUT, options.rejects)
    refuse_outputs([path for path in (output, rejects) if path], inputs.paths)
    if options.spark:
        refuse_output(output)
    with ExitStack() as stack:
        several = stack.enter_context(output_set(options.outputs))
        outputs = FilterOutputs(several, None if options.spark else output, rejects, force=options.force)
        folder = several.folder(output, force=options.force, inputs=inputs.paths) if options.spark and output else None
        dataset = _opened(stack, inputs, target, schema, choice, options)
        header = only_header(dataset, inputs.paths)
        with without_names(header, inputs.paths):
            choice.require_columns(dataset.columns, header.names)
        words = Rejects(header.text, header.separator, tuple(choice.reasons), _malformed_reasons(choice))
        keep, plausible = samples_to_keep(options.max_samples), plausible_times(target)
        tally = Tally(dataset.columns, plausible, max_samples=keep, counts_items=False) if options.measure else None
        effects = FilterEffects(choice, tally, max_samples=keep)
        run = FilterPass(
            dataset=dataset,
            choice=choice,
            now=target.now,
            effects=effects,
            rejects=words if outputs.wants_rejects else None,
            progress=options.progress,
            trace=options.trace,
            block_bytes=options.block_bytes,
        )
        tell_inputs(options.trace, dataset, run.columns, block_bytes=options.block_bytes)
        options.trace.say(f"criteria: {', '.join(choice.names)}")
        outputs.start(header.line, words, inputs.paths)
        if options.spark:
            by_spark = SparkFilter(
                run=options.spark,
                work=run,
                header=header.line,
                folder=folder,
                max_samples=keep,
                block_bytes=options.block_bytes,
            )
            figures, size = by_spark.figures(allow_empty=options.allow_empty)
            written = folder.path if folder and folder.is_finished else None
        else:
            figures = _apply(run, inputs.paths, outputs)
            with options.trace.stage(WRITE):
                written = outputs.finish(allow_empty=options.allow_empty)
            size = outputs.size
    with options.trace.stage(JUDGE):
        measured = _measured(dataset, figures, left_out, size, options, unread=inputs.unread)
    guesses = {} if options.measure or options.redact else figures.types_lost
    return Report(
        command="filter",
        fail_on=options.fail_on,
        target=target.to_dict(options.schema, redact=options.redact),
        inputs=tuple(
            InputFile(path=path, bytes=stored_size(path), rows=figures.rows[index])
            for index, path in enumerate(inputs.paths)
        ),
        rows=figures.kept,
        outputs=() if written is None else (OutputFile(path=written, rows=figures.kept),),
        notes=inputs.notes + (folder.notes if folder else ()),
        failure=None if figures.kept or options.allow_empty else nothing_kept(target.events, guesses),
        **measured,
    )


def times_read(target: Target, options: FilterOptions) -> int:
    """How often `filter_records` reads its inputs.

    Raises:
        UsageError: An unknown rule.
    """
    return _choice(target, select_rules(RULES, options.select, options.ignore), options).passes


def _opened(
    stack: ExitStack, inputs: Inputs, target: Target, schema: Schema | None, choice: Choice, options: FilterOptions
) -> Dataset:
    """The inputs, and copies of those that can be read only once if they have to be read twice."""
    places: Mapping[str, str] = {}
    most = options.max_bytes
    if choice.passes > 1:
        with options.trace.stage("copy what can be read only once"):
            places = stack.enter_context(spooled(inputs.paths, options.notice, max_bytes=most))
    with options.trace.stage(OPENING):
        return stack.enter_context(
            Dataset(inputs.paths, target, schema, block_bytes=options.block_bytes, max_bytes=most, places=places)
        )


def _choice(target: Target, left_out: Mapping[str, str], options: FilterOptions) -> Choice:
    severities = {rule.code: rule.severity for rule in RULES} | {**options.severities}
    rules = tuple(rule for rule in CELL_RULES if rule.code not in left_out)
    return Choice(
        events=target.events,
        since=options.since,
        until=options.until,
        judged=rules,
        invalid=tuple(rule for rule in rules if options.drop_invalid and severities[rule.code] is Severity.ERROR),
        drop_invalid=options.drop_invalid,
        drop_duplicates=options.drop_duplicates,
        min_user=options.min_user_interactions,
        min_item=options.min_item_interactions,
    )


def _malformed_reasons(choice: Choice) -> int:
    return list(choice.reasons.values()).count(MALFORMED)


def _apply(run: FilterPass, paths: Sequence[str], outputs: FilterOutputs) -> FilterFigures:
    if run.choice.needs_shares:
        run = run.settled()
    second = run.look() if run.choice.needs_second_look else None
    for index, step in run.parts(second):
        part = step.part
        with run.trace.stage(WRITE):
            outputs.add(part, index, step.offset)
        run.effects.add(part.effects, (index << INPUT_SHIFT) + step.offset)
    with run.trace.stage("figures"):
        figures = run.effects.figures()
    for index, path in enumerate(paths):
        if second is not None and second.line_counts[index] != figures.lines[index]:
            raise InputError(f"{path} changed while it was read", "Run again when nothing writes to it.")
    figures.check()
    return figures


def _measured(
    dataset: Dataset,
    figures: FilterFigures,
    left_out: Mapping[str, str],
    size: int,
    options: FilterOptions,
    *,
    unread: tuple[str, ...],
) -> dict[str, Any]:
    """Findings, figures and the section of the report."""
    if figures.tally is None:
        return {"findings": (), "passed": (), "skipped": (), "metrics": {}}
    tally, view, paths = figures.tally, dataset.view, [header.path for header in dataset.view.headers]
    metrics = tally.metrics(TallyContext(blank_lines=0, bytes_read=size, names=view.names, paths=paths))
    read_types = figures.event_types(metrics.event_types)
    heard = [rule.code for rule in RULES if rule.code.startswith("SET") or rule.code == UNREAD_FILE]
    silent = {rule.code: ELSEWHERE for rule in RULES if rule.code not in heard} | {"SET017": APPLIED}
    typed = command_line("filter", view.target, options, output=None if options.dry_run else options.output)
    seen = replace(view, unread=unread)
    judge = Judge(seen, {**silent, **left_out}, typed, max_samples=options.max_samples, redact=options.redact)
    near = figures.just_left_out(paths, samples_to_keep(options.max_samples))
    judgement = judge.judge(Observations(near_threshold=near), metrics, metrics, read_types)
    return {
        "findings": tuple(judgement.findings),
        "passed": tuple(judgement.passed),
        "skipped": tuple(judgement.skipped),
        "metrics": metrics_dict(metrics, view.schema, redact=options.redact),
        "sections": {
            "filter": figures.section(metrics.event_types, dataset.columns, TOP_EVENT_TYPES, redact=options.redact)
        },
    }
