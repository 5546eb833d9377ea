"""A session that runs tasks in this process, without Java: what any split gives, much faster than on Spark."""

from __future__ import annotations

import random
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

Row = tuple[Any, ...]
Work = Callable[[Iterable[Any]], Iterator[Any]]


@dataclass
class Conf:
    """Settings."""

    values: dict[str, str] = field(default_factory=lambda: {"spark.sql.execution.arrow.maxRecordsPerBatch": "10000"})

    def get(self, name: str) -> str:
        return self.values[name]

    def set(self, name: str, value: str) -> None:
        self.values[name] = value


@dataclass
class Session:
    """Tasks run in any order, and some of them twice or in vain if it `repeats` any, as `luck` has it."""

    luck: random.Random
    conf: Conf = field(default_factory=Conf)
    version: str = "in process"
    repeats: bool = True

    def range(self, start: int, end: int, _step: int, _partitions: int) -> Frame:
        tasks = list(range(start, end))
        tasks += [task for task in tasks if self.repeats and self.luck.random() < 0.3]
        # Others are begun, and lost with the machine that did them.
        tasks += [-1 - task for task in tasks if self.repeats and self.luck.random() < 0.2]
        self.luck.shuffle(tasks)
        lost = frozenset(place for place, task in enumerate(tasks) if task < 0)
        return Frame(self, [[(max(task, -1 - task),)] for task in tasks], lost)


@dataclass
class Frame:
    """Rows by partition."""

    session: Session
    partitions: Sequence[Sequence[Row]]
    lost: frozenset[int] = frozenset()

    def mapInArrow(self, work: Work, _schema: str) -> Frame:  # noqa: N802
        done: list[list[Row]] = []
        for place, rows in enumerate(self.partitions):
            some = _done(work, rows)
            done.append(list(some) if place not in self.lost else [])
            if place in self.lost:
                next(some, None)
                some.close()
        return Frame(self.session, done)

    def repartition(self, count: int, column: str) -> Frame:
        assert column == "bucket"
        spread: list[list[Row]] = [[] for _ in range(count)]
        for rows in self.partitions:
            for row in rows:
                spread[hash(row[0]) % count].append(row)
        for rows in spread:
            self.session.luck.shuffle(rows)
        return Frame(self.session, spread)

    def collect(self) -> list[Row]:
        return [row for rows in self.partitions for row in rows]


def _done(work: Work, rows: Sequence[Row]) -> Generator[Row]:
    import pyarrow as pa

    if not rows:
        return
    columns = list(zip(*rows, strict=True))
    kinds = [pa.binary() if isinstance(column[0], bytes) else pa.int64() for column in columns]
    arrays = [pa.array(column, kind) for column, kind in zip(columns, kinds, strict=True)]
    for batch in work([pa.RecordBatch.from_arrays(arrays, names=[str(place) for place in range(len(arrays))])]):
        yield from zip(*(batch.column(place).to_pylist() for place in range(batch.num_columns)), strict=True)
