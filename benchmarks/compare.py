"""The commands of this tree beside those of another commit, in turn: what a change costs."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from statistics import median

from benchmarks.commands import TOOL, Command
from benchmarks.inputs import HERE, say
from benchmarks.measuring import Usage, measure, median_usage

THIS_TREE = HERE.parent


def unpacked(ref: str, folder: Path) -> None:
    """Put the package as it is in a commit into a folder.

    Raises:
        SystemExit: Git does not know the commit, or it has no package.
    """
    archive = ["git", "-C", str(THIS_TREE), "archive", ref, "interactions_cli"]
    found = subprocess.run(archive, capture_output=True, check=False)
    if found.returncode:
        sys.exit(f"--compare {ref}: {found.stderr.decode(errors='replace').strip()}")
    with tarfile.open(fileobj=BytesIO(found.stdout)) as packed:
        packed.extractall(folder, filter="data")
    # Without byte code each run would compile the package again.
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(folder)], check=True)


def of_tree(command: Command, tree: Path) -> tuple[list[str], dict[str, str]]:
    """Arguments and environment that run a command of the tool from a tree."""
    # `-P` keeps the working directory, which may be another tree, out of the way.
    arguments = [sys.executable, "-P", "-m", "interactions_cli", *command.arguments[1:]]
    return arguments, {**os.environ, "PYTHONPATH": str(tree)}


def compared(
    commands: Sequence[Command], paths: Mapping[str, Path], words: Mapping[str, str], ref: str, rounds: int
) -> str:
    """A table of medians over rounds in which the two trees take turns, and of the ratios within each round.

    Args:
        commands: Those that are not of the tool are left out.
        paths: File → where it is.
        words: What stands for words in the arguments.
        ref: The other commit.
        rounds: Runs of each command and tree.
    """
    lines = [
        f"This tree ÷ {ref}: medians of {rounds} runs in turn, ratios of the runs next to each other.",
        "",
        "| command | wall | CPU | peak memory | wall s | CPU s | peak MB |",
        "|---|---|---|---|---|---|---|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        other = Path(folder)
        unpacked(ref, other)
        for command in (command for command in commands if command.arguments[0] == str(TOOL)):
            usages: tuple[list[Usage], list[Usage]] = ([], [])
            for number in range(rounds):
                say(f"round {number + 1} of {rounds}: {command.name}")
                for tree, runs in zip((THIS_TREE, other), usages, strict=True):
                    arguments, environment = of_tree(command, tree)
                    given = [words.get(word, word) for word in arguments]
                    given += [str(paths[command.file])] if command.file else []
                    runs.append(measure(given, exit_codes=(command.exit_code,), environment=environment))
            lines.append(_row(command.name, *usages))
    return "\n".join(lines) + "\n"


def _row(name: str, ours: Sequence[Usage], theirs: Sequence[Usage]) -> str:
    pairs = list(zip(ours, theirs, strict=True))
    ratios = (
        median(one.wall / other.wall for one, other in pairs),
        median(one.cpu / other.cpu for one, other in pairs),
        median(one.peak / other.peak for one, other in pairs),
    )
    own = median_usage(ours, 0)
    shown = " | ".join(f"{ratio:.2f} ×" for ratio in ratios)
    return f"| {name} | {shown} | {own.wall:.2f} | {own.cpu:.2f} | {own.peak / 1e6:.0f} |"
