"""The benchmarks as a script: that the comparison with another commit runs that commit, and says what it found."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.commands import COMMANDS, GROUPS
from benchmarks.hostile_shapes import CLEAN, SHAPES, Shape, write
from benchmarks.measuring import Usage
from benchmarks.targets import TARGETS, judged, tables

ROOT = Path(__file__).resolve().parent.parent


def git(folder: Path, *arguments: str) -> None:
    named = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True, capture_output=True, env=named)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The benchmarks beside a package whose last commit exits with 0, and which would now exit with 3."""
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    shutil.copytree(ROOT / "benchmarks", tmp_path / "benchmarks", ignore=shutil.ignore_patterns("data", "__pycache__"))
    package = tmp_path / "interactions_cli"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text("raise SystemExit(0)\n")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "first")
    return tmp_path


def compare(repository: Path, ref: str) -> subprocess.CompletedProcess[str]:
    script = "from benchmarks import commands, compare; from pathlib import Path; import sys\n"
    script += "tool = [commands.Command('--version', frozenset(), (str(commands.TOOL), '--version'))]\n"
    script += f"print(compare.compared([*tool, commands.COMMANDS[1]], {{}}, {{}}, {ref!r}, 2))"
    return subprocess.run(
        [sys.executable, "-c", script], cwd=repository, capture_output=True, text=True, check=False, timeout=300
    )


def test_each_tree_is_run_and_the_ratios_are_told(repository: Path) -> None:
    done = compare(repository, "HEAD")
    assert done.returncode == 0, done.stderr
    assert "This tree ÷ HEAD: medians of 2 runs" in done.stdout
    # Scripts that compare with other tools are no part of it.
    assert re.findall(r"^\| (\S+) \| [\d.]+ × \| [\d.]+ × \| [\d.]+ × \|", done.stdout, re.MULTILINE) == ["--version"]


@pytest.mark.parametrize("in_commit", [True, False])
def test_a_tree_that_fails_is_noticed_whichever_it_is(repository: Path, *, in_commit: bool) -> None:
    main = repository / "interactions_cli" / "__main__.py"
    main.write_text("raise SystemExit(3)\n")
    if in_commit:
        git(repository, "commit", "-q", "-a", "-m", "second")
        main.write_text("raise SystemExit(0)\n")
    done = compare(repository, "HEAD")
    assert done.returncode != 0
    assert "exit code 3, not 0" in done.stderr


def test_a_commit_that_is_not_there_is_named(repository: Path) -> None:
    done = compare(repository, "nowhere")
    assert done.returncode != 0
    assert "--compare nowhere: " in done.stderr


def test_what_a_promise_compares_is_measured_in_one_group(monkeypatch: pytest.MonkeyPatch) -> None:
    # What the tool is compared with is installed for the benchmarks alone.
    monkeypatch.setattr("benchmarks.targets.version", lambda name: f"of {name}")
    groups = [{each.name: Usage(1, 1, 1, 1) for each in COMMANDS if group in each.groups} for group in GROUPS]
    assert [target for target, _ in judged(groups)] == list(TARGETS)
    rows = re.findall(r"^\| (.+?) \|", tables(groups, 1).partition("| process |")[2], re.MULTILINE)
    assert rows == [each.name for each in COMMANDS]


# Each takes most of a second, and all are cut by the same function.
@pytest.mark.parametrize("shape", SHAPES[2::9], ids=lambda shape: str(shape.name))
def test_a_hostile_file_has_as_many_bytes_as_the_clean_one_that_it_is_compared_with(
    shape: Shape, tmp_path: Path
) -> None:
    for name, lines in (("hostile", shape.make()), ("clean", CLEAN[shape.clean]())):
        write(tmp_path / name, lines, 2_000_000)
        # A last line of nearly a megabyte stays whole, others are left out.
        assert 1_000_000 <= (tmp_path / name).stat().st_size <= 2_000_000
