"""Which characters of ASCII a block has: each is looked for once, and none that counts have shown to be missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from interactions_cli.reading.byte_series import byte_series

SPACE: Final = 32
# Tidy blocks have no byte from a space up to a plus. What they have above commas is asked for one by one.
COMMA: Final = 44
ASCII: Final = 128


class Octets:
    """The bytes of a block.

    Python looks for a byte as fast as Polars does, but no other thread runs Python meanwhile.

    Args:
        data: The bytes.
        absent: Characters that are known to be missing.
    """

    def __init__(self, data: bytes, absent: str = "") -> None:
        self.data = data
        self._known = dict.fromkeys(absent, False)

    def hold(self, characters: str) -> bool:
        """Whether one of these characters of ASCII occurs."""
        return any(self._holds(character) for character in characters)

    def _holds(self, character: str) -> bool:
        if character not in self._known:
            self._known[character] = character.encode() in self.data
        return self._known[character]


class CountedOctets(Octets):
    """The same of bytes that were counted: `controls` are those below 32, line ends among them."""

    def __init__(self, data: bytes) -> None:
        octets = byte_series(data)
        self.controls = int((octets < SPACE).sum())
        self._most = int(str(octets.max() or 0))
        is_tidy = int((octets < COMMA).sum()) == self.controls
        below = map(chr, range(SPACE, COMMA)) if is_tidy else ()
        super().__init__(data, absent="".join([*below, *map(chr, range(self._most + 1, ASCII))]))

    def without_quotes(self, left: Sequence[pl.Series]) -> Octets:
        """The bytes that are left when all quotes are taken out."""
        data: bytes = pl.concat(left).implode().cast(pl.Binary).item()
        absent = [character for character, is_there in self._known.items() if not is_there]
        return Octets(data, absent="".join([*absent, '"']))

    @property
    def is_ascii(self) -> bool:
        """Whether no byte is above 127."""
        return self._most < ASCII
