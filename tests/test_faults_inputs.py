"""Inputs that change, end or vanish while they are read, and parts of a set that cannot be read at all."""

from __future__ import annotations

import contextlib
import gzip
import os
import random
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from interactions_cli import filter_interactions, interaction_stats, merge_impressions, validate_interactions
from interactions_cli.errors import InputError
from tests.cli_runner import Result, codes, report, run
from tests.fault_runner import COMMANDS, LOG, OLD, assert_untouched, old_files, rows, words
from tests.processes import piped
from tests.unprivileged import public_folder, run_unprivileged

__all__ = ["public_folder"]
CHANGED = "changed while it was read\nhint: Run again when nothing writes to it, or on a copy: "


def replace(path: Path) -> None:
    """Another file of the same size and time."""
    status = path.stat()
    other = path.with_name("other")
    other.write_bytes(path.read_bytes().replace(b"watch", b"click"))
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.replace(path)


def cut(path: Path) -> None:
    with path.open("r+b") as stream:
        stream.truncate(path.stat().st_size // 2)


def extend(path: Path) -> None:
    with path.open("ab") as stream:
        stream.write(b"u1,i1,1700000000,watch,1\n")


def rewrite(path: Path) -> None:
    """As many bytes, in the same file, a second later."""
    status = path.stat()
    path.write_bytes(path.read_bytes().replace(b"watch", b"click"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 1_000_000_000))


def remove(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("change", [replace, cut, extend, rewrite])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_file_that_changes_after_its_header_was_read(
    tmp_path: Path, name: str, change: Callable[[Path], None]
) -> None:
    """Headers are read before anything else, so that opening the second input shows that the first one's was."""
    kept = [*old_files(tmp_path, name), "x.csv", "y.csv"]
    path = tmp_path / "x.csv"
    path.write_text(rows(100))
    given = words(name)
    given.insert(2, "y.csv")
    with piped(tmp_path / "y.csv", rows(3), happen=lambda: change(path)):
        result = run(*given, cwd=tmp_path, code=2)
    assert result.stdout == ""
    assert f"x.csv {CHANGED}`cp x.csv copy.csv`.\n" in result.stderr
    (tmp_path / "y.csv").unlink()
    assert_untouched(tmp_path, [entry for entry in kept if entry != "y.csv"])


@pytest.mark.parametrize("name", COMMANDS)
def test_a_file_that_vanishes_after_its_header_was_read(tmp_path: Path, name: str) -> None:
    kept = old_files(tmp_path, name)
    path = tmp_path / "x.csv"
    path.write_text(rows(100))
    given = words(name)
    given.insert(2, "y.csv")
    with piped(tmp_path / "y.csv", rows(3), happen=path.unlink):
        result = run(*given, cwd=tmp_path, code=2)
    assert "error: x.csv: No such file or directory\nhint: " in result.stderr
    (tmp_path / "y.csv").unlink()
    assert_untouched(tmp_path, kept)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_file_that_vanishes_between_listing_and_opening(tmp_path: Path, name: str) -> None:
    kept = old_files(tmp_path, name)
    path = tmp_path / "z.csv"
    path.write_text(rows(100))
    given = words(name, "y.csv")
    given.insert(2, "z.csv")
    with piped(tmp_path / "y.csv", rows(3), happen=path.unlink):
        result = run(*given, cwd=tmp_path, code=2)
    assert "error: z.csv: No such file or directory\nhint: " in result.stderr
    (tmp_path / "y.csv").unlink()
    assert_untouched(tmp_path, kept)


@pytest.mark.parametrize("change", [replace, cut, extend, rewrite])
def test_a_log_that_changes_after_its_first_line_was_read(tmp_path: Path, change: Callable[[Path], None]) -> None:
    old_files(tmp_path, "merge-impressions")
    (tmp_path / "x.csv").write_text(rows(10))
    with piped(tmp_path / "more.csv", LOG, happen=lambda: change(tmp_path / "log.csv")):
        result = run(*words("merge-impressions"), "--impressions", "more.csv", cwd=tmp_path, code=2)
    assert f"log.csv {CHANGED}" in result.stderr
    assert (tmp_path / "out.csv").read_text() == OLD


def called(name: str, path: Path, progress: Callable[[str, int], None]) -> None:
    """A command's function over small blocks."""
    options: dict[str, Any] = {"block_bytes": 1 << 14, "progress": progress}
    log = path.with_name("log.csv")
    log.write_text(LOG)
    output = str(path.with_name("out.csv"))
    if name == "validate":
        validate_interactions(str(path), **options)
    elif name == "stats":
        interaction_stats(str(path), **options)
    elif name == "filter":
        filter_interactions(str(path), output=output, force=True, **options)
    else:
        merge_impressions(str(path), str(log), within=60, output=output, force=True, **options)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("change", [cut, extend])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_file_that_is_cut_or_grows_while_it_is_read(
    tmp_path: Path, name: str, change: Callable[[Path], None], packed: bool
) -> None:
    path, out = tmp_path / "x.csv", tmp_path / "out.csv"
    out.write_text(OLD)
    ids = random.Random(7)
    content = "USER_ID,ITEM_ID,TIMESTAMP\n" + "".join(f"{ids.getrandbits(256):x},i1,1700000000\n" for _ in range(9_000))
    path.write_bytes(gzip.compress(content.encode(), 1) if packed else content.encode())
    assert path.stat().st_size > 1 << 18
    done: list[str] = []

    def once(where: str, _position: int) -> None:
        if where == str(path) and not done:
            done.append(where)
            change(path)

    with pytest.raises(InputError, match="changed while it was read"):
        called(name, path, once)
    assert done
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["log.csv", "out.csv", "x.csv"]
    assert out.read_text() == OLD


@pytest.mark.parametrize("change", [replace, rewrite])
def test_the_second_look_is_at_the_file_of_the_first(tmp_path: Path, change: Callable[[Path], None]) -> None:
    """As many lines and bytes as before: only what the file is can tell."""
    path, out = tmp_path / "x.csv", tmp_path / "out.csv"
    path.write_text(rows(20))
    out.write_text(OLD)
    looks: list[str] = []

    def between(where: str, _position: int) -> None:
        looks.append(where)
        if len(looks) == 1:
            change(path)

    with pytest.raises(InputError, match="changed while it was read"):
        filter_interactions(str(path), output=str(out), force=True, drop_duplicates=True, progress=between)
    assert len(looks) == 1
    assert out.read_text() == OLD


def test_standard_input_may_be_a_file_that_grows(tmp_path: Path) -> None:
    """Its end is what counts, and that is no longer where it was."""
    path = tmp_path / "x.csv"
    path.write_text(rows(20))
    kept = os.dup(0)
    with path.open("rb") as stream:
        os.dup2(stream.fileno(), 0)
    output = str(tmp_path / "out.csv")
    try:
        with pytest.raises(InputError, match="standard input changed while it was read"):
            filter_interactions("-", output=output, block_bytes=64, progress=lambda _path, _position: extend(path))
    finally:
        os.dup2(kept, 0)
        os.close(kept)


# Parts that cannot be read


def test_a_part_without_permission(public_folder: Path) -> None:
    parts = public_folder / "parts"
    parts.mkdir()
    for part in ("a.csv", "b.csv"):
        (parts / part).write_text(rows(3))
    (parts / "b.csv").chmod(0)
    (public_folder / "log.csv").write_text(LOG)
    lines = [words(name, given, outputs=False) for name in COMMANDS for given in ("parts", "parts/*.csv")]
    said = "error: parts/b.csv: Permission denied\nhint: Check its permissions: `ls -l parts/b.csv`.\n"
    for line, result in zip(lines, run_unprivileged(*lines, cwd=public_folder), strict=True):
        assert result == Result("", said, 2), line


def test_a_folder_without_permission(public_folder: Path) -> None:
    parts = public_folder / "parts"
    parts.mkdir()
    (parts / "a.csv").write_text(rows(3))
    parts.chmod(0)
    (result,) = run_unprivileged(["validate", "parts"], cwd=public_folder)
    said = "error: parts: Permission denied\nhint: Check its permissions: `ls -ld parts`.\n"
    assert result == Result("", said, 2)


@pytest.mark.parametrize("given", [".", "*.csv"])
def test_a_part_that_leads_nowhere_is_missed(tmp_path: Path, given: str) -> None:
    (tmp_path / "a.csv").write_text(rows(3))
    (tmp_path / "b.csv").symlink_to("gone.csv")
    for name in ("validate", "stats", "filter"):
        assert "b.csv: No such file or directory" in run(name, given, cwd=tmp_path, code=2).stderr


@pytest.mark.parametrize("given", [".", "*.csv"])
def test_what_is_no_file_is_left_out_and_named(tmp_path: Path, given: str) -> None:
    (tmp_path / "a.csv").write_text(rows(3))
    (tmp_path / "folder.csv").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    with socket.socket(socket.AF_UNIX) as listener, contextlib.chdir(tmp_path):
        listener.bind("socket.csv")
        (tmp_path / "notes.txt").touch()
        judged = report(given)
        said = run("validate", given, "--fail-on", "never").stdout
    assert [Path(entry["path"]).name for entry in judged["inputs"]] == ["a.csv"]
    left_out = ("folder.csv", "pipe.csv", "socket.csv")
    assert all(entry in said for entry in left_out)
    assert "(no regular file)" in said
    assert ("notes.txt (not CSV)" in said) is (given == ".")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="the system has no /dev/zero")
def test_devices_end_or_are_told_by_their_beginning() -> None:
    assert codes(report("/dev/null", code=1)) == {"CSV001"}
    assert codes(report("/dev/zero", code=1)) == {"CSV014"}


def test_a_part_that_is_a_folder_is_its_files(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "b.csv").write_text(rows(3))
    (tmp_path / "a.csv").write_text(rows(3))
    assert [entry["rows"] for entry in report("a.csv", "parts", cwd=tmp_path)["inputs"]] == [3, 3]
