"""What stands before the fraction of numbers: one reading for a whole column."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from interactions_cli.personalize.fields import TIMESTAMP
from interactions_cli.transforms.prepare.column_evidence import ColumnEvidence
from interactions_cli.transforms.prepare.evidence import Evidence
from interactions_cli.transforms.prepare.number_forms import COMMA, POINT
from interactions_cli.transforms.prepare.plan import FieldPlan, OpenQuestionError, PlanOptions


def decimals_of(fields: Sequence[FieldPlan], evidence: Evidence, options: PlanOptions) -> list[tuple[str, str]]:
    """The decimal mark of every field whose numbers do not stand as they are to be written.

    Raises:
        OpenQuestionError: The values leave it open, or contradict each other.
    """
    found = []
    for entry in fields:
        column = evidence.of(entry.sources)
        if not entry.field.is_number or entry.name == TIMESTAMP or not column.commas:
            continue
        mark = options.decimal or options.decimals.get(entry.name) or _decimal_of(entry, column)
        found.append((entry.name, mark))
    return found


def _decimal_of(entry: FieldPlan, column: ColumnEvidence) -> str:
    if column.comma_only and not column.point_only:
        return COMMA
    if column.point_only and not column.comma_only:
        return POINT
    ways = "Say what stands before the fraction: `--decimal ,` or `--decimal .`"
    if column.comma_only:
        drop = f"--drop {shlex.quote(str(entry.source))}"
        raise OpenQuestionError(
            f"the numbers of {entry.source} can be read in two ways: some values have a decimal comma and some a "
            "decimal point",
            f"{ways}, which rejects those that do not fit, or leave them out: `{drop}`.",
            answer=drop,
        )
    raise OpenQuestionError(
        f"the numbers of {entry.source} can be read in two ways: every comma may stand before a fraction or between "
        "thousands",
        f"{ways}.",
        # Three digits follow each comma, or it could not be of thousands.
        answer=f"--decimal {POINT}",
    )
