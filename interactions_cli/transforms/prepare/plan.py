"""The plan: where every field comes from, how its values are read, which columns stay; decided from evidence alone."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from interactions_cli.errors import UsageError
from interactions_cli.personalize.schema import Field, Schema
from interactions_cli.personalize.target import Target
from interactions_cli.transforms.prepare.time_forms import TimeReading

GIVEN, CONSTANT, EXACT, FOLDED, API, GUESSED = "given", "constant", "exact", "folded", "api", "guessed"


class OpenQuestionError(UsageError):
    """What only the user can decide: nothing is written, and the hint names the option that decides it.

    `by_names`: no record can answer it, because it is about the names of the columns. `answer` are the options of the
    likeliest way, as they are typed; `absent` are fields that these leave without a source.
    """

    def __init__(
        self, message: str, hint: str, *, by_names: bool = False, answer: str = "", absent: Sequence[str] = ()
    ) -> None:
        super().__init__(message, hint)
        self.by_names = by_names
        self.answer = tuple(shlex.split(answer))
        self.absent = tuple(absent)


@dataclass(frozen=True, kw_only=True)
class PlanOptions:
    """What the command line or a saved plan decides.

    `mapped` is field → columns, `constants` field → value, `renamed_events` old → new spelling, `nulls` words that
    stand for nothing in own columns. `names_are_complete`: no further column can turn up, as one may in JSON;
    `chooses_own`: own columns stay by what is in them; `leaves_rest`: a saved plan leaves out what it does not name.
    `headers` are the columns of each table, with the path of the first that has just these; `accepts_rejects`: records
    that lack a column may be rejected, however many they are. `explode` is a list of whose entries each is a record.
    `decimals` is field → decimal mark; `compact`, `whole_ids` and `list_separator` are those of a plan, decided
    beforehand.
    """

    target: Target
    schema: Schema | None = None
    mapped: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    guess: bool = True
    nulls: tuple[str, ...] = ()
    renamed_events: Mapping[str, str] = field(default_factory=dict)
    time_zone: str | None = None
    time_format: str | None = None
    time_epoch: str | None = None
    time_of_day: str | None = None
    decimal: str | None = None
    decimals: Mapping[str, str] = field(default_factory=dict)
    compact: int | None = None
    whole_ids: frozenset[str] = frozenset()
    list_separator: str | None = None
    leaves_rest: bool = False
    float_columns: frozenset[str] = frozenset()
    names_are_complete: bool = True
    chooses_own: bool = True
    is_saved: bool = False
    headers: tuple[tuple[str, frozenset[str]], ...] = ()
    accepts_rejects: bool = False
    explode: str | None = None

    @property
    def given_columns(self) -> frozenset[str]:
        """The columns that fields are said to come from."""
        return frozenset(name for columns in self.mapped.values() for name in columns)

    @property
    def time_reading(self) -> TimeReading:
        """How times are read as far as options say."""
        return TimeReading(
            now=self.target.now,
            compact=self.compact,
            zone=self.time_zone,
            form=self.time_format,
            epoch=self.time_epoch,
            of_day=self.time_of_day,
        )


@dataclass(frozen=True)
class FieldPlan:
    """One column of the output: its field, the column it comes from or its constant, and how that was found.

    `also` are columns that it comes from in records without the first one, as other files may spell it.
    """

    field: Field
    source: str | None
    how: str
    constant: str | None = None
    also: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name in the output."""
        return self.field.name

    @property
    def sources(self) -> tuple[str, ...]:
        """All columns that it comes from."""
        return () if self.source is None else (self.source, *self.also)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Everything that decides what is written.

    `decimals` is field → decimal mark, for columns that are not read as they stand; `whole_ids` are id fields whose
    `.0` goes; `list_separator` is what stands between the ids of IMPRESSION, if not a vertical bar. `signed`, which
    decides nothing, are own columns whose numbers have signs, with the first of each; `item_lists`, which decides
    nothing either, are columns with lists of items, with what their entries would give for ITEM_ID.
    """

    fields: tuple[FieldPlan, ...]
    times: TimeReading
    left_out: tuple[tuple[str, str], ...] = ()
    decimals: tuple[tuple[str, str], ...] = ()
    whole_ids: frozenset[str] = frozenset()
    list_separator: str | None = None
    renamed_events: tuple[tuple[str, str], ...] = ()
    nulls: tuple[str, ...] = ()
    signed: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    item_lists: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The columns of the output, in order."""
        return tuple(entry.name for entry in self.fields)
