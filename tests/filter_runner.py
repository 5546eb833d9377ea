"""Runs `filter` on a small file in which something goes wrong in every other row."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.cli_runner import run

HEADER = "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE"
PLAIN = "USER_ID,ITEM_ID,TIMESTAMP"
ROWS = [
    "u1,i1,1700000000,watch,0.7",
    "u1,i2,1700000001,watch,0.2",
    "u2,i1,1700000002,click,",
    "",
    "u2,i2",
    "u2,i1,soon,watch,1",
    "u1,i1,1700000000,watch,0.70",
    "u3,i3,1700000003,watch,",
]


def table(*lines: str, header: str = HEADER) -> str:
    return "".join(f"{line}\n" for line in (header, *lines))


def write(folder: Path, content: str | bytes, name: str = "x.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def many(rows: int) -> str:
    return table(*(f"u{n % 25},i{n % 50},{1_700_000_000 + n},watch,{n % 10 / 10}" for n in range(rows)))


def sifted(folder: Path, *words: str, **options: Any) -> str:
    """What `filter x.csv` prints with these words and no report."""
    return run("filter", "x.csv", *words, "--quiet", cwd=folder, **options).stdout


def judged(folder: Path, *words: str, code: int = 0, path: str = "x.csv") -> dict[str, Any]:
    """The JSON report of a dry run."""
    result = run("filter", path, *words, "--dry-run", "--format", "json", cwd=folder, code=code)
    read: dict[str, Any] = json.loads(result.stdout)
    return read


def refused(folder: Path, *words: str, path: str = "x.csv") -> str:
    """Standard error of a run that says what it cannot do and leaves the folder as it was."""
    before = {entry: entry.read_bytes() for entry in folder.iterdir() if entry.is_file()}
    result = run("filter", path, *words, cwd=folder, code=2)
    assert {entry: entry.read_bytes() for entry in folder.iterdir() if entry.is_file()} == before
    assert result.stdout == ""
    assert result.stderr.count("error: ") == 1
    assert "hint: " in result.stderr
    assert "internal error" not in result.stderr
    return result.stderr
