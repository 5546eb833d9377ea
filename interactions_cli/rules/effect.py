"""What the service does about a defect, and what becomes of that in a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from interactions_cli.report import Severity


class Effect(StrEnum):
    """What the service does about a defect."""

    IMPORT_FAILS = "import-fails"
    TRAINING_FAILS = "training-fails"
    UNSTATED = "unstated"
    IGNORED = "ignored"
    DEDUPLICATED = "deduplicated"
    SUSPICIOUS = "suspicious"
    RECOMMENDED = "recommended"
    INFORMATION = "information"

    @property
    def severity(self) -> Severity:
        """The severity that follows from the effect."""
        return OUTCOMES[self].severity

    @property
    def heading(self) -> str:
        """The heading above the findings of this effect."""
        return OUTCOMES[self].heading

    @property
    def consequence(self) -> str:
        """What the service does, to follow "What the service does:"."""
        return OUTCOMES[self].consequence


@dataclass(frozen=True)
class Outcome:
    """What becomes of an effect in a report."""

    severity: Severity
    heading: str
    consequence: str


OUTCOMES: Mapping[Effect, Outcome] = MappingProxyType(
    {
        Effect.IMPORT_FAILS: Outcome(Severity.ERROR, "The import job fails", "the import job fails"),
        Effect.TRAINING_FAILS: Outcome(Severity.ERROR, "Training fails", "the import may succeed, but training fails"),
        Effect.UNSTATED: Outcome(
            Severity.ERROR,
            "The guide requires it, what happens is not stated",
            "not stated: the guide requires it and names no consequence",
        ),
        Effect.IGNORED: Outcome(Severity.WARNING, "Rows or columns the service ignores", "it is accepted and not used"),
        Effect.DEDUPLICATED: Outcome(Severity.WARNING, "Rows the service counts once", "copies are collapsed into one"),
        Effect.SUSPICIOUS: Outcome(
            Severity.WARNING, "Probably a mistake", "not documented; it is nearly always a mistake"
        ),
        Effect.RECOMMENDED: Outcome(
            Severity.NOTE, "Short of what the guide recommends", "accepted; the guide recommends otherwise"
        ),
        Effect.INFORMATION: Outcome(Severity.NOTE, "Good to know", "nothing; it is good to know"),
    }
)
