"""The kinds of rule, what an effect means for the exit code, and the choice of rules by code, prefix or name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from interactions_cli.errors import UsageError
from interactions_cli.personalize.schema import Field
from interactions_cli.reading.view import DatasetView
from interactions_cli.report import Severity
from interactions_cli.rules.evidence import Facts, Problem

if TYPE_CHECKING:
    import polars as pl

    from interactions_cli.reading.columns import Column


class Effect(StrEnum):
    """What the service does about a defect."""

    IMPORT_FAILS = "import-fails"
    TRAINING_FAILS = "training-fails"
    UNSTATED = "unstated"
    IGNORED = "ignored"
    DEDUPLICATED = "deduplicated"
    SUSPICIOUS = "suspicious"
    RECOMMENDED = "recommended"
    INFORMATION = "information"

    @property
    def severity(self) -> Severity:
        """The severity that follows from the effect."""
        return OUTCOMES[self].severity

    @property
    def heading(self) -> str:
        """The heading above the findings of this effect."""
        return OUTCOMES[self].heading

    @property
    def consequence(self) -> str:
        """What the service does, to follow "What the service does:"."""
        return OUTCOMES[self].consequence


@dataclass(frozen=True)
class Outcome:
    """What becomes of an effect in a report."""

    severity: Severity
    heading: str
    consequence: str


OUTCOMES: Mapping[Effect, Outcome] = MappingProxyType(
    {
        Effect.IMPORT_FAILS: Outcome(Severity.ERROR, "The import job fails", "the import job fails"),
        Effect.TRAINING_FAILS: Outcome(Severity.ERROR, "Training fails", "the import may succeed, but training fails"),
        Effect.UNSTATED: Outcome(
            Severity.ERROR,
            "The guide requires it, what happens is not stated",
            "not stated: the guide requires it and names no consequence",
        ),
        Effect.IGNORED: Outcome(Severity.WARNING, "Rows or columns the service ignores", "it is accepted and not used"),
        Effect.DEDUPLICATED: Outcome(Severity.WARNING, "Rows the service counts once", "copies are collapsed into one"),
        Effect.SUSPICIOUS: Outcome(
            Severity.WARNING, "Probably a mistake", "not documented; it is nearly always a mistake"
        ),
        Effect.RECOMMENDED: Outcome(
            Severity.NOTE, "Short of what the guide recommends", "accepted; the guide recommends otherwise"
        ),
        Effect.INFORMATION: Outcome(Severity.NOTE, "Good to know", "nothing; it is good to know"),
    }
)
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
    {share} (`4.2 %`), {actual}, {limit}, {missing}, {value} (first sample), {line}, {path} and the details its
    kind adds. In a hint {path} is what a shell command reads to see the file's text, {file} its name in such a
    command and {literal} its name in Python. `why` says what the rule looks for and why the service minds; `before`
    and `after` are a line of a file (or a header) with the defect and without it. `counts_rows` is true if findings
    have a share of all rows. `covers` are the codes that are silent where this rule speaks of the same column (or of
    none): their findings are consequences of what it says.
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

    @property
    def severity(self) -> Severity:
        """Severity derived from the effect."""
        return self.effect.severity


@dataclass(frozen=True, kw_only=True, eq=False)
class LineRule(Rule):
    """A defect of a physical line, found by the reading itself. Examples are lines under a three-column header."""

    counts_rows: bool = True
    valid: tuple[str, ...]
    invalid: tuple[str, ...]


def _always(_block: bytes) -> bool:
    return True


def _no_details(_value: str) -> dict[str, str]:
    return {}


@dataclass(frozen=True, kw_only=True, eq=False)
class RowRule(Rule):
    """A defect of one cell, as expressions over the column's raw text and typed number.

    `violation(column, *others)` is true where the cell is bad; null counts as good. `others` are the columns named by
    `needs`; where one is absent the check is skipped. `screen`, if given, is a cheap aggregate that is true whenever
    some cell may be bad. `possible` looks at a block's bytes: false means that no cell of it can be bad.
    `share_at_least`: only a finding when that share of the filled cells is bad. `details(value)` adds template words
    from the first sample. Examples are cells of the column in a line made of EXAMPLE_ROW and `example_row`.
    `exclusive`: of several exclusive rules that one cell breaks, only the one with the smallest code speaks.
    """

    counts_rows: bool = True
    applies_to: Callable[[Field], bool]
    violation: Callable[..., pl.Expr]
    screen: Callable[[Column], pl.Expr] | None = None
    possible: Callable[[bytes], bool] = _always
    needs: tuple[str, ...] = ()
    exclusive: bool = True
    share_at_least: float = 0.0
    details: Callable[[str], Mapping[str, str]] = _no_details
    example_column: str
    example_kind: str | None = None
    example_row: Mapping[str, str] = field(default_factory=dict)
    valid: tuple[str, ...]
    invalid: tuple[str, ...]


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
    judges a set without records as such.
    """

    check: Callable[[Facts], Iterable[Problem]]
    skip: Callable[[Facts], str | None] = lambda _facts: None
    looks_at_read_types: bool = False
    judges_empty: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class LogRule(Rule):
    """A defect of the lines of a log of shown lists, found by `merge-impressions` while it reads the log.

    Its templates have {lines}, {columns} that are matched by, and {log} as a shell command reads it. `column` is what a
    finding names.
    """

    column: str | None = None


# Why a rule is left out.
NOT_SELECTED = "not in --select"
IGNORED = "in --ignore"


def select_rules(rules: Sequence[Rule], select: Sequence[str], ignore: Sequence[str]) -> dict[str, str]:
    """Which rules are left out and why.

    Args:
        rules: The registry.
        select: Codes, code prefixes (`IMP`) or names to keep; empty keeps all.
        ignore: Codes, prefixes or names to leave out.

    Returns:
        Code → reason, for the rules that are left out.

    Raises:
        UsageError: A word that matches no rule, with the nearest one, or a choice of none.
    """
    left_out: dict[str, str] = {}
    if select:
        kept = match_rules(rules, select, "--select")
        if not kept:
            # An empty shell variable must not turn the gate into one that lets everything through.
            raise UsageError("--select names no rule", "Name codes, prefixes or names: --select CSV,VAL001.")
        left_out |= {rule.code: NOT_SELECTED for rule in rules if rule.code not in kept}
    return left_out | dict.fromkeys(sorted(match_rules(rules, ignore, "--ignore")), IGNORED)


def find_rules(rules: Sequence[Rule], words: Sequence[str]) -> list[Rule]:
    """The rules that codes, prefixes or names mean, one per code; all of them without words.

    Raises:
        UsageError: A word that matches no rule, with the nearest one.
    """
    codes = match_rules(rules, words, "rules") if words else {rule.code for rule in rules}
    return list({rule.code: rule for rule in reversed(rules) if rule.code in codes}.values())[::-1]


def with_variants(rules: Sequence[Rule], found: Iterable[Rule]) -> list[tuple[Rule, ...]]:
    """Each rule found with the other rules of its code, in the order of the registry."""
    return [tuple(entry for entry in rules if entry.code == rule.code) for rule in found]


def match_rules(rules: Sequence[Rule], words: Sequence[str], option: str) -> set[str]:
    """The codes that codes, prefixes or names mean; a word may hold several of them, separated by commas.

    `option` says where the words were given.

    Raises:
        UsageError: A word that matches no rule, with the nearest one.
    """
    found: set[str] = set()
    for word in (part.strip() for entry in words for part in entry.split(",") if part.strip()):
        codes = {rule.code for rule in rules if rule.name == word.lower() or rule.code.startswith(word.upper())}
        if not codes:
            raise UsageError(f"{option} {word}: no rule has that code, prefix or name", rule_hint(rules, word))
        found |= codes
    return found


def rule_hint(rules: Sequence[Rule], word: str) -> str:
    """The nearest code or name to a word that is none, and where the list is."""
    if word.upper().startswith("LOG") and "LOG001" not in {rule.code for rule in rules}:
        return "LOG rules are about logs, which `interactions-cli merge-impressions` reads."
    known = [rule.code for rule in rules] + [rule.name for rule in rules]
    close = (
        [code for code in known if code == _padded(word)]
        or get_close_matches(word.upper(), known, n=1)
        or get_close_matches(word.lower(), known, n=1)
    )
    near = f"Did you mean {close[0]}? " if close else ""
    return near + "See `interactions-cli rules`."


def _padded(word: str) -> str:
    """A word as the code it would be with all digits: VAL4 is VAL004."""
    letters = word.rstrip("0123456789")
    return f"{letters.upper()}{int(word[len(letters) :] or 0):03}" if word[len(letters) :].isascii() else ""
