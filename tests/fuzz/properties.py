"""All properties of the campaign."""

from __future__ import annotations

from tests.fuzz.commands import IN_PROCESS, REAL
from tests.fuzz.functions import FUNCTIONS

PROPERTIES = (*FUNCTIONS, *IN_PROCESS, *REAL)
