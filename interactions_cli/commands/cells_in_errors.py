"""Texts from the data in the words of errors: shown, or hidden where the run hides what is in cells."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from interactions_cli.errors import InteractionsError, QuestionsError
from interactions_cli.rules.cell import settled


@contextmanager
def cells_settled(*, hide: bool) -> Iterator[None]:
    """Show or hide the cells in the words of errors that come from within.

    Raises:
        InteractionsError: What comes from within, without marks of cells.
    """
    try:
        yield
    except InteractionsError as error:
        error.message, error.hint = settled(error.message, hide=hide), settled(error.hint, hide=hide)
        error.args = (error.message,)
        if isinstance(error, QuestionsError):
            error.parts = tuple((settled(words, hide=hide), settled(hint, hide=hide)) for words, hint in error.parts)
        raise
