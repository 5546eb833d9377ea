"""The rules themselves as JSON: a list of objects with stable keys, one per code."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from interactions_cli.rules.rule import Rule


def render_rules_json(rules: Sequence[Rule]) -> str:
    """The rules as indented JSON."""
    return json.dumps([rule_dict(rule) for rule in rules], indent=2, ensure_ascii=False) + "\n"


def rule_dict(rule: Rule) -> dict[str, Any]:
    """One code, keys in the documented order; texts and examples of its variants follow one another."""
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity.value,
        "effect": rule.effect.value,
        "consequence": rule.effect.consequence,
        "why": "\n\n".join(way.why for way in rule.ways),
        "before": "\n".join(way.before for way in rule.ways),
        "after": "\n".join(way.after for way in rule.ways),
        "source": rule.source,
    }
