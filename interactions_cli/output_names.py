"""What the name of an output promises: a file that is called `.bz2` or `.xlsx` and is neither helps nobody."""

from __future__ import annotations

import os
from pathlib import Path
from types import MappingProxyType

from interactions_cli.errors import OutputError
from interactions_cli.shell import shell_name

# Suffix → the program that makes such a file; for those of WRITTEN it is only needed where nothing is packed.
PACKERS = MappingProxyType(
    {".bz2": "bzip2", ".xz": "xz", ".lzma": "lzma", ".lz4": "lz4", ".br": "brotli", ".z": "compress"}
)
CONTAINERS = frozenset(
    {".zip", ".7z", ".tar", ".tgz", ".parquet", ".feather", ".arrow", ".orc", ".avro", ".xlsx", ".xls"}
)
WRITTEN = MappingProxyType({".gz": "gzip", ".zst": "zstd"})
SLASHES = tuple(filter(None, (os.sep, os.altsep)))


def refuse_name(path: str, *, compress: bool) -> None:
    """Refuse names of outputs that promise something else than what is written.

    Args:
        path: The output.
        compress: Whether it may be packed as its suffix says (.gz, .zst).

    Raises:
        OutputError: It ends as the name of a folder, of a packed file or of another kind of file does.
        OSError: No path can be like that.
    """
    if path.endswith(SLASHES) and not Path(path).exists():
        raise OutputError(
            f"{path} is the name of a folder",
            f"Make it with `mkdir -p {shell_name(path)}` and name a file in it.",
        )
    suffix = Path(path).suffix.lower()
    program = PACKERS.get(suffix) or (None if compress else WRITTEN.get(suffix))
    if program is None and suffix not in CONTAINERS:
        return
    without = Path(path).with_suffix("")
    if compress and program is None and without.suffix.lower() != ".csv":
        without = without.with_suffix(".csv")
    name = shell_name(str(without))
    hint = f"name it {name} and pack it afterwards: `{program} {name}`." if program else f"name it {name}."
    raise OutputError(
        f"{path}: {suffix} is not written, {'only CSV, plain or as .gz or .zst' if compress else 'only plain reports'}",
        f"Use .gz or .zst, or {hint}" if compress else f"{hint[0].upper()}{hint[1:]}",
    )
