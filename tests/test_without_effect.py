"""What would have no effect is told: values and keys given twice, settings that filter nothing, words in one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli_runner import codes, finding, report, run

HEADER = "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = [f"u{n % 9},i{n % 7},{1_700_000_000 + n},{'View' if n % 3 else 'Buy'},0.{n % 10}" for n in range(60)]
    (tmp_path / "x.csv").write_text("\n".join([HEADER, *rows, ""]))
    return tmp_path


@pytest.mark.parametrize(
    "words",
    [
        "--event-type View --event-type Buy",
        "--event-value-threshold 0.5 --event-value-threshold=0.8",
        "--since 2023-01-01 --since 2024-01-01",
        "--until=2024-01-01 --until 2023-01-01",
        "--domain custom --domain ecommerce",
        "--recipe aws-sims --recipe aws-popularity-count",
        "--min-user-interactions 2 --min-user-interactions 3",
    ],
)
def test_two_values_for_an_option_of_one_are_refused(folder: Path, words: str) -> None:
    said = run("filter", "x.csv", "-n", *words.split(), cwd=folder, code=2).stderr
    assert f"error: {words.split()[0].partition('=')[0]} is given twice, as " in said


@pytest.mark.parametrize("words", ["--explode items --explode params", "--time-of-day a --time-of-day b"])
def test_two_columns_for_an_option_of_one_are_refused(folder: Path, words: str) -> None:
    said = run("prepare", "x.csv", "-n", *words.split(), cwd=folder, code=2).stderr
    assert f"error: {words.split()[0]} is given twice, as " in said


@pytest.mark.parametrize("words", ["--domain custom --domain custom", "--format json --format text", "-- --since"])
def test_one_value_given_twice_and_looks_are_none(folder: Path, words: str) -> None:
    assert "given twice" not in run("filter", "x.csv", "-n", *words.split(), cwd=folder, code=None).stderr


@pytest.mark.parametrize(
    ("option", "text"),
    [
        ("--solution-config", '{"eventType": "View", "eventType": "Buy"}'),
        ("--solution-config", '{"solutionConfig": {"eventValueThreshold": "1", "eventValueThreshold": "2"}}'),
        (
            "--schema",
            '{"type": "record", "name": "Interactions", "fields": [{"name": "A", "name": "B", "type": "int"}]}',
        ),
        ("--schema", json.dumps('{"type": "record", "type": "record", "name": "Interactions", "fields": []}')),
    ],
)
def test_a_key_that_is_named_twice_is_refused(folder: Path, option: str, text: str) -> None:
    (folder / "given.json").write_text(text)
    said = run("filter", "x.csv", "-n", option, "given.json", cwd=folder, code=2).stderr
    assert "twice in one object" in said


@pytest.mark.parametrize("settings", [{"eventType": None}, {"recipeArn": "arn:aws:personalize:::recipe/aws-sims"}])
def test_settings_that_filter_nothing_are_named(folder: Path, settings: dict[str, str | None]) -> None:
    (folder / "solution.json").write_text(json.dumps(settings))
    notes = report("x.csv", "--solution-config", "solution.json", cwd=folder)["notes"]
    assert "solution.json has no event filter: records of every type and value are used" in notes
    (folder / "solution.json").write_text('{"eventType": "View"}')
    assert report("x.csv", "--solution-config", "solution.json", cwd=folder)["notes"] == []


@pytest.mark.parametrize("document", [{"solutions": [{"serviceConfig": {}}]}, {"solutions": []}])
def test_several_solutions_are_no_settings(folder: Path, document: dict[str, list[object]]) -> None:
    (folder / "solution.json").write_text(json.dumps(document))
    said = run("filter", "x.csv", "-n", "--solution-config", "solution.json", cwd=folder, code=2).stderr
    assert "Save the one that is meant as a file of its own" in said


@pytest.mark.parametrize(
    ("event", "given"),
    [
        ("View,Buy", "--event View --event Buy"),
        ("View; Buy", "--event View --event Buy"),
        ("View>=0.5", "--event View:0.5"),
        ("Buy=1", "--event Buy:1"),
    ],
)
def test_several_words_in_one_event_are_taken_apart(folder: Path, event: str, given: str) -> None:
    found = finding(report("x.csv", "--event", event, cwd=folder), "SET018")
    assert f"`{given}`" in found["hint"]


@pytest.mark.parametrize(
    ("word", "hint"),
    [("VALO04", "Did you mean VAL004?"), ("val4", "Did you mean VAL004?"), ("VAL*", "Write the beginning alone: VAL.")],
)
def test_the_nearest_rule_is_named(folder: Path, word: str, hint: str) -> None:
    assert hint in run("validate", "x.csv", "--select", word, cwd=folder, code=2).stderr


@pytest.mark.parametrize("twins", ["Device,DEVICE", "page url,PAGE_URL", "Kind,kind"])
def test_own_columns_that_differ_in_spelling_alone_are_twins(folder: Path, twins: str) -> None:
    (folder / "x.csv").write_text(f"USER_ID,ITEM_ID,TIMESTAMP,{twins}\nu1,i1,1700000000,a,b\n")
    first, second = twins.split(",")
    assert finding(report("x.csv", cwd=folder), "SCH013")["message"].startswith(f"column {second} in 1 file is nearly")
    assert first in finding(report("x.csv", cwd=folder), "SCH013")["message"]


def test_own_columns_that_are_equal_without_underscores_are_one_finding(folder: Path) -> None:
    (folder / "x.csv").write_text("USER_ID,ITEM_ID,TIMESTAMP,A_B,AB\nu1,i1,1700000000,a,b\n")
    found = codes(report("x.csv", cwd=folder))
    assert "SCH002" in found
    assert "SCH013" not in found


@pytest.mark.parametrize("value", ['"1,736,431,407"', "02025-06-15", '"1,750,000,000"'])
def test_digits_that_are_no_date_have_no_form(folder: Path, value: str) -> None:
    (folder / "x.csv").write_text(f"USER_ID,ITEM_ID,TIMESTAMP\nu1,i1,{value}\n")
    assert "--time-format" not in finding(report("x.csv", cwd=folder), "VAL003")["hint"]


@pytest.mark.parametrize("zero", [2_082_844_800, 2_208_988_800])
def test_seconds_of_older_clocks_are_named(folder: Path, zero: int) -> None:
    rows = "".join(f"u{n},i{n},{1_700_000_000 + zero + n}\n" for n in range(20))
    (folder / "x.csv").write_text(f"USER_ID,ITEM_ID,TIMESTAMP\n{rows}")
    assert "seconds since 1904" in finding(report("x.csv", cwd=folder), "VAL018")["message"]
