from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from tests.examples import examples
from tests.model import Event, Found, Verdict, judge
from tests.tables import NOW, SCHEMA, data_sets, event_filters

THREE = "USER_ID,ITEM_ID,TIMESTAMP"
T = "1700000000"


def check(text: str | bytes, **options: Any) -> Verdict:
    data = text.encode() if isinstance(text, str) else text
    return judge([("a.csv", data)], now=NOW, **options)


def found(verdict: Verdict) -> dict[tuple[str, str | None], list[tuple[int, str]]]:
    for entry in verdict.findings.values():
        assert entry.count == len(entry.samples)
    return {
        key: [(line, value) for _, line, value in entry.samples]
        for key, entry in sorted(verdict.findings.items(), key=str)
    }


def values(column: str, *cells: str, schema: dict[str, Any] | None = None) -> dict[str, list[int]]:
    lines = [f"u1,i1,{T},{cell}" if column not in THREE else f"u1,{cell},{T},x" for cell in cells]
    if column == "USER_ID":
        lines = [f"{cell},i1,{T},x" for cell in cells]
    if column == "TIMESTAMP":
        lines = [f"u1,i1,{cell},x" for cell in cells]
    header = f"{THREE},{column if column not in THREE else 'DEVICE'}"
    verdict = check("\n".join([header, *lines]), schema=schema, max_samples=100)
    assert all(key[1] == column for key in verdict.findings)
    return {code: [line - 1 for _, line, _ in entry.samples] for (code, _), entry in verdict.findings.items()}


def test_a_clean_file_has_no_findings_and_these_figures() -> None:
    rows = ["u1,i1,1700000000,click,", "u1,i2,1700000001,watch,0.5", "u2,i1,1700000000,click,1"]
    verdict = check("\n".join([f"{THREE},EVENT_TYPE,EVENT_VALUE", *rows, ""]))
    assert verdict.findings == {}
    assert verdict.training is None
    assert verdict.duplicates == []
    assert verdict.metrics == {
        "rows": 3,
        "blank_lines": 0,
        "bytes": 49 + 24 + 27 + 25,
        "unique_interactions": 3,
        "duplicate_rows": 0,
        "duplicate_user_item_time": 0,
        "users": 2,
        "users_with_2": 1,
        "users_with_2_unique": 1,
        "items": 2,
        "event_types": {"click": 2, "watch": 1},
        "event_types_distinct": 2,
        "timestamp_min": 1700000000,
        "timestamp_max": 1700000001,
        "timestamp_newest": 1700000001,
        "longest_gap_hours": 0,
        "completeness": {"EVENT_VALUE": 0.666667},
    }


def test_a_header_alone_counts_nothing() -> None:
    for data in (THREE, f"{THREE}\n", f"{THREE}\r\n"):
        verdict = check(data)
        assert verdict.findings == {}
        assert verdict.metrics["rows"] == verdict.metrics["users"] == verdict.metrics["unique_interactions"] == 0
        assert verdict.metrics["timestamp_min"] is None
        assert verdict.metrics["completeness"] == {}


def test_a_line_has_one_shape_defect_and_is_then_in_no_figure_but_rows() -> None:
    data = f'{THREE}\nu1,i1\nu1,"i1,{T}\n\n  \nu1,i1,{T},\n'.encode() + b"u\xe9,i1,17\nu1,i1,1700000000"
    verdict = check(data)
    assert found(verdict) == {
        ("CSV003", None): [(7, "u\\xe9,i1,17")],
        ("CSV007", None): [(2, "u1,i1"), (5, "  "), (6, f"u1,i1,{T},")],
        ("CSV008", None): [(3, f'u1,"i1,{T}')],
        ("CSV009", None): [(4, "")],
    }
    assert verdict.metrics["rows"] == 6
    assert verdict.metrics["blank_lines"] == 1
    assert verdict.metrics["unique_interactions"] == 1


def test_crlf_mixed_ends_and_a_missing_final_newline_are_no_defects() -> None:
    verdict = check(f"{THREE}\r\nu1,i1,{T}\nu2,i1,{T}\r\n\r\nu3,i1,{T}")
    assert found(verdict) == {("CSV009", None): [(4, "")]}
    assert verdict.metrics["users"] == 3


def test_a_cr_that_is_no_line_end_is_a_control_character() -> None:
    verdict = check(f"{THREE}\nu\r1,i1,{T}\n\r\r\nu1,i1,{T}\r")
    assert found(verdict) == {
        ("CSV009", None): [(3, "")],
        ("CSV010", None): [(2, f"u\r1,i1,{T}"), (3, ""), (4, f"u1,i1,{T}")],
    }


def test_quotes_are_read_with_backslashes_first_and_without_them_second() -> None:
    cells = {
        '"a,b"': "a,b",
        '""': "",
        '"a""b"': 'a"b',
        '"a\\"b"': 'a"b',
        '"a\\\\b"': "a\\b",
        '"a\\nb"': "a\\nb",
        '"ab\\"': "ab\\",
        "a\\\\b": "a\\\\b",
        'a"b': 'a"b',
        ' "a"': ' "a"',
        '""""': '"',
    }
    lines = [f"{cell},i1,{T}" for cell in cells]
    verdict = check("\n".join([THREE, *lines]), max_samples=100)
    assert verdict.findings[("CSV012", None)].samples == [("a.csv", 4, f'"a""b",i1,{T}'), ("a.csv", 12, f'"""",i1,{T}')]
    assert [(line, value) for _, line, value in verdict.findings[("VAL012", "USER_ID")].samples] == [
        (4, 'a"b'),
        (5, 'a"b'),
        (10, 'a"b'),
        (12, '"'),
    ]
    assert verdict.findings[("VAL009", "USER_ID")].samples == [("a.csv", 11, ' "a"')]
    assert verdict.findings[("VAL001", "USER_ID")].samples == [("a.csv", 3, "")]
    assert ("CSV008", None) not in verdict.findings
    assert verdict.metrics["users"] == len({text for text in cells.values() if text})


@pytest.mark.parametrize("line", [f'"a"b,i1,{T}', f'u1,i1,"{T}', f'"a" ,i1,{T}', f'u1,",i1,{T}', f'"""a,i1,{T}'])
def test_a_line_that_no_reading_fits_has_broken_quoting(line: str) -> None:
    assert found(check(f"{THREE}\n{line}\n")) == {("CSV008", None): [(2, line)]}


def test_the_second_reading_holds_for_the_whole_line() -> None:
    # With backslashes as escapes the second field would never close, so in the first field a backslash is itself too.
    verdict = check(f'{THREE}\n"a\\\\b","c\\",{T}\n"a\\b",c\\,{T}\n"a\\\\b",c\\,{T}\n')
    assert verdict.findings == {}
    assert verdict.metrics["users"] == 2
    assert verdict.metrics["items"] == 1
    assert verdict.metrics["unique_interactions"] == 2
    assert verdict.duplicates == [("a.csv", 4, "a.csv", 3)]


def test_control_characters_are_counted_per_line_and_the_line_is_still_judged() -> None:
    verdict = check(f"{THREE},X\x07Y\nu\x1b1,i\u202e1,{T},\nu\t1,i1,{T},\x85\nu\x7f,i1,x,\nu1,\u2066\x00\n")
    assert found(verdict) == {
        ("CSV007", None): [(5, "u1,\u2066\x00")],
        ("CSV010", None): [
            (1, f"{THREE},X\x07Y"),
            (2, f"u\x1b1,i\u202e1,{T},"),
            (3, f"u\t1,i1,{T},\x85"),
            (4, "u\x7f,i1,x,"),
            (5, "u1,\u2066\x00"),
        ],
        ("VAL003", "TIMESTAMP"): [(4, "x")],
        ("VAL009", "X\x07Y"): [(3, "\x85")],
    }


def test_which_characters_are_control_characters() -> None:
    codes = [
        *range(0x09),
        *range(0x0B, 0x20),
        *range(0x7F, 0xA0),
        *(0xAD, 0x61C, 0x115F, 0x1160, 0x180E, 0x200B, 0x200E, 0x200F),
        *range(0x2028, 0x202F),
        *range(0x2060, 0x2065),
        *range(0x2066, 0x2070),
        *(0x3164, 0xFEFF, 0xFFA0),
        *range(0xFFF9, 0xFFFC),
        *range(0xE0000, 0xE0020),
    ]
    others = [
        0x09,
        0x20,
        0x22,
        0x7E,
        0xA0,
        0xAC,
        0x200C,
        0x200D,
        0xFE0F,
        0x2010,
        0x2027,
        0x202F,
        0x2065,
        0x2070,
        0x115E,
    ]
    others += [0x1161, 0x3163, 0x3165, 0xFF9F, 0xFFFC, 0xFFFD, 0xE0020, 0xE007F, 0x1F3F4]
    for code in codes:
        assert ("CSV010", None) in check(f"{THREE}\nu{chr(code)}1,i1,{T}\n").findings
    for code in others:
        assert ("CSV010", None) not in check(f"{THREE}\nu{chr(code)}1,i1,{T}\n").findings


def test_timestamps() -> None:
    cells = {
        "VAL001": ["", "  "],
        "VAL003": ["1.7e9", "+1700000000", "1700000000.0", "9223372036854775808", "00000000001700000000", "x"],
        "VAL004": ["100000000000", "-100000000000", "9223372036854775807", " 1700000000000"],
        "VAL005": ["0", "-1", "631151999", str(NOW + 86401), "99999999999"],
        "VAL009": [" 1700000000", "1700000000\u00a0"],
        "fine": ["631152000", str(NOW + 86400), "01700000000"],
    }
    expected: dict[str, list[int]] = {}
    for code, texts in cells.items():
        start = sum(map(len, expected.values()))
        expected[code] = list(range(start + 1, start + len(texts) + 1))
    del expected["fine"]
    assert values("TIMESTAMP", *(cell for texts in cells.values() for cell in texts)) == expected


def test_ids() -> None:
    cells = [
        "",
        " ",
        "u" * 256,
        "u" * 257,
        " u1",
        "nan",
        "NaN",
        "nAN",
        "na",
        "NA",
        'a"b',
        "a|b",
        "1.2E+11",
        "12E+5",
        "#REF!",
    ]
    everywhere = {"VAL001": [1, 2], "VAL002": [4], "VAL009": [5], "VAL010": [6, 7, 10], "VAL016": [13, 15]}
    assert values("USER_ID", *cells) == everywhere | {"VAL012": [11]}
    assert values("ITEM_ID", *cells) == everywhere | {"VAL012": [11, 12]}


def test_ids_with_a_decimal_point_count_only_where_nine_of_ten_have_one() -> None:
    assert values("USER_ID", *["42.0"] * 9, "u1") == {"VAL016": list(range(1, 10))}
    assert values("USER_ID", *["42.0"] * 9, "u1", "u2") == {}
    assert values("USER_ID", *["42.0"] * 9, "u1", "") == {"VAL001": [11], "VAL016": list(range(1, 10))}
    assert values("USER_ID", *["42.0"] * 9, "#N/A", "u1") == {"VAL016": [10]}


def test_event_types() -> None:
    cells = ["", "  ", "t" * 257, " t", "None", "EVENT_VALUE", "event_value", 'a"b', "a|b", "1.0"]
    assert values("EVENT_TYPE", *cells) == {
        "VAL001": [1, 2],
        "VAL008": [3],
        "VAL009": [4],
        "VAL010": [5],
        "VAL011": [6],
    }


def test_numbers_without_and_with_a_schema() -> None:
    cells = [
        "",
        " ",
        "0.5",
        ".5",
        "5.",
        "+1e-3",
        "1e400",
        "NaN",
        "inf",
        ".",
        "1_0",
        "0x1",
        " 1",
        "2147483648",
        "9" * 19,
    ]
    bad = [2, 7, 8, 9, 10, 11, 12]
    assert values("EVENT_VALUE", *cells) == {"VAL006": bad, "VAL009": [13]}
    assert values("AMOUNT", *cells, schema=SCHEMA) == {"VAL001": [1, 2], "VAL006": bad[1:], "VAL009": [13]}
    assert values("QUANTITY", *cells, schema=SCHEMA) == {"VAL006": [2, 3, 4, 5, *range(6, 13), 14, 15], "VAL009": [13]}
    assert values("QUANTITY", "-2147483648", "-2147483649", "0" * 5000 + "1", "9" * 5000, schema=SCHEMA) == {
        "VAL006": [2, 4]
    }
    assert values("VISITS", *cells, schema=SCHEMA) == {"VAL001": [1, 2], "VAL006": [*range(3, 13), 15], "VAL009": [13]}


def test_other_columns() -> None:
    cells = ["", " ", "c" * 1000, "c" * 1001, " c", "null"]
    assert values("DEVICE", *cells, " " + "c" * 1000) == {"VAL007": [4], "VAL009": [2, 5, 7]}
    assert values("NOTE", *cells, schema=SCHEMA) == {"VAL001": [1, 2]}
    assert values("LOCATION", *cells, schema=SCHEMA) == {"VAL001": [1, 2], "VAL007": [4], "VAL009": [5]}
    assert values("EXTRA", *cells, schema=SCHEMA) == {}
    assert values("RECOMMENDATION_ID", "", "r" * 40, "r" * 41, " " + "r" * 41, "null") == {
        "VAL009": [4],
        "VAL010": [5],
        "VAL014": [3],
    }
    sources = ["", "home page", "s" * 1024, "s" * 1025, "é", "a\tb"]
    assert values("EVENT_ATTRIBUTION_SOURCE", *sources) == {"VAL015": [4, 5, 6]}


def test_impressions() -> None:
    cells = [
        "i1|i2",
        "i2|i3",
        "i1||i2",
        "i1|",
        "i1 | i2",
        "i1|i2|i2",
        "",
        "i1|" + "x" * 257,
        "i1|" + "|".join(["i2"] * 333),
    ]
    assert values("IMPRESSION", *cells) == {
        "IMP001": [9],
        "IMP002": [3, 4, 5],
        "IMP003": [2],
        "IMP004": [6, 9],
        "IMP005": [8],
    }


def test_impressions_beside_a_recommendation_and_beside_an_item_that_is_missing() -> None:
    verdict = check(f"{THREE},IMPRESSION,RECOMMENDATION_ID\nu1,i1,{T},i1,R\nu1,i1,{T},,R\nu1,,{T},i2,\n")
    assert found(verdict) == {("IMP006", "IMPRESSION"): [(2, "i1")], ("VAL001", "ITEM_ID"): [(4, "")]}


def test_a_defective_header_is_judged_as_if_repaired() -> None:
    for header in (
        '\ufeff"user_id";"ITEM ID";TimeStamp',
        "\ufeffUSERID;item-id; TIMESTAMP",
        "USER_ID;ITEM_ID;TIMESTAMP",
    ):
        verdict = check(f"{header}\nu1;,;x\n")
        assert found(verdict) == {("VAL003", "TIMESTAMP"): [(2, "x")]}
        assert verdict.metrics["users"] == verdict.metrics["items"] == 1


def test_of_separators_with_as_many_known_names_the_comma_is_taken() -> None:
    for header in ("A,B;C;D", "USER_ID,ITEM_ID;TIMESTAMP;D"):
        assert check(f"{header}\na,b\n").findings == {}
    for header in ("A;B|C;D", "USER_ID;ITEM_ID|C;D"):
        assert check(f"{header}\na;b;c\n").findings == {}


def test_a_schema_cannot_allow_nulls_where_the_service_does_not() -> None:
    schema = {"fields": [{"name": name, "type": ["null", "string"]} for name in ("USER_ID", "EVENT_TYPE", "NOTE")]}
    verdict = check("USER_ID,EVENT_TYPE,NOTE\n,,\nu1,a,", schema=schema)
    assert found(verdict) == {("VAL001", "EVENT_TYPE"): [(2, "")], ("VAL001", "USER_ID"): [(2, "")]}
    assert verdict.metrics["completeness"] == {"NOTE": 0.0}


def test_a_near_miss_beside_the_exact_name_is_an_own_column() -> None:
    verdict = check(f"user_id,{THREE}\n,u1,i1,{T}\nu1,u2,i2,{T}\n")
    assert verdict.findings == {}
    assert verdict.metrics["users"] == 2
    assert verdict.metrics["completeness"] == {"user_id": 0.5}


def test_of_repeated_columns_the_first_is_judged_and_all_tell_records_apart() -> None:
    verdict = check(f"{THREE},USER_ID,DEVICE,DEVICE\nu1,i1,{T},,tv,\nu1,i1,{T},null,tv,tv\n")
    assert verdict.findings == {}
    assert verdict.metrics["duplicate_rows"] == 0
    again = check(f"{THREE},USER_ID,DEVICE,DEVICE\nu1,i1,{T},null,tv,tv\nu1,i1,{T},null,tv,tv\n")
    assert again.metrics["duplicate_rows"] == 1
    assert verdict.metrics["completeness"] == {"DEVICE": 1.0}


def test_records_are_equal_by_numbers_and_by_unquoted_text() -> None:
    rows = [
        f"u1,i1,{T},0.5,tv",
        f'"u1",i1,0{T},.50,"tv"',
        f"u1,i1,{T}, 5e-1,tv",
        f"u1,i1,{T},0.5,tv ",
        f"u1,i1,{T},x,tv",
        f"u1,i1,{T},X,tv",
        f"u2,i1,{T},-0.0,",
        f'u2,i1,{T},0,""',
    ]
    verdict = check("\n".join([f"{THREE},EVENT_VALUE,DEVICE", *rows]), max_samples=2)
    assert verdict.metrics["unique_interactions"] == 5
    assert verdict.metrics["duplicate_rows"] == 3
    assert verdict.metrics["duplicate_user_item_time"] == 6
    assert verdict.duplicates == [("a.csv", 3, "a.csv", 2), ("a.csv", 4, "a.csv", 2)]


def test_the_same_user_item_and_time() -> None:
    rows = ["u1,i1,5,a", "u1,i1,05,b", "u1,i2,5,a", "u2,i1,5,a", "u1,i1,6,a", "u1,i1,x,a", "u1,i1,x,b", "u1,i1,X,a"]
    verdict = check("\n".join([f"{THREE},DEVICE", *rows]))
    assert verdict.metrics["duplicate_user_item_time"] == 2
    assert verdict.metrics["duplicate_rows"] == 0


def test_event_types_are_the_hundred_most_frequent_then_by_name() -> None:
    names = [f"t{number:03}" for number in range(103)]
    rows = [f"u1,i1,{T},{name}" for name in [*reversed(names), "t102", "t102", "t101"]]
    figures = check("\n".join([f"{THREE},EVENT_TYPE", *rows])).metrics
    assert list(figures["event_types"].items()) == [("t102", 3), ("t101", 2), *((name, 1) for name in names[:98])]
    assert figures["event_types_distinct"] == 103


def test_users_with_two_records_may_have_one_distinct_record() -> None:
    verdict = check(f"{THREE}\nu1,i1,{T}\nu1,i1,{T}\nu2,i1,{T}\nu2,i2,{T}\nu3,i1,x\n,i1,{T}\n,i2,{T}\n")
    assert verdict.metrics["users"] == 3
    assert verdict.metrics["users_with_2"] == 2
    assert verdict.metrics["users_with_2_unique"] == 1


def test_columns_outside_a_given_schema_count_only_in_the_equality_of_records() -> None:
    data = f"{THREE},EXTRA\nu1,i1,{T},1\nu1,i1,{T},1.0\nu1,i1,{T},1\n"
    verdict = check(data, schema=SCHEMA)
    assert verdict.metrics["unique_interactions"] == 2
    assert verdict.metrics["completeness"] == {}
    assert verdict.duplicates == [("a.csv", 4, "a.csv", 2)]


def test_several_files_are_one_data_set_each_by_its_own_header() -> None:
    first = f"{THREE},DEVICE\nu1,i1,{T},tv\nu1,i1,{T},\nx\n".encode()
    second = f"TIMESTAMP;USER_ID;ITEM_ID\n{T};u1;i1\ny;u2;i2".encode()
    verdict = judge([("a.csv", first), ("b.csv", second)], now=NOW)
    assert verdict.findings == {
        ("CSV007", None): Found(1, [("a.csv", 4, "x")]),
        ("VAL003", "TIMESTAMP"): Found(1, [("b.csv", 3, "y")]),
    }
    assert verdict.duplicates == [("b.csv", 2, "a.csv", 3)]
    assert verdict.metrics["rows"] == 5
    assert verdict.metrics["bytes"] == len(first) + len(second)
    assert verdict.metrics["completeness"] == {"DEVICE": 0.25}


@pytest.mark.parametrize(
    ("events", "passing"),
    [
        ([("watch", None)], ["u1", "u2", "u3", "u4"]),
        ([("watch", 0.5)], ["u1", "u2"]),
        ([(None, 0.5)], ["u1", "u2", "u6"]),
        ([("click", None), ("watch", 0.7)], ["u2", "u6", "u7"]),
        ([("Watch", None)], []),
    ],
)
def test_the_event_filter(events: list[Event], passing: list[str]) -> None:
    rows = [
        "u1,watch,0.5",
        "u2,watch, 7e-1",
        "u3,watch,0.49",
        "u4,watch,",
        "u5, watch,0.4",
        "u6,click,1",
        "u7,click,NaN",
    ]
    data = "\n".join(["USER_ID,EVENT_TYPE,EVENT_VALUE,ITEM_ID,TIMESTAMP", *(f"{row},i1,{T}" for row in rows), "broken"])
    training = check(data, events=events).training
    assert training is not None
    assert training["rows"] == training["users"] == len(passing)
    everything = check(data).metrics
    assert everything["rows"] == 8
    assert set(training) == set(everything) - {"blank_lines", "bytes"}


def test_samples_are_the_first_in_order_and_cut() -> None:
    verdict = check("\n".join([THREE, *(f"u1,i1,{number}{'x' * 100}" for number in range(7))]), max_samples=2)
    assert verdict.findings == {
        ("VAL003", "TIMESTAMP"): Found(7, [("a.csv", 2, "0" + "x" * 79), ("a.csv", 3, "1" + "x" * 79)])
    }


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"\xef\xbb\xbf\nx", b"\xff\xfeU\x00", b"USER_ID,X\ru1,x\r", b"\xff,ITEM_ID\n"]
)
def test_what_is_out_of_scope_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"a\.csv|utf-8"):
        check(data)


@settings(max_examples=examples(50), deadline=None)
@given(data_sets(), event_filters())
def test_generated_files_are_in_scope_and_their_figures_add_up(
    files: list[tuple[str, bytes]], events: list[Event]
) -> None:
    for schema in (None, SCHEMA):
        verdict = judge(files, schema=schema, events=events, now=NOW)
        broken = sum(verdict.findings.get((code, None), Found(0, [])).count for code in ("CSV003", "CSV007", "CSV008"))
        figures = verdict.metrics
        assert figures["unique_interactions"] + figures["duplicate_rows"] + broken == figures["rows"]
        assert verdict.training is not None
        assert verdict.training["rows"] <= figures["rows"] - broken
        assert bool(verdict.duplicates) == (figures["duplicate_rows"] > 0)
