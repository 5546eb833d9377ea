"""Permissions bind, also where the tests run as root."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli_runner import run

NOBODY = 65_534


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that another user can reach; pytest's own are closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="interactions-cli-test-")).resolve()
    folder.chmod(0o755)
    yield folder
    for entry in folder.rglob("*"):
        if entry.is_dir() and not entry.is_symlink():
            entry.chmod(0o755)
    shutil.rmtree(folder)


@contextlib.contextmanager
def as_another_user(folder: Path) -> Iterator[None]:
    """As root, become somebody who may do only what the modes of files say; others are bound by them anyway."""
    if os.geteuid() != 0:
        yield
        return
    # What is imported on the way may lie where the other one cannot read.
    example = folder / "imported.csv"
    example.write_text("USER_ID,ITEM_ID,TIMESTAMP\nu1,i1,1700000000\n")
    for words in (
        ("validate",),
        ("stats",),
        ("filter",),
        ("merge-impressions", "--impressions", str(example), "--within", "1s"),
    ):
        with contextlib.suppress(AssertionError):
            run(*words, example, cwd=folder)
    example.unlink()
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
