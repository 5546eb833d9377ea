"""What a comparison of the interactions with a catalogue gives, as rules judge it and reports show it."""

from __future__ import annotations

from dataclasses import dataclass

# Path, line, id.
Place = tuple[str, int, str]


@dataclass(frozen=True, kw_only=True)
class NearMiss:
    """Unknown ids that are known once an accident is undone: `name` is the accident, `words` follow "are known".

    `prefix` is the text that `words` has braces for, None without one.
    """

    name: str
    words: str
    ids: int
    rows: int
    prefix: str | None = None


@dataclass(frozen=True, kw_only=True)
class JoinFigures:
    """The ids of one column against a catalogue.

    `paths` are the files of the catalogue and `ids` its different ids; `unknown_ids` different ids of the interactions
    are not among them and stand in `unknown_rows` records; `idle_ids` of the catalogue are in no record. `samples` are
    the first records with unknown ids, `near_samples` the first place of each of the first near misses.
    """

    column: str
    paths: tuple[str, ...]
    ids: int
    unknown_ids: int
    unknown_rows: int
    idle_ids: int
    near_misses: tuple[NearMiss, ...] = ()
    samples: tuple[Place, ...] = ()
    near_samples: tuple[Place, ...] = ()

    @property
    def near_ids(self) -> int:
        """Different ids that are near misses."""
        return sum(entry.ids for entry in self.near_misses)

    @property
    def near_rows(self) -> int:
        """Records that have them."""
        return sum(entry.rows for entry in self.near_misses)
