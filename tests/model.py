"""A reference model of `validate` in plain Python, line by line: slow, obvious, and what the real tool is held against.

It imports nothing from the package. Out of its scope, and refused with ValueError: UTF-16 files, lone-CR files,
files without a header line, and headers that are not UTF-8 or whose quotes cannot be read.
"""

from __future__ import annotations

import math
import re
import struct
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

Key = tuple[str, str | None]
Sample = tuple[str, int, str]
Event = tuple[str | None, float | None]
Value = str | int | float

VALUE_WIDTH = 80
TOP_EVENT_TYPES = 100
SEPARATORS = ",;\t|"

# The types of the required and reserved fields do not depend on the schema.
FIXED_TYPES = {
    "USER_ID": "string",
    "ITEM_ID": "string",
    "TIMESTAMP": "timestamp",
    "EVENT_TYPE": "string",
    "EVENT_VALUE": "float",
    "IMPRESSION": "string",
    "RECOMMENDATION_ID": "string",
    "EVENT_ATTRIBUTION_SOURCE": "string",
}
RESERVED = ("EVENT_TYPE", "EVENT_VALUE", "IMPRESSION", "RECOMMENDATION_ID", "EVENT_ATTRIBUTION_SOURCE")
NEVER_NULL = {"USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE"}
IDS = {"USER_ID", "ITEM_ID"}
WORDS = {"USER_ID", "ITEM_ID", "RECOMMENDATION_ID", "EVENT_TYPE"}
NUMBER_TYPES = {"timestamp", "float", "double", "int", "long"}

PLACEHOLDERS = {"null", "none", "nan", "n/a", "undefined", "nil", "<na>", "(null)"}
EXACT_PLACEHOLDERS = {"NaN", "NA", "\\N"}
SPREADSHEET_ERRORS = {"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!"}

FLOAT = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
INTEGER = re.compile(r"[+-]?[0-9]+")
EPOCH = re.compile(r"-?[0-9]{1,19}")
SCIENTIFIC_ID = re.compile(r"-?[0-9](\.[0-9]+)?[eE]\+[0-9]+")
FLOAT_ID = re.compile(r"-?[0-9]+\.0")
SOURCE_NAME = re.compile(r"[\x20-\x7e]*[\x21-\x7e]+[\x20-\x7e]*")
FOOTER = re.compile(
    r"\(?\d[\d,]* (row|record|line)s?( (affected|selected|in set|returned|fetched))?\)?( \([\d.]+ s(ec)?\))?\.?"
    r"|(grand )?totals?( rows| records)?:? *\d[\d,]*|[-+=]{3,}|(#|--|//) ?[a-z(][^,;\t|]*"
    r"|time( taken)?: *[\d.,]+ *(ms|s|sec|seconds)|\x1a",
    re.IGNORECASE | re.ASCII,
)
CONTROL = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f"
    "\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e001f]"
)

YEAR_1990 = 631152000
DAY = 86400


@dataclass
class Found:
    """How many rows or lines a rule fired for, and the first few of them as (path, line, value)."""

    count: int
    samples: list[Sample]


@dataclass
class Verdict:
    """All that the model says: findings per (code, column), figures, figures of the filtered rows, surplus copies.

    `near_threshold` are the places and values of the rows that the event filter just leaves out.
    """

    findings: dict[Key, Found]
    metrics: dict[str, Any]
    training: dict[str, Any] | None
    duplicates: list[tuple[str, int, str, int]]
    near_threshold: list[tuple[str, int, float]]


@dataclass(frozen=True)
class Field:
    """What a column is expected to hold; `type` is an Avro type or `timestamp`."""

    name: str
    type: str
    nullable: bool
    categorical: bool


@dataclass
class Header:
    """The columns of one file by position; None for a repeated column, which only tells records apart.

    `repeated` has such a column's name and how many of that name there were before it.
    """

    separator: str
    names: list[str | None]
    fields: dict[str, Field | None]
    repeated: list[tuple[str, int] | None]


@dataclass
class Row:
    """A well-formed record: the text of every column of its file, and the field of those that are judged."""

    path: str
    line: int
    cells: dict[str, str]
    fields: dict[str, Field | None]
    repeated: dict[tuple[str, int], str] = field(default_factory=dict)

    def blank(self, name: str) -> bool:
        """Whether the column is absent, not part of the schema, or holds nothing."""
        known = self.fields.get(name)
        return known is None or is_blank(known, self.cells[name])

    def text(self, name: str) -> str | None:
        """The cell as written, None when blank."""
        return None if self.blank(name) else self.cells[name]

    def value(self, name: str) -> Value | None:
        """The cell as records are compared by: a number where the column holds numbers, None when blank."""
        known, text = self.fields.get(name), self.cells.get(name, "")
        if is_blank(known, text):
            return None
        parsed = None if known is None else number(known, text)
        return text if parsed is None else parsed

    def number(self, name: str) -> int | float | None:
        """The number in the cell; None when there is none."""
        known = self.fields.get(name)
        return None if known is None else number(known, self.cells[name])

    def identity(self) -> frozenset[tuple[Any, Any]]:
        """What two rows share if and only if they are the same record."""
        values: list[tuple[Any, Any]] = [(name, self.value(name)) for name in self.cells]
        values += [(place, text or None) for place, text in self.repeated.items()]
        return frozenset((name, value) for name, value in values if value is not None)


@dataclass
class Line:
    r"""A physical line: its text (bytes that are not UTF-8 as `\xNN`), the code of a shape defect, else its row."""

    shown: str
    defect: str | None = None
    row: Row | None = None
    doubled: bool = False


@dataclass
class Scan:
    """What has been seen so far."""

    rows: list[Row] = field(default_factory=list)
    hits: dict[Key, list[Sample]] = field(default_factory=dict)
    columns: dict[str, Field | None] = field(default_factory=dict)
    lines: int = 0
    blank_lines: int = 0

    def hit(self, code: str, column: str | None, path: str, line: int, value: str) -> None:
        """Note that a rule fired."""
        self.hits.setdefault((code, column), []).append((path, line, value[:VALUE_WIDTH]))


def judge(
    files: list[tuple[str, bytes]],
    *,
    domain: str = "custom",
    schema: dict[str, Any] | None = None,
    events: Sequence[Event] = (),
    now: int,
    max_samples: int = 5,
) -> Verdict:
    """Judge the files as one data set.

    `domain` decides only which columns must exist, which the model leaves to others.
    """
    del domain
    scan = Scan()
    for path, data in files:
        read_file(scan, path, data, schema)
    judge_cells(scan, now)
    findings = {key: Found(len(hits), hits[:max_samples]) for key, hits in without_consequences(scan.hits).items()}
    size = sum(len(data) for _, data in files)
    figures = {"rows": scan.lines, "blank_lines": scan.blank_lines, "bytes": size}
    passing = [row for row in scan.rows if passes(row, events)]
    return Verdict(
        findings=findings,
        metrics=figures | summary(scan.rows, scan.columns, now),
        training={"rows": len(passing)} | summary(passing, scan.columns, now) if events else None,
        duplicates=surplus_copies(scan.rows)[:max_samples],
        near_threshold=near_threshold(scan.rows, events),
    )


# Lines


def split_lines(data: bytes) -> list[bytes]:
    """The physical lines without LF or CRLF; a last line needs no line end."""
    *ended, last = data.split(b"\n")
    lines = [line[:-1] if line.endswith(b"\r") else line for line in ended]
    return [*lines, last] if last else lines


def read_file(scan: Scan, path: str, data: bytes, schema: dict[str, Any] | None) -> None:
    """Take in one file: its header, then its lines."""
    lines = split_lines(data.removeprefix(b"\xef\xbb\xbf"))
    text = header_text(path, data)
    first = data.split(b"\n")[0]
    if CONTROL.search(text) or len(first) - len(first.rstrip(b"\r")) > 1:
        scan.hit("CSV010", None, path, 1, text)
    header = read_header(text, schema)
    scan.columns = header.fields | scan.columns
    for number_, line in enumerate(lines[1:], start=2):
        read_line(scan, header, path, number_, line)


def header_text(path: str, data: bytes) -> str:
    """The header line of a file without byte order mark and line end."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError(f"{path}: UTF-16")
    first = next(iter(split_lines(data.removeprefix(b"\xef\xbb\xbf"))), b"").rstrip(b"\r")
    if not first:
        raise ValueError(f"{path}: no header line")
    if b"\r" in first:
        raise ValueError(f"{path}: lone-CR line ends")
    return first.decode("utf-8")


def read_line(scan: Scan, header: Header, path: str, line: int, data: bytes) -> None:
    """Judge the shape of one line; a well-formed one becomes a row."""
    bare = data.rstrip(b"\r")
    reading = read_record(header, path, line, bare)
    if CONTROL.search(reading.shown) or bare != data:
        scan.hit("CSV010", None, path, line, reading.shown)
    if reading.doubled:
        scan.hit("CSV012", None, path, line, reading.shown)
    if reading.defect is not None:
        scan.hit(reading.defect, None, path, line, reading.shown)
    if reading.row is not None:
        scan.rows.append(reading.row)
    scan.lines += reading.defect != "CSV009"
    scan.blank_lines += reading.defect == "CSV009"


def read_record(header: Header, path: str, line: int, data: bytes) -> Line:
    """One line by itself, without its line end."""
    shown = data.decode("utf-8", errors="backslashreplace")
    if not data:
        return Line(shown, "CSV009")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return Line(shown, "CSV003")
    reading = read_fields(text, header.separator)
    if reading is None:
        return Line(shown, "CSV008")
    values, doubled = reading
    if len(values) != len(header.names):
        return Line(shown, "CSV015" if FOOTER.fullmatch(text.strip()) else "CSV007", doubled=doubled)
    cells = {name: value for name, value in zip(header.names, values, strict=True) if name is not None}
    repeated = {place: value for place, value in zip(header.repeated, values, strict=True) if place is not None}
    return Line(shown, row=Row(path, line, cells, header.fields, repeated), doubled=doubled)


def read_fields(text: str, separator: str) -> tuple[list[str], bool] | None:
    """The values of a line and whether a quoted one holds a doubled quote; None if no reading of the quotes fits."""
    reading = read_fields_as(text, separator, backslash=True)
    return read_fields_as(text, separator, backslash=False) if reading is None else reading


def read_fields_as(text: str, separator: str, *, backslash: bool) -> tuple[list[str], bool] | None:
    """One reading of a line: with the backslash as an escape inside quotes, or as an ordinary character."""
    values, any_doubled, at = [], False, 0
    while True:
        if text.startswith('"', at):
            quoted = read_quoted(text, at + 1, backslash=backslash)
            if quoted is None:
                return None
            value, at, doubled = quoted
            any_doubled = any_doubled or doubled
        else:
            end = text.find(separator, at)
            end = len(text) if end < 0 else end
            value, at = text[at:end], end
        values.append(value)
        if at == len(text):
            return values, any_doubled
        if text[at] != separator:
            return None
        at += 1


def read_quoted(text: str, at: int, *, backslash: bool) -> tuple[str, int, bool] | None:
    """The value that starts after an opening quote, where it ends, and whether it holds a doubled quote."""
    value, doubled = "", False
    while at < len(text):
        pair = text[at : at + 2]
        if backslash and pair in ('\\"', "\\\\"):
            value, at = value + pair[1], at + 2
        elif pair == '""':
            value, at, doubled = value + '"', at + 2, True
        elif text[at] == '"':
            return value, at + 1, doubled
        else:
            value, at = value + text[at], at + 1
    return None


# Headers and fields


def fold(name: str) -> str:
    """What near misses of a name have in common with it."""
    return name.replace("_", "").replace(" ", "").replace("-", "").casefold()


def known_names(schema: dict[str, Any] | None) -> list[str]:
    """The names a header is searched for: required, reserved, and those of a given schema."""
    return list(dict.fromkeys([*FIXED_TYPES, *(entry["name"] for entry in (schema or {}).get("fields", []))]))


def read_header(text: str, schema: dict[str, Any] | None) -> Header:
    """The header of one file as if it were repaired: right separator, exact names, the first of duplicates."""
    separator = find_separator(text, known_names(schema))
    reading = read_fields(text, separator)
    if reading is None:
        raise ValueError("the quotes of the header cannot be read")
    known = known_names(schema)
    repaired = repair(reading[0], known)
    names = without_duplicates(repaired, known)
    before: Counter[str] = Counter()
    repeated: list[tuple[str, int] | None] = []
    for name, counted in zip(repaired, names, strict=True):
        repeated.append((name, before[name]) if counted is None else None)
        before[name] += counted is None
    return Header(separator, names, {name: field_of(name, schema) for name in names if name is not None}, repeated)


def find_separator(text: str, known: list[str]) -> str:
    """The separator under which most known names appear; of equals the comma if it occurs, else the most frequent."""
    wanted = {fold(name) for name in known}
    hits = {}
    for separator in SEPARATORS:
        names, _ = read_fields(text, separator) or ([], False)
        hits[separator] = len(wanted & {fold(name) for name in names})
    best = [separator for separator in SEPARATORS if hits[separator] == max(hits.values())]
    if "," in best and "," in text:
        return ","
    return max(best, key=text.count)


def repair(names: list[str], known: list[str]) -> list[str]:
    """Near misses of known names become those names, unless the exact name is there too."""
    exact = {fold(name): name for name in known if name not in names}
    return [name if name in known else exact.get(fold(name), name) for name in names]


def without_duplicates(names: list[str], known: list[str]) -> list[str | None]:
    """None in place of every column that repeats another, with or without `_`; an exact known name stays."""
    expected = {name.replace("_", ""): name for name in reversed(names) if name in known}
    seen: set[str] = set()
    kept: list[str | None] = []
    for name in names:
        plain = name.replace("_", "") or name
        first = plain not in seen and expected.get(plain, name) == name
        kept.append(name if first else None)
        if first:
            seen.add(plain)
    return kept


def field_of(name: str, schema: dict[str, Any] | None) -> Field | None:
    """What the column is expected to hold; None for a column that a given schema does not have."""
    if schema is None:
        own = name not in FIXED_TYPES
        return Field(name, FIXED_TYPES.get(name, "string"), name not in NEVER_NULL, own)
    for entry in schema["fields"]:
        if entry["name"] == name:
            union = entry["type"] if isinstance(entry["type"], list) else [entry["type"]]
            base = next(kind for kind in union if kind != "null")
            nullable = "null" in union and name not in NEVER_NULL
            categorical = name not in FIXED_TYPES and entry.get("categorical", False) is True
            return Field(name, FIXED_TYPES.get(name, base), nullable, categorical)
    return None


# Cells


def is_blank(known: Field | None, text: str) -> bool:
    """Nothing in the cell, or only white space where a value must stand."""
    if known is None or known.nullable:
        return text == ""
    return text.strip() == ""


def number(known: Field, text: str) -> int | float | None:
    """The number in a cell of a number column; None if the grammar does not fit, or in any other column."""
    trimmed = text.strip()
    if known.type in ("float", "double") and FLOAT.fullmatch(trimmed):
        value = float(trimmed)
        return value if math.isfinite(value) else None
    grammar, bits = {"timestamp": (EPOCH, 64), "long": (INTEGER, 64), "int": (INTEGER, 32)}.get(known.type, (None, 0))
    if grammar is None or not grammar.fullmatch(trimmed):
        return None
    # Python refuses to parse thousands of digits; leading zeros say nothing and more than 19 digits are out of range.
    sign, digits = trimmed.startswith("-"), trimmed.lstrip("+-").lstrip("0") or "0"
    if len(digits) > 19:
        return None
    whole = -int(digits) if sign else int(digits)
    return whole if -(2 ** (bits - 1)) <= whole < 2 ** (bits - 1) else None


def judge_cells(scan: Scan, now: int) -> None:
    """Every rule about values, row by row."""
    float_columns = {name for name in IDS if mostly_floats(scan.rows, name)}
    judge_columns(scan, now)
    for row in scan.rows:
        for name, text in row.cells.items():
            known = row.fields[name]
            if known is None:
                continue
            code = cell_code(row, known, text, now, float_ids=name in float_columns)
            if code is not None:
                scan.hit(code, name, row.path, row.line, "" if is_blank(known, text) else text)
        for code in impression_codes(row):
            scan.hit(code, "IMPRESSION", row.path, row.line, row.cells["IMPRESSION"])


def mostly_floats(rows: list[Row], name: str) -> bool:
    """Whether at least 90 % of a column's ids look like 42.0."""
    texts = [text for row in rows if (text := row.text(name)) is not None]
    floats = [text for text in texts if FLOAT_ID.fullmatch(text)]
    return len(floats) > 0 and 10 * len(floats) >= 9 * len(texts)


def cell_code(row: Row, known: Field, text: str, now: int, *, float_ids: bool) -> str | None:
    """The one rule that speaks about a cell: the first in numeric order that fires."""
    return next(iter(cell_codes(row, known, text, now, float_ids=float_ids)), None)


def cell_codes(row: Row, known: Field, text: str, now: int, *, float_ids: bool) -> list[str]:
    """The rules that a cell of a row breaks, in numeric order."""
    if is_blank(known, text):
        return [] if known.nullable else ["VAL001"]
    name, trimmed, value = known.name, text.strip(), number(known, text)
    is_time = known.type == "timestamp"
    spaced = name in WORDS or known.type in NUMBER_TYPES or known.categorical
    checks = [
        ("VAL002", name in IDS and len(trimmed) > 256),
        ("VAL003", is_time and value is None),
        ("VAL004", is_time and value is not None and abs(value) >= 10**11),
        ("VAL005", is_time and value is not None and (value < YEAR_1990 or value > now + DAY)),
        ("VAL006", not is_time and known.type in NUMBER_TYPES and value is None),
        ("VAL007", known.categorical and known.type == "string" and len(trimmed) > 1000),
        ("VAL008", name == "EVENT_TYPE" and len(trimmed) > 256),
        ("VAL009", spaced and text != trimmed),
        ("VAL010", name in WORDS and is_placeholder(text)),
        ("VAL011", name == "EVENT_TYPE" and text in RESERVED),
        ("VAL012", (name in IDS and '"' in text) or (name == "ITEM_ID" and "|" in text)),
        ("VAL014", name == "RECOMMENDATION_ID" and len(text) > 40),
        ("VAL015", name == "EVENT_ATTRIBUTION_SOURCE" and (len(text) > 1024 or not SOURCE_NAME.fullmatch(text))),
        ("VAL016", name in IDS and is_mangled(text, float_ids=float_ids)),
        ("VAL017", (known.categorical or name in IDS or name == "EVENT_TYPE") and is_array(text)),
    ]
    return [code for code, fires in checks if fires]


def judge_columns(scan: Scan, now: int) -> None:
    """The rules about nearly all cells of a column."""
    for code, (column, rows) in nearly_all_bad(scan.rows, now).items():
        for row in rows:
            scan.hit(code, column, row.path, row.line, row.cells[column])


def nearly_all_bad(rows: list[Row], now: int) -> dict[str, tuple[str, list[Row]]]:
    """Code → column and bad rows, where at least nine of ten cells of the column that have a value are bad."""
    times = [(row, row.number("TIMESTAMP")) for row in rows if not row.blank("TIMESTAMP")]
    found = {"VAL018": ("TIMESTAMP", [row for row, time in times if is_no_time(time, now)], len(times))}
    lists = [row for row in rows if (row.text("IMPRESSION") or "").strip()]
    joined = [row for row in lists if has_other_separator(row)]
    unusual = [row for row in lists if has_unusual_separator(row)]
    found["IMP008"] = ("IMPRESSION", max(joined, unusual, key=len), len(lists))
    found["IMP009"] = ("IMPRESSION", [row for row in lists if "IMP003" in impression_codes(row)], len(lists))
    return {code: (column, bad) for code, (column, bad, filled) in found.items() if bad and 10 * len(bad) >= 9 * filled}


def is_no_time(time: int | float | None, now: int) -> bool:
    """No likely time in seconds, nor in any finer unit that is counted from 1970."""
    if time is None:
        return False
    if 630822816 * 10**9 <= time <= 646602048 * 10**9:
        # What .NET counts from 2000 to 2050, which would be nanoseconds of half a year.
        return True
    return not any(YEAR_1990 <= int(time) // unit <= now + DAY for unit in (1, 10**3, 10**6, 10**9))


def is_array(text: str, ends: Iterable[str] = ("[]", "{}")) -> bool:
    """Something in brackets, on one line as every cell is."""
    trimmed = text.strip()
    return len(trimmed) > 1 and trimmed[0] + trimmed[-1] in ends and "\n" not in trimmed


def has_other_separator(row: Row) -> bool:
    """A list without a vertical bar whose ids are joined by something else that is not in the item's own id."""
    shown, item = row.cells["IMPRESSION"], row.text("ITEM_ID")
    if "ITEM_ID" not in row.fields or row.fields["ITEM_ID"] is None or "|" in shown:
        return False
    item = item or ""
    array = is_array(shown, ("[]", "{}", "()")) and not is_array(item, ("[]", "{}", "()"))
    return array or any(char in shown.strip() and char not in item for char in ",;\t /:~^+&#")


def has_unusual_separator(row: Row) -> bool:
    """A list without any other mark that has the item's own id between two, of hyphens and the like at least two."""
    shown, item = row.cells["IMPRESSION"], row.text("ITEM_ID")
    if not item or shown == item or any(char in shown for char in "|,;\t /:~^+&#[{("):
        return False
    rare = ["%7C", "%7c", "%2C", "%2c", "%3B", "%3b", *"¦·•‖∣｜，；、*=!$@§\\"]
    split = shown
    for mark in (*rare, *map(chr, (*range(1, 9), *range(14, 32)))):
        split = split.replace(mark, "\n")
    common = [mark for mark in "-_." if shown.count(mark) - item.count(mark) > 1]
    return item in split.split("\n") or any(f"{mark}{item}{mark}" in f"{mark}{shown}{mark}" for mark in common)


COVERED = {
    **dict.fromkeys(("VAL004", "VAL005"), ("VAL018",)),
    **dict.fromkeys(("IMP002", "IMP005", "IMP009"), ("IMP008",)),
    "IMP003": ("IMP008", "IMP009"),
}


def without_consequences(hits: dict[Key, list[Sample]]) -> dict[Key, list[Sample]]:
    """What no other finding about the column explains."""
    return {
        (code, column): found
        for (code, column), found in hits.items()
        if not any((cause, column) in hits for cause in COVERED.get(code, ()))
    }


def is_placeholder(text: str) -> bool:
    """A word that stands for nothing, in lower, upper or capitalised spelling."""
    lower = text.lower()
    usual = lower in PLACEHOLDERS and text in (lower, lower.upper(), lower.capitalize())
    return usual or text in EXACT_PLACEHOLDERS


def is_mangled(text: str, *, float_ids: bool) -> bool:
    """An id that a spreadsheet or a float column has rewritten."""
    if SCIENTIFIC_ID.fullmatch(text) or text in SPREADSHEET_ERRORS:
        return True
    return float_ids and FLOAT_ID.fullmatch(text) is not None


def impression_codes(row: Row) -> list[str]:
    """The rules about lists of shown items that fire for a row; ids are compared without blanks around them."""
    shown = row.text("IMPRESSION")
    if shown is None:
        return []
    pieces = shown.split("|")
    ids = [piece for piece in pieces if piece != ""]
    item = row.text("ITEM_ID")
    checks = [
        ("IMP001", len(shown) > 1000),
        ("IMP002", any(piece.strip() == "" or piece != piece.strip() for piece in pieces)),
        ("IMP003", item is not None and item.strip() not in [id_.strip() for id_ in ids]),
        ("IMP004", len(set(ids)) < len(ids)),
        ("IMP005", any(len(id_) > 256 for id_ in ids)),
        ("IMP006", row.text("RECOMMENDATION_ID") is not None),
    ]
    return [code for code, fires in checks if fires]


# Figures


def passes(row: Row, events: Iterable[Event]) -> bool:
    """Whether any entry of the event filter takes the row."""
    for event_type, threshold in events:
        value = row.number("EVENT_VALUE")
        right_type = event_type is None or row.text("EVENT_TYPE") == event_type
        high_enough = threshold is None or (value is not None and value >= threshold)
        if right_type and high_enough:
            return True
    return False


def near_threshold(rows: Iterable[Row], events: Sequence[Event]) -> list[tuple[str, int, float]]:
    """The rows that no entry takes, and one would if it compared 32-bit floats: path, line and value."""
    near = []
    for row in rows:
        value = row.number("EVENT_VALUE")
        if value is None or passes(row, events):
            continue
        kinds = [least for kind, least in events if kind is None or row.text("EVENT_TYPE") == kind]
        if any(least is not None and in_32_bits(value) == in_32_bits(least) for least in kinds):
            near.append((row.path, row.line, float(value)))
    return near


def in_32_bits(number: float) -> bytes:
    """A number as a 32-bit float; one that is too large for any stands for itself."""
    try:
        # Zero has two forms.
        return struct.pack("<f", struct.unpack("<f", struct.pack("<f", number))[0] + 0.0)
    except OverflowError:
        return struct.pack("<d", number)


def surplus_copies(rows: list[Row]) -> list[tuple[str, int, str, int]]:
    """Every row that repeats an earlier one, with the place of the first."""
    firsts: dict[frozenset[tuple[Any, Any]], Row] = {}
    copies = []
    for row in rows:
        first = firsts.setdefault(row.identity(), row)
        if first is not row:
            copies.append((row.path, row.line, first.path, first.line))
    return copies


def summary(rows: list[Row], columns: dict[str, Field | None], now: int) -> dict[str, Any]:
    """The figures of the well-formed rows."""
    unique = {row.identity(): row for row in rows}
    triples = {(row.value("USER_ID"), row.value("ITEM_ID"), row.value("TIMESTAMP")) for row in rows}
    records_of = Counter(user for row in rows if (user := row.text("USER_ID")) is not None)
    unique_of = Counter(user for row in unique.values() if (user := row.text("USER_ID")) is not None)
    types = Counter(name for row in rows if (name := row.text("EVENT_TYPE")) is not None)
    times = [time for row in rows if (time := row.number("TIMESTAMP")) is not None]
    plausible = [time for time in times if YEAR_1990 <= time <= now + DAY]
    hours = sorted({int(time) // 3600 for time in plausible})
    top = sorted(types.items(), key=lambda entry: (-entry[1], entry[0]))[:TOP_EVENT_TYPES]
    return {
        "unique_interactions": len(unique),
        "duplicate_rows": len(rows) - len(unique),
        "duplicate_user_item_time": len(rows) - len(triples),
        "users": len(records_of),
        "users_with_2": sum(count >= 2 for count in records_of.values()),
        "users_with_2_unique": sum(count >= 2 for count in unique_of.values()),
        "items": len({item for row in rows if (item := row.text("ITEM_ID")) is not None}),
        "event_types": dict(top),
        "event_types_distinct": len(types),
        "timestamp_min": min(times, default=None),
        "timestamp_max": max(times, default=None),
        "timestamp_newest": max(plausible, default=None),
        "longest_gap_hours": max((later - hour - 1 for hour, later in pairwise(hours)), default=0) if hours else None,
        "completeness": completeness(rows, columns),
    }


def completeness(rows: list[Row], columns: dict[str, Field | None]) -> dict[str, float]:
    """Per column that may be null and is present in any file: the share of all rows that have a value there."""
    nullable = [known.name for known in columns.values() if known is not None and known.nullable]
    if not rows:
        return {}
    filled = {name: sum((row.text(name) or "").strip() != "" for row in rows) for name in nullable}
    return {name: float(f"{count / len(rows):.6g}") for name, count in filled.items()}
