"""The rules themselves as JSON: a list of objects with stable keys, one per code."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from interactions_cli.rules.rule import Rule


def render_rules_json(rules: Sequence[Sequence[Rule]]) -> str:
    """The rules, each with its variants, as indented JSON."""
    return json.dumps([rule_dict(variants) for variants in rules], indent=2, ensure_ascii=False) + "\n"


def rule_dict(variants: Sequence[Rule]) -> dict[str, Any]:
    """One code, keys in the documented order; texts and examples of its variants follow one another."""
    first = variants[0]
    return {
        "code": first.code,
        "name": first.name,
        "severity": first.severity.value,
        "effect": first.effect.value,
        "consequence": first.effect.consequence,
        "why": "\n\n".join(rule.why for rule in variants),
        "before": "\n".join(rule.before for rule in variants),
        "after": "\n".join(rule.after for rule in variants),
        "source": first.source,
    }
