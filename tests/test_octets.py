"""What is known of the bytes of a block is what they are."""

from __future__ import annotations

import polars as pl
import pytest

from interactions_cli.reading.octets import CountedOctets, Octets

ALL = "".join(map(chr, range(128)))


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"a,1.5\n", b'"a","b|c"\r\n', b"a b\n", b"a+\x7f\n", b"{}\n", "é\n".encode(), ALL.encode()]
)
def test_each_character_is_told(data: bytes) -> None:
    counted = CountedOctets(data)
    assert [counted.hold(character) for character in ALL] == [character.encode() in data for character in ALL]
    assert [Octets(data).hold(character) for character in ALL] == [character.encode() in data for character in ALL]
    assert counted.controls == sum(byte < 32 for byte in data)
    assert counted.is_ascii is data.isascii()


def test_one_of_several_suffices() -> None:
    octets = CountedOctets(b"a|b\n")
    assert octets.hold('"|')
    assert not octets.hold('"+')
    assert not octets.hold("")


def test_without_quotes_the_rest_is_told_as_before() -> None:
    block = CountedOctets(b'"a" ,|"b+c"\n')
    block.hold(ALL)
    octets = block.without_quotes([pl.Series([*b"a ,|"], dtype=pl.UInt8), pl.Series([*b"b+c\n"], dtype=pl.UInt8)])
    assert octets.data == b"a ,|b+c\n"
    assert [octets.hold(character) for character in ALL] == [character in "a ,|b+c\n" for character in ALL]
