"""Runs commands in the working folder as somebody who may do only what the modes of files say.

    python -m tests.as_nobody USER_NUMBER LINES

The lines are a JSON list of lists of words; what is printed is one of what each of them printed and how it ended.
"""

from __future__ import annotations

import dataclasses
import importlib
import json
import os
import pkgutil
import sys
import tempfile
from pathlib import Path

import interactions_cli
from tests.cli_runner import run
from tests.fault_runner import COMMANDS, old_files, rows, words


def import_everything() -> None:
    """Load whatever a command may need: it may lie where the other one cannot read."""
    for module in pkgutil.walk_packages(interactions_cli.__path__, "interactions_cli."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "x.csv").write_text(rows(8))
        for command in COMMANDS:
            old_files(folder, command)
            run(*words(command), cwd=folder)
        run(*words("filter", "missing.csv"), cwd=folder, code=2)


def become(user: int) -> None:
    """Be another user for good."""
    os.setgroups([])
    os.setgid(user)
    os.setuid(user)


if __name__ == "__main__":
    if os.geteuid() == 0:
        import_everything()
        become(int(sys.argv[1]))
    results = [run(*line, code=None) for line in json.loads(sys.argv[2])]
    sys.stdout.write(json.dumps([dataclasses.asdict(result) for result in results]))
