"""VAL rules: one cell of a required, reserved or own column, the first that fires speaks."""

from __future__ import annotations

from collections.abc import Callable
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
    MAX_ID_CHARS,
    MAX_RECOMMENDATION_ID_CHARS,
)
from interactions_cli.personalize.schema import Field, Role
from interactions_cli.personalize.times import EARLIEST_PLAUSIBLE, NOT_SECONDS_FROM, SECONDS_PER_DAY
from interactions_cli.rules.kit.commands import number_repair, time_repair
from interactions_cli.rules.kit.times import date_details, unit_details
from interactions_cli.rules.rule import NOW, Effect, RowRule, Rule

if TYPE_CHECKING:
    import polars as pl

    from interactions_cli.reading.columns import Column

VALUES_PAGE: Final = guide("interactions-datasets")
TYPES_PAGE: Final = guide("interactions-dataset-requirements")
FORMAT_PAGE: Final = guide("preparing-training-data")
MISSING_WORDS: Final = ("null", "none", "nan", "n/a", "undefined", "nil", "<na>", "(null)")
PLACEHOLDERS: Final = tuple(
    dict.fromkeys(
        [form for word in MISSING_WORDS for form in (word, word.upper(), word.capitalize())] + ["NaN", "NA", r"\N"]
    )
)
SPREADSHEET_ERRORS: Final = ("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!")
EXPONENT_ID: Final = r"^-?[0-9](\.[0-9]+)?[eE]\+[0-9]+$"
FLOAT_ID_PATTERN: Final = r"^-?[0-9]+\.0$"
FLOAT_ID_SHARE: Final = 0.9


def _named(*names: str) -> Callable[[Field], bool]:
    return lambda field: field.name in names


def _required_value(field: Field) -> bool:
    return not field.nullable


def _other_number(field: Field) -> bool:
    return field.is_number and field.name != TIMESTAMP


def _own_category(field: Field) -> bool:
    return field.role is Role.OWN and field.kind == "string" and field.categorical


def _compared(field: Field) -> bool:
    identifiers = (USER_ID, ITEM_ID, RECOMMENDATION_ID, EVENT_TYPE)
    return field.name in identifiers or field.is_number or _own_category(field)


def _not_parsed(column: Column) -> pl.Expr:
    return column.raw.is_not_null() & column.typed.is_null()


def _not_seconds(column: Column) -> pl.Expr:
    # Not by the absolute value: that of the smallest 64-bit integer overflows.
    return (column.typed >= NOT_SECONDS_FROM) | (column.typed <= -NOT_SECONDS_FROM)


def _implausible(column: Column) -> pl.Expr:
    import polars as pl

    return (column.typed < EARLIEST_PLAUSIBLE) | (column.typed > pl.col(NOW) + SECONDS_PER_DAY)


def _trimmed_longer_than(limit: int) -> Callable[[Column], pl.Expr]:
    return lambda column: column.trimmed.str.len_chars() > limit


def _longer_than(limit: int) -> Callable[[Column], pl.Expr]:
    return lambda column: column.raw.str.len_chars() > limit


def _some_longer_than(limit: int) -> Callable[[Column], pl.Expr]:
    # A value has at least as many bytes as characters, and bytes are known without reading them.
    return lambda column: column.raw.str.len_bytes().max() > limit


def _has_space(block: bytes) -> bool:
    return (
        any(byte in block for byte in (b" ", b"\t", b"\x0b", b"\x0c"))
        or not block.isascii()
        or (b"\r" in block and block.count(b"\r") > block.count(b"\r\n"))
    )


def _special_character(column: Column) -> pl.Expr:
    if column.name == ITEM_ID:
        return column.raw.str.contains_any(['"', "|"])
    return column.raw.str.contains('"', literal=True)


def _unprintable_or_long(column: Column) -> pl.Expr:
    unprintable = column.raw.str.contains("[^ -~]") | (column.trimmed.str.len_bytes() == 0)
    return unprintable | (column.raw.str.len_bytes() > MAX_ATTRIBUTION_SOURCE_CHARS)


def _mangled(column: Column) -> pl.Expr:
    return column.raw.str.contains(EXPONENT_ID) | column.raw.is_in(SPREADSHEET_ERRORS)


FLOAT_ID: Final = RowRule(
    code="VAL016",
    name="mangled-id",
    effect=Effect.SUSPICIOUS,
    message="{column} ends in .0 in {rows}, nearly all that have one; "
    "ids written as numbers with a fraction match no id without it",
    hint="Read the column as text, or as a whole number that may be missing: "
    '`pd.read_csv("source.csv", dtype={{"{column}": "Int64"}})`.',
    source=VALUES_PAGE,
    why="Looks for id columns in which nearly every value is a whole number followed by `.0`. A data frame that meets "
    "one missing id turns the column into floating point and writes 42 as 42.0. The service compares ids as text, so "
    "items and users of the other datasets are not found under such ids. A few such values are taken as they are.",
    before="42.0,i1,1700000000",
    after="42,i1,1700000000",
    applies_to=_named(USER_ID, ITEM_ID),
    violation=lambda column: column.raw.str.contains(FLOAT_ID_PATTERN),
    screen=lambda column: column.raw.str.ends_with(".0").any(),
    possible=lambda block: b"." in block,
    share_at_least=FLOAT_ID_SHARE,
    example_column=ITEM_ID,
    valid=("42", "42.5", "42.00", "v2.0", ".0"),
    invalid=("42.0", "-7.0", "0.0"),
)
VALUES: Final[tuple[Rule, ...]] = (
    RowRule(
        code="VAL001",
        name="missing-value",
        effect=Effect.IMPORT_FAILS,
        message="no {column} in {rows}: the column may not be null, and an import with blanks in such a column fails",
        hint="Fill in the values at their source, or leave the rows out: "
        '`df = df[df["{column}"].fillna("").astype(str).str.strip() != ""]`.',
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
        code="VAL002",
        name="id-too-long",
        effect=Effect.IMPORT_FAILS,
        message=f"{{column}} longer than {MAX_ID_CHARS} characters in {{rows}}, which fails the import",
        hint="Replace long ids by a digest, the same one in every dataset: "
        '`df["{column}"] = df["{column}"].map(lambda s: hashlib.sha256(s.encode()).hexdigest())`.',
        source=guide("limits"),
        why="Counts the characters of user and item ids, white space around them left out. URLs, tokens and joined "
        "keys are the usual offenders. If no id seems that long, look for a missing separator or quotation mark in "
        "the line.",
        before="u1,https://shop.example/…(300 characters),1700000000",
        after="u1,9f86d081884c7d65…,1700000000",
        applies_to=_named(USER_ID, ITEM_ID),
        violation=_trimmed_longer_than(MAX_ID_CHARS),
        screen=_some_longer_than(MAX_ID_CHARS),
        example_column=ITEM_ID,
        valid=("i" * MAX_ID_CHARS, "é" * MAX_ID_CHARS),
        invalid=("i" * (MAX_ID_CHARS + 1), "é" * (MAX_ID_CHARS + 1)),
    ),
    RowRule(
        code="VAL003",
        name="timestamp-not-integer",
        effect=Effect.IMPORT_FAILS,
        message="{rows} with a TIMESTAMP that is no whole number; the type is long, and values of another type fail "
        "the import",
        hint="Convert to {repair}.",
        details=time_repair,
        source=TYPES_PAGE,
        why="Looks for timestamps that are not an optional minus and digits within 64 bits: dates as text, decimals, "
        "exponents, plus signs. The field is a long that holds seconds since 1970 in UTC.",
        before="u1,i1,2023-11-14T22:13:20Z",
        after="u1,i1,1700000000",
        applies_to=_named(TIMESTAMP),
        violation=_not_parsed,
        example_column=TIMESTAMP,
        valid=("1700000000", "-5", "0001700000000", "9223372036854775807"),
        invalid=(
            "2023-11-14T22:13:20Z",
            "1700000000.0",
            "1.7e9",
            "+1700000000",
            "1_700_000_000",
            "9223372036854775808",
            "yesterday",
        ),
    ),
    RowRule(
        code="VAL004",
        name="timestamp-not-seconds",
        effect=Effect.UNSTATED,
        message="{rows} with a TIMESTAMP too large for seconds: the first looks like {unit} ({date}) and would be "
        "the year {year} in seconds, the only unit the guide allows",
        hint='Divide without a remainder: `df["TIMESTAMP"] = df["TIMESTAMP"] // {divisor}` in pandas, '
        "`FLOOR(ts / {divisor})` in SQL.",
        source=VALUES_PAGE,
        why="Looks at the magnitude: from 10^11 a number is taken for milliseconds, from 10^14 for microseconds, from "
        "10^17 for nanoseconds. JavaScript, Java and pandas count in these units. Such a value is a valid long, so "
        "nothing may complain, but every time lies far in the future; what the service then does is not documented.",
        before="u1,i1,1700000000000",
        after="u1,i1,1700000000",
        applies_to=_named(TIMESTAMP),
        violation=_not_seconds,
        details=unit_details,
        example_column=TIMESTAMP,
        valid=("1700000000", "99999999999", "-99999999999"),
        invalid=(
            "100000000000",
            "-100000000000",
            "1700000000000",
            "1700000000000000",
            "1700000000000000000",
            "-9223372036854775808",
        ),
    ),
    RowRule(
        code="VAL005",
        name="timestamp-implausible",
        effect=Effect.SUSPICIOUS,
        message="{rows} with a TIMESTAMP before 1990 or in the future, the first on {date}; "
        "the guide sets no bounds, but few interactions happened then",
        hint="Check the clock or the default of the source and leave out what is wrong: "
        '`df = df[df["TIMESTAMP"].between(631152000, time.time())]`.',
        source=VALUES_PAGE,
        why="Looks for times at or before 1970, before 1990, or more than a day ahead of now (`--now`). Zero is a "
        "common default for a missing time. Item age is counted from the latest interaction, so a single time far "
        "ahead can make every item look old.",
        before="u1,i1,0",
        after="u1,i1,1700000000",
        applies_to=_named(TIMESTAMP),
        violation=_implausible,
        details=date_details,
        example_column=TIMESTAMP,
        valid=("631152000", "1700000000"),
        invalid=("0", "-1", "631151999", "20231114", "99999999999"),
    ),
    RowRule(
        code="VAL006",
        name="not-a-number",
        effect=Effect.IMPORT_FAILS,
        message="{column} is not a number of its type in {rows}; values that do not match the schema fail the import",
        hint="Convert, and leave blank what is none{doubt}: "
        '`df["{column}"] = pd.to_numeric(df["{column}"]{clean}, errors="coerce")`.',
        details=number_repair,
        source=TYPES_PAGE,
        why="Looks for cells of a number column that are not written as a finite decimal number, and in an int or "
        "long column for those that are not whole or do not fit. `NaN`, `inf`, thousands separators, decimal commas, "
        "units and percent signs are not numbers here. Where the type allows null, a blank is the way to write a "
        "missing number.",
        before='u1,i1,1700000000,"4,5"',
        after="u1,i1,1700000000,4.5",
        applies_to=_other_number,
        violation=_not_parsed,
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
        hint=f"Shorten the values, or leave the column out if it is free text: "
        f'`df["{{column}}"] = df["{{column}}"].str.slice(0, {MAX_CATEGORICAL_CHARS})`.',
        source=TYPES_PAGE,
        why="Counts the characters of own columns that are categorical strings; without a schema every own column is "
        "taken as one. The limit covers the whole value, also when it joins several categories with vertical bars.",
        before="u1,i1,1700000000,(a page of text)",
        after="u1,i1,1700000000,mobile",
        applies_to=_own_category,
        violation=_trimmed_longer_than(MAX_CATEGORICAL_CHARS),
        screen=_some_longer_than(MAX_CATEGORICAL_CHARS),
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
        hint="Write a short name and keep the rest in a column of its own: "
        '`df["EVENT_TYPE"] = df["EVENT_TYPE"].str.split(":").str[0]`.',
        source=guide("API_EventParameters"),
        why="Counts the characters of event types. The limit is the API's, for recorded events and for the filter of "
        "a solution; no page states one for imported files. A type that long is mostly a URL or a message in the "
        "wrong column.",
        before="u1,i1,1700000000,click: (300 characters)",
        after="u1,i1,1700000000,click",
        applies_to=_named(EVENT_TYPE),
        violation=_trimmed_longer_than(MAX_EVENT_TYPE_CHARS),
        screen=_some_longer_than(MAX_EVENT_TYPE_CHARS),
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
        hint='Strip the column: `df["{column}"] = df["{column}"].str.strip()` in pandas, `TRIM({column})` in SQL.',
        source=FORMAT_PAGE,
        why="Looks for blanks, tabs and other Unicode white space before or after ids, event types, numbers and "
        "categories. `i1` and `i1` with a blank behind it look alike and are two items. Fixed-width exports and "
        "separators followed by a space cause it. White space inside a value is left alone.",
        before="u1, i1,1700000000",
        after="u1,i1,1700000000",
        applies_to=_compared,
        violation=lambda column: column.raw != column.trimmed,
        possible=_has_space,
        example_column=ITEM_ID,
        valid=("i1", "i 1", "i\u00a01"),
        invalid=(" i1", "i1 ", "\ti1", "i1\u00a0", "\u3000i1"),
    ),
    RowRule(
        code="VAL010",
        name="placeholder",
        effect=Effect.SUSPICIOUS,
        message="{column} is a word for a missing value, such as null or NaN, in {rows}; "
        "taken as text it is a value like any other",
        hint="Leave such rows out, or the cell blank where the column may be null: "
        '`df = df[~df["{column}"].str.lower().isin(["null", "none", "nan", "n/a", "undefined"])]`.',
        source=VALUES_PAGE,
        why="Looks for the words that programs write for nothing: null, None, NaN, N/A, NA, undefined, nil, <NA>, "
        "(null) and \\N, alone in an id or event type. Every interaction needs a real user and item. Users have "
        "reported events with the word null that were ignored in silence; the guide does not mention such words.",
        before="None,i1,1700000000",
        after="u1,i1,1700000000",
        applies_to=_named(USER_ID, ITEM_ID, RECOMMENDATION_ID, EVENT_TYPE),
        violation=lambda column: column.raw.is_in(PLACEHOLDERS),
        example_column=ITEM_ID,
        valid=("Nullarbor", "nan0", "Na", "none-such", "-", "nUll"),
        invalid=("null", "NULL", "None", "nan", "NaN", "N/A", "NA", "undefined", "nil", "<NA>", "(null)", r"\N"),
    ),
    RowRule(
        code="VAL011",
        name="keyword-value",
        effect=Effect.UNSTATED,
        message="{rows} with a reserved field name as EVENT_TYPE; the guide forbids keywords as values, "
        "the consequence is left open",
        hint="Rename the type, or delete the header lines that were copied between the records: "
        "`grep -n 'USER_ID' {path}`.",
        source=guide("custom-datasets-and-schemas"),
        why="Looks for event types that are exactly a reserved field name in upper case. Joined files with a header "
        "line in the middle show it as the value EVENT_TYPE. A training error about event types that are all keywords "
        "or null has been reported, and never been explained.",
        before="u1,i1,1700000000,EVENT_TYPE",
        after="u1,i1,1700000000,watch",
        applies_to=_named(EVENT_TYPE),
        violation=lambda column: column.raw.is_in(RESERVED),
        example_column=EVENT_TYPE,
        valid=("watch", "event_type", "EVENT TYPE", "IMPRESSIONS", "Impression"),
        invalid=RESERVED,
    ),
    RowRule(
        code="VAL012",
        name="special-character-in-id",
        effect=Effect.SUSPICIOUS,
        message="special characters in {column} in {rows} (a quotation mark, or a vertical bar in an item id); "
        "the guide advises against them",
        hint="Replace the characters in every dataset alike: "
        '`df["{column}"] = df["{column}"].str.replace(r\'["|]\', "-", regex=True)`.',
        source=FORMAT_PAGE,
        why='Looks for `"` in user and item ids, and for `|` in item ids. The guide asks to avoid quotation marks and '
        "special characters without listing the latter. The vertical bar is the one that cannot work in impressions, "
        "where it separates the ids and no escape is described.",
        before="u1,shoes|42,1700000000",
        after="u1,shoes-42,1700000000",
        applies_to=_named(USER_ID, ITEM_ID),
        violation=_special_character,
        possible=lambda block: b'"' in block or b"|" in block,
        example_column=ITEM_ID,
        valid=("i-1", "ab'c", "a/b", "a&b"),
        invalid=("a|b", "|", 'ab"c'),
    ),
    RowRule(
        code="VAL014",
        name="recommendation-id",
        effect=Effect.SUSPICIOUS,
        message=f"{{rows}} with a RECOMMENDATION_ID of more than {MAX_RECOMMENDATION_ID_CHARS} characters; "
        "the service's own ids are never longer",
        hint="Write the `recommendationId` of the response as it was returned and nothing else; where more was logged: "
        '`df["RECOMMENDATION_ID"] = df["RECOMMENDATION_ID"].str.extract(r"(RID-[0-9A-Za-z-]+)", expand=False)`.',
        source=guide("event-metrics"),
        why="Counts the characters of recommendation ids. The API allows 40, the length of the ids it returns; for "
        "imported files no limit is stated. A longer value is not an id that the service gave out, so it leads to no "
        "list of items.",
        before="u1,i1,1700000000,https://shop.example/?rid=RID-12345678-1234-1234-1234-abcdefghijkl",
        after="u1,i1,1700000000,RID-12345678-1234-1234-1234-abcdefghijkl",
        applies_to=_named(RECOMMENDATION_ID),
        violation=_longer_than(MAX_RECOMMENDATION_ID_CHARS),
        screen=_some_longer_than(MAX_RECOMMENDATION_ID_CHARS),
        example_column=RECOMMENDATION_ID,
        valid=("RID-12345678-1234-1234-1234-abcdefghijkl", "é" * MAX_RECOMMENDATION_ID_CHARS, ""),
        invalid=("RID-12345678-1234-1234-1234-abcdefghijklm",),
    ),
    RowRule(
        code="VAL015",
        name="attribution-source",
        effect=Effect.SUSPICIOUS,
        message=f"{{rows}} with an EVENT_ATTRIBUTION_SOURCE of more than {MAX_ATTRIBUTION_SOURCE_CHARS:,} characters "
        "or with others than printable ASCII, which the API would not take",
        hint='Use short plain names: `df["EVENT_ATTRIBUTION_SOURCE"] = '
        'df["EVENT_ATTRIBUTION_SOURCE"].str.replace(r"[^ -~]+", "-", regex=True).str[:100]`.',
        source=guide("metric-attribution-requirements"),
        why="Checks the source of an event against what the API for recorded events takes: printable ASCII with at "
        "least one character that is not a space. For imported files no such limit is documented. Names are compared "
        "and counted, so they should be few and plain.",
        before="u1,i1,1700000000,Sommer-Aktion für Käufer",
        after="u1,i1,1700000000,summer-campaign",
        applies_to=_named(EVENT_ATTRIBUTION_SOURCE),
        violation=_unprintable_or_long,
        example_column=EVENT_ATTRIBUTION_SOURCE,
        valid=("home page", "~!", "a" * MAX_ATTRIBUTION_SOURCE_CHARS, ""),
        invalid=("Käufer", "a\tb", "   ", "a" * (MAX_ATTRIBUTION_SOURCE_CHARS + 1)),
    ),
    RowRule(
        code="VAL016",
        name="mangled-id",
        effect=Effect.SUSPICIOUS,
        message="{column} rewritten by a spreadsheet in {rows}, as 1.2E+11 or #REF!; "
        "the digits that are gone cannot be restored from the file",
        hint="Export the ids again as text, from the source and not through the spreadsheet: "
        '`pd.read_csv("source.csv", dtype={{"{column}": str}})`.',
        source=VALUES_PAGE,
        why="Looks for ids in the exponent form into which spreadsheets turn long numbers, and for their error values. "
        "Different ids become the same text that way, so users or items are merged without a trace.",
        before="u1,1.2E+11,1700000000",
        after="u1,120034500781,1700000000",
        applies_to=_named(USER_ID, ITEM_ID),
        violation=_mangled,
        possible=lambda block: b"+" in block or b"#" in block,
        example_column=ITEM_ID,
        valid=("1.2E-11", "1.2E+", "E+11", "12E+3", "#1 hit", "#ref!", "a+b"),
        invalid=("1.2E+11", "4e+08", "-1E+5", *SPREADSHEET_ERRORS),
    ),
    FLOAT_ID,
)
