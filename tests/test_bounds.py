"""What a file can demand is bounded: bytes, lines, headers, and the small files beside the data."""

from __future__ import annotations

import gzip
import json
import os
import sys
from pathlib import Path

import pytest

from interactions_cli import filter_interactions, interaction_stats, merge_impressions, validate_interactions
from interactions_cli.cli.inputs import parse_size
from interactions_cli.errors import InputError, UsageError
from interactions_cli.reading.width import MOST_PLACES, refuse_too_many_keys
from tests.cli_runner import codes, command, environment, report, run
from tests.fault_runner import COMMANDS, ENVIRONMENT, LOG, OLD, assert_untouched, old_files, rows, words
from tests.processes import finished

MANY_COLUMNS = 1_024


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an input and a log."""
    (tmp_path / "x.csv").write_text(rows(50))
    (tmp_path / "log.csv").write_text(LOG)
    return tmp_path


# A process counts as its own what the one had that made it, and a test run has much: a small one stands between.
LAUNCHER = """
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps([done.returncode, done.stderr.decode(), most >> 10]))
"""


def peak(folder: Path, *given: str) -> tuple[int, str, int]:
    """The exit code, standard error and greatest memory in MB of a run of its own."""
    launched = [sys.executable, "-c", LAUNCHER, *command(*given)]
    done = finished(launched, cwd=folder, env=environment(ENVIRONMENT), capture_output=True, check=True)
    code, err, megabytes = json.loads(done.stdout)
    return code, err, megabytes


# --max-bytes


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("1", 1),
        ("1000", 1000),
        ("10GB", 10**10),
        ("10 gb", 10**10),
        ("512MiB", 512 << 20),
        ("512M", 512 << 20),
        ("1.5kB", 1500),
        ("2K", 2048),
        ("1TB", 10**12),
        ("64B", 64),
        (" 7 ", 7),
    ],
)
def test_sizes(text: str, size: int) -> None:
    assert parse_size(text, "--max-bytes") == size


@pytest.mark.parametrize("text", ["", "0", "0.1", "-1", "GB", "10 XB", "1e9", "1,000", "10Gi B", "5iB", "٣", "1" * 30])
def test_what_is_no_size(folder: Path, text: str) -> None:
    result = run("validate", "x.csv", "--max-bytes", text, cwd=folder, code=2)
    assert "--max-bytes" in result.stderr
    assert "hint: " in result.stderr
    if text:
        with pytest.raises(UsageError):
            parse_size(text, "--max-bytes")


@pytest.mark.parametrize("form", ["plain", "gzip", "zstd", "standard input", "packed standard input"])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_file_may_have_as_many_bytes_and_not_one_more(folder: Path, name: str, form: str) -> None:
    content = rows(50).encode()
    path, stdin = "x.csv", None
    if form == "gzip":
        (folder / path).write_bytes(gzip.compress(content))
    elif form == "zstd":
        (folder / path).write_bytes(pytest.importorskip("backports.zstd").compress(content))
    elif form != "plain":
        path, stdin = "-", gzip.compress(content) if form.startswith("packed") else content
    given = [*words(name, path, outputs=False), "--max-bytes"]
    run(*given, str(len(content)), cwd=folder, stdin=stdin)
    result = run(*given, f"{len(content) - 1}B", cwd=folder, stdin=stdin, code=2)
    unpacked = " unpacked" if form in ("gzip", "zstd", "packed standard input") else ""
    shown = "standard input" if path == "-" else path
    assert f"{shown} has more than {len(content) - 1} bytes{unpacked}, all that --max-bytes allows\n" in result.stderr
    assert "hint: Look at it, `head -c 1000 " in result.stderr


def test_the_bytes_of_a_packed_file_count_as_they_are_stored_too(folder: Path) -> None:
    """Members without content unpack to nothing, without end."""
    (folder / "x.csv").write_bytes(gzip.compress(b"") * 500 + gzip.compress(rows(1).encode()))
    run("validate", "x.csv", "--fail-on", "never", cwd=folder)
    assert (
        "x.csv has more than 5000 bytes, all"
        in run("filter", "x.csv", "--max-bytes", "5000", cwd=folder, code=2).stderr
    )
    stdin = (folder / "x.csv").read_bytes()
    assert (
        "input has more than 5000 bytes, all" in run("filter", "-", "--max-bytes", "5000", stdin=stdin, code=2).stderr
    )


@pytest.mark.parametrize("option", ["--impressions", "--available"])
def test_logs_and_catalogues_are_inputs_too(folder: Path, option: str) -> None:
    (folder / "large.csv").write_text(LOG if option == "--impressions" else "ITEM_ID\n" + "i0\n" * 2000)
    size = (folder / "large.csv").stat().st_size
    (folder / "x.csv").write_text(rows(1))
    given = ("merge-impressions", "x.csv", "--impressions", "log.csv", "--within", "1h", option, "large.csv")
    (folder / "log.csv").write_text(LOG.splitlines()[0] + "\nu0,1699999990,i0\n")
    run(*given, "--max-bytes", str(size), cwd=folder)
    assert "large.csv has more than" in run(*given, "--max-bytes", str(size - 1), cwd=folder, code=2).stderr


def test_a_copy_of_standard_input_is_bounded(folder: Path) -> None:
    content = rows(50).encode()
    given = ("filter", "-", "--drop-duplicates", "--max-bytes")
    run(*given, str(len(content)), stdin=content)
    assert "standard input has more than" in run(*given, str(len(content) - 1), stdin=content, code=2).stderr


def test_functions_take_a_number(folder: Path) -> None:
    path, log, most = str(folder / "x.csv"), str(folder / "log.csv"), len(rows(50)) - 1
    with pytest.raises(InputError, match="more than"):
        validate_interactions(path, max_bytes=most)
    with pytest.raises(InputError, match="more than"):
        interaction_stats(path, max_bytes=most)
    with pytest.raises(InputError, match="more than"):
        filter_interactions(path, max_bytes=most)
    with pytest.raises(InputError, match="more than"):
        merge_impressions(path, log, within=60, max_bytes=most)
    assert validate_interactions(path, max_bytes=most + 1).rows == 50


@pytest.mark.parametrize("name", ["validate", "filter"])
def test_a_bomb_is_unpacked_no_further_than_allowed(tmp_path: Path, name: str) -> None:
    """A terabyte of lines in 20 MB."""
    kept = old_files(tmp_path, name)
    member = gzip.compress(b"u1,i1,1700000000,watch,1\n" * 800_000, 9)
    head = gzip.compress(rows(1).encode())
    with (tmp_path / "x.csv").open("wb") as stream:
        stream.write(head)
        for _ in range(400):
            stream.write(member)
    code, err, megabytes = peak(tmp_path, *words(name), "--max-bytes", "30MB")
    assert code == 2
    assert "x.csv has more than 30000000 bytes unpacked" in err
    assert megabytes < 700
    assert_untouched(tmp_path, [*kept, "x.csv"])


# Lines


@pytest.mark.parametrize("name", COMMANDS)
def test_a_line_without_end_is_not_held(tmp_path: Path, name: str) -> None:
    """10 GB without a line feed after the first rows; a hole in the file reads as zero bytes."""
    kept = old_files(tmp_path, name)
    start = rows(3)
    (tmp_path / "x.csv").write_text(start)
    os.truncate(tmp_path / "x.csv", 10 << 30)
    code, err, megabytes = peak(tmp_path, *words(name))
    assert code == 2
    assert err == (
        f"error: x.csv: the line that begins at byte {len(start)} does not end within {64 << 20} bytes\n"
        f"hint: Lines end in a line feed; look at it: `tail -c +{len(start) + 1} x.csv | head -c 300`.\n"
    )
    assert megabytes < 500
    (tmp_path / "x.csv").unlink()
    assert_untouched(tmp_path, kept)


def test_a_log_line_without_end_is_not_held(folder: Path) -> None:
    (folder / "log.csv").write_text('{"userId": "u1", "timestamp": 1699999990, "itemList": []}\n{"userId": "')
    with (folder / "log.csv").open("ab") as stream:
        stream.write(b"u" * (66 << 20))
    result = run(*words("merge-impressions", outputs=False), cwd=folder, code=2)
    assert "log.csv: the line that begins at byte 58 does not end within" in result.stderr


def test_the_hint_shows_the_line(folder: Path) -> None:
    packed = gzip.compress(rows(3).encode() + b"here" + b"x" * (64 << 20), 1)
    (folder / "x.csv.gz").write_bytes(packed)
    err = run("filter", "x.csv.gz", cwd=folder, code=2).stderr
    shown = err.split("look at it: `")[1].split("`.")[0]
    ended = finished(["bash", "-c", shown], cwd=folder, capture_output=True)
    assert ended.stdout == b"here" + b"x" * 296


@pytest.mark.parametrize("name", COMMANDS)
def test_a_first_line_without_end_is_no_header(folder: Path, name: str) -> None:
    (folder / "x.csv").write_bytes(b"USER_ID," * (1 << 18))
    result = run(*words(name, outputs=False), cwd=folder, code=2)
    assert "x.csv: the first line does not end within" in result.stderr
    assert "`tail -c +1 x.csv | head -c 300`" in result.stderr


@pytest.mark.parametrize(
    ("first", "said"),
    [
        (b"[", "no line of the log log.csv is a JSON object"),
        (b"USER_ID,", "log.csv: the first line does not end within"),
        (b'{"a": "', "no line of the log log.csv is a JSON object"),
    ],
)
def test_a_first_line_of_a_log_without_end(folder: Path, first: bytes, said: str) -> None:
    (folder / "log.csv").write_bytes(first + b"x" * (2 << 20))
    result = run(*words("merge-impressions", outputs=False), cwd=folder, code=2)
    assert said in result.stderr


def test_the_beginning_still_tells_what_a_large_file_is(folder: Path) -> None:
    (folder / "zeros.csv").touch()
    os.truncate(folder / "zeros.csv", 10 << 30)
    (folder / "mac.csv").write_text(rows(3).replace("\n", "\r") + "u€,i€,1700000000,watch,1\r" * 100_000)
    assert codes(report("zeros.csv", cwd=folder, code=1)) == {"CSV014"}
    assert codes(report("mac.csv", "--ignore", "SET", cwd=folder, code=1)) == {"CSV002", "CSV010"}


@pytest.mark.parametrize(("more", "code"), [(0, 0), (1, 2)])
def test_columns_are_counted(folder: Path, more: int, code: int) -> None:
    names = [f"c{n}" for n in range(MANY_COLUMNS - 3 + more)]
    (folder / "x.csv").write_text(f"USER_ID,ITEM_ID,TIMESTAMP,{','.join(names)}\n")
    result = run("filter", "x.csv", "--allow-empty", cwd=folder, code=code)
    if code:
        assert "x.csv has 1,025 columns, more than the 1,024 that are read\n" in result.stderr
        assert "hint: Export those of the schema and no others.\n" in result.stderr


def test_columns_of_a_raw_table_are_counted(folder: Path) -> None:
    (folder / "x.csv").write_text(f"user;item;time;{';'.join(f'c{n}' for n in range(MANY_COLUMNS - 2))}\n")
    result = run("prepare", "x.csv", "--dry-run", cwd=folder, code=2)
    assert "x.csv has 1,025 columns, more than the 1,024 that are read\n" in result.stderr


@pytest.mark.parametrize("form", ["lines", "array"])
def test_keys_of_objects_are_counted(folder: Path, form: str) -> None:
    """Ids as keys would make a column of each."""
    objects = [
        {"USER_ID": f"u{n}", "ITEM_ID": f"i{n}", "TIMESTAMP": 1_700_000_000 + n, "seen": {f"i{n}": 1}}
        for n in range(MANY_COLUMNS)
    ]
    text = json.dumps(objects) if form == "array" else "".join(f"{json.dumps(entry)}\n" for entry in objects)
    (folder / "x.json").write_text(text)
    result = run("prepare", "x.json", "--dry-run", cwd=folder, code=2)
    assert "x.json: 1,024 objects that are read together have 1,027 different keys; more than 1,024 " in result.stderr
    assert "hint: Write ids as values and not as keys where it is made" in result.stderr


def test_objects_may_take_so_many_places() -> None:
    refuse_too_many_keys("x.json", 1_000, MOST_PLACES // 1_000)
    with pytest.raises(InputError, match="more than 33 are not read"):
        refuse_too_many_keys("x.json", 1_000, 1_000_000)


# Beside the data


@pytest.mark.parametrize("option", ["--schema", "--config", "--solution-config"])
def test_small_files_are_small(folder: Path, option: str) -> None:
    """As large as one may be held; `/dev/zero` never ends."""
    (folder / "huge").touch()
    os.truncate(folder / "huge", 10 << 30)
    for path in ("huge", "/dev/zero"):
        result = run("validate", "x.csv", option, path, cwd=folder, code=2)
        assert f"{path} has more than {16 << 20} bytes\nhint: Check: `ls -l " in result.stderr


def test_zstd_with_a_window_that_takes_much_memory(folder: Path) -> None:
    zstd = pytest.importorskip("backports.zstd")
    packer = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: 30})
    (folder / "x.csv").write_bytes(packer.compress(rows(50).encode()) + packer.flush())
    result = run("validate", "x.csv", cwd=folder, code=2)
    assert "packed with --long" in result.stderr
    assert "`zstd -dc --long=31 x.csv | interactions-cli … -`" in result.stderr
    assert OLD not in result.stdout


def test_a_block_of_blank_lines_takes_no_memory_for_each_of_millions(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("USER_ID,ITEM_ID,TIMESTAMP\n" + "\n" * (16 << 20))
    code, err, megabytes = peak(tmp_path, "validate", "x.csv", "--fail-on", "never")
    assert (code, err) == (0, "")
    assert megabytes < 420
