"""The rules themselves as text: a list, or one rule explained."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from interactions_cli.rules.rule import Rule


def render_rule_list(rules: Sequence[Rule]) -> str:
    """One line a rule: code, severity, name, effect."""
    width = max(len(rule.name) for rule in rules)
    lines = [f"{rule.code}  {rule.severity.value:7}  {rule.name:{width}}  {rule.effect.value}" for rule in rules]
    return "\n".join(lines) + "\n"


def render_rule(rule: Rule, width: int) -> str:
    """One code in lines of `width`: what, why, what the service does, before and after, its variants, source."""
    parts = [f"{rule.code} {rule.name} ({rule.severity.value})"]
    for variant in rule.ways:
        parts.append(textwrap.fill(variant.why, width))
        if variant is rule:
            parts.append(textwrap.fill(f"What the service does: {rule.effect.consequence}.", width))
        parts.append("Before:\n" + textwrap.indent(variant.before, "    "))
        parts.append("After:\n" + textwrap.indent(variant.after, "    "))
    parts.append(f"Source: {rule.source}")
    return "\n\n".join(parts) + "\n"
