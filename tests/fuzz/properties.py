"""All properties of the campaign."""

from __future__ import annotations

from tests.fuzz.commands import IN_PROCESS, REAL
from tests.fuzz.functions import FUNCTIONS
from tests.fuzz.reports import CORES

PROPERTIES = (*FUNCTIONS, *CORES, *IN_PROCESS, *REAL)
