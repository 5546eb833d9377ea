"""The criteria of `filter`, in their order, and the reason for which each record of a block fails the first of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial, reduce

import polars as pl

from interactions_cli.errors import UsageError
from interactions_cli.judging.checks import bad_cells, plan_checks
from interactions_cli.personalize.fields import EVENT_TYPE, EVENT_VALUE, ITEM_ID, TIMESTAMP, USER_ID
from interactions_cli.personalize.target import EventParameters
from interactions_cli.reading.columns import Column, service_columns
from interactions_cli.reading.line_defect import BROKEN
from interactions_cli.reading.records import Records
from interactions_cli.reading.training_set import passes, passing
from interactions_cli.rules.defects import CODES
from interactions_cli.rules.rule import RowRule

MALFORMED, EVENTS, SINCE, UNTIL = "malformed-lines", "events", "since", "until"
INVALID, DUPLICATES = "invalid", "duplicates"
MIN_USER, MIN_ITEM = "min-user-interactions", "min-item-interactions"
TYPE, VALUE_BLANK, NOT_A_NUMBER = "event-type", "event-value-blank", "event-value-not-a-number"
BELOW, NOT_AN_INTEGER, DUPLICATE = "event-value-below-threshold", "timestamp-not-integer", "duplicate"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What rows must be like to be kept; every criterion is off by default.

    `since` and `until` are Unix seconds. `judged` are the rules about cells, in the order in which they claim one,
    `invalid` those of them whose findings drop a row, `silent` those of these that have none on a column. `min_user`
    and `min_item` are the interactions a user or an item must have among the rows that everything else leaves.
    """

    events: tuple[EventParameters, ...] = ()
    since: int | None = None
    until: int | None = None
    judged: tuple[RowRule, ...] = ()
    invalid: tuple[RowRule, ...] = ()
    silent: frozenset[tuple[RowRule, str]] = frozenset()
    drop_invalid: bool = False
    drop_duplicates: bool = False
    min_user: int | None = None
    min_item: int | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The criteria in force, in the order in which they are applied."""
        chosen = {
            EVENTS: bool(self.events),
            SINCE: self.since is not None,
            UNTIL: self.until is not None,
            INVALID: self.drop_invalid,
            DUPLICATES: self.drop_duplicates,
            MIN_USER: self.min_user is not None,
            MIN_ITEM: self.min_item is not None,
        }
        return (MALFORMED, *(name for name, is_chosen in chosen.items() if is_chosen))

    @property
    def needs_shares(self) -> bool:
        """Whether a rule drops rows only if enough of the cells that earlier criteria leave are bad."""
        return any(rule.share_at_least for rule in self.invalid)

    @property
    def needs_second_look(self) -> bool:
        """Whether a row's fate depends on rows that come later."""
        return self.drop_duplicates or self.min_user is not None or self.min_item is not None

    @property
    def passes(self) -> int:
        """How often the inputs are read."""
        return 1 + self.needs_shares + self.needs_second_look

    @property
    def reasons(self) -> dict[str, str]:
        """Every reason that may be given → its criterion, in order; a reason's number is its place, from 1."""
        times = SINCE if self.since is not None else UNTIL
        return {
            **dict.fromkeys((CODES[defect] for defect in BROKEN), MALFORMED),
            **dict.fromkeys((TYPE, VALUE_BLANK, NOT_A_NUMBER, BELOW), EVENTS),
            NOT_AN_INTEGER: times,
            SINCE: SINCE,
            UNTIL: UNTIL,
            **dict.fromkeys(sorted({rule.code for rule in self.invalid}), INVALID),
            DUPLICATE: DUPLICATES,
            MIN_USER: MIN_USER,
            MIN_ITEM: MIN_ITEM,
        }

    def require_columns(self, columns: Sequence[Column], header_names: Sequence[str]) -> None:
        """Check that the data set has what the criteria look at.

        Raises:
            UsageError: An absent column, named with the option that needs it.
        """
        has_type = any(entry.event_type is not None for entry in self.events)
        has_threshold = any(entry.threshold is not None for entry in self.events)
        needed = {
            "an event type (--event, --event-type, --solution-config)": (EVENT_TYPE, has_type),
            "a threshold (--event, --event-value-threshold, --solution-config)": (EVENT_VALUE, has_threshold),
            "--since": (TIMESTAMP, self.since is not None),
            "--until": (TIMESTAMP, self.until is not None),
            "--min-user-interactions": (USER_ID, self.min_user is not None),
            "--min-item-interactions": (ITEM_ID, self.min_item is not None),
        }
        known = service_columns(columns)
        for option, (name, is_needed) in needed.items():
            if is_needed and name not in known:
                holder = "schema" if name in header_names else "file"
                raise UsageError(
                    f"{option} needs the column {name}, which the {holder} does not have",
                    f"Leave the option out, or add {name} to the {'schema' if holder == 'schema' else 'export'}.",
                )

    def looked_at(self, columns: Sequence[Column]) -> tuple[Column, ...]:
        """The columns that have to be read to decide; at least one, so that records can be counted."""
        if self.drop_invalid or self.drop_duplicates:
            return tuple(columns)
        names = {
            EVENT_TYPE: any(entry.event_type is not None for entry in self.events),
            EVENT_VALUE: any(entry.threshold is not None for entry in self.events),
            TIMESTAMP: self.since is not None or self.until is not None,
            USER_ID: self.min_user is not None,
            ITEM_ID: self.min_item is not None,
        }
        known = service_columns(columns)
        return tuple(known[name] for name, is_needed in names.items() if is_needed) or tuple(columns[:1])


class BlockCriteria:
    """The criteria that look at a record by itself, for the columns of one data set.

    Args:
        choice: The criteria.
        columns: The columns that are read.
        now: The run's clock in Unix seconds.
    """

    def __init__(self, choice: Choice, columns: Sequence[Column], *, now: int) -> None:
        self._choice = choice
        self._number = {reason: place for place, reason in enumerate(choice.reasons, 1)}
        self._now = now
        self._by_name = service_columns(columns)
        self._checks = plan_checks(choice.judged, columns) if choice.invalid else ()
        self._passes = passes(choice.events, columns) if choice.events else None

    def reasons(self, records: Records, block: bytes) -> pl.Series | None:
        """The number of the reason for which each record is rejected (UInt8, 0 = kept); None where all are kept."""
        if not records.frame.height:
            return None
        steps: list[Callable[[Records], pl.Series | None]] = []
        if self._passes is not None:
            steps.append(partial(self._by_event, self._passes))
        if SINCE in self._choice.names or UNTIL in self._choice.names:
            steps.append(self._by_time)
        found = [reasons for step in steps if (reasons := step(records)) is not None]
        if self._checks:
            found.extend(self._by_rules(records, block))
        return reduce(lambda first, later: first.zip_with(first != 0, later), found) if found else None

    def _by_event(self, passes_filter: pl.Expr, records: Records) -> pl.Series | None:
        kept = passing(records.frame, passes_filter)
        if kept.all():
            return None
        kind, value = self._by_name.get(EVENT_TYPE), self._by_name.get(EVENT_VALUE)
        untyped = any(entry.event_type is None for entry in self._choice.events)
        types = [entry.event_type for entry in self._choice.events if entry.event_type is not None]
        cases = [(pl.lit(kept), 0)]
        if kind is not None and not untyped:
            cases.append((~kind.raw.is_in(types).fill_null(value=False), self._number[TYPE]))
        if value is not None:
            # A value that is proven to be a number has no text.
            if not records.is_proven(value):
                cases.append((value.typed.is_null() & (value.trimmed != ""), self._number[NOT_A_NUMBER]))
            cases.append((value.typed.is_null(), self._number[VALUE_BLANK]))
        return _first_case(records.frame, cases, self._number[BELOW])

    def _by_time(self, records: Records) -> pl.Series | None:
        time, choice = self._by_name[TIMESTAMP].typed, self._choice
        cases = [(time.is_null(), self._number[NOT_AN_INTEGER])]
        if choice.since is not None:
            cases.append((time < choice.since, self._number[SINCE]))
        if choice.until is not None:
            cases.append((time >= choice.until, self._number[UNTIL]))
        reasons = _first_case(records.frame, cases, 0)
        return reasons if reasons.max() else None

    def _by_rules(self, records: Records, block: bytes) -> list[pl.Series]:
        bad = bad_cells(self._checks, records, block, now=self._now)
        by_code = sorted(
            (check.rule.code, index)
            for index, check in ((index, self._checks[index]) for index in bad)
            if check.rule in self._choice.invalid and (check.rule, check.column.name) not in self._choice.silent
        )
        return [bad[index].cast(pl.UInt8) * self._number[code] for code, index in by_code]


def _first_case(frame: pl.DataFrame, cases: Sequence[tuple[pl.Expr, int]], otherwise: int) -> pl.Series:
    """Per record the number of the first case that holds."""
    numbers = (pl.when(condition).then(pl.lit(number, dtype=pl.UInt8)) for condition, number in cases)
    chosen = pl.coalesce(*numbers, pl.lit(otherwise, dtype=pl.UInt8))
    return frame.lazy().with_columns(reason=chosen).select("reason").collect()["reason"]
