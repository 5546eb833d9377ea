"""Points in time as people write them."""

from __future__ import annotations

from datetime import UTC, datetime

from interactions_cli.errors import UsageError

LONGEST = 2**63


def parse_time(text: str, option: str) -> int:
    """Unix seconds from Unix seconds or ISO 8601; a time without an offset is UTC.

    Raises:
        UsageError: It is neither; `option` names where it was given.
    """
    try:
        seconds = int(text)
    except ValueError:
        seconds = _from_iso(text, option)
    if not -LONGEST <= seconds < LONGEST:
        raise _no_time(text, option)
    return seconds


def _from_iso(text: str, option: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        raise _no_time(text, option) from None


def _no_time(text: str, option: str) -> UsageError:
    return UsageError(f"{option} {text!r} is not a time", "Write Unix seconds or like 2025-01-31T12:00:00Z.")
