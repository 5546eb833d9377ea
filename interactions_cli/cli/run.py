"""How a command runs: what it reads and writes, its settings, its work, its reports, its exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

import typer

from interactions_cli.cli import output as out
from interactions_cli.cli.debug import tracing
from interactions_cli.cli.engine import chosen_engine
from interactions_cli.cli.filter_note import with_filter_note
from interactions_cli.cli.inputs import given_options, named_inputs, parse_byte_limit, refuse_idle_input, target_for
from interactions_cli.cli.misplaced import refuse_misplaced
from interactions_cli.cli.process import begin_work, notice
from interactions_cli.cli.progress import progress_over
from interactions_cli.commands.options import ContextOptions, RuleOptions, RunOptions, WritingOptions
from interactions_cli.engine.threads import thread_limit
from interactions_cli.errors import UsageError
from interactions_cli.judging.policy import apply_policy
from interactions_cli.personalize.target import Target
from interactions_cli.report import Report
from interactions_cli.settings.in_force import settings_in_force
from interactions_cli.storage.inputs import resolve_inputs
from interactions_cli.storage.outputs import OutputSet, refuse_outputs
from interactions_cli.storage.raw_inputs import resolve_raw_inputs
from interactions_cli.storage.streams import STDIN, STDOUT
from interactions_cli.trace import WRITE

Options = TypeVar("Options", bound=RunOptions)


@dataclass(frozen=True, kw_only=True)
class Outputs:
    """Where a command writes.

    `data` are its data outputs. The report in its main form goes to `report_file`, or is printed if `is_printed`: to
    standard output, or beside data on standard output to standard error. With `findings_only` it has nothing else.
    """

    data: tuple[str, ...] = ()
    report_file: str | None = None
    is_printed: bool = True
    findings_only: bool = False

    @property
    def printed_to_stdout(self) -> bool:
        """Whether the report goes to standard output."""
        return self.is_printed and STDOUT not in self.data


class Run:
    """One run of a command that reads interactions.

    Everything that commands have in common is taken from the parameters of the command line by name, so that a command
    reads only those of its own.

    Attributes:
        inputs: The files of the data set.
        settings: The options that a configuration file may also give.
        trace: Takes notes for `--debug`.
        spark: Makes the run on Spark, where that is chosen.

    Args:
        ctx: The command line.
        is_gate: Whether the configuration's `fail-on` is meant for the command.
        other_inputs: What it reads besides the interactions and may be `-`, as given.
        pipe: A command line that pipes one of these in, for the hint where standard input is idle.
        piped: What that is.
        are_raw: Whether the inputs are raw exports, as `prepare` reads them.

    Raises:
        InteractionsError: Something that is named cannot be used.
    """

    def __init__(
        self,
        ctx: typer.Context,
        *,
        is_gate: bool = False,
        other_inputs: Sequence[str] = (),
        pipe: str = "",
        piped: str = "the log",
        are_raw: bool = False,
    ) -> None:
        begin_work()
        refuse_misplaced(ctx, are_raw=are_raw)
        self._given = ctx.params
        self.spark = chosen_engine(ctx)
        self.trace = ctx.with_resource(tracing(is_on=self._given["debug"]))
        self.settings = settings_in_force(self._given, given_options(ctx), is_gate=is_gate)
        self._copies = out.parse_copies(self._given["report"] or [])
        paths = self._given["paths"] or []
        if not paths and STDIN in other_inputs:
            raise UsageError(
                f"no interactions are given: standard input is {piped}", "Name a file, a folder or a glob."
            )
        files = named_inputs(ctx, paths)
        refuse_idle_input(other_inputs, pipe)
        self.inputs = resolve_raw_inputs(files) if are_raw else resolve_inputs(files)
        self._progress: Callable[[str, int], None] | None = None
        self._outputs: OutputSet | None = None

    def target(self, *, import_mode: str = "full") -> Target:
        """What the data is for.

        Raises:
            InputError: The solution config cannot be read.
            UsageError: Options that contradict each other or name something that does not exist.
        """
        target = target_for(self.settings, self._given, import_mode=import_mode)
        redact = self.settings.redact
        self.inputs = with_filter_note(self.inputs, target, self._given.get("solution_config"), redact=redact)
        if self.trace.is_on:
            from interactions_cli.pages.words import event_words, target_words

            words = target_words(target.to_dict(self.settings.schema, redact=redact))
            words += [f"event filter {event_words(entry.to_dict())}" for entry in target.events]
            self.trace.say(f"target: {', '.join(words)}; now is {target.now}")
        return target

    def options(self, kind: type[Options], **own: Any) -> Options:
        """The options of the command's core: its own, and those that it has in common with others."""
        settings, given = self.settings, self._given
        shared: dict[str, Any] = {
            "schema": settings.schema,
            "config": given["config"],
            "fail_on": settings.fail_on,
            "max_samples": settings.max_samples,
            "redact": settings.redact,
            "max_bytes": parse_byte_limit(given["max_bytes"]),
            "progress": self._progress,
            "trace": self.trace,
        }
        if issubclass(kind, RuleOptions):
            shared |= {"select": settings.select, "ignore": settings.ignore}
        if issubclass(kind, ContextOptions):
            shared |= {"baseline": given["baseline"], "baseline_limits": settings.baseline_limits}
            shared |= {"limits": settings.limits, "spark": self.spark and self.spark()}
        if issubclass(kind, WritingOptions):
            shared |= {"output": given["output"], "force": given["force"], "dry_run": given["dry_run"]}
            shared |= {"outputs": self._outputs}
        return kind(**shared, **own)

    @property
    def has_copies(self) -> bool:
        """Whether `--report` asks for further copies of the report."""
        return bool(self._copies)

    def report_outputs(self, *, findings_only: bool = False, is_silent: bool = False) -> Outputs:
        """The outputs of a command whose report is what it makes; `is_silent` prints none."""
        output = self._given["output"]
        is_file = output not in (None, STDOUT)
        return Outputs(
            report_file=output if is_file else None,
            is_printed=not (is_file or is_silent),
            findings_only=findings_only,
        )

    def data_outputs(self, *others: str | None, dry: str | None = None) -> Outputs:
        """The outputs of a command that makes data, standard output by default, and `dry`, which a dry run has alone.

        Raises:
            UsageError: Rows would be poured onto a terminal.
        """
        output, is_dry, is_silent = self._given["output"], self._given["dry_run"], self._given["quiet"]
        if output is None and not is_dry:
            out.refuse_terminal()
        data = () if is_dry else (output or STDOUT, *(path for path in others if path))
        data += (dry,) if dry else ()
        return Outputs(data=data, is_printed=not is_silent)

    def finish(
        self,
        work: Callable[[], Report],
        outputs: Outputs,
        *,
        streamed: Sequence[str] = (),
        read: Sequence[str] = (),
        passes: int = 1,
    ) -> NoReturn:
        """Do the work, write and print the report, and exit.

        Args:
            work: The command's core, with `options`.
            outputs: Where data and report go.
            streamed: Files that progress is shown of, besides the interactions.
            read: Files that are read besides; no output may replace one of them.
            passes: How often the interactions are read.

        Raises:
            InteractionsError: The work cannot be done, or an output is refused or cannot be written.
            typer.Exit: The exit code of the command.
        """
        report_files = [(self._given["format"], outputs.report_file)] if outputs.report_file else []
        self._refuse_outputs(outputs, [*streamed, *read])
        is_verbose = self._given["verbose"]
        is_watched = not (self._given["quiet"] or self._given["no_progress"] or self._given["debug"] or self.spark)
        with (
            thread_limit(self.settings.threads),
            OutputSet() as self._outputs,
            progress_over(
                [*self.inputs.paths, *streamed], is_on=is_watched, color=self._given["color"], passes=passes
            ) as self._progress,
        ):
            main = out.open_copies(report_files, self._outputs, force=self._given["force"])
            copies = out.open_copies(self._copies, self._outputs, force=self._given["force"])
            report = apply_policy(work(), self.settings.policy)
            out.write_copies(report, copies, verbose=is_verbose, trace=self.trace)
            out.write_copies(report, main, findings_only=outputs.findings_only, verbose=is_verbose, trace=self.trace)
            with self.trace.stage(WRITE):
                self._outputs.commit()
        if outputs.is_printed or report_files:
            out.summarise(report, self._given["format"])
        if outputs.is_printed:
            self._print(report, outputs)
        # Standard error says why a run failed, unless a text report there has said so already.
        is_told = outputs.is_printed and not outputs.printed_to_stdout and self._given["format"] == "text"
        if report.failure is not None and not is_told:
            notice(report.failure)
        raise typer.Exit(0 if report.ok else 1)

    def _refuse_outputs(self, outputs: Outputs, read: Sequence[str]) -> None:
        if outputs.printed_to_stdout:
            out.refuse_closed_output()
        report = [outputs.report_file] if outputs.report_file else [STDOUT] if outputs.printed_to_stdout else []
        beside = self.settings.read_beside(self._given.get("solution_config"), self._given.get("baseline"))
        refuse_outputs(
            [*outputs.data, *report, *(path for _, path in self._copies)], [*self.inputs.paths, *read, *beside]
        )

    def _print(self, report: Report, outputs: Outputs) -> None:
        stream = sys.stdout if outputs.printed_to_stdout else sys.stderr
        if stream is not None:
            out.print_report(
                report,
                self._given["format"],
                stream,
                color=self._given["color"],
                findings_only=outputs.findings_only,
                verbose=self._given["verbose"],
                trace=self.trace,
            )
