"""An earlier JSON report as the baseline of a run: read, checked, and what a report says of the comparison."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from interactions_cli.errors import InputError
from interactions_cli.formats.own_report import is_own_report
from interactions_cli.measures.baseline import BaselineFigures, hides_names
from interactions_cli.personalize.target import Target
from interactions_cli.report import JSON_VERSION, Report
from interactions_cli.rules.kit.comparison import LIMITS, Baseline
from interactions_cli.shell import shell_name
from interactions_cli.storage.opening import read_text
from interactions_cli.storage.personalize_arn import is_arn
from interactions_cli.wording import rounded

WHAT: Final = "the baseline"
AGAIN: Final = "Write one with `--report json=FILE`, in the run that this one is compared with."
# No figure is beyond 64 bits.
LARGEST: Final = 2**63
# Figures that stand beside each other in a report.
COMPARED: Final = (
    *("rows", "unique_interactions", "duplicate_rows", "users", "items", "event_types_distinct"),
    *("timestamp_newest", "longest_gap_hours"),
)
TIMES: Final = ("timestamp_newest", "longest_gap_hours")


def read_baseline(path: str | None, limits: Mapping[str, float], *, command: str, target: Target) -> Baseline | None:
    """The baseline in a JSON report of ours; None without a path.

    Args:
        path: The report, or None.
        limits: Those of the configuration, by name of the rule.
        command: The command that is run.
        target: What it is run for.

    Raises:
        InputError: It cannot be read, or is no JSON report of ours, or of a version that is not known.
    """
    if path is None:
        return None
    if is_arn(path):
        raise InputError(f"{WHAT} {path} is an ARN, which names no report", AGAIN)
    document = _document(path)
    metrics = _part(path, document, "metrics")
    return Baseline(
        path=path,
        metrics=metrics,
        figures=_figures(path, metrics),
        limits={**LIMITS, **limits},
        obstacle=_obstacle(path, document, command, target),
    )


def _document(path: str) -> Mapping[str, Any]:
    text = read_text(path, WHAT)
    if not text.strip():
        raise InputError(f"{WHAT} {path} is empty", AGAIN)
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise _no_json(path, text, error) from None
    except (ValueError, RecursionError):
        raise InputError(f"{WHAT} {path} is no report of interactions-cli", AGAIN) from None
    tool = document.get("tool") if isinstance(document, dict) else None
    if not isinstance(tool, dict) or tool.get("name") != "interactions-cli":
        is_sarif = isinstance(document, dict) and "runs" in document
        kind = "a SARIF report, not the JSON report" if is_sarif else "no report of interactions-cli"
        raise InputError(f"{WHAT} {path} is {kind}", AGAIN)
    version = document.get("version")
    if version != JSON_VERSION or isinstance(version, bool):
        raise InputError(
            f"{WHAT} {path} is of JSON version {json.dumps(version)[:20]}, and this program knows version "
            f"{JSON_VERSION}",
            "Use the program that wrote it, or write it anew with this one: `--report json=FILE`.",
        )
    return dict(document)


def _no_json(path: str, text: str, error: json.JSONDecodeError) -> InputError:
    is_at_end = error.pos >= len(text.rstrip()) - 1 or error.msg.startswith("Unterminated string")
    if text.lstrip().startswith("{") and is_at_end:
        return InputError(f"{WHAT} {path} is cut off: it ends in the middle, in line {error.lineno}", AGAIN)
    if is_own_report(text[:4096].encode() + text[-4096:].encode()):
        return InputError(f"{WHAT} {path} is a report in another format than JSON", AGAIN)
    return InputError(
        f"{WHAT} {path} is no JSON: {error.msg.lower()} in line {error.lineno}, column {error.colno}",
        f"{AGAIN} See what it is: `head -c 200 {shell_name(path)}`.",
    )


def _part(path: str, document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    part = document.get(key)
    if not isinstance(part, dict):
        raise InputError(f"{WHAT} {path} has no {key}", AGAIN)
    return part


def _obstacle(path: str, document: Mapping[str, Any], command: str, target: Target) -> str | None:
    then = _part(path, document, "target")
    pairs = (
        ("of `{}`, and this run is `{}`", document.get("command"), command),
        ("for the domain {}, and this run for {}", then.get("domain"), target.domain.value),
        ("of an import in mode {}, and this run of one in mode {}", then.get("import_mode"), target.import_mode.value),
    )
    found = [words.format(str(was)[:40], now) for words, was, now in pairs if was != now]
    return f"is {'; '.join(found)}" if found else None


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < LARGEST


def _is_time(value: object) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool) and -LARGEST <= value < LARGEST)


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def _is_names(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _is_counts(value: object) -> bool:
    return isinstance(value, dict) and all(map(_is_count, value.values()))


def _is_shares(value: object) -> bool:
    return isinstance(value, dict) and all(map(_is_share, value.values()))


KINDS: Final[Mapping[str, Callable[[object], bool]]] = {
    **dict.fromkeys(("rows", "unique_interactions", "duplicate_rows", "users", "items"), _is_count),
    "event_types_distinct": _is_count,
    "columns": _is_names,
    "event_types": _is_counts,
    "timestamp_max": _is_time,
    "timestamp_newest": _is_time,
    "longest_gap_hours": lambda value: value is None or _is_count(value),
    "completeness": _is_shares,
}


def _figures(path: str, metrics: Mapping[str, Any]) -> BaselineFigures:
    if "rows" not in metrics:
        raise InputError(f"{WHAT} {path} has no metrics.rows", AGAIN)
    given = {name: metrics[name] for name in KINDS if name in metrics}
    for name, value in given.items():
        if not KINDS[name](value):
            raise InputError(f"{WHAT} {path}: metrics.{name} is {json.dumps(value)[:60]}, which no report says", AGAIN)
    if "columns" in given:
        given["columns"] = tuple(given["columns"])
    return BaselineFigures(given=frozenset(given), **given)


def compared_report(report: Report, baseline: Baseline | None) -> Report:
    """A report with what there is to say of the comparison besides findings, in every format; as it is without one."""
    if baseline is None:
        return report
    section = _section(baseline, report.metrics)
    notes: tuple[str, ...] = ()
    if baseline.obstacle is not None:
        notes = (f"{baseline.path} is no baseline for this run: it {baseline.obstacle}",)
    elif section["same"]:
        notes = (f"the same data as the baseline {baseline.path}",)
    return replace(report, sections=report.sections | {"baseline": section}, notes=(*report.notes, *notes))


def _section(baseline: Baseline, now: Mapping[str, Any]) -> dict[str, Any]:
    then, is_compared = baseline.metrics, baseline.obstacle is None
    return {
        "path": baseline.path,
        "compared": is_compared,
        "reason": baseline.obstacle,
        "same": _same(then, now) if is_compared else None,
        "limits": dict(baseline.limits),
        "figures": [_beside(name, then.get(name), now[name]) for name in COMPARED] if is_compared else [],
    }


def _same(then: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether all figures that both have are equal; event types by their counts alone where one hides their names."""
    hides = any(hides_names(metrics["event_types"]) for metrics in (then, now) if "event_types" in metrics)

    def compared(metrics: Mapping[str, Any], name: str) -> Any:
        return list(metrics[name].values()) if hides and name == "event_types" else metrics[name]

    names = [name for name in now if name in then and name != "training"]
    return all(compared(then, name) == compared(now, name) for name in names)


def _beside(name: str, then: float | None, now: float | None) -> dict[str, Any]:
    change = rounded((now - then) / then) if then and now is not None and name not in TIMES else None
    return {"figure": name, "baseline": then, "now": now, "change": change}
