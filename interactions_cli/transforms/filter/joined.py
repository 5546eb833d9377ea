"""The work of `filter` on a block of several inputs, in which every line has the place that it has in its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import polars as pl

from interactions_cli.engine.joined_parts import line_places, placed_hits, segment_numbers, tally_at_places
from interactions_cli.engine.loop import P, Work
from interactions_cli.reading.joined import JoinedBlock, Segment
from interactions_cli.transforms.filter.effects import EffectsPart, FilterPart
from interactions_cli.transforms.filter.first_part import FirstPart

# A block with its number within its input, which is 0 for one of several inputs.
NumberedJoined = tuple[int, JoinedBlock]


def joined_shares(work: Work[P]) -> Callable[[NumberedJoined], P]:
    """Work whose parts say nothing of lines."""
    return lambda numbered: work((numbered[0], numbered[1].data))


def joined_look(work: Work[FirstPart]) -> Callable[[NumberedJoined], FirstPart]:
    """What the first of two passes does."""

    def look(numbered: NumberedJoined) -> FirstPart:
        number, block = numbered
        part = work((number, block.data))
        part.segments = block.segments
        return part

    return look


def joined_filter(work: Work[FilterPart], paths: Sequence[str]) -> Callable[[NumberedJoined], FilterPart]:
    """What the pass that copies does; `paths` are those of all inputs."""

    def copy(numbered: NumberedJoined) -> FilterPart:
        number, block = numbered
        part = work((number, block.data))
        if _is_open_end(part.last_kept, block.segments):
            part.kept = part.kept.removesuffix(b"\n")
        part.effects = _placed(part.effects, block.segments, paths)
        if part.rejected_lines is not None:
            part.rejected_lines = _named(part.rejected_lines, block.segments)
        return part

    return copy


def _is_open_end(line: int, segments: Sequence[Segment]) -> bool:
    """Whether a line of the block has no line feed in its own input."""
    return any(segment.is_open and line == segment.first + segment.lines - 1 for segment in segments)


def _placed(part: EffectsPart, segments: Sequence[Segment], paths: Sequence[str]) -> EffectsPart:
    return replace(
        part,
        segments=segments,
        tally=tally_at_places(part.tally, segments) if part.tally else None,
        near_threshold=placed_hits({0: part.near_threshold}, segments, paths)[0],
    )


def _named(rejected: pl.DataFrame, segments: Sequence[Segment]) -> pl.DataFrame:
    """Rejected lines with their number in their own file, whose header is the first line, and the `input` it is."""
    inputs = pl.Series([segment.index for segment in segments], dtype=pl.Int64)
    lines = line_places(rejected["line"], segments, lambda _index: 1)
    return rejected.with_columns(
        lines.alias("line"), inputs.gather(segment_numbers(rejected["line"], segments)).alias("input")
    )
