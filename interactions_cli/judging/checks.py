"""A row rule applied to a column: which checks a file gets, and what they find in the records of a block."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import polars as pl

from interactions_cli.measures.shown_lists import ShownLists
from interactions_cli.personalize.schema import Role
from interactions_cli.reading.columns import Column
from interactions_cli.reading.hits import Hits
from interactions_cli.reading.octets import Octets
from interactions_cli.reading.records import Records
from interactions_cli.reading.text_facts import TextFacts
from interactions_cli.report import VALUE_WIDTH
from interactions_cli.rules.rule import NOW, RowRule

# What so many texts are found to be is remembered for the next block.
FEW_TEXTS = 20
NO_TEXTS: Mapping[int, pl.Series] = MappingProxyType({})


@dataclass(frozen=True)
class RowCheck:
    """One rule on one column; `others` are the columns the rule also looks at."""

    rule: RowRule
    column: Column
    others: tuple[Column, ...] = ()

    @property
    def violation(self) -> pl.Expr:
        """True where the cell is bad, never null."""
        return self.rule.violation(self.column, *self.others).fill_null(value=False)

    @property
    def screen(self) -> pl.Expr | None:
        """An aggregate that is true whenever some cell may be bad; None where the violation itself is cheap."""
        return None if self.rule.screen is None else self.rule.screen(self.column).fill_null(value=False)


def plan_checks(rules: Sequence[RowRule], columns: Sequence[Column]) -> tuple[RowCheck, ...]:
    """Every check that the columns of a file allow, in the order in which exclusive rules claim a cell."""
    # What a column outside the given schema holds is not imported: only SCH003 speaks of it.
    columns = [column for column in columns if column.field.role is not Role.OUTSIDE]
    by_name = {column.name: column for column in columns}
    return tuple(
        RowCheck(rule, column, tuple(by_name[name] for name in rule.needs))
        for rule in rules
        for column in columns
        if rule.applies_to(column.field) and all(name in by_name for name in rule.needs)
    )


def run_checks(
    checks: Sequence[RowCheck],
    records: Records,
    block: bytes,
    *,
    now: int,
    max_samples: int,
    texts: Mapping[int, pl.Series] = NO_TEXTS,
) -> dict[RowCheck, Hits]:
    """The bad cells of a block, by check; for `now` and `texts` see `bad_cells`."""
    found = {}
    for index, bad in bad_cells(checks, records, block, now=now, texts=texts).items():
        count = int(bad.sum())
        if count:
            found[checks[index]] = Hits.of_block(count, _samples(bad, checks[index].column, records, max_samples))
    return found


def bad_cells(
    checks: Sequence[RowCheck],
    records: Records,
    block: bytes,
    *,
    now: int,
    texts: Mapping[int, pl.Series] = NO_TEXTS,
) -> dict[int, pl.Series]:
    """Index of the check → where it speaks: its violations less the cells that an earlier exclusive check claims.

    Args:
        checks: Of the file.
        records: Of the block.
        block: Its bytes.
        now: The run's clock in Unix seconds.
        texts: The different texts that columns of text have in these records, by slot, where they are known.
    """
    # A proven number has nothing to report: see Records.
    octets = records.octets or Octets(block)
    seen: dict[RowRule, bool] = {}
    possible = []
    for index, check in enumerate(checks):
        if not records.is_proven(check.column):
            if check.rule not in seen:
                needs_more = check.rule.needs_blanks and not records.may_hold_blanks
                seen[check.rule] = not needs_more and check.rule.possible(octets)
            if seen[check.rule]:
                possible.append(index)
    if not possible or not records.frame.height:
        return {}
    frame = records.frame.with_columns_seq(pl.lit(now, dtype=pl.Int64).alias(NOW))
    suspects = _in_lists({index: checks[index] for index in possible}, records, frame)
    masks = _masks(frame, {index: checks[index] for index in possible if index not in suspects}, records.facts, texts)
    masks |= {index: bad for index, bad in suspects.items() if bad.any()}
    claimed: dict[int, pl.Series] = {}
    for index in sorted(masks):
        check, bad = checks[index], masks[index]
        if check.rule.exclusive:
            before = claimed.get(check.column.slot)
            masks[index] = bad if before is None else bad & ~before
            claimed[check.column.slot] = bad if before is None else before | bad
    return masks


def _in_lists(checks: Mapping[int, RowCheck], records: Records, frame: pl.DataFrame) -> dict[int, pl.Series]:
    """Where checks of lists are violated, for those checks."""
    lists: dict[Column, ShownLists] = {}
    found = {}
    for index, check in checks.items():
        if check.rule.suspects is not None:
            of_column = lists.setdefault(check.column, ShownLists(records, check.column))
            rows = check.rule.suspects(of_column, *check.others)
            if len(rows) and not check.rule.settles(of_column):
                rows = _bad_among(rows, frame, check)
            found[index] = pl.repeat(value=False, n=frame.height, eager=True).scatter(rows, values=True)
    return found


def _bad_among(rows: pl.Series, frame: pl.DataFrame, check: RowCheck) -> pl.Series:
    """The rows that violate a check, if only these may violate it."""
    looked_at = (column.raw for column in (check.column, *check.others))
    bad = frame.select_seq(column.gather(rows) for column in looked_at).select_seq(check.violation)
    return rows.filter(bad.to_series())


def _masks(
    frame: pl.DataFrame, checks: Mapping[int, RowCheck], facts: TextFacts, texts: Mapping[int, pl.Series]
) -> dict[int, pl.Series]:
    """Where each check is violated, for the checks that are violated at all."""
    by_text = {index: check for index, check in checks.items() if check.column.slot in texts and not check.others}
    passed = _passed_by_texts(frame, by_text, texts)
    by_cell = {index: check for index, check in checks.items() if index not in by_text}
    passed |= _passed_by_facts(by_cell, facts)
    screens = {index: screen for index, check in by_cell.items() if (screen := check.screen) is not None}
    trips = frame.select_seq(screen.alias(str(index)) for index, screen in screens.items())
    passed |= {index for index in screens if not trips[str(index)][0]}
    exact = [index for index in checks if index not in passed]
    masks = frame.select_seq(checks[index].violation.alias(str(index)) for index in exact)
    return {int(mask.name): mask for mask in masks if mask.any()}


def _passed_by_facts(checks: Mapping[int, RowCheck], facts: TextFacts) -> set[int]:
    """The checks that no text violates, for all are short or none is one of some words."""
    limits = {index: check.rule.within for index, check in checks.items() if check.rule.within is not None}
    longest = facts.longest([checks[index].column for index in limits])
    passed = {index for index, limit in limits.items() if longest[checks[index].column.slot] <= limit}
    words = {index: check for index, check in checks.items() if check.rule.words}
    return passed | {index for index, check in words.items() if not facts.may_have(check.column, check.rule.words)}


def _passed_by_texts(frame: pl.DataFrame, checks: Mapping[int, RowCheck], texts: Mapping[int, pl.Series]) -> set[int]:
    """The checks that no text violates: few texts stand for many cells."""
    passed: set[int] = set()
    for column in {check.column for check in checks.values()}:
        cells = texts[column.slot].to_list()
        if frame[column.raw_name].null_count():
            cells.append(None)
        of_column = [index for index, check in checks.items() if check.column == column]
        judge = _are_good if len(cells) <= FEW_TEXTS else _are_good.__wrapped__
        are_good = judge(tuple(checks[index] for index in of_column), tuple(cells))
        passed |= {index for index, is_good in zip(of_column, are_good, strict=True) if is_good}
    return passed


# Most blocks of a file have the same few texts.
@lru_cache(maxsize=16)
def _are_good(checks: tuple[RowCheck, ...], cells: tuple[str | None, ...]) -> tuple[bool, ...]:
    """Whether each of some checks of a column passes all of some cells."""
    frame = pl.DataFrame({checks[0].column.raw_name: cells}, schema={checks[0].column.raw_name: pl.String})
    bad = frame.select(check.violation.any().alias(str(number)) for number, check in enumerate(checks))
    return tuple(not is_bad for is_bad in bad.row(0))


def _samples(bad: pl.Series, column: Column, records: Records, max_samples: int) -> list[tuple[int, str]]:
    rows = bad.arg_true().head(max_samples)
    texts = records.frame[column.raw_name].gather(rows).fill_null("").str.slice(0, VALUE_WIDTH + 1)
    return list(zip(records.line_numbers().gather(rows).to_list(), texts.to_list(), strict=True))
