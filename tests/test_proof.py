"""What byte counts prove of lines with quotes."""

from __future__ import annotations

import pytest

from interactions_cli.reading.proof import ZEROS, prove


@pytest.mark.parametrize(
    ("block", "data"),
    [
        (b'"a","b"\n', b"a,b\n"),
        (b'"a","b"\r\n"c",d\r\n', b"a,b\r\nc,d\r\n"),
        (b'"",""\n', b",\n"),
        (b'a,"b c"\n"",d\n', b"a,b c\n,d\n"),
    ],
)
def test_quotes_around_fields_are_left_out(block: bytes, data: bytes) -> None:
    proof = prove(block, 2, ",")
    assert proof is not None
    assert proof.has_quotes
    assert proof.octets.data == data


@pytest.mark.parametrize(
    "block",
    [
        b'"a,b"\n',
        b'"a","b\n',
        b'"a""b",c\n',
        b'"a"b,c\n',
        b'a"b",c\n',
        b'a"b"c,d\n',
        b'""",b\n"c,d\n',
        b'"a,"b"\nc",d\n',
        b'"a" ,b\n',
        b'"a\r",b\n',
        b'"a",b"\r\n',
        b'"a",b\n"\n"\n',
    ],
)
def test_other_quotes_are_in_doubt(block: bytes) -> None:
    assert prove(block, 2, ",") is None


@pytest.mark.parametrize("quote", [b"", b'"'])
@pytest.mark.parametrize(("zeros", "may_be"), [(ZEROS, True), (ZEROS[1:], False)])
@pytest.mark.parametrize("before", [",", "\n"])
def test_zeros_ahead_are_seen_behind_a_quote(quote: bytes, zeros: bytes, may_be: bool, before: str) -> None:
    cells = [b"1", quote + zeros + b"1" + quote]
    line = b",".join(cells if before == "," else cells[::-1]) + b"\n"
    proof = prove(line * 2, 2, ",", before_zeros=ord(before))
    assert proof is not None
    assert proof.may_be_overlong is may_be
