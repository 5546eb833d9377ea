"""Of many objects those that are alike, a template at a time, until the rest is not worth a pattern."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from interactions_cli.reading.json_patterns import IS_READ, read_alike
from interactions_cli.reading.json_template import common_template

# So many objects, evenly spread, are looked at for a template, which must be that of a few of them.
SAMPLE: Final = 24
LEAST_ALIKE: Final = 3
# A look costs as much as reading so many objects one by one.
LEAST_LEFT: Final = 200
MOST_TEMPLATES: Final = 16


@dataclass(frozen=True)
class Alike:
    """Objects of one template: their keys, and a frame with their values and the number of each as `object`.

    `is_bare`: as in `Batch`.
    """

    keys: tuple[str, ...]
    frame: pl.DataFrame
    is_bare: bool

    @property
    def first(self) -> int:
        """The number of the first of them."""
        return int(self.frame["object"][0])


def taken_alike(texts: pl.Series, barred: Sequence[int] = ()) -> tuple[list[Alike], pl.DataFrame]:
    """The objects that are alike, and the others: `object`, their number from 0, and `text`.

    Args:
        texts: The objects, and whatever else there is.
        barred: The numbers of texts that must be among the others.
    """
    left = texts.alias("text").to_frame().with_row_index("object").with_columns(pl.col("object").cast(pl.Int64))
    others = left.clear()
    if barred:
        is_barred = pl.col("object").is_in(list(barred))
        others, left = left.filter(is_barred), left.filter(~is_barred)
    found: list[Alike] = []
    while left.height >= LEAST_LEFT and len(found) < MOST_TEMPLATES:
        template = common_template(_spread(left["text"]), LEAST_ALIKE)
        if template is None:
            break
        try:
            values = read_alike(left["text"], template)
        except pl.exceptions.PolarsError:
            break
        fits = values.drop_in_place(IS_READ)
        if not fits.any():
            break
        frame = values.insert_column(0, left["object"])
        if fits.all():
            found.append(Alike(template.names, frame, template.is_bare))
            left = left.clear()
            break
        found.append(Alike(template.names, frame.filter(fits), template.is_bare))
        left = left.filter(~fits)
    return found, pl.concat([others, left]).sort("object") if others.height else left


def _spread(texts: pl.Series) -> list[str]:
    return texts.gather_every(max(1, len(texts) // SAMPLE)).head(SAMPLE).to_list()
