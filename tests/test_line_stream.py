"""Chunks that are cut anywhere become chunks of whole lines, of every encoding and line end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli.commands.prepare import prepare
from interactions_cli.commands.prepare_options import PrepareOptions
from interactions_cli.errors import InputError
from interactions_cli.personalize.target import make_target
from interactions_cli.reading import line_stream
from interactions_cli.reading.line_stream import in_utf8, whole_lines, with_line_feeds
from tests.examples import examples

TEXTS = st.text("aé€😀,\r\n", max_size=60)
SIZES = st.integers(1, 9)


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


def assert_whole(chunks: list[bytes], data: bytes) -> None:
    assert b"".join(chunks) == data
    assert all(chunk.endswith(b"\n") for chunk in chunks[:-1])
    assert all(chunks)


@settings(max_examples=examples(200), deadline=None)
@given(TEXTS, SIZES)
def test_no_cut_shows(text: str, size: int) -> None:
    data = text.encode()
    assert_whole(list(whole_lines(pieces(data, size), "x.csv")), data)
    fed = data.replace(b"\r", b"\n")
    assert_whole(list(with_line_feeds(pieces(data, size), "x.csv")), fed)


@settings(max_examples=examples(200), deadline=None)
@given(TEXTS, SIZES, st.sampled_from(["utf-16", "utf-16-le", "utf-32", "utf-8-sig"]))
def test_no_cut_shows_in_another_encoding(text: str, size: int, encoding: str) -> None:
    chunks = [chunk for chunk in in_utf8(pieces(text.encode(encoding), size), encoding, "x.csv") if chunk]
    assert_whole(chunks, text.encode())


@pytest.mark.parametrize("read", [whole_lines, with_line_feeds])
def test_a_line_without_end_is_refused(monkeypatch: pytest.MonkeyPatch, read: Callable[..., Iterator[bytes]]) -> None:
    monkeypatch.setattr(line_stream, "MOST_LINE_BYTES", 100)
    with pytest.raises(InputError, match="has a line that does not end within 108 bytes"):
        list(read(pieces(b"a,b\n" + b"x" * 200, 8), "x.csv"))


@pytest.mark.parametrize("quote", ["", "'"])
def test_lines_that_end_in_returns_survive_the_ends_of_blocks(tmp_path: Path, quote: str) -> None:
    records = [f"u{n % 50},i{n % 7},{1_700_000_000 + n}" for n in range(2_000)]
    written = [",".join(f"{quote}{cell}{quote}" for cell in record.split(",")) for record in records]
    (tmp_path / "raw.csv").write_bytes("\r".join(["USER_ID,ITEM_ID,TIMESTAMP", *written, ""]).encode())
    for block_bytes in (997, 4_096):
        output = tmp_path / f"{block_bytes}.csv"
        options = PrepareOptions(output=str(output), block_bytes=block_bytes)
        report = prepare([str(tmp_path / "raw.csv")], make_target(now=1_760_000_000), options)
        assert (report.sections["prepare"]["read"], report.sections["prepare"]["written"]) == (2_000, 2_000)
        assert output.read_text().splitlines()[1:] == records
