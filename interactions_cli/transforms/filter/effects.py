"""What a filter did, as mergeable measures: rows by reason, event types before and after, users and items lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from interactions_cli.measures.key_figures import KeyFigures
from interactions_cli.measures.keys import Keys, key_hash
from interactions_cli.measures.measure import INPUT_SHIFT
from interactions_cli.measures.near_threshold import near_threshold
from interactions_cli.measures.parts import Part
from interactions_cli.measures.tally import Tally
from interactions_cli.measures.tally_plan import TallyPart
from interactions_cli.personalize.fields import EVENT_TYPE
from interactions_cli.personalize.target import EventParameters
from interactions_cli.reading.columns import Column, service_columns
from interactions_cli.reading.hits import Hits
from interactions_cli.reading.joined import Segment
from interactions_cli.reading.records import Records
from interactions_cli.transforms.filter.criteria import Choice
from interactions_cli.transforms.filter.figures import FilterFigures

# So many rows of rejected ids are held before they are grouped.
HELD_ROWS = 1_000_000
NO_TYPES = pl.DataFrame(schema={"type": pl.String, "n": pl.Int64})


@dataclass(frozen=True)
class Judged:
    """The records of a block, and why each of them goes (its number, 0 where it stays); None where all of them stay.

    `by_line` says the same of every line, so that it also has those that are no records.
    """

    records: Records
    reasons: pl.Series | None
    by_line: pl.Series | None


@dataclass(kw_only=True)
class EffectsPart(Part):
    """What becomes of the lines of a block: how many are kept, and how many go by the number of the reason.

    `lost` has `u`, `i` and the number of the `reason` of the records that go, `event_types` their rows per type;
    `tally` is about those that stay. None where nobody wants to know, or nothing went. A block of several inputs has
    their `segments`; `tally` and `near_threshold` then have lines at the places of their own inputs.
    """

    line_count: int
    blank_lines: int
    kept_lines: int
    by_number: Mapping[int, int]
    lost: pl.DataFrame | None = None
    event_types: pl.DataFrame | None = None
    tally: TallyPart | None = None
    near_threshold: Hits = field(default_factory=Hits)
    segments: Sequence[Segment] = ()


@dataclass(kw_only=True)
class FilterPart:
    """A block on its way out: its kept lines and its rejected ones, and what is measured of them.

    `last_kept` is the number of the last kept line, from 1; 0 where none is.
    """

    line_count: int
    kept: bytes
    last_kept: int
    effects: EffectsPart
    rejected_lines: pl.DataFrame | None = None


class EffectsPlan:
    """What is measured of the blocks of a file with these columns.

    Args:
        columns: Those that are read.
        tally: Measures what is kept; None where only lines are counted.
        events: The event filter.
        max_samples: Records to name that it just leaves out.
    """

    def __init__(
        self, columns: Sequence[Column], tally: Tally | None, events: Sequence[EventParameters], max_samples: int
    ) -> None:
        self._keys = Keys(columns)
        self._type = service_columns(columns).get(EVENT_TYPE)
        self._tally = tally.plan(columns) if tally else None
        self._has_events = bool(events)
        self._near = near_threshold(events, columns, max_samples=max_samples)

    def __call__(self, judged: Judged) -> EffectsPart:
        """Measure a block."""
        records, reasons = judged.records, judged.reasons
        by_line, by_number = judged.by_line, _counts(judged.by_line)
        part = EffectsPart(
            line_count=records.line_count,
            blank_lines=records.blank_lines,
            # Counted by itself: that kept and rejected lines make those read is checked at the end.
            kept_lines=records.line_count if by_line is None else int((by_line == 0).sum()),
            by_number=by_number,
        )
        if self._tally is None:
            if self._has_events and not part.kept_lines:
                # Where nothing at all is kept the types that are there say why; elsewhere nobody asks for them.
                part.event_types = self._types(records.frame)
            return part
        part.near_threshold = self._near(records)
        if reasons is not None and reasons.max():
            self._add_lost(part, records.frame, reasons)
            records = records.where(reasons == 0)
        part.tally = self._tally(self._keys(records))
        return part

    def _add_lost(self, part: EffectsPart, frame: pl.DataFrame, reasons: pl.Series) -> None:
        user, item, absent = self._keys.user, self._keys.item, pl.lit(None, dtype=pl.UInt64)
        rejected = frame.with_columns(reasons.alias("reason")).filter(reasons > 0).lazy()
        ids = rejected.select("reason", u=key_hash(user) if user else absent, i=key_hash(item) if item else absent)
        part.lost = ids.collect()
        part.event_types = self._types(rejected)

    def _types(self, records: pl.DataFrame | pl.LazyFrame) -> pl.DataFrame | None:
        if self._type is None:
            return None
        named = records.lazy().select(type=self._type.raw).drop_nulls()
        return named.group_by("type").agg(n=pl.len().cast(pl.Int64)).collect()


def _counts(by_line: pl.Series | None) -> dict[int, int]:
    if by_line is None:
        return {}
    counts: Sequence[tuple[int, int]] = by_line.filter(by_line > 0).value_counts().rows()
    return dict(counts)


class FilterEffects:
    """The sum of the parts.

    Args:
        choice: The criteria.
        tally: Measures what is kept; None where only lines are counted.
        max_samples: Records to name that the event filter just leaves out.
    """

    def __init__(self, choice: Choice, tally: Tally | None, *, max_samples: int) -> None:
        self._choice, self._max_samples = choice, max_samples
        self.tally = tally
        # Lines, and rows (lines that are not blank), of each input by its index.
        self._lines, self._rows, self._by_number = Counter[int](), Counter[int](), Counter[int]()
        self._kept = 0
        self._held: list[pl.DataFrame] = []
        self._lost: dict[str, pl.DataFrame] = {}
        self._types = NO_TYPES
        self._near: dict[int, Hits] = {}

    def plan(self, columns: Sequence[Column]) -> EffectsPlan:
        """How the blocks of a file with these columns are measured."""
        return EffectsPlan(columns, self.tally, self._choice.events, self._max_samples)

    def add(self, part: EffectsPart, place: int) -> None:
        """Add a part whose lines start after `place`; of several inputs those of the first one do."""
        index, offset = divmod(place, 1 << INPUT_SHIFT)
        if part.segments:
            place = offset = 0
        for segment in part.segments or (Segment(index, 1, part.line_count, part.blank_lines),):
            self._lines[segment.index] += segment.lines
            self._rows[segment.index] += segment.lines - segment.blank
        self._kept += part.kept_lines
        self._by_number.update(part.by_number)
        if part.near_threshold.count:
            self._near.setdefault(index, Hits()).add(part.near_threshold, self._max_samples, offset=offset)
        if self.tally and part.tally:
            self.tally.add(part.tally, place)
        if part.lost is not None:
            self._held.append(part.lost)
            if sum(frame.height for frame in self._held) >= HELD_ROWS:
                self._group()
        if part.event_types is not None:
            both = pl.concat([self._types, part.event_types])
            self._types = both.group_by("type").agg(pl.col("n").sum())

    def _group(self) -> None:
        # A user is lost at the latest criterion that any of its rows fails, if no row of it is kept.
        for name in ("u", "i"):
            parts = [frame.select(key=name, reason="reason").drop_nulls() for frame in self._held]
            parts += [self._lost[name]] if name in self._lost else []
            if parts:
                plan = pl.concat(parts).lazy().group_by("key").agg(pl.col("reason").max())
                self._lost[name] = plan.collect(engine="streaming")
        self._held = []

    def figures_of(self, keys: KeyFigures, lost: Mapping[str, Mapping[int, int]]) -> FilterFigures:
        """What everything adds up to where what is per key was counted elsewhere, users `u` and items `i` lost too."""
        found = self.figures()
        tally = self.tally.figures(keys) if self.tally else None
        return replace(found, lost_users=lost["u"], lost_items=lost["i"], tally=tally)

    def _lost_by_reason(self, name: str) -> dict[int, int]:
        if self.tally is None or name not in self._lost:
            return {}
        kept = self.tally.ids.users if name == "u" else self.tally.ids.items
        return dict(self._lost[name].join(kept, on="key", how="anti").group_by("reason").len().rows())

    def figures(self) -> FilterFigures:
        """What everything adds up to."""
        self._group()
        return FilterFigures(
            reasons=self._choice.reasons,
            names=self._choice.names,
            lines=self._lines,
            rows=self._rows,
            kept=self._kept,
            by_number=self._by_number,
            lost_users=self._lost_by_reason("u"),
            lost_items=self._lost_by_reason("i"),
            types_lost=dict(self._types.rows()),
            near_threshold=self._near,
            tally=self.tally.figures() if self.tally else None,
        )
