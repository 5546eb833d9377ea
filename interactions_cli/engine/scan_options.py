"""How a scan is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from interactions_cli.engine.loop import Progress
from interactions_cli.engine.spark import SparkRun
from interactions_cli.measures.join_set import JoinSet
from interactions_cli.measures.stats_measures import Wanted
from interactions_cli.reading.source import BLOCK_BYTES
from interactions_cli.trace import NO_TRACE, Trace


@dataclass(kw_only=True)
class ScanOptions:
    """How a scan is done.

    `places` has the file that really holds an input which has none of its own, by its name. `block_bytes` never changes
    a result; `max_bytes` is how many each input may have; `progress` is called with a path
    and the bytes read of it; `stats` is what is measured beside the tally; `joins` are the catalogues to compare ids
    with, `streamed` the logs whose events are counted, too; `trace` takes notes; `spark` runs it elsewhere.
    """

    max_samples: int = 5
    exact: bool = False
    places: Mapping[str, str] = field(default_factory=dict)
    block_bytes: int = BLOCK_BYTES
    max_bytes: int | None = None
    progress: Progress | None = None
    stats: Wanted | None = None
    joins: JoinSet = field(default_factory=JoinSet)
    streamed: Sequence[str] = ()
    trace: Trace = NO_TRACE
    spark: SparkRun | None = None
