"""Which part may import which: a module knows only the layers below its own."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "interactions_cli"
# From the top down; modules of one line do not matter to each other.
LAYERS = (
    {"cli", "__main__"},
    {"commands"},
    {"formats"},
    {"filtering", "merging", "sections"},
    {"scan", "readiness"},
    {"config", "config_keys", "judge", "unread"},
    {"impressions"},
    {"rules", "events"},
    {"plan"},
    {"checks", "tally", "dataset", "measures", "record_set"},
    {"records", "counts", "pipeline", "header"},
    {"rule", "lines", "shape"},
    {"facts"},
    {"spool"},
    {"columns", "opening", "output_set", "quoting", "sink", "source", "unpacking"},
    {"draft", "file_version", "output_names", "paths", "planted", "sizes", "times", "write_behind"},
    {"schema", "target"},
    {"personalize"},
    {"policy"},
    {"report"},
    {"errors", "shell", "trace"},
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}


def imports(path: Path) -> set[str]:
    """The modules a file imports when it runs or is type-checked, also inside functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
    return found


def module_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def sources() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if path != PACKAGE / "__init__.py"]


def test_every_module_has_a_layer() -> None:
    assert {module_of(path) for path in sources()} == set(LEVEL)


def test_modules_import_from_their_own_layer_or_below() -> None:
    wrong = []
    for path in sources():
        level = LEVEL[module_of(path)]
        used = {name.split(".")[1] for name in imports(path) if name.startswith("interactions_cli.")}
        wrong += [f"{path.name} imports {name}" for name in used if LEVEL[name] < level]
    assert wrong == []


def users_of(package: str) -> set[str]:
    return {
        "/".join(path.relative_to(PACKAGE).with_suffix("").parts)
        for path in sources()
        if any(name.split(".")[0] == package for name in imports(path))
    }


def test_only_the_command_line_knows_typer() -> None:
    assert {name.split("/")[0] for name in users_of("typer")} == {"cli"}


def test_only_the_command_line_and_the_text_format_know_rich() -> None:
    assert users_of("rich") == {"cli/progress", "formats/page", "formats/stats_text", "formats/text"}


def test_formats_do_without_polars() -> None:
    assert not {name for name in users_of("polars") if name.startswith(("formats", "cli", "commands"))}
