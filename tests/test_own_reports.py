"""A report replaces reports, empty files and streams; every other file only with `--force`."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from interactions_cli.formats import FORMATS
from interactions_cli.formats.own_report import is_own_report
from interactions_cli.storage.local import SHOWN_BYTES
from tests.cli_runner import run
from tests.fault_runner import LOG, rows

PRECIOUS = "USER_ID,ITEM_ID,TIMESTAMP\nu1,i1,1700000000\n"
COMMANDS = {
    "validate": ("validate", "x.csv", "--fail-on", "never"),
    "stats": ("stats", "x.csv"),
    "filter": ("filter", "x.csv", "--event", "watch", "-n"),
    "merge-impressions": ("merge-impressions", "x.csv", "--impressions", "log.csv", "--within", "1h", "-n"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "x.csv").write_text(rows(8))
    (tmp_path / "log.csv").write_text(LOG)
    return tmp_path


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("form", FORMATS)
def test_a_report_replaces_one_of_any_format(folder: Path, name: str, form: str) -> None:
    target = folder / "r"
    run(*COMMANDS[name], "--report", f"{form}=r", cwd=folder)
    assert is_own_report(target.read_bytes())
    run(*COMMANDS[name], "--report", "json=r", cwd=folder)
    assert target.read_text().startswith('{\n  "version": 1')


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("content", [PRECIOUS, "old", '{"a": 1}', "\n", '{"name": "mine", "version": 1}'])
def test_no_other_file_is_replaced_without_force(folder: Path, name: str, content: str) -> None:
    (folder / "precious.csv").write_text(content)
    said = run(*COMMANDS[name], "--report", "json=precious.csv", cwd=folder, code=2)
    assert said.stderr == "error: precious.csv exists\nhint: Choose another file, or replace it with --force.\n"
    assert (said.stdout, (folder / "precious.csv").read_text()) == ("", content)
    run(*COMMANDS[name], "--report", "json=precious.csv", "--force", cwd=folder)
    assert '"interactions-cli"' in (folder / "precious.csv").read_text()


@pytest.mark.parametrize("name", ["validate", "stats"])
def test_the_same_holds_for_the_primary_output(folder: Path, name: str) -> None:
    (folder / "precious.csv").write_text(PRECIOUS)
    assert "precious.csv exists" in run(*COMMANDS[name], "-o", "precious.csv", cwd=folder, code=2).stderr
    assert (folder / "precious.csv").read_text() == PRECIOUS
    run(*COMMANDS[name], "-o", "precious.csv", "--force", cwd=folder)
    assert is_own_report((folder / "precious.csv").read_bytes())


def test_an_empty_file_and_a_device_are_written_to(folder: Path) -> None:
    (folder / "empty").touch()
    run(*COMMANDS["validate"], "-o", "empty", "--report", "json=/dev/null", cwd=folder)
    assert is_own_report((folder / "empty").read_bytes())
    assert (folder / "empty").stat().st_size


def test_a_pipe_is_written_to(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append((folder / "pipe").read_bytes()), daemon=True)
    reader.start()
    run(*COMMANDS["stats"], "-o", "pipe", cwd=folder)
    reader.join(60)
    assert is_own_report(got[0])


def test_a_long_report_is_told_by_its_end(folder: Path) -> None:
    """The exit line of a text report is its last one."""
    long = "a line of a report\n" * SHOWN_BYTES
    (folder / "r.txt").write_text(f"{long}\nexit 1: 2 errors, 1 warning\n(--fail-on error)\n")
    run(*COMMANDS["stats"], "-o", "r.txt", cwd=folder)
    assert (folder / "r.txt").stat().st_size < len(long)


def test_data_of_the_tool_are_no_report(folder: Path) -> None:
    run("filter", "x.csv", "-o", "kept.csv", "--rejects", "rejects.csv", "--event", "watch", cwd=folder)
    for name in ("kept.csv", "rejects.csv"):
        assert not is_own_report((folder / name).read_bytes())
        assert f"{name} exists" in run("validate", "x.csv", "-o", name, cwd=folder, code=2).stderr


@pytest.mark.parametrize("before", [None, "", "# Step one\n"])
@pytest.mark.parametrize("option", ["-o", "--report"])
def test_a_job_summary_is_added_to(folder: Path, before: str | None, option: str) -> None:
    summary = folder / "summary.md"
    if before is not None:
        summary.write_text(before)
    given = ("--format", "markdown", "-o", summary) if option == "-o" else ("--report", f"markdown={summary}")
    for _ in range(2):
        run(*COMMANDS["validate"], *given, cwd=folder, env={"GITHUB_STEP_SUMMARY": "summary.md"})
    added = run(*COMMANDS["validate"], "--format", "markdown", cwd=folder).stdout
    assert summary.read_text() == "\n\n".join([*filter(None, [before]), added, added])


@pytest.mark.parametrize("before", [None, "# Step one\n"])
def test_a_job_summary_is_left_alone_by_a_run_that_fails(folder: Path, before: str | None) -> None:
    summary = folder / "summary.md"
    if before is not None:
        summary.write_text(before)
    (folder / "x.csv").write_bytes(rows(8).encode() + bytes(70 << 20))
    words = ("validate", "x.csv", "--report", "markdown=summary.md")
    run(*words, cwd=folder, code=2, env={"GITHUB_STEP_SUMMARY": str(summary)})
    assert (summary.read_text() if summary.exists() else None) == before
