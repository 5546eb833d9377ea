"""Folders as clusters have them."""

from __future__ import annotations

import gzip
from pathlib import Path

from tests.cli_runner import ROOT

SAMPLES = ROOT / "sample_data"


def folder_of_everything(folder: Path) -> Path:
    """Planted defects, CRLF, packed parts, parts without a last line feed, and a part of a header alone."""
    defects = (SAMPLES / "shop-defects.csv").read_bytes()[:12_000].rpartition(b"\n")[0] + b"\n"
    header, _, lines = (SAMPLES / "shop.csv").read_bytes()[:9_000].rpartition(b"\n")[0].partition(b"\n")
    lines += b"\n"
    for number, content in enumerate(
        (
            defects,
            defects.replace(b"\n", b"\r\n"),
            defects.rstrip(b"\n"),
            header + b"\n" + lines + lines[:2000].rpartition(b"\n")[0],
            header,
            header + b"\n",
            header + b"\n\n\n" + lines[:500],
            b"",
        )
    ):
        (folder / f"part-{number}.csv").write_bytes(content)
    (folder / "part-8.csv.gz").write_bytes(gzip.compress(defects, mtime=0))
    return folder
