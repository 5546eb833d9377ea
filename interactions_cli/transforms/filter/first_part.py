"""What the first of two passes of `filter` notes of a block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interactions_cli.reading.joined import Segment

if TYPE_CHECKING:
    import polars as pl


@dataclass(kw_only=True)
class FirstPart:
    """The records of a block that are still in, as `first_look` has them.

    One of several inputs has their `segments`.
    """

    line_count: int
    segments: Sequence[Segment] = ()
    rows: pl.DataFrame
    lines: pl.Series
