"""Files without a header line: how a first line shows that it is a record, and what to call its columns."""

from __future__ import annotations

import re
import shlex
from typing import Final

from interactions_cli.personalize.fields import EVENT_TYPE, EVENT_VALUE, FIELD_TYPES, ITEM_ID, TIMESTAMP, USER_ID
from interactions_cli.reading.view import DatasetView, Header
from interactions_cli.rules.kit.date_forms import date_form, zone_of
from interactions_cli.rules.kit.headers import readable, renamed
from interactions_cli.rules.kit.time_readings import NO_OFFSET, digits_form

COUNT: Final = re.compile(r"[0-9]{9,19}(\.[0-9]*)?")
ISO_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}.*")
# As pandas, R, Spark, DuckDB and others call columns that have no name.
NUMBERED: Final = re.compile(r"(|V|X|_c|_col|c|col|column|column_|field|f|Unnamed: )([0-9]{1,4})", re.IGNORECASE)
INDEX: Final = ("", "Unnamed: 0")
NUMBER: Final = re.compile(r"[+-]?[0-9]+\.?[0-9]*([eE][+-]?[0-9]+)?")


def is_record(header: Header) -> bool:
    """Whether the first line of a file looks like a record: no known name, and a time or what the next lines have."""
    if renamed(header) or any(name in FIELD_TYPES for name in header.names) or is_numbered(header):
        return False
    return header.is_like_following or any(_is_time(name.strip()) for name in header.written)


def is_numbered(header: Header) -> bool:
    """Whether a first line counts the columns, behind an index without a name perhaps, and names none of them."""
    names = [text.strip() for text in header.written]
    found = [NUMBERED.fullmatch(name) for name in names[names[0] in INDEX :]]
    counted = [(match[1], int(match[2])) for match in found if match]
    steps = [(counted[0][0], counted[0][1] + place) for place in range(len(counted))] if counted else []
    return len(counted) > 1 and counted == steps and len(counted) == len(found) and counted[0][1] in (0, 1)


def without_header(view: DatasetView) -> list[Header]:
    """The first lines that look like records, or count the columns."""
    return [header for header in readable(view) if is_record(header) or is_numbered(header)]


def naming_options(header: Header) -> str:
    """The options of `prepare` that name the columns of a first line that is a record, and say how to read its time.

    Empty where it has none.
    """
    place = next((place for place, name in enumerate(header.written) if _is_time(name.strip())), None)
    if place is None:
        return ""
    time = header.written[place].strip()
    options = f"--columns {','.join(_guessed_names(header, place))}"
    form = date_form(time) or digits_form(time)
    if form:
        options += f" --time-format {shlex.quote(form)}"
    # Digits that prepare reads by itself have no form.
    return options + f" --time-zone {zone_of(time)}" * bool(form is not None or NO_OFFSET.fullmatch(time))


def _is_time(text: str) -> bool:
    # A number of a pager or a phone has as many digits as a date, but seldom is one.
    is_date = date_form(text) is not None or (len(text) >= 8 and digits_form(text) is not None)
    return is_date or COUNT.fullmatch(text) is not None or ISO_DATE.fullmatch(text) is not None


def _guessed_names(header: Header, time: int) -> list[str]:
    """Names for the columns: the contents tell values from types."""
    others = [text.strip() for place, text in enumerate(header.written) if place != time]
    names = [USER_ID, ITEM_ID][: len(others)]
    for number, text in enumerate(others[2:], 3):
        wanted = EVENT_VALUE if NUMBER.fullmatch(text) else EVENT_TYPE
        names.append(wanted if wanted not in names else f"COLUMN_{number}")
    return [*names[:time], TIMESTAMP, *names[time:]]
