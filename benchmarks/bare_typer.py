"""The smallest Typer program with a help page: what a start-up costs before anything of ours."""

from __future__ import annotations

import typer

app = typer.Typer()


@app.command()
def validate(path: str) -> None:
    """Does nothing."""


if __name__ == "__main__":
    app()
