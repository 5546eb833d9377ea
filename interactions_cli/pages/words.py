"""Parts of a report in words: targets, event filters, amounts, places and values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from interactions_cli.pages.escape import shorten, visible
from interactions_cli.report import Finding, Sample
from interactions_cli.wording import NAME_WIDTH, percent, plural, typed


def budget_words(finding: Finding) -> str | None:
    """`within its budget of 0.1 %`, `over its budget of 12 rows`; None without one."""
    if finding.budget is None:
        return None
    limit = finding.budget
    amount = plural(limit, "row") if isinstance(limit, int) else limit.replace("%", " %")
    return f"{'within' if finding.within_budget else 'over'} its budget of {amount}"


def config_words(target: Mapping[str, Any]) -> list[str]:
    """The configuration file and what it changes about rules; empty without one."""
    if target.get("config") is None:
        return []
    severities = [f"{code} {severity}" for code, severity in target["severity"].items()]
    words = [f"severity of {', '.join(severities)}"] if severities else []
    budgets = [f"{code} {limit}" for code, limit in target["budgets"].items()]
    words += [f"budget of {', '.join(budgets)}"] if budgets else []
    return [target["config"], *words]


def target_words(target: Mapping[str, Any]) -> list[str]:
    """What the data is for: domain, use cases or recipe, import mode, schema."""
    words = [f"{target['domain']} domain"] if target.get("domain") else []
    cases = target.get("use_cases") or ()
    if cases:
        words.append(f"{'use case' if len(cases) == 1 else 'use cases'} {' and '.join(cases)}")
    if target.get("recipe"):
        words.append(f"recipe {target['recipe']}")
    if target.get("import_mode"):
        words.append(f"{target['import_mode']} import")
    schema = target.get("schema")
    if schema:
        words.append("schema inferred from the header" if schema == "inferred" else f"schema {schema}")
    return words


def event_words(event: Mapping[str, Any]) -> str:
    """One entry of the event filter: `watch >= 0.5, weight 0.7` reads `watch >= 0.5 (weight 0.7)`."""
    text = event["event_type"] if event.get("event_type") is not None else "any type"
    if event.get("threshold") is not None:
        text += f" >= {typed(event['threshold'])}"
    if event.get("weight") is not None:
        text += f" (weight {typed(event['weight'])})"
    return text


def amount(finding: Finding) -> str:
    """`4,815 rows (3.8 %)`, `12 found`; empty for what is there once."""
    if finding.share is not None:
        return f"{plural(finding.count, 'row')} ({percent(finding.share)})"
    return f"{finding.count:,} found" if finding.count > 1 else ""


def sample_value(sample: Sample) -> str:
    """The value made visible, an ellipsis where it was cut; empty without one."""
    if sample.value is None:
        return ""
    return _with_its_blanks(visible(sample.value) + ("…" if sample.value_cut else ""))


def shown_name(name: str) -> str:
    """A name from the data inside of words: visible, cut where it is long, in quotes where it has blanks around."""
    return _with_its_blanks(shorten(visible(name), NAME_WIDTH))


def _with_its_blanks(text: str) -> str:
    # Blanks at an end, and a text that is nothing else, would not be seen.
    return f'"{text}"' if not text or text != text.strip() else text


def sample_place(sample: Sample) -> str:
    """`line 402 of x.csv`; empty for a sample that is in no line and in no file."""
    parts = [f"line {sample.line}{sample.event_words}"] if sample.line is not None else []
    if sample.path is not None:
        parts.append(input_name(sample.path))
    return visible(" of ".join(parts))


def not_shown(finding: Finding) -> int:
    """How many places there are beyond the samples."""
    return max(0, finding.count - len(finding.samples)) if finding.samples and finding.samples_cut else 0


def input_name(path: str) -> str:
    """The path as given; `-` in words."""
    return "standard input" if path == "-" else path


def output_name(path: str) -> str:
    """The path as given; `-` in words."""
    return "standard output" if path == "-" else path
