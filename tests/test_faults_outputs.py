"""Disks that are full, folders that are closed, runs that are ended: what was there stays, and nothing is added."""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
from pathlib import Path

import pytest

from interactions_cli import filter_interactions, merge_impressions
from interactions_cli.errors import OutputError
from interactions_cli.storage.atomic_file import FileSink
from tests.cli_runner import Result, command, environment, run
from tests.fault_runner import (
    COMMANDS,
    ENVIRONMENT,
    LOG,
    OLD,
    assert_untouched,
    drafts_of,
    feed,
    nameless_files_work,
    old_files,
    read_all,
    rows,
    run_limited,
    shell,
    start,
    words,
)
from tests.processes import interrupt, started
from tests.unprivileged import public_folder, run_unprivileged

__all__ = ["public_folder"]


def no_more_than(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("name", COMMANDS)
def test_a_report_that_does_not_fit_changes_no_file(tmp_path: Path, name: str) -> None:
    """The data fit, so that only committing everything together can leave them as they were."""
    kept = [*old_files(tmp_path, name), "x.csv"]
    (tmp_path / "x.csv").write_text(rows(8))
    result = run_limited(tmp_path, *words(name), limit=lambda: no_more_than(1200))
    assert (result.code, result.stdout) == (2, "")
    assert "cannot be written: File too large\nhint: Check the disk: `df -h`." in result.stderr
    assert_untouched(tmp_path, kept)


@pytest.mark.parametrize("name", ["filter", "merge-impressions"])
def test_data_that_do_not_fit_change_no_file(tmp_path: Path, name: str) -> None:
    kept = [*old_files(tmp_path, name), "x.csv"]
    (tmp_path / "x.csv").write_text(rows(60_000))
    result = run_limited(tmp_path, *words(name), limit=lambda: no_more_than(1_200_000))
    assert (result.code, result.stdout) == (2, "")
    assert "out.csv cannot be written: File too large\nhint: Check the disk: `df -h`." in result.stderr
    assert_untouched(tmp_path, kept)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
@pytest.mark.parametrize("name", [*COMMANDS, "rules"])
def test_a_full_standard_output_is_said(tmp_path: Path, name: str) -> None:
    old_files(tmp_path, "filter")
    (tmp_path / "x.csv").write_text(rows(8))
    given = ["rules"] if name == "rules" else words(name, outputs=False)
    result = shell(tmp_path, ">/dev/full", *given)
    assert result.code == 2
    assert "standard output" in result.stderr
    assert "No space left on device\nhint: Check the disk: `df -h`." in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("option", ["--report json=closed/r.json", "-o closed/out"])
def test_a_folder_that_may_not_be_written_to(public_folder: Path, option: str) -> None:
    closed = public_folder / "closed"
    closed.mkdir()
    (public_folder / "x.csv").write_text(rows(8))
    (public_folder / "log.csv").write_text(LOG)
    closed.chmod(0o555)
    target = re.split("[ =]", option)[-1]
    said = f"error: {target} cannot be written: Permission denied\nhint: Check its folder: `ls -ld closed`.\n"
    lines = [[*words(name, outputs=False), *option.split()] for name in COMMANDS]
    for line, result in zip(lines, run_unprivileged(*lines, cwd=public_folder), strict=True):
        assert result == Result("", said, 2), line
    assert list(closed.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "number"),
    [
        *((name, signal.SIGKILL) for name in COMMANDS),
        *((name, number) for name in ("stats", "merge-impressions") for number in (signal.SIGINT, signal.SIGTERM)),
    ],
)
def test_a_signal_in_the_middle_changes_no_file(tmp_path: Path, name: str, number: signal.Signals) -> None:
    kept = old_files(tmp_path, name)
    nameless = nameless_files_work(tmp_path)
    with start(tmp_path, *words(name, "-")) as process:
        feed(process, rows(5_000))
        if nameless:
            assert len(drafts_of(process, tmp_path)) == len(kept) - 1
        interrupt(process, number)
        out, err = read_all(process.stdout), read_all(process.stderr)
    said = {signal.SIGKILL: "", signal.SIGINT: "interrupted\n", signal.SIGTERM: "terminated\n"}[number]
    assert (process.returncode, out) == (-9 if number == signal.SIGKILL else 128 + number, "")
    assert err == said
    if nameless or number != signal.SIGKILL:
        assert_untouched(tmp_path, kept)
    else:
        assert all((tmp_path / entry).read_text() == OLD for entry in kept if entry != "log.csv")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_reader_that_is_gone_ends_it_quietly(tmp_path: Path, name: str) -> None:
    old_files(tmp_path, name)
    (tmp_path / "x.csv").write_text(rows(8))
    with started(
        command(*words(name, outputs=False)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environment(ENVIRONMENT),
    ) as process:
        assert process.stdout
        process.stdout.close()
        err = read_all(process.stderr)
    assert (process.returncode, err) == (-signal.SIGPIPE, "")


# Without names, and with


@pytest.fixture(params=["without a name", "with a hidden name"])
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an input, in which drafts are made in one of the two ways."""
    if request.param == "with a hidden name":
        monkeypatch.setattr(FileSink, "_open_unnamed", lambda _self: None)
    elif not nameless_files_work(tmp_path):
        pytest.skip("the file system has no unnamed files")
    (tmp_path / "x.csv").write_text(rows(8))
    (tmp_path / "log.csv").write_text("USER_ID,TIMESTAMP,IMPRESSION\nu1,1699999990,i1|i2\n")
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_outputs_appear(folder: Path) -> None:
    run("filter", "x.csv", "-o", "out.csv", "--report", "json=r.json", cwd=folder)
    assert (folder / "out.csv").read_text() == rows(8)
    run("filter", "x.csv", "-o", "out.csv", "--event", "click", "--force", cwd=folder)
    assert len((folder / "out.csv").read_text().splitlines()) == 2
    assert names(folder) == ["log.csv", "out.csv", "r.json", "x.csv"]


def test_a_failure_leaves_nothing(folder: Path) -> None:
    (folder / "x.csv").write_bytes(rows(8).encode() + bytes(70 << 20))
    run("filter", "x.csv", "-o", "out.csv", "--report", "json=r.json", cwd=folder, code=2)
    assert names(folder) == ["log.csv", "x.csv"]


@pytest.mark.parametrize("existing", ["file", "link", "folder"])
def test_what_appears_during_the_run_is_not_replaced(folder: Path, existing: str) -> None:
    out = folder / "out.csv"

    def appear(_path: str, _position: int) -> None:
        if existing == "file":
            out.write_text(OLD)
        elif existing == "link":
            out.symlink_to("x.csv")
        else:
            out.mkdir()

    with pytest.raises(OutputError, match=r"out\.csv exists") as raised:
        filter_interactions(str(folder / "x.csv"), output=str(out), progress=appear)
    assert "force=True" in raised.value.hint
    assert names(folder) == ["log.csv", "out.csv", "x.csv"]
    assert existing != "file" or out.read_text() == OLD
    assert (folder / "x.csv").read_text() == rows(8)


def test_a_link_that_appears_is_replaced_and_not_followed(folder: Path) -> None:
    out = folder / "out.csv"

    def appear(_path: str, _position: int) -> None:
        if not out.is_symlink():
            out.symlink_to("x.csv")

    log = str(folder / "log.csv")
    merge_impressions(str(folder / "x.csv"), log, within=60, output=str(out), force=True, progress=appear, redact=True)
    assert not out.is_symlink()
    assert (folder / "x.csv").read_text() == rows(8)


@pytest.mark.parametrize(
    ("umask", "before", "after"),
    [(0o027, None, 0o640), (0o077, 0o604, 0o604), (0o000, None, 0o666), (0o022, 0o4755, 0o755)],
)
def test_the_mode_is_that_of_the_replaced_file_or_of_a_new_one(
    folder: Path, umask: int, before: int | None, after: int
) -> None:
    out = folder / "out.csv"
    if before is not None:
        out.write_text(OLD)
        out.chmod(before)
    kept = os.umask(umask)
    try:
        run("filter", "x.csv", "-o", "out.csv", "--force", "-q", cwd=folder)
    finally:
        os.umask(kept)
    assert out.stat().st_mode & 0o7777 == after


def test_a_draft_is_private_whatever_the_umask(folder: Path) -> None:
    seen: list[int] = []

    def look(_path: str, _position: int) -> None:
        for entry in Path("/proc/self/fd").iterdir():
            if entry.exists() or entry.is_symlink():
                place = str(entry.readlink())
                # Hidden, or shown as deleted because it has no name.
                if place.startswith((f"{folder}/.", f"{folder}/#")):
                    seen.append(entry.stat().st_mode & 0o777)

    kept = os.umask(0)
    try:
        filter_interactions(str(folder / "x.csv"), output=str(folder / "out.csv"), progress=look)
    finally:
        os.umask(kept)
    assert set(seen) == {0o600}
    assert (folder / "out.csv").stat().st_mode & 0o777 == 0o666


def test_a_folder_that_cannot_be_listed_will_do(public_folder: Path) -> None:
    if not hasattr(os, "O_PATH"):
        pytest.skip("only Linux opens a folder without reading it")
    (public_folder / "x.csv").write_text(rows(8))
    drop = public_folder / "drop"
    drop.mkdir()
    drop.chmod(0o333)
    (result,) = run_unprivileged(["filter", "x.csv", "-q", "-o", "drop/out.csv"], cwd=public_folder)
    assert result == Result("", "", 0)
    drop.chmod(0o755)
    assert names(drop) == ["out.csv"]
