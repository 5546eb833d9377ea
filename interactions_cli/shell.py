"""Words of a command of a hint: options, and paths, quoted and through a decompressor where the file is packed."""

from __future__ import annotations

import shlex
from pathlib import Path

STREAM = "-"
# Inputs without a file that a command could name: standard input, and data frames of the Python API.
NAMELESS = frozenset({STREAM, "<DataFrame>", "<LazyFrame>"})
# What stands in a command for one of these, whose file only the user knows.
PLACEHOLDER = "FILE"


def shell_name(path: str) -> str:
    """A path as one word of a shell command that no command takes for an option; FILE for an input without one."""
    if path in NAMELESS:
        return PLACEHOLDER
    return shlex.quote(f"./{path}" if path.startswith("-") else path)


def option_of(parameter: str) -> str:
    """The option by which a command takes a parameter."""
    return f"--{parameter.replace('_', '-')}"


def map_option(field: str, column: str) -> str:
    """`--map FIELD=COLUMN` as it is typed."""
    return f"--map {shlex.quote(f'{field}={column}')}"


def shell_content(path: str, compression: str | None) -> str:
    """What a command reads to see the text of a file: its name, or `<(zcat NAME)` if it is packed or in S3.

    Args:
        path: The path as given.
        compression: "gzip", "zstd" or None.
    """
    unpack = {"gzip": "zcat", "zstd": "zstdcat"}.get(compression or "")
    if path.startswith("s3://"):
        return f"<(aws s3 cp {shell_name(path)} -{f' | {unpack}' if unpack else ''})"
    return f"<({unpack} {shell_name(path)})" if unpack else shell_name(path)


def shell_text(path: str) -> str:
    """`shell_content` of a file of which only the name is known."""
    return shell_content(path, compression_by_name(path))


def compression_by_name(path: str) -> str | None:
    """What the suffix says about a file whose first bytes are not known."""
    return {".gz": "gzip", ".zst": "zstd"}.get(Path(path).suffix.lower())
