"""Objects and prefixes of S3 as places."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from fnmatch import fnmatchcase
from itertools import pairwise
from typing import Final

from interactions_cli.errors import InputError, OutputError
from interactions_cli.shell import shell_name
from interactions_cli.storage.aws_failures import in_words
from interactions_cli.storage.interface import Entry, Kind, Replaceable
from interactions_cli.storage.s3_objects import (
    DELIMITER,
    Address,
    ObjectState,
    ask_state,
    first_level,
    holds_anything,
    known_state,
    listed_state,
    objects_under,
)
from interactions_cli.storage.s3_reader import HEADERS_AHEAD, S3Stream, fetch
from interactions_cli.storage.s3_upload import S3Sink

WILDCARD: Final = re.compile(r"[*?\[]")
ANY_FOLDERS = "**"
# How many bytes of an existing output are looked at, at its beginning and at its end.
SHOWN_BYTES = 64 << 10
# Object → the next one in the listing.
_successors: dict[Address, Address] = {}


class S3Location:
    """An `s3://bucket/key` path; one that ends in `/` is a prefix, and what begins with it a folder."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._address = Address.of(path)

    def kind(self) -> Kind:
        """What is there now; a pattern that nobody may ask for as a key is nothing."""
        if not self._address.key or self._address.key.endswith(DELIMITER):
            return Kind.FOLDER
        is_pattern = WILDCARD.search(self._address.key) is not None
        return Kind.FILE if ask_state(self._address, is_denied_absent=is_pattern) else Kind.NOTHING

    def size(self) -> int | None:
        """Bytes of an object."""
        state = known_state(self._address)
        return state.size if state else None

    def identity(self) -> Hashable:
        """Its address."""
        return self._address

    def open(self, start: int = 0) -> S3Stream:
        """The object in the state in which it was listed or asked for.

        Raises:
            InputError: There is none, or S3 refuses.
        """
        state = known_state(self._address)
        if state is None:
            raise self._absent()
        return S3Stream(self._address, state, () if start else self._following(), start=start)

    def _following(self) -> Iterator[tuple[Address, ObjectState]]:
        address = self._address
        for _ in range(HEADERS_AHEAD):
            if (successor := _successors.get(address)) is None:
                return
            if state := listed_state(successor):
                yield successor, state
            address = successor

    def _absent(self) -> InputError:
        """The error for an object that does not exist; S3 says the same of one in a bucket that does not."""
        prefix = Address(self._address.bucket, self._address.key + DELIMITER)
        parent = shell_name(self.path.rpartition(DELIMITER)[0] + DELIMITER)
        hint = f"Check the spelling: `aws s3 ls {parent}`."
        if holds_anything(prefix, self.path):
            hint = f"It is a prefix; write it as {shell_name(prefix.path)}"
        return InputError(f"{self.path}: there is no such object", hint)

    def first_level(self) -> Sequence[Entry]:
        """What the prefix holds up to the next `/` of each key.

        Raises:
            InputError: S3 refuses.
        """
        objects, folders = first_level(self._address)
        return self._entries(objects, folders)

    def matches(self) -> Sequence[Entry]:
        """What the pattern matches: listed is what begins with the text before its first wildcard.

        Raises:
            InputError: S3 refuses.
        """
        key = self._address.key
        found = WILDCARD.search(key)
        literal = Address(self._address.bucket, key[: found.start()] if found else key)
        pattern = key.split(DELIMITER)
        folders: list[Address] = []
        if DELIMITER in key[len(literal.key) :] or ANY_FOLDERS in key:
            objects = list(objects_under(literal))
        else:
            objects, folders = first_level(literal)
        return self._entries(
            [entry for entry in objects if _fits(pattern, entry[0].key.split(DELIMITER))],
            [entry for entry in folders if _fits(pattern, entry.key.removesuffix(DELIMITER).split(DELIMITER))],
        )

    def _entries(self, objects: Sequence[tuple[Address, int]], folders: Sequence[Address]) -> list[Entry]:
        addresses = [address for address, _ in objects]
        _successors.update(pairwise(addresses))
        files = [Entry(_name(address.key), address.path, Kind.FILE, size) for address, size in objects]
        below = [Entry(_name(folder.key[:-1]), folder.path.removesuffix(DELIMITER), Kind.FOLDER) for folder in folders]
        return sorted((*files, *below), key=lambda entry: entry.path)

    def sink(self, *, force: bool, replaceable: Replaceable) -> S3Sink:
        """An object that appears in one step.

        Raises:
            FileExistsError: There is one that may not be replaced.
            OutputError: S3 refuses, or it is a prefix.
        """
        if not self._address.key or self._address.key.endswith(DELIMITER):
            raise OutputError(
                f"{self.path} is the name of a folder", f"Name an object in it: {shell_name(self.path + 'out.csv')}"
            )
        state = None if force else ask_state(self._address, is_denied_absent=True)
        if state and not replaceable(self._shown(state)):
            raise FileExistsError
        return S3Sink(self._address, replaces=force or state is not None)

    def _shown(self, state: ObjectState) -> bytes:
        """The beginning and the end of an object."""
        first = min(SHOWN_BYTES, state.size)
        last = max(first, state.size - SHOWN_BYTES)
        ranges = ((0, first), (last, state.size))
        with in_words(self.path, "s3:GetObject", OutputError):
            return b"".join(fetch(self._address, state, start, end) for start, end in ranges if start < end)


def _name(key: str) -> str:
    return key.rpartition(DELIMITER)[2]


def _fits(pattern: Sequence[str], names: Sequence[str]) -> bool:
    """Whether a key fits a pattern, both cut at `/`; as in a shell no wildcard takes the dot that hides a name."""
    if not pattern:
        return not names
    if pattern[0] == ANY_FOLDERS:
        if len(pattern) == 1:
            return bool(names) and not any(name.startswith(".") for name in names)
        return any(
            _fits(pattern[1:], names[count:])
            for count in range(len(names) + 1)
            if not any(name.startswith(".") for name in names[:count])
        )
    if not names or (names[0].startswith(".") and not pattern[0].startswith(".")):
        return False
    return fnmatchcase(names[0], pattern[0]) and _fits(pattern[1:], names[1:])
