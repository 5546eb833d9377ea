"""What goes in and what comes out: several inputs, line numbers, copies of the report, redaction, quiet endings."""

from __future__ import annotations

import errno
import gzip
import json
import os
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from interactions_cli.formats import FORMATS
from interactions_cli.storage.compression import zstd_module
from tests.cli_runner import codes, command, environment, finding, lines_of, report, run, run_process
from tests.fault_runner import OLD
from tests.processes import finished, interrupt, started

PLAIN = "USER_ID,ITEM_ID,TIMESTAMP"
GOOD = "".join(f"u{n % 25},i{n % 50},{1_700_000_000 + n}\n" for n in range(1000))
BOM = b"\xef\xbb\xbf"


def write(folder: Path, content: str | bytes, name: str = "x.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def samples(judged: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        sample
        for entry in judged["findings"]
        for sample in entry["samples"]
        if sample["line"] is not None and sample["value"] is not None
    ]


def shown(sample: Mapping[str, Any], content: bytes) -> bool:
    """Whether `sed -n LINEp` prints the value."""
    return str(sample["value"]).encode() in content.split(b"\n")[sample["line"] - 1]


# Encodings


def test_big_endian_utf_16_with_its_mark(tmp_path: Path) -> None:
    path = write(tmp_path, b"\xfe\xff" + f"{PLAIN}\n{GOOD}".encode("utf-16-be"))
    judged = report(path, code=1)
    assert codes(judged) == {"CSV003"}
    assert "UTF-16" in finding(judged, "CSV003")["message"]
    assert {"SET001", "VAL001"} <= {entry["code"] for entry in judged["skipped"]}


def test_a_header_in_another_encoding(tmp_path: Path) -> None:
    judged = report(write(tmp_path, f"{PLAIN},GRÖSSE\n".encode("latin-1") + b"u1,i1,1700000000,x\n"), code=1)
    assert codes(judged) == {"CSV003"}
    assert judged["summary"]["rows"] == 0


def test_one_broken_file_among_good_ones_does_not_stop_them(tmp_path: Path) -> None:
    for name, content in (("a.csv", b""), ("b.csv", f"{PLAIN}\n{GOOD}".encode()), ("c.csv", PLAIN.encode("utf-16"))):
        write(tmp_path, content, name)
    judged = report("a.csv", "b.csv", "c.csv", "--ignore", "SET026", cwd=tmp_path, code=1)
    assert codes(judged) == {"CSV001", "CSV003", "SET014"}
    assert [entry["rows"] for entry in judged["inputs"]] == [0, 1000, 0]


# Line numbers


def test_lines_of_a_crlf_file_with_a_mark(tmp_path: Path) -> None:
    lines = [PLAIN, "u1,i1,1700000000", "u2,i2,soon", "", "u3,i3", "u4,,1700000000", 'u5,"i5,1', "u6,i6,never"]
    content = BOM + "\r\n".join(lines).encode()
    judged = report(write(tmp_path, content), "--max-samples", "99")
    assert lines_of(judged, "VAL003") == [3, 8]
    assert lines_of(judged, "CSV009") == [4]
    assert lines_of(judged, "CSV007") == [5]
    assert lines_of(judged, "VAL001", "ITEM_ID") == [6]
    assert lines_of(judged, "CSV008") == [7]
    assert finding(judged, "CSV007")["samples"][0]["value"] == "u3,i3"
    assert all(shown(sample, content) for sample in samples(judged))
    assert "CSV010" not in codes(judged)


def test_lines_of_a_gz_beyond_the_first_block(tmp_path: Path) -> None:
    rows = [f"user-number-{n % 977},item-number-{n % 4999},{1_600_000_000 + n}" for n in range(500_000)]
    for place in (0, 250_000, 499_999):
        rows[place] = f'user,"item {place}",'
    content = "\n".join([PLAIN, *rows]).encode()
    assert len(content) > 2 * (8 << 20)
    judged = report(write(tmp_path, gzip.compress(content, 1), "x.csv.gz"))
    assert lines_of(judged, "VAL001", "TIMESTAMP") == [2, 250_002, 500_001]
    found = content.split(b"\n")
    assert [found[line - 1] for line in (2, 250_002, 500_001)] == [
        b'user,"item 0",',
        b'user,"item 250000",',
        b'user,"item 499999",',
    ]


def test_lines_are_counted_per_file_and_files_keep_their_order(tmp_path: Path) -> None:
    contents = {
        "b.csv": f"{PLAIN}\nu1,i1,1700000000\nu2,i2,soon\n".encode(),
        "a.csv": BOM + f"{PLAIN}\r\nu3,i3,later".encode(),
        "c.csv": f"{PLAIN}\n\n\nu4,i4,never\nu1,i1,1700000000\n".encode(),
    }
    for name, content in contents.items():
        write(tmp_path, content, name)
    judged = report(*contents, cwd=tmp_path)
    entry = finding(judged, "VAL003")
    assert [(sample["path"], sample["line"], sample["value"]) for sample in entry["samples"]] == [
        ("b.csv", 3, "soon"),
        ("a.csv", 2, "later"),
        ("c.csv", 4, "never"),
    ]
    assert all(shown(sample, contents[sample["path"]]) for sample in entry["samples"])
    assert [sample["value"] for sample in finding(judged, "SET010")["samples"]] == ["5 = b.csv:2"]
    assert [entry["rows"] for entry in judged["inputs"]] == [2, 1, 2]
    assert judged["summary"]["rows"] == 5
    assert lines_of(judged, "CSV009") == [2, 3]


def test_each_file_is_judged_by_its_own_header(tmp_path: Path) -> None:
    write(tmp_path, f"{PLAIN}\nu1,i1,1700000000\n", "a.csv")
    write(tmp_path, "TIMESTAMP,ITEM_ID,USER_ID\n1700000000,i1,u1\nsoon,i1,u1\n", "b.csv")
    judged = report("a.csv", "b.csv", cwd=tmp_path)
    assert finding(judged, "CSV011")["count"] == 1
    assert lines_of(judged, "VAL003") == [3]
    assert finding(judged, "SET010")["count"] == 1
    assert (judged["metrics"]["users"], judged["metrics"]["items"]) == (1, 1)


# Inputs


@pytest.mark.parametrize("again", ["x.csv", "./x.csv", "link.csv", "hard.csv"])
def test_the_same_file_twice(tmp_path: Path, again: str) -> None:
    path = write(tmp_path, f"{PLAIN}\n{GOOD}")
    (tmp_path / "link.csv").symlink_to(path)
    (tmp_path / "hard.csv").hardlink_to(path)
    result = run("validate", "x.csv", again, cwd=tmp_path, code=2)
    assert result.stdout == ""
    assert "given twice" in result.stderr


def test_a_folder_and_a_file_in_it_is_the_same_file_twice(tmp_path: Path) -> None:
    assert "given twice" in run("validate", tmp_path, write(tmp_path, PLAIN), code=2).stderr


@pytest.mark.parametrize("words", [("validate", ""), ("filter", "", "-q"), ("stats", "")])
def test_an_empty_name_is_no_folder(words: tuple[str, ...]) -> None:
    assert "error: an input has an empty name\nhint: Check the shell variable" in run(*words, code=2).stderr


def test_standard_input_twice() -> None:
    assert "given twice" in run("validate", "-", "-", stdin=b"", code=2).stderr


def test_a_glob_is_expanded_and_one_without_a_match_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, f"{PLAIN}\n{GOOD}", "part-0.csv")
    write(tmp_path, f"{PLAIN}\nu1,i1,soon\n", "part-1.csv")
    write(tmp_path, "x", "other.txt")
    judged = report("part-*.csv", cwd=tmp_path)
    assert [entry["path"] for entry in judged["inputs"]] == ["part-0.csv", "part-1.csv"]
    assert "matches no file" in run("validate", "nope-*.csv", cwd=tmp_path, code=2).stderr


def test_a_name_with_glob_characters_is_a_name(tmp_path: Path) -> None:
    write(tmp_path, f"{PLAIN}\n{GOOD}", "[x].csv")
    assert report("[x].csv", cwd=tmp_path)["summary"]["rows"] == 1000


def test_a_link_in_a_folder_that_leads_nowhere(tmp_path: Path) -> None:
    write(tmp_path, "USER_ID,ITEM_ID,TIMESTAMP\n", "a.csv")
    (tmp_path / "current").symlink_to("current")
    assert "left out current" in run("validate", ".", cwd=tmp_path, code=1).stdout
    (tmp_path / "b.csv").symlink_to("gone.csv")
    assert "b.csv: No such file" in run("validate", ".", cwd=tmp_path, code=2).stderr


def test_a_folder_is_its_first_level(tmp_path: Path) -> None:
    write(tmp_path, f"{PLAIN}\n{GOOD}", "a.csv")
    write(tmp_path, "", "_SUCCESS")
    write(tmp_path, "", ".a.csv.crc")
    (tmp_path / "deeper").mkdir()
    write(tmp_path / "deeper", "broken", "b.csv")
    assert [entry["rows"] for entry in report(".", cwd=tmp_path)["inputs"]] == [1000]
    said = run("validate", ".", cwd=tmp_path).stdout
    assert "_SUCCESS" in said
    assert "b.csv" not in said


def test_standard_input_from_a_file_needs_no_path() -> None:
    result = run("validate", "--format", "json", stdin=f"{PLAIN}\n{GOOD}".encode())
    assert result.stderr == "reading standard input\n"
    judged = json.loads(result.stdout)
    assert judged["inputs"] == [{"path": "-", "bytes": None, "rows": 1000}]


def test_a_dash_says_nothing_and_reads_compressed_data() -> None:
    result = run("validate", "-", "--format", "json", stdin=gzip.compress(f"{PLAIN}\nu1,i1,soon\n".encode()), code=1)
    assert result.stderr == ""
    assert lines_of(json.loads(result.stdout), "VAL003") == [2]


def test_no_input_at_all_shows_the_help_and_never_waits() -> None:
    result = run("validate", code=2)
    assert result.stdout == ""
    assert "Usage:" in result.stderr
    assert "error: no input" in result.stderr


@pytest.mark.parametrize("words", [["validate"], ["validate", "-"]])
def test_a_closed_standard_input(words: list[str]) -> None:
    ended = finished(["sh", "-c", 'exec "$@" <&-', "sh", *command(*words)], capture_output=True, env=environment())
    assert ended.returncode == 2
    assert ended.stdout == b""
    assert b"Traceback" not in ended.stderr
    assert b"error: " in ended.stderr


def test_a_gz_cut_short_beyond_its_first_block_prints_nothing(tmp_path: Path) -> None:
    rows = "".join(f"user-number-{n % 977},item-number-{n % 4999},{1_600_000_000 + n}\n" for n in range(500_000))
    whole = gzip.compress(f"{PLAIN}\n{rows}".encode(), 1)
    result = run("validate", write(tmp_path, whole[: len(whole) // 2], "x.csv.gz"), code=2)
    assert result.stdout == ""
    assert "x.csv.gz" in result.stderr
    assert "Traceback" not in result.stderr


# Outputs


@pytest.mark.parametrize("form", ["name", "symlink", "hard link"])
@pytest.mark.parametrize("option", ["-o", "--report"])
def test_a_report_over_an_input_is_refused(tmp_path: Path, option: str, form: str) -> None:
    path = write(tmp_path, f"{PLAIN}\n{GOOD}")
    target = path if form == "name" else tmp_path / "link"
    if form == "symlink":
        target.symlink_to(path)
    elif form == "hard link":
        target.hardlink_to(path)
    before = path.read_bytes()
    value = f"json={target}" if option == "--report" else str(target)
    result = run("validate", path, option, value, code=2)
    assert result.stdout == ""
    assert "is an input" in result.stderr
    assert path.read_bytes() == before


def test_copies_of_the_report(tmp_path: Path) -> None:
    write(tmp_path, f"{PLAIN}\nu1,i1,soon\n")
    words = ("validate", "x.csv", "--report", "json=a.json", "--report", "text=a.txt")
    result = run(*words, cwd=tmp_path, code=1)
    assert json.loads((tmp_path / "a.json").read_text()) == report("x.csv", cwd=tmp_path, code=1)
    assert (tmp_path / "a.txt").read_text() == result.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.json", "a.txt", "x.csv"]


def test_output_goes_to_the_file_and_keeps_a_link(tmp_path: Path) -> None:
    write(tmp_path, f"{PLAIN}\nu1,i1,soon\n")
    write(tmp_path, OLD, "real.txt")
    (tmp_path / "link.txt").symlink_to("real.txt")
    assert run("validate", "x.csv", "-o", "link.txt", cwd=tmp_path, code=1).stdout == ""
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text() == run("validate", "x.csv", cwd=tmp_path, code=1).stdout


def test_a_failed_write_leaves_the_old_report_and_no_litter(tmp_path: Path) -> None:
    write(tmp_path, f"{PLAIN}\nu1,i1,soon\n")
    write(tmp_path, OLD, "a.json")
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    with mock.patch.object(os, "replace", side_effect=full):
        result = run("validate", "x.csv", "--report", "json=a.json", cwd=tmp_path, code=2)
    assert result.stdout == ""
    assert "a.json cannot be written: No space left on device" in result.stderr
    assert (tmp_path / "a.json").read_text() == OLD
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.json", "x.csv"]


def test_a_limit_on_file_sizes_leaves_the_old_report_and_no_litter(tmp_path: Path) -> None:
    write(tmp_path, f"{PLAIN}\nu1,i1,soon\n")
    write(tmp_path, OLD, "a.json")
    words = command("validate", "x.csv", "-o", "a.json", "--format", "json")
    ended = finished(
        ["sh", "-c", 'ulimit -f 1; exec "$@"', "sh", *words],
        capture_output=True,
        cwd=tmp_path,
        env=environment({"PYTHONDONTWRITEBYTECODE": "1"}),
    )
    assert ended.returncode == 2
    assert b"a.json cannot be written" in ended.stderr
    assert (tmp_path / "a.json").read_text() == OLD
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.json", "x.csv"]


@pytest.mark.parametrize("option", ["-o", "--report"])
@pytest.mark.parametrize("target", ["missing/a.json", "."])
def test_an_output_that_cannot_be_written(tmp_path: Path, option: str, target: str) -> None:
    write(tmp_path, f"{PLAIN}\nu1,i1,soon\n")
    value = f"json={target}" if option == "--report" else target
    result = run("validate", "x.csv", option, value, cwd=tmp_path, code=2)
    assert result.stdout == ""
    assert "cannot be written" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["x.csv"]


def test_an_unreadable_input_leaves_the_old_report(tmp_path: Path) -> None:
    write(tmp_path, OLD, "a.json")
    run("validate", "nope.csv", "-o", "a.json", cwd=tmp_path, code=2)
    assert (tmp_path / "a.json").read_text() == OLD


def test_quiet_shows_findings_only_and_errors_stay(tmp_path: Path) -> None:
    write(tmp_path, f"{PLAIN}\nu1,i1,soon\n")
    loud, quiet = (run("validate", "x.csv", *more, cwd=tmp_path, code=1) for more in ((), ("--quiet",)))
    assert "checks passed" in loud.stdout
    assert "checks passed" not in quiet.stdout
    assert "VAL003" in quiet.stdout
    assert "exit 1: 4 errors (--fail-on error)" in quiet.stdout
    assert quiet.stderr == ""
    assert "error: " in run("validate", "nope.csv", "--quiet", cwd=tmp_path, code=2).stderr


# Samples


@pytest.mark.parametrize(
    ("most", "lines", "cut"), [(0, [], True), (1, [2], True), (2, [2, 3], True), (3, [2, 3, 4], False)]
)
def test_max_samples(tmp_path: Path, most: int, lines: list[int], cut: bool) -> None:
    path = write(tmp_path, f"{PLAIN}\nu1,i1,1700000000000\nu2,i2,1700000000001\nu3,i3,1700000000002\n")
    entry = finding(report(path, "--max-samples", str(most)), "VAL004")
    assert [sample["line"] for sample in entry["samples"]] == lines
    assert (entry["count"], entry["samples_cut"]) == (3, cut)
    assert "milliseconds" in entry["message"]
    assert "2023-11-14" in entry["message"]


def test_values_are_cut_at_80_characters(tmp_path: Path) -> None:
    path = write(tmp_path, f"{PLAIN}\nu1,i1,{'x' * 80}\nu1,i1,{'é' * 81}\n")
    shown_values = finding(report(path), "VAL003")["samples"]
    assert [(sample["value"], sample["value_cut"]) for sample in shown_values] == [("x" * 80, False), ("é" * 80, True)]


def test_hostile_values_survive_json_and_cannot_reach_a_terminal(tmp_path: Path) -> None:
    hostile = "\x1b]0;title\x07[red]x[/red]\x9b2J\u202e\u2028::error::"
    path = write(tmp_path, f"{PLAIN}\n{hostile},i1,soon\nu1,{hostile} ,1700000000\n")
    text = run("validate", path, "--select", "VAL009", "--fail-on", "warning", code=1).stdout
    assert "[red]x[/red]" in text
    raw = run("validate", path, "--format", "json", code=1).stdout
    for printed in (text, raw):
        assert not [char for char in printed if char != "\n" and not char.isprintable()]
    assert finding(json.loads(raw), "VAL009")["samples"][0]["value"] == f"{hostile} "


def test_a_hostile_path_cannot_reach_a_terminal(tmp_path: Path) -> None:
    name = "a\x1b[31m\u202e.csv"
    assert "\x1b" not in run("validate", name, cwd=tmp_path, code=2).stderr
    write(tmp_path, f"{PLAIN}\nu1,i1,soon\n", name)
    result = run("validate", name, cwd=tmp_path, code=1)
    assert "\x1b" not in result.stdout + result.stderr
    assert report(name, cwd=tmp_path)["inputs"][0]["path"] == name


# Redaction

SECRETS = {
    "USER_ID": ["secret-user ", '"secret""user"', "None"],
    "ITEM_ID": ["secret|item", " secret-item", "s" * 150 + "secret" + "s" * 150],
    "TIMESTAMP": ["secret-time", "1712345678123", "777777777"],
    "EVENT_TYPE": [
        "secret-click",
        "Secret-Click",
        "secret-dislike",
        "secret-skip ",
        *(f"secret-{n}" for n in range(12)),
    ],
    "EVENT_VALUE": ["secret-value", "3secret"],
    "IMPRESSION": ["secret-a||secret-b", "secret-a|secret-a", "secret" * 200],
    "RECOMMENDATION_ID": ["secret" * 8, " secret "],
    "EVENT_ATTRIBUTION_SOURCE": ["secret-ä"],
    "DEVICE": ["secret-device ", "secret" * 200],
}
BROKEN = (
    b"secret-ragged,1",
    b'"secret-quote,i1,1700000000,x,1,i1,r,s,d',
    b"secret-bytes\xff,i1,1700000000,x,1,i1,r,s,d",
    b"secret\x01control,i1,1700000000,x,1,i1,r,s,d",
)


def redaction_file(folder: Path) -> Path:
    usual = ("u1", "i1", "1712340000", "view", "1", "i1|i2", "", "home", "phone")
    rows = [",".join(usual)] * 3
    for place, values in enumerate(SECRETS.values()):
        rows += [",".join((*usual[:place], value, *usual[place + 1 :])) for value in values]
    content = "".join(f"{row}\n" for row in (",".join(SECRETS), *rows)).encode()
    return write(folder, content + b"".join(line + b"\n" for line in BROKEN))


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("options", [(), ("--quiet",), ("--event", "sekret-click"), ("--use-case", "most-viewed")])
def test_redaction_leaves_no_cell_value(tmp_path: Path, form: str, options: tuple[str, ...]) -> None:
    path = redaction_file(tmp_path)
    words = ("validate", path.name, "--format", form, "--max-samples", "99", *options)
    planted = ("secret", "1712345678123", "777777777")
    plain = run(*words, cwd=tmp_path, code=1).stdout
    assert all(text in plain for text in planted[: {"json": 3, "text": 2}.get(form, 1)])
    hidden = run(*words, "--redact", cwd=tmp_path, code=1).stdout
    if form == "json":
        # First and last time are figures of the whole set.
        judged = json.loads(hidden)
        for metrics in (judged["metrics"], judged["metrics"].get("training", {})):
            metrics.update(timestamp_min=None, timestamp_max=None, timestamp_newest=None)
        hidden = json.dumps(judged)
    assert not [text for text in planted if text in hidden.lower()]
    assert "[redacted]" in hidden


def test_redaction_changes_neither_findings_nor_lines(tmp_path: Path) -> None:
    path = redaction_file(tmp_path)
    plain, hidden = report(path), report(path, "--redact")
    keys = ("code", "column", "severity", "count", "share", "actual", "limit", "missing", "samples_cut")
    assert [[entry[key] for key in keys] for entry in plain["findings"]] == [
        [entry[key] for key in keys] for entry in hidden["findings"]
    ]
    assert [sample["line"] for entry in plain["findings"] for sample in entry["samples"]] == [
        sample["line"] for entry in hidden["findings"] for sample in entry["samples"]
    ]


# Endings


def test_two_runs_give_the_same_bytes_in_every_format(tmp_path: Path) -> None:
    words = ("validate", str(redaction_file(tmp_path)), *(f"--report={form}={form}.report" for form in FORMATS))
    ended = []
    for seed in ("1", "2"):
        result = run_process(*words, cwd=tmp_path, code=1, env={"PYTHONHASHSEED": seed})
        ended.append((result, [(tmp_path / f"{form}.report").read_bytes() for form in FORMATS]))
    (first, reports), second = ended
    assert (first, reports) == second
    assert all(reports)
    assert first.stdout.encode() == reports[FORMATS.index("text")]
    assert first.stderr == ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_the_old_report_and_no_litter(tmp_path: Path, number: signal.Signals) -> None:
    write(tmp_path, OLD, "a.json")
    with started(
        command("validate", "-", "-o", "a.json"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environment(),
    ) as begun:
        assert begun.stdin
        # A pipe holds 64 kB: once these are written, most have been read.
        begun.stdin.write(f"{PLAIN}\n{GOOD * 10}".encode())
        begun.stdin.flush()
        interrupt(begun, number)
        out, err = begun.stdout.read() if begun.stdout else b"", begun.stderr.read() if begun.stderr else b""
    assert begun.returncode == 128 + number
    assert out == b""
    assert err in (b"interrupted\n", b"terminated\n")
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
    assert (tmp_path / "a.json").read_text() == OLD


def test_head_ends_it_quietly_in_a_shell(tmp_path: Path) -> None:
    path = write(tmp_path, f"{PLAIN}\n" + "u1,i1,soon\n" * 5000)
    words = command("validate", path, "--format", "json", "--max-samples", "5000")
    script = '{ "$@"; echo $? >status; } | head -1'
    ended = finished(["sh", "-c", script, "sh", *words], capture_output=True, cwd=tmp_path, env=environment())
    assert (ended.stdout, ended.stderr) == (b"{\n", b"")
    assert (tmp_path / "status").read_text() == "141\n"


def test_a_full_device_is_said(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("the system has no /dev/full")
    path = write(tmp_path, f"{PLAIN}\n{GOOD}")
    with Path("/dev/full").open("wb") as full:
        ended = finished(command("validate", path), stdout=full, stderr=subprocess.PIPE, env=environment())
    assert ended.returncode == 2
    assert b"No space left on device" in ended.stderr
    assert b"Traceback" not in ended.stderr


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="the system has no such name")
@pytest.mark.parametrize("words", ["filter x.csv -q -o /dev/stdout", "validate x.csv --format json -o /dev/stdout"])
def test_the_name_of_standard_output_is_standard_output(tmp_path: Path, words: str) -> None:
    """A log that is standard output keeps what it has, and a second report does not follow the data."""
    (tmp_path / "x.csv").write_text(f"{PLAIN}\n{GOOD}")
    plain = finished(command(*words.split()[:-2]), cwd=tmp_path, env=environment(), capture_output=True)
    log = tmp_path / "log"
    with log.open("wb") as stream:
        stream.write(b"before\n")
        stream.flush()
        done = finished(command(*words.split()), cwd=tmp_path, env=environment(), stdout=stream, stderr=subprocess.PIPE)
        stream.write(b"after\n")
    assert (done.returncode, done.stderr) == (plain.returncode, plain.stderr)
    assert log.read_bytes() == b"before\n" + plain.stdout + b"after\n"


@pytest.mark.skipif(not Path("/dev/stderr").exists(), reason="the system has no such name")
def test_the_name_of_standard_error_adds_to_it(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(f"{PLAIN}\n{GOOD}")
    log = tmp_path / "log"
    with log.open("wb") as stream:
        stream.write(b"before\n")
        stream.flush()
        words = ("validate", "x.csv", "--report", "markdown=/dev/stderr")
        finished(command(*words), cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=stream)
    assert log.read_bytes().startswith(b"before\n## ")


def test_two_names_of_standard_output_are_one(tmp_path: Path) -> None:
    path = write(tmp_path, f"{PLAIN}\n{GOOD}".encode())
    assert (
        "two outputs would go to standard output"
        in run("validate", path, "--report", "json=/dev/stdout", code=2).stderr
    )


@pytest.mark.parametrize("number", [0, 7, 15])
def test_zst_that_begins_with_a_skippable_frame(tmp_path: Path, number: int) -> None:
    """As pzstd and other parallel packers write it: a frame of four bytes that says how long the next one is."""
    module: Any = zstd_module()
    assert module is not None
    frames = b""
    for part in (f"{PLAIN}\n{GOOD[:9000]}", GOOD[9000:]):
        packed = module.compress(part.encode())
        frames += (
            bytes([0x50 + number]) + b"\x2a\x4d\x18" + (4).to_bytes(4, "little") + len(packed).to_bytes(4, "little")
        )
        frames += packed
    path = write(tmp_path, frames, "x.csv.zst")
    assert report(path)["summary"]["rows"] == 1000
    assert "zstd -dc" in run("validate", "-", stdin=frames, code=2).stderr
