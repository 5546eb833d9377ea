"""The facts of a report as lines: what was read, for which target, and what it amounts to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from interactions_cli.pages.blocks import Given, Line
from interactions_cli.pages.words import config_words, event_words, input_name, output_name, shown_name, target_words
from interactions_cli.personalize.fields import IMPRESSION
from interactions_cli.report import InputFile, OutputFile, Report
from interactions_cli.storage.streams import STDIN
from interactions_cli.wording import day, percent, plural, size

SHOWN_FILES = 10
SHOWN_EVENT_TYPES = 10


def facts(report: Report) -> list[Line]:
    """Every fact the report has figures for."""
    metrics, target = report.metrics, report.target
    found = [
        _input(report.inputs),
        _lines("output", [(_output(entry), plural(entry.rows, "row")) for entry in report.outputs]),
        Line("target", tuple(target_words(target))),
        Line("configuration", tuple(config_words(target))),
        Line("event filter", tuple(event_words(event) for event in target.get("events") or ())),
        _streamed(metrics.get("streamed")),
        Line("interactions", tuple(_interactions(metrics))),
        Line("users", tuple(_users(metrics))),
        Line("items", (f"{metrics['items']:,}",) if "items" in metrics else ()),
        _catalogues(metrics.get("joins") or {}),
        Line("event types", tuple(_event_types(metrics))),
        Line("time span", tuple(_time_span(metrics))),
        Line("for training", tuple(_training(metrics.get("training")))),
    ]
    return [line for line in found if line.parts]


def _lines(label: str, lines: Sequence[tuple[str, ...]], separator: str = "; ") -> Line:
    first, *further = lines or [()]
    return Line(label, first, tuple(further), separator)


def _path(path: str) -> str:
    return input_name(path) if path == STDIN else Given(path)


def _output(entry: OutputFile) -> str:
    return output_name(entry.path) if entry.path == STDIN else Given(entry.path)


def _input(inputs: Sequence[InputFile]) -> Line:
    if len(inputs) > 1:
        return _lines("input", _table(inputs), separator="  ")
    parts = [(_path(entry.path), plural(entry.rows, "row"), _size(inputs)) for entry in inputs]
    return _lines("input", [tuple(part for part in line if part) for line in parts])


def _size(inputs: Sequence[InputFile]) -> str:
    known = [entry.bytes for entry in inputs if entry.bytes is not None]
    return size(sum(known)) if len(known) == len(inputs) else ""


def _table(inputs: Sequence[InputFile]) -> list[tuple[str, ...]]:
    shown, left = inputs[:SHOWN_FILES], inputs[SHOWN_FILES:]
    lines = [([entry], _path(entry.path)) for entry in shown]
    if left:
        lines.append((list(left), f"in {len(left):,} more"))
    lines.append((list(inputs), f"in {plural(len(inputs), 'file')}"))
    rows = [plural(sum(entry.rows for entry in entries), "row") for entries, _name in lines]
    # `1 row` ends one place further left, so that the digits stand under each other.
    rows = [text if text.endswith("s") else f"{text} " for text in rows]
    sizes = [_size(entries) for entries, _name in lines]
    wide, wider = max(map(len, rows)), max(map(len, sizes))
    return [
        (f"{text:>{wide}}  {amount:>{wider}}", name)
        for text, amount, (_entries, name) in zip(rows, sizes, lines, strict=True)
    ]


def _about(metrics: Mapping[str, Any], name: str) -> str:
    return "about " if name in (metrics.get("estimated") or ()) else ""


def _interactions(metrics: Mapping[str, Any]) -> list[str]:
    parts = []
    if "rows" in metrics:
        parts.append(plural(metrics["rows"], "row"))
    if "streamed" in metrics:
        parts.append(f"bulk {metrics['bulk']['rows']:,} + streamed {metrics['streamed']['events']:,}")
    if "unique_interactions" in metrics:
        parts.append(f"{_about(metrics, 'unique_interactions')}{metrics['unique_interactions']:,} unique")
    if metrics.get("duplicate_rows"):
        parts.append(f"{_about(metrics, 'duplicate_rows')}{plural(metrics['duplicate_rows'], 'duplicate')}")
    if metrics.get("blank_lines"):
        parts.append(plural(metrics["blank_lines"], "blank line"))
    return [*parts, *_reordered(metrics)]


def _reordered(metrics: Mapping[str, Any]) -> list[str]:
    """Rows that the order of their lists alone may tell apart, which the service does not look at."""
    alike = metrics.get("duplicate_user_item_time", 0) - metrics.get("duplicate_rows", 0)
    if alike <= 0 or IMPRESSION not in metrics.get("columns", ()):
        return []
    about = _about(metrics, "duplicate_user_item_time")
    return [f"{about}{alike:,} more of one user, item and time; the order of ids in IMPRESSION has no impact"]


def _users(metrics: Mapping[str, Any]) -> list[str]:
    if "users" not in metrics:
        return []
    parts = [f"{metrics['users']:,}"]
    pairs, unique = metrics.get("users_with_2"), metrics.get("users_with_2_unique")
    if pairs is not None:
        parts.append(f"{pairs:,} with 2 or more interactions")
    if unique is not None and unique != pairs:
        parts.append(f"{unique:,} once duplicates are left out")
    return parts


def _streamed(streamed: Mapping[str, Any] | None) -> Line:
    logs = streamed["logs"] if streamed else []
    lines: list[tuple[str, ...]] = [(_path(log["path"]), plural(log["events"], "event")) for log in logs[:SHOWN_FILES]]
    if len(logs) > SHOWN_FILES:
        rest = logs[SHOWN_FILES:]
        lines.append((f"{len(rest):,} more", plural(sum(log["events"] for log in rest), "event")))
    return _lines("streamed", lines)


def _catalogues(joins: Mapping[str, Any]) -> Line:
    return _lines("catalogues", [tuple(_catalogue(name, join)) for name, join in joins.items()])


def _catalogue(name: str, join: Mapping[str, Any]) -> list[str]:
    """What stands beside the interactions, also where no rule has anything to say about it."""
    unknown, rows = join["unknown_ids"], join["unknown_rows"]
    return [
        plural(join["ids"], name.removesuffix("s")),
        f"{unknown:,} more in {plural(rows, 'row')} ({percent(join['unknown_share'])})" if unknown else "all known",
        f"{join['idle_ids']:,} without an interaction ({percent(join['idle_share'])})",
    ]


def _event_types(metrics: Mapping[str, Any]) -> list[str]:
    types: Mapping[str, int] = metrics.get("event_types") or {}
    shown = list(types.items())[:SHOWN_EVENT_TYPES]
    parts = [f"{shown_name(name)} {count:,}" for name, count in shown]
    more = max(metrics.get("event_types_distinct") or 0, len(types)) - len(shown)
    return [*parts, f"… and {more:,} more"] if more and shown else parts


def _time_span(metrics: Mapping[str, Any]) -> list[str]:
    first, last = metrics.get("timestamp_min"), metrics.get("timestamp_max")
    if first is None or last is None:
        return []
    one, other = day(first), day(last)
    return [f"{one} UTC"] if one == other else [f"{one} to {other} UTC"]


def _training(training: Mapping[str, Any] | None) -> list[str]:
    if not training:
        return []
    parts = _interactions({key: training[key] for key in training if key != "blank_lines"})
    if "users" in training:
        users = plural(training["users"], "user")
        pairs = training.get("users_with_2")
        parts.append(users if pairs is None else f"{users} ({pairs:,} with 2 or more)")
    if "items" in training:
        parts.append(plural(training["items"], "item"))
    return parts
