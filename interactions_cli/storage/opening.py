"""Reads small texts whole: schemas, configurations."""

from __future__ import annotations

from contextlib import closing

from interactions_cli.errors import InputError
from interactions_cli.shell import shell_name
from interactions_cli.storage.failures import unreadable
from interactions_cli.storage.personalize_arn import described, is_arn
from interactions_cli.storage.places import S3, open_raw

# Schemas and configurations have some thousand bytes.
MOST_TEXT_BYTES = 16 << 20
# The C library keeps later allocations of up to the size of one that was given back: a large one here would cost a run
# of `prepare` 40 MB.
PIECE_BYTES = 1 << 16


def read_text(path: str, what: str) -> str:
    """The text of a small UTF-8 file such as a schema, its line ends as line feeds.

    Args:
        path: The file, or the ARN of a schema or solution of Amazon Personalize.
        what: What it is, for the message ("the schema").

    Raises:
        InputError: It cannot be read or is not UTF-8.
    """
    if is_arn(path):
        return described(path)
    try:
        content = _content(path)
    except OSError as error:
        raise unreadable(path, error) from None
    if len(content) > MOST_TEXT_BYTES:
        raise InputError(f"{what} {path} has more than {MOST_TEXT_BYTES} bytes", f"Check: `ls -l {shell_name(path)}`.")
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except ValueError:
        raise InputError(f"{what} {path} is not UTF-8 text", f"Check it with `file {shell_name(path)}`.") from None


def is_remote(path: str) -> bool:
    """Whether a path is no file of this machine but an object in S3 or an ARN."""
    return path.startswith(S3) or is_arn(path)


def _content(path: str) -> bytes:
    content = bytearray()
    with closing(open_raw(path)) as stream:
        while len(content) <= MOST_TEXT_BYTES and (more := stream.read(PIECE_BYTES)):
            content += more
    return bytes(content)
