"""Texts that are stored: `make golden` rewrites tests/golden/, and the diff is the review."""

from __future__ import annotations

import os
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"


def assert_golden(name: str, shown: str) -> None:
    """The report is the stored one, byte for byte."""
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(shown, encoding="utf-8", newline="\n")
    assert path.read_bytes().decode() == shown, name
