"""Folders as clusters have them."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

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


def filterable_folder(folder: Path) -> Path:
    """The same, without the parts whose header is another one or none."""
    folder_of_everything(folder)
    for number in (3, 4, 5, 6, 7):
        (folder / f"part-{number}.csv").unlink()
    header, _, lines = (folder / "part-0.csv").read_bytes().partition(b"\n")
    (folder / "part-3.csv").write_bytes(header)
    (folder / "part-4.csv").write_bytes(header + b"\n\n\n" + lines[:500].rpartition(b"\n")[0])
    return folder


def told(report: dict[str, Any]) -> dict[str, Any]:
    """A report of `filter` without where the rows went, which also stands in commands that hints name."""
    findings = [{name: value for name, value in finding.items() if name != "hint"} for finding in report["findings"]]
    outputs = [output["rows"] for output in report["outputs"]]
    return report | {"findings": findings, "outputs": outputs}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def lines_of(folder: Path) -> bytes:
    """The header and the lines of all parts in order, as one file would have them."""
    parts = sorted(folder.glob("part-*.csv"))
    assert names(folder) == ["_SUCCESS", *(part.name for part in parts)]
    header = parts[0].read_bytes().splitlines(keepends=True)[0]
    whole = header
    for part in parts:
        content = part.read_bytes()
        assert content.startswith(header)
        lines = content.removeprefix(header)
        whole += b"\n" if lines and not whole.endswith(b"\n") else b""
        whole += lines
    return whole
