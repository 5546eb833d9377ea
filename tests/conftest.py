"""Every process of the test run, before it imports a test."""

from __future__ import annotations

from tests import surroundings


def pytest_sessionstart() -> None:
    surroundings.settle()
