"""The event filter of a solution, from options or a CreateSolution document."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from interactions_cli.errors import InputError, UsageError
from interactions_cli.personalize.limits import MAX_EVENTS_CONFIG_ENTRIES
from interactions_cli.personalize.service_documents import solution_settings
from interactions_cli.personalize.target import EventParameters

NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
UNESCAPED_COLON = re.compile(r"(?<!\\):")


def parse_number(text: str, what: str) -> float:
    """A finite number in the number grammar.

    Raises:
        UsageError: It is none; `what` names the option.
    """
    trimmed = text.strip()
    value = float(trimmed) if NUMBER.fullmatch(trimmed) else math.nan
    if not math.isfinite(value):
        raise UsageError(f"{what}: {text!r} is not a number", "Write it like 0.5.")
    return value


def parse_event(text: str) -> EventParameters:
    r"""One `--event TYPE[:THRESHOLD[:WEIGHT]]`; `\:` is a literal colon, an empty THRESHOLD is none.

    Raises:
        UsageError: The text is not of that form.
    """
    event_type, *numbers = (part.replace("\\:", ":") for part in UNESCAPED_COLON.split(text))
    if not event_type or len(numbers) > 2:
        raise UsageError(
            f"--event {text!r} is not TYPE[:THRESHOLD[:WEIGHT]]",
            "Write it like --event watch:0.5, and a colon in the type as \\:.",
        )
    threshold, weight = ([*numbers, "", ""])[:2]
    return EventParameters(
        event_type,
        parse_number(threshold, "--event threshold") if threshold else None,
        _weight(parse_number(weight, "--event weight"), "--event weight") if weight else None,
    )


def _weight(value: float, what: str) -> float:
    if not 0 <= value <= 1:
        raise UsageError(f"{what}: {value:g} is outside 0 to 1", "Only the ratio of the weights matters: scale them.")
    return value


def read_solution_config(text: str, path: str) -> tuple[tuple[EventParameters, ...], str | None]:
    """The event filter and the recipe name of a CreateSolution request.

    Args:
        text: The JSON document: the request, a describe output, a CloudFormation resource.
        path: Where it came from, for messages.

    Raises:
        InputError: Not JSON, not such a document, or two filters at once.
    """
    document = solution_settings(text, path)
    config = document.get("solutionConfig") or {}
    single_type, single_threshold = document.get("eventType"), _mapping(config, path).get("eventValueThreshold")
    listed = _mapping(config.get("eventsConfig") or {}, path).get("eventParametersList") or []
    has_single = single_type is not None or single_threshold is not None
    if has_single and listed:
        raise InputError(
            f"{path} has both eventsConfig and eventType or eventValueThreshold",
            "The guide does not say which of them counts: keep one of the two.",
        )
    if not isinstance(listed, list):
        raise InputError(f"{path}: eventParametersList is not a list", 'Write it as [{"eventType": "watch"}].')
    entries = [_entry(entry, path) for entry in listed]
    if has_single:
        entries = [_entry({"eventType": single_type, "eventValueThreshold": single_threshold}, path)]
    arn = document.get("recipeArn")
    return tuple(entries), arn.rsplit("/", 1)[-1] if isinstance(arn, str) else None


def _mapping(value: object, path: str) -> Mapping[str, Any]:
    if isinstance(value, dict):
        return value
    raise InputError(
        f"{path} is not a CreateSolution request: {json.dumps(value)[:60]} stands where an object belongs",
        "Print the expected form with `aws personalize create-solution --generate-cli-skeleton`.",
    )


def _entry(entry: object, path: str) -> EventParameters:
    fields = _mapping(entry, path)
    event_type, threshold, weight = (fields.get(key) for key in ("eventType", "eventValueThreshold", "weight"))
    if event_type is not None and not isinstance(event_type, str):
        raise InputError(f"{path}: eventType {json.dumps(event_type)} is not a text", 'Write it as "watch".')
    try:
        return EventParameters(
            event_type,
            None if threshold is None else parse_number(_number_text(threshold), "eventValueThreshold"),
            None if weight is None else _weight(parse_number(_number_text(weight), "weight"), "weight"),
        )
    except UsageError as error:
        raise InputError(f"{path}: {error.message}", error.hint) from None


def _number_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def choose_events(
    *,
    events: Sequence[str] = (),
    event_type: str | None = None,
    event_value_threshold: str | None = None,
    from_config: tuple[EventParameters, ...] = (),
) -> tuple[EventParameters, ...]:
    """The one event filter that the options give; empty for none.

    Raises:
        UsageError: Options that contradict each other, or more entries than the service takes.
    """
    given = {
        "--event": bool(events),
        "--event-type or --event-value-threshold": event_type is not None or event_value_threshold is not None,
        "--solution-config": bool(from_config),
    }
    sources = [name for name, is_given in given.items() if is_given]
    if len(sources) > 1:
        raise UsageError(f"{sources[0]} and {sources[1]} both give an event filter", "Leave one of them out.")
    entries = from_config or tuple(parse_event(text) for text in events)
    if event_type is not None or event_value_threshold is not None:
        threshold = event_value_threshold
        entries = (
            EventParameters(
                event_type or None, None if threshold is None else parse_number(threshold, "--event-value-threshold")
            ),
        )
    if len(entries) > MAX_EVENTS_CONFIG_ENTRIES:
        raise UsageError(
            f"{len(entries)} event types in the filter; the service takes at most {MAX_EVENTS_CONFIG_ENTRIES}",
            "Leave some of the --event options out.",
        )
    for entry in entries:
        _refuse_bytes(entry.event_type or "")
    _refuse_repeats(entries)
    return entries


def _refuse_repeats(entries: Sequence[EventParameters]) -> None:
    """Refuse two entries for one type: a row passes if any of them lets it, so the stricter one has no effect."""
    types = [entry.event_type for entry in entries]
    repeated = next((name for place, name in enumerate(types) if name in types[:place]), ...)
    if repeated is not ...:
        what = "every type" if repeated is None else f"the event type {repeated!r}"
        raise UsageError(f"the event filter names {what} twice", "Keep the entry with the threshold that is meant.")


def _refuse_bytes(event_type: str) -> None:
    """Refuse what a terminal or a JSON document may hold, and no file in UTF-8."""
    try:
        event_type.encode("utf-8")
    except UnicodeEncodeError:
        raise UsageError(
            f"the event type {event_type!r} cannot be written in UTF-8, so no record has it",
            "Type it again, in a terminal and a file that are in UTF-8.",
        ) from None
