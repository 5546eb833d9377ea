"""The settings in force: what the command line says, over what the configuration file says."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from interactions_cli.errors import InputError, UsageError
from interactions_cli.storage.opening import is_remote

if TYPE_CHECKING:
    from interactions_cli.judging.policy import Policy
    from interactions_cli.settings.config import Config


class Field(NamedTuple):
    """A field of the configuration, and its value where neither the file nor the command line gives one."""

    name: str
    default: Any


# Parameter of a command → what the file may say instead.
FIELDS: Final[Mapping[str, Field]] = MappingProxyType(
    {
        "schema": Field("schema", None),
        "domain": Field("domain", None),
        "use_case": Field("use_cases", ()),
        "recipe": Field("recipe", None),
        "event": Field("events", ()),
        "select": Field("select", ()),
        "ignore": Field("ignore", ()),
        "fail_on": Field("fail_on", "never"),
        "max_samples": Field("max_samples", 5),
        "redact": Field("redact", False),
        "threads": Field("threads", None),
    }
)
PURPOSE: Final = ("domain", "use_cases", "recipe")
# Parameter of a command → fields of the configuration that it sets aside; docs/configuration.md has the same table.
SETS_ASIDE: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "schema": ("schema",),
        "domain": PURPOSE,
        "use_case": PURPOSE,
        "recipe": PURPOSE,
        "event": ("events",),
        "event_type": ("events",),
        "event_value_threshold": ("events",),
        "solution_config": ("events",),
        # What is asked for by name is looked for.
        "select": ("select", "ignore"),
        "ignore": ("ignore",),
        "fail_on": ("fail_on",),
        "max_samples": ("max_samples",),
        "redact": ("redact",),
        "threads": ("threads",),
    }
)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The options that a configuration file may also give, as they are in force.

    `purpose_is_given` is true if the command line names a domain, a use case or a recipe; `prepare` has the keys of a
    plan that no option sets aside.
    """

    schema: str | None
    domain: str | None
    use_cases: tuple[str, ...]
    recipe: str | None
    events: tuple[str, ...]
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    fail_on: str
    max_samples: int
    redact: bool
    baseline_limits: Mapping[str, float]
    threads: int | None
    policy: Policy
    limits: Mapping[str, float]
    purpose_is_given: bool
    prepare: Mapping[str, Any]

    def read_beside(self, *others: str | None) -> list[str]:
        """Every file that is read besides the data: no output may replace one of them."""
        return [path for path in (self.schema, self.policy.config, *others) if path is not None]

    def with_solution(self, recipe: str | None) -> Self:
        """The settings once a solution config has named its recipe: it gives way to options, not to the file."""
        if recipe is None:
            return self
        if self.purpose_is_given:
            return replace(self, recipe=self.recipe or (None if self.use_cases else recipe))
        return replace(self, domain=None, use_cases=(), recipe=recipe)


def settings_in_force(options: Mapping[str, Any], given: Collection[str], *, is_gate: bool) -> Settings:
    """The settings of a command, from its parameters and the configuration file.

    Args:
        options: Parameter of the command → its value.
        given: The parameters that the command line names; the others have their defaults.
        is_gate: Whether the file's `fail-on` is meant for it. A command that writes data fails on findings only where
            its own option says so.

    Raises:
        InputError: The configuration file cannot be used.
        UsageError: `--config` together with `--no-config`.
    """
    file = _configuration(options.get("config"), is_off=bool(options.get("no_config")))
    aside = {name for option in given for name in SETS_ASIDE.get(option, ())} | (set() if is_gate else {"fail_on"})
    kept = {name: value for name, value in vars(file).items() if name not in aside and _says(value)} if file else {}
    if file and "schema" in kept:
        _refuse_absent_schema(kept["schema"], file)
    values = {}
    for parameter, field in FIELDS.items():
        option = options.get(parameter)
        default = field.default if option is None else option
        values[field.name] = default if parameter in given else kept.get(field.name, default)
    lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    return Settings(
        **(values | lists),
        baseline_limits=file.baseline_limits if file else {},
        limits=file.limits if file else {},
        policy=_policy(file, kept, exit_zero=bool(options.get("exit_zero"))),
        purpose_is_given=any(name in given for name in ("domain", "use_case", "recipe")),
        prepare=_plan_keys(file, given),
    )


def _plan_keys(file: Config | None, given: Collection[str]) -> Mapping[str, Any]:
    if file is None:
        return {}
    from interactions_cli.settings.plan_keys import SETS_ASIDE as SET_ASIDE_BY

    aside = {key for option in given for key in SET_ASIDE_BY.get(option, ())}
    return {key: value for key, value in file.prepare.items() if key not in aside}


def _says(value: object) -> bool:
    """Whether a field of the configuration says anything: a key with an empty list is like an absent one."""
    return value is not None and value != ()


def _refuse_absent_schema(schema: str, file: Config) -> None:
    if not is_remote(schema) and not os.path.lexists(schema):
        raise InputError(
            f"{file.path} names the schema {schema}, and there is no such file",
            f"Correct it: its path is relative to the folder of {file.path}.",
        )


def _policy(file: Config | None, kept: Mapping[str, object], *, exit_zero: bool) -> Policy:
    from interactions_cli.judging.policy import Policy
    from interactions_cli.rules.selection import IGNORED, NOT_SELECTED

    if file is None:
        return Policy(exit_zero=exit_zero)
    words = {"select": (NOT_SELECTED, "not in select"), "ignore": (IGNORED, "in ignore")}
    return Policy(
        config=file.path,
        severities=file.severities,
        budgets=file.budgets,
        limits=file.limits,
        reasons={reason: f"{word} of {file.path}" for key, (reason, word) in words.items() if key in kept},
        exit_zero=exit_zero,
    )


def _configuration(path: str | None, *, is_off: bool) -> Config | None:
    if is_off:
        if path is not None:
            raise UsageError("--config and --no-config contradict each other", "Leave one of them out.")
        return None
    from interactions_cli.settings.config import find_config, read_config

    return find_config() if path is None else read_config(path)
