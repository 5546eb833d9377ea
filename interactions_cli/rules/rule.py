"""The kinds of rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from interactions_cli.personalize.schema import Field
from interactions_cli.reading.header_problem import HeaderProblem
from interactions_cli.reading.view import DatasetView
from interactions_cli.report import Severity
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.evidence import Facts, Problem

if TYPE_CHECKING:
    import polars as pl

    from interactions_cli.reading.columns import Column
    from interactions_cli.reading.octets import Octets


# The run's clock as a constant column of every frame: a rule that asked the system for the time would not repeat.
NOW = "now"
# What stands around a cell example when it is tried: a line in which nothing else is wrong.
EXAMPLE_ROW: Mapping[str, str] = MappingProxyType(
    {"USER_ID": "u1", "ITEM_ID": "i1", "TIMESTAMP": "1700000000", "EVENT_TYPE": "watch"}
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Rule:
    """What every rule says about itself.

    `message` and `hint` are format templates. Every rule may use {column}, {count}, {rows} (`1 row` / `1,203 rows`),
    {share} (`4.2 %`), {actual}, {limit}, {missing}, {value} (first sample), {line}, {path} and the details its kind
    adds. A hint has besides {prepare}, the command that repairs the inputs, {drop}, which says that it drops the rows
    of the finding, {copies}, the command that leaves copies out, and {advice}, a detail that is a template itself.
    `why` says what the rule looks for and why the service minds; `before` and `after` are a line of a file (or a
    header) with the defect and without it. `counts_rows` is true if findings have a share of all rows. `covers` are the
    codes that are silent where this rule speaks of the same column (or of none): their findings are consequences of
    what it says. `covers_equal` are those that are silent where they count the same rows, of the same column or of
    none. `variants` are other ways to break the rule, each with its own words and examples; of several in one place a
    single finding is made, in the words of the first.
    """

    code: str
    name: str
    effect: Effect
    message: str
    hint: str
    source: str
    why: str
    before: str
    after: str
    counts_rows: bool = False
    covers: tuple[str, ...] = ()
    covers_equal: tuple[str, ...] = ()
    variants: tuple[Rule, ...] = ()

    @property
    def ways(self) -> tuple[Rule, ...]:
        """The rule itself and its variants."""
        return (self, *self.variants)

    @property
    def severity(self) -> Severity:
        """Severity derived from the effect."""
        return self.effect.severity


@dataclass(frozen=True, kw_only=True, eq=False)
class LineRule(Rule):
    """A defect of a physical line, found by the reading itself. Examples are lines under a three-column header.

    `whole_file` has the message and the hint where the rule speaks of a file that is not read beyond its first line.
    """

    counts_rows: bool = True
    whole_file: Mapping[HeaderProblem, tuple[str, str]] = field(default_factory=dict)
    valid: tuple[str, ...]
    invalid: tuple[str, ...]


def _always(_octets: Octets) -> bool:
    return True


def _never(_lists: object) -> bool:
    return False


def _no_codes(_value: str) -> tuple[str, ...]:
    return ()


def _no_details(_value: str) -> dict[str, str]:
    return {}


def _no_remedy(_view: DatasetView, _column: str) -> dict[str, str]:
    return {}


@dataclass(frozen=True, kw_only=True, eq=False)
class RowRule(Rule):
    """A defect of one cell, as expressions over the column's raw text and typed number.

    `violation(column, *others)` is true where the cell is bad; null counts as good. `others` are the columns named by
    `needs`; where one is absent the check is skipped. `screen`, if given, is a cheap aggregate that is true whenever
    some cell may be bad; no cell of at most `within` bytes is, nor, with `words`, any other text. `possible` looks at a
    block's bytes: false means that no cell of it can be bad; so does, with `needs_blanks`, a block without white space.
    `suspects(lists, *others)`, of a rule about impressions, gives the rows beyond which none is bad; where it
    `settles(lists)` all of them are bad.
    `share_at_least`: only a finding when that share of the filled cells is bad. `details(value)` adds template words
    from the first sample, `remedy(view, column)` such as depend on schema and target. `covers_equal_by(value)` are
    further `covers_equal`, where the first sample says so. Examples are cells of the column in a line made of
    EXAMPLE_ROW and `example_row`.
    `exclusive`: of several exclusive rules that one cell breaks, only the one with the smallest code speaks.
    """

    counts_rows: bool = True
    variants: tuple[RowRule, ...] = ()
    applies_to: Callable[[Field], bool]
    violation: Callable[..., pl.Expr]
    screen: Callable[[Column], pl.Expr] | None = None
    within: int | None = None
    words: tuple[str, ...] = ()
    possible: Callable[[Octets], bool] = _always
    needs_blanks: bool = False
    suspects: Callable[..., pl.Series] | None = None
    settles: Callable[..., bool] = _never
    needs: tuple[str, ...] = ()
    exclusive: bool = True
    share_at_least: float = 0.0
    details: Callable[[str], Mapping[str, str]] = _no_details
    remedy: Callable[[DatasetView, str], Mapping[str, str]] = _no_remedy
    covers_equal_by: Callable[[str], tuple[str, ...]] = _no_codes
    example_column: str
    example_kind: str | None = None
    example_row: Mapping[str, str] = field(default_factory=dict)
    valid: tuple[str, ...]
    invalid: tuple[str, ...]

    @property
    def ways(self) -> tuple[RowRule, ...]:
        """The rule itself and its variants."""
        return (self, *self.variants)


@dataclass(frozen=True, kw_only=True, eq=False)
class HeaderRule(Rule):
    """A defect of headers, schema or target. `skip` gives the reason why it does not apply, or None.

    `judges_unreadable`: it also judges inputs without a header line that can be read. Examples are
    (header line, schema document or None, command line options).
    """

    check: Callable[[DatasetView], Iterable[Problem]]
    skip: Callable[[DatasetView], str | None] = lambda _view: None
    judges_unreadable: bool = False
    valid: tuple[HeaderExample, ...]
    invalid: tuple[HeaderExample, ...]


@dataclass(frozen=True, kw_only=True)
class HeaderExample:
    """A header line with the schema (Avro JSON) and options it is judged under."""

    header: str
    schema: str | None = None
    options: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class DatasetRule(Rule):
    """A property of the whole data set. `skip` gives the reason why it does not apply, or None.

    `looks_at_read_types`: it can judge a set without records by the event types that were read. `judges_empty`: it
    judges a set without records as such. `of_files`: it judges the files alone, without streamed events.
    """

    check: Callable[[Facts], Iterable[Problem]]
    skip: Callable[[Facts], str | None] = lambda _facts: None
    looks_at_read_types: bool = False
    judges_empty: bool = False
    of_files: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class EventRule(DatasetRule):
    """A defect of streamed events. Examples are lines of a log."""

    valid: tuple[str, ...]
    invalid: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class LogRule(Rule):
    """A defect of the lines of a log of shown lists, found by `merge-impressions` while it reads the log.

    Its templates have {lines}, {columns} that are matched by, and {log} as a shell command reads it. `column` is what a
    finding names.
    """

    column: str | None = None
