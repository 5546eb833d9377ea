"""Which format a raw input has, told by its first bytes."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from interactions_cli.errors import InputError
from interactions_cli.reading.header import SIGNATURES, UTF16_MARKS, UTF32_MARKS
from interactions_cli.shell import shell_name

MARK_BYTES = codecs.BOM_UTF8
FIRST_OF_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*[\[{]")


ACCESS_LOG = re.compile(rb"\S+ \S+ \S+ \[[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:[0-9]{2}:")


class EmptyInputError(InputError):
    """An input without a byte."""


class InputFormat(StrEnum):
    """What a raw input is, spelled as `--input-format` takes it."""

    CSV = "csv"
    JSON_LINES = "json-lines"
    JSON = "json"
    PARQUET = "parquet"


def told_format(start: bytes, path: str) -> InputFormat:
    """The format that the first bytes tell.

    Raises:
        InputError: A format that nothing here reads.
    """
    if not start:
        raise EmptyInputError(f"{path} is empty", "Export it again: there is not even a header line.")
    if start.startswith(b"PAR1"):
        return InputFormat.PARQUET
    for name, signature in SIGNATURES:
        if name != "json" and signature.match(start) and not start.startswith((*UTF32_MARKS, *UTF16_MARKS)):
            what = name.words.removesuffix(", not CSV")
            is_unpacked = name == "javascript" and path.lower().endswith(PACKED)
            way = EXPORT if is_unpacked else WAYS.get(name, EXPORT)
            raise InputError(f"{path} {what}", way.format(path=shell_name(path)))
    if ACCESS_LOG.match(start):
        raise InputError(
            f"{path} is an access log of a web server",
            "Write what it says as a table: who asked, for which item, when. An address is no user.",
        )
    # The last line may be cut.
    first, *others = [line for line in start.split(b"\n", 20)[:-1] if line.strip()] or [start]
    if _is_one_object(first) or _is_broken_line_above_objects(first, others):
        return InputFormat.JSON_LINES
    return InputFormat.JSON if FIRST_OF_JSON.match(start) else InputFormat.CSV


# What sed cannot read.
PACKED: Final = (".gz", ".zst")
EXPORT: Final = "Export the data as CSV, JSON Lines or Parquet; see what the file is: `file {path}`."
WAYS: Final = {
    "zip": "Save the sheet as CSV, or unpack it: `unzip {path}`.",
    "parquet": "Give its path instead of a pipe.",
    "bzip2": "Unpack it on the way: `bzip2 -dc {path} | interactions-cli prepare - -o interactions.csv`.",
    "tar": "Unpack it, and give the folder: `mkdir unpacked && tar -xf {path} -C unpacked`.",
    "lz4": "Unpack it on the way: `lz4 -dc {path} | interactions-cli prepare - -o interactions.csv`.",
    "xz": "Unpack it on the way: `xz -dc {path} | interactions-cli prepare - -o interactions.csv`.",
    "sheet": "Save the sheet as CSV.",
    "javascript": (
        "Take the JSON out of it on the way: "
        "`sed '1s/^[^[{{]*//; $s/[); ]*$//' {path} | interactions-cli prepare - -o interactions.csv`."
    ),
}


def _is_broken_line_above_objects(first: bytes, others: Sequence[bytes]) -> bool:
    """Whether a line that is no JSON, as a cut one or a note, stands above lines that are an object each."""
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return len(others) > 1 and all(map(_is_one_object, others))
    return False


def _is_one_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line.removeprefix(MARK_BYTES)), dict)
    except (ValueError, RecursionError):
        return False


def told_encoding(start: bytes) -> str | None:
    """The encoding that a byte order mark tells, None for UTF-8."""
    if start.startswith(UTF32_MARKS):
        return "utf-32"
    if start.startswith(UTF16_MARKS):
        return "utf-16"
    return None
