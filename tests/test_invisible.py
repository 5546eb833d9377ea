"""Characters that cannot be seen are found and taken out, those of words, emoji and flags stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli_runner import codes, finding, lines_of, report, run

HEADER = "USER_ID,ITEM_ID,TIMESTAMP,IMPRESSION\n"
SOFT_HYPHEN, FILLER, WORD_JOINER, BYTE_ORDER_MARK, RIGHT_TO_LEFT = "\xad", "\u3164", "\u2060", "\ufeff", "\u202e"
KEPT = ("می\u200cخواهم", "👩\u200d🚀", "❤\ufe0f", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f")


@pytest.mark.parametrize("hidden", [SOFT_HYPHEN, FILLER, WORD_JOINER, BYTE_ORDER_MARK, RIGHT_TO_LEFT, "\ufff9"])
@pytest.mark.parametrize("place", ["{0}i1", "i{0}1", "i1{0}"])
def test_what_takes_no_place_leaves_none(tmp_path: Path, hidden: str, place: str) -> None:
    path, made = tmp_path / "x.csv", tmp_path / "made.csv"
    item = place.format(hidden)
    path.write_text(f"{HEADER}u1,{item},1700000000,{item}|i2\nu1,i1,1700000001,i1|i2\n", encoding="utf-8")
    assert lines_of(report(path), "CSV010") == [2]
    run("prepare", path, "-o", made, code=1)
    assert made.read_text(encoding="utf-8") == f"{HEADER}u1,i1,1700000000,i1|i2\nu1,i1,1700000001,i1|i2\n"


@pytest.mark.parametrize("control", ["\x07", "\x80", "\x9f", "\u2028"])
def test_a_control_character_leaves_a_blank(tmp_path: Path, control: str) -> None:
    path, made = tmp_path / "x.csv", tmp_path / "made.csv"
    path.write_text(f"{HEADER}u1,i{control}1,1700000000,\n", encoding="utf-8")
    assert finding(report(path), "CSV010")["count"] == 1
    run("prepare", path, "-o", made, code=1)
    assert made.read_text(encoding="utf-8").splitlines()[1].startswith("u1,i 1,")


@pytest.mark.parametrize("item", KEPT)
def test_words_emoji_and_flags_are_left_alone(tmp_path: Path, item: str) -> None:
    path, made = tmp_path / "x.csv", tmp_path / "made.csv"
    path.write_text(f"{HEADER}u1,{item},1700000000,{item}|i2\n", encoding="utf-8")
    assert "CSV010" not in codes(report(path))
    run("prepare", path, "-o", made, code=1)
    assert made.read_text(encoding="utf-8") == path.read_text(encoding="utf-8")
