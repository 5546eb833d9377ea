"""`stats`: what is in this data set, before anything is trained on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from interactions_cli.commands.baseline import compared_report, read_baseline
from interactions_cli.commands.joins import read_joins
from interactions_cli.commands.judged import judged, scan_metrics
from interactions_cli.commands.options import ContextOptions, left_out_rules, load_schema, resolved
from interactions_cli.engine.scan import DatasetScan, Scan
from interactions_cli.engine.scan_options import ScanOptions
from interactions_cli.errors import UsageError
from interactions_cli.judging.readiness import readiness
from interactions_cli.measures.sections import SECTIONS
from interactions_cli.measures.sections.all import sections_of
from interactions_cli.measures.stats_measures import Wanted
from interactions_cli.measures.timeline import PERIODS
from interactions_cli.personalize.fields import USER_ID
from interactions_cli.personalize.target import Target
from interactions_cli.personalize.times import plausible_times
from interactions_cli.report import Report, samples_to_keep
from interactions_cli.rules import CELL_RULES
from interactions_cli.storage.inputs import Inputs
from interactions_cli.wording import did_you_mean

# Measures hold rows of blocks beside the blocks themselves: with smaller ones less is in memory at a time.
STATS_BLOCK_BYTES = 7 << 20
NOT_JUDGED = "stats judges no cells: run `interactions-cli validate`"


@dataclass(frozen=True, kw_only=True)
class StatsOptions(ContextOptions):
    """What `stats` may be told besides its target: sections (all by default), a period, whether users are named."""

    sections: tuple[str, ...] = ()
    period: str = "day"
    exact: bool = False
    show_users: bool = False
    block_bytes: int = STATS_BLOCK_BYTES


def stats(paths: Sequence[str] | Inputs, target: Target, options: StatsOptions) -> Report:
    """Describe a data set.

    The report has the same figures and the same verdicts about headers, lines and the whole set as that of `validate`;
    cells are not judged. `sections["stats"]` holds the sections asked for, and under `training` the same for the
    records that the event filter lets pass.

    Args:
        paths: Files, folders, globs or `-`, together one data set; or the inputs that they mean.
        target: What the data is for; narrows the readiness table.
        options: Schema, choice of sections, form of the report.

    Raises:
        InputError: An input, the schema or the baseline cannot be read.
        UsageError: An unknown section or period, the same file twice, or users to be shown and hidden.
    """
    wanted = _chosen(options.sections)
    if options.period not in PERIODS:
        raise UsageError(f"no period is called {options.period!r}", f"Choose one of {', '.join(PERIODS)}.")
    baseline = read_baseline(options.baseline, options.baseline_limits, command="stats", target=target)
    if options.show_users and options.redact:
        raise UsageError("--show-users and --redact contradict each other", "Leave one of them out.")
    schema = load_schema(options.schema, target.domain, redact=options.redact)
    inputs = resolved(paths)
    asked = Wanted(
        sections=frozenset(wanted),
        period=options.period,
        now=target.now,
        plausible=plausible_times(target),
        exact=options.exact,
        show_users=options.show_users,
    )
    context = read_joins(inputs, options)
    options.trace.say(f"measures: {', '.join(wanted)}; rows per {options.period}")
    scan = DatasetScan(
        inputs.paths,
        target,
        schema,
        (),
        ScanOptions(
            max_samples=samples_to_keep(options.max_samples),
            exact=options.exact,
            places=inputs.places,
            block_bytes=options.block_bytes,
            max_bytes=options.max_bytes,
            progress=options.progress,
            trace=options.trace,
            joins=context.joins,
            streamed=context.streamed,
            stats=asked,
            spark=options.spark,
        ),
    ).run()
    cells = dict.fromkeys((rule.code for rule in CELL_RULES), NOT_JUDGED)
    left_out = cells | left_out_rules(options, inputs)
    judgement = judged(
        "stats",
        scan,
        target,
        options,
        inputs=inputs,
        left_out=left_out,
        baseline=baseline,
        top_user=_top_user(scan) if options.show_users else None,
    )
    metrics = scan_metrics(scan, target, redact=options.redact)
    with options.trace.stage("sections"):
        section = sections_of(scan.whole, scan.columns, asked, redact=options.redact)
        if target.events:
            section["training"] = sections_of(scan.training, scan.columns, asked, redact=options.redact)
        if "readiness" in wanted:
            section["readiness"] = readiness(scan.view, scan.metrics, scan.training.metrics, redact=options.redact)
    report = Report(
        command="stats",
        fail_on=options.fail_on,
        target=target.to_dict(options.schema, redact=options.redact),
        inputs=scan.inputs,
        rows=scan.rows,
        findings=tuple(judgement.findings),
        passed=tuple(judgement.passed),
        skipped=tuple(judgement.skipped),
        metrics=metrics,
        sections={"stats": section},
        notes=(*inputs.notes, *context.notes),
    )
    return compared_report(report, baseline)


def _top_user(scan: Scan) -> str | None:
    """The user with most records; None where the names of users are not measured."""
    measures = scan.whole.measures
    return next((name for name, _ in measures.names[USER_ID].top(scan.whole.users, 1)), None) if measures else None


def _chosen(names: Sequence[str]) -> tuple[str, ...]:
    for name in names:
        if name not in SECTIONS:
            raise UsageError(
                f"no section is called {name!r}",
                did_you_mean(name.lower(), SECTIONS) or f"Choose among {', '.join(SECTIONS)}.",
            )
    return tuple(name for name in SECTIONS if name in names or not names)
