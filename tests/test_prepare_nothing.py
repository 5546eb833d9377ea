"""What `prepare` says of inputs with nothing, or nothing but blanks, where a header stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_prepare_command import prepared, rows

NOTHING = {
    "line feeds": b"\n\n\n",
    "returns and line feeds": b"\r\n\r\n",
    "returns": b"\r\r",
    "blanks": b"  \n\t\n",
    "a mark": b"\xef\xbb\xbf",
    "a mark and a line": b"\xef\xbb\xbf\n",
    "UTF-16": "\n\n".encode("utf-16"),
}


@pytest.mark.parametrize("words", [(), ("--delimiter", ";"), ("--columns", "USER_ID,ITEM_ID,TIMESTAMP")])
@pytest.mark.parametrize("content", NOTHING.values(), ids=NOTHING)
def test_blanks_are_no_header(tmp_path: Path, content: bytes, words: tuple[str, ...]) -> None:
    (tmp_path / "raw.csv").write_bytes(content)
    assert "raw.csv has no line that could be a header" in prepared(tmp_path, "raw.csv", *words, code=2).stderr
    assert not (tmp_path / "out.csv").exists()


def test_blank_fields_are_no_header(tmp_path: Path) -> None:
    (tmp_path / "raw.csv").write_text(",,\nu1,i1,1700000000\nu2,i2,1700000001\n")
    assert "no header line: the first line is ',,'" in prepared(tmp_path, "raw.csv", code=2).stderr


def test_blank_fields_above_the_header_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "raw.csv").write_text(",,\n,,\nUSER_ID,ITEM_ID,TIMESTAMP\nu1,i1,1700000000\n")
    prepared(tmp_path, "raw.csv")
    assert rows(tmp_path) == ["USER_ID,ITEM_ID,TIMESTAMP", "u1,i1,1700000000"]


def test_columns_are_named_where_the_first_line_is_blank(tmp_path: Path) -> None:
    (tmp_path / "raw.csv").write_text("\nu1,i1,1700000000\nu2,i2,1700000001\nu3,i3,1700000002\n")
    prepared(tmp_path, "raw.csv", "--columns", "USER_ID,ITEM_ID,TIMESTAMP", "--max-rejected", "1")
    assert rows(tmp_path)[1:] == ["u1,i1,1700000000", "u2,i2,1700000001", "u3,i3,1700000002"]
