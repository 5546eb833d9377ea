"""The configuration file: found, read, and checked to the last value before anything else happens."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from interactions_cli.errors import InputError, UsageError
from interactions_cli.judging.policy import Budget
from interactions_cli.personalize.event_filter import choose_events
from interactions_cli.personalize.target import make_target
from interactions_cli.report import Severity
from interactions_cli.rules import RULES
from interactions_cli.rules.selection import match_rules
from interactions_cli.settings.keys import FAIL_ON, KEYS, PYPROJECT, TABLE, KeyReader, as_shown
from interactions_cli.storage.opening import is_remote, read_text
from interactions_cli.wording import unparsed

FILE_NAME: Final = "interactions-cli.toml"
# Options that errors about a value name, and the keys that stand for them here.
KEY_OF_OPTION: Final = {"--use-case": "use-cases", "--recipe": "recipe", "--domain": "domain", "--event": "events"}


@dataclass(frozen=True, kw_only=True)
class Config:
    """What a configuration file says; None or empty where it is silent.

    `path` and `schema` are relative to the working directory; `severities` and `budgets` are by rule code,
    `baseline_limits` by rule name, `limits` by their own; `prepare` has the keys of a plan.
    """

    path: str
    schema: str | None = None
    domain: str | None = None
    use_cases: tuple[str, ...] = ()
    recipe: str | None = None
    events: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str | None = None
    max_samples: int | None = None
    redact: bool | None = None
    threads: int | None = None
    severities: Mapping[str, Severity] = field(default_factory=dict)
    budgets: Mapping[str, Budget] = field(default_factory=dict)
    baseline_limits: Mapping[str, float] = field(default_factory=dict)
    limits: Mapping[str, float] = field(default_factory=dict)
    prepare: Mapping[str, Any] = field(default_factory=dict)


def find_config() -> Config | None:
    """The configuration of the nearest folder that has one, from the working directory upward.

    In one folder `interactions-cli.toml` goes before `pyproject.toml`, which counts only with the table
    `[tool.interactions-cli]`.

    Raises:
        InputError: As `read_config`.
    """
    try:
        above = len(Path.cwd().parents)
    except OSError:
        return None
    for folder in (Path(*[".."] * steps) for steps in range(above + 1)):
        if _is_file(folder / FILE_NAME):
            return _config(_document(folder / FILE_NAME), folder / FILE_NAME)
        if _is_file(folder / PYPROJECT) and _mentions_table(folder / PYPROJECT):
            table = _pyproject_table(_document(folder / PYPROJECT), folder / PYPROJECT)
            if table is not None:
                return _config(table, folder / PYPROJECT)
    return None


def read_config(path: str) -> Config:
    """The configuration in one file: the table `[tool.interactions-cli]` of a `pyproject.toml`, else the whole file.

    Raises:
        InputError: It cannot be read, is not TOML, or has an unknown key, a value of the wrong type, or a rule, use
            case, recipe, domain or event that does not exist.
    """
    file = Path(path)
    if file.name != PYPROJECT:
        return _config(_document(file), file)
    table = _pyproject_table(_document(file), file)
    if table is None:
        raise InputError(f"{path} has no table [tool.{TABLE}]", f"Add one, or name another file: --config {FILE_NAME}.")
    return _config(table, file)


def shown_path(path: Path) -> str:
    """A path as reports name it: relative to the working directory."""
    if not path.is_absolute():
        return path.as_posix()
    try:
        return Path(os.path.relpath(path)).as_posix()
    except (OSError, ValueError):
        # The working directory is gone, or the file is on another drive.
        return path.name


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _mentions_table(path: Path) -> bool:
    # Spares parsing, and failing on, a file that is about something else.
    try:
        return TABLE.encode() in path.read_bytes()
    except OSError:
        return True


def _document(path: Path) -> Mapping[str, Any]:
    import tomllib

    try:
        text = read_text(str(path), "the configuration")
    except InputError as error:
        raise InputError(error.message, f"{error.hint} `--no-config` does without.") from None
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"{path} is not TOML: {unparsed(error)}", "Correct it, or leave the configuration aside with --no-config."
        ) from None


def _pyproject_table(document: Mapping[str, Any], path: Path) -> Mapping[str, Any] | None:
    tools = document.get("tool")
    table = tools.get(TABLE) if isinstance(tools, dict) else None
    if table is not None and not isinstance(table, dict):
        raise InputError(
            f"{path}: tool.{TABLE} is {as_shown(table)}, not a table", f"Write [tool.{TABLE}] and keys below it."
        )
    return table


def _config(table: Mapping[str, Any], path: Path) -> Config:
    keys = KeyReader(table, shown_path(path))
    keys.refuse_unknown_keys()
    schema = keys.text("schema")
    config = Config(
        path=keys.path,
        schema=schema if schema is None or is_remote(schema) else shown_path(path.parent / schema),
        domain=keys.text("domain"),
        use_cases=keys.texts("use-cases"),
        recipe=keys.text("recipe"),
        events=keys.texts("events"),
        select=keys.texts("select"),
        ignore=keys.texts("ignore"),
        fail_on=keys.choice("fail-on", FAIL_ON),
        max_samples=keys.whole_number("max-samples"),
        redact=keys.flag("redact"),
        threads=keys.whole_number("threads", least=1),
        severities=keys.severities(),
        budgets=keys.budgets(),
        baseline_limits=keys.baseline_limits(),
        limits=keys.limits(),
        prepare=keys.plan(),
    )
    _refuse_unknown_values(config)
    return config


def _refuse_unknown_values(config: Config) -> None:
    """A name that does not exist is found also where an option goes before it."""
    if config.use_cases and config.recipe:
        raise InputError(
            f"{config.path} has both use-cases and recipe",
            "A use case belongs to a domain dataset group, a recipe to a custom solution: keep one of the two keys.",
        )
    with _errors_of(config.path):
        make_target(domain=config.domain, use_cases=config.use_cases, recipe=config.recipe, now=0)
        match_rules(RULES, config.select, "select")
        match_rules(RULES, config.ignore, "ignore")
    with _errors_of(config.path, hint=f"Write it like {KEYS['events']}, at most 10, and a colon in a type as \\:."):
        choose_events(events=config.events)


@contextmanager
def _errors_of(path: str, hint: str = "") -> Iterator[None]:
    """Errors about a value speak of the file and its keys instead of options."""
    try:
        yield
    except UsageError as error:
        raise InputError(f"{path}: {_with_keys(error.message)}", hint or _with_keys(error.hint)) from None


def _with_keys(text: str) -> str:
    for option, key in KEY_OF_OPTION.items():
        text = text.replace(option, key)
    return text
