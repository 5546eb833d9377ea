from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli.formats import render
from interactions_cli.formats.json import render_json
from interactions_cli.report import Folded
from tests.example_report import BIDI, CLEAN, HOSTILE, RICH, SURROGATE
from tests.examples import examples


def round_trip(report: Any) -> Any:
    return json.loads(render_json(report))


def test_it_is_the_report_as_a_dictionary() -> None:
    assert round_trip(RICH) == json.loads(json.dumps(RICH.to_dict()))
    assert render(RICH, "json") == render_json(RICH)


def test_keys_keep_the_documented_order_and_two_blanks_indent() -> None:
    lines = render_json(RICH).split("\n")
    assert lines[:6] == [
        "{",
        '  "version": 1,',
        '  "tool": {',
        '    "name": "interactions-cli",',
        lines[4],
        "  },",
    ]
    assert list(round_trip(RICH)) == list(RICH.to_dict())
    assert lines[-2:] == ["}", ""]


def test_what_was_left_out_of_the_inputs_is_said() -> None:
    assert round_trip(RICH)["notes"] == list(RICH.notes)


def test_what_a_finding_stands_for_is_listed() -> None:
    found = replace(RICH.findings[0], folded=(Folded(code="SCH012", column="USER_ID"),))
    (entry,) = round_trip(replace(RICH, findings=(found,)))["findings"]
    assert entry["folded"] == [{"code": "SCH012", "column": "USER_ID"}]


def test_letters_are_written_as_they_are() -> None:
    assert '"value": "東京タワー🗼"' in render_json(RICH)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("\x1b[31m\x07", r"\u001b[31m\u0007"),
        ("\x7f\x9b\u00a0", r"\u007f\u009b\u00a0"),
        ("\u202e\u2028\ufeff", r"\u202e\u2028\ufeff"),
        ("\ud800", r"\ud800"),
        ("\U000e0041", r"\udb40\udc41"),
        ('"\\\n', r"\"\\\n"),
        ("###[group]::error::", r"#\u0023#[group]::error::"),
    ],
)
def test_what_cannot_be_seen_is_escaped(text: str, written: str) -> None:
    report = replace(CLEAN, target={"schema": text}, metrics={"event_types": {text: 1}})
    shown = render_json(report)
    assert f'"schema": "{written}"' in shown
    assert f'"{written}": 1' in shown
    assert round_trip(report)["target"]["schema"] == text


def test_nothing_in_it_can_harm_a_terminal_or_a_reader() -> None:
    for line in render_json(replace(RICH, metrics={HOSTILE: [BIDI, SURROGATE]})).split("\n"):
        assert line.isprintable()
        line.encode()


@settings(max_examples=examples(100), deadline=None)
@given(st.text(st.characters(codec="utf-8")))
def test_any_text_comes_back(text: str) -> None:
    report = replace(CLEAN, target={text: text})
    assert round_trip(report)["target"] == {text: text}
    assert all(line.isprintable() for line in render_json(report).split("\n"))


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_a_figure_that_json_cannot_say_is_null(value: float) -> None:
    report = replace(CLEAN, metrics={"a": value, "b": [value, 1.5]}, sections={"stats": {"c": (value,)}})
    found = round_trip(report)
    assert found["metrics"] == {"a": None, "b": [None, 1.5]}
    assert found["stats"] == {"c": [None]}
