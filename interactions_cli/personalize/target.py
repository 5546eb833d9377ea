"""What the data is for: domain, use cases or recipe, import mode and the event filter of the solution."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from interactions_cli.errors import InteractionsError, UsageError
from interactions_cli.personalize.fields import Domain
from interactions_cli.personalize.limits import ImportMode
from interactions_cli.personalize.recipes import LEGACY_RECIPES, RECIPES, USE_CASES, Recipe, UseCase
from interactions_cli.wording import REDACTED, did_you_mean

# The account in an ARN.
ACCOUNT = re.compile(r"(?<=:)[0-9]{12}(?=:)")


@dataclass(frozen=True)
class EventParameters:
    """One entry of the training filter: CreateSolution's eventParametersList.

    `event_type` None means every type; `threshold` None lets every value pass, also a blank one;
    `weight` (0 to 1) never drops a row.
    """

    event_type: str | None = None
    threshold: float | None = None
    weight: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """The entry as it stands in the report's `target`."""
        return {"event_type": self.event_type, "threshold": self.threshold, "weight": self.weight}


@dataclass(frozen=True, kw_only=True)
class Target:
    """The purpose the file is judged for; `domain_chosen` tells a domain that was asked for from the usual one."""

    domain: Domain = Domain.CUSTOM
    domain_chosen: bool = False
    use_cases: tuple[UseCase, ...] = ()
    recipe: Recipe | None = None
    import_mode: ImportMode = ImportMode.FULL
    events: tuple[EventParameters, ...] = ()
    now: int = 0

    def to_dict(self, schema_path: str | None, *, redact: bool) -> dict[str, Any]:
        """The `target` of the report; with `redact` without the account in the ARN of a schema."""
        if redact and schema_path:
            schema_path = without_account(schema_path)
        return {
            "domain": self.domain.value,
            "use_cases": [case.name for case in self.use_cases],
            "recipe": self.recipe.name if self.recipe else None,
            "import_mode": self.import_mode.value,
            "schema": schema_path or "inferred",
            "events": [entry.to_dict() for entry in self.events],
        }


def without_account(text: str) -> str:
    """A path or a message as a redacted report has it: without the account of an ARN."""
    return ACCOUNT.sub(REDACTED, text)


@contextmanager
def accounts_hidden(*, is_on: bool) -> Iterator[None]:
    """Errors about a document do not name the account in its ARN, if that `is_on`.

    Raises:
        InteractionsError: Whatever was raised, in its own type.
    """
    try:
        yield
    except InteractionsError as error:
        if not is_on:
            raise
        raise type(error)(without_account(error.message), without_account(error.hint)) from None


def parse_domain(text: str) -> Domain:
    """A domain in the command line's or the API's spelling (`VIDEO_ON_DEMAND`).

    Raises:
        UsageError: Not a domain.
    """
    word = text.strip().lower().replace("_", "-")
    if word in list(Domain):
        return Domain(word)
    raise UsageError(f"no domain is called {text!r}", "Choose custom, ecommerce or video-on-demand.")


def parse_use_case(text: str) -> UseCase:
    """A domain use case by recipe name (`aws-ecomm-…`), by ARN or by its title as a slug.

    Raises:
        UsageError: Not a use case.
    """
    word = text.strip().lower().rsplit("/", 1)[-1]
    by_name = {case.name: case for case in USE_CASES.values()} | {case.slug: case for case in USE_CASES.values()}
    if word in by_name:
        return by_name[word]
    raise UsageError(
        f"no use case is called {text!r}",
        did_you_mean(word, by_name, cutoff=0.5)
        or "Choose one of " + ", ".join(case.slug for case in USE_CASES.values()) + ".",
    )


def parse_recipe(text: str) -> Recipe:
    """A custom recipe by name or ARN.

    Raises:
        UsageError: Not a recipe, a use case, or one of the recipes that are no longer available.
    """
    word = text.strip().lower().rsplit("/", 1)[-1]
    if word in RECIPES:
        return RECIPES[word]
    if word in LEGACY_RECIPES:
        raise UsageError(f"the recipe {word} is no longer available", "Use --recipe aws-user-personalization-v2.")
    if word in USE_CASES:
        raise UsageError(f"{word} is a domain use case, not a custom recipe", f"Use --use-case {word}.")
    raise UsageError(
        f"no recipe is called {text!r}",
        did_you_mean(word, RECIPES, cutoff=0.5) or "Choose one of " + ", ".join(RECIPES) + ".",
    )


def make_target(
    *,
    domain: str | None = None,
    use_cases: tuple[str, ...] = (),
    recipe: str | None = None,
    import_mode: str = "full",
    events: tuple[EventParameters, ...] = (),
    now: int,
) -> Target:
    """Resolve names and settle what implies what: a use case brings its domain.

    Raises:
        UsageError: An unknown name, or choices that contradict each other.
    """
    cases = tuple(dict.fromkeys(parse_use_case(name) for name in use_cases))
    if cases and recipe:
        raise UsageError(
            "--use-case and --recipe cannot be given together",
            "A use case belongs to a domain dataset group, a recipe to a custom solution: leave one out.",
        )
    chosen = parse_domain(domain) if domain else None
    domains = {case.domain for case in cases} | ({chosen} if chosen else set())
    if len(domains) > 1:
        names = ", ".join(sorted(case.name for case in cases))
        raise UsageError(
            f"the domains {' and '.join(sorted(domains))} contradict each other ({names})",
            "Leave out --domain: a use case implies it; check each domain in a run of its own.",
        )
    settled = domains.pop() if domains else Domain.CUSTOM
    try:
        mode = ImportMode(import_mode.strip().lower())
    except ValueError:
        raise UsageError(f"no import mode is called {import_mode!r}", "Choose full or incremental.") from None
    return Target(
        domain=settled,
        domain_chosen=chosen is not None,
        use_cases=cases,
        recipe=parse_recipe(recipe) if recipe else None,
        import_mode=mode,
        events=events,
        now=now,
    )
