"""Checks item-interactions files before an Amazon Personalize import."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from interactions_cli.version import __version__

if TYPE_CHECKING:
    from interactions_cli.commands.filter import filter_interactions
    from interactions_cli.commands.merge import merge_impressions
    from interactions_cli.commands.prepare import prepare_interactions
    from interactions_cli.commands.schema import infer_schema
    from interactions_cli.commands.stats import interaction_stats
    from interactions_cli.commands.validate import validate_interactions
    from interactions_cli.report import Report

__all__ = [
    "Report",
    "__version__",
    "filter_interactions",
    "infer_schema",
    "interaction_stats",
    "merge_impressions",
    "prepare_interactions",
    "validate_interactions",
]


def __getattr__(name: str) -> Any:
    # Imported when asked for: `--version` and `--help` must not wait for Polars.
    if name == "Report":
        from interactions_cli.report import Report

        return Report
    if name == "validate_interactions":
        from interactions_cli.commands.validate import validate_interactions

        return validate_interactions
    if name == "filter_interactions":
        from interactions_cli.commands.filter import filter_interactions

        return filter_interactions
    if name == "merge_impressions":
        from interactions_cli.commands.merge import merge_impressions

        return merge_impressions
    if name == "prepare_interactions":
        from interactions_cli.commands.prepare import prepare_interactions

        return prepare_interactions
    if name == "infer_schema":
        from interactions_cli.commands.schema import infer_schema

        return infer_schema
    if name == "interaction_stats":
        from interactions_cli.commands.stats import interaction_stats

        return interaction_stats
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
