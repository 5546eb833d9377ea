"""The keys of a configuration file: what each must be, and what to say if it is something else."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from math import inf
from types import MappingProxyType
from typing import Any, Final

from interactions_cli.errors import InputError, UsageError
from interactions_cli.judging.policy import Budget, parse_budget
from interactions_cli.report import Severity
from interactions_cli.rules import RULES
from interactions_cli.rules.kit.comparison import LIMITS, UNBOUNDED
from interactions_cli.rules.kit.own_limits import refuse_limits
from interactions_cli.rules.rule import Rule
from interactions_cli.rules.selection import find_rules, rule_hint
from interactions_cli.settings.plan_keys import check_plan
from interactions_cli.wording import did_you_mean

PYPROJECT: Final = "pyproject.toml"
TABLE: Final = "interactions-cli"
FAIL_ON: Final = (*(severity.value for severity in Severity), "never")
# Every key with the line that a hint shows.
KEYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "schema": 'schema = "schema.json"',
        "domain": 'domain = "ecommerce"',
        "use-cases": 'use-cases = ["most-viewed"]',
        "recipe": 'recipe = "aws-user-personalization-v2"',
        "events": "events = ['watch:0.5', 'click']",
        "select": 'select = ["CSV", "VAL001"]',
        "ignore": 'ignore = ["byte-order-mark"]',
        "fail-on": 'fail-on = "warning"',
        "max-samples": "max-samples = 10",
        "redact": "redact = true",
        "threads": "threads = 4",
        "severity": 'severity = { VAL009 = "error" }',
        "budgets": 'budgets = { VAL009 = "0.1%", CSV009 = 12 }',
        "baseline": "baseline = { fewer-rows = 0.3, more-rows = 2 }",
        "limits": "limits = { unknown-items = 0.05 }",
        "prepare": 'prepare = { times = { zone = "UTC" }, null = ["-"] }',
    }
)
# What belongs to one run and not to the data.
ONLY_OPTIONS: Final = (
    *("color", "debug", "exact", "exit-zero", "force", "format", "import-mode", "max-bytes", "no-progress", "now"),
    *("output", "quiet", "report", "solution-config", "verbose"),
)


class KeyReader:
    """Takes each key of a configuration as the type it must have; None or empty where the key is absent.

    Args:
        table: The keys and values.
        path: The file, for messages.

    Every method raises an InputError for a value of another type.
    """

    def __init__(self, table: Mapping[str, Any], path: str) -> None:
        self._table = table
        self.path = path

    def refuse_unknown_keys(self) -> None:
        """Raise an InputError, with the nearest key, for a key that does not exist."""
        for key in self._table:
            if key not in KEYS:
                raise InputError(f"{self.path}: no key is called {key!r}", _key_hint(key))

    def text(self, key: str) -> str | None:
        """A text that is not empty."""
        value = self._table.get(key)
        if value is not None and not (isinstance(value, str) and value):
            raise self._wrong(key, "a text")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts that are not blank."""
        value = self._table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, str) and entry.strip() for entry in value):
            raise self._wrong(key, "a list of texts")
        return tuple(value)

    def choice(self, key: str, choices: Sequence[str]) -> str | None:
        """One of some words."""
        value = self._table.get(key)
        if value is not None and value not in choices:
            raise self._wrong(key, f"one of {', '.join(choices)}")
        return None if value is None else str(value)

    def whole_number(self, key: str, *, least: int = 0) -> int | None:
        """A whole number from `least` up."""
        value = self._table.get(key)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < least):
            raise self._wrong(key, f"a whole number from {least} up")
        return value

    def flag(self, key: str) -> bool | None:
        """True or false."""
        value = self._table.get(key)
        if value is not None and not isinstance(value, bool):
            raise self._wrong(key, "true or false")
        return value

    def severities(self) -> Mapping[str, Severity]:
        """Severities by rule code."""
        found = {}
        for code, word in self._by_rule("severity").items():
            if word not in list(Severity):
                raise InputError(
                    f"{self.path}: severity.{code} is {as_shown(word)}, which is no severity",
                    did_you_mean(str(word), Severity, then=f"Choose one of {', '.join(Severity)}."),
                )
            found[code] = Severity(word)
        return found

    def budgets(self) -> Mapping[str, Budget]:
        """Budgets by rule code."""
        found = {}
        for code, value in self._by_rule("budgets").items():
            budget = parse_budget(value)
            if budget is None:
                raise InputError(
                    f"{self.path}: budgets.{code} is {as_shown(value)}, neither a share nor a number of rows",
                    f'Write it like {code} = "0.1%" or {code} = 12.',
                )
            if not any(rule.counts_rows for rule in RULES if rule.code == code):
                raise InputError(
                    f"{self.path}: budgets.{code}: {code} counts no rows, so there is no part of them to put up with",
                    f'Lower its severity instead, severity = {{ {code} = "note" }}, or add it to ignore.',
                )
            found[code] = budget
        return found

    def baseline_limits(self) -> Mapping[str, float]:
        """From which difference to a baseline on rules speak, by rule name."""
        table = self._table.get("baseline", {})
        if not isinstance(table, dict):
            raise self._wrong("baseline", "a table; the report itself is an option, `--baseline FILE`")
        for name, value in table.items():
            if name not in LIMITS:
                raise InputError(f"{self.path}: no key of baseline is called {name!r}", _limit_hint(name))
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            most = inf if name in UNBOUNDED else 1
            if not is_number or not 0 <= value <= most or value == inf:
                wanted = "a number from 0 up" if name in UNBOUNDED else "a number from 0 to 1"
                raise InputError(
                    f"{self.path}: baseline.{name} is {as_shown(value)}, not {wanted}",
                    f"Write it like {name} = {LIMITS[name]:g}.",
                )
        return dict(table)

    def limits(self) -> Mapping[str, float]:
        """The limits of our own rules that are set otherwise, by name."""
        found = self._table.get("limits", {})
        if not isinstance(found, dict):
            raise self._wrong("limits", "a table")
        try:
            refuse_limits(found)
        except UsageError as error:
            raise InputError(f"{self.path}: {error.message}", error.hint) from None
        return found

    def plan(self) -> Mapping[str, Any]:
        """Keys of a plan of `prepare`."""
        table = self._table.get("prepare", {})
        if not isinstance(table, dict):
            raise self._wrong("prepare", "a table")
        check_plan(table, f"{self.path}: prepare: ")
        return table

    def _by_rule(self, key: str) -> Mapping[str, Any]:
        table = self._table.get(key, {})
        if not isinstance(table, dict):
            raise self._wrong(key, "a table")
        found: dict[str, Any] = {}
        for word, value in table.items():
            rule = _rule(word)
            if rule is None:
                raise InputError(f"{self.path}: {key}.{word}: no rule has that code or name", rule_hint(RULES, word))
            if rule.code in found:
                raise InputError(
                    f"{self.path}: {key} names {rule.code} ({rule.name}) twice", "Keep the line that is meant."
                )
            found[rule.code] = value
        return found

    def _wrong(self, key: str, wanted: str) -> InputError:
        return InputError(
            f"{self.path}: {key} is {as_shown(self._table.get(key))}, not {wanted}", f"Write it like {KEYS[key]}."
        )


def _rule(word: str) -> Rule | None:
    """The rule of exactly that code or name."""
    return next(
        (rule for rule in find_rules(RULES, ()) if word.upper() == rule.code or word.lower() == rule.name), None
    )


def _key_hint(key: str) -> str:
    word = key.lower().replace("_", "-")
    if word in ONLY_OPTIONS:
        return f"It belongs to the run and not to the data: give it as an option, --{word}."
    if word == "tool":
        return f"Only a file called {PYPROJECT} has [tool.{TABLE}]: write the keys at the top."
    return did_you_mean(word, KEYS, then=f"The keys are {', '.join(KEYS)}.")


def _limit_hint(name: str) -> str:
    rule = _rule(name)
    if rule is not None and rule.name in LIMITS:
        return f"Write it like {rule.name} = {LIMITS[rule.name]:g}."
    if rule is not None and rule.code.startswith("CMP"):
        severity = f'severity = {{ {rule.code} = "note" }}'
        return f"{rule.name} has no limit: set its severity, {severity}, or add it to ignore."
    return did_you_mean(name.lower().replace("_", "-"), LIMITS, then=f"The keys are {', '.join(LIMITS)}.")


def as_shown(value: object) -> str:
    """A value for a message, at most 60 characters of it."""
    return json.dumps(value, ensure_ascii=False, default=str)[:60]
