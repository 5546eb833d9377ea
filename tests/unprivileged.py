"""Permissions bind, also where the tests run as root."""

from __future__ import annotations

import json
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.cli_runner import Result, environment
from tests.processes import finished

NOBODY = 65_534


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that another user can reach; pytest's own are closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="interactions-cli-test-", dir=_public_place())).resolve()
    folder.chmod(0o755)
    yield folder
    for entry in folder.rglob("*"):
        if entry.is_dir() and not entry.is_symlink():
            entry.chmod(0o755)
    shutil.rmtree(folder)


def run_unprivileged(*lines: Sequence[str], cwd: Path) -> list[Result]:
    """Run commands in a process of its own, which root lets become somebody else; others are bound by modes anyway.

    The test's own process stays who it is: another user may find neither the way back to where it was nor its modules.
    """
    # Nor could the other one write down what coverage measures.
    env = {name: value for name, value in environment().items() if not name.startswith("COVERAGE_")}
    ended = finished(
        [sys.executable, "-m", "tests.as_nobody", str(NOBODY), json.dumps(lines)],
        capture_output=True,
        cwd=cwd,
        env=env | {"TMPDIR": _public_place()},
    )
    assert ended.returncode == 0, ended.stderr.decode()
    return [Result(**entry) for entry in json.loads(ended.stdout)]


def _public_place() -> str:
    """The folder for temporary files, or the system's where the way to that one is closed to others."""
    chosen = Path(tempfile.gettempdir()).resolve()
    is_open = all(place.stat().st_mode & stat.S_IXOTH for place in (chosen, *chosen.parents))
    return str(chosen) if is_open or os.geteuid() != 0 else "/tmp"
