"""Blocks of texts that all have the same usual shape of a calendar time, which are read at once."""

from __future__ import annotations

from typing import Final

import polars as pl

from interactions_cli.transforms.prepare.time_forms import UNREADABLE, TimeReading

# By length.
SHAPES: Final = (
    (20, r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$", "%Y-%m-%dT%H:%M:%SZ"),
    (23, r"^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2} UTC$", "%Y-%m-%d %H:%M:%S UTC"),
    (24, r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$", "%Y-%m-%dT%H:%M:%S%.3fZ"),
)
SHAPES_WITHOUT_ZONE: Final = (
    (19, r"^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$", "%Y-%m-%d %H:%M:%S"),
    (19, r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}$", "%Y-%m-%dT%H:%M:%S"),
)
# The first second of the year 1.
YEAR_1: Final = -62_135_596_800


def seconds_of_one_shape(text: pl.Series, reading: TimeReading, *, is_bare: bool) -> pl.DataFrame | None:
    """All texts at once as `seconds_of` has them, if all have the same usual shape; else None.

    Args:
        text: Trimmed texts.
        reading: How times are read.
        is_bare: Whether no text has anything but visible ASCII, or a plus at its start.
    """
    if not reading.is_plain:
        return None
    sizes = text.str.len_bytes()
    least, most = sizes.min(), sizes.max()
    shapes = SHAPES + (SHAPES_WITHOUT_ZONE if reading.zone == "UTC" else ())
    for size, pattern, form in shapes:
        if not least == most == size or not text.head(1).str.contains(pattern).all():
            continue
        # Polars' cache of texts takes as long as reading them, where most of them differ.
        parsed = text.str.to_datetime(form, time_unit="us", strict=False, cache=False)
        seconds = parsed.dt.epoch("s")
        if (is_bare and _fill_the_form(seconds, text)) or text.str.contains(pattern).all():
            is_read = parsed.null_count() == text.null_count()
            unread = pl.lit(parsed).is_null() & pl.lit(text).is_not_null()
            return pl.DataFrame({"seconds": seconds}).with_columns_seq(
                problem=pl.lit(None, pl.String) if is_read else pl.when(unread).then(pl.lit(UNREADABLE)),
                same=pl.lit(value=False),
                count=pl.lit(None, pl.Int64),
            )
    return None


def _fill_the_form(seconds: pl.Series, text: pl.Series) -> bool:
    """Whether bare texts that are as long as their pattern have every digit of it, as those that Polars could read.

    It also reads fewer digits behind a blank, and more or fewer of the year behind a sign: a bare text has no blank and
    no plus, and a minus makes a time before the year 1.
    """
    first = seconds.min()
    return seconds.null_count() == text.null_count() and isinstance(first, int) and first >= YEAR_1
