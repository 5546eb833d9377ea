"""What the first lines of logs tell, and which logs are of no use for a way of matching."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from interactions_cli.errors import InputError, UsageError
from interactions_cli.personalize.fields import IMPRESSION, ITEM_ID, RECOMMENDATION_ID, TIMESTAMP, USER_ID
from interactions_cli.reading.view import Header
from interactions_cli.shell import shell_text
from interactions_cli.transforms.merge.likely_fields import which_field
from interactions_cli.transforms.merge.log_options import LogOptions
from interactions_cli.transforms.merge.log_state import LogState
from interactions_cli.transforms.merge.match_rule import MatchRule, wanted
from interactions_cli.transforms.merge.shown import ITEMS, LISTS
from interactions_cli.wording import listed_names

CSV, JSON = "csv", "json"


@dataclass(frozen=True, kw_only=True)
class LogHead:
    """What the first line of a log tells: how it is packed, its format, its header if it is CSV, its fields.

    A document is JSON that is not one object a line; `first` is its beginning then.
    """

    path: str
    format: str
    first: bytes
    header: Header | None
    names: tuple[str, ...]
    compression: str | None = None
    is_document: bool = False


def refuse_without_key(head: LogHead, columns: dict[str, str], shape: str | None, rule: MatchRule) -> None:
    """Refuse a CSV log that has no column for what lists are found by.

    Raises:
        InputError: One is absent; the message has the columns that there are.
    """
    needed = [*rule.key, IMPRESSION if shape == LISTS else ITEM_ID]
    gathers_by_time = shape == ITEMS and not rule.on and RECOMMENDATION_ID not in columns
    if rule.by_time or gathers_by_time:
        needed.append(TIMESTAMP)
    if gathers_by_time:
        needed.append(USER_ID)
    absent = [name for name in dict.fromkeys(needed) if name not in columns]
    if absent and head.names:
        words = ["IMPRESSION or ITEM_ID" if name == ITEM_ID and shape == ITEMS else name for name in absent]
        if ITEM_ID in absent and shape == ITEMS:
            absent[absent.index(ITEM_ID)] = IMPRESSION
        raise InputError(
            f"the log {head.path} has no column {' and no column '.join(words)}; its columns are "
            f"{listed_names(head.names)}",
            which_field(absent, head.names, "column"),
        )


def refuse_unread(head: LogHead) -> None:
    """Refuse a log of JSON whose beginning is no object: what is wrong with it is not how lists are matched.

    Raises:
        InputError: It is such a log.
    """
    if head.format == JSON and not head.names and head.first.strip():
        start = head.first.strip()[:60].decode("utf-8", "replace")
        text = shell_text(head.path)
        raise InputError(
            f"the log {head.path} does not begin with a JSON object that has fields: {start!r}",
            f"Look at its beginning: `head -c 300 {text}`; if it is an object, `jq -c . {text}` says where it breaks.",
        )


def refuse_useless(head: LogHead, read: LogState, rule: MatchRule, shape: str | None) -> None:
    """Refuse a log of objects none of which has what lists are found by; without a header that shows at its end.

    Args:
        head: Its first line.
        read: What all its lines add up to.
        rule: How lists are found.
        shape: `lists`, `items` or None for either.

    Raises:
        InputError: No line is an object, or none has some field.
    """
    if not read.rows or read.found.count:
        return
    if read.rows == read.unreadable:
        text = shell_text(head.path)
        raise InputError(
            f"no line of the log {head.path} is a JSON object",
            f"Put one object on each line: `jq -c . {text}`, or `jq -c '.[]' {text}` for an array.",
        )
    shapes = {LISTS: (IMPRESSION,), ITEMS: (ITEM_ID,)}
    contents = shapes.get(shape or "", (IMPRESSION, ITEM_ID))
    absent = [name for name in (*rule.key, *([TIMESTAMP] if rule.by_time else [])) if name not in read.filled]
    absent += [" or ".join(contents)] if read.filled.isdisjoint(contents) else []
    if not absent:
        # What else is wrong with them, such as times without an offset, is in the findings.
        return
    fields = f"; the fields of its first line are {listed_names(head.names)}" if head.names else ""
    raise InputError(
        f"no line of the log {head.path} has {' and '.join(dict.fromkeys(absent))}{fields}",
        which_field([name.split()[0] for name in absent], head.names, "field"),
    )


def refuse_other_columns(heads: Sequence[LogHead], options: LogOptions, rule: MatchRule) -> None:
    """Refuse names that nobody asks for and columns that no log has: a slip must not be passed over.

    Args:
        heads: The first lines of all logs.
        options: What is said about the logs.
        rule: How lists are found.

    Raises:
        InputError: No log has such a column.
        UsageError: A field is named that is not looked for.
    """
    named = [head for head in heads if head.names]
    for name, column in options.columns.items():
        if name not in wanted(rule):
            raise UsageError(
                f"--log-column {name}={column}: no field {name} is looked for",
                f"The names are {', '.join(wanted(rule))}: what our side calls it comes first.",
            )
        # The objects of a list may call their id so, and only a header names all fields of a log.
        if name == ITEM_ID and any(options.find(IMPRESSION, head.names) for head in named):
            continue
        if named and all(head.format == CSV and column not in head.names for head in named):
            raise InputError(
                f"--log-column {name}={column}: the log {named[0].path} has no column {column}; its columns are "
                f"{listed_names(named[0].names)}",
                which_field([name], named[0].names, "column"),
            )
