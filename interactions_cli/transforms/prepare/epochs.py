"""Clocks that do not count seconds since 1970, by the names that `--time-epoch` takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from interactions_cli.personalize.times import SECONDS_PER_DAY, SECONDS_PER_HOUR


@dataclass(frozen=True)
class Epoch:
    """How `--time-epoch` numbers are counted: units per second and the Unix second of zero.

    `is_local`: the numbers are times of a wall clock.
    """

    per_second: float
    zero: int
    is_local: bool = False


EPOCHS: Final = {
    "dotnet": Epoch(1e7, -62_135_596_800),
    "windows": Epoch(1e7, -11_644_473_600),
    "webkit": Epoch(1e6, -11_644_473_600),
    "apple": Epoch(1, 978_307_200),
    "tenths": Epoch(10, 0),
    "hundredths": Epoch(100, 0),
    "minutes": Epoch(1 / 60, 0),
    "hours": Epoch(1 / SECONDS_PER_HOUR, 0),
    "days": Epoch(1 / SECONDS_PER_DAY, 0),
    "excel": Epoch(1 / SECONDS_PER_DAY, -2_209_161_600, is_local=True),
    "excel-1904": Epoch(1 / SECONDS_PER_DAY, -2_082_844_800, is_local=True),
}
