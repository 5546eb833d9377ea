"""How a run of `prepare` begins: what its inputs are, and which questions its options leave open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from interactions_cli.commands.prepare_inputs import described
from interactions_cli.commands.prepare_options import PrepareOptions
from interactions_cli.commands.prepare_plan import columns_of_plan, plan_document, plan_options, planned
from interactions_cli.personalize.fields import fold
from interactions_cli.personalize.schema import Schema
from interactions_cli.personalize.target import Target
from interactions_cli.reading.input_format import InputFormat
from interactions_cli.reading.raw_inputs import InputOptions
from interactions_cli.report import samples_to_keep
from interactions_cli.storage.inputs import Inputs
from interactions_cli.trace import NO_TRACE
from interactions_cli.transforms.prepare.dry_run import dry_run, sampled_under
from interactions_cli.transforms.prepare.names import KNOWN_NAMES
from interactions_cli.transforms.prepare.passes import Passes
from interactions_cli.transforms.prepare.plan import Plan
from interactions_cli.transforms.prepare.rejections import refuse_majority

# Blocks of 8 MB take 70 MB more memory and save 3 % of the processor time.
RAW_BLOCK_BYTES: Final = 4 << 20
# What is looked at to find the question after the next one; a person waits for it.
FURTHER_BYTES: Final = 16 << 20


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """The inputs of one run, whatever its options become; `places` are files that stand for streams."""

    inputs: Inputs
    places: Mapping[str, str]
    schema: Schema | None
    target: Target

    def passes(self, options: PrepareOptions) -> tuple[Passes, Plan | None]:
        """The passes over the inputs, and the plan that is followed if there is one.

        Raises:
            InputError: An input cannot be read, or is none.
            UsageError: What only the user can decide, an option that names what does not exist.
        """
        document = plan_document(options)
        reading = self._reading(options, options.given_columns | columns_of_plan(options, document))
        raws = described(self.inputs.paths, reading, self.places)
        saved, planning = planned(options, plan_options(self.target, self.schema, raws, options), raws, document)
        passes = Passes(
            inputs=raws,
            reading=reading,
            options=planning,
            with_types=options.schema_output is not None and self.schema is None,
            max_samples=samples_to_keep(options.max_samples),
            progress=options.progress,
            trace=options.trace,
        )
        return passes, saved

    def ask(self, options: PrepareOptions) -> None:
        """Begin a run to see what it would ask, by the first records alone.

        Raises:
            OpenQuestionError: The options leave it open.
            InteractionsError: They cannot be used.
        """
        passes, saved = self.passes(options)
        passes.progress, passes.trace = None, NO_TRACE
        if options.dry_run or saved is not None:
            sampled = dry_run(passes, options.sample, saved)
        else:
            sampled = sampled_under(passes, options.sample, passes.look(most_bytes=FURTHER_BYTES))
        if not options.accept_rejects:
            refuse_majority(sampled.outcome, sampled.plan, self.target.now)

    def _reading(self, options: PrepareOptions, given: frozenset[str]) -> InputOptions:
        """How inputs are read, of which options or a plan name some columns."""
        names = self.schema.names if self.schema else ()
        return InputOptions(
            known=KNOWN_NAMES | {fold(name) for name in names} | {fold(name.rsplit(".", 1)[-1]) for name in given},
            given=given | ({options.explode} if options.explode else set()),
            format=InputFormat(options.input_format) if options.input_format else None,
            delimiter=options.delimiter,
            encoding=options.encoding,
            columns=options.columns,
            explode=options.explode,
            block_bytes=min(options.block_bytes, RAW_BLOCK_BYTES),
            max_bytes=options.max_bytes,
            partitions=given | {*options.keep},
        )
