"""The fields of an item-interactions dataset: names, types, keywords, and the domains that require them."""

from __future__ import annotations

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
IMPRESSION_SEPARATOR: Final = "|"


def fold(name: str) -> str:
    """A name without what near misses differ in: case, `_`, `-` and blanks."""
    return "".join(name.casefold().replace("_", "").replace("-", "").split())
