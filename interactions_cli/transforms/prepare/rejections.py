"""When too much is rejected: one cause that only an option can decide, or more than the run may lose."""

from __future__ import annotations

from interactions_cli.judging.policy import Budget
from interactions_cli.personalize.times import EARLIEST_PLAUSIBLE, SECONDS_PER_DAY
from interactions_cli.transforms.prepare.epochs import EPOCHS
from interactions_cli.transforms.prepare.outcome import Outcome, rule_name
from interactions_cli.transforms.prepare.plan import OpenQuestionError
from interactions_cli.wording import percent, plural

MAJORITY = 0.5
NEARLY_ALL = 0.9
WAYS = {
    "VAL001": "leave the column out with `--drop COLUMN` if it may be absent, or give a constant with `--set`",
    "VAL002": "map another column: `--map ITEM_ID=COLUMN`",
    "VAL003": "say how times are written: `--time-format '%d/%m/%Y %H:%M'` or `--time-epoch excel`",
    "VAL006": "say what stands before the fraction, `--decimal ,`, or leave the column out with `--drop COLUMN`",
    "VAL007": "leave the column out: `--drop COLUMN`",
    "VAL011": "name the event types anew: `--rename-event OLD=NEW`",
    "VAL018": "say from where times are counted: `--time-epoch dotnet`, `--time-epoch excel`, `--time-epoch days`",
    "CSV003": "name the encoding: `--encoding cp1252`",
    "CSV007": "name the separator, `--delimiter ';'`, or the columns with `--columns`",
    "CSV008": "name the separator: `--delimiter ';'`",
    "LOG001": "name the format: `--input-format json`",
}


def refuse_majority(outcome: Outcome, now: int) -> None:
    """Refuse a result of which one reason would reject more than half, or of which nearly no time can be right.

    Raises:
        OpenQuestionError: There is such a reason.
    """
    for code, count in outcome.by_reason.most_common(1):
        if outcome.read and count > MAJORITY * outcome.read:
            way = WAYS.get(code, "look at the records")
            raise OpenQuestionError(
                f"{code} {rule_name(code)} would reject {count:,} of {plural(outcome.read, 'record')} "
                f"({percent(count / outcome.read)})",
                f"{way[0].upper()}{way[1:]}; `--accept-rejects` writes the rest all the same.",
            )
    if outcome.written and outcome.implausible >= NEARLY_ALL * outcome.written:
        first = outcome.first_time or ""
        raise OpenQuestionError(
            f"{outcome.implausible:,} of {outcome.written:,} times lie before 1990 or in the future, first {first!r}",
            f"{_epochs_that_fit(first, now)}; `--accept-rejects` writes them all the same.",
        )


def _epochs_that_fit(text: str, now: int) -> str:
    """The options under which a count is a time from 1990 to now."""
    try:
        count = float(text)
    except ValueError:
        return "Check the clock of the source"
    fitting = [
        f"`--time-epoch {name}`"
        for name, epoch in EPOCHS.items()
        if EARLIEST_PLAUSIBLE <= count / epoch.per_second + epoch.zero <= now + SECONDS_PER_DAY
    ]
    return f"Say what they count: {' or '.join(fitting)}" if fitting else "Check the clock of the source"


def failure_of(outcome: Outcome, most: Budget, *, accepts: bool) -> str | None:
    """Why a run fails whatever is found in what it wrote; None if it does not."""
    if not outcome.written:
        return "no record is left"
    if accepts or most.allows(outcome.rejected, outcome.read):
        return None
    limit = plural(most.limit, "record") if isinstance(most.limit, int) else most.limit.replace("%", " %")
    share = percent(outcome.rejected / outcome.read)
    return (
        f"{outcome.rejected:,} of {plural(outcome.read, 'record')} rejected ({share}), more than --max-rejected {limit}"
    )
