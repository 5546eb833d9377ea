"""The ids of the interactions against catalogues: which are unknown, where first, and why they may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from interactions_cli.measures.join_figures import JoinFigures, NearMiss, Place
from interactions_cli.measures.known_ids import ACCIDENTS, KnownIds, Prefix
from interactions_cli.measures.parts import Part
from interactions_cli.measures.prefixes import LEARN_FROM, learn_prefix
from interactions_cli.personalize.fields import USER_ID
from interactions_cli.reading.columns import Column, service_columns

# Follows the accidents: a prefix has no number of its own among them.
BY_PREFIX = len(ACCIDENTS) + 1
NEAR = {"key": pl.UInt64, "cause": pl.UInt8}
# So many parts of near misses are held before they become one.
NEAR_PARTS = 64


@dataclass(kw_only=True)
class JoinPart(Part):
    """What one block contributes: its first records with unknown ids as (line, id), and frames about its unknown ids.

    `near` has `key` and `cause` of the near misses, `near_places` the first of them with `line` and `text`; `others`
    has `key`, `line` and `text` of the ids that nothing explains, in order, None once they are not wanted.
    """

    samples: list[tuple[int, str]]
    near: pl.DataFrame
    near_places: pl.DataFrame
    others: pl.DataFrame | None


class Join:
    """The sum of the parts for one catalogue. Parts are added in the order of inputs and lines.

    Args:
        column: USER_ID or ITEM_ID.
        paths: The files of the catalogue.
        known: Its ids.
        keep: Places to keep.
    """

    def __init__(self, column: str, paths: Sequence[str], known: KnownIds, *, keep: int) -> None:
        self.column, self.known, self.keep = column, known, keep
        self.prefix: Prefix | None = None
        # Until a prefix has been looked for, blocks bring along the ids that nothing else explains.
        self.is_settled = False
        self._paths = tuple(paths)
        self._samples: list[Place] = []
        self._near: list[pl.DataFrame] = []
        self._near_places: dict[int, Place] = {}
        self._order: dict[str, int] = {}
        self._held: list[tuple[str, int, pl.DataFrame]] = []
        self._seen: dict[int, str] = {}

    def add(self, part: JoinPart | None, path: str, offset: int) -> None:
        """Add the part of a block of an input whose lines start after `offset`."""
        self._order.setdefault(path, len(self._order))
        if part is None:
            return
        room = self.keep - len(self._samples)
        self._samples += [(path, line + offset, text) for line, text in part.samples[: max(0, room)]]
        self._add_near(part.near, part.near_places, path, offset)
        if part.others is None or not part.others.height:
            return
        if self.is_settled:
            self._look_again(path, offset, part.others)
            return
        self._held.append((path, offset, part.others))
        for key, text in part.others.select("key", "text").rows():
            if len(self._seen) == LEARN_FROM:
                break
            self._seen.setdefault(key, text)
        if len(self._seen) == LEARN_FROM:
            self._settle()

    def _add_near(self, near: pl.DataFrame, places: pl.DataFrame, path: str, offset: int) -> None:
        self._near.append(near)
        if len(self._near) > NEAR_PARTS:
            self._near = [pl.concat(self._near).unique()]
        for key, line, text in places.select("key", "line", "text").rows():
            self._near_places.setdefault(key, (path, line + offset, text))
        # What a prefix explains may have been found later than what stands after it.
        first = sorted(self._near_places.items(), key=lambda entry: (self._order[entry[1][0]], entry[1][1]))
        self._near_places = dict(first[: self.keep])

    def _settle(self) -> None:
        self.prefix = learn_prefix(list(self._seen.values()), self.known)
        self.is_settled = True
        held, self._held, self._seen = self._held, [], {}
        for path, offset, others in held:
            self._look_again(path, offset, others)

    def _look_again(self, path: str, offset: int, others: pl.DataFrame) -> None:
        if self.prefix is None:
            return
        found = others.filter(self.prefix.explains(others["text"], self.known))
        near = found.select("key", cause=pl.lit(BY_PREFIX, dtype=pl.UInt8))
        self._add_near(near, found.head(self.keep), path, offset)

    def figures(self, counts: pl.DataFrame) -> JoinFigures:
        """The figures of everything added.

        Args:
            counts: Records per id, columns `key` (its hash) and `n`.
        """
        if not self.is_settled:
            self._settle()
        unknown = counts[self.known.ids.absent(counts["key"])]
        near = pl.concat([pl.DataFrame(schema=NEAR), *self._near]).unique().join(counts, on="key")
        by_cause = near.group_by("cause").agg(ids=pl.len(), rows=pl.col("n").sum()).sort("cause")
        return JoinFigures(
            column=self.column,
            paths=self._paths,
            ids=self.known.count,
            unknown_ids=unknown.height,
            unknown_rows=int(unknown["n"].sum()),
            idle_ids=self.known.count - (counts.height - unknown.height),
            near_misses=tuple(self._near_miss(*row) for row in by_cause.rows()),
            samples=tuple(self._samples),
            near_samples=tuple(self._near_places.values()),
        )

    def _near_miss(self, cause: int, ids: int, rows: int) -> NearMiss:
        if cause == BY_PREFIX and self.prefix:
            return NearMiss(name="prefix", words=self.prefix.words, ids=ids, rows=rows, prefix=self.prefix.text)
        accident = ACCIDENTS[cause - 1]
        return NearMiss(name=accident.name, words=accident.words, ids=ids, rows=rows)


class JoinPlan:
    """What a worker thread does to the records of a file that has these columns."""

    def __init__(self, join: Join, columns: Sequence[Column]) -> None:
        self._join = join
        self._column = service_columns(columns).get(join.column)
        self._hash = "u" if join.column == USER_ID else "i"

    def part(self, frame: pl.DataFrame, lines: pl.Series, ids: pl.DataFrame) -> JoinPart | None:
        """Look up some records.

        Args:
            frame: Records as a reading of a block gives them.
            lines: Their line numbers.
            ids: The hashes `u` and `i` of their users and items.

        Returns:
            None where every id is known.
        """
        if self._column is None:
            return None
        join, keys = self._join, ids[self._hash]
        places = join.known.ids.absent(keys)
        if not len(places):
            return None
        rows = pl.DataFrame(
            {
                "key": keys.gather(places),
                "line": lines.gather(places).cast(pl.Int64),
                "text": frame[self._column.raw_name].gather(places),
            }
        )
        different = rows.unique("key", keep="first", maintain_order=True)
        cause = join.known.accidents(different["text"])
        prefix = join.prefix if join.is_settled else None
        if prefix is not None:
            cause = cause.set((cause == 0) & prefix.explains(different["text"], join.known), BY_PREFIX)
        different = different.with_columns(cause=cause)
        near = different.filter(pl.col("cause") > 0)
        # A block that began before the prefix was known still brings its ids along.
        wanted = not join.is_settled or (prefix is None and join.prefix is not None)
        return JoinPart(
            samples=rows.select("line", "text").head(join.keep).rows(),
            near=near.select("key", "cause"),
            near_places=near.select("key", "line", "text").head(join.keep),
            others=different.filter(pl.col("cause") == 0).drop("cause") if wanted else None,
        )
