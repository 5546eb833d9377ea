"""Separators and quotes that CSV does not have: read as they are meant, or a command that is typed as it is shown."""

from __future__ import annotations

import csv
import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli.commands.prepare import prepare
from interactions_cli.commands.prepare_options import PrepareOptions
from interactions_cli.personalize.target import make_target
from interactions_cli.reading.foreign_quotes import ForeignQuotes, told_quotes
from tests.examples import examples
from tests.test_prepare_command import NOW, prepared, rows, section

HEADER = ("user_id", "item_id", "timestamp", "event_type")
WRITTEN = "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE"
RECORDS = [(f"u{n % 7}", f"i{n % 5}", f"{1_700_000_000 + n}", "view" if n % 3 else "buy") for n in range(40)]


def write_with(path: Path, separator: str, *, names: bool = True, quote: str = "") -> None:
    lines = [HEADER, *RECORDS] if names else RECORDS
    path.write_text("".join(separator.join(f"{quote}{cell}{quote}" for cell in line) + "\n" for line in lines))


@pytest.mark.parametrize("separator", ["||", "|~|", "\t|\t", "\t\t", ", ", " , ", "; ", " | ", ",,", "\x01", "\x1f"])
@pytest.mark.parametrize("quote", ["", '"'])
def test_they_are_read_where_a_header_tells_what_they_are(tmp_path: Path, separator: str, quote: str) -> None:
    write_with(tmp_path / "raw.csv", separator, quote=quote)
    assert section(tmp_path, "raw.csv")["rejected"] == 0
    assert rows(tmp_path) == [WRITTEN, *map(",".join, RECORDS)]


@pytest.mark.parametrize("separator", ["::", "##", "--", "__", "^|^", "~~~", "&&", "$$", "@@", "%%", "  ", "     "])
@pytest.mark.parametrize("names", [True, False])
def test_others_are_a_question_whose_command_is_typed_as_it_is(tmp_path: Path, separator: str, names: bool) -> None:
    write_with(tmp_path / "a b.csv", separator, names=names)
    asked = prepared(tmp_path, "a b.csv", code=2).stderr
    assert "between its fields, and a separator is one character" in asked
    (command,) = re.findall("`([^`]+)`", asked)
    script, tool = command.split(" | interactions-cli ")
    piped = subprocess.run(["bash", "-c", script], cwd=tmp_path, capture_output=True, check=True, timeout=60).stdout
    (tmp_path / "piped").write_bytes(piped)
    words = re.findall(r"--(?:delimiter|columns) \S+", tool)
    section(tmp_path, "piped", *(part.strip("'") for word in words for part in word.split()))
    assert rows(tmp_path) == [WRITTEN, *map(",".join, RECORDS)]
    assert (tmp_path / "a b.csv").exists()


@pytest.mark.parametrize("separator", ["|~|", "||"])
def test_without_a_header_the_mark_is_still_seen(tmp_path: Path, separator: str) -> None:
    write_with(tmp_path / "raw.csv", separator, names=False)
    asked = prepared(tmp_path, "raw.csv", code=2).stderr
    assert f"--delimiter ';' --columns {WRITTEN}" in asked.replace(
        "USER_ID,ITEM_ID,TIMESTAMP", "USER_ID,ITEM_ID,TIMESTAMP"
    )


TEXT = st.text(st.sampled_from("ab,;'\" |\\1"), min_size=1, max_size=6).map(str.strip).filter(bool)


@settings(max_examples=examples(60), deadline=None)
@given(cells=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=5), blanks=st.sampled_from([" ", "  "]))
def test_blanks_before_quotes_change_no_cell(cells: list[tuple[str, str]], blanks: str) -> None:
    plain = "".join(
        ",".join('"' + cell.replace("\\", "").replace('"', '""') + '"' for cell in row) + "\n" for row in cells
    )
    spaced = "".join(
        f",{blanks}".join('"' + cell.replace("\\", "").replace('"', '""') + '"' for cell in row) + f"{blanks}\n"
        for row in cells
    )
    quotes = told_quotes(spaced.encode().split(b"\n"))
    assert quotes == ForeignQuotes('"', b",")
    assert quotes.rewritten(spaced.encode()).decode() == plain


@settings(max_examples=examples(60), deadline=None)
@given(cells=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=5))
def test_single_quotes_change_no_cell(cells: list[tuple[str, str]]) -> None:
    texts = [tuple(cell.replace("\\", "") or "x" for cell in row) for row in cells]
    single = "'a','b'\n" + "".join(
        ",".join("'" + cell.replace("'", "''") + "'" for cell in row) + "\n" for row in texts
    )
    quotes = told_quotes(single.encode().split(b"\n"))
    assert quotes == ForeignQuotes("'", b",")
    assert list(csv.reader(quotes.rewritten(single.encode()).decode().splitlines())) == [["a", "b"], *map(list, texts)]


@pytest.mark.parametrize(("separator", "quote"), [(", ", '"'), ("; ", '"'), (",", "'"), (", ", "'"), ("|", "'")])
def test_foreign_quotes_are_read_and_told(tmp_path: Path, separator: str, quote: str) -> None:
    write_with(tmp_path / "raw.csv", separator, quote=quote)
    found = section(tmp_path, "raw.csv")
    assert rows(tmp_path) == [WRITTEN, *map(",".join, RECORDS)]
    repair = next(entry for entry in found["repairs"] if entry["code"] == "CSV008")
    assert repair["samples"][0]["before"].startswith(f"{quote}user_id{quote}{separator}")


def test_single_quotes_around_some_values_belong_to_them(tmp_path: Path) -> None:
    (tmp_path / "raw.csv").write_text("USER_ID,ITEM_ID,TIMESTAMP\n'u1','i1',1700000000\n'u2','i2',1700000001\n")
    assert section(tmp_path, "raw.csv")["repairs"] == []
    assert rows(tmp_path)[1] == "'u1','i1',1700000000"


@pytest.mark.parametrize("block", [40, 4000])
def test_any_block_gives_the_same_records(tmp_path: Path, block: int) -> None:
    write_with(tmp_path / "raw.csv", ", ", quote='"')
    options = PrepareOptions(output=str(tmp_path / "out.csv"), block_bytes=block, first_look_bytes=block)
    prepare([str(tmp_path / "raw.csv")], make_target(now=int(NOW)), options)
    assert rows(tmp_path) == [WRITTEN, *map(",".join, RECORDS)]
