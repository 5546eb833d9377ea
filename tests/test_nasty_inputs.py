"""Whatever the world throws at it: each nasty input has a defined outcome, and none gives a traceback."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import re
import signal
import subprocess
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.cli_runner import codes, command, environment, finding, lines_of, report, run
from tests.hint_follower import follow_command, spans_of
from tests.processes import interrupt, piped, started

HEADER = "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\n"
GOOD = "".join(f"u{number % 40},i{number % 90},{1_700_000_000 + number},view\n" for number in range(1200))


def write(folder: Path, content: str | bytes, name: str = "x.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def process(*words: str | Path, stdin: int | None = None) -> AbstractContextManager[subprocess.Popen[bytes]]:
    return started(
        command("validate", *words),
        env=environment(),
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_zero_bytes(tmp_path: Path) -> None:
    read = report(write(tmp_path, ""), code=1)
    assert codes(read) == {"CSV001"}
    assert {entry["reason"] for entry in read["skipped"] if entry["code"] == "SET001"} == {
        "no input has a header line that can be read"
    }


def test_header_only(tmp_path: Path) -> None:
    read = report(write(tmp_path, HEADER), code=1)
    assert codes(read) == {"CSV002"}
    assert {entry["reason"] for entry in read["skipped"] if entry["code"] in ("VAL001", "SET001")} == {
        "the file has no records"
    }


def test_one_column(tmp_path: Path) -> None:
    read = report(write(tmp_path, "USER_ID\nu1\n\nu2\n"), code=1)
    assert {"SCH001", "CSV009"} <= codes(read)
    assert lines_of(read, "CSV009") == [3]
    assert read["metrics"]["users"] == 2


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_named_as_such(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path, (HEADER + GOOD).encode(encoding))
    read = report(path, code=1)
    assert codes(read) == {"CSV003"}
    assert "UTF-16" in read["findings"][0]["message"]


def test_byte_order_mark_is_reported_once_and_the_rest_is_judged(tmp_path: Path) -> None:
    read = report(write(tmp_path, "\ufeff" + HEADER + GOOD + ",i1,1700000000,view\n"), code=1)
    assert {"CSV004", "VAL001"} <= codes(read)
    assert lines_of(read, "VAL001") == [1202]
    assert "SCH001" not in codes(read)


def test_lone_carriage_returns_are_named_and_the_rest_is_skipped(tmp_path: Path) -> None:
    path = write(tmp_path, (HEADER + GOOD).replace("\n", "\r"))
    read = report(path, code=1)
    assert codes(read) == {"CSV002", "CSV010"}, "nothing was judged, so the gate must not open"
    assert read["summary"]["rows"] == 0
    good = write(tmp_path, HEADER + GOOD, "good.csv")
    read = report(good, path, "--select", "CSV", code=1)
    assert codes(read) == {"CSV002", "CSV010"}
    assert [sample["path"] for sample in finding(read, "CSV002")["samples"]] == [str(path)]


def test_crlf_is_fine_and_lines_are_physical(tmp_path: Path) -> None:
    text = (HEADER + GOOD + "u1,i1,soon,view\n").replace("\n", "\r\n")
    path = write(tmp_path, text)
    read = report(path, code=1)
    assert lines_of(read, "VAL003") == [1202]
    assert "CSV010" not in codes(read)
    assert path.read_bytes().split(b"\n")[1201] == b"u1,i1,soon,view\r"


def test_no_final_newline(tmp_path: Path) -> None:
    read = report(write(tmp_path, HEADER + GOOD + "u1,i1,1700009999,view"), code=0)
    assert read["summary"]["rows"] == 1201


def test_nul_bytes(tmp_path: Path) -> None:
    read = report(write(tmp_path, HEADER + GOOD + "u\0,i1,1700009999,view\n"))
    assert lines_of(read, "CSV010") == [1202]


def test_a_line_of_50_mb(tmp_path: Path) -> None:
    path = write(tmp_path, (HEADER + GOOD).encode() + b"u1,i1," + b"9" * 50_000_000 + b",view\nu2,i2,bad,view\n")
    read = report(path, code=1)
    finding = next(finding for finding in read["findings"] if finding["code"] == "VAL003")
    assert [sample["line"] for sample in finding["samples"]] == [1202, 1203]
    assert finding["samples"][0] == {"path": str(path), "line": 1202, "value": "9" * 80, "value_cut": True}


def test_an_unclosed_quote_on_line_2_leaves_the_rest_judged(tmp_path: Path) -> None:
    rows = "".join(f"u{number % 40},i{number % 90},{1_600_000_000 + number},view\n" for number in range(200_000))
    read = report(write(tmp_path, HEADER + '"u1,i1,1700000000,view\n' + rows + ",i1,1700000000,view\n"), code=1)
    assert lines_of(read, "CSV008") == [2]
    assert lines_of(read, "VAL001") == [200_003]
    assert read["metrics"]["unique_interactions"] == 200_001


def test_every_line_bad(tmp_path: Path) -> None:
    read = report(write(tmp_path, HEADER + "u1,i1\n" * 5000), code=1)
    finding = next(finding for finding in read["findings"] if finding["code"] == "CSV007")
    assert (finding["count"], finding["share"], len(finding["samples"])) == (5000, 1.0, 5)
    assert finding["samples_cut"]


def test_a_thousand_columns(tmp_path: Path) -> None:
    names = ",".join(f"OWN{number}" for number in range(1_000))
    row = ",".join("x" for _ in range(1_000))
    read = report(write(tmp_path, f"USER_ID,ITEM_ID,TIMESTAMP,{names}\nu1,i1,1700000000,{row}\n"), code=1)
    finding = next(finding for finding in read["findings"] if finding["code"] == "SCH006")
    assert finding["actual"] == 1_000


def test_folder_without_csv(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    result = run("validate", tmp_path, code=2)
    assert result.stdout == ""
    assert "no .csv" in result.stderr


def test_folder_reads_its_first_level_and_names_what_it_left_out(tmp_path: Path) -> None:
    write(tmp_path, HEADER + GOOD, "b.csv")
    write(tmp_path, gzip.compress((HEADER + "u1,i1,bad,view\n").encode()), "a.csv.gz")
    (tmp_path / "_SUCCESS").touch()
    (tmp_path / "deeper").mkdir()
    write(tmp_path / "deeper", HEADER + "broken\n")
    read = report(tmp_path, code=1)
    assert [Path(entry["path"]).name for entry in read["inputs"]] == ["a.csv.gz", "b.csv"]
    assert lines_of(read, "VAL003") == [2]
    assert {"CSV013"} < codes(read)
    assert "_SUCCESS" in run("validate", tmp_path, code=1).stdout


def test_missing_path(tmp_path: Path) -> None:
    result = run("validate", tmp_path / "nope.csv", code=2)
    assert "No such file" in result.stderr
    assert "hint:" in result.stderr


def test_path_through_a_file(tmp_path: Path) -> None:
    assert "Not a directory" in run("validate", write(tmp_path, HEADER) / "x.csv", code=2).stderr


@pytest.mark.parametrize("name", ["x" * 300, "x/" * 3000, "*" * 300 + ".csv", "*/" * 2000 + "*.csv", "loop"])
def test_path_that_no_file_can_have(tmp_path: Path, name: str) -> None:
    (tmp_path / "loop").symlink_to("loop")
    result = run("validate", name, cwd=tmp_path, code=2)
    assert (result.stdout, result.stderr.count("error: ")) == ("", 1)
    assert "internal error" not in result.stderr


def test_path_with_a_nul(tmp_path: Path) -> None:
    run("validate", f"{tmp_path}/a\0b.csv", code=2)


def test_truncated_gz(tmp_path: Path) -> None:
    whole = gzip.compress((HEADER + GOOD).encode())
    result = run("validate", write(tmp_path, whole[:-40], "x.csv.gz"), code=2)
    assert result.stdout == ""
    assert "gzip -t" in result.stderr


def test_gz_that_is_none_after_its_first_bytes(tmp_path: Path) -> None:
    assert "gzip" in run("validate", write(tmp_path, b"\x1f\x8b" + b"x" * 500), code=2).stderr


def test_gz_and_zst_give_the_report_of_the_plain_file(tmp_path: Path) -> None:
    zstd = pytest.importorskip("backports.zstd")
    content = (HEADER + GOOD + "u1,i1,bad,view\n").encode()
    plain = report(write(tmp_path, content), code=1)
    for name, packed in (("y.csv", gzip.compress(content)), ("z.csv", zstd.compress(content))):
        read = report(write(tmp_path, packed, name), code=1)
        assert codes(read) == codes(plain) | {"CSV013"}
        assert read["metrics"] == plain["metrics"]
        assert lines_of(read, "VAL003") == [1202]


def test_truncated_zst(tmp_path: Path) -> None:
    zstd = pytest.importorskip("backports.zstd")
    whole = zstd.compress((HEADER + GOOD).encode())
    result = run("validate", write(tmp_path, whole[:-40], "x.csv.zst"), code=2)
    assert "the zstd data is damaged or cut short" in result.stderr
    assert "`zstd -t" in result.stderr


@pytest.mark.parametrize("place", [4, 5, 30, 300])
def test_damaged_zst(tmp_path: Path, place: int) -> None:
    zstd = pytest.importorskip("backports.zstd")
    whole = bytearray(zstd.compress((HEADER + GOOD).encode(), options={zstd.CompressionParameter.checksum_flag: 1}))
    whole[place] ^= 0xFF
    result = run("validate", write(tmp_path, bytes(whole), "x.csv.zst"), code=2)
    assert "the zstd data is damaged or cut short" in result.stderr
    assert "internal error" not in result.stderr


@pytest.mark.parametrize(
    "schema", ["not json", "{}", '{"fields": []}', '{"fields": 3}', "[]", '{"fields": [3]}', "", "[" * 5000]
)
def test_unusable_schema_file(tmp_path: Path, schema: str) -> None:
    given = write(tmp_path, schema, "schema.json")
    result = run("validate", write(tmp_path, HEADER + GOOD), "--schema", given, code=2)
    assert (result.stdout, "schema.json" in result.stderr) == ("", True)


def test_hostile_values_stay_text(tmp_path: Path) -> None:
    value = "\x1b[31m[red]x[/red]\x1b]8;;http://evil\x07"
    path = write(tmp_path, HEADER + GOOD + f"{value},i1,1700000000,\u202eweiv\n" * 3)
    text = run("validate", path).stdout
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\\x1b[31m[red]x[/red]" in text
    read = report(path)
    sample = next(finding for finding in read["findings"] if finding["code"] == "CSV010")["samples"][0]
    assert sample["value"].startswith(value)


def test_emoji_and_20_digit_ids_stay_text(tmp_path: Path) -> None:
    ids = ["12345678901234567890", "12345678901234567891", "🎬", "🎬🍿"]
    rows = "".join(f"{one},i1,170000000{number},view\n" for number, one in enumerate(ids))
    read = report(write(tmp_path, HEADER + rows), "--select", "VAL")
    assert read["metrics"]["users"] == 4


def test_a_fifo_is_read_like_a_file(tmp_path: Path) -> None:
    fifo = tmp_path / "pipe.csv"
    with piped(fifo, HEADER + GOOD + "u1,i1,bad,view\n"):
        read = report(fifo, code=1)
    assert lines_of(read, "VAL003") == [1202]
    assert read["inputs"][0]["bytes"] is None


def test_standard_input_closed_at_once() -> None:
    with process("--format", "json", stdin=subprocess.PIPE) as begun:
        out, err = begun.communicate(b"")
    assert begun.returncode == 1
    assert [finding["code"] for finding in json.loads(out)["findings"]] == ["CSV001"]
    assert err == b"reading standard input\n"


def test_standard_input_needs_no_path_and_no_temporary_file(tmp_path: Path) -> None:
    with process("--format", "json", stdin=subprocess.PIPE) as begun:
        out, _ = begun.communicate((HEADER + GOOD).encode())
    read = json.loads(out)
    assert begun.returncode == 0
    assert read["inputs"] == [{"path": "-", "bytes": None, "rows": 1200}]
    same = report(write(tmp_path, HEADER + GOOD))
    assert {key: read["metrics"][key] for key in read["metrics"]} == same["metrics"]


def test_a_long_line_cannot_hide_a_short_one_where_a_column_is_repeated(tmp_path: Path) -> None:
    good = "".join(f"u{number},i{number},1700000000,a,b\n" for number in range(20))
    uneven = "u1,i1,1700000000,a\nu1,i1,1700000000,a,b,c\n"
    read = report(write(tmp_path, "USER_ID,ITEM_ID,TIMESTAMP,DEVICE,DEVICE\n" + good + uneven + good))
    assert lines_of(read, "CSV007") == [22, 23]


@pytest.mark.parametrize("arguments", [(), ("-",)])
def test_closed_or_empty_device_never_hangs(arguments: tuple[str, ...]) -> None:
    with process(*arguments, stdin=subprocess.DEVNULL) as begun:
        out, err = begun.communicate()
    assert begun.returncode == (1 if arguments else 2)
    assert arguments or b"Usage" in err
    assert arguments or out == b""


def test_zst_on_standard_input_says_what_to_type() -> None:
    with process("-", stdin=subprocess.PIPE) as begun:
        _, err = begun.communicate(b"\x28\xb5\x2f\xfd" + b"x" * 20)
    assert begun.returncode == 2
    assert b"zstd -dc" in err


def test_a_reader_that_goes_away_ends_it_quietly(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER + "".join(f"u{number},i1,bad{number},v{number}\n" for number in range(3000)))
    with process(path, "--max-samples", "100000", "--format", "json") as begun:
        assert begun.stdout is not None
        begun.stdout.read(10)
        begun.stdout.close()
        err = begun.stderr.read() if begun.stderr else b""
    assert begun.returncode == -signal.SIGPIPE
    assert err == b""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signals(number: signal.Signals, code: int) -> None:
    with process("-", stdin=subprocess.PIPE) as begun:
        assert begun.stdin is not None
        # The pipe holds 64 kB: once this has been written, the command has begun to read.
        begun.stdin.write((HEADER + GOOD * 20).encode())
        begun.stdin.flush()
        interrupt(begun, number)
        out = begun.stdout.read() if begun.stdout else b""
        err = begun.stderr.read() if begun.stderr else b""
    assert begun.returncode == code
    assert out == b""
    assert b"Traceback" not in err


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_the_command_for_another_encoding_gives_the_text(tmp_path: Path, encoding: str) -> None:
    write(tmp_path, (HEADER + GOOD).encode(encoding))
    hint = finding(report("x.csv", cwd=tmp_path, code=1), "CSV003")["hint"]
    spans = spans_of(hint)
    # Without a mark at its beginning an encoding is only a guess.
    assert spans.options == ((f"--encoding {encoding}",) if encoding.endswith("e") else ())
    output = follow_command(tmp_path, spans.commands[0], *" ".join(spans.options).split())
    assert output is not None
    assert output.read_text() == HEADER + GOOD


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml", "Excel workbook"),
        (b"PAR1\x15\x04\x15\n\xff", "Apache Parquet"),
        (bz2.compress(HEADER.encode()), "bzip2"),
        (lzma.compress(HEADER.encode()), "packed with xz"),
        (bytes(5000), "zero bytes"),
    ],
)
def test_what_is_no_text_is_named(tmp_path: Path, content: bytes, words: str) -> None:
    path = write(tmp_path, content)
    judged = report(path, code=1)
    assert codes(judged) == {"CSV014"}
    assert words in finding(judged, "CSV014")["message"]
    assert "cannot be read" in run("filter", path, code=2).stderr


@pytest.mark.parametrize(
    "data", [b'{"userId": "u1"}\n' * 3, b'[\n  {"userId": "u1"}\n]\n', b'\xef\xbb\xbf{\n "events": []}']
)
def test_json_is_one_finding_and_all_else_is_skipped(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "events.json"
    path.write_bytes(data)
    judged = report(path, code=1)
    assert codes(judged) == {"CSV014"}
    assert all(entry["code"].startswith("CSV") for entry in judged["passed"])
    assert "is JSON" in run("filter", path, code=2).stderr


def test_the_line_with_the_names_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, "# exported\n# 2025-01-09\n" + HEADER + GOOD)
    judged = report(path, code=1)
    assert codes(judged) == {"CSV015"}
    assert "line 3 is the header" in finding(judged, "CSV015")["message"]


def test_a_header_without_a_known_name_is_a_header(tmp_path: Path) -> None:
    path = write(tmp_path, "USER,ITEM,TIME\nu1,i1,1700000000\n")
    assert "CSV015" not in codes(report(path, code=1))


def test_a_column_may_be_called_like_a_signature(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER.replace("USER_ID", "PAR1,USER_ID").replace("\n", ",PK\n"))
    assert "CSV014" not in codes(report(path, code=1))


@pytest.mark.parametrize(
    ("header", "judged", "twin"),
    [
        ("USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_TYPE_", "EVENT_TYPE", "EVENT_TYPE_"),
        ("USER_ID,ITEM_ID,TIMESTAMP,EVENTTYPE,EVENT_TYPE", "EVENT_TYPE", "EVENTTYPE"),
        ("USERID,ITEM_ID,TIMESTAMP,USER_ID,X", "USER_ID", "USERID"),
        ("USER_ID,ITEM_ID,TIMESTAMP,GENRE1,GENRE_1", "GENRE1", "GENRE_1"),
        ("user_id,ITEM_ID,TIMESTAMP,UserId,X", "USER_ID", "UserId"),
    ],
)
def test_of_columns_that_repeat_each_other_one_is_judged(tmp_path: Path, header: str, judged: str, twin: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"{header}\nu1,i1,1700000000,u1,watch\n")
    found = report(path)
    repeated = finding(found, "SCH002", judged)
    assert repeated["count"] == 1
    assert twin in repeated["message"]
    written = "user_id" if judged == "USER_ID" and "user_id" in header else judged
    assert f"only {written} was judged" in repeated["message"]
    assert judged in found["metrics"]["columns"]
    assert twin not in found["metrics"]["columns"]
    assert {entry["column"] for entry in [*found["findings"], *found["passed"]]}.isdisjoint({twin})


def test_a_schema_says_which_of_two_such_columns_is_meant(tmp_path: Path) -> None:
    names = {"USER_ID": "string", "ITEM_ID": "string", "TIMESTAMP": "long", "GENRE1": "string"}
    fields = [{"name": name, "type": kind} for name, kind in names.items()]
    (tmp_path / "schema.json").write_text(json.dumps({"type": "record", "name": "Interactions", "fields": fields}))
    (tmp_path / "x.csv").write_text("USER_ID,ITEM_ID,TIMESTAMP,GENRE_1,GENRE1\nu1,i1,1700000000,a,\n")
    found = report(tmp_path / "x.csv", "--schema", tmp_path / "schema.json")
    assert finding(found, "SCH002")["column"] == "GENRE1"
    assert lines_of(found, "VAL001", "GENRE1") == [2]


def test_records_without_any_column_of_the_service_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n3,4\n")
    assert report(path, code=1)["metrics"]["unique_interactions"] == 2


DEEP = {
    "array": "[" * 100_000 + "]" * 100_000,
    "object": '{"a":' * 100_000 + "1" + "}" * 100_000,
    "line": '{"USER_ID":"u1","x":' + "[" * 100_000 + "]" * 100_000 + "}\n",
}


@pytest.mark.parametrize("content", DEEP.values(), ids=DEEP)
@pytest.mark.parametrize(
    "words",
    [
        ("prepare", "deep.json", "-o", "out.csv"),
        ("prepare", "x.csv", "--plan", "deep.json", "-o", "out.csv"),
        ("validate", "x.csv", "--schema", "deep.json"),
        ("validate", "x.csv", "--solution-config", "deep.json"),
        ("validate", "x.csv", "--streamed", "deep.json"),
        ("validate", "x.csv", "--baseline", "deep.json"),
        ("merge-impressions", "x.csv", "--impressions", "deep.json", "--within", "30m", "-o", "out.csv"),
    ],
    ids=" ".join,
)
def test_objects_without_a_floor(tmp_path: Path, words: tuple[str, ...], content: str) -> None:
    write(tmp_path, HEADER + "u1,i1,1700000000\n")
    (tmp_path / "deep.json").write_text(content)
    said = run(*words, cwd=tmp_path, code=2).stderr
    assert not re.search("recursion|internal error", said)
    assert "hint: " in said
