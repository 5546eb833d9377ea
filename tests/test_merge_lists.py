"""`merge-impressions` and what real logs hold: other separators, other arrangements of JSON, long ids and lists."""

from __future__ import annotations

import ast
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli import merge_impressions
from interactions_cli.reading.json_documents import object_blocks
from tests.cli_runner import codes, finding, run
from tests.examples import examples

PACKAGE = Path(__file__).parent.parent / "interactions_cli"
HEADER = "USER_ID,ITEM_ID,TIMESTAMP,RECOMMENDATION_ID"
CLICKS = f"{HEADER}\nu1,i1,1700000100,r1\nu2,i5,1700000100,r2\n"
FIRST = '{"recommendationId":"r1","itemList":[{"itemId":"i1"},{"itemId":"i2"}]}'
SECOND = '{"recommendationId":"r2","itemList":[{"itemId":"i4"},{"itemId":"i5"}]}'


def merge(folder: Path, clicks: str, log: str, *words: str, code: int = 0) -> tuple[list[str], dict[str, Any]]:
    """The lists that a run writes, line by line, and its report."""
    for name, text in (("clicks.csv", clicks), ("log", log)):
        (folder / name).write_text(text, encoding="utf-8", newline="")
    output = folder / "merged.csv"
    paths = (folder / "clicks.csv", "--impressions", folder / "log", "-o", output, "--force", "--format", "json")
    judged = json.loads(run("merge-impressions", *paths, *words, code=code).stdout)
    return [line.rpartition(",")[2] for line in output.read_text(encoding="utf-8").splitlines()[1:]], judged


# No cell becomes a pattern


def test_no_search_takes_an_expression_as_its_pattern() -> None:
    compiling = {"contains", "count_matches", "replace", "replace_all", "find", "extract", "extract_all"}
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
                continue
            if node.func.attr not in compiling or not ast.unparse(node.func).endswith(f".str.{node.func.attr}"):
                continue
            pattern = ast.unparse(node.args[0])
            # Of these searches `find` alone takes a literal text of each row as it is; the others compile it.
            if node.func.attr == "find" and any(ast.unparse(word) == "literal=True" for word in node.keywords):
                continue
            if any(word in pattern for word in ("pl.", ".raw", "needle", "padded", "_expr")):
                found.append(f"{path.name}:{node.lineno}: {pattern}")
    assert found == []


@pytest.mark.parametrize(
    "words", [("--on", "RECOMMENDATION_ID"), ("--within", "1h"), ("--within", "1h", "--match", "latest")]
)
def test_an_item_of_any_length_is_looked_for_as_it_is(tmp_path: Path, words: tuple[str, ...]) -> None:
    clicks = f"{HEADER}\nu1,{'a' * 400_000},1700000100,r1\nu1,i1,1700000100,r1\nu1,[(.*,1700000100,r1\n"
    log = "RECOMMENDATION_ID,USER_ID,TIMESTAMP,IMPRESSION\nr1,u1,1700000000,i1|[(.*\n"
    lists, judged = merge(tmp_path, clicks, log, *words, "--add-interacted")
    assert lists[1:] == ["i1|[(.*", "i1|[(.*"]
    assert [entry["position"] for entry in judged["merge"]["positions"]] == [1, 2]


@pytest.mark.parametrize("command", ["validate", "stats"])
def test_a_long_item_beside_a_list_is_a_finding(tmp_path: Path, command: str) -> None:
    path = tmp_path / "clicks.csv"
    path.write_text(f"USER_ID,ITEM_ID,TIMESTAMP,IMPRESSION\nu1,{'a' * 400_000},1700000000,i1\n", encoding="utf-8")
    result = (
        run(command, path, "--format", "json", "--fail-on", "never") if command == "validate" else run(command, path)
    )
    assert "internal" not in result.stderr


# Long lists


def test_a_list_beyond_all_measure_is_cut_and_its_last_item_found(tmp_path: Path) -> None:
    log = "RECOMMENDATION_ID,ITEM_ID\n" + "".join(f"r1,i{number}\n" for number in range(30_000))
    clicks = f"{HEADER}\n" + "".join(f"u{number},i{number * 14},1700000100,r1\n" for number in range(2_000))
    lists, judged = merge(tmp_path, clicks, log)
    figures = judged["merge"]
    assert (figures["matched"], figures["item_not_in_list"], figures["lists_cut"]) == (2_000, 0, 2_000)
    assert all(len(text) <= 1_000 and f"i{number * 14}" in text.split("|") for number, text in enumerate(lists))
    assert figures["ids_cut"] == sum(30_000 - len(text.split("|")) for text in lists)
    assert figures["index_bytes"] < 3 * len(log)


@pytest.mark.parametrize(("existing", "written"), [("keep", ["", "i9"]), ("replace", ["", ""]), ("union", ["", "i9"])])
def test_a_catalogue_is_for_every_list_of_the_file(tmp_path: Path, existing: str, written: list[str]) -> None:
    (tmp_path / "stock.txt").write_text("ITEM_ID\ni9\n", encoding="utf-8")
    clicks = f"{HEADER},IMPRESSION\nu1,i0,1700000100,r1,old1|old2\nu2,i0,1700000100,r1,old1|i9\n"
    words = ("--available", str(tmp_path / "stock.txt"), "--existing", existing)
    lists, judged = merge(tmp_path, clicks, "RECOMMENDATION_ID,IMPRESSION\nr1,a|b\nr2,a|i9\n", *words)
    assert lists == written
    assert judged["merge"]["lists_emptied"] == written.count("")


def test_items_of_a_session_are_lists_of_their_time(tmp_path: Path) -> None:
    clicks = "USER_ID,ITEM_ID,TIMESTAMP,SESSION_ID\nu1,i1,1700000200,s1\nu1,i9,1700009000,s1\n"
    log = "SESSION_ID,ITEM_ID,TIMESTAMP\ns1,i1,1700000100\ns1,i2,1700000100\ns1,i3,1700000500\ns1,i9,1700008990\n"
    assert merge(tmp_path, clicks, log, "--on", "SESSION_ID", "--within", "30m")[0] == ["i1|i2", "i9"]


# Separators


@pytest.mark.parametrize(
    "written",
    [
        *("i1,i2", "i1, i2", "i1;i2", "i1 i2", "i1\ti2", "i1\x02i2", "i1 | i2", "{i1,i2}", "(i1, i2)", "'i1','i2'"),
        *("['i1', 'i2']", "['i1' 'i2']", "[i1, i2]", "[i1 i2]", '[""i1"",""i2""]', "[u'i1', u'i2']", '{""i1"",i2}'),
    ],
)
def test_lists_are_split_however_they_are_joined(tmp_path: Path, written: str) -> None:
    rows = [f'r1,"{written}"\n', 'r2,"{}"\n'.format(written.replace("1", "4").replace("2", "5"))]
    lists, judged = merge(tmp_path, CLICKS, "RECOMMENDATION_ID,IMPRESSION\n" + "".join(rows))
    assert lists == ["i1|i2", "i4|i5"]
    is_told = judged["merge"]["logs"][0]["list_separator"] not in (None, "|")
    assert ("LOG011" in codes(judged)) == is_told


@pytest.mark.parametrize("lists", [["a,b", "c,d", "e|f"], ["red shoe", "blue hat"]])
def test_lists_that_do_not_agree_are_refused_by_name(tmp_path: Path, lists: list[str]) -> None:
    (tmp_path / "clicks.csv").write_text(CLICKS, encoding="utf-8")
    rows = "".join(f'r{number},"{text}"\n' for number, text in enumerate(lists))
    (tmp_path / "log").write_text(f"RECOMMENDATION_ID,IMPRESSION\n{rows}", encoding="utf-8")
    words = (tmp_path / "clicks.csv", "--impressions", tmp_path / "log", "-o", tmp_path / "merged.csv")
    assert "--log-list-separator" in run("merge-impressions", *words, code=2).stderr
    assert not (tmp_path / "merged.csv").exists()


def test_a_separator_that_is_given_holds(tmp_path: Path) -> None:
    log = "RECOMMENDATION_ID,IMPRESSION\nr1,i1~i2\nr2,i5\n"
    assert merge(tmp_path, CLICKS, log, "--log-list-separator", "~")[0] == ["i1|i2", "i5"]
    whole = 'RECOMMENDATION_ID,IMPRESSION\nr1,"i1,i2"\nr2,i5\n'
    merge(tmp_path, CLICKS, whole, "--log-list-separator", "|")
    assert (tmp_path / "merged.csv").read_text(encoding="utf-8").splitlines()[1].endswith('r1,"i1,i2"')


@settings(max_examples=examples(30), deadline=None)
@given(
    rows=st.lists(st.lists(st.sampled_from(["i1", "i2", "i30", "x"]), min_size=1, max_size=4), min_size=1, max_size=6),
    separator=st.sampled_from([",", ";", "\t", "\x02"]),
    block_bytes=st.sampled_from([1, 30, 1 << 20]),
)
def test_what_joins_ids_does_not_show_in_the_result(rows: list[list[str]], separator: str, block_bytes: int) -> None:
    results = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clicks = "".join(f"u,i1,1,r{number}\n" for number in range(len(rows)))
        (folder / "clicks.csv").write_text(f"{HEADER}\n{clicks}", encoding="utf-8")
        for joint in ("|", separator):
            log = "".join(f'r{number},"{joint.join(ids)}"\n' for number, ids in enumerate(rows))
            (folder / "log").write_text(f"RECOMMENDATION_ID,IMPRESSION\n{log}", encoding="utf-8", newline="")
            merge_impressions(
                str(folder / "clicks.csv"),
                str(folder / "log"),
                output=str(folder / "merged.csv"),
                force=True,
                block_bytes=block_bytes,
            )
            results.append((folder / "merged.csv").read_bytes())
    assert results[0] == results[1]


# JSON in any arrangement


@pytest.mark.parametrize(
    "log",
    [
        f"{FIRST}{SECOND}",
        f"[{FIRST},{SECOND}]",
        f"[\n{FIRST},\n{SECOND}\n]\n",
        "\n".join(json.dumps(json.loads(text), indent=2) for text in (FIRST, SECOND)),
        json.dumps([json.loads(FIRST), json.loads(SECOND)], indent=4),
        f"{FIRST}\n{FIRST}{SECOND}\n",
        f"\x1e{FIRST}\n\x1e{SECOND}\n",
        f"\ufeff{FIRST} {SECOND}",
    ],
)
def test_objects_are_found_however_they_stand(tmp_path: Path, log: str) -> None:
    assert merge(tmp_path, CLICKS, log)[0] == ["i1|i2", "i4|i5"]


def test_an_object_that_cannot_be_read_is_a_finding_with_its_line(tmp_path: Path) -> None:
    lists, judged = merge(tmp_path, CLICKS, f'[{FIRST},\n{{"a": bad}},\n{SECOND}]')
    assert lists == ["i1|i2", "i4|i5"]
    assert [sample["line"] for sample in finding(judged, "LOG001")["samples"]] == [2]


def test_a_log_that_is_no_json_is_told_so_and_not_blamed_on_the_match(tmp_path: Path) -> None:
    (tmp_path / "clicks.csv").write_text(CLICKS, encoding="utf-8")
    (tmp_path / "log").write_text('{"recommendationId', encoding="utf-8")
    said = run("merge-impressions", tmp_path / "clicks.csv", "--impressions", tmp_path / "log", code=2).stderr
    assert "does not begin with a JSON object" in said


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=examples(80), deadline=None)
@given(
    objects=st.lists(st.dictionaries(st.text(max_size=3), VALUES, max_size=3), max_size=5),
    indent=st.sampled_from([None, 0, 2]),
    joint=st.sampled_from(["", ",", "\n", " ,\n"]),
    size=st.integers(1, 50),
)
def test_any_cut_into_pieces_gives_the_same_objects(
    objects: list[dict[str, Any]], indent: int | None, joint: str, size: int
) -> None:
    data = joint.join(json.dumps(one, indent=indent, ensure_ascii=False) for one in objects).encode("utf-8", "replace")
    blocks = list(object_blocks((data[at : at + size] for at in range(0, len(data), size)), "log"))
    lines = [line for block in blocks for line in block.split(b"\n") if line]
    assert [json.loads(line) for line in lines] == [json.loads(json.dumps(one)) for one in objects]
    assert sum(block.line_count for block in blocks) == data.count(b"\n") + 1


# Fields and times


def test_fields_inside_objects_are_named_by_their_path(tmp_path: Path) -> None:
    entries = [
        {"input": {"id": name}, "output": {"recommendedItems": ids}, "error": None}
        for name, ids in (("r1", ["i1", "i2"]), ("r2", ["i4", "i5"]))
    ]
    log = "".join(f"{json.dumps(entry)}\n" for entry in entries)
    words = ("--log-column", "RECOMMENDATION_ID=input.id", "--log-column", "IMPRESSION=output.recommendedItems")
    assert merge(tmp_path, CLICKS, log, "--on", "RECOMMENDATION_ID", *words)[0] == ["i1|i2", "i4|i5"]


@pytest.mark.parametrize(
    ("zone", "time"),
    [
        ("UTC", "2023-11-14 22:13:20"),
        ("Europe/Berlin", "2023-11-14T23:13:20.5"),
        ("Asia/Kolkata", "2023-11-15T03:43:20"),
    ],
)
def test_times_without_an_offset_are_of_the_zone_that_is_named(tmp_path: Path, zone: str, time: str) -> None:
    log = f"USER_ID,TIMESTAMP,IMPRESSION\nu1,{time},i1|i2\nu2,2023-11-14T22:13:20Z,i4|i5\n"
    assert merge(tmp_path, CLICKS, log, "--within", "30m", "--log-time-zone", zone)[0] == ["i1|i2", "i4|i5"]


def test_a_zone_that_is_unknown_is_refused() -> None:
    assert "IANA" in run("merge-impressions", "a", "--impressions", "b", "--log-time-zone", "Mars", code=2).stderr


@pytest.mark.parametrize(
    ("log", "said"),
    [
        ("user_id,year,week,items\nu1,1,1,a\n", "--log-column IMPRESSION=items"),
        ("visitor_id,shown_items,sent_on\nu1,a|b,5\n", "--log-column USER_ID=visitor_id"),
        ("a,b\n1,2\n", "tells which column"),
    ],
)
def test_a_hint_names_the_likely_column_or_none(tmp_path: Path, log: str, said: str) -> None:
    (tmp_path / "clicks.csv").write_text(CLICKS, encoding="utf-8")
    (tmp_path / "log").write_text(log, encoding="utf-8")
    words = (tmp_path / "clicks.csv", "--impressions", tmp_path / "log", "--on", "USER_ID")
    assert said in run("merge-impressions", *words, code=2).stderr


# Nothing matched, and what is odd


@pytest.mark.parametrize(
    ("clicks", "log", "cause"),
    [
        (CLICKS, "USER_ID,TIMESTAMP,IMPRESSION\n", "logs are empty"),
        (CLICKS, "USER_ID,TIMESTAMP,IMPRESSION\nu1,2023-11-14 22:13,i1\n", "No time of the logs can be read"),
        (CLICKS, "USER_ID,TIMESTAMP,IMPRESSION\nU1,1700000000,i1\nU2,1700000000,i5\n", "in no log"),
        (CLICKS, "USER_ID,TIMESTAMP,IMPRESSION\nu1,1700003600,i1\nu2,1700003660,i5\n", "3,600 seconds (1 h) ahead"),
        (CLICKS, "USER_ID,TIMESTAMP,IMPRESSION\nu1,1700000110,i1\nu2,1700000112,i5\n", "clock"),
        (
            CLICKS.replace("0100,", "0100000,"),
            "USER_ID,TIMESTAMP,IMPRESSION\nu1,1700000000,i1\nu2,1700000000,i5\n",
            "milli",
        ),
    ],
)
def test_a_merge_that_matched_nothing_fails_and_says_why(tmp_path: Path, clicks: str, log: str, cause: str) -> None:
    (tmp_path / "clicks.csv").write_text(clicks, encoding="utf-8")
    (tmp_path / "log").write_text(log, encoding="utf-8")
    words = (tmp_path / "clicks.csv", "--impressions", tmp_path / "log", "--within", "30m", "-o", tmp_path / "m.csv")
    printed = " ".join(run("merge-impressions", *words, code=1).stdout.split())
    assert printed.startswith("0 of 2 interactions matched (0 %) ")
    assert cause in printed
    assert "PASS" not in printed
    accepted = run("merge-impressions", *words, "--allow-empty", "--force").stdout
    assert accepted.startswith("0 of 2")
    assert "PASS" not in accepted


def test_odd_figures_are_warnings(tmp_path: Path) -> None:
    log = "RECOMMENDATION_ID,IMPRESSION\nr1,a|b\nr1,c|d\nr2,e|f\nr2,e|f\n"
    _, judged = merge(tmp_path, CLICKS, log)
    assert {"LOG008", "LOG009"} <= set(codes(judged))
    assert "1 of 2" in finding(judged, "LOG008")["message"]
    by_item = "USER_ID,ITEM_ID,TIMESTAMP\nu1,i1,1700000000000\nu1,i2,1700000000037\nu2,i5,1700000000000\n"
    _, judged = merge(tmp_path, CLICKS, by_item, "--within", "30m")
    assert "--log-column RECOMMENDATION_ID" in finding(judged, "LOG010")["hint"]


def test_samples_of_lines_without_a_list_show_the_line(tmp_path: Path) -> None:
    _, judged = merge(tmp_path, CLICKS, "RECOMMENDATION_ID,IMPRESSION\nr1,i1\nr2,\n")
    assert finding(judged, "LOG002")["samples"][0]["value"] == "r2,"
