"""`--help` in sections by purpose, as plain text: Rich would double the time that it takes to start."""

from __future__ import annotations

import re
from typing import Any, Final

from typer.core import TyperCommand, TyperGroup

from interactions_cli.cli.missing_values import refuse_missing_values
from interactions_cli.errors import EXIT_MEANINGS, ExitCode

INPUT, TARGET, EVENTS, RULES, REPORT, OUTPUT = "Input", "Target", "Event filter", "Rules", "Report", "Output"
# What the data is looked at beside.
CONTEXT: Final = "Context"
# What an option without a section belongs to: how the run shows itself.
RUN: Final = "Run"
# The sections that several commands have. Those of a command alone come after the input.
ORDER: Final = (TARGET, EVENTS, CONTEXT, RULES, REPORT, OUTPUT, RUN)
NAME_WIDTH: Final = 26
# Stands for the hyphens of an option while lines are broken: a private character, which no help has.
GLUE: Final = "\ue000"
_OPTION: Final = re.compile(r"--[a-z]+(?:-[a-z]+)*|[a-z]+(?:-[a-z]+)+(?:\.toml)?")


def _glued(text: str) -> str:
    return _OPTION.sub(lambda match: match[0].replace("-", GLUE), text)


class SectionedCommand(TyperCommand):
    """A command whose help has a section for each purpose of its options, and the exit codes."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the words of the command line; none that is an option is taken for the value of another."""
        if not ctx.resilient_parsing:
            refuse_missing_values(args, self.get_params(ctx))
        return super().parse_args(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help; names of options are not torn apart at their hyphens."""
        self.help = _glued(self.help or "")
        super().format_help(ctx, formatter)
        formatter.buffer[:] = [part.replace(GLUE, "-") for part in formatter.buffer]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the parameters by section; each names its own as `rich_help_panel`."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is None:
                continue
            is_argument = param.param_type_name == "argument"
            name = f"{param.metavar}..." if is_argument else record[0]
            section = getattr(param, "rich_help_panel", None) or (INPUT if is_argument else RUN)
            sections.setdefault(section, []).append((name, _glued(record[1])))
        own = [name for name in sections if name not in (INPUT, *ORDER)]
        for name in (INPUT, *own, *ORDER):
            if name in sections:
                with formatter.section(name):
                    formatter.write_dl(sections[name], col_max=NAME_WIDTH)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write the exit codes of a command that judges."""
        if any(param.name == "fail_on" for param in self.get_params(ctx)):
            codes = (ExitCode.OK, ExitCode.FINDINGS, ExitCode.ERROR)
            with formatter.section("Exit codes"):
                formatter.write_dl([(str(int(code)), _glued(EXIT_MEANINGS[code].replace("`", ""))) for code in codes])


class SectionedGroup(TyperGroup):
    """A group whose help puts the commands before the options, because they are what is looked for."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the commands, then the options."""
        self.format_commands(ctx, formatter)
        records = [record for param in self.get_params(ctx) if (record := param.get_help_record(ctx))]
        with formatter.section("Options"):
            formatter.write_dl(records, col_max=NAME_WIDTH)
