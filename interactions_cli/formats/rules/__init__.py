"""The forms in which the rules themselves are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from interactions_cli.rules.rule import Rule


def render_rules(rules: Sequence[Rule], name: str, *, explain: bool, width: int) -> str:
    """The rules as `text`, `json` or `markdown`.

    Args:
        rules: In the order in which they are shown.
        name: The form.
        explain: Whether each is explained instead of listed; JSON always has everything.
        width: Characters of a line of text.
    """
    if name == "json":
        from interactions_cli.formats.rules.json import render_rules_json

        return render_rules_json(rules)
    if name == "markdown":
        from interactions_cli.formats.rules.markdown import rule_section, rule_table

        return "\n".join(map(rule_section, rules)) if explain else rule_table(rules)
    from interactions_cli.formats.rules.text import render_rule, render_rule_list

    return "\n".join(render_rule(rule, width) for rule in rules) if explain else render_rule_list(rules)
