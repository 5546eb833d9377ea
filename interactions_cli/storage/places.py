"""Decides which place a path means: standard input and output, an object in S3, else a local file."""

from __future__ import annotations

from interactions_cli.errors import InputError
from interactions_cli.storage.file_version import FileVersion
from interactions_cli.storage.interface import InputStream, Location, Version
from interactions_cli.storage.local import LocalPath
from interactions_cli.storage.streams import STDIN, StandardStream

S3 = "s3://"
# The spellings of Hadoop's connectors for the same objects.
S3_OF_HADOOP = ("s3a://", "s3n://")


def location(path: str) -> Location:
    """The place that a path means.

    Raises:
        InputError: It is an S3 path as Hadoop spells it, or one without a bucket.
    """
    if path.startswith(S3):
        # The S3 modules are imported only for an S3 path: start-up must not wait for them.
        from interactions_cli.storage.s3 import S3Location

        return S3Location(path)
    if path.startswith(S3_OF_HADOOP):
        raise InputError(f"{path} is how Hadoop spells it", f"Write it as {S3}{path.partition('://')[2]}.")
    return StandardStream() if path == STDIN else LocalPath(path)


def open_raw(path: str, *, start: int = 0) -> InputStream:
    """An input as a stream of its bytes, packed as they are; `-` is standard input, which stays open.

    Args:
        path: Of the input.
        start: The first byte that is delivered, of a file or an object.

    Raises:
        InputError: It cannot be opened.
    """
    return location(path).open(start)


def portable_version(version: Version | None) -> str:
    """What tells on any machine whether an input is still what it was; empty for what has no version."""
    if isinstance(version, FileVersion):
        # Machines that share a folder number its devices and files as they like.
        return f"{version.size} {version.modified_ns}"
    return "" if version is None else repr(version)


def stored_size(path: str) -> int | None:
    """Bytes of a file as stored; None for standard input and for anything without a size."""
    return location(path).size()


def same_place(one: str, other: str) -> bool:
    """Whether two paths mean the same file, or would if they existed."""
    return location(one).identity() == location(other).identity()
