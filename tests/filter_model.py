"""A reference model of `filter` in plain Python: every line goes through the criteria one after the other.

It imports nothing from the package; what a line, a field, a number and a record are is `model`'s business, and so is
what is out of scope there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests import model

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
TOP_EVENT_TYPES = 100

# The codes of cell rules whose effect is an error; of several that a row breaks the first is its reason.
INVALID = ("IMP001", "IMP008", "VAL001", "VAL002", "VAL003", "VAL004", "VAL006", "VAL007", "VAL011", "VAL018")
REASONS_OF = {
    "malformed-lines": ("CSV003", "CSV009", "CSV008", "CSV015", "CSV007"),
    "events": ("event-type", "event-value-blank", "event-value-not-a-number", "event-value-below-threshold"),
    "since": ("timestamp-not-integer", "since"),
    "until": ("timestamp-not-integer", "until"),
    "invalid": INVALID,
    "duplicates": ("duplicate",),
    "min-user-interactions": ("min-user-interactions",),
    "min-item-interactions": ("min-item-interactions",),
}


class DifferentHeadersError(ValueError):
    """The files do not name the same columns in the same order with the same separator."""


class AbsentColumnsError(ValueError):
    """Criteria need columns that the header, or the given schema, does not have; `columns` are their names."""

    def __init__(self, columns: Sequence[str]) -> None:
        super().__init__(", ".join(columns))
        self.columns = columns


@dataclass(frozen=True, kw_only=True)
class Criteria:
    """What to drop. `select` and `ignore` are codes or prefixes of codes and matter to `drop_invalid` alone."""

    events: Sequence[model.Event] = ()
    since: int | None = None
    until: int | None = None
    drop_invalid: bool = False
    drop_duplicates: bool = False
    min_user_interactions: int | None = None
    min_item_interactions: int | None = None
    schema: dict[str, Any] | None = None
    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    now: int = 1_800_000_000


@dataclass
class Loss:
    """What one criterion rejects; users and items are those of which it takes the last row."""

    name: str
    rows: int
    users: int | None
    items: int | None


@dataclass
class Outcome:
    """All that the model says.

    `kept` is the output, header included; `rejects` the text of the rejects file; `reasons` are (path, line, reason)
    in input order; `by_event_type` is (read, kept); `figures` are those of the kept rows; `near_threshold` are places
    and values of the rows that the event filter just leaves out.
    """

    kept: bytes
    kept_rows: int
    read: int
    rejects: str
    reasons: list[tuple[str, int, str]]
    by_reason: dict[str, int]
    by_event_type: dict[str, tuple[int, int]]
    criteria: list[Loss]
    figures: dict[str, Any]
    near_threshold: list[tuple[str, int, float]]


@dataclass
class Physical:
    """A line after a header: its bytes with line end, what it reads as, and why it is rejected, if it is."""

    path: str
    number: int
    data: bytes
    reading: model.Line
    reason: str | None = None

    @property
    def row(self) -> model.Row:
        """The record of a line without a shape defect."""
        assert self.reading.row is not None
        return self.reading.row


@dataclass
class Sieve:
    """The lines that are left, and what each criterion so far has taken."""

    left: list[Physical]
    columns: dict[str, model.Field | None]
    losses: list[Loss] = field(default_factory=list)

    def reject(self, name: str, judge: Callable[[Physical], str | None]) -> None:
        """Apply one criterion: lines for which it has a reason are rejected."""
        before = self.left
        for line in before:
            line.reason = judge(line)
        self.left = [line for line in before if line.reason is None]
        is_shape = name == "malformed-lines"
        users, items = (None if is_shape else self._lost(column, before) for column in ("USER_ID", "ITEM_ID"))
        self.losses.append(Loss(name, len(before) - len(self.left), users, items))

    def _lost(self, column: str, before: list[Physical]) -> int | None:
        if self.columns.get(column) is None:
            return None
        texts = [{line.row.text(column) for line in lines} - {None} for lines in (before, self.left)]
        return len(texts[0] - texts[1])


def filter_files(files: Sequence[tuple[str, bytes]], criteria: Criteria) -> Outcome:
    """Filter the files as one data set.

    Raises:
        DifferentHeadersError: They are none.
        AbsentColumnsError: A criterion cannot be applied to them.
    """
    header = common_header(files, criteria)
    absent = absent_columns(header, criteria)
    if absent:
        raise AbsentColumnsError(absent)
    lines = [line for path, data in files for line in physical_lines(header, path, data)]
    sieve = Sieve(lines, header.fields)
    sieve.reject("malformed-lines", lambda line: line.reading.defect)
    typed = [line for line in sieve.left if line.row.text("EVENT_TYPE") is not None]
    near = model.near_threshold((line.row for line in sieve.left), criteria.events)
    apply_row_criteria(sieve, criteria)
    apply_set_criteria(sieve, criteria)
    rejected = [line for line in lines if line.reason is not None]
    kept = joined([first_line(files[0][1]), *(line.data for line in sieve.left)])
    rows = [line.row for line in sieve.left]
    return Outcome(
        kept=kept,
        kept_rows=len(sieve.left),
        read=len(lines),
        rejects=rejects_text(model.header_text(*files[0]), header.separator, rejected),
        reasons=[(line.path, line.number, line.reason or "") for line in rejected],
        by_reason=count_reasons(line.reason or "" for line in rejected),
        by_event_type=count_event_types(typed),
        criteria=sieve.losses,
        figures={"rows": len(rows), "blank_lines": 0} | model.summary(rows, header.fields, criteria.now),
        near_threshold=near,
    )


# Headers


def common_header(files: Sequence[tuple[str, bytes]], criteria: Criteria) -> model.Header:
    """The header that all files share."""
    written = set()
    for path, data in files:
        text = model.header_text(path, data)
        header = model.read_header(text, criteria.schema)
        names, _ = model.read_fields(text, header.separator) or ([], False)
        written.add((header.separator, tuple(names)))
    if len(written) > 1:
        raise DifferentHeadersError
    return header


def absent_columns(header: model.Header, criteria: Criteria) -> list[str]:
    """The columns that the criteria need and the files, or the schema, do not have."""
    needed = {
        "EVENT_TYPE": any(event_type is not None for event_type, _ in criteria.events),
        "EVENT_VALUE": any(threshold is not None for _, threshold in criteria.events),
        "TIMESTAMP": criteria.since is not None or criteria.until is not None,
        "USER_ID": criteria.min_user_interactions is not None,
        "ITEM_ID": criteria.min_item_interactions is not None,
    }
    return [name for name, is_needed in needed.items() if is_needed and header.fields.get(name) is None]


# Bytes


def split_keeping_ends(data: bytes) -> list[bytes]:
    """The physical lines with their line feeds."""
    *ended, last = data.split(b"\n")
    return [*(line + b"\n" for line in ended), *([last] if last else [])]


def first_line(data: bytes) -> bytes:
    """The header line as it is."""
    return split_keeping_ends(data)[0]


def physical_lines(header: model.Header, path: str, data: bytes) -> list[Physical]:
    """The lines after the header of one file."""
    whole, bare = split_keeping_ends(data), model.split_lines(data)
    return [
        Physical(path, number, line, model.read_record(header, path, number, content))
        for number, (line, content) in enumerate(zip(whole, bare, strict=True), start=1)
        if number > 1
    ]


def joined(lines: Sequence[bytes]) -> bytes:
    """The lines one after the other, with a line feed where one that lacks it is followed by another."""
    *all_but_last, last = lines
    return b"".join(line if line.endswith(b"\n") else line + b"\n" for line in all_but_last) + last


# Criteria


def apply_row_criteria(sieve: Sieve, criteria: Criteria) -> None:
    """The criteria that look at one row at a time."""
    since, until = criteria.since, criteria.until
    if criteria.events:
        sieve.reject("events", lambda line: event_reason(line.row, criteria.events))
    if since is not None:
        sieve.reject("since", lambda line: time_reason(line.row, "since", lambda time: time >= since))
    if until is not None:
        sieve.reject("until", lambda line: time_reason(line.row, "until", lambda time: time < until))
    if criteria.drop_invalid:
        # Rules about nearly all cells of a column look at the rows that the criteria before have left.
        nearly_all = model.nearly_all_bad([line.row for line in sieve.left], criteria.now)
        by_row: dict[tuple[str, int], set[str]] = {}
        for code, (_, rows) in nearly_all.items():
            for row in rows:
                by_row.setdefault((row.path, row.line), set()).add(code)
        sieve.reject(
            "invalid", lambda line: invalid_reason(line.row, by_row.get((line.path, line.number), set()), criteria)
        )


def apply_set_criteria(sieve: Sieve, criteria: Criteria) -> None:
    """The criteria that have to know all rows that are left."""
    if criteria.drop_duplicates:
        places = {place[:2] for place in model.surplus_copies([line.row for line in sieve.left])}
        sieve.reject("duplicates", lambda line: "duplicate" if (line.path, line.number) in places else None)
    # Both counts are taken here, before either of them rejects a row.
    counted = [line.row for line in sieve.left]
    for column, name, least in (
        ("USER_ID", "min-user-interactions", criteria.min_user_interactions),
        ("ITEM_ID", "min-item-interactions", criteria.min_item_interactions),
    ):
        if least is not None:
            enough = {text for text, rows in Counter(row.text(column) for row in counted).items() if rows >= least}
            sieve.reject(name, count_judge(name, column, enough - {None}))


def count_judge(name: str, column: str, enough: set[str | None]) -> Callable[[Physical], str | None]:
    """Rejects rows whose user or item is not among those with enough rows; a blank one never is."""
    return lambda line: None if line.row.text(column) in enough else name


def event_reason(row: model.Row, events: Sequence[model.Event]) -> str | None:
    """Why no entry of the event filter takes the row; None if one does."""
    if model.passes(row, events):
        return None
    if not any(event_type in (None, row.text("EVENT_TYPE")) for event_type, _ in events):
        return "event-type"
    if row.blank("EVENT_VALUE") or not row.cells["EVENT_VALUE"].strip():
        return "event-value-blank"
    return "event-value-not-a-number" if row.number("EVENT_VALUE") is None else "event-value-below-threshold"


def time_reason(row: model.Row, name: str, passes: Callable[[int | float], bool]) -> str | None:
    """Why a bound rejects the row; None if it does not."""
    time = row.number("TIMESTAMP")
    if time is None:
        return "timestamp-not-integer"
    return None if passes(time) else name


def invalid_reason(row: model.Row, shared: set[str], criteria: Criteria) -> str | None:
    """The first error code of the row that the choice of rules leaves in; `shared` are those that depend on others."""
    # None of the other errors depends on the present or on the other rows.
    codes = shared | set(model.impression_codes(row))
    for name, text in row.cells.items():
        known = row.fields[name]
        codes.update(model.cell_codes(row, known, text, 0, float_ids=False) if known else [])
    return next((code for code in INVALID if code in codes and is_applied(code, criteria)), None)


def is_applied(code: str, criteria: Criteria) -> bool:
    """Whether `--select` and `--ignore` leave a rule in."""
    selected = not criteria.select or code.startswith(tuple(criteria.select))
    return selected and not code.startswith(tuple(criteria.ignore))


# Reports


def rejects_text(header: str, separator: str, rejected: Iterable[Physical]) -> str:
    """The rejects file."""
    lines = [separator.join(["path", "line", "reason", header])]
    for line in rejected:
        place = [quoted_if_needed(line.path, separator), str(line.number), line.reason or ""]
        shown = line.reading.shown
        lines.append(separator.join([*place, quoted(shown) if must_be_quoted(line.reading) else shown]))
    return "".join(f"{line}\n" for line in lines)


def must_be_quoted(reading: model.Line) -> bool:
    """Whether a strict CSV reader cannot be given the line as it is."""
    text = reading.shown
    return reading.row is None or "\r" in text or ('"' in text and "\\" in text)


def quoted(text: str) -> str:
    """A text as a field of its own."""
    return '"' + text.replace('"', '""') + '"'


def quoted_if_needed(text: str, separator: str) -> str:
    """A text as a field, in quotes only where it would be misread without."""
    return quoted(text) if any(character in text for character in (separator, '"', "\r", "\n")) else text


def count_reasons(reasons: Iterable[str]) -> dict[str, int]:
    """How often each reason was given, in the order of the criteria."""
    counts = Counter(reasons)
    order = dict.fromkeys(reason for reasons_ in REASONS_OF.values() for reason in reasons_)
    return {reason: counts[reason] for reason in order if counts[reason]}


def count_event_types(lines: Sequence[Physical]) -> dict[str, tuple[int, int]]:
    """(read, kept) of the most frequent event types, by what was read and then by name."""
    read = Counter(line.row.text("EVENT_TYPE") or "" for line in lines)
    kept = Counter(line.row.text("EVENT_TYPE") or "" for line in lines if line.reason is None)
    top = sorted(read, key=lambda name: (-read[name], name))[:TOP_EVENT_TYPES]
    return {name: (read[name], kept[name]) for name in top}
