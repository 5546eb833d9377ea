"""What the records say about the questions of a plan: counts per column that add up, whatever the blocks were."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from interactions_cli.reading.batch import Batch, column_of, frame_name
from interactions_cli.transforms.prepare.column_evidence import ColumnEvidence, Question, examine
from interactions_cli.transforms.prepare.day_times import one_text
from interactions_cli.transforms.prepare.known_facts import NOTHING_KNOWN, KnownFacts
from interactions_cli.transforms.prepare.spellings import Pair, rivals_among
from interactions_cli.transforms.prepare.time_forms import TimeReading


@dataclass(kw_only=True)
class Evidence:
    """What has been seen: records, columns in the order of their first appearance, counts per column.

    `together` are columns that may be spellings of the same and stand side by side in a header or an object.
    `lists` are those with an entry of which each entry is a record. `is_complete`: every record has been seen.
    """

    records: int = 0
    columns: dict[str, ColumnEvidence] = field(default_factory=dict)
    together: set[Pair] = field(default_factory=set)
    lists: int = 0
    is_complete: bool = False

    def add(self, other: Evidence) -> None:
        """Add what was seen later in the order of the inputs."""
        self.records += other.records
        self.lists += other.lists
        self.together |= other.together
        for name, column in other.columns.items():
            if name in self.columns:
                self.columns[name] += column
            else:
                self.columns[name] = column

    def column(self, name: str) -> ColumnEvidence:
        """The counts of a column; of one that never occurred there are none."""
        return self.columns.get(name, ColumnEvidence())

    def of(self, names: Iterable[str]) -> ColumnEvidence:
        """The counts of columns that are read as one."""
        found = ColumnEvidence()
        for name in names:
            found += self.column(name)
        return found

    def name(self, names: Sequence[str]) -> None:
        """Note the columns of a table, whatever records it has."""
        for name in names:
            self.columns.setdefault(name, ColumnEvidence())
        self.together |= rivals_among(names)


def seen_in(
    batch: Batch,
    questions: Mapping[str, Question],
    reading: TimeReading,
    facts: KnownFacts = NOTHING_KNOWN,
) -> Evidence:
    """What one batch says about the questions; a column without a question is only named.

    Args:
        batch: The records.
        questions: What must be known of each column.
        reading: What is known about times.
        facts: What is known of them already.
    """
    found = Evidence(records=batch.frame.height, lists=batch.lists)
    for keys in batch.key_sets:
        found.together |= rivals_among(keys)
    for name in batch.names:
        wanted = questions.get(name, Question.NONE)
        raw = batch.frame[frame_name(name)]
        column = ColumnEvidence(filled=len(raw) - raw.null_count())
        found.columns[name] = column
        if name == facts.zoned and wanted & ~Question.DAY == Question.TIME:
            column.times = column.filled
            continue
        if Question.TIME in wanted and reading.of_day is not None and column.filled:
            whole = one_text(raw, column_of(batch, reading.of_day))
            column.joined = int(whole.ne_missing(raw).sum())
            examine(whole.str.strip_chars(), Question.TIME, column, reading.latest)
            wanted &= ~(Question.TIME | Question.DAY)
        if wanted and column.filled:
            text = raw if batch.is_plain else raw.str.strip_chars()
            known = wanted & Question.ID if name in facts.ids else Question.NONE
            examine(text, wanted & ~known, column, reading.latest, are_numbers=name in facts.numbers)
    return found
