"""A pass over the inputs of a data set in which small ones are read as one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Generic

from interactions_cli.engine.joined_parts import joined_inputs, progress_of
from interactions_cli.engine.loop import InputPass, LoopInput, P, Progress, Work, run
from interactions_cli.engine.threads import worker_count
from interactions_cli.reading.dataset import Dataset
from interactions_cli.reading.joined import JoinedSource, joined_groups
from interactions_cli.trace import Trace


class JoinedPass(Generic[P]):
    """One pass, in which nothing is said of headers.

    Args:
        dataset: Opened.
        each: Its inputs for the loop.
        join: Makes the work on a block of several inputs of that on a block of one.
        block_bytes: Bytes of a block at most.
    """

    def __init__(
        self,
        dataset: Dataset,
        each: Sequence[LoopInput[P]],
        join: Callable[[Work[P]], Work[P]],
        *,
        block_bytes: int,
    ) -> None:
        self._paths = [header.path for header in dataset.view.headers]
        self.groups = joined_groups(dataset, block_bytes=block_bytes, workers=worker_count(), headers_are_judged=False)
        self._inputs = joined_inputs(each, self.groups, dataset, join)

    def run(self, name: str, *, progress: Progress | None, trace: Trace) -> Iterator[tuple[int, InputPass[P]]]:
        """Each input with its number; those that are read as one have the number of the first.

        Raises:
            InputError: An input that cannot be read.
        """
        told = progress_of(progress, self.groups, self._paths)
        for group, entry in zip(self.groups, run(self._inputs, name, progress=told, trace=trace), strict=True):
            yield group[0], entry
            if progress and len(group) > 1:
                for index in group:
                    progress(self._paths[index], entry.source.sizes[index] or 0)


def sizes_of(index: int, entry: InputPass[P]) -> dict[int, int | None]:
    """Number of an input → its bytes as stored, for all inputs that were read as the one of that number."""
    source = entry.source
    return dict(source.sizes) if isinstance(source, JoinedSource) else {index: source.size}
