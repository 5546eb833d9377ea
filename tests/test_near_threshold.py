"""Values that a 32-bit float cannot tell from a threshold: counted wherever the event filter leaves rows out."""

from __future__ import annotations

import json
import math
import struct
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interactions_cli.personalize.single_floats import least_alike, shorter_alike
from tests.cli_runner import codes, finding, report, run

FIRST = 1_700_000_000
HEADER = "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE\n"
VALUES = ("0.699999988", "0.7", "0.6999999", "", "0.69999998807907104")


def single(number: float) -> float:
    (value,) = struct.unpack("<f", struct.pack("<f", number))
    return float(value)


@given(st.floats(-3e38, 3e38))
def test_the_least_number_alike_is_that_and_the_next_one_is_another(number: float) -> None:
    least = least_alike(number)
    assert least <= number
    assert single(least) == single(number)
    assert single(math.nextafter(least, -math.inf)) != single(number)
    assert least <= shorter_alike(number) <= number


@pytest.mark.parametrize("number", [1e39, -1e300, 3.5e38])
def test_a_number_beyond_32_bits_is_alike_to_itself_alone(number: float) -> None:
    assert (least_alike(number), shorter_alike(number)) == (number, number)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for part in range(2):
        rows = [
            f"u{n % 60},i{n % 40},{FIRST + 61 * n},{'watch' if n % 2 else 'click'},{VALUES[n % 5]}\n"
            for n in range(600 * part, 600 * part + 600)
        ]
        (tmp_path / f"{part}.csv").write_text(HEADER + "".join(rows))
    return tmp_path


def near(folder: Path, *options: str, command: str = "validate") -> dict[str, Any]:
    words = [command, "0.csv", "1.csv", *options, "--format", "json"]
    words += ["-n"] if command == "filter" else ["--fail-on", "never"]
    return finding(json.loads(run(*words, cwd=folder).stdout), "SET031")


@pytest.mark.parametrize("command", ["validate", "stats", "filter"])
@pytest.mark.parametrize(
    ("options", "count", "given"),
    [
        (("--event", "watch:0.7"), 240, "--event watch:0.69999996"),
        (("--event", "click", "--event", "watch:.70"), 240, "--event click --event watch:0.69999996"),
        (("--event-value-threshold", "0.7"), 480, "--event-value-threshold 0.69999996"),
        (("--event-type", "click", "--event-value-threshold", "0.7"), 240, "--event click:0.69999996"),
    ],
)
def test_every_command_counts_them_and_names_the_threshold_that_lets_them_pass(
    folder: Path, command: str, options: tuple[str, ...], count: int, given: str
) -> None:
    found = near(folder, *options, command=command)
    assert (found["count"], found["severity"], found["effect"]) == (count, "note", "information")
    assert f"`{given}`" in found["hint"]
    first = found["samples"][0]
    assert (first["path"], first["value"]) in {("0.csv", "0.699999988"), ("0.csv", "0.699999988079071")}
    assert "such as 0.699999988" in found["message"]


def test_the_settings_of_a_solution_are_a_threshold_as_well(folder: Path) -> None:
    config = {"solutionConfig": {"eventValueThreshold": "0.7"}, "eventType": "watch"}
    (folder / "solution.json").write_text(json.dumps(config))
    assert near(folder, "--solution-config", "solution.json")["count"] == 240


@pytest.mark.parametrize(
    "options",
    [
        ("--event", "watch:0.69999998"),
        ("--event", "watch"),
        ("--event", "watch:0.70001"),
        ("--use-case", "most-viewed", "--event", "watch:0.7"),
        (),
    ],
)
def test_nothing_is_said_where_nothing_is_near_or_no_filter_counts(folder: Path, options: tuple[str, ...]) -> None:
    assert "SET031" not in codes(report("0.csv", "1.csv", *options, cwd=folder))


def test_values_are_hidden_and_the_threshold_is_not(folder: Path) -> None:
    found = near(folder, "--event", "watch:0.7", "--redact")
    assert "0.699999988" not in json.dumps(found)
    assert "(0.7)" in found["message"]


def test_streamed_events_are_counted_and_named_by_their_line(folder: Path) -> None:
    event = {"userId": "u1", "itemId": "i1", "sentAt": FIRST, "eventType": "watch", "eventValue": 0.699999988}
    (folder / "log.jsonl").write_text(f"{json.dumps(event)}\n{json.dumps(event | {'eventValue': 0.7})}\n")
    (folder / "0.csv").write_text(HEADER + f"u1,i1,{FIRST},watch,1\n")
    found = finding(report("0.csv", "--streamed", "log.jsonl", "--event", "watch:0.7", cwd=folder), "SET031")
    assert [(sample["path"], sample["line"]) for sample in found["samples"]] == [("log.jsonl", 1)]
    assert found["count"] == 1
