"""The hook for pre-commit, run by pre-commit itself in a repository made for it."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli_runner import ROOT, environment
from tests.processes import finished

MANIFEST = ROOT / ".pre-commit-hooks.yaml"
ENTRY = f"{shlex.quote(sys.executable)} -m interactions_cli"
CLEAN = (ROOT / "sample_data" / "movies.csv").read_bytes()
DEFECTS = (ROOT / "sample_data" / "shop-defects.csv").read_bytes()

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")


def hook() -> dict[str, Any]:
    (only,) = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    return dict(only)


def surroundings(folder: Path) -> dict[str, str]:
    return environment() | {
        "PRE_COMMIT_HOME": str(folder / "pre-commit"),
        "GIT_CONFIG_GLOBAL": str(folder / "gitconfig"),
        "GIT_CONFIG_NOSYSTEM": "1",
    }


class Repository:
    """A git repository and a way to run commands in it."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder, self._env = folder, surroundings(home)
        folder.mkdir()
        self.git("init", "--quiet")
        self.git("config", "user.name", "tests")
        self.git("config", "user.email", "tests@example.invalid")

    def git(self, *words: str) -> str:
        return self.run(["git", *words], check=True).stdout.strip()

    def commit(self) -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--no-verify", "--message", "tests")
        return self.git("rev-parse", "HEAD")

    def run(self, words: Sequence[str], *, check: bool = False) -> subprocess.CompletedProcess[str]:
        return finished(words, cwd=self.folder, env=self._env, capture_output=True, text=True, check=check)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository that uses the hook, started with this Python instead of an environment built from the network."""
    published = Repository(tmp_path / "published", tmp_path)
    shutil.copy(MANIFEST, published.folder)
    using = Repository(tmp_path / "using", tmp_path)
    chosen = {
        "id": hook()["id"],
        "language": "system",
        "entry": hook()["entry"].replace("interactions-cli", ENTRY, 1),
        "args": ["--quiet"],
    }
    repos = [{"repo": str(published.folder), "rev": published.commit(), "hooks": [chosen]}]
    (using.folder / ".pre-commit-config.yaml").write_text(json.dumps({"repos": repos}))
    return using


def test_pre_commit_stops_a_commit_of_defective_data(repository: Repository) -> None:
    for name, content in {"clean.csv": CLEAN, "defects.csv": DEFECTS, "notes.txt": b"no data\n"}.items():
        (repository.folder / name).write_bytes(content)
    repository.git("add", "--all")
    command = [sys.executable, "-m", "pre_commit", "run"]
    ended = repository.run([*command, "--files", "clean.csv", "notes.txt"])
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "Passed" in ended.stdout
    ended = repository.run([*command, "--files", "notes.txt"])
    assert "no files to check" in ended.stdout
    ended = repository.run([*command, "--files", "defects.csv"])
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "exit code: 1" in ended.stdout
    assert "VAL003 timestamp-not-integer" in ended.stdout
    (repository.folder / "interactions-cli.toml").write_text("fail-on = 'never'")
    ended = repository.run([*command, "--files", "defects.csv"])
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_the_entry_is_the_command_that_is_installed() -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    given = hook()
    assert given["language"] == "python"
    assert shlex.split(given["entry"]) == [*scripts, "validate", "--format", "concise"]
    # The files of one run are one data set, so they must not be shared out among processes.
    assert (given["pass_filenames"], given["require_serial"]) == (True, True)


def test_the_manifest_is_one(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "pre_commit", "validate-manifest", str(MANIFEST)]
    ended = finished(words, env=surroundings(tmp_path), capture_output=True, text=True)
    assert (ended.returncode, ended.stdout) == (0, ""), ended.stdout + ended.stderr
