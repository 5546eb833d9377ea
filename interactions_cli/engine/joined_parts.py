"""The part of a block that joins several inputs, with every line in the place that it has in its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

import polars as pl

from interactions_cli.engine.loop import LoopInput, P, Progress, Work
from interactions_cli.engine.scan_part import ScanPart
from interactions_cli.measures.measure import INPUT_SHIFT
from interactions_cli.measures.record_set import SetPart
from interactions_cli.measures.tally_plan import TallyPart
from interactions_cli.reading.dataset import Dataset
from interactions_cli.reading.hits import Hits
from interactions_cli.reading.joined import JoinedBlock, JoinedSource, Segment
from interactions_cli.trace import PassTrace
from interactions_cli.wording import plural

Key = TypeVar("Key")


def joined_inputs(
    each: Sequence[LoopInput[P]],
    groups: Sequence[Sequence[int]],
    dataset: Dataset,
    join: Callable[[Work[P]], Work[P]],
) -> Iterator[LoopInput[P]]:
    """The inputs of a data set for the loop, those of a group as one.

    Args:
        each: All of them alone.
        groups: Their numbers, as `joined_groups` puts them together.
        dataset: Opened.
        join: Makes the work on a block of several inputs of that on a block of one.
    """

    def worker(of_one: LoopInput[P], trace: PassTrace) -> Work[P]:
        return join(of_one.worker(trace))

    for group in groups:
        first = each[group[0]]
        if len(group) == 1:
            yield first
            continue
        yield LoopInput(
            path=f"{first.path} and {plural(len(group) - 1, 'more file')}",
            open=partial(JoinedSource, dataset, group),
            worker=partial(worker, first),
            blocks=first.blocks,
        )


def progress_of(tell: Progress | None, groups: Sequence[Sequence[int]], paths: Sequence[str]) -> Progress | None:
    """What is told after a block; inputs that are joined are told when all of them have been read."""
    alone = {paths[group[0]] for group in groups if len(group) == 1}
    return None if tell is None else lambda path, count: tell(path, count) if path in alone else None


def after_header(index: int) -> int:
    """The place of the header of an input."""
    return (index << INPUT_SHIFT) + 1


class JoinedWorker:
    """What is done to a block of several inputs.

    Args:
        worker: Of inputs of this form.
        paths: Of inputs, by their index in a block.
        start: From such an index to the place that the first line of that input comes after.
    """

    def __init__(
        self,
        worker: Callable[[bytes], ScanPart],
        paths: Sequence[str] | Mapping[int, str],
        start: Callable[[int], int] = after_header,
    ) -> None:
        self._worker = worker
        self._paths = paths
        self._start = start

    def __call__(self, block: JoinedBlock) -> ScanPart:
        """Read, measure and check it; `rows_of` of the part has the rows of each input, in order."""
        part, segments = self._worker(block.data), block.segments
        part.line_hits = placed_hits(part.line_hits, segments, self._paths)
        part.cell_hits = placed_hits(part.cell_hits, segments, self._paths)
        part.near_threshold = placed_hits({0: part.near_threshold}, segments, self._paths)[0]
        part.whole = self._at_places(part.whole, segments)
        part.training = self._at_places(part.training, segments) if part.training else None
        part.rows_of = [segment.lines - segment.blank for segment in segments]
        return part

    def _at_places(self, part: SetPart, segments: Sequence[Segment]) -> SetPart:
        return replace(part, tally=tally_at_places(part.tally, segments, self._start))


def line_places(lines: pl.Series, segments: Sequence[Segment], start: Callable[[int], int]) -> pl.Series:
    """The places (Int64) of lines of a block; `start` is the place that the first line of an input comes after."""
    shifts = pl.Series([start(segment.index) + 1 - segment.first for segment in segments], dtype=pl.Int64)
    return lines.cast(pl.Int64) + shifts.gather(segment_numbers(lines, segments))


def segment_numbers(lines: pl.Series, segments: Sequence[Segment]) -> pl.Series:
    """Which segment, from 0, each line of a block is in."""
    starts = pl.Series([segment.first for segment in segments], dtype=pl.Int64)
    return starts.search_sorted(lines.cast(pl.Int64), "right") - 1


def tally_at_places(
    part: TallyPart, segments: Sequence[Segment], start: Callable[[int], int] = after_header
) -> TallyPart:
    """The part with the lines of its rows at the places that they have in their inputs."""
    places = line_places(part.rows["line"], segments, start)
    return replace(part, rows=part.rows.with_columns(places.alias("line")))


def placed_hits(
    hits: Mapping[Key, Hits], segments: Sequence[Segment], paths: Sequence[str] | Mapping[int, str]
) -> dict[Key, Hits]:
    """Hits of a block whose samples have the path and the line of their own input; its header is the first line."""
    starts = pl.Series([segment.first for segment in segments])
    placed = {}
    for key, found in hits.items():
        samples = []
        for _, line, text in found.samples:
            segment = segments[int(starts.search_sorted(line, "right")) - 1]
            samples.append((paths[segment.index], line - segment.first + 2, text))
        placed[key] = Hits(found.count, samples)
    return placed
