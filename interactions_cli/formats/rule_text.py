"""The rules themselves as text: a list, or one rule explained."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from interactions_cli.rule import Rule

WIDTH = 80
CONSEQUENCES = {
    "import-fails": "the import job fails",
    "training-fails": "the import may succeed, but training fails",
    "unstated": "not stated: the guide requires it and names no consequence",
    "ignored": "it is accepted and not used",
    "deduplicated": "copies are collapsed into one",
    "suspicious": "not documented; it is nearly always a mistake",
    "recommended": "accepted; the guide recommends otherwise",
    "information": "nothing; it is good to know",
}


def render_rules(rules: Sequence[Rule]) -> str:
    """One line a rule: code, severity, name, effect."""
    width = max(len(rule.name) for rule in rules)
    lines = [f"{rule.code}  {rule.severity.value:7}  {rule.name:{width}}  {rule.effect.value}" for rule in rules]
    return "\n".join(lines) + "\n"


def render_rule(rule: Rule) -> str:
    """One rule: what, why, what the service does, before and after, source."""
    parts = [
        f"{rule.code} {rule.name} ({rule.severity.value})",
        textwrap.fill(rule.why, WIDTH),
        textwrap.fill(f"What the service does: {CONSEQUENCES[rule.effect.value]}.", WIDTH),
        "Before:\n" + textwrap.indent(rule.before, "    "),
        "After:\n" + textwrap.indent(rule.after, "    "),
        f"Source: {rule.source}",
    ]
    return "\n\n".join(parts) + "\n"
