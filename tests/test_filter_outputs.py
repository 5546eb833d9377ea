"""The files and streams of `filter`: what is written, refused and left alone, however a run ends."""

from __future__ import annotations

import csv
import gzip
import io
import resource
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from unittest import mock

import pytest

from interactions_cli import filter_interactions
from interactions_cli.errors import InputError
from interactions_cli.transforms.filter import effects
from tests.cli_runner import (
    Result,
    command,
    environment,
    run,
)
from tests.fault_runner import drafts_of
from tests.filter_runner import HEADER, PLAIN, ROWS, judged, many, names, refused, sifted, table, write
from tests.processes import finished, interrupt, piped, started


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with `x.csv`, which holds ROWS."""
    write(tmp_path, table(*ROWS))
    return tmp_path


# Outputs


def test_compressed_outputs_read_back_and_repeat(folder: Path) -> None:
    zstd = pytest.importorskip("backports.zstd")
    words = ("filter", "x.csv", "--event", "watch:0.5", "-q", "--rejects")
    kept = run(*words, "r.csv", cwd=folder).stdout.encode()
    rejects = (folder / "r.csv").read_bytes()
    for suffix, opened in (("gz", gzip.decompress), ("zst", zstd.decompress)):
        run(*words, f"r.csv.{suffix}", "-o", f"out.csv.{suffix}", cwd=folder)
        packed = [(folder / f"{name}.csv.{suffix}").read_bytes() for name in ("out", "r")]
        assert [opened(data) for data in packed] == [kept, rejects]
        run(*words, f"r.csv.{suffix}", "-o", f"out.csv.{suffix}", "--force", cwd=folder)
        assert [(folder / f"{name}.csv.{suffix}").read_bytes() for name in ("out", "r")] == packed
        assert run("filter", f"out.csv.{suffix}", "-q", cwd=folder).stdout.encode() == kept


@pytest.mark.parametrize("option", ["-o", "--rejects"])
def test_an_existing_output_needs_force(folder: Path, option: str) -> None:
    write(folder, "old", "out.csv")
    assert "--force" in refused(folder, option, "out.csv")
    run("filter", "x.csv", "--event", "click", option, "out.csv", "--force", "-q", cwd=folder)
    lines = (folder / "out.csv").read_text().splitlines()
    assert len(lines) == {"-o": 2, "--rejects": 8}[option]


def test_force_keeps_a_link_a_link(folder: Path) -> None:
    write(folder, "old", "real.csv")
    (folder / "link.csv").symlink_to("real.csv")
    run("filter", "x.csv", "--event", "click", "-o", "link.csv", "--force", cwd=folder)
    assert (folder / "link.csv").is_symlink()
    assert (folder / "real.csv").read_text() == table(ROWS[2])


@pytest.mark.parametrize("form", ["x.csv", "./x.csv", "symlink", "hard link"])
@pytest.mark.parametrize("option", ["-o", "--rejects", "--report"])
def test_an_output_that_is_an_input_is_refused_even_with_force(folder: Path, option: str, form: str) -> None:
    if form == "symlink":
        (folder / form).symlink_to("x.csv")
    elif form == "hard link":
        (folder / form).hardlink_to(folder / "x.csv")
    value = f"json={form}" if option == "--report" else form
    message = refused(folder, option, value, "--force")
    assert "is an input" in message


@pytest.mark.parametrize("existing", [False, True])
@pytest.mark.parametrize(
    "words",
    [
        ("-o", "out.csv", "--rejects", "out.csv"),
        ("-o", "out.csv", "--rejects", "./out.csv"),
        ("-o", "out.csv", "--report", "json=out.csv"),
        ("-o", "out.csv", "--rejects", "r.csv", "--report", "json=r.csv"),
        ("-o", "out.csv", "--report", "json=a", "--report", "text=a"),
    ],
)
def test_two_outputs_in_one_file_are_refused(folder: Path, words: tuple[str, ...], existing: bool) -> None:
    if existing:
        write(folder, "old", "out.csv")
    refused(folder, *words, "--force")


@pytest.mark.parametrize("words", [("--rejects", "-"), ("--report", "json=-"), ("-o", "-", "--rejects", "-")])
def test_standard_output_carries_one_thing(folder: Path, words: tuple[str, ...]) -> None:
    refused(folder, *words)


@pytest.mark.parametrize("option", ["-o", "--rejects", "--report"])
def test_an_output_that_cannot_be_written(folder: Path, option: str) -> None:
    value = "json=missing/a" if option == "--report" else "missing/a"
    write(folder, "old", "old.csv")
    output = () if option == "-o" else ("-o", "old.csv", "--force")
    for words in ((option, value), (option, value, *output)):
        assert "missing/a cannot be written" in refused(folder, *words)


# Rejects


def test_rejects_are_csv_whatever_the_lines_hold(tmp_path: Path) -> None:
    lines = [
        b'u1,"i""1",1',
        b'u1,"i\\"1",1',
        b"u\r1,i1,1",
        b'u1,"i1,1',
        b"u1,i1",
        b"",
        b'u\xe9"x,i1,1',
        b"u2,i2,2\r",
        b"u3,i3,3",
        b"u4,i4,1",
    ]
    write(tmp_path, b"".join(line + b"\n" for line in (PLAIN.encode(), *lines)), "a, b.csv")
    words = ("--since", "1970-01-01T00:00:03Z", "--rejects", "rejects.csv", "--quiet")
    assert run("filter", "a, b.csv", *words, cwd=tmp_path).stdout == f"{PLAIN}\nu3,i3,3\n"
    text = (tmp_path / "rejects.csv").read_bytes().decode()
    assert text.split("\n") == [
        f"path,line,reason,{PLAIN}",
        '"a, b.csv",2,since,u1,"i""1",1',
        '"a, b.csv",3,since,"u1,""i\\""1"",1"',
        '"a, b.csv",4,since,"u\r1,i1,1"',
        '"a, b.csv",5,CSV008,"u1,""i1,1"',
        '"a, b.csv",6,CSV007,"u1,i1"',
        '"a, b.csv",7,CSV009,""',
        '"a, b.csv",8,CSV003,"u\\xe9""x,i1,1"',
        '"a, b.csv",9,since,u2,i2,2',
        '"a, b.csv",11,since,u4,i4,1',
        "",
    ]
    read = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert [len(row) for row in read] == [6, 6, 4, 4, 4, 4, 4, 4, 6, 6]


def test_rejects_of_standard_input_and_of_another_separator(tmp_path: Path) -> None:
    data = "USER_ID;ITEM_ID;TIMESTAMP\nu1;i1;1\nu2;i2;5\n"
    run("filter", "-", "--since", "1970-01-01T00:00:03Z", "--rejects", "r.csv", stdin=data.encode(), cwd=tmp_path)
    assert (tmp_path / "r.csv").read_text() == "path;line;reason;USER_ID;ITEM_ID;TIMESTAMP\n-;2;since;u1;i1;1\n"


# Nothing kept


@pytest.mark.parametrize("words", [(), ("--quiet",)])
def test_nothing_kept_is_said_and_nothing_is_written_but_the_rejects(folder: Path, words: tuple[str, ...]) -> None:
    write(folder, "old", "out.csv")
    write(folder, "old", "rejects.csv")
    given = ("filter", "x.csv", "--event", "buy", "--rejects", "rejects.csv", "--force", *words)
    for more in ((), ("-o", "out.csv")):
        result = run(*given, *more, cwd=folder, code=1)
        assert result.stderr.strip() != ""
        assert HEADER not in result.stdout
        assert (folder / "out.csv").read_text() == "old"
        assert len((folder / "rejects.csv").read_text().splitlines()) == 9
    assert run(*given, "-q", cwd=folder, code=1).stdout == ""


def test_nothing_kept_in_the_report(folder: Path) -> None:
    read = judged(folder, "--event", "buy", code=1)
    assert (read["ok"], read["outputs"], read["filter"]["kept"]) == (False, [], 0)
    assert read["metrics"]["rows"] == 0
    result = run("filter", "x.csv", "--event", "buy", "-n", "--fail-on", "never", cwd=folder, code=1)
    assert result.stdout.splitlines()[-1].startswith("exit 1: ")


def test_allow_empty_writes_the_header(folder: Path) -> None:
    words = ("--event", "buy", "--allow-empty")
    assert sifted(folder, *words) == f"{HEADER}\n"
    run("filter", "x.csv", *words, "-o", "out.csv.gz", cwd=folder)
    assert gzip.decompress((folder / "out.csv.gz").read_bytes()).decode() == f"{HEADER}\n"
    read = judged(folder, *words)
    assert (read["ok"], read["filter"]["kept"]) == (True, 0)


def test_a_file_without_rows_keeps_nothing(tmp_path: Path) -> None:
    write(tmp_path, HEADER)
    assert judged(tmp_path, code=1)["filter"]["read"] == 0
    assert sifted(tmp_path, "--allow-empty") == HEADER


# Streams


SECOND_LOOK = [("--drop-duplicates",), ("--min-user-interactions", "2"), ("--min-item-interactions", "2")]


def no_files() -> None:
    """For `preexec_fn`: not a byte can be written to a file."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def stream(words: Sequence[str], data: bytes, *, env: Mapping[str, str], limit: Callable[[], None] | None) -> Result:
    ended = finished(
        command("filter", *words),
        input=data,
        capture_output=True,
        env=environment({"PYTHONDONTWRITEBYTECODE": "1", **env}),
        preexec_fn=limit,
    )
    return Result(ended.stdout.decode(), ended.stderr.decode(), ended.returncode)


def test_a_pipe_is_filtered_without_a_temporary_file(tmp_path: Path) -> None:
    words = (*("-", "--event", "watch:0.5", "--event", "click", "--since", "1700000000", "--until", "2030-01-01"),)
    result = stream(words, gzip.compress(table(*ROWS).encode()), env={"TMPDIR": str(tmp_path / "none")}, limit=no_files)
    assert (result.stdout, result.code) == (table(ROWS[0], ROWS[2], ROWS[6]), 0)
    assert "temporary" not in result.stderr


def test_a_second_look_at_a_pipe_needs_a_temporary_file_and_says_so(tmp_path: Path) -> None:
    words = ("-", "--drop-duplicates", "--min-user-interactions", "2", "--min-item-interactions", "2")
    spool = tmp_path / "spool"
    spool.mkdir()
    result = stream(words, table(*ROWS).encode(), env={"TMPDIR": str(spool)}, limit=None)
    assert (result.stdout, result.code) == (table(ROWS[0], ROWS[2], ROWS[5]), 0)
    assert "temporary" in result.stderr
    assert names(spool) == []
    result = stream(words, table(*ROWS).encode(), env={"TMPDIR": str(spool)}, limit=no_files)
    assert (result.stdout, result.code) == ("", 2)
    assert "error: " in result.stderr
    assert "internal error" not in result.stderr


@pytest.mark.parametrize("words", SECOND_LOOK)
def test_each_criterion_that_looks_twice_reads_a_fifo_and_says_so(tmp_path: Path, words: tuple[str, ...]) -> None:
    fifo = tmp_path / "pipe.csv"
    with piped(fifo, table(*ROWS)):
        result = run("filter", fifo, *words)
    write(tmp_path, table(*ROWS))
    assert result.stdout == sifted(tmp_path, *words)
    assert "temporary" in result.stderr


@pytest.mark.parametrize("words", SECOND_LOOK)
def test_files_are_read_twice_without_a_copy(folder: Path, words: tuple[str, ...]) -> None:
    write(folder, gzip.compress(table(*ROWS).encode()), "y.csv.gz")
    for path in ("x.csv", "y.csv.gz"):
        assert "temporary" not in run("filter", path, *words, cwd=folder).stderr


def test_standard_input_needs_no_path() -> None:
    result = run("filter", "--event", "click", "-q", stdin=table(*ROWS).encode())
    assert (result.stdout, result.stderr) == (table(ROWS[2]), "reading standard input\n")


# Endings


def test_head_ends_it_quietly(tmp_path: Path) -> None:
    write(tmp_path, many(40_000))
    script = '{ "$@"; echo $? >status; } | head -1'
    ended = finished(
        ["sh", "-c", script, "sh", *command("filter", "x.csv", "--event", "watch")],
        capture_output=True,
        cwd=tmp_path,
        env=environment(),
    )
    assert (ended.stdout.decode(), ended.stderr) == (f"{HEADER}\n", b"")
    assert (tmp_path / "status").read_text() == "141\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [(("--since", "1970-01-01"), "out.csv"), (("--since", "1700019999"), "r.csv")],
    ids=["output", "rejects"],
)
def test_a_full_disk_leaves_what_was_there_and_no_litter(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    write(tmp_path, many(20_000))
    write(tmp_path, "old", "out.csv")
    write(tmp_path, "old", "r.csv")
    ended = finished(
        command("filter", "x.csv", *words, "-o", "out.csv", "--rejects", "r.csv", "--force"),
        capture_output=True,
        cwd=tmp_path,
        env=environment({"PYTHONDONTWRITEBYTECODE": "1"}),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000)),
    )
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert f"{said} cannot be written" in ended.stderr.decode()
    assert b"internal error" not in ended.stderr
    assert [(tmp_path / name).read_text() for name in ("out.csv", "r.csv")] == ["old", "old"]
    assert names(tmp_path) == ["out.csv", "r.csv", "x.csv"]


def test_a_full_standard_output_is_said(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("the system has no /dev/full")
    write(tmp_path, many(20_000))
    with Path("/dev/full").open("wb") as full:
        ended = finished(
            command("filter", "x.csv"),
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            env=environment(),
        )
    assert ended.returncode == 2
    assert b"No space left on device" in ended.stderr
    assert b"internal error" not in ended.stderr


def closed(folder: Path, descriptor: str, *words: str) -> Result:
    """A run whose standard output (`>&-`) or standard error (`2>&-`) is closed."""
    ended = finished(
        ["sh", "-c", f'exec "$@" {descriptor}', "sh", *command("filter", "x.csv", *words)],
        capture_output=True,
        cwd=folder,
        env=environment(),
    )
    return Result(ended.stdout.decode(), ended.stderr.decode(), ended.returncode)


def test_a_closed_standard_output_is_said(folder: Path) -> None:
    result = closed(folder, ">&-")
    assert result.code == 2
    assert "standard output cannot be written" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_closed_standard_error_does_not_cost_the_rows(folder: Path) -> None:
    assert closed(folder, "2>&-", "--event", "click") == Result(table(ROWS[2]), "", 0)


def test_an_input_cut_short_leaves_what_was_there_and_no_litter(tmp_path: Path) -> None:
    packed = gzip.compress(many(400_000).encode(), 1)
    write(tmp_path, packed[: len(packed) - 1000], "x.csv.gz")
    write(tmp_path, "old", "out.csv")
    words = ("filter", "x.csv.gz", "-o", "out.csv", "--rejects", "r.csv", "--force")
    result = run(*words, cwd=tmp_path, code=2)
    assert "gzip -t" in result.stderr
    assert (tmp_path / "out.csv").read_text() == "old"
    assert names(tmp_path) == ["out.csv", "x.csv.gz"]


def test_an_input_that_grows_between_the_looks_is_refused(folder: Path) -> None:
    path, out = folder / "x.csv", folder / "out.csv"
    out.write_text("old")

    def grow(_path: str, _position: int) -> None:
        with path.open("a") as stream:
            stream.write(f"{ROWS[0]}\n")

    with pytest.raises(InputError, match="changed while it was read"):
        filter_interactions(str(path), output=str(out), force=True, drop_duplicates=True, progress=grow)
    assert (names(folder), out.read_text()) == (["out.csv", "x.csv"], "old")


def test_lines_that_are_neither_kept_nor_rejected_stop_the_run(folder: Path) -> None:
    write(folder, "old", "out.csv")
    with mock.patch.object(effects, "_counts", return_value={}):
        result = run("filter", "x.csv", "-o", "out.csv", "--force", cwd=folder, code=2)
    assert "8 lines were read, but 6 kept and 0 rejected" in result.stderr
    assert (names(folder), (folder / "out.csv").read_text()) == (["out.csv", "x.csv"], "old")


def filtering(
    folder: Path, *words: str, env: Mapping[str, str] | None = None
) -> AbstractContextManager[subprocess.Popen[bytes]]:
    return started(
        command("filter", *words),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=environment(env),
    )


def wait_for(happened: Callable[[], bool]) -> None:
    for _ in range(6000):
        if happened():
            return
        time.sleep(0.01)
    pytest.fail("nothing was written within a minute")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_in_the_middle_leaves_what_was_there_and_no_litter(tmp_path: Path, number: signal.Signals) -> None:
    write(tmp_path, "old", "out.csv")
    write(tmp_path, "old", "r.csv")
    words = ("-", "--event", "watch", "-o", "out.csv", "--rejects", "r.csv", "--force")
    rows = f"{ROWS[0]}\n{ROWS[2]}\n" * 1_200_000
    with filtering(tmp_path, *words) as process:
        assert process.stdin
        # So many blocks that the first ones are written while the last one is awaited.
        process.stdin.write(f"{HEADER}\n{rows}".encode())
        process.stdin.flush()
        wait_for(
            lambda: (
                any(status.st_size > 1000 for status in drafts_of(process, tmp_path))
                or any(path.stat().st_size > 1000 for path in tmp_path.iterdir())
            )
        )
        interrupt(process, number)
        out, err = (stream.read() if stream else b"" for stream in (process.stdout, process.stderr))
    assert process.returncode == 128 + number
    assert out == b""
    assert err in (b"interrupted\n", b"terminated\n")
    assert [(tmp_path / name).read_text() for name in ("out.csv", "r.csv")] == ["old", "old"]
    assert names(tmp_path) == ["out.csv", "r.csv"]


def test_a_signal_while_standard_input_is_copied_leaves_no_litter(tmp_path: Path) -> None:
    write(tmp_path, "old", "out.csv")
    spool = tmp_path / "spool"
    spool.mkdir()
    words = ("-", "--drop-duplicates", "-o", "out.csv", "--force")
    with filtering(tmp_path, *words, env={"TMPDIR": str(spool)}) as process:
        assert process.stdin
        # A pipe holds 64 kB: once this is written, most of it has been read.
        process.stdin.write(many(20_000).encode())
        process.stdin.flush()
        interrupt(process, signal.SIGTERM)
    assert process.returncode == 143
    assert names(spool) == []
    assert (tmp_path / "out.csv").read_text() == "old"
    assert names(tmp_path) == ["out.csv", "spool"]
