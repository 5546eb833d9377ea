"""Facts and numbers of Amazon Personalize, with the guide page each one comes from. No logic."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


def guide(page: str) -> str:
    """The address of a page of the developer guide, `limits` → `https://…/limits.html`."""
    return f"https://docs.aws.amazon.com/personalize/latest/dg/{page}.html"


class Domain(StrEnum):
    """The dataset group's domain, spelled as on the command line."""

    CUSTOM = "custom"
    ECOMMERCE = "ecommerce"
    VIDEO_ON_DEMAND = "video-on-demand"


class ImportMode(StrEnum):
    """CreateDatasetImportJob's importMode, spelled as on the command line."""

    FULL = "full"
    INCREMENTAL = "incremental"


USER_ID: Final = "USER_ID"
ITEM_ID: Final = "ITEM_ID"
TIMESTAMP: Final = "TIMESTAMP"
EVENT_TYPE: Final = "EVENT_TYPE"
EVENT_VALUE: Final = "EVENT_VALUE"
IMPRESSION: Final = "IMPRESSION"
RECOMMENDATION_ID: Final = "RECOMMENDATION_ID"
EVENT_ATTRIBUTION_SOURCE: Final = "EVENT_ATTRIBUTION_SOURCE"

REQUIRED: Final = MappingProxyType(
    {
        Domain.CUSTOM: (USER_ID, ITEM_ID, TIMESTAMP),
        Domain.VIDEO_ON_DEMAND: (USER_ID, ITEM_ID, TIMESTAMP, EVENT_TYPE),
        Domain.ECOMMERCE: (USER_ID, ITEM_ID, TIMESTAMP, EVENT_TYPE),
    }
)
RESERVED: Final = (EVENT_TYPE, EVENT_VALUE, IMPRESSION, RECOMMENDATION_ID, EVENT_ATTRIBUTION_SOURCE)

# The base type and nullability of each required and reserved field: guide page custom-datasets-and-schemas.
FIELD_TYPES: Final = MappingProxyType(
    {
        USER_ID: ("string",),
        ITEM_ID: ("string",),
        TIMESTAMP: ("long",),
        EVENT_TYPE: ("string",),
        EVENT_VALUE: ("float", "null"),
        IMPRESSION: ("string", "null"),
        RECOMMENDATION_ID: ("string", "null"),
        EVENT_ATTRIBUTION_SOURCE: ("string", "null"),
    }
)
AVRO_TYPES: Final = ("float", "double", "int", "long", "string", "boolean", "null")

# Keywords of the other dataset types: guide pages custom-datasets-and-schemas, VIDEO-ON-DEMAND-datasets-and-schemas,
# ECOMMERCE-datasets-and-schemas.
FOREIGN_KEYWORDS: Final = MappingProxyType(
    {
        Domain.CUSTOM: ("CREATION_TIMESTAMP",),
        Domain.VIDEO_ON_DEMAND: (
            "SUBSCRIPTION_MODEL",
            "PRICE",
            "DURATION",
            "GENRE_L2",
            "GENRE_L3",
            "AVERAGE_RATING",
            "PRODUCT_DESCRIPTION",
            "CONTENT_OWNER",
            "CONTENT_CLASSIFICATION",
            "CREATION_TIMESTAMP",
        ),
        Domain.ECOMMERCE: (
            "CATEGORY_L2",
            "CATEGORY_L3",
            "PRODUCT_DESCRIPTION",
            "CREATION_TIMESTAMP",
            "AGE_GROUP",
            "ADULT",
            "GENDER",
        ),
    }
)

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
IMPRESSION_SEPARATOR: Final = "|"
RECOMMENDED_INTERACTIONS: Final = 50_000
RECOMMENDED_USERS_WITH_2: Final = 1000
MIN_COMPLETENESS: Final = 0.70
# Guide page analyzing-data.
RECOMMENDED_MAX_CATEGORIES: Final = 1000
# Limits of the API (PutEvents, CreateSolution), which no page states for a CSV import.
MAX_EVENT_TYPE_CHARS: Final = 256
MAX_RECOMMENDATION_ID_CHARS: Final = 40
MAX_ATTRIBUTION_SOURCE_CHARS: Final = 1024
MAX_COLUMN_NAME_CHARS: Final = 150
MAX_EVENTS_CONFIG_ENTRIES: Final = 10
ANY_EVENT: Final = "*"


@dataclass(frozen=True, kw_only=True)
class UseCase:
    """A domain use case. `min_events` maps an event type (or `*` for any) to the number a recommender needs.

    `also_needs` is what must exist besides interactions. Recommenders use neither event values nor weights.

    Source: guide pages VIDEO_ON_DEMAND-use-cases and ECOMMERCE-use-cases.
    """

    name: str
    title: str
    domain: Domain
    event_type: str = ANY_EVENT
    min_events: int = 1000
    impressions: bool = False
    context: bool = False
    also_needs: str | None = None
    event_values: bool = False
    weights: bool = False

    @property
    def slug(self) -> str:
        """The guide's title as a command line word, `most-viewed`."""
        return self.title.lower().replace(" ", "-")


def _use_cases() -> dict[str, UseCase]:
    vod, ecommerce = Domain.VIDEO_ON_DEMAND, Domain.ECOMMERCE
    cases = (
        UseCase(name="aws-vod-because-you-watched-x", title="Because you watched X", domain=vod, event_type="Watch"),
        UseCase(name="aws-vod-more-like-x", title="More like X", domain=vod, also_needs="an Items dataset"),
        UseCase(name="aws-vod-most-popular", title="Most popular", domain=vod, event_type="Watch"),
        UseCase(name="aws-vod-trending-now", title="Trending now", domain=vod),
        UseCase(name="aws-vod-top-picks", title="Top picks for you", domain=vod, impressions=True, context=True),
        UseCase(name="aws-ecomm-popular-items-by-views", title="Most viewed", domain=ecommerce, event_type="View"),
        UseCase(
            name="aws-ecomm-popular-items-by-purchases", title="Best sellers", domain=ecommerce, event_type="Purchase"
        ),
        UseCase(
            name="aws-ecomm-frequently-bought-together",
            title="Frequently bought together",
            domain=ecommerce,
            event_type="Purchase",
        ),
        UseCase(
            name="aws-ecomm-customers-who-viewed-x-also-viewed",
            title="Customers who viewed X also viewed",
            domain=ecommerce,
            event_type="View",
        ),
        UseCase(
            name="aws-ecomm-recommended-for-you",
            title="Recommended for you",
            domain=ecommerce,
            impressions=True,
            context=True,
        ),
    )
    return {case.name: case for case in cases}


USE_CASES: Final = MappingProxyType(_use_cases())


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """A custom recipe. Source: guide pages native-recipe-*, limits and contextual-metadata.

    `event_values`: an event filter is described for it, on its own page or for solutions in general; `also_needs` is
    what must exist besides interactions. `max_interactions` and `max_items` are what training considers.
    """

    name: str
    weights: bool = False
    context: bool = False
    impressions: bool = False
    event_values: bool = True
    also_needs: str | None = None
    user_segmentation: bool = False
    interactions_required: bool = True
    max_interactions: int = 500_000_000
    max_items: int = 750_000


def _recipes() -> dict[str, Recipe]:
    recipes = (
        Recipe(
            name="aws-user-personalization-v2",
            weights=True,
            context=True,
            max_interactions=3_000_000_000,
            max_items=5_000_000,
        ),
        Recipe(name="aws-user-personalization", context=True, impressions=True),
        Recipe(
            name="aws-personalized-ranking-v2",
            weights=True,
            context=True,
            max_interactions=3_000_000_000,
            max_items=5_000_000,
        ),
        Recipe(name="aws-personalized-ranking", context=True),
        Recipe(name="aws-similar-items"),
        Recipe(name="aws-sims"),
        Recipe(name="aws-trending-now"),
        Recipe(name="aws-popularity-count"),
        Recipe(name="aws-next-best-action", event_values=False, also_needs="an Actions dataset"),
        Recipe(name="aws-item-affinity", user_segmentation=True),
        Recipe(
            name="aws-item-attribute-affinity",
            user_segmentation=True,
            also_needs="an Items dataset with a column that is neither textual nor reserved",
        ),
        Recipe(
            name="aws-semantic-similarity",
            interactions_required=False,
            event_values=False,
            also_needs="an Items dataset with an item name and a textual column",
            max_items=10_000_000,
        ),
    )
    return {recipe.name: recipe for recipe in recipes}


RECIPES: Final = MappingProxyType(_recipes())
LEGACY_RECIPES: Final = ("aws-hrnn", "aws-hrnn-metadata", "aws-hrnn-coldstart")
DEFAULT_CONSIDERED: Final = Recipe(name="")
