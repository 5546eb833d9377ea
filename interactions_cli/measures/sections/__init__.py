"""The sections of `stats`: each a function from measures to plain JSON values, with the formulas in its docstrings."""

from __future__ import annotations

SECTIONS = (
    "overview",
    "distribution",
    "events",
    "thresholds",
    "time",
    "columns",
    "impressions",
    "readiness",
)
