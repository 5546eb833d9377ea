"""A small, fixed share of the campaign that `make fuzz` runs."""

from __future__ import annotations

import pytest

from tests.examples import examples
from tests.fuzz.counting import Property
from tests.fuzz.properties import PROPERTIES


@pytest.mark.parametrize("case", PROPERTIES, ids=lambda case: case.name.replace(" ", "-"))
def test_functions_take_anything(case: Property) -> None:
    case.run(examples(case.few), derandomize=True)
