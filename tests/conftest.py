"""Every process of the test run, before it imports a test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import Phase, settings

from tests import surroundings
from tests.spark_session import session

# Shrinking an example takes longer than a test may take, which would end before it has said what failed.
settings.register_profile("ci", settings.get_profile("ci"), phases=(Phase.explicit, Phase.generate, Phase.target))


def pytest_sessionstart(session: pytest.Session) -> None:
    surroundings.settle()
    if session.config.getoption("--hypothesis-profile") == "ci":
        surroundings.load_everything()


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    found = session()
    yield found
    found.stop()
