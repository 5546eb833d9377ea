"""VAL rules about values of any column: missing, not of its type, too long, padded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from interactions_cli.personalize.fields import (
    EVENT_ATTRIBUTION_SOURCE,
    EVENT_TYPE,
    EVENT_VALUE,
    ITEM_ID,
    RECOMMENDATION_ID,
    RESERVED,
    TIMESTAMP,
    USER_ID,
    guide,
)
from interactions_cli.personalize.limits import (
    MAX_ATTRIBUTION_SOURCE_CHARS,
    MAX_CATEGORICAL_CHARS,
    MAX_EVENT_TYPE_CHARS,
)
from interactions_cli.personalize.schema import Field
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.kit.advice import missing_advice, number_advice, quoted_name
from interactions_cli.rules.kit.cells import is_own_category, named, not_parsed, trimmed_longer_than
from interactions_cli.rules.rule import RowRule, Rule

if TYPE_CHECKING:
    import polars as pl

    from interactions_cli.reading.columns import Column
    from interactions_cli.reading.octets import Octets

VALUES_PAGE: Final = guide("interactions-datasets")
TYPES_PAGE: Final = guide("interactions-dataset-requirements")
FORMAT_PAGE: Final = guide("preparing-training-data")


def _required_value(field: Field) -> bool:
    return not field.nullable


def _other_number(field: Field) -> bool:
    return field.is_number and field.name != TIMESTAMP


def _compared(field: Field) -> bool:
    identifiers = (USER_ID, ITEM_ID, RECOMMENDATION_ID, EVENT_TYPE)
    return field.name in identifiers or field.is_number or is_own_category(field)


def _has_space(octets: Octets) -> bool:
    block = octets.data
    return (
        octets.hold(" \t\x0b\x0c")
        or not block.isascii()
        or (b"\r" in block and block.count(b"\r") > block.count(b"\r\n"))
    )


def _unprintable_or_long(column: Column) -> pl.Expr:
    unprintable = column.raw.str.contains("[^ -~]") | (column.trimmed.str.len_bytes() == 0)
    return unprintable | (column.raw.str.len_bytes() > MAX_ATTRIBUTION_SOURCE_CHARS)


ARRAY: Final = r"^\s*(\[.*\]|\{.*\})\s*$"


def _may_hold_array(field: Field) -> bool:
    return is_own_category(field) or field.name in (USER_ID, ITEM_ID, EVENT_TYPE)


VALUES: Final[tuple[Rule, ...]] = (
    RowRule(
        code="VAL001",
        name="missing-value",
        effect=Effect.IMPORT_FAILS,
        message="no {column} in {rows}: the column may not be null, and an import with blanks in such a column fails",
        hint="{advice}.",
        remedy=missing_advice,
        source=VALUES_PAGE,
        why="Looks for cells with nothing in them, or only white space, in columns whose type has no null. Every "
        "interaction needs a user, an item and a time, and an event type where that column exists. A column of your "
        "own may be blank if its type in the schema is a union with null.",
        before="u1,,1700000000",
        after="u1,i1,1700000000",
        applies_to=_required_value,
        violation=lambda column: column.raw.is_null(),
        example_column=ITEM_ID,
        valid=("i1", "0", "-"),
        invalid=("", " ", "\u00a0", "\t"),
    ),
    RowRule(
        code="VAL006",
        name="not-a-number",
        effect=Effect.IMPORT_FAILS,
        message="{column} is not a number of its type in {rows}; values that do not match the schema fail the import",
        hint="{advice}.",
        details=number_advice,
        source=TYPES_PAGE,
        why="Looks for cells of a number column that are not written as a finite decimal number, and in an int or "
        "long column for those that are not whole or do not fit. `NaN`, `inf`, thousands separators, decimal commas, "
        "units and percent signs are not numbers here. Where the type allows null, a blank is the way to write a "
        "missing number.",
        before='u1,i1,1700000000,"4,5"',
        after="u1,i1,1700000000,4.5",
        applies_to=_other_number,
        violation=not_parsed,
        example_column=EVENT_VALUE,
        valid=("0.5", ".50", "5.", "15", "-2", "+1", "1e3", "1.5E-3", ""),
        invalid=("abc", "4,5", "1,000", "NaN", "inf", "-Infinity", "1e400", "0x10", "1_000", "--1", ".", "5 %", "true"),
    ),
    RowRule(
        code="VAL007",
        name="categorical-too-long",
        effect=Effect.IMPORT_FAILS,
        message=f"{{column}} longer than {MAX_CATEGORICAL_CHARS:,} characters in {{rows}}: "
        "a categorical value that long fails the import",
        hint="Shorten the values where the file is made, or add `--drop {quoted}` to {prepare} if the column is free "
        "text; without it the command drops the rows.",
        remedy=quoted_name,
        source=TYPES_PAGE,
        why="Counts the characters of own columns that are categorical strings; without a schema every own column is "
        "taken as one. The limit covers the whole value, also when it joins several categories with vertical bars.",
        before="u1,i1,1700000000,(a page of text)",
        after="u1,i1,1700000000,mobile",
        applies_to=is_own_category,
        violation=trimmed_longer_than(MAX_CATEGORICAL_CHARS),
        within=MAX_CATEGORICAL_CHARS,
        example_column="DEVICE",
        valid=("x" * MAX_CATEGORICAL_CHARS, "é" * MAX_CATEGORICAL_CHARS, "phone|tablet", ""),
        invalid=("x" * (MAX_CATEGORICAL_CHARS + 1), "é" * (MAX_CATEGORICAL_CHARS + 1)),
    ),
    RowRule(
        code="VAL008",
        name="event-type-too-long",
        effect=Effect.SUSPICIOUS,
        message=f"{{rows}} with an EVENT_TYPE of more than {MAX_EVENT_TYPE_CHARS} characters, "
        "more than a solution's event filter can name",
        hint="Write a short name, and keep the rest in a column of its own.",
        source=guide("API_EventParameters"),
        why="Counts the characters of event types. The limit is the API's, for recorded events and for the filter of "
        "a solution; no page states one for imported files. A type that long is mostly a URL or a message in the "
        "wrong column.",
        before="u1,i1,1700000000,click: (300 characters)",
        after="u1,i1,1700000000,click",
        applies_to=named(EVENT_TYPE),
        violation=trimmed_longer_than(MAX_EVENT_TYPE_CHARS),
        within=MAX_EVENT_TYPE_CHARS,
        example_column=EVENT_TYPE,
        valid=("watch", "w" * MAX_EVENT_TYPE_CHARS),
        invalid=("w" * (MAX_EVENT_TYPE_CHARS + 1),),
    ),
    RowRule(
        code="VAL009",
        name="surrounding-space",
        effect=Effect.SUSPICIOUS,
        message="white space around {column} in {rows}; the guide does not say that it is stripped, "
        "and unstripped it makes another value",
        hint="Take the blanks off: {prepare}.",
        source=FORMAT_PAGE,
        why="Looks for blanks, tabs and other Unicode white space before or after ids, event types, numbers and "
        "categories. `i1` and `i1` with a blank behind it look alike and are two items. Fixed-width exports and "
        "separators followed by a space cause it. White space inside a value is left alone.",
        before="u1, i1,1700000000",
        after="u1,i1,1700000000",
        applies_to=_compared,
        violation=lambda column: column.raw != column.trimmed,
        possible=_has_space,
        needs_blanks=True,
        example_column=ITEM_ID,
        valid=("i1", "i 1", "i\u00a01"),
        invalid=(" i1", "i1 ", "\ti1", "i1\u00a0", "\u3000i1"),
    ),
    RowRule(
        code="VAL011",
        name="keyword-value",
        effect=Effect.UNSTATED,
        message="{rows} with a reserved field name as EVENT_TYPE; the guide forbids keywords as values, "
        "the consequence is left open",
        hint="Rename the type where the file is made, or leave out header lines between the records; {drop}.",
        source=guide("custom-datasets-and-schemas"),
        why="Looks for event types that are exactly a reserved field name in upper case. Joined files with a header "
        "line in the middle show it as the value EVENT_TYPE. A training error about event types that are all keywords "
        "or null has been reported, and never been explained.",
        before="u1,i1,1700000000,EVENT_TYPE",
        after="u1,i1,1700000000,watch",
        applies_to=named(EVENT_TYPE),
        violation=lambda column: column.raw.is_in(RESERVED),
        words=RESERVED,
        example_column=EVENT_TYPE,
        valid=("watch", "event_type", "EVENT TYPE", "IMPRESSIONS", "Impression"),
        invalid=RESERVED,
    ),
    RowRule(
        code="VAL015",
        name="attribution-source",
        effect=Effect.SUSPICIOUS,
        message=f"{{rows}} with an EVENT_ATTRIBUTION_SOURCE of more than {MAX_ATTRIBUTION_SOURCE_CHARS:,} characters "
        "or with others than printable ASCII, which the API would not take",
        hint="Use short plain names, written in printable ASCII.",
        source=guide("metric-attribution-requirements"),
        why="Checks the source of an event against what the API for recorded events takes: printable ASCII with at "
        "least one character that is not a space. For imported files no such limit is documented. Names are compared "
        "and counted, so they should be few and plain.",
        before="u1,i1,1700000000,Sommer-Aktion für Käufer",
        after="u1,i1,1700000000,summer-campaign",
        applies_to=named(EVENT_ATTRIBUTION_SOURCE),
        violation=_unprintable_or_long,
        example_column=EVENT_ATTRIBUTION_SOURCE,
        valid=("home page", "~!", "a" * MAX_ATTRIBUTION_SOURCE_CHARS, ""),
        invalid=("Käufer", "a\tb", "   ", "a" * (MAX_ATTRIBUTION_SOURCE_CHARS + 1)),
    ),
    RowRule(
        code="VAL017",
        name="array-in-cell",
        effect=Effect.SUSPICIOUS,
        message="{column} holds an array or an object in {rows}; brackets and all it is one text to the service",
        hint="Write one value where the file is made; several categories are joined by vertical bars.",
        source=FORMAT_PAGE,
        why="Looks for values in square or curly brackets, as lists and dictionaries of a program become when they are "
        "written to a text file. Each combination is a category of its own then. The guide joins several categories "
        "of one cell with vertical bars.",
        before="u1,i1,1700000000,\"['action', 'drama']\"",
        after="u1,i1,1700000000,action|drama",
        applies_to=_may_hold_array,
        violation=lambda column: column.raw.str.contains(ARRAY),
        possible=lambda octets: octets.hold("[{"),
        example_column="DEVICE",
        valid=("action|drama", "[", "a[1]", "[a] b", "{", "", "(a)"),
        invalid=("['a', 'b']", '["a"]', "[]", "{a,b}", '{"a": 1}'),
    ),
)
