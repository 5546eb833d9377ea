"""Which columns a rule about cells is judged for, and why it is not for some of them."""

from __future__ import annotations

from collections.abc import Sequence

from interactions_cli.judging.observations import Observations
from interactions_cli.personalize.fields import REQUIRED, RESERVED
from interactions_cli.personalize.schema import default_field
from interactions_cli.reading.view import DatasetView
from interactions_cli.rules.rule import RowRule


def judged_columns(rule: RowRule, seen: Observations, view: DatasetView) -> Sequence[str]:
    """The columns that a report names beside a rule: those checked, and the service's own that it is about."""
    checked = [column for known, column in seen.checked if known is rule]
    domain = view.target.domain
    known = [name for name in (*REQUIRED[domain], *RESERVED) if rule.applies_to(default_field(name, domain))]
    order = {name: place for place, name in enumerate((*known, *view.names))}
    return sorted({*checked, *known}, key=lambda name: order.get(name, len(order)))


def absent_reason(names: Sequence[str], view: DatasetView) -> str:
    """Why a check of these columns did not run."""
    absent = [name for name in names if name not in view.names]
    if absent:
        return f"the file has no column {' and '.join(absent)}"
    outside = [name for name in names if view.schema.field(name) is None]
    return f"the schema has no column {' and '.join(outside)}"
