"""The work of a merge on a block of several inputs, in which every line has the place that it has in its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from interactions_cli.engine.joined_parts import placed_hits
from interactions_cli.engine.loop import Work
from interactions_cli.reading.joined import JoinedBlock
from interactions_cli.transforms.merge.merged import MergePart


def joined_merge(work: Work[MergePart], paths: Sequence[str]) -> Callable[[JoinedBlock], MergePart]:
    """What is done to a block of several inputs; `paths` are those of all."""

    def merge(block: JoinedBlock) -> MergePart:
        part, segments = work(block.data), block.segments
        part.segments = segments
        part.line_hits = placed_hits(part.line_hits, segments, paths)
        part.cell_hits = placed_hits(part.cell_hits, segments, paths)
        part.refused = placed_hits({0: part.refused}, segments, paths)[0]
        return part

    return merge
