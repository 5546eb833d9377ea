"""What a command imports before it does anything: Polars is most of the start-up time."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from interactions_cli.cli.app import COMMANDS
from tests.cli_runner import environment
from tests.processes import finished

WATCHED = ("polars", "tomllib", "interactions_cli.rules", "interactions_cli.settings.config")
# Runs the command as its entry point does, then says which of the watched modules it has imported.
PROBE = """
import atexit, json, sys
atexit.register(lambda: print(json.dumps([name for name in {watched!r} if name in sys.modules]), file=sys.stderr))
sys.argv = ["interactions-cli", *{words!r}]
from interactions_cli.cli import main
main()
"""


def imported(
    *words: str, folder: Path, env: Mapping[str, str] | None = None, watched: tuple[str, ...] = WATCHED
) -> set[str]:
    program = PROBE.format(watched=watched, words=words)
    ended = finished(
        [sys.executable, "-c", program], capture_output=True, check=True, cwd=folder, env=environment(env), text=True
    )
    assert ended.stdout
    return set(json.loads(ended.stderr.splitlines()[-1]))


@pytest.mark.parametrize(
    "words", [("--version",), ("--help",), ("validate", "--help"), ("rules", "--help"), ("help", "filter")]
)
def test_help_needs_nothing_of_what_it_speaks_about(words: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "interactions-cli.toml").write_text("no TOML")
    assert imported(*words, folder=tmp_path, watched=("rich", *WATCHED)) == set()


@pytest.mark.parametrize(
    ("words", "needed"), [("--version", set()), ("validate --help", {"validate"}), ("--help", set())]
)
def test_commands_are_loaded_when_asked_for(words: str, needed: set[str], tmp_path: Path) -> None:
    modules = {name: f"interactions_cli.cli.{entry.module}" for name, entry in COMMANDS.items()}
    loaded = imported(*words.split(), folder=tmp_path, watched=tuple(modules.values()))
    assert loaded == {modules[name] for name in needed}


@pytest.mark.parametrize("words", [("rules",), ("rules", "IMP"), ("rules", "VAL004")])
def test_rules_are_listed_without_polars(words: tuple[str, ...], tmp_path: Path) -> None:
    assert imported(*words, folder=tmp_path) == {"interactions_cli.rules"}


@pytest.mark.parametrize("line", ["validate --select ", "rules ", "validate --use-case ", "validate --recipe "])
def test_completion_does_without_polars(line: str, tmp_path: Path) -> None:
    env = {"_INTERACTIONS_CLI_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": f"interactions-cli {line}"}
    assert imported(folder=tmp_path, env=env) <= {"interactions_cli.rules"}


def test_the_face_of_the_package_names_its_functions_without_polars(tmp_path: Path) -> None:
    program = (
        "import sys, interactions_cli as face; dir(face); face.UsageError, face.Finding\n"
        "assert 'polars' not in sys.modules\n"
        "assert all(getattr(face, name) is not None for name in face.__all__)\n"
    )
    finished([sys.executable, "-c", program], check=True, cwd=tmp_path, env=environment())


def test_spark_is_imported_only_where_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("USER_ID,ITEM_ID,TIMESTAMP\nu,i,1700000000\n")
    words = ("validate", "x.csv", "--fail-on", "never")
    assert imported(*words, folder=tmp_path, watched=("pyspark", "pyarrow", "pandas", "py4j")) == set()


@pytest.mark.parametrize("words", ["validate x.csv --fail-on never", "stats x.csv", "schema x.csv"])
def test_garbage_is_looked_for_while_a_command_works(words: str, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("USER_ID,ITEM_ID,TIMESTAMP\nu,i,1700000000\n")
    program = (
        "import atexit, gc, sys\n"
        "atexit.register(lambda: print(gc.isenabled(), gc.get_freeze_count() > 0, file=sys.stderr))\n"
        f"sys.argv = ['interactions-cli', *{words.split()!r}]\n"
        "from interactions_cli.cli import main\n"
        "main()\n"
    )
    ended = finished(
        [sys.executable, "-c", program], capture_output=True, check=True, cwd=tmp_path, env=environment(), text=True
    )
    assert ended.stderr.splitlines()[-1] == "True True"
