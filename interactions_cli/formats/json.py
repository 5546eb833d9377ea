"""The report as JSON version 1."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from interactions_cli.pages.escape import visible_json

if TYPE_CHECKING:
    from interactions_cli.report import Report


def render_json(report: Report) -> str:
    """The report as indented JSON that any UTF-8 reader and any terminal can take."""
    return json_text(report.to_dict())


def json_text(document: Any) -> str:
    """Any document of plain values in the same manner."""
    return visible_json(json.dumps(_finite(document), indent=2, ensure_ascii=False, allow_nan=False)) + "\n"


def _finite(value: Any) -> Any:
    # JSON has no infinity: a sum that overflowed is a figure that is not known.
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(entry) for entry in value]
    return value
