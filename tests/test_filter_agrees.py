"""`filter --drop-invalid` drops exactly the rows that `validate` finds, whatever the configuration calls an error."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli.rules import CELL_RULES
from interactions_cli.rules.rule import EXAMPLE_ROW, RowRule
from tests.cli_runner import report, run
from tests.examples import examples

ROW_RULES = list(CELL_RULES)
SOME_SHARE = [rule for rule in ROW_RULES if rule.share_at_least]
NOW = ("--now", "1750000000")


def quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"' if set(value) & set(',"\r\n') else value


def table(folder: Path, rule: RowRule, values: list[str]) -> Path:
    row = {**EXAMPLE_ROW, **rule.example_row, rule.example_column: ""}
    lines = [",".join(quoted(cell) for cell in (row | {rule.example_column: value}).values()) for value in values]
    path = folder / "x.csv"
    path.write_bytes("".join(f"{line}\n" for line in (",".join(row), *lines)).encode())
    (folder / "interactions-cli.toml").write_text(f'severity = {{ {rule.code} = "error" }}\n')
    return path


def found(path: Path) -> set[int]:
    """The lines on which validate has an error about a cell."""
    read = report(path, *NOW, "--max-samples", "9999", cwd=path.parent)
    return {
        sample["line"]
        for finding in read["findings"]
        if finding["severity"] == "error" and finding["code"][:3] in ("VAL", "IMP")
        for sample in finding["samples"]
    }


def dropped(path: Path, *options: str) -> set[int]:
    """The lines that filter leaves out."""
    rejects = path.parent / "rejects.csv"
    words = ("filter", path, "--drop-invalid", *NOW, "-o", path.parent / "kept.csv", "--rejects", rejects)
    run(*words, "--force", "--allow-empty", "--quiet", *options, cwd=path.parent)
    with rejects.open(encoding="utf-8", newline="") as stream:
        return {int(row["line"]) for row in csv.DictReader(stream)}


@pytest.mark.parametrize("rule", ROW_RULES, ids=[f"{rule.code}-{place}" for place, rule in enumerate(ROW_RULES)])
def test_what_is_an_error_is_dropped(tmp_path: Path, rule: RowRule) -> None:
    path = table(tmp_path, rule, [*rule.invalid, *rule.valid])
    assert dropped(path) == found(path)
    # Of nearly only bad cells also a rule that wants a share of them speaks.
    assert found(table(tmp_path, rule, list(rule.invalid))) == set(range(2, len(rule.invalid) + 2))


@pytest.mark.parametrize("rule", SOME_SHARE, ids=[f"{rule.code}-{place}" for place, rule in enumerate(SOME_SHARE)])
@pytest.mark.parametrize("bad", [8, 9, 10])
@pytest.mark.parametrize("options", [(), ("--drop-duplicates", "--min-item-interactions", "1")])
def test_a_share_of_the_cells_is_one_of_the_whole_file(
    tmp_path: Path, rule: RowRule, bad: int, options: tuple[str, ...]
) -> None:
    blank = [""] * 3 if rule.example_column not in EXAMPLE_ROW else []
    path = table(tmp_path, rule, [*rule.valid[:1]] * (10 - bad) + [*rule.invalid[:1]] * bad + blank)
    expected = found(path)
    assert dropped(path, *options) >= expected
    if not options:
        assert dropped(path) == expected
        with_bad = set(range(12 - bad, 12))
        assert (expected & with_bad == with_bad) == (bad >= 9)


def test_a_cell_that_another_rule_claims_is_no_reason_to_drop_its_row(tmp_path: Path) -> None:
    bar = next(rule for rule in ROW_RULES if rule.code == "VAL012")
    # Blanks around are VAL009's, a warning, and of several rules the first one speaks of a cell.
    path = table(tmp_path, replace(bar, example_column="ITEM_ID"), [" a|b", "a|b", "ab"])
    assert dropped(path) == found(path) == {3}


@settings(max_examples=examples(25), deadline=None)
@given(st.lists(st.sampled_from(["7", "7.0", "42.0", "", "i1", "1.2E+11", "null", " i2"]), max_size=30))
def test_they_agree_on_any_mix(tmp_path_factory: pytest.TempPathFactory, values: list[str]) -> None:
    rule = SOME_SHARE[0]
    path = table(tmp_path_factory.mktemp("mix"), rule, values)
    assert dropped(path) == found(path)
