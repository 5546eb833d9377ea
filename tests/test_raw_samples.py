"""The raw exports of sample_data: made by their script, each prepared by the command that the documentation shows."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli_runner import ROOT, run

NOW = "1760000000"
PAGE = (ROOT / "docs" / "prepare.md").read_text("utf-8")
COMMANDS = re.findall(r"`interactions-cli (prepare sample_data/raw/[^`]+ -o interactions\.csv)`", PAGE)


def content_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_script_makes_the_files_that_are_there(tmp_path: Path) -> None:
    script = ROOT / "sample_data" / "make_raw_samples.py"
    subprocess.run([sys.executable, script, tmp_path], check=True, timeout=60)
    assert content_of(tmp_path) == content_of(ROOT / "sample_data" / "raw")


def test_every_raw_export_has_its_command_in_the_documentation() -> None:
    named = {shlex.split(command)[1].removeprefix("sample_data/raw/") for command in COMMANDS}
    assert named == {path.name for path in (ROOT / "sample_data" / "raw").iterdir()}


@pytest.mark.parametrize("command", COMMANDS)
def test_the_documented_command_makes_a_file_that_passes(command: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "sample_data" / "raw", tmp_path / "sample_data" / "raw")
    run(*shlex.split(command), "--now", NOW, cwd=tmp_path)
    validated = run("validate", "interactions.csv", "--now", NOW, cwd=tmp_path)
    assert "PASS" in validated.stdout
