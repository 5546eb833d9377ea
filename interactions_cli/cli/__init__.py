"""The command line: the only part that prints, exits or knows Typer."""

from __future__ import annotations

from interactions_cli.cli.app import main

__all__ = ["main"]
