"""What the shell may complete: values of options, each with a word of help. None of it imports Polars."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from interactions_cli.cli.color import COLOR_CHOICES
from interactions_cli.formats import FORMATS

if TYPE_CHECKING:
    from interactions_cli.rules.rule import Rule

Choice = tuple[str, str]
FAIL_ON: Final = ("error", "warning", "note", "never")
LOCAL, SPARK = "local", "spark"
ENGINES: Final = (LOCAL, SPARK)


def fixed(what: str, *values: str) -> Callable[[str], list[Choice]]:
    """Completion of an option that takes some words; `what` is what each of them is."""
    return lambda incomplete: list(_starting_with(incomplete, ((value, what) for value in values)))


# These words repeat those of the commands' cores, whose import would load Polars at every press of Tab.
fail_on = fixed("severity", *FAIL_ON)
engines = fixed("what does the work", *ENGINES)
colors = fixed("colour", *COLOR_CHOICES)
formats = fixed("form of the report", *FORMATS)
report_formats = fixed("form of the report", *(f"{name}=" for name in FORMATS))
rule_formats = fixed("form of the list", "text", "json", "markdown")
sections = fixed(
    "section", "overview", "distribution", "events", "thresholds", "time", "columns", "impressions", "readiness"
)
periods = fixed("period", "hour", "day", "week", "month")
matches = fixed("which list", "shown", "latest")
existing = fixed("what becomes of lists that are there", "keep", "replace", "union")
log_formats = fixed("form of the log", "csv", "json")
log_shapes = fixed("what a row of the log is", "lists", "items")
log_time_units = fixed("unit of times", "s", "ms", "us")


def rules(incomplete: str) -> list[Choice]:
    """Codes and names of the rules about data; after a comma the next one of a list."""
    from interactions_cli.rules import RULES

    return _codes_and_names(incomplete, RULES)


def all_rules(incomplete: str) -> list[Choice]:
    """Codes and names of all rules, those about logs included; after a comma the next one of a list."""
    from interactions_cli.rules import ALL_RULES

    return _codes_and_names(incomplete, ALL_RULES)


def _codes_and_names(incomplete: str, registry: Sequence[Rule]) -> list[Choice]:
    from interactions_cli.rules.selection import find_rules

    known = find_rules(registry, ())
    choices = [*((rule.code, rule.name) for rule in known), *((rule.name, rule.code) for rule in known)]
    before, comma, last = incomplete.rpartition(",")
    return [(f"{before}{comma}{value}", words) for value, words in _starting_with(last, choices)]


def use_cases(incomplete: str) -> list[Choice]:
    """Titles of use cases as words, and their names."""
    from interactions_cli.personalize.recipes import USE_CASES

    cases = USE_CASES.values()
    choices = [*((case.slug, case.domain.value) for case in cases), *((case.name, case.title) for case in cases)]
    return list(_starting_with(incomplete, choices))


def recipes(incomplete: str) -> list[Choice]:
    """Names of custom recipes."""
    from interactions_cli.personalize.recipes import RECIPES

    return list(_starting_with(incomplete, ((name, "custom recipe") for name in RECIPES)))


def domains(incomplete: str) -> list[Choice]:
    """The domains of a dataset group."""
    from interactions_cli.personalize.fields import Domain

    return list(_starting_with(incomplete, ((domain.value, "domain") for domain in Domain)))


def import_modes(incomplete: str) -> list[Choice]:
    """The import modes."""
    from interactions_cli.personalize.limits import ImportMode

    return list(_starting_with(incomplete, ((mode.value, "import mode") for mode in ImportMode)))


def commands(incomplete: str) -> list[Choice]:
    """The commands."""
    from interactions_cli.cli.app import COMMANDS

    return list(_starting_with(incomplete, ((name, entry.summary) for name, entry in COMMANDS.items())))


def _starting_with(start: str, choices: Iterable[Choice]) -> Iterator[Choice]:
    """The choices that start so; codes of rules may also be written in small letters."""
    for value, words in choices:
        # Typer drops what differs from the start in case.
        for spelling in dict.fromkeys((value, value.lower())) if start else (value,):
            if spelling.startswith(start):
                yield spelling, words
