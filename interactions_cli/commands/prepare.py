"""`prepare`: from whatever was exported to a file that imports, with the plan, the repairs and the verdict on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack

from interactions_cli.commands.cells_in_errors import cells_settled
from interactions_cli.commands.options import load_schema, resolved
from interactions_cli.commands.prepare_begin import Beginning
from interactions_cli.commands.prepare_inputs import notes_on
from interactions_cli.commands.prepare_options import PrepareOptions
from interactions_cli.commands.prepare_plan import refuse_unknown_words, write_beside, write_plan
from interactions_cli.commands.prepare_questions import all_questions
from interactions_cli.commands.prepare_report import sampled_report, written_report
from interactions_cli.engine.scan_options import ScanOptions
from interactions_cli.personalize.target import Target
from interactions_cli.report import Report, samples_to_keep
from interactions_cli.rules import CELL_RULES, RULES
from interactions_cli.rules.selection import select_rules
from interactions_cli.storage.inputs import Inputs
from interactions_cli.storage.outputs import OutputSet, output_set, refuse_outputs
from interactions_cli.storage.raw_inputs import resolve_raw_inputs
from interactions_cli.storage.spool import spooled
from interactions_cli.storage.streams import STDOUT
from interactions_cli.transforms.prepare.dry_run import dry_run
from interactions_cli.transforms.prepare.plan import OpenQuestionError
from interactions_cli.transforms.prepare.rejections import refuse_majority
from interactions_cli.transforms.prepare.session import Destination, Session


def prepare(paths: Sequence[str] | Inputs, target: Target, options: PrepareOptions) -> Report:
    """Make a file that imports of raw records.

    Args:
        paths: Files, folders, globs or `-`, of any format; together one data set.
        target: What the data is for.
        options: Fields, readings, outputs, form of the report.

    Raises:
        InputError: An input or the schema cannot be read.
        UsageError: What only the user can decide, an option that names what does not exist.
        OutputError: An output is refused or cannot be written; what was there before is left.
    """
    refuse_unknown_words(options)
    left_out = select_rules(RULES, options.select, options.ignore)
    schema = load_schema(options.schema, target.domain, redact=options.redact)
    inputs = resolved(paths, resolve=resolve_raw_inputs)
    output = None if options.dry_run else options.output or STDOUT
    named = [path for path in (output, options.rejects, options.schema_output, options.save_plan) if path]
    refuse_outputs(named, inputs.paths)
    with cells_settled(hide=options.redact), ExitStack() as stack:
        outputs = stack.enter_context(output_set(options.outputs))
        places = stack.enter_context(spooled(inputs.paths, options.notice, max_bytes=options.max_bytes))
        beginning = Beginning(inputs=inputs, places=places, schema=schema, target=target)
        try:
            return _report(beginning, options, outputs, left_out, stack)
        except OpenQuestionError as question:
            raise all_questions(question, options, beginning.ask) from None


def _report(
    beginning: Beginning,
    options: PrepareOptions,
    outputs: OutputSet,
    left_out: Mapping[str, str],
    stack: ExitStack,
) -> Report:
    passes, saved = beginning.passes(options)
    raws, target = passes.inputs, beginning.target
    paths = beginning.inputs.paths
    notes = (*beginning.inputs.notes, *notes_on(paths, raws))
    for raw in raws:
        options.trace.say(f"input {raw.path}: {raw.format}")
    if options.dry_run:
        sampled = dry_run(passes, options.sample, saved)
        if not options.accept_rejects:
            refuse_majority(sampled.outcome, sampled.plan, target.now)
        write_plan(outputs, sampled.plan, options)
        return sampled_report(sampled, raws, target, notes, options)
    output = options.output or STDOUT
    prepared = Session(
        passes=passes,
        options=passes.options,
        destination=Destination(outputs=outputs, output=output, rejects=options.rejects, force=options.force),
        rules=[rule for rule in CELL_RULES if rule.code not in left_out],
        stack=stack,
        notice=options.notice,
        scan_options=ScanOptions(max_samples=samples_to_keep(options.max_samples), trace=options.trace),
        first_look_bytes=options.first_look_bytes,
        saved=saved,
    ).run()
    if not options.accept_rejects:
        refuse_majority(prepared.outcome, prepared.plan, target.now)
    write_beside(outputs, prepared, options)
    for held in prepared.held:
        held.finish()
    return written_report(prepared, raws, target, left_out, notes, options)
