"""Checks item-interactions files before an Amazon Personalize import."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from interactions_cli.version import __version__

if TYPE_CHECKING:
    from interactions_cli.commands.api.filter import filter_interactions
    from interactions_cli.commands.api.merge import merge_impressions
    from interactions_cli.commands.api.prepare import infer_schema, prepare_interactions
    from interactions_cli.commands.api.report import Report
    from interactions_cli.commands.api.stats import interaction_stats
    from interactions_cli.commands.api.validate import validate_interactions
    from interactions_cli.errors import InputError, InteractionsError, OutputError, UsageError
    from interactions_cli.report import Finding

__all__ = [
    "Finding",
    "InputError",
    "InteractionsError",
    "OutputError",
    "Report",
    "UsageError",
    "__version__",
    "filter_interactions",
    "infer_schema",
    "interaction_stats",
    "merge_impressions",
    "prepare_interactions",
    "validate_interactions",
]
# Name → its module. A module is imported when its name is asked for: `--version` and `--help` must not wait for Polars.
_PLACES: Final = {
    "Finding": "report",
    "InputError": "errors",
    "InteractionsError": "errors",
    "OutputError": "errors",
    "Report": "commands.api.report",
    "UsageError": "errors",
    "filter_interactions": "commands.api.filter",
    "infer_schema": "commands.api.prepare",
    "interaction_stats": "commands.api.stats",
    "prepare_interactions": "commands.api.prepare",
    "merge_impressions": "commands.api.merge",
    "validate_interactions": "commands.api.validate",
}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
