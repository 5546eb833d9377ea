"""What a scan measures: all records, those that the event filter lets pass, and what logs of events add to both."""

from __future__ import annotations

from interactions_cli.engine.scan_options import ScanOptions
from interactions_cli.engine.streamed import Streamed, StreamOptions, read_streamed
from interactions_cli.measures.record_set import RecordSet
from interactions_cli.measures.stats_measures import StatsMeasures
from interactions_cli.personalize.target import Target
from interactions_cli.personalize.times import plausible_times
from interactions_cli.reading.dataset import Dataset


def record_sets(
    dataset: Dataset, target: Target, options: ScanOptions
) -> tuple[RecordSet, RecordSet | None, Streamed | None]:
    """The sets to measure, and what the logs add to them in the end."""
    plausible = plausible_times(target)
    kinds = 2 if target.events else 1
    measures = [StatsMeasures(options.stats) if options.stats else None for _ in range(kinds)]

    def sets(*, of_logs: bool = False) -> list[RecordSet]:
        # Measures beside the tally take in parts in any order, so they are of files and logs together.
        keep, exact = options.max_samples, options.exact
        return [
            RecordSet(
                dataset.columns,
                plausible,
                own,
                exact=exact,
                max_samples=keep,
                may_be_absorbed=of_logs,
                counts_items=bool(options.stats or options.joins),
            )
            for own in measures
        ]

    whole, training = [*sets(), None][:2]
    assert whole is not None
    if not options.streamed:
        return whole, training, None
    reading = StreamOptions(
        paths=options.streamed,
        max_samples=options.max_samples,
        block_bytes=options.block_bytes,
        max_bytes=options.max_bytes,
        progress=options.progress,
        trace=options.trace,
    )
    events, passing_events = [*sets(of_logs=True), None][:2]
    assert events is not None
    return whole, training, read_streamed(reading, dataset, target, events, passing_events, options.joins)
