"""The generated inputs: which there are, made where they are not there yet."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class File:
    """A generated input: its variant, how many rows of (`times`) the `--rows` it has, in how many files of a folder."""

    variant: str
    divisor: int = 1
    times: int = 1
    at_most: int | None = None
    script: str = "generate.py"
    parts: int = 0

    def rows(self, rows: int) -> int:
        """Rows of this file when the largest has `rows`."""
        share = max(1, rows * self.times // self.divisor)
        return min(share, self.at_most) if self.at_most else share


FILES = {
    "clean": File("clean"),
    "half": File("clean", 2),
    "five halves": File("clean", 2, times=5),
    "fifth": File("clean", 5),
    "bad": File("bad", 5),
    "quoted": File("quoted", 5),
    "parts": File("clean", at_most=180_000, parts=3_000),
    "one part": File("clean", at_most=180_000),
    "impressions": File("impressions", 10),
    "small": File("clean", at_most=200_000),
    "dates": File("bad"),
    "few dates": File("bad", at_most=200_000),
    "late": File("late"),
    "json lines": File("json-lines", 5),
    "parquet": File("parquet", 5),
    "lists": File("lists", 4, script="generate_shown.py"),
    "clicks": File("clicks", 4, script="generate_shown.py"),
    "items": File("items", at_most=50_000, script="generate_context.py"),
    "many items": File("items", 4, script="generate_context.py"),
    "users": File("users", at_most=500_000, script="generate_context.py"),
    "streamed": File("streamed", 20, script="generate_context.py"),
}


def input_file(name: str, rows: int, data: Path) -> Path:
    """The generated file of that name; made if it is not there yet."""
    file = FILES[name]
    path = data / f"{file.variant}-{file.rows(rows)}.csv"
    if file.parts:
        return input_parts(input_file("one part", rows, data), file.parts)
    if not path.exists():
        say(f"generating {path.name}")
        arguments = [str(path), "--rows", str(file.rows(rows)), "--variant", file.variant]
        subprocess.run([sys.executable, str(HERE / file.script), *arguments], check=True)
    return path


def input_parts(whole: Path, number: int) -> Path:
    """A folder with the rows of a file in so many files; made if it is not there yet."""
    folder = whole.with_suffix(f".in-{number}")
    if not folder.exists():
        say(f"generating {folder.name}")
        header, *rows = whole.read_bytes().splitlines(keepends=True)
        beside = whole.with_suffix(".part")
        beside.mkdir(exist_ok=True)
        for part in range(number):
            start, end = part * len(rows) // number, (part + 1) * len(rows) // number
            (beside / f"part-{part:05}.csv").write_bytes(header + b"".join(rows[start:end]))
        beside.rename(folder)
    return folder


def warm(paths: Iterable[Path]) -> None:
    """Read every file once: the disk is not what is compared."""
    buffer = bytearray(1 << 24)
    files = [file for path in paths for file in ([path] if path.is_file() else sorted(path.iterdir()))]
    for path in files:
        with path.open("rb", buffering=0) as file:
            while file.readinto(buffer):
                pass


def say(text: str) -> None:
    """Tell the waiting person what is going on."""
    print(text, file=sys.stderr, flush=True)
