"""A part of the examples in every run, all of them when asked for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.examples import examples


@pytest.mark.parametrize(("chosen", "count"), [("", 2), ("some", 2), ("all", 10)])
def test_a_part_of_the_examples_is_tried_unless_all_are_asked_for(
    monkeypatch: pytest.MonkeyPatch, chosen: str, count: int
) -> None:
    monkeypatch.setenv("EXAMPLES", chosen)
    assert (examples(10), examples(1)) == (count, 1)


def test_another_part_of_the_examples_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXAMPLES", "every")
    with pytest.raises(ValueError, match="choose one of some, all"):
        examples(10)


def test_every_property_takes_its_part() -> None:
    here = Path(__file__).parent
    fixed = [
        f"{path.relative_to(here)}: {found}"
        for path in sorted(here.rglob("*.py"))
        for found in re.findall(r"max_examples *= *[0-9]+", path.read_text(encoding="utf-8"))
    ]
    assert fixed == []
