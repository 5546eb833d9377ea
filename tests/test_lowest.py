"""`make oldest` tests what pyproject.toml promises: the lowest version of everything that is needed at run time."""

from __future__ import annotations

import runpy
import sys
import tomllib
from typing import Any

import pytest

from tests.cli_runner import ROOT
from tests.processes import finished

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_every_dependency_is_pinned_to_its_lowest_version() -> None:
    printed = finished(
        [sys.executable, ROOT / ".ci" / "lowest.py"], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    promised = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["zstd"]]
    assert len(printed) == len(promised)
    for pin, requirement in zip(printed, promised, strict=True):
        assert requirement.startswith(pin.replace("==", ">="))


@pytest.mark.parametrize("requirement", ["polars", "polars<3", "polars==2.0"])
def test_a_dependency_without_a_lowest_version_is_refused(requirement: str) -> None:
    lowest = runpy.run_path(str(ROOT / ".ci" / "lowest.py"))["lowest"]
    with pytest.raises(ValueError, match="does not begin with name>=version"):
        lowest(f'[project]\ndependencies = ["{requirement}"]\noptional-dependencies.zstd = []\n')
