"""A small, fixed share of the campaign that `make fuzz` runs."""

from __future__ import annotations

import pytest

from tests.examples import examples
from tests.fuzz.counting import Property
from tests.fuzz.properties import PROPERTIES
from tests.fuzz.scenes import COMMANDS, NAMES, VALUES


@pytest.mark.parametrize("case", PROPERTIES, ids=lambda case: case.name.replace(" ", "-"))
def test_functions_take_anything(case: Property) -> None:
    case.run(examples(case.few), derandomize=True)


@pytest.mark.parametrize("name", sorted(set(NAMES)))
def test_every_option_is_given_something(name: str) -> None:
    options = [entry for entry in COMMANDS[name].params if entry.param_type_name == "option"]
    valued = {entry.name for entry in options if not getattr(entry, "is_flag", False)}
    assert valued - {"impressions"} <= set(VALUES)
