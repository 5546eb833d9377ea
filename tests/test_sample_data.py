from __future__ import annotations

import csv
import json
import shutil
import sys
from pathlib import Path

import pytest

from sample_data.make_sample_data import planted_defects, yesterdays_movies
from tests.cli_runner import report
from tests.processes import finished

FOLDER = Path(__file__).parent.parent / "sample_data"
MADE = [
    *("README.md", "movies-yesterday.json", "movies.csv", "schema.json", "shop-clicks.csv", "shop-defects.csv"),
    *("shop-items.csv", "shop-recommendations.jsonl", "shop-shown-items.csv", "shop-stock.csv"),
    *("shop-streamed.jsonl", "shop-users.csv", "shop.csv", "solution-config.json"),
]


@pytest.fixture(scope="module")
def remade(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample_data")
    finished([sys.executable, FOLDER / "make_sample_data.py", folder], check=True)
    return folder


def records(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_script_makes_these_files_and_no_others(remade: Path) -> None:
    assert sorted(path.name for path in remade.iterdir()) == MADE


@pytest.mark.parametrize("name", MADE)
def test_running_the_script_again_changes_nothing(remade: Path, name: str) -> None:
    assert (remade / name).read_bytes() == (FOLDER / name).read_bytes()


def test_the_script_also_works_from_a_copy_of_the_folder(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "shop.csv").unlink()
    finished([sys.executable, copy / "make_sample_data.py"], check=True)
    assert (copy / "shop.csv").read_bytes() == (FOLDER / "shop.csv").read_bytes()


def test_the_folder_stays_small() -> None:
    assert sum((FOLDER / name).stat().st_size for name in MADE) < 1_000_000


def test_yesterdays_report_is_the_one_of_yesterdays_export(tmp_path: Path) -> None:
    (tmp_path / "movies.csv").write_bytes(yesterdays_movies())
    written = json.loads((FOLDER / "movies-yesterday.json").read_text(encoding="utf-8"))
    made = report("movies.csv", cwd=tmp_path)
    assert made["metrics"] == written["metrics"]
    assert made["target"] == written["target"]
    assert made["inputs"] == written["inputs"]
    assert made.keys() == written.keys()
    assert not [entry for entry in made["findings"] if entry["severity"] != "note"]


@pytest.mark.parametrize("name", ["movies.csv", "shop.csv"])
def test_clean_files_have_no_duplicates_and_only_past_times(name: str) -> None:
    rows = records(name)
    assert len({tuple(row.values()) for row in rows}) == len(rows)
    assert len({(row["USER_ID"], row["ITEM_ID"], row["TIMESTAMP"]) for row in rows}) == len(rows)
    assert all(1_735_689_600 <= int(row["TIMESTAMP"]) < 1_767_225_600 for row in rows)


def test_enough_watches_have_a_value() -> None:
    rows = records("movies.csv")
    assert sum(row["EVENT_VALUE"] != "" for row in rows) / len(rows) >= 0.70


def test_every_ecommerce_use_case_has_its_events() -> None:
    types = [row["EVENT_TYPE"] for row in records("shop.csv")]
    assert set(types) == {"View", "AddToCart", "Purchase"}
    assert min(types.count("View"), types.count("Purchase")) >= 1000


def test_most_lists_contain_the_item_but_not_all() -> None:
    rows = [row for row in records("shop.csv") if row["IMPRESSION"]]
    shown = sum(row["ITEM_ID"] in row["IMPRESSION"].split("|") for row in rows)
    assert 0.9 * len(rows) < shown < len(rows)


def test_each_planted_defect_stands_on_its_own_line() -> None:
    lines = [defect.line for defect in planted_defects()]
    assert lines == sorted(set(lines))


def test_planted_defects_cover_the_rules_about_lines_values_and_lists() -> None:
    planted = {defect.code for defect in planted_defects()}
    about_lines = {"CSV003", "CSV007", "CSV008", "CSV009", "CSV010", "CSV012"}
    about_values = {f"VAL{number:03}" for number in range(1, 17)} - {"VAL013"}
    about_lists = {f"IMP{number:03}" for number in range(1, 7)}
    assert about_lines | about_values | about_lists <= planted


def test_lines_of_planted_line_defects_show_them() -> None:
    lines = (FOLDER / "shop-defects.csv").read_bytes().split(b"\n")
    found: dict[str, list[bytes]] = {"CSV003": [], "CSV007": [], "CSV009": []}
    for defect in planted_defects():
        if defect.code in found:
            found[defect.code].append(lines[defect.line - 1])
    assert found["CSV009"] == [b"", b""]
    assert all(line.count(b",") != lines[0].count(b",") for line in found["CSV007"])
    for line in found["CSV003"]:
        with pytest.raises(UnicodeDecodeError):
            line.decode()
