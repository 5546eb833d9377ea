"""`interactions-cli rules`: its options, and how they reach the registry."""

from __future__ import annotations

import shutil
from typing import Annotated

import typer

from interactions_cli.cli import complete
from interactions_cli.cli.option_values import one_of

FORMATS = ("text", "json", "markdown")
# Longer lines are hard to read.
MOST_WIDTH = 80
Words = Annotated[
    list[str] | None,
    typer.Argument(metavar="RULE", help="Codes, prefixes or names.", autocompletion=complete.all_rules),
]
FormatName = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="FORMAT",
        callback=one_of(*FORMATS),
        autocompletion=complete.rule_formats,
        help="Form of the list or explanation: text, json or markdown.",
    ),
]
HELP = """
List the rules, or explain one: what it looks for, why the service minds, before and after.

\b
Examples:
  interactions-cli rules
  interactions-cli rules VAL004
  interactions-cli rules timestamp-not-seconds
  interactions-cli rules IMP --format markdown
"""


def command(words: Words = None, format: FormatName = "text") -> None:
    from interactions_cli.cli.output import print_text
    from interactions_cli.formats.rules import render_rules
    from interactions_cli.rules import ALL_RULES
    from interactions_cli.rules.selection import find_rules

    found = find_rules(ALL_RULES, words or [])
    explain = bool(words) and len(found) <= len(words or ())
    width = min(MOST_WIDTH, shutil.get_terminal_size().columns)
    print_text(render_rules(found, format, explain=explain, width=width))
