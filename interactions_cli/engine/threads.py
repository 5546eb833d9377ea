"""Runs a function over the blocks of an input on worker threads and hands the results back in input order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from interactions_cli.trace import NO_PASS_TRACE, PassTrace

Block = TypeVar("Block")
Part = TypeVar("Part")
# Polars uses all cores inside one call; a second thread keeps them busy between calls, a third does not help.
WORKERS = 2
# While results are merged, which takes a while now and then, the workers live on what has been submitted before.
AHEAD = 2


def in_order(
    work: Callable[[Block], Part],
    blocks: Iterable[Block],
    *,
    workers: int = WORKERS,
    trace: PassTrace = NO_PASS_TRACE,
) -> Iterator[Part]:
    """Yield `work(block)` for each block, in order, with at most AHEAD x `workers` + 1 blocks in memory.

    Whatever `work` or `blocks` raises is raised here.
    """
    return trace.parts(_in_order(trace.work(work), trace.blocks(blocks), workers))


def _in_order(work: Callable[[Block], Part], blocks: Iterable[Block], workers: int) -> Iterator[Part]:
    with ThreadPoolExecutor(workers, thread_name_prefix="block") as pool:
        waiting: deque[Future[Part]] = deque()
        try:
            for block in blocks:
                waiting.append(pool.submit(work, block))
                while waiting and (len(waiting) > AHEAD * workers or waiting[0].done()):
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
