"""Numbers with signs in columns of one's own: left as they are, and said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from interactions_cli.commands.prepare import prepare
from interactions_cli.commands.prepare_options import PrepareOptions
from interactions_cli.personalize.target import make_target
from interactions_cli.transforms.prepare.number_forms import signed_numbers
from tests.cli_runner import run
from tests.test_prepare_command import NOW, prepared, rows, section, write

SIGNED = ["$0.99", "-$5", "$-5", "5%", "12.5 %", "1,234.50 €", "1.234,50 €", "€ 3", "£4", "99c", "(1.20)", "($3)"]
SIGNED += ["USD 5", "5 EUR"]
OTHER = ["", "5", "1.5", "-3", "1,234.50", "abc", "12cm", "c", "%", "$", "(direct)", "(not set)", "a5%", "5% off"]
OTHER += ["$5 a", "1e5"]
WORDS = "numbers with signs stay texts, taken as categories: "
DIRECT = ("(direct)", "(not set)")


def test_signs_are_told_from_words_and_plain_numbers() -> None:
    assert signed_numbers(pl.Series(SIGNED)).to_list() == [True] * len(SIGNED)
    assert signed_numbers(pl.Series([*OTHER, None])).to_list() == [False] * (len(OTHER) + 1)


def write_prices(folder: Path, price: Callable[[int], str], header: str = "USER_ID,ITEM_ID,TIMESTAMP,price") -> None:
    write(folder, "raw.csv", [header, *(f"u{n % 5},i{n % 4},{1_700_000_000 + n},{price(n)}" for n in range(40))])


@pytest.mark.parametrize("header", ["USER_ID,ITEM_ID,TIMESTAMP,price", "user_id,product_id,timestamp,price"])
@pytest.mark.parametrize("form", ["${}.99", "{}%", '"1,{}00.50 €"', "{}c", "({}.20)"])
def test_they_stay_as_they_are_and_the_report_says_so(tmp_path: Path, form: str, header: str) -> None:
    write_prices(tmp_path, lambda n: form.format(n % 7), header)
    for mode in ((), ("--dry-run",)):
        said = " ".join(prepared(tmp_path, "raw.csv", *mode).stdout.split())
        assert f"{WORDS}price (as {form.format(0).strip(chr(34))}); write plain numbers" in said
    assert [line.split(",", 3)[3] for line in rows(tmp_path)[1:]] == [form.format(n % 7) for n in range(40)]
    hidden = " ".join(prepared(tmp_path, "raw.csv", "--redact", "--force").stdout.split())
    assert f"{WORDS}price; write plain numbers" in hidden


@pytest.mark.parametrize(
    "price",
    [lambda n: f"{n % 7}.99", lambda n: f"${n % 7}" if n % 2 else "free", lambda n: DIRECT[n % 2]],
    ids=["plain", "half", "words"],
)
def test_nothing_is_said_of_other_columns(tmp_path: Path, price: Callable[[int], str]) -> None:
    write_prices(tmp_path, price)
    assert WORDS not in " ".join(prepared(tmp_path, "raw.csv").stdout.split())


def test_a_word_in_round_brackets_is_no_list(tmp_path: Path) -> None:
    write_prices(tmp_path, lambda n: DIRECT[n % 2], "user_id,product_id,timestamp,source")
    assert section(tmp_path, "raw.csv")["left_out"] == []
    assert rows(tmp_path)[0].endswith(",source")


@pytest.mark.parametrize("block", [1, 90, 1 << 20])
def test_no_cut_into_blocks_matters_to_what_is_said(tmp_path: Path, block: int) -> None:
    write_prices(tmp_path, lambda n: f"${n}.99")
    options = PrepareOptions(output=str(tmp_path / "out.csv"), block_bytes=block)
    notes = prepare([str(tmp_path / "raw.csv")], make_target(now=int(NOW)), options).notes
    assert [note for note in notes if note.startswith(WORDS)] == [
        f"{WORDS}price (as $0.99); write plain numbers where the file is made"
    ]


def test_a_schema_says_it_as_well(tmp_path: Path) -> None:
    write_prices(tmp_path, lambda n: f"${n}.99")
    said = run("schema", "raw.csv", cwd=tmp_path).stderr
    assert "price: texts, taken as categories: string; 40 have signs such as $ or %: write plain numbers" in said
