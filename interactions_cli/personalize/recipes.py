"""Domain use cases and custom recipes, and what each needs and uses of the interactions."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from interactions_cli.personalize.fields import Domain

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
