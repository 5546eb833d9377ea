"""The mergeable measures of a data set: a part per block, and the sum of the parts, the same for any split."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import polars as pl

from interactions_cli.measures.busy_hours import BusyHours
from interactions_cli.measures.column_sums import ColumnSums
from interactions_cli.measures.duplicates import duplicate
from interactions_cli.measures.id_counts import IdCounts, KeyCounts
from interactions_cli.measures.key_figures import KeyFigures, RowFigures, level_of, usable_of, with_2_of
from interactions_cli.measures.metrics import Metrics
from interactions_cli.measures.row_kinds import UNUSABLE, unique_by_type
from interactions_cli.measures.row_sample import KEEP_ROWS, RowSample
from interactions_cli.measures.samples import Limits
from interactions_cli.measures.tally_figures import TallyContext, TallyFigures
from interactions_cli.measures.tally_plan import TallyPart, TallyPlan
from interactions_cli.measures.time_steps import TimeSteps
from interactions_cli.measures.type_sum import TypeSum
from interactions_cli.reading.columns import Column


class Tally:
    """The sum of the parts. Parts are added in any order; the result is that of all records at once.

    Args:
        columns: All columns of the data set.
        plausible: The first and the last plausible TIMESTAMP, for the hours that have a record.
        exact: Whether estimates are forbidden.
        max_samples: Pairs of equal rows to keep.
        limits: Of its sample of rows from the start on.
        most_held: See RowSample.
        may_be_absorbed: Whether another tally may take it in.
        counts_items: Whether somebody asks how many rows an item has.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        plausible: tuple[int, int],
        *,
        exact: bool = False,
        max_samples: int = 5,
        limits: Limits | None = None,
        most_held: int = KEEP_ROWS,
        may_be_absorbed: bool = False,
        counts_items: bool = True,
    ) -> None:
        self._columns = columns
        self._hours = BusyHours(*plausible)
        self._steps = TimeSteps(*plausible)
        self._limits = limits or Limits()
        self._ids = IdCounts(counts_items=counts_items)
        self._lost = KeyCounts()
        keep = None if exact else KEEP_ROWS
        self._rows = RowSample(
            self._limits,
            keep=keep,
            max_samples=max_samples,
            most_held=most_held,
            may_be_absorbed=may_be_absorbed,
        )
        self._types = TypeSum()
        self._sums = ColumnSums(exact=exact)
        self._exact, self._max_samples = exact, max_samples
        self._records = 0
        self._times: list[int] = []

    @property
    def ids(self) -> IdCounts:
        """Rows per user and per item."""
        return self._ids

    def plan(self, columns: Sequence[Column]) -> TallyPlan:
        """How the records of a file with these columns are measured."""
        return TallyPlan(columns, self._ids, self._limits, self._hours, self._steps)

    def add(self, part: TallyPart, place: int) -> None:
        """Add a part whose lines start after `place`."""
        self._records += part.records
        self._ids.add(part.ids, part.new_items)
        if part.lost.height:
            self._lost.add(part.lost["u"])
        self._rows.add(part.rows, place)
        self._types.add(part.event_types)
        self._times = [time for time in (*self._times, *part.timestamps) if time is not None]
        self._times = [min(self._times), max(self._times)] if self._times else []
        if part.hours is not None:
            self._hours.add(part.hours)
        if part.steps is not None:
            self._steps.add(part.steps)
        self._sums.add(part.filled, part.values, part.only_numbers)

    @property
    def row_hashes(self) -> pl.Series:
        """The hashes of the different records, or of a sample of them."""
        return self._rows.hashes

    def absorb(self, other: Tally, equals: pl.DataFrame) -> None:
        """Add everything that another sum has, one that may be absorbed; see `RowSample.absorb`."""
        self._records += other._records
        self._hours.absorb(other._hours)
        self._steps.absorb(other._steps)
        self._ids.absorb(other._ids)
        self._lost.absorb(other._lost)
        self._rows.absorb(other._rows, equals)
        self._types.absorb(other._types)
        self._times += other._times
        self._times = [min(self._times), max(self._times)] if self._times else []
        self._sums.absorb(other._sums)

    def figures(self, keys: KeyFigures | None = None) -> TallyFigures:
        """What everything adds up to; `keys` are given where users, items and rows were counted elsewhere."""
        if keys is not None:
            return TallyFigures(users=self._ids.users, items=self._ids.items, keys=keys, of=self._metrics)
        # By now no worker is busy.
        with ThreadPoolExecutor(1, thread_name_prefix="rows") as beside:
            compared = beside.submit(self._rows.known)
            users, items = self._ids.users, self._ids.items
            singles, groups = compared.result()
        usable = usable_of(users, self._lost.frame())
        sample = RowFigures.of(level_of(self._limits.rows), singles, groups, self._rows.copies(), users, usable)
        keys = KeyFigures.of(users, items, usable, [sample], self._sums.levels())
        return TallyFigures(users=users, items=items, keys=keys, of=self._metrics)

    def _metrics(self, keys: KeyFigures, context: TallyContext) -> Metrics:
        sample = keys.at(None if self._exact else KEEP_ROWS)
        kinds = keys.kinds.filter(pl.col("level") == sample.number).select("kind", "distinct", "rows").rows()
        by_kind = {kind: (sample.scaled(distinct), sample.scaled(rows)) for kind, distinct, rows in kinds}
        types = self._types.counts()
        users, surplus = keys.users, sample.scaled(sample.rows - sample.distinct)
        with_2, usable_with_2 = (with_2_of(counts) for counts in (users, keys.usable))
        estimated = ["duplicate_rows", "duplicate_user_item_time", "unique_interactions", "users_with_2_unique"]
        return Metrics(
            rows=self._records if context.rows is None else context.rows,
            records=self._records,
            blank_lines=context.blank_lines,
            bytes=context.bytes_read,
            columns=tuple(context.names),
            unique_interactions=self._records - surplus,
            duplicate_rows=surplus,
            duplicate_user_item_time=sample.scaled(sample.rows - sample.triples),
            users=int(users["keys"].sum()),
            users_with_2=with_2,
            users_with_2_unique=max(0, with_2 - sample.scaled(sample.lone)),
            items=int(keys.items["keys"].sum()),
            event_types=types,
            timestamp_min=self._times[0] if self._times else None,
            timestamp_max=self._times[1] if self._times else None,
            timestamp_newest=self._hours.newest,
            busy_hours=self._hours.runs(),
            second_of_day=self._steps.second_of_day,
            time_divisor=self._steps.divisor,
            by_column={column.name: self._sums.metrics(column.slot, self._records, keys) for column in self._columns},
            estimated=tuple(estimated) if sample.number else (),
            usable_users=int(keys.usable["keys"].sum()),
            usable_users_with_2=usable_with_2,
            usable_users_with_2_unique=max(0, usable_with_2 - sample.scaled(sample.lone_usable)),
            usable_unique=sum(count for kind, (count, _) in by_kind.items() if kind != UNUSABLE),
            usable_records=self._records - by_kind.get(UNUSABLE, (0, 0))[1],
            unique_by_type=unique_by_type(by_kind, types),
            top_users=keys.top_users(2),
            placeholder_users=dict(keys.placeholders.sort(["n", "word"], descending=[True, False]).rows()),
            duplicates=tuple(
                duplicate(pair, context.paths) for pair in keys.first_copies(sample.number, self._max_samples)
            ),
        )
