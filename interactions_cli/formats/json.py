"""The report as JSON version 1."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from interactions_cli.formats.escape import is_visible

if TYPE_CHECKING:
    from interactions_cli.report import Report


def render_json(report: Report) -> str:
    """The report as indented JSON that any UTF-8 reader and any terminal can take."""
    text = json.dumps(_finite(report.to_dict()), indent=2, ensure_ascii=False, allow_nan=False)
    # Only strings can hold such characters here, so their JSON escapes are the same value.
    return "\n".join(_escape(line) for line in text.split("\n")) + "\n"


def _escape(line: str) -> str:
    if line.isascii() and line.isprintable():
        return line
    return "".join(char if is_visible(char) else json.dumps(char)[1:-1] for char in line)


def _finite(value: Any) -> Any:
    # JSON has no infinity: a sum that overflowed is a figure that is not known.
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(entry) for entry in value]
    return value
