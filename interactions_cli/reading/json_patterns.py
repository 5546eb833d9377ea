"""Objects of one template are read by patterns: their values to the letter, without a Python object each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

from interactions_cli.reading.batch import frame_name
from interactions_cli.reading.json_template import LISTS, TEXTS, Kind, Template

# A pattern with more groups takes three times as long for each further one: its engine has room for so many.
MOST_GROUPS: Final = 16
IS_READ: Final = "is_read"
REST: Final = "rest"


def read_alike(texts: pl.Series, template: Template) -> pl.DataFrame:
    """The values of the texts that fit a template, named by `frame_name`; IS_READ tells which these are.

    Raises:
        PolarsError: There are too many values for a pattern.
    """
    frame = texts.alias(REST).to_frame().lazy()
    for pattern in _patterns(template):
        # What a pattern leaves is for the next one; there is no rest where it does not fit.
        frame = frame.with_columns(pl.col(REST).str.extract_groups(pattern).alias("found")).drop(REST).unnest("found")
    values = (_value(number, kinds).alias(frame_name(name)) for number, (name, kinds) in enumerate(_slots(template)))
    return frame.select(pl.col(REST).is_not_null().alias(IS_READ), *values).collect()


def _slots(template: Template) -> Iterator[tuple[str, frozenset[Kind]]]:
    return zip(template.names, template.kinds, strict=True)


def _patterns(template: Template) -> Iterator[str]:
    """Patterns that fit a text one after the other, each with no more groups than it has room for."""
    pattern, groups = "^" + pl.escape_regex(template.literals[0]), 1
    for number, (kinds, literal) in enumerate(zip(template.kinds, template.literals[1:], strict=True)):
        slot = _slot(number, kinds)
        wanted = slot.count("(?P<")
        if groups + wanted > MOST_GROUPS:
            yield f"{pattern}(?P<{REST}>(?s:.*))$"
            pattern, groups = "^", 1
        pattern += slot + pl.escape_regex(literal)
        groups += wanted
    yield f"{pattern}(?P<{REST}>)$"


def _slot(number: int, kinds: frozenset[Kind]) -> str:
    """The pattern of a value. A text without a character has no group, as null has none."""
    forms = [Kind.NULL.value]
    for kind in sorted(kinds - {Kind.NULL}, key=lambda kind: kind.name):
        group = f"(?P<{kind.name}{number}>"
        # Of a text the group has what is between the quotes.
        forms.append(kind.value.replace("(?:", group, 1) if kind in TEXTS else f"{group}{kind.value})")
    return f"(?:{'|'.join(forms)})"


def _value(number: int, kinds: frozenset[Kind]) -> pl.Expr:
    """The text of a value; lists as `json.dumps` writes them with their numbers as texts."""
    found = []
    for kind in sorted(kinds - {Kind.NULL}, key=LISTS.__contains__):
        value = pl.col(f"{kind.name}{number}")
        if kind is Kind.NUMBERS:
            value = value.str.replace_all(r"[^\[\], ]+", '"$0"').str.replace_all(',"', ', "', literal=True)
        elif kind is Kind.TIGHT:
            value = value.str.replace_all('","', '", "', literal=True)
        found.append(value)
    return pl.coalesce(found) if found else pl.lit(None, dtype=pl.String)
