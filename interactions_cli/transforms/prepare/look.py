"""The pass over raw inputs that only looks: what a plan is made from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from interactions_cli.engine.threads import in_order
from interactions_cli.reading.glimpses import glimpses_in, opened_glimpses
from interactions_cli.reading.raw_groups import OpenGroup, Unit, groups_of, opened_group, within
from interactions_cli.reading.raw_inputs import InputOptions, RawInput
from interactions_cli.trace import PassTrace, Trace
from interactions_cli.transforms.prepare.decide import Questions
from interactions_cli.transforms.prepare.evidence import Evidence, seen_in
from interactions_cli.transforms.prepare.plan import PlanOptions
from interactions_cli.transforms.prepare.time_forms import TimeReading

# What notes call the pass.
LOOK = "look"
FIRST_LOOK_BYTES = 64 << 20


@dataclass(frozen=True)
class Look:
    """The inputs of one run, and what must be known of them."""

    inputs: Sequence[RawInput]
    reading: InputOptions
    options: PlanOptions
    trace: Trace

    def evidence(self, most_bytes: int | None = None) -> Evidence:
        """What the records say, all of them or so many bytes of them: the first ones, and glimpses of large tables."""
        evidence = Evidence()
        for raw in self.inputs:
            evidence.name(raw.names)
        glimpses = [] if most_bytes is None else glimpses_in(self.inputs, most_bytes)
        left = sum(glimpse.end - glimpse.start for glimpse in glimpses)
        room = None if most_bytes is None else most_bytes - left
        for group in groups_of(self.inputs, self.reading):
            with opened_group(group, self.reading) as source:
                for seen, size in self._looks(source, room):
                    evidence.add(seen)
                    room = None if room is None else room - size
            if room is not None and room <= 0:
                break
        else:
            evidence.is_complete = True
            return evidence
        for seen, _ in self._looks(opened_glimpses(glimpses), None):
            evidence.add(seen)
        return evidence

    def _looks(self, source: OpenGroup, room: int | None) -> Iterator[tuple[Evidence, int]]:
        """What units say, and their bytes, until these exceed what there is room for."""
        questions = Questions(self.options, first=True)
        looks = partial(_looked, source, questions, self.options.time_reading)
        units = source.units if room is None else within(source.units, room)
        for seen, size in in_order(looks, units, trace=PassTrace(self.trace, "", LOOK)):
            yield seen, size
            if room is not None:
                room -= size
                if room <= 0:
                    return


def _looked(source: OpenGroup, questions: Questions, reading: TimeReading, unit: Unit) -> tuple[Evidence, int]:
    evidence = Evidence()
    size = 0
    for batch, _ in source.read(unit):
        evidence.add(seen_in(batch, questions.about(batch.names), reading))
        size += int(batch.frame.estimated_size())
    is_text = isinstance(unit.pieces[0], bytes)
    return evidence, sum(map(len, unit.pieces)) if is_text else size
