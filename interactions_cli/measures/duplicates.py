"""A surplus copy of a record and the first copy, from the integers that order records over all inputs."""

from __future__ import annotations

from collections.abc import Sequence

from interactions_cli.measures.measure import INPUT_SHIFT
from interactions_cli.measures.metrics import Duplicate


def duplicate(pair: tuple[int, int], paths: Sequence[str]) -> Duplicate:
    """The paths and lines of a copy and of the first copy, inputs in the order of `paths`."""
    (line, first), mask = pair, (1 << INPUT_SHIFT) - 1
    return Duplicate(
        path=paths[line >> INPUT_SHIFT],
        line=line & mask,
        first_path=paths[first >> INPUT_SHIFT],
        first_line=first & mask,
    )
