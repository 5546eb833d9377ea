"""Which room may import which: a module knows its own room and the floors below."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from interactions_cli.reading.line_defect import LineDefect
from interactions_cli.rules import ALL_RULES
from interactions_cli.rules.defects import CODES

PACKAGE = Path(__file__).resolve().parent.parent / "interactions_cli"
# The ground stones, which lie flat beside the rooms; everything above may stand on them.
GROUND = {"errors", "report", "shell", "trace", "version", "wording"}
DOORS = {"__init__", "__main__"}
# From the top floor down. Rooms of one floor do not know each other.
FLOORS = (
    {"cli"},
    {"commands"},
    {"transforms"},
    {"engine", "formats", "settings"},
    {"judging", "pages"},
    {"rules"},
    {"measures"},
    {"reading"},
    {"storage", "personalize"},
)
RULE_CODE = re.compile("[A-Z]{3}[0-9]{3}")
FLOOR = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}


@cache
def imports(path: Path) -> frozenset[str]:
    """The modules a file imports when it runs or is type-checked, also inside functions."""
    return frozenset(modules_of(ast.walk(parsed(path))))


@cache
def imports_at_start(path: Path) -> frozenset[str]:
    """The modules a file imports when it is imported itself."""
    return frozenset(modules_of(parsed(path).body))


def modules_of(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def sources() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def named(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").as_posix()


def test_every_module_is_in_a_room_or_a_ground_stone() -> None:
    assert {room_of(path) for path in sources()} == set(FLOOR) | GROUND | DOORS


def test_at_most_nine_modules_lie_flat_beside_the_rooms() -> None:
    assert len(list(PACKAGE.glob("*.py"))) <= 9


@pytest.mark.parametrize("room", sorted({*FLOOR, *GROUND}))
def test_a_room_imports_nothing_from_its_own_floor_or_above(room: str) -> None:
    level = FLOOR.get(room, len(FLOORS))
    wrong = []
    for path in (path for path in sources() if room_of(path) == room):
        used = {name.split(".")[1] for name in imports(path) if name.startswith("interactions_cli.")}
        wrong += [f"{named(path)} → {name}" for name in used - {room} if FLOOR.get(name, len(FLOORS)) <= level]
    # Ground stones know one another.
    assert [entry for entry in wrong if room not in GROUND or entry.split(" → ")[1] not in GROUND] == []


def test_nobody_imports_the_face_of_the_package() -> None:
    assert [named(path) for path in sources() if "interactions_cli" in imports(path)] == []


def users_of(package: str) -> set[str]:
    return {named(path) for path in sources() if any(name.split(".")[0] == package for name in imports(path))}


def test_only_the_command_line_knows_typer() -> None:
    assert {name.split("/")[0] for name in users_of("typer")} == {"cli"}


def test_only_the_command_line_and_the_text_format_know_rich() -> None:
    terminal = {"formats/terminal", "formats/terminal_blocks", "formats/terminal_issues"}
    assert users_of("rich") == {"cli/progress", *terminal}


def test_what_people_are_shown_is_made_without_polars() -> None:
    shown = {name for name in users_of("polars") if name.startswith(("formats", "pages", "cli", "commands"))}
    # Data frames are arguments and results of the Python API.
    assert shown == {"commands/api/frames"}


def test_polars_is_not_needed_to_know_the_rules() -> None:
    light = [
        path
        for path in sources()
        if room_of(path) in {"rules", "personalize", "settings", *GROUND}
        or named(path) in {"reading/view", "measures/metrics"}
    ]
    assert [named(path) for path in light if "polars" in imports_at_start(path)] == []


def test_names_of_dependencies_are_public_ones() -> None:
    private = {
        name
        for path in sources()
        for name in imports(path)
        if name.split(".")[0] in {"polars", "rich", "typer"} and any(part.startswith("_") for part in name.split("."))
    }
    assert private == set()


@pytest.mark.parametrize("room", ["storage", "personalize", "reading", "measures", "engine"])
def test_a_room_that_only_reads_and_counts_knows_no_rule_code(room: str) -> None:
    found = []
    for path in (path for path in sources() if room_of(path) == room):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and RULE_CODE.fullmatch(node.value):
                found.append(f"{named(path)}:{node.lineno} {node.value}")
    assert found == []


def test_every_defect_of_a_line_has_the_code_of_a_rule_of_that_name() -> None:
    names = {rule.code: rule.name for rule in ALL_RULES}
    # Line ends are a kind of control character with words of their own.
    values = {defect: defect.value for defect in LineDefect} | {LineDefect.LINE_END: LineDefect.CONTROL_CHARACTER.value}
    assert {defect: names[code] for defect, code in CODES.items()} == values


def test_a_module_has_at_most_250_lines() -> None:
    assert [named(path) for path in sources() if len(path.read_text(encoding="utf-8").splitlines()) > 250] == []
