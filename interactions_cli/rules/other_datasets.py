"""SCH rule about a file that is another dataset of the service."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from interactions_cli.personalize.fields import (
    FOREIGN_KEYWORDS,
    ITEM_ID,
    RESERVED,
    TIMESTAMP,
    USER_ID,
    fold,
    guide,
)
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.evidence import Facts, Problem
from interactions_cli.rules.kit.headers import header_sample, readable
from interactions_cli.rules.kit.near_names import meant_by
from interactions_cli.rules.rule import DatasetRule, Rule
from interactions_cli.wording import percent, plural

ANOTHER_DATASET: Final = "SCH015"
# Our own bounds: catalogues have each id once, and few lines prove nothing unless a keyword says the same.
LEAST_DISTINCT, LEAST_RECORDS = 0.9, 10


@dataclass(frozen=True)
class OtherDataset:
    """A dataset that has one of the two ids.

    `elsewhere` are words in names of columns that hold the other id, `alike` folded names that hold its own.
    """

    name: str
    key: str
    absent: str
    option: str
    elsewhere: tuple[str, ...]
    alike: tuple[str, ...]


DATASETS: Final = (
    OtherDataset(
        *("an Items", ITEM_ID, USER_ID, "--items"),
        elsewhere=("user", "customer", "visitor", "client", "session"),
        alike=("productid", "movieid", "contentid", "articleid", "videoid", "showid", "sku", "asin"),
    ),
    OtherDataset(
        *("a Users", USER_ID, ITEM_ID, "--users"),
        elsewhere=("item", "product", "content", "article", "movie", "sku"),
        alike=("customerid", "visitorid", "memberid", "clientid", "subscriberid"),
    ),
)
# A file that calls its ids otherwise may call its times so, too.
TIME_WORDS: Final = ("time", "event", "date")


def _key(other: OtherDataset, names: Sequence[str]) -> str | None:
    """The column with the ids, by the guide's name or by one that exports use."""
    if other.key in names:
        return other.key
    has_time = any(word in name.casefold() for name in names for word in TIME_WORDS)
    return None if has_time else next((name for name in names if fold(name) in other.alike), None)


def _distinct(facts: Facts, key: str) -> int:
    metrics = facts.metrics
    if key in (ITEM_ID, USER_ID):
        return metrics.items if key == ITEM_ID else metrics.users
    return (metrics.by_column[key].distinct or 0) if key in metrics.by_column else 0


def _other_dataset(facts: Facts) -> Iterable[Problem]:
    names, metrics = facts.view.names, facts.metrics
    for other in DATASETS:
        missing = (other.absent, TIMESTAMP)
        meant = {meant_by(name, (*missing, *RESERVED)) for name in names if name}
        is_elsewhere = any(word in name.casefold() for name in names for word in other.elsewhere)
        key = _key(other, names)
        has_keyword = any(name in FOREIGN_KEYWORDS[facts.view.target.domain] for name in names)
        is_catalogue = metrics.records >= (1 if has_keyword else LEAST_RECORDS)
        if key is None or meant != {None} or is_elsewhere or not is_catalogue:
            continue
        ids = _distinct(facts, key)
        if ids >= LEAST_DISTINCT * metrics.records:
            yield Problem(
                count=len(readable(facts.view)),
                samples=tuple(header_sample(header) for header in readable(facts.view)),
                details={
                    "dataset": other.name,
                    "key": key,
                    "absent": " nor ".join(missing),
                    "option": other.option + ("" if key == other.key else f" once that column is called {other.key}"),
                    "figure": f"{ids:,} different in {plural(metrics.records, 'record')} "
                    f"({percent(ids / metrics.records)})",
                },
            )


OTHER_DATASETS: Final[tuple[Rule, ...]] = (
    DatasetRule(
        code=ANOTHER_DATASET,
        name="another-dataset",
        effect=Effect.IMPORT_FAILS,
        message="this looks like {dataset} dataset: {key} with {figure}, and neither {absent}; as interactions the "
        "import job fails and lists what is missing",
        hint="Give the file of the interactions, and this one beside it with {option}.",
        source=guide("error-messages"),
        why="Looks for files that have ITEM_ID or USER_ID, nearly every value once, and none of the other columns of "
        "interactions: a catalogue of items or users that was taken for the interactions. That it is one is our own "
        "judgement; that the columns are missing is not. What else would be said of such a file as interactions is "
        "left out.",
        before="ITEM_ID,CATEGORY_L1,CREATION_TIMESTAMP",
        after="USER_ID,ITEM_ID,TIMESTAMP",
        covers=(
            *("SCH001", "SCH003", "SCH004", "SCH006", "SCH010", "SCH011", "SCH012", "SCH013"),
            *("VAL007", "VAL017"),
            *("SET001", "SET002", "SET003", "SET004", "SET011", "SET012", "SET014", "SET028"),
        ),
        check=_other_dataset,
    ),
)
