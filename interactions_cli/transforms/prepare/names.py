"""Under which names other systems export the fields of an interaction, and what stands for nothing."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from interactions_cli.personalize.fields import (
    EVENT_ATTRIBUTION_SOURCE,
    EVENT_TYPE,
    EVENT_VALUE,
    IMPRESSION,
    ITEM_ID,
    RECOMMENDATION_ID,
    TIMESTAMP,
    USER_ID,
    fold,
)

# The members of the PutEvents and GetRecommendations APIs.
API_NAMES: Final = MappingProxyType(
    {
        USER_ID: ("userId",),
        ITEM_ID: ("itemId",),
        TIMESTAMP: ("sentAt",),
        EVENT_TYPE: ("eventType",),
        EVENT_VALUE: ("eventValue",),
        IMPRESSION: ("impression",),
        RECOMMENDATION_ID: ("recommendationId",),
        EVENT_ATTRIBUTION_SOURCE: ("metricAttribution.eventAttributionSource",),
    }
)
# Guesses, taken only if one column fits by name and by what is in it; the likeliest first.
SYNONYMS: Final = MappingProxyType(
    {
        USER_ID: tuple(map(fold, ("visitor_id", "customer_id", "user", "uid"))),
        ITEM_ID: tuple(map(fold, ("product_id", "movie_id", "content_id", "article_id", "item", "sku"))),
        TIMESTAMP: tuple(
            map(
                fold,
                (
                    *("event_time", "created_at", "updated_at", "modified_at", "inserted_at", "server_time", "ts"),
                    *("time", "datetime"),
                ),
            )
        ),
        EVENT_TYPE: tuple(map(fold, ("event", "action", "behaviour", "behavior", "type"))),
        EVENT_VALUE: tuple(map(fold, ("rating", "score", "value"))),
    }
)
KNOWN_NAMES: Final = frozenset(
    [fold(field) for field in API_NAMES]
    + [fold(name) for names in API_NAMES.values() for name in names]
    + [name for names in SYNONYMS.values() for name in names]
)
NULL_MARK: Final = "\\N"
