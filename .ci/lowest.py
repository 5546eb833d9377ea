"""Prints the lowest versions that pyproject.toml allows at run time, as constraints for pip."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)>=([0-9][0-9a-z.]*)")


def lowest(text: str) -> list[str]:
    """The constraints, `name==version`, of a pyproject.toml.

    Raises:
        ValueError: A dependency has no lowest version.
    """
    project = tomllib.loads(text)["project"]
    found = []
    for requirement in [*project["dependencies"], *project["optional-dependencies"]["zstd"]]:
        match = REQUIREMENT.match(requirement)
        if match is None:
            raise ValueError(f"{requirement!r} does not begin with name>=version")
        found.append(f"{match[1]}=={match[2]}")
    return found


if __name__ == "__main__":
    print("\n".join(lowest((Path(__file__).resolve().parent.parent / "pyproject.toml").read_text(encoding="utf-8"))))
