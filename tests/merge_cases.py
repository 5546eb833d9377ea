"""Hypothesis strategies for interactions and logs of shown lists, in every form that a log may have."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.merge_model import Entry, Options
from tests.tables import encode

BASE = 1_700_000_000
USERS = ["u1", "u2", "u1", "né", "", " ", "u 3"]
ITEMS = ["a", "b", "c", "é", "a", "b", "ab", "red shoe", "x,y", 'q"t', "", " a", "w" * 256, "😀" * 200]
ODD_ITEMS = ["w" * 257, "\x07b", "", " ", " b ", "c\u00a0"]
SESSIONS = ["s1", "s2", "s1", "", "s\u00e9"]
RIDS = ["r1", "r2", "r3", "r1", ""]
CLICK_TIMES = [*(str(BASE + shift) for shift in (0, 1, 5, 30, 31, 60)), str(BASE), "", "soon", "-5", "0", str(2**63)]
CLICK_TIMES += [f"{BASE}000", f" {BASE + 5} ", str(2**62), str(2**32), str(2**32 + 20)]
LOG_TIMES = [
    *(str(BASE + shift) for shift in (0, 0, 1, -1, -5, -30, -31, 5)),
    *(f"{BASE}.25", f"{BASE}.75", f"{BASE}999", f"{BASE}250", f"{BASE}000001", f"{BASE - 1}999999", f"{BASE}000.5"),
    *("2023-11-14T22:13:20Z", "2023-11-14 23:13:19.5+01:00", "2023-11-14T22:13:20", "2023-02-30T00:00:00Z"),
    *("0", "-1", "", "yesterday", str(2**32 - 1), str(2**32), "9" * 19),
]
OLD_LISTS = ["", "", "a|b", "z", " ", "|", "c||c|a ", "w" * 300 + "|" + "v" * 900, 'k"|a', "x,y|b"]
LONG_LIST = [f"item-number-{number}" for number in range(80)]


@dataclass(frozen=True)
class Log:
    """One log: its file, and what it says; `shape` is `lists` or `items`."""

    content: bytes
    suffix: str
    shape: str
    entries: Sequence[Entry]


def interactions() -> st.SearchStrategy[tuple[list[str], bytes]]:
    """A header and a file under it."""
    return st.booleans().flatmap(_interactions)


@st.composite
def _interactions(draw: st.DrawFn, has_lists: bool) -> tuple[list[str], bytes]:
    header = ["USER_ID", "ITEM_ID", "TIMESTAMP", "SESSION_ID", "RECOMMENDATION_ID", *(["IMPRESSION"] * has_lists)]
    header = draw(st.permutations(header)) if draw(st.booleans()) else header
    pools = {
        "USER_ID": USERS,
        "ITEM_ID": [*ITEMS, "a|b", "w" * 257],
        "TIMESTAMP": CLICK_TIMES,
        "SESSION_ID": SESSIONS,
        "RECOMMENDATION_ID": RIDS,
        "IMPRESSION": OLD_LISTS,
    }
    style = draw(st.sampled_from(["needed", "needed", "doubled", "backslash", "random"]))
    styles = st.sampled_from(["needed", "doubled", "backslash"]) if style == "random" else st.just(style)
    lines = [",".join(header).encode()]
    for _ in range(draw(st.integers(0, 8))):
        cells = [encode(draw(st.sampled_from(pools[name])), draw(styles), ",") for name in header]
        line = ",".join(cells).encode()
        damage = draw(st.sampled_from(["none"] * 12 + ["blank", "short", "long", "invalid", "quote", "backslash"]))
        damaged = {
            "blank": b"",
            "short": line.rsplit(b",", 1)[0],
            "long": line + b",",
            "invalid": line + b"\xff",
            "quote": b'"' + line,
            "backslash": line.replace(b"u1", b'"u\\"', 1),
        }
        lines.append(damaged.get(damage, line))
    ends = draw(st.sampled_from([[b"\n"], [b"\r\n"], [b"\n", b"\r\n"]]))
    data = b"".join(line + draw(st.sampled_from(ends)) for line in lines)
    if draw(st.booleans()):
        data = data.removesuffix(b"\n").removesuffix(b"\r")
    return header, data


@st.composite
def logs(draw: st.DrawFn) -> Log:
    """A log of one of the shapes."""
    form = draw(st.sampled_from(["csv", "csv array", "csv items", "json", "json objects", "json events", "json items"]))
    shape = "items" if form.endswith("items") else "lists"
    is_json = form.startswith("json")
    has_recommendations = shape == "lists" or draw(st.booleans())
    items = st.sampled_from(
        [*ITEMS, *ODD_ITEMS, *(["a|b"] if is_json or shape == "items" or form == "csv array" else [])]
    )
    entries = []
    for _ in range(draw(st.integers(1, 8))):
        fields = {
            "USER_ID": draw(st.sampled_from(USERS)),
            "TIMESTAMP": draw(st.sampled_from(LOG_TIMES[:8] if draw(st.booleans()) else LOG_TIMES)),
            "SESSION_ID": draw(st.sampled_from(SESSIONS)),
        }
        if has_recommendations:
            fields["RECOMMENDATION_ID"] = draw(st.sampled_from(RIDS))
        ids = None
        if shape == "items":
            fields["ITEM_ID"] = draw(items)
        else:
            ids = draw(st.lists(items, max_size=4)) + draw(st.sampled_from([[], [], [], LONG_LIST, [*LONG_LIST, "a"]]))
        entries.append(Entry(fields, ids))
    content = (_json if is_json else _csv)(entries, form)
    # The first line tells what a log of objects has: it must name every field.
    return Log(content, ".jsonl" if is_json else ".csv", shape, entries)


def _csv(entries: Sequence[Entry], form: str) -> bytes:
    names = [*entries[0].fields, *([] if form == "csv items" else ["IMPRESSION"])]
    lines = [",".join(names)]
    for entry in entries:
        ids = list(entry.ids or [])
        joined = json.dumps(ids, ensure_ascii=False) if form == "csv array" else "|".join(str(one) for one in ids)
        cells = [*(text or "" for text in entry.fields.values()), *([] if form == "csv items" else [joined])]
        lines.append(",".join(encode(cell, "needed", ",") for cell in cells))
    return ("\n".join(lines) + "\n").encode()


def _json(entries: Sequence[Entry], form: str) -> bytes:
    names = {"USER_ID": "userId", "ITEM_ID": "itemId", "RECOMMENDATION_ID": "recommendationId", "TIMESTAMP": "sentAt"}
    lines = []
    for number, entry in enumerate(entries):
        fields: dict[str, Any] = {names.get(name, name): text for name, text in entry.fields.items()}
        if entry.ids is not None and form == "json objects":
            fields |= {"itemList": [{"itemId": one, "score": 0.5} for one in entry.ids]}
        elif entry.ids is not None:
            fields |= {"impression": list(entry.ids)}
        if form == "json events":
            user, session = fields.pop("userId"), fields.pop("SESSION_ID")
            fields = {"userId": user, "SESSION_ID": session, "eventList": [fields]}
        lines.append(json.dumps(fields, ensure_ascii=bool(number % 2)))
    return "\n".join(lines).encode()


@st.composite
def options(draw: st.DrawFn) -> Options:
    """Every combination of options that is allowed."""
    on = draw(st.sampled_from([(), (), ("RECOMMENDATION_ID",), ("SESSION_ID",), ("USER_ID", "SESSION_ID")]))
    within = draw(st.sampled_from([None, 0, 1, 30, 3600])) if on else draw(st.sampled_from([0, 1, 30, 31, 10**9]))
    return Options(
        on=on,
        by=draw(st.sampled_from([(), ("SESSION_ID",)])) if within is not None and "SESSION_ID" not in on else (),
        within=within,
        shown=draw(st.booleans()),
        existing=draw(st.sampled_from(["keep", "replace", "union"])),
        available=draw(st.sampled_from([None, None, frozenset({"a", "é"}), frozenset({"b", "x,y", LONG_LIST[0]})])),
        add=draw(st.booleans()),
        unit=draw(st.sampled_from([None, None, None, "s", "ms"])),
    )
