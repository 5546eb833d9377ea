"""VAL rules about ids and what stands for one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from interactions_cli.personalize.fields import (
    EVENT_TYPE,
    ITEM_ID,
    RECOMMENDATION_ID,
    USER_ID,
    guide,
)
from interactions_cli.personalize.limits import (
    MAX_ID_CHARS,
    MAX_RECOMMENDATION_ID_CHARS,
)
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.kit.advice import placeholder_advice
from interactions_cli.rules.kit.cells import named, trimmed_longer_than
from interactions_cli.rules.rule import RowRule, Rule

if TYPE_CHECKING:
    import polars as pl

    from interactions_cli.reading.columns import Column

VALUES_PAGE: Final = guide("interactions-datasets")
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


def _longer_than(limit: int) -> Callable[[Column], pl.Expr]:
    return lambda column: column.raw.str.len_chars() > limit


def _special_character(column: Column) -> pl.Expr:
    if column.name == ITEM_ID:
        return column.raw.str.contains_any(['"', "|"])
    return column.raw.str.contains('"', literal=True)


def _mangled(column: Column) -> pl.Expr:
    return column.raw.str.contains(EXPONENT_ID) | column.raw.is_in(SPREADSHEET_ERRORS)


def _some_end_in_fraction(column: Column) -> pl.Expr:
    import polars as pl

    # The end of a text takes Polars twice as long as that of bytes.
    return column.raw.cast(pl.Binary).bin.ends_with(b".0").any()


FLOAT_ID: Final = RowRule(
    code="VAL016",
    name="mangled-id",
    effect=Effect.SUSPICIOUS,
    message="{column} ends in .0 in {rows}, nearly all that have one; "
    "ids written as numbers with a fraction match no id without it",
    hint="Write the ids without the fraction: {prepare}.",
    source=VALUES_PAGE,
    why="Looks for id columns in which nearly every value is a whole number followed by `.0`. A data frame that meets "
    "one missing id turns the column into floating point and writes 42 as 42.0. The service compares ids as text, so "
    "items and users of the other datasets are not found under such ids. A few such values are taken as they are.",
    before="42.0,i1,1700000000",
    after="42,i1,1700000000",
    applies_to=named(USER_ID, ITEM_ID),
    violation=lambda column: column.raw.str.contains(FLOAT_ID_PATTERN),
    screen=_some_end_in_fraction,
    possible=lambda octets: octets.hold("."),
    share_at_least=FLOAT_ID_SHARE,
    example_column=ITEM_ID,
    valid=("42", "42.5", "42.00", "v2.0", ".0"),
    invalid=("42.0", "-7.0", "0.0"),
)


IDS: Final[tuple[Rule, ...]] = (
    RowRule(
        code="VAL002",
        name="id-too-long",
        effect=Effect.IMPORT_FAILS,
        message=f"{{column}} longer than {MAX_ID_CHARS} characters in {{rows}}, which fails the import",
        hint="Write shorter ids, such as a digest, the same ones in every dataset; {drop}.",
        source=guide("limits"),
        why="Counts the characters of user and item ids, white space around them left out. URLs, tokens and joined "
        "keys are the usual offenders. If no id seems that long, look for a missing separator or quotation mark in "
        "the line.",
        before="u1,https://shop.example/…(300 characters),1700000000",
        after="u1,9f86d081884c7d65…,1700000000",
        applies_to=named(USER_ID, ITEM_ID),
        violation=trimmed_longer_than(MAX_ID_CHARS),
        within=MAX_ID_CHARS,
        example_column=ITEM_ID,
        valid=("i" * MAX_ID_CHARS, "é" * MAX_ID_CHARS),
        invalid=("i" * (MAX_ID_CHARS + 1), "é" * (MAX_ID_CHARS + 1)),
    ),
    RowRule(
        code="VAL010",
        name="placeholder",
        effect=Effect.SUSPICIOUS,
        message="{column} is a word for a missing value, such as null or NaN, in {rows}; "
        "taken as text it is a value like any other",
        hint="{advice}.",
        remedy=placeholder_advice,
        source=VALUES_PAGE,
        why="Looks for the words that programs write for nothing: null, None, NaN, N/A, NA, undefined, nil, <NA>, "
        "(null) and \\N, alone in an id or event type. Every interaction needs a real user and item. Users have "
        "reported events with the word null that were ignored in silence; the guide does not mention such words.",
        before="None,i1,1700000000",
        after="u1,i1,1700000000",
        applies_to=named(USER_ID, ITEM_ID, RECOMMENDATION_ID, EVENT_TYPE),
        violation=lambda column: column.raw.is_in(PLACEHOLDERS),
        words=PLACEHOLDERS,
        example_column=ITEM_ID,
        valid=("Nullarbor", "nan0", "Na", "none-such", "-", "nUll"),
        invalid=("null", "NULL", "None", "nan", "NaN", "N/A", "NA", "undefined", "nil", "<NA>", "(null)", r"\N"),
    ),
    RowRule(
        code="VAL012",
        name="special-character-in-id",
        effect=Effect.SUSPICIOUS,
        message="special characters in {column} in {rows} (a quotation mark, or a vertical bar in an item id); "
        "the guide advises against them",
        hint="Replace the characters where the file is made, in every dataset alike.",
        source=FORMAT_PAGE,
        why='Looks for `"` in user and item ids, and for `|` in item ids. The guide asks to avoid quotation marks and '
        "special characters without listing the latter. The vertical bar is the one that cannot work in impressions, "
        "where it separates the ids and no escape is described.",
        before="u1,shoes|42,1700000000",
        after="u1,shoes-42,1700000000",
        applies_to=named(USER_ID, ITEM_ID),
        violation=_special_character,
        possible=lambda octets: octets.hold('"|'),
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
        hint="Write the recommendationId of the response as it was returned, and nothing else.",
        source=guide("event-metrics"),
        why="Counts the characters of recommendation ids. The API allows 40, the length of the ids it returns; for "
        "imported files no limit is stated. A longer value is not an id that the service gave out, so it leads to no "
        "list of items.",
        before="u1,i1,1700000000,https://shop.example/?rid=RID-12345678-1234-1234-1234-abcdefghijkl",
        after="u1,i1,1700000000,RID-12345678-1234-1234-1234-abcdefghijkl",
        applies_to=named(RECOMMENDATION_ID),
        violation=_longer_than(MAX_RECOMMENDATION_ID_CHARS),
        within=MAX_RECOMMENDATION_ID_CHARS,
        example_column=RECOMMENDATION_ID,
        valid=("RID-12345678-1234-1234-1234-abcdefghijkl", "é" * MAX_RECOMMENDATION_ID_CHARS, ""),
        invalid=("RID-12345678-1234-1234-1234-abcdefghijklm",),
    ),
    RowRule(
        code="VAL016",
        name="mangled-id",
        effect=Effect.SUSPICIOUS,
        message="{column} rewritten by a spreadsheet in {rows}, as 1.2E+11 or #REF!; "
        "the digits that are gone cannot be restored from the file",
        hint="Export the ids again as text, from the source and not through the spreadsheet.",
        source=VALUES_PAGE,
        why="Looks for ids in the exponent form into which spreadsheets turn long numbers, and for their error values. "
        "Different ids become the same text that way, so users or items are merged without a trace.",
        before="u1,1.2E+11,1700000000",
        after="u1,120034500781,1700000000",
        applies_to=named(USER_ID, ITEM_ID),
        violation=_mangled,
        possible=lambda octets: octets.hold("+#"),
        variants=(FLOAT_ID,),
        example_column=ITEM_ID,
        valid=("1.2E-11", "1.2E+", "E+11", "12E+3", "#1 hit", "#ref!", "a+b"),
        invalid=("1.2E+11", "4e+08", "-1E+5", *SPREADSHEET_ERRORS),
    ),
)
