"""Bytes that decide: every generator here is a plain function of a tape, so the tape alone reproduces what it made.

Hypothesis draws the tapes and shrinks them. A zero, and whatever comes after a tape's end, means the plainest choice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from hypothesis import strategies as st

Choice = TypeVar("Choice")


class Tape:
    """Reads choices off some bytes.

    Attributes:
        data: The bytes.
        is_calm: Whether `mostly` keeps to the usual: where everything may be odd, hardly anything gets far.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.is_calm = False
        self._at = 0

    def __repr__(self) -> str:
        return f"Tape.of({self.text!r})"

    @classmethod
    def of(cls, text: str) -> Tape:
        """The tape that an earlier one wrote itself down as."""
        return cls(bytes.fromhex(text))

    @property
    def text(self) -> str:
        """The tape in hexadecimal digits, without what makes no difference at its end."""
        return self.data.rstrip(b"\0").hex()

    def below(self, end: int) -> int:
        """A number from 0 to `end - 1`."""
        size = 1 if end <= 256 else 2 if end <= 1 << 16 else 4
        piece = self._data(size)
        return int.from_bytes(piece, "big") * end >> 8 * size

    def chance(self, of: int) -> bool:
        """True once in so many times."""
        return self.below(of) == of - 1

    def pick(self, choices: Sequence[Choice]) -> Choice:
        """One of them; the first is the plainest."""
        return choices[self.below(len(choices))]

    def mostly(self, choices: Sequence[Choice], others: Sequence[Choice], of: int = 8) -> Choice:
        """One of the choices, and once in so many times one of the others."""
        return self.pick(others if self.chance(of) and not self.is_calm else choices)

    def some(self, choices: Sequence[Choice], of: int) -> list[Choice]:
        """Those that come up, each once in so many times, in order."""
        return [choice for choice in choices if self.chance(of)]

    def several(self, most: int, make: Callable[[], Choice]) -> list[Choice]:
        """Up to `most` things."""
        return [make() for _ in range(self.below(most + 1))]

    def raw(self, most: int) -> bytes:
        """Up to `most` bytes as they come."""
        return self._data(self.below(most + 1))

    def _data(self, size: int) -> bytes:
        piece = self.data[self._at : self._at + size]
        self._at += size
        return piece.ljust(size, b"\0")


def tapes(size: int) -> st.SearchStrategy[Tape]:
    """Tapes of about so many bytes."""
    # Without a least size most of them would be a few bytes long.
    return st.binary(min_size=size, max_size=size + 64).map(Tape)
