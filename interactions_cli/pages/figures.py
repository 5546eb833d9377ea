"""Figures of `stats` in words, for the cells of its tables."""

from __future__ import annotations

from interactions_cli.pages.blocks import Note
from interactions_cli.wording import figure, percent, plural


def number(value: float | None) -> str:
    """A figure of a table: fractions at 4 significant digits, a dash for none."""
    return figure(value, digits=4, none="-")


def share(value: float | None) -> str:
    """A share in per cent; a dash for none."""
    return "-" if value is None else percent(value)


def quantile_title(name: str) -> str:
    """The name of a quantile as a heading."""
    return {"p50": "median", "min": "least", "max": "most"}.get(name, name)


def and_more(count: int, noun: str) -> list[Note]:
    """That there are more than are shown, if so."""
    return [Note(f"… and {plural(count, f'more {noun}')}; the JSON report has up to 100.")] if count > 0 else []
