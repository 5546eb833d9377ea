"""`interactions-cli rules`: its options and how they reach the registry."""

from __future__ import annotations

from interactions_cli.cli import options as opt

HELP = """
List the rules, or explain one: what it looks for, why the service minds, before and after.

Examples:

  interactions-cli rules

  interactions-cli rules VAL004

  interactions-cli rules timestamp-not-seconds

  interactions-cli rules IMP --format markdown
"""


def command(
    words: opt.RuleWords = None,
    format: opt.RuleFormatName = opt.RuleFormat.TEXT,
) -> None:
    from interactions_cli.cli.output import print_text
    from interactions_cli.formats.rules import render_rules
    from interactions_cli.rules import ALL_RULES
    from interactions_cli.rules.rule import find_rules, with_variants

    found = find_rules(ALL_RULES, words or [])
    explain = bool(words) and len(found) <= len(words or ())
    print_text(render_rules(with_variants(ALL_RULES, found), format.value, explain=explain))
