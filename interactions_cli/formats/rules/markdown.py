"""The rules themselves as Markdown: a table, or one rule explained; docs/rules.md is made of both."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence

from interactions_cli.pages.escape import visible
from interactions_cli.rules.baseline_rule import BaselineExample, BaselineRule
from interactions_cli.rules.rule import HeaderExample, HeaderRule, LineRule, RowRule, Rule

# As the service's own documents show them; in examples of schema rules only what differs is written out.
USUAL_FIELDS = {"USER_ID": "string", "ITEM_ID": "string", "TIMESTAMP": "long"}
LONGEST_EXAMPLE = 80
RUN = re.compile(r"(.)\1{19,}")


def _source(rule: Rule) -> str:
    return rule.source


def rule_table(rules: Iterable[Rule], link: Callable[[Rule], str] = _source) -> str:
    """A table with a row for each rule; its code links the guide, or what `link` says."""
    rows = ((f"[{rule.code}]({link(rule)})", rule.name, rule.severity.value, rule.effect.consequence) for rule in rules)
    return table(("code", "name", "severity", "what the service does"), rows)


def rule_section(rule: Rule) -> str:
    """A section about one code: what, why, before and after, examples, what the service does, source."""
    parts = [f"## {rule.code} {rule.name}\n", f"**{rule.severity.value}**, `{rule.effect.value}`\n"]
    for variant in rule.ways:
        parts += [f"{variant.why}\n", f"Before:\n\n{fenced(variant.before)}", f"After:\n\n{fenced(variant.after)}"]
        parts.append(_examples(variant))
    parts += [f"What the service does: {rule.effect.consequence}.\n", f"Source: <{rule.source}>\n"]
    return "\n".join(filter(None, parts))


def _examples(rule: Rule) -> str:
    if isinstance(rule, LineRule):
        return _sides("Lines under a header of three columns", map(_code, rule.invalid), map(_code, rule.valid))
    if isinstance(rule, RowRule):
        return _sides(_cells(rule), map(_code, rule.invalid), map(_code, rule.valid))
    if isinstance(rule, HeaderRule):
        return _sides("Headers", map(_header, rule.invalid), map(_header, rule.valid), separator="\n  - ")
    if isinstance(rule, BaselineRule):
        return _sides("Files", map(_pair, rule.invalid), map(_pair, rule.valid), separator="\n  - ")
    return ""


def _cells(rule: RowRule) -> str:
    subject = f"Cells of `{rule.example_column}`"
    beside = [f"{name} = `{cell}`" for name, cell in rule.example_row.items() if name != rule.example_column]
    if beside:
        subject += f" beside {', '.join(beside)}"
    return subject + (
        f", where at least {rule.share_at_least:.0%} of them are like this" if rule.share_at_least else ""
    )


def _sides(subject: str, invalid: Iterable[str], valid: Iterable[str], separator: str = ", ") -> str:
    sides = (("fires on", list(invalid)), ("does not fire on", list(valid)))
    if not all(examples for _word, examples in sides):
        return ""
    lead = separator if separator.startswith("\n") else " "
    lines = [f"- {word}:{lead}{separator.join(examples)}\n" for word, examples in sides]
    return f"{subject}:\n\n" + "".join(lines)


def _code(text: str) -> str:
    # Examples hold bytes that are no UTF-8 as surrogates; the page shows them as bytes.
    shown = visible(text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace"))
    if not shown:
        return "(empty)"
    notes = [f"{len(run[0])} times `{run[1]}`" for run in RUN.finditer(shown)]
    shown = RUN.sub(r"\1…\1", shown)
    if len(shown) > LONGEST_EXAMPLE:
        shown, notes = f"{shown[:24]}…", [f"{len(text):,} characters"]
    elif shown != shown.strip():
        shown = f'"{shown}"'
    ticks = "``" if "`" in shown else "`"
    return f"{ticks}{shown}{ticks}" + (f" ({', '.join(notes)})" if notes else "")


def _header(example: HeaderExample) -> str:
    parts = [_code(example.header)]
    if example.schema is not None:
        parts.append(f"with the schema {_schema(example.schema)}")
    if example.options:
        parts.append(f"with `{' '.join(example.options)}`")
    return " ".join(parts)


def _pair(example: BaselineExample) -> str:
    then, now = ("; ".join(map(_code, lines)) for lines in (example.then, example.now))
    return f"{now} beside the baseline of {then}"


def _schema(document: str) -> str:
    schema = json.loads(document)
    if {key: schema.get(key) for key in ("type", "name")} != {"type": "record", "name": "Interactions"}:
        return f"`{document}`"
    return ", ".join(
        f"`{entry['name']}`"
        if entry == {"name": entry["name"], "type": USUAL_FIELDS.get(entry["name"])}
        else f"`{json.dumps(entry)}`"
        for entry in schema["fields"]
    )


def fenced(text: str, language: str = "text") -> str:
    """A block of code."""
    return f"```{language}\n{text.rstrip()}\n```\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
