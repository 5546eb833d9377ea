"""Reads small texts whole: schemas, configurations."""

from __future__ import annotations

from contextlib import closing

from interactions_cli.errors import InputError
from interactions_cli.shell import shell_name
from interactions_cli.storage.failures import unreadable
from interactions_cli.storage.places import open_raw

# Schemas and configurations have some thousand bytes.
MOST_TEXT_BYTES = 16 << 20


def read_text(path: str, what: str) -> str:
    """The text of a small UTF-8 file such as a schema, its line ends as line feeds.

    Args:
        path: The file.
        what: What it is, for the message ("the schema").

    Raises:
        InputError: It cannot be read or is not UTF-8.
    """
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


def _content(path: str) -> bytes:
    content = bytearray()
    with closing(open_raw(path)) as stream:
        while len(content) <= MOST_TEXT_BYTES and (more := stream.read(MOST_TEXT_BYTES + 1 - len(content))):
            content += more
    return bytes(content)
