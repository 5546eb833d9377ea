"""Hypothesis strategies for small interactions files with planted defects of every kind the model knows.

Pools start with plain values, so a failing example shrinks to a dull file with one interesting place in it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

NOW = 1_760_000_000

SCHEMA: dict[str, Any] = {
    "type": "record",
    "name": "Interactions",
    "namespace": "com.amazonaws.personalize.schema",
    "fields": [
        {"name": "USER_ID", "type": "string"},
        {"name": "ITEM_ID", "type": "string"},
        {"name": "TIMESTAMP", "type": "long"},
        {"name": "EVENT_TYPE", "type": "string"},
        {"name": "EVENT_VALUE", "type": ["float", "null"]},
        {"name": "IMPRESSION", "type": "string"},
        {"name": "RECOMMENDATION_ID", "type": ["null", "string"]},
        {"name": "EVENT_ATTRIBUTION_SOURCE", "type": ["string", "null"]},
        {"name": "DEVICE", "type": ["null", "string"], "categorical": True},
        {"name": "LOCATION", "type": "string", "categorical": True},
        {"name": "AMOUNT", "type": "double"},
        {"name": "QUANTITY", "type": ["int", "null"]},
        {"name": "VISITS", "type": "long"},
        {"name": "NOTE", "type": "string"},
        {"name": "SIGNED_IN", "type": "boolean"},
    ],
    "version": "1.0",
}

# Of the columns that every schema has.
SMALLEST_SCHEMA: dict[str, Any] = {**SCHEMA, "fields": SCHEMA["fields"][:3]}

REQUIRED = ["USER_ID", "ITEM_ID", "TIMESTAMP"]
RESERVED = ["EVENT_TYPE", "EVENT_VALUE", "IMPRESSION", "RECOMMENDATION_ID", "EVENT_ATTRIBUTION_SOURCE"]
OWN = ["DEVICE", "LOCATION", "AMOUNT", "QUANTITY", "VISITS", "NOTE", "SIGNED_IN"]
# Not in the schema: `device` is a near miss only if the schema is given, "" is what a trailing separator makes.
STRANGE = ["EXTRA", "größe", "DE\u202eVICE", "BE\x07LL", "", "device"]

WORDS = ["null", "NULL", "Null", "None", "nan", "NaN", "N/A", "undefined", "nil", "<NA>", "(null)", "NA", "\\N"]
NEARLY_WORDS = ["nULL", "na", "\\n", "null.", "nulls", "-"]
SPACED = [" u1", "u1 ", "u1\u00a0", "\u2003u1", "\tu1", "u1\u200b", "\ufeffu1", "\x85u1"]
BLANKS = ["", " ", "\u00a0\t"]
MANGLED = ["1.2E+11", "-1e+5", "#REF!", "#N/A", "#DIV/0!", "42.0", "7.0"]
NEARLY_MANGLED = ["12E+5", "1.2E11", "1.2e-5", "#ref!", "#N/A N/A", "#", "42.00", "42."]
QUOTED = ['a"b', '"', 'say "hi"', "back\\slash", '\\"', "end\\", "a,b", "a;b", '""']
LONG = ["u" * 256, "u" * 257, "é" * 256, "😀" * 257, " " + "u" * 256 + " ", "u" * 256 + '"']

USERS = [
    *("u1", "u2", "u3", "u1", "u2", "u3", "U1", "né", "😀", "用户", "e\u0301"),
    *(WORDS + NEARLY_WORDS + SPACED + BLANKS + MANGLED + NEARLY_MANGLED + QUOTED + LONG),
]
ITEMS = ["i1", "i2", "i3", "i1", "i2", "i|1", "|", "i1 ", *USERS]
FLOAT_IDS = ["42.0", "7.0", "42.0", "7.0", "-3.0", "42.0", "7.0", "0.0", "42.0", "7.0", "u1", "", "#REF!"]

TIMES = [
    *("1700000000", "1700000000", "1700000001", "1600000000", "01700000000", "-0", "0", "-1"),
    *(str(NOW), str(NOW + 86400), str(NOW + 86401), "631152000", "631151999"),
    *("99999999999", "100000000000", "-100000000000", "-99999999999", "1700000000000", "99999999999999"),
    *("100000000000000", "1700000000000000", "99999999999999999", "100000000000000000", "1700000000000000000"),
    *("9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809"),
    *("0000000001700000000", "00000000001700000000", "+1700000000", "1.7e9", "1700000000.0", "1700000000."),
    *("2023-11-14T00:00:00Z", "2023-11-14", "1_700_000_000", "١٧٠٠٠٠٠٠٠٠", "null", "NaN", "--1", "0x10"),
    *(" 1700000000", "1700000000\u00a0", "1700000000 ", " 1.7e9", " 0", "", " ", "\u2003"),
]
NUMBERS = [
    *("0.5", "1", "0.50", "5", ".5", "+0.5", "5e-1", "5.", "0", "-0.0", "-0", "+1", "1e3", "1E-2", "00.5", "1e+5"),
    *("0.7", "0.70000000000000001", "0.1000000000000000055511", "1e-400", "1.7976931348623157e308", "-.5"),
    *("1e400", "-1e400", "1.8e308", "NaN", "nan", "inf", "-inf", "infinity", ".", "+", "-", "e5", "1e", "1e+", "--1"),
    *("0x10", "1_0", "1d", "1,5", "1.2.3", "٣", "true", "5.0", "007", "1" * 400, "0" * 400 + "1"),
    *("2147483647", "2147483648", "-2147483648", "-2147483649", "9223372036854775807", "9223372036854775808"),
    *("-9223372036854775808", "-9223372036854775809", "16777217", "16777216"),
    *("0.699999988", "0.699999988079071", "0.69999996", "0.69999995", "0.4999999850988388", "0.4999999850988387"),
    *("0.9999999701976776", "-1.0000000596046448", "-7e-46", "999.9999847412", "0.6999999"),
    *("", "", " ", " 0.7", "0.7\u00a0", "1 000", " +1 "),
]
TYPES = [
    *("click", "watch", "click", "watch", "Click", "CLICK", "purchase", "añadir", "🛒"),
    *("EVENT_VALUE", "IMPRESSION", "USER_ID", "event_type", "EVENTTYPE", "EVENT_TYPE "),
    *(" watch", "watch ", "click\u00a0", "t" * 256, "t" * 257, " " + "t" * 257, "", " ", "", " "),
    *(WORDS + NEARLY_WORDS + QUOTED + MANGLED),
]
IMPRESSIONS = [
    *("i1|i2", "i1|i2|i3", "i1", "i2", "i3|i2", "", "I1|i2", "i1|i1", "i2|i1|i2", "i1||i2", "|i1", "i1|", "|", "||"),
    *(" i1|i2", "i1 | i2", "i1|i2\u00a0", " ", "i1| |i2", "i1|i1 ", "x" * 256 + "|i1", "x" * 257 + "|i1", "é" * 257),
    *("i1|" + " " + "x" * 256, "é" * 256, "i1|" + "|".join(["i2"] * 332) + "|", "i1" + "|i2" * 332 + "|é", "i1,i2"),
    *("i1" + "|i2" * 332 + "|éé", "i1" + "|x😀" * 333, 'a"b|i1', "u1|null", "42.0|i1", '["i1","i2"]'),
]
RECOMMENDATIONS = [
    *("", "RID-1", "RID-2", "", "r" * 40, "r" * 41, "é" * 40, " RID-1", "RID-1 ", " " + "r" * 41, "null", "NA", "nA"),
    *QUOTED,
]
SOURCES = [
    "",
    "home",
    "home page",
    "mail",
    "s" * 1024,
    "s" * 1025,
    "é",
    "a\x1fb",
    "a\tb",
    "~",
    " x",
    "x\u00a0",
    *QUOTED,
]
CATEGORIES = [
    *("phone", "tv", "phone", "", "Phone", "a|b", "c" * 1000, "c" * 1001, "😀" * 1000, "😀" * 1001),
    *(" " + "c" * 1000, " phone", "phone ", "phone\u3000", " ", "1", "null", *QUOTED),
]
BOOLEANS = ["true", "false", "True", "", " ", "1", " true"]

POOLS: dict[str, list[str]] = {
    "USER_ID": USERS,
    "ITEM_ID": ITEMS,
    "TIMESTAMP": TIMES,
    "EVENT_TYPE": TYPES,
    "EVENT_VALUE": NUMBERS,
    "IMPRESSION": IMPRESSIONS,
    "RECOMMENDATION_ID": RECOMMENDATIONS,
    "EVENT_ATTRIBUTION_SOURCE": SOURCES,
    "AMOUNT": NUMBERS,
    "QUANTITY": NUMBERS,
    "VISITS": NUMBERS,
    "SIGNED_IN": BOOLEANS,
}
# Plain rows keep most lines free of noise, so that rules about whole columns and about duplicates get their chance.
PLAIN = 3

RESPELLED = {
    "0.5": "0.50",
    "0.50": ".5",
    "1": "1.0",
    "0": "-0.0",
    "1700000000": "01700000000",
    "0.7": "7e-1",
    "5": "+5",
}

CONTROLS = ["\x00", "\x07", "\r", "\x0b", "\x1b", "\x7f", "\u2028", "\u2029", "\u200e", "\u200f", "\u061c"]
CONTROLS += [
    "\u202a",
    "\u202e",
    "\u2066",
    "\u2069",
    "\x80",
    "\x85",
    "\x9f",
    "\xad",
    "\u115f",
    "\u1160",
    "\u180e",
    "\u200b",
]
CONTROLS += ["\u2060", "\u2064", "\u206a", "\u3164", "\ufeff", "\uffa0", "\ufff9", "\ufffb", "\U000e0001"]
HARMLESS = ["\t", "\xa0", "\u200c", "\u200d", "\u2027", "\u202f", "\u2065", "\ufe0f", "\ufffc", "\ufffd", "\U000e0067"]

RAW_CELLS = [
    *('"ab"', '""', '"a""b"', '""""', '"a\\"b"', '"a\\\\b"', '"a\\b"', '"ab\\"', '"\\\\"', '"\\""', '"a\\""b"'),
    *('"a"b', '"a" ', ' "a"', '"a', 'a"', 'a"b', 'a""b', '"', '"""', '"a,b"', '"a;b"', '"a\\"', '"a\\",b"', '"a,'),
    *('"i1""', '"\\"', '\\"a\\"', '"é""😀"', '"\t"', '"a" "b"', '"1700000000"', '"0.5"', '""x', '"a|b"'),
]
INVALID_UTF8 = [
    b"\xff",
    b"\xc3",
    b"\xc3\x28",
    b"\xe2\x82",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\xc0\xaf",
    b"caf\xe9",
]

PLANTED: dict[str, list[bytes]] = {
    "control": [character.encode() for character in CONTROLS],
    "harmless": [character.encode() for character in HARMLESS],
    "invalid": INVALID_UTF8,
    "split": [b"\n"],
}

NEAR_MISSES: list[Callable[[str], str]] = [
    str.lower,
    str.title,
    lambda name: name.replace("_", ""),
    lambda name: name.replace("_", " "),
    lambda name: name.replace("_", "-").lower(),
    lambda name: name.title().replace("_", ""),
    lambda name: f" {name}",
    lambda name: f"{name}_",
]

DAMAGES = [
    *(["none"] * 16),
    *("blank", "copy", "copy", "respell", "respell", "raw", "raw", "short", "long", "trailing", "spaces"),
    *("invalid", "control", "control", "harmless", "split", "no separator"),
]


@st.composite
def data_sets(
    draw: st.DrawFn, *, max_files: int = 2, max_rows: int = 10, mixed_headers: bool = True
) -> list[tuple[str, bytes]]:
    """Files of one data set, in order; with `mixed_headers` each may have columns of its own."""
    columns = draw(column_lists())
    files = []
    for position in range(draw(st.integers(1, max_files))):
        if mixed_headers and position and draw(st.booleans()):
            columns = draw(column_lists())
        files.append((f"part-{position}.csv", draw(tables(columns, max_rows=max_rows))))
    return files


@st.composite
def uniform_data_sets(draw: st.DrawFn, *, max_files: int = 3, max_rows: int = 10) -> list[tuple[str, bytes]]:
    """Files of one data set that name the same columns in the same way, as `filter` wants them; most have events."""
    columns = draw(column_lists())
    for name in ("EVENT_TYPE", "EVENT_VALUE"):
        if name not in columns and draw(st.sampled_from([True, True, True, False])):
            columns.append(name)
    layout = draw(layouts(columns))
    files: list[tuple[str, bytes]] = []
    for position in range(draw(st.integers(1, max_files))):
        earlier = [line.removesuffix(b"\r") for _, data in files for line in data.split(b"\n")[1:] if line]
        data = draw(files_of(layout, max_rows=max_rows, earlier=earlier))
        files.append((f"part-{position}.csv", data))
    return files


@st.composite
def column_lists(draw: st.DrawFn) -> list[str]:
    """Exact names: the required columns, some reserved, some own, seldom strange ones, in any order."""
    reserved = draw(st.lists(st.sampled_from(RESERVED), unique=True, max_size=5))
    own = draw(st.lists(st.sampled_from(OWN), unique=True, max_size=3))
    strange = draw(st.sampled_from([[], [], [], *([name] for name in STRANGE)]))
    columns = [*REQUIRED, *reserved, *own, *strange]
    # With a schema, "device" beside DEVICE would be an own column in one reading and a repeated one in another.
    if "device" in columns and "DEVICE" in columns:
        columns.remove("DEVICE")
    return draw(st.permutations(columns)) if draw(st.booleans()) else columns


@st.composite
def headers(draw: st.DrawFn, columns: list[str]) -> tuple[list[str], list[str]]:
    """Names as written and the pool each column draws from: near misses and repeated columns come in here."""
    written = list(columns)
    if draw(st.sampled_from([False, False, False, True])):
        at = draw(st.integers(0, len(columns) - 1))
        if columns[at] in REQUIRED + RESERVED:
            written[at] = draw(st.sampled_from(NEAR_MISSES))(columns[at])
    pools = list(columns)
    if draw(st.sampled_from([False, False, False, False, True])):
        again = draw(st.sampled_from([name for name in columns if name != ""] or ["EXTRA"]))
        at = draw(st.integers(0, len(written)))
        written.insert(at, draw(st.sampled_from([again, again, f"{again}_", again.replace("_", "")])))
        pools.insert(at, again)
    return written, pools


@dataclass(frozen=True)
class Layout:
    """What files with the same header share: names as written, the pool of each column, the separator."""

    written: list[str]
    pools: list[str]
    separator: str


@st.composite
def layouts(draw: st.DrawFn, columns: list[str]) -> Layout:
    """A layout of files with these columns."""
    written, pools = draw(headers(columns))
    return Layout(written, pools, draw(st.sampled_from([",", ",", ",", ",", ",", ";", "\t", "|"])))


@st.composite
def tables(draw: st.DrawFn, columns: list[str], *, max_rows: int = 10) -> bytes:
    """One file with these columns."""
    return draw(files_of(draw(layouts(columns)), max_rows=max_rows))


@st.composite
def files_of(draw: st.DrawFn, layout: Layout, *, max_rows: int = 10, earlier: Sequence[bytes] = ()) -> bytes:
    """One file with this layout; some of its lines may be copies of `earlier` ones."""
    separator = layout.separator
    style = draw(st.sampled_from(["needed", "needed", "none", "doubled", "backslash", "random"]))
    ends = draw(st.sampled_from([[b"\n"], [b"\n"], [b"\r\n"], [b"\n", b"\r\n"]]))
    header_style = draw(st.sampled_from(["none", "none", "none", "doubled"]))
    start = draw(st.sampled_from([b"", b"", b"", b"\xef\xbb\xbf"]))
    header = separator.join(encode(name, header_style, separator) for name in layout.written)
    body = draw(bodies(layout.pools, separator, style, max_rows, earlier))
    lines = [start + header.encode(), *body]
    data = b"".join(line + (draw(st.sampled_from(ends)) if len(ends) > 1 else ends[0]) for line in lines)
    if draw(st.sampled_from([False, False, True])):
        data = data.removesuffix(b"\n").removesuffix(b"\r")
    return data


@st.composite
def bodies(
    draw: st.DrawFn, pools: list[str], separator: str, style: str, max_rows: int, earlier: Sequence[bytes] = ()
) -> list[bytes]:
    """The lines after the header, without line ends."""
    sets = [POOLS.get(name, CATEGORIES) for name in pools]
    for at, name in enumerate(pools):
        if name in ("USER_ID", "ITEM_ID") and draw(st.sampled_from([False] * 5 + [True])):
            sets[at] = FLOAT_IDS
    plain = st.tuples(*(st.sampled_from(pool[:PLAIN]) for pool in sets))
    wild = st.tuples(*(st.sampled_from(pool) for pool in sets))
    rows: list[list[str]] = []
    lines: list[bytes] = []
    for _ in range(draw(st.integers(0, max_rows))):
        damage = draw(st.sampled_from(DAMAGES))
        if damage == "copy" and (lines or earlier):
            lines.append(draw(st.sampled_from([*earlier, *lines])))
            continue
        if damage == "respell" and rows:
            row = [RESPELLED.get(value, value) for value in draw(st.sampled_from(rows))]
        else:
            row = list(draw(plain if draw(st.booleans()) else wild))
        rows.append(row)
        cells = [encode(value, draw(styles(style)), separator) for value in row]
        lines.append(draw(damaged(cells, separator, damage)))
    return lines


def styles(style: str) -> st.SearchStrategy[str]:
    """How to quote one cell of a file that is written in this style."""
    return st.sampled_from(["needed", "doubled", "backslash", "none"]) if style == "random" else st.just(style)


def encode(value: str, style: str, separator: str) -> str:
    """A cell as a writer of that style puts it down; "none" never quotes, whatever comes of it."""
    if style == "backslash":
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    if style == "doubled" or (style == "needed" and (separator in value or '"' in value)):
        doubled = value.replace('"', '""')
        return f'"{doubled}"'
    return value


@st.composite
def damaged(draw: st.DrawFn, cells: list[str], separator: str, damage: str) -> bytes:
    """The line of these cells after one kind of damage; most kinds are none."""
    if damage == "raw":
        cells = list(cells)
        cells[draw(st.integers(0, len(cells) - 1))] = draw(st.sampled_from(RAW_CELLS))
    text = separator.join(cells[:-1] if damage == "short" else cells)
    whole = {
        "blank": "",
        "spaces": "  ",
        "long": f"{text}{separator}x",
        "trailing": f"{text}{separator}",
        "no separator": text.replace(separator, "-"),
    }
    text = whole.get(damage, text)
    planted = PLANTED.get(damage)
    if planted is None:
        return text.encode()
    piece = draw(st.sampled_from(planted))
    # A CR at the very end would become part of the line end, and one line less tested.
    at = draw(st.integers(0, max(len(text) - 1, 0)))
    return text[:at].encode() + piece + text[at:].encode()


def event_filters() -> st.SearchStrategy[list[tuple[str | None, float | None]]]:
    """Event filters of one or two entries, with thresholds on and beside values of the pools."""
    types = st.sampled_from(["click", "watch", "Click", "absent", " watch", None])
    thresholds = st.sampled_from([None, 0.5, 0.0, 0.7, 1.0, -1.0, 1e3, 0.1])
    return st.lists(st.tuples(types, thresholds), min_size=1, max_size=2)


# On and beside the TIMESTAMPs of plain rows and the ends of what a TIMESTAMP may be.
BOUNDS = [1700000000, 1700000001, 1600000000, 1700000002, 0, -1, 1, NOW, 10**11, 2**63 - 1, -(2**63)]
CHOICES_OF_RULES = [(), (), (), ("VAL",), ("IMP",), ("VAL003",), ("VAL00", "IMP001"), ("SET",)]


@st.composite
def filter_criteria(draw: st.DrawFn) -> dict[str, Any]:
    """Up to four criteria of `filter` under the names of its options."""
    on: dict[str, st.SearchStrategy[Any]] = {
        "events": event_filters(),
        "since": st.sampled_from(BOUNDS),
        "until": st.sampled_from(BOUNDS),
        "drop_invalid": st.just(True),
        "drop_duplicates": st.just(True),
        "min_user_interactions": st.integers(1, 3),
        "min_item_interactions": st.integers(1, 3),
    }
    names = draw(st.lists(st.sampled_from(list(on)), unique=True, max_size=4))
    chosen = {name: draw(on[name]) for name in names}
    if "drop_invalid" in chosen:
        chosen["select"] = draw(st.sampled_from(CHOICES_OF_RULES))
        chosen["ignore"] = draw(st.sampled_from(CHOICES_OF_RULES))
    return chosen
