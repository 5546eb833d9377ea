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
from interactions_cli.wording import listing, percent, plural

ANOTHER_DATASET: Final = "SCH015"
# Our own bounds: catalogues have each id once, and few lines prove nothing unless a keyword says the same.
LEAST_DISTINCT, LEAST_RECORDS = 0.9, 10


@dataclass(frozen=True, kw_only=True)
class OtherDataset:
    """A dataset of the service that is none of item interactions.

    `key` is the column that tells it, `absent` are those of interactions that it lacks, `option` is the one that takes
    it, if any. `elsewhere` are words in names of columns that hold what is absent, `alike` folded names that hold the
    key. A catalogue has each key once.
    """

    name: str
    key: str
    absent: tuple[str, ...]
    option: str | None = None
    elsewhere: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    is_catalogue: bool = True

    def key_in(self, names: Sequence[str]) -> str | None:
        """The column with the ids, by the guide's name or by one that exports use; None where a file is no such."""
        if self.key in names:
            key: str | None = self.key
        else:
            has_time = any(word in name.casefold() for name in names for word in TIME_WORDS)
            key = None if has_time else next((name for name in names if fold(name) in self.alike), None)
        foreign = (*self.absent, *RESERVED) if self.is_catalogue else self.absent
        is_other = any(meant_by(name, foreign) for name in names if name)
        is_elsewhere = any(word in name.casefold() for name in names for word in self.elsewhere)
        return None if is_other or is_elsewhere else key


NOT_JUDGED: Final = "those of actions are not judged here"
ACTION_ID: Final = "ACTION_ID"
ITEMS: Final = OtherDataset(
    name="an Items",
    key=ITEM_ID,
    absent=(USER_ID, TIMESTAMP),
    option="--items",
    elsewhere=("user", "customer", "visitor", "client", "session"),
    alike=("productid", "movieid", "contentid", "articleid", "videoid", "showid", "sku", "asin"),
)
USERS: Final = OtherDataset(
    name="a Users",
    key=USER_ID,
    absent=(ITEM_ID, TIMESTAMP),
    option="--users",
    elsewhere=("item", "product", "content", "article", "movie", "sku"),
    alike=("customerid", "visitorid", "memberid", "clientid", "subscriberid"),
)
ACTIONS: Final = OtherDataset(name="an Actions", key=ACTION_ID, absent=(USER_ID, ITEM_ID, TIMESTAMP))
ACTION_INTERACTIONS: Final = OtherDataset(
    name="an Action interactions", key=ACTION_ID, absent=(ITEM_ID,), is_catalogue=False
)
# A file is the first of them that it may be.
DATASETS: Final = (ACTIONS, ACTION_INTERACTIONS, ITEMS, USERS)
# A file that calls its ids otherwise may call its times so, too.
TIME_WORDS: Final = ("time", "event", "date")


def dataset_of(names: Sequence[str]) -> OtherDataset | None:
    """The other dataset that a file looks like by its columns; None for interactions and whatever else."""
    return next((other for other in DATASETS if other.key_in(names)), None)


def _distinct(facts: Facts, key: str) -> int:
    metrics = facts.metrics
    if key in (ITEM_ID, USER_ID):
        return metrics.items if key == ITEM_ID else metrics.users
    return (metrics.by_column[key].distinct or 0) if key in metrics.by_column else 0


def _other_dataset(facts: Facts) -> Iterable[Problem]:
    names, metrics = facts.view.names, facts.metrics
    other = dataset_of(names)
    key = other.key_in(names) if other else None
    if other is None or key is None:
        return
    has_keyword = any(name in FOREIGN_KEYWORDS[facts.view.target.domain] for name in names)
    ids = _distinct(facts, key)
    is_enough = metrics.records >= (1 if has_keyword or not other.is_catalogue else LEAST_RECORDS)
    if is_enough and (ids >= LEAST_DISTINCT * metrics.records or not other.is_catalogue):
        missing = listing(other.absent, joint=" nor ")
        beside = (
            f"and this one beside it with {other.option}" if other.option else "those of actions are not judged here"
        )
        once = "" if key == other.key or not other.option else f" once that column is called {other.key}"
        yield Problem(
            count=len(readable(facts.view)),
            samples=tuple(header_sample(header) for header in readable(facts.view)),
            details={
                "dataset": other.name,
                "key": key,
                "absent": f"neither {missing}" if len(other.absent) > 1 else f"no {missing}",
                "beside": beside + once,
                "figure": f"{ids:,} different in {plural(metrics.records, 'record')} "
                f"({percent(ids / metrics.records)})",
            },
        )


OTHER_DATASETS: Final[tuple[Rule, ...]] = (
    DatasetRule(
        code=ANOTHER_DATASET,
        name="another-dataset",
        effect=Effect.IMPORT_FAILS,
        message="this looks like {dataset} dataset: {key} with {figure}, and {absent}; as interactions the "
        "import job fails and lists what is missing",
        hint="Give the file of the item interactions, {beside}.",
        source=guide("error-messages"),
        why="Looks for files that have ITEM_ID, USER_ID or ACTION_ID, nearly every value once, and none of the other "
        "columns of interactions: a catalogue of items, users or actions that was taken for the interactions; and for "
        "ACTION_ID where ITEM_ID should be. That it is another dataset is our own judgement; that the columns are "
        "missing is not. What else would be said of such a file as interactions is left out.",
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
