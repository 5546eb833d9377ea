"""Points in time as people write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from interactions_cli.errors import UsageError

LONGEST = 2**63
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
UNIX_SECONDS = re.compile(r"-?[0-9]{1,19}")


def parse_time(text: str, option: str) -> int:
    """Unix seconds from Unix seconds or ISO 8601; a time without an offset is UTC.

    A fraction is rounded up: whole seconds are before the time, or at or after it, as they are before the next second.

    Raises:
        UsageError: It is neither; `option` names where it was given.
    """
    seconds = int(text) if UNIX_SECONDS.fullmatch(text.strip()) else _from_iso(text, option)
    if not -LONGEST <= seconds < LONGEST:
        raise _no_time(text, option)
    return seconds


def _from_iso(text: str, option: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
        since_epoch = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - EPOCH
        return -(-since_epoch // timedelta(seconds=1))
    except (ValueError, OverflowError):
        raise _no_time(text, option) from None


def _no_time(text: str, option: str) -> UsageError:
    return UsageError(f"{option} {text!r} is not a time", "Write Unix seconds or like 2025-01-31T12:00:00Z.")
