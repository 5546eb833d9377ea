"""The registries: `RULES` are the rules about a data set, `ALL_RULES` these and the rules about logs."""

from __future__ import annotations

from typing import Final

from interactions_cli.rules.column_contents import COLUMN_CONTENTS
from interactions_cli.rules.column_names import COLUMN_NAMES
from interactions_cli.rules.column_spelling import COLUMN_SPELLING
from interactions_cli.rules.compared_columns import COMPARED_COLUMNS
from interactions_cli.rules.compared_times import COMPARED_TIMES
from interactions_cli.rules.compared_types import COMPARED_TYPES
from interactions_cli.rules.compared_volume import COMPARED_VOLUME
from interactions_cli.rules.event_filter import EVENT_FILTER
from interactions_cli.rules.event_type_names import EVENT_TYPE_NAMES
from interactions_cli.rules.event_types import EVENT_TYPES
from interactions_cli.rules.files import FILES
from interactions_cli.rules.given_schema import GIVEN_SCHEMA
from interactions_cli.rules.header_line import HEADER_LINE
from interactions_cli.rules.history import HISTORY
from interactions_cli.rules.ids import IDS
from interactions_cli.rules.impression_use import IMPRESSION_USE
from interactions_cli.rules.impressions import IMPRESSIONS
from interactions_cli.rules.joins import JOINS
from interactions_cli.rules.lines import LINES
from interactions_cli.rules.logs import LOGS
from interactions_cli.rules.minimums import MINIMUMS
from interactions_cli.rules.other_datasets import OTHER_DATASETS
from interactions_cli.rules.own_columns import OWN_COLUMNS
from interactions_cli.rules.rule import RowRule, Rule
from interactions_cli.rules.schema_contents import SCHEMA_CONTENTS
from interactions_cli.rules.shown_items import SHOWN_ITEMS
from interactions_cli.rules.streamed import STREAMED
from interactions_cli.rules.thresholds import THRESHOLDS
from interactions_cli.rules.time_span import TIME_SPAN
from interactions_cli.rules.time_values import TIME_VALUES
from interactions_cli.rules.users import USERS
from interactions_cli.rules.values import VALUES
from interactions_cli.rules.volume import VOLUME

__all__ = ["ALL_RULES", "CELL_RULES", "FAMILIES", "RULES"]
# What the letters of a code say, in the order in which rules are listed and judged.
FAMILIES: Final = {
    "CSV": "bytes, lines and header text",
    "SCH": "columns and schema",
    "VAL": "one cell",
    "IMP": "one impression list",
    "SET": "the whole data set",
    "CMP": "the data set beside an earlier report of it",
    "REF": "ids beside a catalogue",
    "EVT": "one streamed event",
    "LOG": "one line of a log of shown lists",
}
_MODULES: Final = (
    *(FILES, HEADER_LINE, LINES),
    *(COLUMN_NAMES, COLUMN_SPELLING, GIVEN_SCHEMA, SCHEMA_CONTENTS, OWN_COLUMNS, OTHER_DATASETS),
    *(VALUES, IDS, TIME_VALUES),
    *(IMPRESSIONS, IMPRESSION_USE, SHOWN_ITEMS),
    *(MINIMUMS, VOLUME, USERS, HISTORY, TIME_SPAN),
    *(EVENT_TYPES, EVENT_TYPE_NAMES, EVENT_FILTER, THRESHOLDS, COLUMN_CONTENTS),
    *(COMPARED_VOLUME, COMPARED_TYPES, COMPARED_COLUMNS, COMPARED_TIMES),
    *(JOINS, STREAMED),
)


def _place(rule: Rule) -> tuple[int, str]:
    return list(FAMILIES).index(rule.code[:3]), rule.code


RULES: Final[tuple[Rule, ...]] = tuple(sorted((rule for rules in _MODULES for rule in rules), key=_place))
# What a report may name: `validate` and its like apply RULES alone.
ALL_RULES: Final[tuple[Rule, ...]] = (*RULES, *LOGS)
# What is asked of each cell: the rules about cells, each followed by its variants.
CELL_RULES: Final[tuple[RowRule, ...]] = tuple(way for rule in RULES if isinstance(rule, RowRule) for way in rule.ways)
