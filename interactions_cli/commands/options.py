"""What the options of several commands have in common, each declared once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from interactions_cli.engine.loop import Progress
from interactions_cli.engine.spark import SparkRun
from interactions_cli.errors import UsageError
from interactions_cli.personalize.fields import Domain
from interactions_cli.personalize.schema import Schema, parse_schema
from interactions_cli.personalize.target import Target, accounts_hidden, without_account
from interactions_cli.reading.source import BLOCK_BYTES
from interactions_cli.rules import RULES
from interactions_cli.rules.kit.own_limits import refuse_limits
from interactions_cli.rules.kit.prepare_commands import CommandLine, carried
from interactions_cli.rules.selection import select_rules
from interactions_cli.settings.keys import FAIL_ON
from interactions_cli.storage.inputs import Inputs, resolve_inputs
from interactions_cli.storage.opening import read_text
from interactions_cli.storage.outputs import OutputSet
from interactions_cli.storage.streams import STDOUT
from interactions_cli.trace import NO_TRACE, Trace

# These rules judge the form of a file; a data frame has none of its own.
FILE_FORM_RULES: Final = ("CSV012", "CSV013")


@dataclass(frozen=True, kw_only=True)
class RunOptions:
    """What every command may be told besides its target.

    `schema` is a file, `config` a configuration that was named; `fail_on` is a severity or `never`; `max_samples` are
    the lines shown of a finding, and `redact` hides their values. An input may have `max_bytes`, and is read in blocks
    of `block_bytes`, which never changes a result. `progress` is called with a path and the bytes read of it; `trace`
    takes notes on the run.
    """

    schema: str | None = None
    config: str | None = None
    fail_on: str = "never"
    max_samples: int = 5
    redact: bool = False
    max_bytes: int | None = None
    block_bytes: int = BLOCK_BYTES
    progress: Progress | None = None
    trace: Trace = NO_TRACE

    def __post_init__(self) -> None:
        """Raise a UsageError for a word that is no severity, instead of failing once the data are read."""
        if self.fail_on not in FAIL_ON:
            raise UsageError(f"--fail-on {self.fail_on!r} is not known", f"Choose one of {', '.join(FAIL_ON)}.")


@dataclass(frozen=True, kw_only=True)
class RuleOptions(RunOptions):
    """What a command may be told that applies the rules: codes, prefixes or names to keep and to leave out."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ContextOptions(RuleOptions):
    """What a command may be told that looks at the data in its context.

    `baseline` is an earlier JSON report; `baseline_limits` are the configuration's, by name of the rule. `items` and
    `users` are the catalogues to compare ITEM_ID and USER_ID with; `limits` are those of our own rules, by name, where
    they are not the defaults. `spark` does the work where it is given.
    """

    baseline: str | None = None
    baseline_limits: Mapping[str, float] = field(default_factory=dict)
    items: Sequence[str] | Inputs = ()
    users: Sequence[str] | Inputs = ()
    streamed: Sequence[str] | Inputs = ()
    limits: Mapping[str, float] = field(default_factory=dict)
    spark: SparkRun | None = None

    def __post_init__(self) -> None:
        """Raise a UsageError also for a limit that does not exist, or is no share."""
        super().__post_init__()
        refuse_limits(self.limits)


@dataclass(frozen=True, kw_only=True)
class WritingOptions(RunOptions):
    """What a command may be told that writes data.

    `output` None is standard output, `force` replaces what is there, and with `dry_run` nothing is written. What is
    written to a file becomes visible with `outputs`, if the caller has such a set, else at the end.
    """

    output: str | None = None
    force: bool = False
    dry_run: bool = False
    outputs: OutputSet | None = None


def resolved(paths: Sequence[str] | Inputs, *, resolve: Callable[[Sequence[str]], Inputs] = resolve_inputs) -> Inputs:
    """The files that paths mean; inputs stay what they are, so that whoever resolved them need not do so again.

    Raises:
        InputError: As `resolve`.
        UsageError: As `resolve`.
    """
    return paths if isinstance(paths, Inputs) else resolve(paths)


def command_line(
    command: str, target: Target, options: RunOptions, *, inputs: Inputs | None = None, output: str | None = None
) -> CommandLine:
    """What a command was given, for the commands of hints: about its inputs, or about the output that it judges."""
    schema = options.schema and (without_account(options.schema) if options.redact else options.schema)
    words = inputs.given if inputs else (output or STDOUT,)
    return CommandLine(
        command=command,
        words=words,
        paths=inputs.paths if inputs else words,
        options=carried(target, schema=schema, config=options.config),
    )


def silent(_text: str) -> None:
    """Say nothing: the `notice` of whoever has nobody to tell."""


def left_out_rules(options: RuleOptions, inputs: Inputs) -> dict[str, str]:
    """Code → reason for the rules that are not applied: by choice, or because the input is no file of the caller's.

    Raises:
        UsageError: A word that matches no rule.
    """
    beyond = dict.fromkeys(FILE_FORM_RULES, "about how a file is written, and a data frame is none")
    return (beyond if inputs.places else {}) | select_rules(RULES, options.select, options.ignore)


def load_schema(path: str | None, domain: Domain, *, redact: bool) -> Schema | None:
    """The schema of a file or ARN, or None without one; with `redact` findings and errors do not name an account.

    Raises:
        InputError: It cannot be read or is no Avro schema.
    """
    if not path:
        return None
    with accounts_hidden(is_on=redact):
        return parse_schema(read_text(path, "the schema"), without_account(path) if redact else path, domain)
