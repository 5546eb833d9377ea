"""The reference model of `filter` itself, on cases decided by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings

from tests.examples import examples
from tests.filter_model import AbsentColumnsError, Criteria, DifferentHeadersError, Loss, Outcome, filter_files
from tests.tables import SCHEMA, filter_criteria, uniform_data_sets

THREE = "USER_ID,ITEM_ID,TIMESTAMP"
VALUED = f"{THREE},EVENT_TYPE,EVENT_VALUE"
T = "1700000000"


def sift(*texts: str | bytes, **criteria: Any) -> Outcome:
    """Files a.csv, b.csv …"""
    contents = [text if isinstance(text, bytes) else text.encode() for text in texts]
    return filter_files(
        [(f"{name}.csv", data) for name, data in zip("abc", contents, strict=False)], Criteria(**criteria)
    )


def table(header: str, *rows: str) -> str:
    return "".join(f"{line}\n" for line in (header, *rows))


def reasons(outcome: Outcome) -> list[tuple[int, str]]:
    return [(line, reason) for _, line, reason in outcome.reasons]


def losses(outcome: Outcome) -> list[tuple[str, int, int | None, int | None]]:
    return [(loss.name, loss.rows, loss.users, loss.items) for loss in outcome.criteria]


def values(*cells: str, events: Sequence[tuple[str | None, float | None]]) -> list[str]:
    """The reasons, "" for none, of rows that differ in type and value; a cell is `TYPE,VALUE`."""
    outcome = sift(table(VALUED, *(f"u1,i1,{T},{cell}" for cell in cells)), events=events)
    given = {line: reason for _, line, reason in outcome.reasons}
    return [given.get(line, "") for line in range(2, len(cells) + 2)]


# Bytes


def test_without_criteria_every_well_formed_line_is_kept() -> None:
    data = f'\ufeff{THREE}\r\nu1,i1,{T}\nu2,,x\r\n"u3",i3,'.encode()
    outcome = sift(data)
    assert outcome.kept == data
    assert (outcome.read, outcome.kept_rows, outcome.reasons) == (3, 3, [])
    assert outcome.criteria == [Loss("malformed-lines", 0, None, None)]
    assert outcome.rejects == f"path,line,reason,{THREE}\n"


def test_a_line_feed_comes_in_only_where_two_files_would_run_together() -> None:
    first, second, third = f"{THREE}\nu1,i1,1", f"{THREE}\nu2,i2,2", f"{THREE}\nu3,i3,3"
    assert sift(first, second, third).kept == f"{THREE}\nu1,i1,1\nu2,i2,2\nu3,i3,3".encode()
    assert sift(first, second, third, until=3).kept == f"{THREE}\nu1,i1,1\nu2,i2,2".encode()
    assert sift(first, second, third, since=3).kept == f"{THREE}\nu3,i3,3".encode()
    assert sift(first, f"{THREE}\r\nu2,i2,2\r\n").kept == f"{THREE}\nu1,i1,1\nu2,i2,2\r\n".encode()


def test_a_header_without_line_feed_gets_one_when_a_row_follows() -> None:
    assert sift(THREE, f"{THREE}\nu1,i1,1").kept == f"{THREE}\nu1,i1,1".encode()
    assert sift(THREE).kept == THREE.encode()


def test_headers_are_the_same_if_their_columns_order_and_separator_are() -> None:
    one = f"{THREE}\nu1,i1,1\n"
    for other in (f"\ufeff{THREE}\n", f"{THREE}\r\n", '"USER_ID","ITEM_ID",TIMESTAMP\n'):
        assert sift(one, other).kept == one.encode()
    for other in ("USER_ID,TIMESTAMP,ITEM_ID\n", THREE.replace(",", ";"), f"{THREE},X\n", "User_ID,ITEM_ID,TIMESTAMP"):
        with pytest.raises(DifferentHeadersError):
            sift(one, other)


@pytest.mark.parametrize("data", [b"", b"\n", "USER_ID,ITEM_ID\n".encode("utf-16"), b"A\rB\n", b"\xff,B\n"])
def test_a_header_that_cannot_be_read(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"a\.csv|decode"):
        sift(data)


# Reasons


def test_malformed_and_blank_lines_have_their_code() -> None:
    data = f'{THREE}\nu1,i1\n\n"u1,i1,{T}\n'.encode() + b"u\xe9,i1,17\n  \nu1,i1,1"
    outcome = sift(data)
    assert reasons(outcome) == [(2, "CSV007"), (3, "CSV009"), (4, "CSV008"), (5, "CSV003"), (6, "CSV007")]
    assert list(outcome.by_reason.items()) == [("CSV003", 1), ("CSV009", 1), ("CSV008", 1), ("CSV007", 2)]
    assert losses(outcome) == [("malformed-lines", 5, None, None)]
    assert outcome.kept == f"{THREE}\nu1,i1,1".encode()


def test_types_are_exact_and_any_entry_may_take_a_row() -> None:
    cells = ("click,", "watch,1", "Watch,1", " watch,1", ",1", '"watch",')
    assert values(*cells, events=[("watch", None)]) == ["event-type", "", *["event-type"] * 3, ""]
    assert values(*cells, events=[("watch", None), ("click", None)]) == ["", "", *["event-type"] * 3, ""]


def test_thresholds_are_inclusive_and_need_a_number() -> None:
    cells = ("watch,0.5", "watch,5e-1", "watch,0.49", "watch,", "watch, ", "watch,NaN", "watch,inf", "watch, 0.7 ")
    below, blank, none = ("event-value-" + word for word in ("below-threshold", "blank", "not-a-number"))
    assert values(*cells, events=[("watch", 0.5)]) == ["", "", below, blank, blank, none, none, ""]
    assert values("watch,1e400", "watch,1_0", "watch,-0.0", events=[(None, 0.0)]) == [none, none, ""]


def test_the_type_is_the_reason_only_if_no_entry_has_it() -> None:
    events = [("watch", 2.0), ("watch", 0.5), ("buy", None), (None, 9.0)]
    assert values("watch,1", "watch,0", "buy,", "click,9", "click,8", ",", events=events) == [
        *("", "event-value-below-threshold", "", "", "event-value-below-threshold", "event-value-blank"),
    ]
    assert values("click,", "watch,", events=[("watch", 0.5)]) == ["event-type", "event-value-blank"]


def test_times_are_half_open() -> None:
    rows = [f"u1,i1,{time}" for time in ("9", "10", " 10 ", "19", "20", "", "1e1", "9223372036854775808", "-5")]
    not_integer = [(line, "timestamp-not-integer") for line in (7, 8, 9)]
    both = sift(table(THREE, *rows), since=10, until=20)
    assert reasons(both) == [(2, "since"), (6, "until"), *not_integer, (10, "since")]
    assert losses(both) == [("malformed-lines", 0, None, None), ("since", 5, 0, 0), ("until", 1, 0, 0)]
    assert list(both.by_reason) == ["timestamp-not-integer", "since", "until"]
    too_late = [(line, "until") for line in (3, 4, 5, 6)]
    assert reasons(sift(table(THREE, *rows), until=10)) == too_late + not_integer
    assert reasons(sift(table(THREE, *rows))) == []


def test_an_invalid_row_has_its_smallest_error_code() -> None:
    rows = [
        f"{'u' * 257},,{T},watch,1,",
        f"u1,i1,soon,EVENT_TYPE,x,{'i' * 1001}",
        f"u1,i1,170000000000,EVENT_TYPE,1,{'i' * 1001}",
        f"u1,i1,{T},EVENT_VALUE,1,{'i' * 1001}",
        f"u1,i1,{T},watch,1,{'i' * 1001}",
        f"u1,i1,{T},watch,x,i1",
        f"u1,i1,{T},,1,i1",
        " u1,null,5,watch ,1,a||b",
    ]
    text = table(f"{VALUED},IMPRESSION", *rows)
    codes = ["VAL001", "IMP001", "IMP001", "IMP001", "IMP001", "VAL006", "VAL001"]
    assert reasons(sift(text, drop_invalid=True)) == list(enumerate(codes, start=2))
    without_impressions = ["VAL001", "VAL003", "VAL004", "VAL011"]
    assert reasons(sift(text, drop_invalid=True, ignore=["IMP"]))[:4] == list(enumerate(without_impressions, start=2))
    assert reasons(sift(text, drop_invalid=True, ignore=["VAL00", "IMP"])) == [
        (3, "VAL011"),
        (4, "VAL011"),
        (5, "VAL011"),
    ]
    assert reasons(sift(text, drop_invalid=True, select=["IMP"])) == [(line, "IMP001") for line in (3, 4, 5, 6)]
    assert reasons(sift(text, drop_invalid=True, select=["SET"])) == []
    assert reasons(sift(text)) == []


def test_a_schema_decides_what_is_invalid() -> None:
    text = table(f"{THREE},QUANTITY,IMPRESSION,OTHER", f"u1,i1,{T},1.5,i1,", f"u1,i1,{T},7,,x", f"u1,i1,{T},,i1,x")
    assert reasons(sift(text, drop_invalid=True)) == []
    assert reasons(sift(text, drop_invalid=True, schema=SCHEMA)) == [(2, "VAL006"), (3, "VAL001")]


def test_copies_but_the_first_are_duplicates_whatever_their_spelling() -> None:
    rows = ["u1,i1,1,watch,0.5", 'u1,"i1",01,watch,.50', "u1,i1,1,watch,", "u1,i1,1,Watch,0.5", "u1,i1,1,watch,5e-1"]
    outcome = sift(table(VALUED, *rows), table(VALUED, "u1,i1,1,watch,"), drop_duplicates=True)
    assert outcome.reasons == [("a.csv", 3, "duplicate"), ("a.csv", 6, "duplicate"), ("b.csv", 2, "duplicate")]
    assert losses(outcome)[-1] == ("duplicates", 3, 0, 0)


def test_a_copy_of_a_row_that_an_earlier_criterion_rejects_is_none() -> None:
    rows = ["u1,i1,1,watch,0.4", "u1,i1,1,watch,0.5", "u1,i1,1,watch,0.4"]
    assert reasons(sift(table(VALUED, *rows), events=[("watch", 0.5)], drop_duplicates=True)) == [
        (2, "event-value-below-threshold"),
        (4, "event-value-below-threshold"),
    ]


def test_both_counts_are_taken_before_either_rejects() -> None:
    # i1 has three rows before u2's goes, and two after: it stays at three.
    rows = ["u1,i1,1", "u1,i1,2", "u2,i1,3", "u1,i2,4", " u1,i1,5", ",i1,6", ",,7"]
    outcome = sift(table(THREE, *rows), min_user_interactions=2, min_item_interactions=5)
    user, item = "min-user-interactions", "min-item-interactions"
    assert reasons(outcome) == [(4, user), (5, item), (6, user), (7, user), (8, user)]
    assert losses(outcome) == [("malformed-lines", 0, None, None), (user, 4, 2, 0), (item, 1, 0, 1)]
    assert outcome.kept == table(THREE, *rows[:2]).encode()
    again = filter_files([("a.csv", outcome.kept)], Criteria(min_user_interactions=2, min_item_interactions=5))
    assert again.kept_rows == 0


def test_a_blank_user_is_no_user_only_where_users_are_counted() -> None:
    rows = [",i1,1", ",i1,2", "u1,i1,3"]
    assert reasons(sift(table(THREE, *rows), min_user_interactions=1)) == [
        (2, "min-user-interactions"),
        (3, "min-user-interactions"),
    ]
    assert reasons(sift(table(THREE, *rows), min_item_interactions=3)) == []


def test_a_row_s_reason_is_that_of_the_first_criterion() -> None:
    early, within = "u1,i1,1700000005", "1700000015"
    rows = [f"{early},click,", f"{early},watch,", *[f"u1,i1,{within},watch,"] * 2, f"u2,i1,{within},watch,x"]
    rows.append(f"u3,i1,{within}")
    outcome = sift(
        table(VALUED, *rows, f"{'u' * 257},,{within},watch,x", "u4,i2,1700000016,watch,"),
        events=[("watch", None)],
        since=1_700_000_010,
        until=1_700_000_020,
        drop_invalid=True,
        drop_duplicates=True,
        min_user_interactions=1,
        min_item_interactions=2,
    )
    assert reasons(outcome) == [
        (2, "event-type"),
        (3, "since"),
        (4, "min-item-interactions"),
        (5, "duplicate"),
        (6, "VAL006"),
        (7, "CSV007"),
        (8, "VAL001"),
        (9, "min-item-interactions"),
    ]
    assert losses(outcome) == [
        ("malformed-lines", 1, None, None),
        ("events", 1, 0, 0),
        ("since", 1, 0, 0),
        ("until", 0, 0, 0),
        ("invalid", 2, 2, 0),
        ("duplicates", 1, 0, 0),
        ("min-user-interactions", 0, 0, 0),
        ("min-item-interactions", 2, 2, 2),
    ]
    assert outcome.kept == f"{VALUED}\n".encode()


@pytest.mark.parametrize(
    ("header", "criteria", "columns"),
    [
        (THREE, {"events": [("watch", None)]}, ["EVENT_TYPE"]),
        (THREE, {"events": [(None, 1.0)]}, ["EVENT_VALUE"]),
        (f"{THREE},EVENT_TYPE", {"events": [("watch", 1.0), ("click", None)]}, ["EVENT_VALUE"]),
        ("USER_ID,ITEM_ID", {"since": 1}, ["TIMESTAMP"]),
        ("USER_ID,ITEM_ID", {"until": 1}, ["TIMESTAMP"]),
        ("ITEM_ID,TIMESTAMP", {"min_user_interactions": 1}, ["USER_ID"]),
        ("USER_ID,TIMESTAMP", {"min_item_interactions": 1}, ["ITEM_ID"]),
        (
            VALUED,
            {"events": [("watch", 1.0)], "schema": {"fields": SCHEMA["fields"][:3]}},
            ["EVENT_TYPE", "EVENT_VALUE"],
        ),
    ],
)
def test_an_absent_column_that_a_criterion_needs(header: str, criteria: dict[str, Any], columns: list[str]) -> None:
    with pytest.raises(AbsentColumnsError) as refused:
        sift(table(header), **criteria)
    assert refused.value.columns == columns


def test_a_near_miss_of_a_name_is_that_column() -> None:
    outcome = sift(table("userId,ITEM_ID,TIMESTAMP,Event Type", "u1,i1,1,watch", "u2,i1,1,x"), events=[("watch", None)])
    assert reasons(outcome) == [(3, "event-type")]
    assert losses(outcome)[-1] == ("events", 1, 1, 0)


# Rejects and figures


def test_the_rejects_file_is_csv_whatever_the_lines_are() -> None:
    lines = [
        b'u1,"i""1",1',
        b'u1,"i\\"1",1',
        b"u1,i\\1,1",
        b"u\r1,i1,1",
        b'u1,"i1,1',
        b"u1,i1",
        b"",
        b'u\xe9"x,i1,1',
        b"u2,i1,2\r",
    ]
    data = b"".join(line + b"\n" for line in (THREE.encode(), *lines))
    outcome = filter_files([("my, file.csv", data)], Criteria(since=3))
    assert outcome.rejects.split("\n") == [
        f"path,line,reason,{THREE}",
        '"my, file.csv",2,since,u1,"i""1",1',
        '"my, file.csv",3,since,"u1,""i\\""1"",1"',
        '"my, file.csv",4,since,u1,i\\1,1',
        '"my, file.csv",5,since,"u\r1,i1,1"',
        '"my, file.csv",6,CSV008,"u1,""i1,1"',
        '"my, file.csv",7,CSV007,"u1,i1"',
        '"my, file.csv",8,CSV009,""',
        '"my, file.csv",9,CSV003,"u\\xe9""x,i1,1"',
        '"my, file.csv",10,since,u2,i1,2',
        "",
    ]


def test_the_rejects_file_has_the_separator_of_the_input() -> None:
    outcome = filter_files([("a,b.csv", b"USER_ID;ITEM_ID;TIMESTAMP\nu1;i1;1\n")], Criteria(since=3))
    assert outcome.rejects == "path;line;reason;USER_ID;ITEM_ID;TIMESTAMP\na,b.csv;2;since;u1;i1;1\n"


def test_event_types_before_and_after() -> None:
    rows = ["u1,i1,1,watch,1", "u1,i1,1,click,", "u1,i1,1,watch,", "u1,i1,1,,1", "u1,i1,1,buy", "u1,i1,1,add,1"]
    outcome = sift(table(VALUED, *rows), events=[(None, 1.0)])
    assert list(outcome.by_event_type.items()) == [("watch", (2, 1)), ("add", (1, 1)), ("click", (1, 0))]
    assert sift(table(THREE, "u1,i1,1")).by_event_type == {}


def test_only_the_hundred_most_frequent_types_are_listed() -> None:
    rows = [f"u1,i1,1,t{number:03},1" for number in range(101)]
    assert list(sift(table(VALUED, *rows, "u2,i1,1,t100,1")).by_event_type)[:2] == ["t100", "t000"]
    assert len(sift(table(VALUED, *rows)).by_event_type) == 100


def test_figures_are_those_of_the_kept_rows() -> None:
    rows = ["u1,i1,1,watch,1", "u1,i1,1,watch,1.0", "u2,i2,5,click,", "", "u3"]
    outcome = sift(table(VALUED, *rows), events=[("watch", None)])
    assert outcome.figures | {"event_types": {"watch": 2}} == outcome.figures
    keys = ("rows", "blank_lines", "unique_interactions", "users")
    assert [outcome.figures[key] for key in keys] == [2, 0, 1, 1]
    assert outcome.by_reason == {"CSV009": 1, "CSV007": 1, "event-type": 1}


@settings(max_examples=examples(40), deadline=None)
@given(files=uniform_data_sets(), criteria=filter_criteria())
def test_every_line_is_kept_or_rejected_and_what_is_kept_stays(
    files: list[tuple[str, bytes]], criteria: dict[str, Any]
) -> None:
    try:
        outcome = filter_files(files, Criteria(**criteria))
    except AbsentColumnsError:
        return
    assert outcome.read == outcome.kept_rows + len(outcome.reasons)
    assert len(outcome.reasons) == sum(loss.rows for loss in outcome.criteria) == sum(outcome.by_reason.values())
    once = {name: value for name, value in criteria.items() if not name.startswith("min_")}
    first = filter_files(files, Criteria(**once))
    again = filter_files([("kept.csv", first.kept)], Criteria(**once))
    assert (again.kept, again.reasons) == (first.kept, [])
