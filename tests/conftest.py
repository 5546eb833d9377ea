"""Every process of the test run, before it imports a test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests import surroundings
from tests.spark_session import session


def pytest_sessionstart() -> None:
    surroundings.settle()


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    found = session()
    yield found
    found.stop()
