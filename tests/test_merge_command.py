"""`merge-impressions` from the command line: logs of every shape, outputs, refusals, and what the report says."""

from __future__ import annotations

import gzip
import json
import os
import pty
from pathlib import Path
from typing import Any

import pytest

from interactions_cli import merge_impressions
from interactions_cli.storage.compression import zstd_module
from tests.cli_runner import codes, finding, lines_of, run, run_process
from tests.cli_runner import report as validated

HEADER = "USER_ID,ITEM_ID,TIMESTAMP"
CLICKS = f"{HEADER}\nu1,a,1700000010\nu2,b,1700000010\n"
LISTS = "USER_ID,TIMESTAMP,IMPRESSION\nu1,1700000000,x|a\nu2,1700000005,b|y\n"
MERGED = f"{HEADER},IMPRESSION\nu1,a,1700000010,x|a\nu2,b,1700000010,b|y\n"


def write(folder: Path, content: str | bytes, name: str = "clicks.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def merge(
    folder: Path, clicks: str | bytes, log: str | bytes, *words: str, name: str = "log"
) -> tuple[str, dict[str, Any]]:
    """What a run writes to a file, and its report."""
    output = folder / "merged.csv"
    paths: list[str | Path] = [write(folder, clicks), "--impressions", write(folder, log, "log"), "-o", output]
    judged = json.loads(run("merge-impressions", *paths, *words, "--force", "--allow-empty", "--format", "json").stdout)
    return output.read_bytes().decode("utf-8", "surrogateescape"), judged


def jsonl(*entries: Any) -> str:
    return "".join(f"{json.dumps(entry)}\n" for entry in entries)


BY_ITEM = "USER_ID,TIMESTAMP,ITEM_ID\nu1,1700000000,x\nu2,1700000005,b\nu1,1700000000,a\nu2,1700000005,y\n"
ENDS = (1_700_000_000_000, 1_700_000_005_000)


@pytest.mark.parametrize(
    ("log", "format", "shape"),
    [
        (LISTS, "csv", "lists"),
        (LISTS.replace(",x|a", ',"[""x"", ""a""]"'), "csv", "lists"),
        (LISTS.replace(",", ";"), "csv", "lists"),
        (LISTS.replace("USER_ID,TIMESTAMP,IMPRESSION", "userId,sentAt,itemList"), "csv", "lists"),
        (LISTS.replace("USER_ID,TIMESTAMP,IMPRESSION", "user_id,timestamp,impressions"), "csv", "lists"),
        (LISTS.replace("1700000000", "2023-11-14T22:13:20Z"), "csv", "lists"),
        (LISTS.replace("1700000000", "2023-11-14 23:13:20.5+01:00"), "csv", "lists"),
        (BY_ITEM, "csv", "items"),
        (
            jsonl(
                {"USER_ID": "u1", "TIMESTAMP": ENDS[0], "IMPRESSION": "x|a"},
                {"USER_ID": "u2", "TIMESTAMP": ENDS[1], "IMPRESSION": ["b", "y"]},
            ),
            "json",
            "lists",
        ),
        (
            jsonl(
                {"userId": "u1", "timestamp": 1.7e9, "itemList": [{"itemId": "x", "score": 0.5}, {"itemId": "a"}]},
                {"userId": "u2", "timestamp": 1700000005.25, "itemList": [{"itemId": "b"}, {"itemId": "y"}]},
            ),
            "json",
            "lists",
        ),
        (
            jsonl(
                {
                    "userId": "u1",
                    "trackingId": "t",
                    "eventList": [
                        {"eventType": "View", "sentAt": 1700000000, "itemId": "x", "impression": ["x", "a"]},
                        {"eventType": "View", "sentAt": 1700000001, "itemId": "q"},
                    ],
                },
                {"userId": "u2", "sentAt": "1700000005", "impression": ["b", "y"]},
            ),
            "json",
            "lists",
        ),
        (
            jsonl(
                *(
                    {"userId": user, "timestamp": time, "itemId": item}
                    for user, time, item in (line.split(",") for line in BY_ITEM.splitlines()[1:])
                )
            ),
            "json",
            "items",
        ),
    ],
)
def test_every_shape_of_log_gives_the_same_file(tmp_path: Path, log: str, format: str, shape: str) -> None:
    merged, judged = merge(tmp_path, CLICKS, log, "--within", "30s")
    assert merged == MERGED
    entry = judged["merge"]["logs"][0]
    assert (entry["format"], entry["shape"], entry["lists"]) == (format, shape, 2)


def test_responses_are_matched_by_their_recommendation_id_without_an_option(tmp_path: Path) -> None:
    clicks = f"{HEADER},RECOMMENDATION_ID\nu1,a,5,RID-1\nu2,q,5,RID-2\nu3,c,5,\n"
    log = jsonl(
        {"itemList": [{"itemId": "x"}, {"itemId": "a"}], "recommendationId": "RID-1"},
        {"itemList": [{"itemId": "b"}], "recommendationId": "RID-2"},
    )
    merged, judged = merge(tmp_path, clicks, log)
    assert [line.rpartition(",")[2] for line in merged.splitlines()[1:]] == ["x|a", "b", ""]
    figures = judged["merge"]
    assert figures["on"] == ["RECOMMENDATION_ID"]
    assert (figures["matched"], figures["unmatched"]["no_key"], figures["item_not_in_list"]) == (2, 1, 1)
    assert lines_of(judged, "IMP003") == [3]
    assert finding(judged, "IMP006")["count"] == 2


def test_by_key_the_last_line_of_the_logs_wins_whatever_the_time(tmp_path: Path) -> None:
    log = "RID,TIMESTAMP,IMPRESSION\nr,1,a\nr,9999999999,b|c\n"
    clicks = f"{HEADER},RID\nu1,z,1700000010,r\n"
    merged, judged = merge(tmp_path, clicks, log.replace("9999999999", "1700000020"), "--on", "RID")
    assert merged.endswith(",r,b|c\n")
    assert (judged["merge"]["clock_skew"], judged["merge"]["delay_seconds"]["median"]) == (1, -10)
    assert (judged["merge"]["lists"], judged["merge"]["lists_used"], judged["merge"]["lists_unused"]) == (2, 1, 1)


def test_an_explicit_window_is_matching_by_time_whatever_columns_there_are(tmp_path: Path) -> None:
    clicks = f"{HEADER},RECOMMENDATION_ID\nu1,a,1700000010,RID-9\n"
    log = "USER_ID,TIMESTAMP,RECOMMENDATION_ID,IMPRESSION\nu1,1700000000,RID-1,a|b\n"
    assert merge(tmp_path, clicks, log, "--within", "10s")[0].endswith(",a|b\n")
    assert merge(tmp_path, clicks, log, "--within", "9s")[0].endswith(",RID-9,\n")


@pytest.mark.parametrize("match", ["shown", "latest"])
def test_a_click_finds_no_list_at_the_end_of_the_time_that_lists_can_have(tmp_path: Path, match: str) -> None:
    last = 2**32 - 1
    clicks = f"{HEADER}\nu1,a,-20\nu1,a,0\nu1,a,{last}\nu1,a,{last + 10}\nu1,a,{last + 11}\n"
    log = f"USER_ID,TIMESTAMP,IMPRESSION\nu1,0,a|b\nu1,{last},a|c\n"
    merged, _ = merge(tmp_path, clicks, log, "--within", "10s", "--match", match, "--log-time-unit", "s")
    assert [line.rpartition(",")[2] for line in merged.splitlines()[1:]] == ["", "a|b", "a|c", "a|c", ""]


@pytest.mark.parametrize("block_bytes", [1, 2, 40, 1 << 30])
def test_blocks_of_any_size_give_one_file(tmp_path: Path, block_bytes: int) -> None:
    output = tmp_path / "merged.csv"
    clicks, log = write(tmp_path, CLICKS), write(tmp_path, LISTS, "log")
    merge_impressions(clicks, impressions=log, output=output, within="30s", block_bytes=block_bytes)
    assert output.read_text(encoding="utf-8") == MERGED


def test_logs_are_one_log_in_the_order_given(tmp_path: Path) -> None:
    write(tmp_path, CLICKS)
    for name, text in (("a.csv", LISTS), ("b.csv", LISTS.replace("x|a", "a|late"))):
        write(tmp_path, text, name)
    for order, expected in ((("a.csv", "b.csv"), "a|late"), (("b.csv", "a.csv"), "x|a")):
        words = [word for name in order for word in ("--impressions", name)]
        printed = run("merge-impressions", "clicks.csv", *words, "--within", "1m", cwd=tmp_path).stdout
        assert f"u1,a,1700000010,{expected}\n" in printed


@pytest.mark.parametrize("suffix", ["gz", "zst"])
def test_compressed_logs_interactions_and_outputs(tmp_path: Path, suffix: str) -> None:
    module: Any = gzip if suffix == "gz" else zstd_module()
    clicks = write(tmp_path, module.compress(CLICKS.encode()), f"clicks.csv.{suffix}")
    log = write(tmp_path, module.compress(LISTS.encode()), f"log.csv.{suffix}")
    output = tmp_path / f"merged.csv.{suffix}"
    run("merge-impressions", clicks, "--impressions", log, "--within", "1m", "-o", output)
    assert module.decompress(output.read_bytes()).decode() == MERGED


def test_a_log_from_standard_input(tmp_path: Path) -> None:
    clicks = write(tmp_path, CLICKS)
    printed = run_process("merge-impressions", clicks, "--impressions", "-", "--within", "1m", stdin=LISTS.encode())
    assert printed.stdout == MERGED
    assert "standard input" in printed.stderr


def test_interactions_from_standard_input(tmp_path: Path) -> None:
    log = write(tmp_path, LISTS)
    printed = run_process("merge-impressions", "--impressions", log, "--within", "1m", stdin=CLICKS.encode())
    assert printed.stdout == MERGED


def test_standard_input_cannot_be_both(tmp_path: Path) -> None:
    assert "twice" in run("merge-impressions", "-", "--impressions", "-", "--within", "1m", stdin=b"", code=2).stderr
    assert "standard input is the log" in run("merge-impressions", "--impressions", "-", stdin=b"", code=2).stderr


# What stays as it was


@pytest.mark.parametrize(
    "clicks",
    [
        CLICKS,
        CLICKS.replace("\n", "\r\n"),
        CLICKS.removesuffix("\n"),
        "\ufeff" + CLICKS,
        f'{HEADER},NOTE\nu1,a,1700000010,"say ""hi"", or"\n\nu2,b,1700000010,"c:\\"\n',
        f'{HEADER}\n"u1",a,1700000010\r\nu2,"b",1700000010',
        f"{HEADER}\nu1,a,1700000010,extra\nu2\n",
        HEADER,
        f"{HEADER}\n",
        f"{HEADER}\r\n",
    ],
)
def test_every_other_byte_stays(tmp_path: Path, clicks: str) -> None:
    merged, _ = merge(tmp_path, clicks, LISTS, "--within", "1m")
    before, after = clicks.split("\n"), merged.split("\n")
    assert len(before) == len(after)
    for old, new in zip(before, after, strict=True):
        old_end, new_end = (line.endswith("\r") for line in (old, new))
        assert old_end == new_end
        assert new.rstrip("\r") == "" if not old.rstrip("\r") else new.startswith(old.rstrip("\r") + ",")


def test_lines_that_are_not_utf8_pass_through(tmp_path: Path) -> None:
    clicks = CLICKS.replace("u1,", "u1é,").encode() + b"caf\xe9,a,1700000010\n"
    merged, judged = merge(tmp_path, clicks, LISTS.replace("u1,", "u1é,").replace("x|a", "ü|a"), "--within", "1m")
    raw = merged.encode("utf-8", "surrogateescape")
    assert raw.splitlines()[1] == "u1é,a,1700000010,ü|a".encode()
    assert raw.endswith(b"caf\xe9,a,1700000010,\n")
    assert lines_of(judged, "CSV003") == [4]
    assert judged["merge"]["broken_lines"] == 1


def test_several_inputs_become_one_file_with_one_header(tmp_path: Path) -> None:
    write(tmp_path, CLICKS.removesuffix("\n"), "a.csv")
    write(tmp_path, CLICKS, "b.csv")
    write(tmp_path, LISTS, "log.csv")
    words = ("merge-impressions", "a.csv", "b.csv", "--impressions", "log.csv", "--within", "1m")
    assert run(*words, cwd=tmp_path).stdout == MERGED + MERGED.split("\n", 1)[1]
    write(tmp_path, CLICKS.replace("ITEM_ID", "ITEM"), "b.csv")
    assert "another header" in run(*words, cwd=tmp_path, code=2).stderr


def test_items_that_need_quotes_are_read_back(tmp_path: Path) -> None:
    item = 'shoe "red", 7\\8'
    row = json.dumps(item)[1:-1]
    clicks = f'{HEADER}\nu1,"{row}",1700000010\n'
    merged, judged = merge(
        tmp_path, clicks, jsonl({"userId": "u1", "timestamp": 1700000000, "impression": ["a", item]}), "--within", "1m"
    )
    assert judged["merge"]["positions"] == [{"position": 2, "clicks": 1, "share": 1.0}]
    assert merged.splitlines()[1] == f'u1,"{row}",1700000010,"a|{row}"'
    assert validated(tmp_path / "merged.csv", "--select", "IMP,CSV")["findings"] == []


# Rows that have a list already


HAS_LISTS = f'{HEADER},IMPRESSION,NOTE\nu1,a,1700000010,"a|old",n\nu2,b,1700000010,,"n,n"\nu9,c,1700000010,c,\n'


@pytest.mark.parametrize(
    ("existing", "cells"),
    [("keep", ['"a|old"', "b|y", "c"]), ("replace", ["x|a", "b|y", "c"]), ("union", ["a|old|x", "b|y", "c"])],
)
def test_existing_lists(tmp_path: Path, existing: str, cells: list[str]) -> None:
    merged, judged = merge(tmp_path, HAS_LISTS, LISTS, "--within", "1m", "--existing", existing)
    first, second, third = cells
    assert merged.splitlines()[1:] == [
        f"u1,a,1700000010,{first},n",
        f'u2,b,1700000010,{second},"n,n"',
        f"u9,c,1700000010,{third},",
    ]
    assert judged["merge"]["existing_kept"] == (2 if existing == "keep" else 0)


def test_kept_lists_that_break_a_rule_are_named(tmp_path: Path) -> None:
    clicks = HAS_LISTS.replace("a|old", "a||old").replace(",c,\n", ",q,\n")
    _, judged = merge(tmp_path, clicks, LISTS, "--within", "1m")
    assert lines_of(judged, "IMP002") == [2]
    assert lines_of(judged, "IMP003") == [4]


# Content


def test_only_available_items_and_the_interacted_one(tmp_path: Path) -> None:
    log = LISTS.replace("x|a", "x|k|a|m").replace("b|y", "y|m")
    for catalogue in ("k\ny\n\n", "ITEM_ID,PRICE\nk,1\n y ,2\n", "PRICE;item_id\n1;k\n2;y\n"):
        write(tmp_path, catalogue, "stock")
        merged, judged = merge(
            tmp_path, CLICKS, log, "--within", "1m", "--match", "latest", "--available", str(tmp_path / "stock")
        )
        assert [line.rpartition(",")[2] for line in merged.splitlines()[1:]] == ["k|a", "y"]
    write(tmp_path, "q", "stock")
    merged, judged = merge(
        tmp_path, CLICKS, log, "--within", "1m", "--match", "latest", "--available", str(tmp_path / "stock")
    )
    assert [line.rpartition(",")[2] for line in merged.splitlines()[1:]] == ["a", ""]
    assert judged["merge"]["lists_emptied"] == 1


def test_a_list_that_is_too_long_is_cut_from_its_end_but_never_the_item(tmp_path: Path) -> None:
    ids = [f"é-{number:03}" for number in range(300)] + ["a"]
    merged, judged = merge(tmp_path, CLICKS, LISTS.replace("x|a", "|".join(ids)), "--within", "1m")
    kept = merged.splitlines()[1].rpartition(",")[2].split("|")
    assert kept == [*ids[: len(kept) - 1], "a"]
    assert 1000 - len("é-000|") < len("|".join(kept)) <= 1000
    assert (judged["merge"]["lists_cut"], judged["merge"]["ids_cut"]) == (1, 301 - len(kept))
    assert codes(validated(tmp_path / "merged.csv", "--select", "IMP")) == set()


def test_the_interacted_item_can_be_added(tmp_path: Path) -> None:
    clicks = f"{HEADER}\nu1,new,1700000010\nu2,two|ids,1700000010\n"
    merged, judged = merge(tmp_path, clicks, LISTS, "--within", "1m", "--match", "latest", "--add-interacted")
    assert [line.rpartition(",")[2] for line in merged.splitlines()[1:]] == ["x|a|new", "b|y"]
    assert (judged["merge"]["items_added"], judged["merge"]["items_not_added"]) == (1, 1)
    assert lines_of(judged, "IMP003") == [3]


# Lines of logs


def test_bad_lines_of_a_log_of_objects_are_findings_with_their_numbers(tmp_path: Path) -> None:
    good = {"userId": "u1", "sentAt": 1700000000, "impression": ["x", "a"]}
    lines = [
        json.dumps(good).encode(),
        b"{oops",
        b"",
        b'{"userId": "caf\xe9"}',
        json.dumps(good | {"impression": []}).encode(),
        json.dumps(good | {"userId": None}).encode(),
        json.dumps(good | {"sentAt": "noon"}).encode(),
        json.dumps(good | {"sentAt": 1699999999, "impression": ["p|q", "a\nb"]}).encode(),
        json.dumps(good | {"sentAt": 1699999999, "impression": ["w" * 257, "z"]}).encode(),
        json.dumps(good | {"impression": [["x"]]}).encode(),
        b"[1, 2]",
    ]
    _, judged = merge(tmp_path, CLICKS, b"\n".join(lines), "--within", "1m")
    found = {entry["code"]: [sample["line"] for sample in entry["samples"]] for entry in judged["findings"]}
    assert found == {
        "LOG001": [2, 4, 10, 11],
        "LOG002": [5, 8],
        "LOG003": [6],
        "LOG004": [7],
        "LOG005": [8],
        "LOG006": [9],
    }
    assert {sample["path"] for entry in judged["findings"] for sample in entry["samples"]} == {str(tmp_path / "log")}
    assert judged["merge"]["logs"][0]["rows"] == 10


def test_bad_lines_of_a_csv_log_are_findings_with_their_numbers(tmp_path: Path) -> None:
    log = LISTS + "u1\n\nu1,1700000000,\n,1700000000,a\nu1,noon,a\n" + 'u1,1700000000,"a\n'
    _, judged = merge(tmp_path, CLICKS, log, "--within", "1m")
    found = {entry["code"]: [sample["line"] for sample in entry["samples"]] for entry in judged["findings"]}
    assert found == {"LOG001": [4, 9], "LOG002": [6], "LOG003": [7], "LOG004": [8]}


def test_the_text_report_names_the_log_of_a_finding(tmp_path: Path) -> None:
    write(tmp_path, CLICKS)
    write(tmp_path, LISTS + "u1,noon,a\n", "log.csv")
    words = ("merge-impressions", "clicks.csv", "--impressions", "log.csv", "--within", "1m", "-o", "merged.csv")
    printed = run(*words, cwd=tmp_path).stdout
    assert "log.csv:4  noon" in printed
    assert "2 of 2 interactions (100 %)" in printed
    assert "see a line: sed -n 4p log.csv" in printed


def test_the_markdown_report_says_what_was_matched(tmp_path: Path) -> None:
    words = (write(tmp_path, CLICKS), "--impressions", write(tmp_path, LISTS, "log.csv"), "--within", "1m", "--dry-run")
    said = run("merge-impressions", *words, "--format", "markdown").stdout
    assert "- **matched**: 2 of 2 interactions (100 %)" in said
    assert f"- **log**: `{tmp_path / 'log.csv'}`; 2 rows" in said


def test_redaction_hides_cells_of_logs_and_leaves_the_data_alone(tmp_path: Path) -> None:
    log = LISTS + "secret-user,noon,secret-item\n"
    merged, judged = merge(tmp_path, CLICKS, log, "--within", "1m", "--redact")
    assert merged == MERGED
    assert "secret" not in json.dumps(judged)
    assert "noon" not in json.dumps(judged)


def test_items_without_a_recommendation_are_gathered_by_user_and_time(tmp_path: Path) -> None:
    rows = ["r1,u1,1700000000,x", ",u1,1700000004,q", "r1,u1,1700000001,a", ",u1,1700000004,a", ",u1,,a"]
    log = "\n".join(["RECOMMENDATION_ID,USER_ID,TIMESTAMP,ITEM_ID", *rows])
    merged, judged = merge(tmp_path, f"{HEADER}\nu1,a,1700000003\nu1,a,1700000004\n", log, "--within", "1m")
    assert [line.rpartition(",")[2] for line in merged.splitlines()[1:]] == ["x|a", "q|a"]
    assert judged["merge"]["lists"] == 2
    assert lines_of(judged, "LOG004") == [6]


def test_objects_of_a_list_may_call_the_id_otherwise(tmp_path: Path) -> None:
    shown = [("u1", ENDS[0], ["x", "a"]), ("u2", ENDS[1], ["b", "y"])]
    entries = (
        {"userId": user, "sentAt": time, "products": [{"sku": item, "itemId": "?"} for item in items]}
        for user, time, items in shown
    )
    words = ("--within", "1m", "--log-column", "IMPRESSION=products", "--log-column", "ITEM_ID=sku")
    assert merge(tmp_path, CLICKS, jsonl(*entries), *words)[0] == MERGED
    in_csv = LISTS.replace("x|a", '"[{""sku"": ""x""}, {""sku"": ""a""}]"')
    assert merge(tmp_path, CLICKS, in_csv, "--within", "1m", "--log-column", "ITEM_ID=sku")[0] == MERGED


def test_what_is_detected_can_be_said_otherwise(tmp_path: Path) -> None:
    log = "who,when,seen,ITEM_ID\nu1,1700000,x|a,q\n"
    columns = [f"--log-column={name}" for name in ("USER_ID=who", "TIMESTAMP=when", "IMPRESSION=seen")]
    clicks = f"{HEADER}\nu1,a,1700\nu1,q,1700\n"
    merged, judged = merge(tmp_path, clicks, log, "--within", "1m", "--log-time-unit", "ms", *columns)
    assert [line.rpartition(",")[2] for line in merged.splitlines()[1:]] == ["x|a", ""]
    assert judged["merge"]["logs"][0]["columns"]["USER_ID"] == "who"
    merged, judged = merge(
        tmp_path, clicks, log, "--within", "1m", "--log-time-unit", "ms", "--log-shape", "items", *columns
    )
    assert [line.rpartition(",")[2] for line in merged.splitlines()[1:]] == ["", "q"]


def test_units_of_time_are_stated(tmp_path: Path) -> None:
    log = LISTS.replace("1700000005", "1700000005000") + "u3,2023-11-14T22:13:20Z,a\nu3,1700000005000000,a\n"
    _, judged = merge(tmp_path, CLICKS, log, "--within", "1m")
    assert judged["merge"]["logs"][0]["time_units"] == {"iso": 1, "ms": 1, "s": 1, "us": 1}


# Hints about a low rate


@pytest.mark.parametrize(
    ("clicks", "log", "word"),
    [
        (f"{HEADER}\n,a,1700000010\n,b,1700000010\n", LISTS, "blank"),
        (CLICKS.replace("u", "U"), LISTS, "in no log"),
        (CLICKS.replace("1700000010", "1700000010000"), LISTS, "in milliseconds"),
        (CLICKS.replace("1700000010", "1699999990"), LISTS, "clock"),
        (CLICKS.replace(",a", ",A").replace(",b", ",B"), LISTS, "--match latest"),
        (CLICKS.replace("1700000010", "noon"), LISTS, "VAL003"),
    ],
)
def test_a_low_rate_comes_with_a_hint(tmp_path: Path, clicks: str, log: str, word: str) -> None:
    hint = merge(tmp_path, clicks, log, "--within", "30s")[1]["merge"]["hint"]
    assert hint is not None
    assert word in hint


def test_a_good_rate_comes_without(tmp_path: Path) -> None:
    assert merge(tmp_path, CLICKS, LISTS, "--within", "30s")[1]["merge"]["hint"] is None


# Refusals


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), ["--on", "--within", "USER_ID, ITEM_ID, TIMESTAMP", "USER_ID, TIMESTAMP, IMPRESSION"]),
        (("--within", "soon"), ["30m"]),
        (("--within", "30"), ["30m"]),
        (("--on", "NOPE"), ["interactions", "NOPE", "USER_ID, ITEM_ID, TIMESTAMP"]),
        (("--on", "ITEM_ID"), ["log", "ITEM_ID", "USER_ID, TIMESTAMP, IMPRESSION", "--log-column"]),
        (("--on", "USER_ID", "--by", "USER_ID"), ["--by", "--within"]),
        (("--on", "USER_ID", "--match", "latest"), ["--match", "--within"]),
        (("--within", "1m", "--match", "first"), ["shown, latest"]),
        (("--within", "1m", "--existing", "drop"), ["keep, replace, union"]),
        (("--within", "1m", "--log-format", "xml"), ["csv, json"]),
        (("--within", "1m", "--log-shape", "rows"), ["lists, items"]),
        (("--within", "1m", "--log-time-unit", "h"), ["s, ms, us"]),
        (("--within", "1m", "--log-column", "TIMESTAMP"), ["NAME=FIELD"]),
        (("--within", "1m", "--log-column", "TIMESTAMP=when"), ["no column when", "USER_ID, TIMESTAMP, IMPRESSION"]),
        (("--on", "USER_ID", "--log-column", "TIMESTAMP=when"), ["no column when"]),
        (("--within", "1m", "--log-column", "userId=who"), ["no field userId", "USER_ID, ITEM_ID, TIMESTAMP"]),
        (("--within", "1m", "--log-column", "ITEM_ID=a", "--log-column", "ITEM_ID=b"), ["ITEM_ID twice"]),
        (("--within", "1m", "--available", "absent.csv"), ["absent.csv"]),
        (("--within", "1m", "--impressions", "absent.csv"), ["absent.csv"]),
        (("--within", "1m", "--impressions", "log.csv"), ["twice"]),
        (("--within", "1m", "-o", "log.csv"), ["is an input"]),
        (("--within", "1m", "-o", "clicks.csv", "--force"), ["is an input"]),
        (("--within", "1m", "-o", "kept.csv"), ["exists", "--force"]),
        (("--within", "1m", "--report", "json=log.csv"), ["is an input"]),
        (("--within", "1m", "--domain", "shop"), ["custom, ecommerce"]),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    tmp_path: Path, words: tuple[str, ...], said: list[str]
) -> None:
    for name, text in (("clicks.csv", CLICKS), ("log.csv", LISTS), ("kept.csv", "kept")):
        write(tmp_path, text, name)
    result = run("merge-impressions", "clicks.csv", "--impressions", "log.csv", *words, cwd=tmp_path, code=2)
    assert result.stdout == ""
    assert [word for word in said if word not in result.stderr] == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clicks.csv", "kept.csv", "log.csv"]
    assert (tmp_path / "kept.csv").read_text() == "kept"
    assert (tmp_path / "log.csv").read_text() == LISTS


@pytest.mark.parametrize(
    "words",
    [
        ("merge-impressions", "--impressions", "log.jsonl", "--within", "10m", "-n"),
        ("filter", "--since", "2025-01-01", "-n"),
    ],
)
def test_a_field_under_another_name_is_found_by_prepare(tmp_path: Path, words: tuple[str, ...]) -> None:
    write(tmp_path, "user_id,item_id,created_at\nu1,i1,2025-01-01T00:00:00Z\n")
    write(tmp_path, jsonl({"userId": "u1", "timestamp": 1, "itemList": ["i1"]}), name="log.jsonl")
    said = run(words[0], "clicks.csv", *words[1:], cwd=tmp_path, code=2).stderr
    assert "hint: Make one CSV file of it first: `interactions-cli prepare clicks.csv -o clicks.prepared.csv" in said
    assert "It finds fields under other names. Otherwise " in said


def test_no_log_is_refused(tmp_path: Path) -> None:
    assert "--impressions LOG" in run("merge-impressions", write(tmp_path, CLICKS), "--within", "1m", code=2).stderr


@pytest.mark.parametrize(
    ("log", "said"),
    [
        ("A,B\n1,2\n", "A, B"),
        ("USER_ID,TIMESTAMP\n1,2\n", "IMPRESSION or ITEM_ID"),
        (jsonl({"who": "u1", "sentAt": 5, "impression": ["a"]}), "who, sentAt, impression"),
        (jsonl({"sentAt": 5, "userId": ""}, {"sentAt": 6, "impression": ["a"]}), "has USER_ID; the fields"),
        (jsonl({"sentAt": 5, "userId": "u1"}, {"sentAt": "", "userId": "u1"}), "has IMPRESSION or ITEM_ID; the"),
        (json.dumps({"userId": "u1"}, indent=1), "has TIMESTAMP and IMPRESSION or ITEM_ID; the fields"),
        (json.dumps([{"userId": "u1"}]), "has TIMESTAMP and IMPRESSION or ITEM_ID; the fields"),
        (json.dumps({"userId": "u1"})[:-1], "is a JSON object"),
        (LISTS.encode("utf-16"), "utf-16"),
        (b"\xe9,B\n1,2\n", "not-utf8"),
        ("\n" + LISTS, "blank first line"),
    ],
)
def test_a_log_of_no_use_is_refused_with_what_it_has(tmp_path: Path, log: str | bytes, said: str) -> None:
    words = ("--impressions", write(tmp_path, log, "log"), "--within", "1m", "-o", tmp_path / "merged.csv")
    assert said in run("merge-impressions", write(tmp_path, CLICKS), *words, code=2).stderr
    assert not (tmp_path / "merged.csv").exists()


@pytest.mark.parametrize(
    ("clicks", "way"),
    [(b"", "validate"), (CLICKS.encode("utf-16"), "prepare"), (CLICKS.replace("\n", "\r").encode(), "prepare")],
)
def test_interactions_without_a_readable_header_are_refused(tmp_path: Path, clicks: bytes, way: str) -> None:
    words = ("--impressions", write(tmp_path, LISTS, "log.csv"), "--within", "1m")
    assert f"interactions-cli {way}" in run("merge-impressions", write(tmp_path, clicks), *words, code=2).stderr


def test_objects_without_a_usable_time_are_findings_and_no_wrong_options(tmp_path: Path) -> None:
    log = jsonl({"userId": "u1", "sentAt": "2023-11-14 22:13:20", "impression": ["a"]})
    found = merge(tmp_path, CLICKS, log, "--within", "1m")[1]
    assert lines_of(found, "LOG004") == [1]
    assert found["merge"]["lists"] == 0
    assert "--log-time-zone UTC" in found["merge"]["hint"]


def test_a_log_in_place_of_the_interactions_is_told_as_such(tmp_path: Path) -> None:
    log = write(tmp_path, jsonl({"userId": "u1", "sentAt": 5, "impression": ["a"] * 99}), "shown.jsonl")
    words = (log, "--impressions", write(tmp_path, CLICKS), "--within", "1m")
    said = run("merge-impressions", *words, code=2).stderr
    assert "is JSON; interactions are CSV" in said
    assert f"--impressions {log}" in said


def test_a_folder_of_logs_has_both_formats(tmp_path: Path) -> None:
    folder = tmp_path / "shown"
    folder.mkdir()
    write(folder, LISTS, "a.csv")
    write(folder, jsonl({"userId": "u1", "sentAt": 1_700_000_000, "impression": ["z"]}), "b.jsonl")
    write(folder, "", "_SUCCESS")
    merged = run("merge-impressions", write(tmp_path, CLICKS), "--impressions", folder, "--on", "USER_ID")
    assert "|" not in merged.stdout.splitlines()[1]
    assert merged.stdout.splitlines()[1].endswith(",z")
    assert "left out _SUCCESS (neither CSV nor JSON Lines)" in " ".join(merged.stderr.split())


@pytest.mark.parametrize("option", ["--impressions", "--available"])
def test_nobody_waits_for_what_a_person_might_type(tmp_path: Path, option: str) -> None:
    log = write(tmp_path, LISTS, "log.csv")
    words: list[str | Path] = [write(tmp_path, CLICKS), "--impressions", log, "--within", "1m"]
    main, terminal = pty.openpty()
    try:
        assert (
            "standard input is a terminal"
            in run_process("merge-impressions", *words, option, "-", stdin=terminal, code=2).stderr
        )
    finally:
        os.close(main)
        os.close(terminal)


def test_an_empty_log_matches_nothing(tmp_path: Path) -> None:
    merged, judged = merge(tmp_path, CLICKS, "", "--within", "1m")
    assert merged == MERGED.replace("x|a", "").replace("b|y", "")
    assert judged["merge"]["unmatched"]["no_list"] == 2
    assert "empty" in judged["merge"]["hint"]


@pytest.mark.parametrize("text", ["", "\n \n", "A,B\n1,2\n"])
def test_a_catalogue_of_no_use_is_refused(tmp_path: Path, text: str) -> None:
    words = ("--impressions", write(tmp_path, LISTS, "log.csv"), "--within", "1m")
    path = write(tmp_path, text, "stock.csv")
    assert "stock.csv" in run("merge-impressions", write(tmp_path, CLICKS), *words, "--available", path, code=2).stderr


# Outputs and exit codes


@pytest.mark.parametrize("text", ['{"ITEM_ID": "i1"}\n{"ITEM_ID": "i2"}\n', '[\n  "i1"\n]\n', '[{"id": "i1"}]'])
def test_no_catalogue_of_another_format_is_read_as_lines_of_ids(tmp_path: Path, text: str) -> None:
    write(tmp_path, CLICKS_OF_ONE)
    write(tmp_path, jsonl({"userId": "u1", "timestamp": 1_700_000_000, "itemList": ["i1", "i2"]}), name="log.jsonl")
    write(tmp_path, text, name="stock")
    words = ("--impressions", "log.jsonl", "--within", "10m", "--available", "stock", "-n")
    said = run("merge-impressions", "clicks.csv", *words, cwd=tmp_path, code=2).stderr
    assert "stock is" in said
    assert "so the ids in it cannot be read" in said


CLICKS_OF_ONE = "USER_ID,ITEM_ID,TIMESTAMP\nu1,i1,1700000060\n"


@pytest.mark.parametrize(
    ("stock", "code"),
    [
        ("i2\ni3\n", 0),
        ("red shoe\ni 2\ni2\n", 0),
        ("{3f2504e0}\ni2\n", 0),
        ("sku-1\nsku-2\n", 1),
        ("ITEM_ID\n0001\n", 1),
    ],
)
def test_a_catalogue_without_any_id_of_the_lists_is_no_success(tmp_path: Path, stock: str, code: int) -> None:
    write(tmp_path, CLICKS_OF_ONE)
    write(tmp_path, jsonl({"userId": "u1", "timestamp": 1_700_000_000, "itemList": ["i1", "i2"]}), name="log.jsonl")
    write(tmp_path, stock, name="stock")
    words = ("--impressions", "log.jsonl", "--within", "10m", "--available", "stock", "-n")
    said = run("merge-impressions", "clicks.csv", *words, cwd=tmp_path, code=code)
    assert ("no id of the lists is in stock (--allow-empty accepts that)" in said.stdout + said.stderr) == bool(code)
    run("merge-impressions", "clicks.csv", *words, "--allow-empty", cwd=tmp_path)


def test_a_dry_run_writes_no_data_and_reports_the_same(tmp_path: Path) -> None:
    write(tmp_path, CLICKS)
    write(tmp_path, LISTS, "log.csv")
    words = ("merge-impressions", "clicks.csv", "--impressions", "log.csv", "--within", "1m", "--format", "json")
    dry = json.loads(run(*words, "--dry-run", cwd=tmp_path).stdout)
    wet = json.loads(run(*words, "-o", "merged.csv", cwd=tmp_path).stdout)
    assert dry | {"outputs": wet["outputs"]} == wet
    assert wet["outputs"] == [{"path": "merged.csv", "rows": 2}]


def test_findings_decide_the_exit_code_only_if_asked(tmp_path: Path) -> None:
    write(tmp_path, CLICKS + "broken\n")
    write(tmp_path, LISTS, "log.csv")
    words = ("merge-impressions", "clicks.csv", "--impressions", "log.csv", "--within", "1m")
    assert run(*words, cwd=tmp_path).stdout == MERGED + "broken,\n"
    run(*words, "--fail-on", "error", cwd=tmp_path, code=1)


def test_quiet_prints_the_data_alone(tmp_path: Path) -> None:
    write(tmp_path, CLICKS)
    write(tmp_path, LISTS, "log.csv")
    result = run("merge-impressions", "clicks.csv", "--impressions", "log.csv", "--within", "1m", "-q", cwd=tmp_path)
    assert (result.stdout, result.stderr) == (MERGED, "")


def test_the_function_does_what_the_command_does(tmp_path: Path) -> None:
    clicks, log = write(tmp_path, CLICKS), write(tmp_path, LISTS, "log.csv")
    report = merge_impressions(str(clicks), [str(log)], output=str(tmp_path / "merged.csv"), within="1m")
    assert (tmp_path / "merged.csv").read_text() == MERGED
    assert report.ok
    assert merge_impressions(str(clicks), str(log), within=60).outputs == ()


def test_any_number_of_samples_may_be_asked_for(tmp_path: Path) -> None:
    asked = merge(tmp_path, CLICKS + "u1\n", LISTS, "--within", "1h", "--max-samples", "9" * 40)
    assert asked == merge(tmp_path, CLICKS + "u1\n", LISTS, "--within", "1h")


@pytest.mark.parametrize("name", ["it's", 'a"b', "']['", "$", "*", "a.b", "[0]", "größe"])
def test_a_field_of_json_may_have_any_name(tmp_path: Path, name: str) -> None:
    log = jsonl({"USER_ID": "u1", "TIMESTAMP": 1700000000, name: "x|a"}, {"USER_ID": "u2", "TIMESTAMP": 1700000005})
    _, judged = merge(tmp_path, CLICKS, log, "--within", "1h", "--log-column", f"IMPRESSION={name}")
    assert judged["merge"]["matched"] == 1


@pytest.mark.parametrize(("name", "said"), [("a\\b", "backslash"), ("\udcff", "no line of the log")])
def test_a_name_that_no_field_of_json_can_be_found_by(tmp_path: Path, name: str, said: str) -> None:
    paths = (write(tmp_path, CLICKS), "--impressions", write(tmp_path, jsonl({"USER_ID": "u1"}), "log"))
    words = ("--within", "1h", "--log-column", f"USER_ID={name}")
    assert said in run("merge-impressions", *paths, *words, code=2).stderr


@pytest.mark.parametrize("between", [",\n", ",", "\n", " ", ""])
def test_two_lists_in_one_field_are_none_and_move_no_other(tmp_path: Path, between: str) -> None:
    two = between.join(json.dumps([{"itemId": item}]) for item in "xa")
    log = jsonl(
        {"userId": "u1", "timestamp": 1700000000, "impression": two},
        {"userId": "u1", "timestamp": 1700000001, "impression": "[]"},
        {"userId": "u2", "timestamp": 1700000005, "impression": '[{"itemId": "b"}, {"itemId": "y"}]'},
    )
    merged, _ = merge(tmp_path, CLICKS, log, "--within", "1h")
    assert merged == f"{HEADER},IMPRESSION\nu1,a,1700000010,\nu2,b,1700000010,b|y\n"


@pytest.mark.parametrize(
    "words", [("--on", "USERID"), ("--within", "1h", "--by", "USERID"), ("--on", "X", "--on", "USER_I")]
)
def test_a_column_is_found_by_a_near_miss(tmp_path: Path, words: tuple[str, ...]) -> None:
    paths = (write(tmp_path, CLICKS), "--impressions", write(tmp_path, LISTS, "log"), "-o", tmp_path / "merged.csv")
    assert "hint: Did you mean USER_ID?\n" in run("merge-impressions", *paths, *words, code=2).stderr
