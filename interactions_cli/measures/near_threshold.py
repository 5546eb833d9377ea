"""Which records fail the event filter only by less than a 32-bit float can tell from a threshold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import reduce
from operator import or_

from interactions_cli.personalize.fields import EVENT_VALUE
from interactions_cli.personalize.single_floats import least_alike
from interactions_cli.personalize.target import EventParameters
from interactions_cli.reading.columns import Column, service_columns
from interactions_cli.reading.hits import Hits
from interactions_cli.reading.records import Records
from interactions_cli.reading.training_set import passes, passing
from interactions_cli.wording import typed


def near_threshold(
    entries: Sequence[EventParameters], columns: Sequence[Column], *, max_samples: int
) -> Callable[[Records], Hits]:
    """What counts the records of a file that no entry of an event filter takes and a lower threshold would.

    The lower one is the least number that 32 bits cannot tell from the threshold. Samples are values in as few digits
    as name them: where a value is proven to be a number, its text is not kept.
    """
    value = service_columns(columns).get(EVENT_VALUE)
    limits = [entry.threshold for entry in entries if entry.threshold is not None]
    if value is None or not limits:
        return lambda _records: Hits()
    lowered = [
        entry if entry.threshold is None else replace(entry, threshold=least_alike(entry.threshold))
        for entry in entries
    ]
    # An ordinary block has no value between a threshold and the lower one.
    screen = reduce(or_, (value.typed.is_between(least_alike(limit), limit, closed="left") for limit in limits))
    only_lowered = passes(lowered, columns) & ~passes(entries, columns)

    def count(records: Records) -> Hits:
        frame = records.frame
        if not frame.height or not frame.lazy().select(screen.any()).collect().item():
            return Hits()
        found = passing(frame, only_lowered)
        rows = found.arg_true().head(max_samples)
        values, lines = frame[value.typed_name].gather(rows), records.line_numbers().gather(rows)
        texts = [typed(float(number)) for number in values]
        return Hits.of_block(int(found.sum()), zip(lines.to_list(), texts, strict=True))

    return count
