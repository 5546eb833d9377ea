"""Commands in hints: the inputs as they are typed, the same check again, and repairs that depend on what was found."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping, Sequence
from typing import Final

from interactions_cli.personalize.fields import EVENT_TYPE, EVENT_VALUE, ITEM_ID, TIMESTAMP, USER_ID, Domain
from interactions_cli.personalize.limits import ImportMode
from interactions_cli.personalize.target import EventParameters, Target
from interactions_cli.reading.view import DatasetView, Header
from interactions_cli.rules.kit.headers import renamed
from interactions_cli.shell import STREAM, shell_name
from interactions_cli.wording import typed

NAMED_INPUTS = 3


def inputs(view: DatasetView) -> str:
    """The inputs as they are typed after a command."""
    paths = [header.path if header.path == STREAM else shell_name(header.path) for header in view.headers]
    return " ".join(paths[:NAMED_INPUTS]) + (" …" if len(paths) > NAMED_INPUTS else "")


def again(view: DatasetView) -> str:
    """The command that judges the same inputs for the same purpose once more."""
    target = view.target
    words = ["--schema", view.schema.path] if view.schema.path else []
    if target.domain is not Domain.CUSTOM and not target.use_cases:
        words += ["--domain", target.domain.value]
    for case in target.use_cases:
        words += ["--use-case", case.slug]
    if target.recipe:
        words += ["--recipe", target.recipe.name]
    if target.import_mode is not ImportMode.FULL:
        words += ["--import-mode", target.import_mode.value]
    return " ".join(["interactions-cli validate", inputs(view), *map(shlex.quote, words), *_filter_options(target)])


def _filter_options(target: Target) -> list[str]:
    entries = target.events
    if any(entry.event_type is None for entry in entries):
        single = entries[0].threshold if len(entries) == 1 else None
        # Only a configuration file can list an entry without a type beside others.
        return ["--solution-config FILE" if single is None else f"--event-value-threshold {typed(single)}"]
    return [f"--event {shlex.quote(_event_option(entry))}" for entry in entries]


def _event_option(entry: EventParameters) -> str:
    numbers = ["" if number is None else typed(number) for number in (entry.threshold, entry.weight)]
    while numbers and not numbers[-1]:
        numbers.pop()
    return ":".join([(entry.event_type or "").replace(":", "\\:"), *numbers])


# A longer header is not typed anew; nor is one whose names mean something to sed.
LONGEST_HEADER: Final = 300
MOST_DROPPED: Final = 10
PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9_ -]+")
TIME_AS_NAME: Final = re.compile(r"[0-9]{9,19}(\.[0-9]*)?|[0-9]{4}-[0-9]{2}-[0-9]{2}.*")
NUMBER: Final = re.compile(r"[+-]?[0-9]+\.?[0-9]*([eE][+-]?[0-9]+)?")
EXPONENT: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?[eE][+-]?[0-9]+")
NUMERIC_DATE: Final = re.compile(r"[0-9]{1,2}([/.-])[0-9]{1,2}\1[0-9]{2,4}\b.*")
DECIMAL_COMMA: Final = re.compile(r"[+-]?[0-9]*,[0-9]+")
THOUSANDS: Final = re.compile(r"[+-]?[0-9]{1,3}((,[0-9]{3}){2,}(\.[0-9]*)?|,[0-9]{3}\.[0-9]*)")
EITHER_COMMA: Final = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
_TO_SECONDS: Final = '.astype("datetime64[s, UTC]").astype("int64")'
DATES: Final = (
    f'`df["TIMESTAMP"] = pd.to_datetime(df["TIMESTAMP"], utc=True){_TO_SECONDS}` in pandas, '
    "`EXTRACT(EPOCH FROM ts)::bigint` in SQL"
)
NUMBERS: Final = (
    '`df["TIMESTAMP"] = (df["TIMESTAMP"].astype(float) // 1).astype("Int64")` in pandas, `FLOOR(ts)::bigint` in SQL'
)
AMBIGUOUS_DATES: Final = (
    f'`df["TIMESTAMP"] = pd.to_datetime(df["TIMESTAMP"], dayfirst=True, utc=True){_TO_SECONDS}` in pandas; '
    "`dayfirst=False` where the month comes first"
)


def header_repair(header: Header, name: str) -> Mapping[str, str]:
    """{advice}, and what stands before and after the file, {edit} and {end}, in the command for a name that is absent.

    Near misses are all renamed by one command; names are put above a first line that is a record.
    """
    end = ") > fixed.csv"
    old = renamed(header).get(name)
    if old is None and _is_record(header):
        advice = "the names above the first line, which looks like a record, in the order of the columns"
        return {"advice": advice, "edit": f"(echo {','.join(_guessed_names(header))}; cat ", "end": end}
    advice = "the column as well, or rename the one that holds it" if old is None else "names as the guide does"
    names = header.separator.join(header.names)
    if old is not None and len(names) <= LONGEST_HEADER and all(map(PLAIN_NAME.fullmatch, header.names)):
        return {"advice": advice, "edit": f"sed '1s/.*/{names}/' ", "end": " > fixed.csv"}
    return {"advice": advice, "edit": f"sed '1s/{old or 'OLD_NAME'}/{name}/' ", "end": " > fixed.csv"}


def _is_record(header: Header) -> bool:
    return not renamed(header) and any(TIME_AS_NAME.fullmatch(name.strip()) for name in header.written)


def _guessed_names(header: Header) -> list[str]:
    """Names for the columns of a first line that is a record: the contents tell values from types."""
    time = next(place for place, name in enumerate(header.written) if TIME_AS_NAME.fullmatch(name.strip()))
    others = [text.strip() for place, text in enumerate(header.written) if place != time]
    names = [USER_ID, ITEM_ID][: len(others)]
    for number, text in enumerate(others[2:], 3):
        wanted = EVENT_VALUE if NUMBER.fullmatch(text) else EVENT_TYPE
        names.append(wanted if wanted not in names else f"COLUMN_{number}")
    return [*names[:time], TIMESTAMP, *names[time:]]


def columns_to_keep(names: Sequence[str], surplus: Sequence[str]) -> str:
    """The pandas command that leaves the surplus columns out, by whichever list is short."""
    if len(surplus) <= MOST_DROPPED:
        return f"df = df.drop(columns={json.dumps(list(surplus), ensure_ascii=False)})"
    left_out = set(surplus)
    return f"df = df[{json.dumps([name for name in names if name not in left_out], ensure_ascii=False)}]"


def time_repair(value: str) -> Mapping[str, str]:
    """{repair} of a TIMESTAMP that is no whole number; both kinds where the value is hidden.

    Numbers must not go through a date parser: pandas takes them for nanoseconds.
    """
    if EXPONENT.fullmatch(value):
        return {"repair": f"whole seconds, or export them again, because an exponent may have cost digits: {NUMBERS}"}
    if NUMBER.fullmatch(value):
        return {"repair": f"whole seconds: {NUMBERS}"}
    if NUMERIC_DATE.fullmatch(value):
        return {"repair": f"Unix seconds: {AMBIGUOUS_DATES}"}
    if value:
        return {"repair": f"Unix seconds: {DATES}"}
    return {"repair": f"Unix seconds. Dates: {DATES}. Numbers with a fraction: {NUMBERS}"}


def number_repair(value: str) -> Mapping[str, str]:
    """{clean}, what pandas does to the text of a number before it is parsed, and {doubt} where that is a guess."""
    if THOUSANDS.fullmatch(value):
        return {"clean": '.str.replace(",", "")', "doubt": ""}
    if not DECIMAL_COMMA.fullmatch(value):
        return {"clean": "", "doubt": ""}
    doubt = ' (if the comma separates thousands, with `.str.replace(",", "")`)'
    return {"clean": '.str.replace(",", ".")', "doubt": doubt if EITHER_COMMA.fullmatch(value) else ""}
