"""The ids of a catalogue as hashes: as they are written, and without the usual accidents of an export."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from interactions_cli.measures.id_set import IdSet

# So many ids of a catalogue are remembered as texts, to see what they begin with.
BEGINNINGS: Final = 1000


@dataclass(frozen=True)
class Accident:
    """What makes two writings of an id differ; `words` name it.

    `undone` takes it back, from the column `trimmed`; `possible` is true for all ids without blanks around them that
    this changes, and cheaper.
    """

    name: str
    words: str
    undone: pl.Expr
    possible: pl.Expr


_TRIMMED: Final = pl.col("trimmed")
# Of several causes the first one is named.
ACCIDENTS: Final = (
    Accident("blanks", "without the blanks around them", _TRIMMED, pl.lit(value=False)),
    Accident("case", "in another case", _LOWER := _TRIMMED.str.to_lowercase(), _LOWER != _TRIMMED),
    Accident(
        "fraction",
        "without `.0` at the end",
        _TRIMMED.str.replace(r"^([+-]?[0-9]+)\.0+$", "${1}"),
        _TRIMMED.str.ends_with("0") & _TRIMMED.str.contains(".0", literal=True),
    ),
    Accident("zeros", "without zeros in front", _TRIMMED.str.replace(r"^0+(.)", "${1}"), _TRIMMED.str.starts_with("0")),
)


class KnownIds:
    """The different ids of a catalogue; `beginnings` are the first of them as texts.

    Each id takes 28 to 40 bytes, and as many again for every accident that has happened to it.
    """

    def __init__(self) -> None:
        self._exact: list[pl.Series] = []
        self._undone: list[list[pl.Series]] = [[] for _ in ACCIDENTS]
        self.beginnings: list[str] = []
        self.count = 0
        self.ids = IdSet(pl.Series(dtype=pl.UInt64))
        self._others: list[IdSet | None] = []

    def add(self, texts: pl.Series) -> None:
        """Add ids; nulls are none."""
        frame = _with_trimmed(texts.drop_nulls())
        self.beginnings += frame["text"].head(BEGINNINGS - len(self.beginnings)).to_list()
        self._exact.append(frame["text"].hash(0).unique())
        for accident, parts in zip(ACCIDENTS, self._undone, strict=True):
            changed = _changed(frame, accident)
            if changed.height:
                parts.append(changed["undone"].hash(0).unique())

    def close(self) -> None:
        """Nothing is added any more."""
        every = pl.concat([pl.Series(dtype=pl.UInt64), *self._exact]).unique()
        self.count, self.ids, self._exact = len(every), IdSet(every), []
        self._others = [IdSet(pl.concat(parts).unique()) if parts else None for parts in self._undone]
        self._undone = []

    @property
    def size(self) -> int:
        """Bytes that the hashes take."""
        return self.ids.size + sum(others.size for others in self._others if others)

    def accidents(self, texts: pl.Series) -> pl.Series:
        """For each id that is not known the first accident that explains it, from 1; 0 where none does."""
        frame = _with_trimmed(texts).with_row_index("place")
        cause = pl.zeros(len(texts), dtype=pl.UInt8, eager=True)
        for number, (accident, others) in enumerate(zip(ACCIDENTS, self._others, strict=True), 1):
            changed = _changed(frame, accident)
            found = [changed["place"].filter(self.ids.contains(changed["undone"].hash(0)))]
            if others is not None:
                undone = frame.select(undone=accident.undone).to_series()
                found.append(frame["place"].filter(others.contains(undone.hash(0))))
            places = pl.concat(found).unique()
            cause = cause.scatter(places.filter(cause.gather(places) == 0), number)
        return cause


def _with_trimmed(texts: pl.Series) -> pl.DataFrame:
    return texts.alias("text").to_frame().with_columns(trimmed=pl.col("text").str.strip_chars())


def _changed(frame: pl.DataFrame, accident: Accident) -> pl.DataFrame:
    """The ids that are another text without an accident, with that text as `undone`."""
    likely = frame.filter(accident.possible | (pl.col("text") != pl.col("trimmed")))
    return likely.with_columns(undone=accident.undone).filter(pl.col("undone") != pl.col("text"))


@dataclass(frozen=True)
class Prefix:
    """A text that stands in front of every id, on one side only: in the catalogue, or in the interactions."""

    text: str
    in_catalogue: bool

    @property
    def words(self) -> str:
        """What to do to an id for it to be known; the text goes where the braces are."""
        return "with {prefix} in front" if self.in_catalogue else "without {prefix} in front"

    def explains(self, texts: pl.Series, known: KnownIds) -> pl.Series:
        """For each id whether it is known once that is done."""
        if self.in_catalogue:
            frame = texts.alias("text").to_frame()
            longer = frame.select(text=pl.concat_str(pl.lit(self.text), "text")).to_series()
            return known.ids.contains(longer.hash(0))
        return texts.str.starts_with(self.text) & known.ids.contains(texts.str.strip_prefix(self.text).hash(0))
