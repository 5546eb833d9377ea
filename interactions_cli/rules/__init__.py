"""The registry: every rule, one tuple per family."""

from __future__ import annotations

from typing import Final

from interactions_cli.rules.dataset import DATASET
from interactions_cli.rules.impressions import IMPRESSIONS
from interactions_cli.rules.rule import Rule
from interactions_cli.rules.schema import SCHEMA
from interactions_cli.rules.structure import FILE_MESSAGES, STRUCTURE
from interactions_cli.rules.values import VALUES

__all__ = ["FILE_MESSAGES", "RULES"]
RULES: Final[tuple[Rule, ...]] = (*STRUCTURE, *SCHEMA, *VALUES, *IMPRESSIONS, *DATASET)
