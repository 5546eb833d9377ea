"""All properties of the campaign."""

from __future__ import annotations

from tests.fuzz.functions import FUNCTIONS

PROPERTIES = (*FUNCTIONS,)
