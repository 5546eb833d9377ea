"""Quotas, minimums and recommendations of Amazon Personalize, with the guide page each one comes from."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from math import ceil
from types import MappingProxyType
from typing import Final


class ImportMode(StrEnum):
    """CreateDatasetImportJob's importMode, spelled as on the command line."""

    FULL = "full"
    INCREMENTAL = "incremental"


# Guide page limits.
MIN_UNIQUE_INTERACTIONS: Final = 1000
MIN_USERS_WITH_2: Final = 25
MIN_SHARE_USERS_WITH_2: Final = 0.01
MIN_RECORDS_PER_JOB: Final = 1000
MAX_BYTES: Final = MappingProxyType({ImportMode.FULL: 100_000_000_000, ImportMode.INCREMENTAL: 1_000_000_000})
MAX_ID_CHARS: Final = 256
MAX_METADATA_COLUMNS: Final = 5
MAX_EVENT_TYPES: Final = 10
MAX_ATTRIBUTION_SOURCES: Final = 100
# Guide page interactions-dataset-requirements.
MAX_CATEGORICAL_CHARS: Final = 1000
# Guide page interactions-datasets.
MAX_IMPRESSION_CHARS: Final = 1000
RECOMMENDED_INTERACTIONS: Final = 50_000
RECOMMENDED_USERS_WITH_2: Final = 1000
MIN_COMPLETENESS: Final = 0.70
# Guide page analyzing-data.
RECOMMENDED_MAX_CATEGORIES: Final = 1000
# Limits of the API (PutEvents, CreateSolution, CreateSchema), which no page states for a CSV import.
MAX_EVENT_TYPE_CHARS: Final = 256
MAX_RECOMMENDATION_ID_CHARS: Final = 40
MAX_ATTRIBUTION_SOURCE_CHARS: Final = 1024
MAX_COLUMN_NAME_CHARS: Final = 150
MAX_SCHEMA_CHARS: Final = 20_000
MAX_EVENTS_CONFIG_ENTRIES: Final = 10
MAX_EVENTS: Final = 10
MAX_IMPRESSION_ITEMS: Final = 25


def part_of(share: float, whole: int) -> int:
    """The smallest count that is at least `share` of `whole`, in whole numbers so that a limit is met exactly."""
    return ceil(Fraction(str(share)) * whole)
