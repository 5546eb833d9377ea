"""The raw inputs of one run: each described, those without a header read under that of their siblings or refused."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final

from interactions_cli.errors import UsageError
from interactions_cli.personalize.fields import EVENT_TYPE, EVENT_VALUE, ITEM_ID, TIMESTAMP, USER_ID, fold
from interactions_cli.reading.input_format import EmptyInputError, InputFormat
from interactions_cli.reading.quoting import split_line
from interactions_cli.reading.raw_inputs import InputOptions, RawInput, describe, first_lines, with_header_of
from interactions_cli.rules.cell import shown_cell
from interactions_cli.shell import shell_content
from interactions_cli.storage.streams import STDIN
from interactions_cli.transforms.prepare.plan import OpenQuestionError
from interactions_cli.wording import listing

TIME: Final = re.compile(r"[0-9]{9,19}(\.[0-9]+)?|[0-9]{4}-[0-9]{2}-[0-9]{2}.*")
NUMBER: Final = re.compile(r"-?[0-9]+([.,][0-9]+)?")
# Two or three marks that are no letters, digits, quotes or parts of times.
LONG_MARK: Final = re.compile(r"[:|~;^#*=!%&$@§¤+_-]{2,3}")
IN_PLACE: Final = ("|", ";", "~")
# More different words than this in the first lines are ids or texts, not event types.
FEW: Final = 8


def described(paths: Sequence[str], options: InputOptions, places: Mapping[str, str]) -> list[RawInput]:
    """What each input is; of several those without a byte, as clusters write them, are left out.

    Raises:
        InputError: One cannot be read, or all are empty.
        UsageError: One has no header line and no sibling that has one.
    """
    found, empty = [], None
    for path in paths:
        try:
            found.append(describe(path, options, places.get(path)))
        except EmptyInputError as error:
            empty = empty or error
    if empty is not None and not found:
        raise empty
    for raw in found:
        _refuse_long_separator(raw, options)
    with_header = [raw for raw in found if raw.format is InputFormat.CSV and raw.has_header]
    for place, raw in enumerate(found):
        if raw.format is InputFormat.CSV and not raw.names:
            records = _records(raw, options)
            width = len(records[0]) if records else 0
            sibling = next((other for other in with_header if other.dialect and other.dialect.width == width), None)
            if sibling is None:
                raise _without_header(raw, records)
            found[place] = with_header_of(raw, sibling)
    return _without_names_of_nothing(found)


def _without_names_of_nothing(raws: Sequence[RawInput]) -> list[RawInput]:
    """The inputs, of which a header line without a record names no column that others do not have."""
    names = {name for raw in raws if raw.has_records for name in raw.names}
    return [
        raw if raw.has_records or not names or names.issuperset(raw.names) else replace(raw, names=()) for raw in raws
    ]


def notes_on(paths: Sequence[str], raws: Sequence[RawInput]) -> list[str]:
    """What a report says of inputs: which ones are left out, and where records stand in documents."""
    empty = sorted({*paths} - {raw.path for raw in raws}, key=list(paths).index)
    headers = [raw.path for raw in raws if not raw.has_records and not raw.names]
    shapes = [f"{raw.path}: {raw.shape.words}" for raw in raws if raw.shape]
    return [
        *([f"left out, because without a byte: {listing(empty, most=20)}"] if empty else []),
        *([f"a header line of other names and no record: {listing(headers, most=20)}"] if headers else []),
        *shapes,
    ]


def _records(raw: RawInput, options: InputOptions) -> list[list[str]]:
    separator = raw.dialect.separator if raw.dialect else ","
    return [fields for text in first_lines(raw, options) if (fields := split_line(text, separator))]


def _refuse_long_separator(raw: RawInput, options: InputOptions) -> None:
    """Refuse lines whose fields stand between marks of several characters, or are lined up by blanks."""
    known = set(options.known)
    if raw.dialect is None or ({fold(name) for name in raw.dialect.names} & known and raw.dialect.width > 1):
        return
    texts = [text for text in first_lines(raw, options) if text]
    mark = _long_separator(texts)
    if mark is not None and raw.dialect.width > 1 and not _has_names(texts[0].split(mark), known):
        return
    is_aligned = mark is None and raw.dialect.width <= 1 and _is_aligned(texts)
    if mark is None and not is_aligned:
        return
    other = next(sign for sign in IN_PLACE if not any(sign in text for text in texts) or sign == IN_PLACE[-1])
    pattern = " +" if mark is None else re.sub(r"([\]\[\\/^$.*&])", r"\\\1", mark)
    script = f"s/^ *//; s/ *$//; s/  */{other}/g" if mark is None else f"s/{pattern}/{other}/g"
    records = [text.split(mark) for text in texts]
    names = "" if _has_names(records[0], known) else f" --columns {','.join(proposal(records))}"
    source = "" if raw.path == STDIN else f" {shell_content(raw.path, raw.compression)}"
    command = f"sed {shlex.quote(script)}{source} | interactions-cli prepare -"
    what = "blanks" if mark is None else repr(mark)
    raise UsageError(
        f"{raw.path} has {what} between its fields, and a separator is one character",
        f"Write another one on the way: `{command} --delimiter {shlex.quote(other)}{names} -o interactions.csv`.",
    )


def _has_names(fields: Sequence[str], known: Collection[str]) -> bool:
    return bool({fold(name) for name in fields} & set(known))


def _long_separator(texts: Sequence[str]) -> str | None:
    """The same two or three marks that cut every line in as many fields."""
    for mark in dict.fromkeys(LONG_MARK.findall(texts[0])) if texts else ():
        widths = {len(text.split(mark)) for text in texts}
        if len(widths) == 1 and widths.pop() > len((USER_ID, ITEM_ID)):
            return str(mark)
    return None


def _is_aligned(texts: Sequence[str]) -> bool:
    """Whether blanks cut every line in as many fields, and some of them are several."""
    widths = {len(text.split()) for text in texts}
    return len(texts) > 1 and len(widths) == 1 and widths.pop() > len((USER_ID, ITEM_ID)) and "  " in "".join(texts)


def _without_header(raw: RawInput, records: Sequence[Sequence[str]]) -> OpenQuestionError:
    first = shown_cell(",".join(records[0]) if records else "")
    answer = f"--columns {','.join(proposal(records))}"
    return OpenQuestionError(
        f"{raw.path} has no header line: the first line is {first}",
        f"Name its columns, as by their contents: `{answer}`.",
        answer=answer,
    )


def proposal(records: Sequence[Sequence[str]]) -> list[str]:
    """Names for columns without a header, made from the values of the first lines."""
    width = len(records[0]) if records else 0
    columns = [[fields[place] for fields in records if len(fields) == width] for place in range(width)]
    names: dict[int, str] = {}
    times = [place for place, values in enumerate(columns) if all(TIME.fullmatch(value.strip()) for value in values)]
    if times:
        names[times[-1]] = TIMESTAMP
    for place, values in enumerate(columns):
        if place in names or len(values) < 2:
            continue
        distinct = len(set(values))
        is_number = all(NUMBER.fullmatch(value.strip()) for value in values)
        has_words = re.search(r"[^\W\d]", "".join(values)) is not None
        if has_words and not is_number and distinct <= FEW and EVENT_TYPE not in names.values() and place > 1:
            names[place] = EVENT_TYPE
        elif is_number and _is_rating(values) and EVENT_VALUE not in names.values() and place > 1:
            names[place] = EVENT_VALUE
    ids = iter((USER_ID, ITEM_ID))
    # What has neither letters nor digits stands between columns.
    names |= {
        place: f"COLUMN_{place + 1}" for place, values in enumerate(columns) if not re.search(r"\w", "".join(values))
    }
    for place in range(width):
        if place not in names:
            names[place] = next(ids, f"COLUMN_{place + 1}")
    return [names[place] for place in range(width)]


def _is_rating(values: Sequence[str]) -> bool:
    numbers = [abs(float(value.replace(",", "."))) for value in values]
    return max(numbers) <= 100
