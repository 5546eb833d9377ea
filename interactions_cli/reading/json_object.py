"""One JSON object as plain values: numbers as they are written, and only text that can be written as UTF-8."""

from __future__ import annotations

import json
import re
from typing import Any, Final

# The escape of half a character, which is no text without its other half.
HALF_ESCAPE: Final = re.compile(r"\\u[dD][89a-fA-F]")


def json_object(text: str) -> dict[str, Any] | None:
    """The object, with U+FFFD in place of half characters; None for anything else."""
    try:
        found = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
        if HALF_ESCAPE.search(text):
            found = json.loads(_whole(json.dumps(found, ensure_ascii=False)))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _whole(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
