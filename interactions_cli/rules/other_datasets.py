"""SCH rule about a file that is another dataset of the service, or a log of shown lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from interactions_cli.personalize.fields import (
    EVENT_TYPE,
    EVENT_VALUE,
    FOREIGN_KEYWORDS,
    IMPRESSION,
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
# Lists that a few interactions have make no log of them.
LEAST_FILLED: Final = 0.9


@dataclass(frozen=True, kw_only=True)
class OtherDataset:
    """A dataset that is none of item interactions.

    `key` is the column that tells it, `absent` are those of interactions that it lacks, `foreign` others that it cannot
    have. `option` is the one that takes it, if any; `place` says in a hint where it belongs without one. `elsewhere`
    are words in names of columns that hold what is absent, `alike` folded names that hold the key. A catalogue has each
    key once.
    """

    name: str
    key: str
    absent: tuple[str, ...]
    foreign: tuple[str, ...] = ()
    place: str = "those of actions are not judged here"
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
        foreign = (*self.absent, *(RESERVED if self.is_catalogue else self.foreign))
        is_other = any(meant_by(name, foreign) for name in names if name)
        return None if is_other or self.is_elsewhere(names) else key

    def is_elsewhere(self, names: Iterable[str]) -> bool:
        """Whether a name says that its column holds what is absent."""
        return any(word in name.casefold() for name in names for word in self.elsewhere)


ACTION_ID: Final = "ACTION_ID"
ITEMS: Final = OtherDataset(
    name="an Items dataset",
    key=ITEM_ID,
    absent=(USER_ID, TIMESTAMP),
    option="--items",
    elsewhere=("user", "customer", "visitor", "client", "session"),
    alike=("productid", "movieid", "contentid", "articleid", "videoid", "showid", "sku", "asin"),
)
USERS: Final = OtherDataset(
    name="a Users dataset",
    key=USER_ID,
    absent=(ITEM_ID, TIMESTAMP),
    option="--users",
    elsewhere=("item", "product", "content", "article", "movie", "sku"),
    alike=("customerid", "visitorid", "memberid", "clientid", "subscriberid"),
)
ACTIONS: Final = OtherDataset(name="an Actions dataset", key=ACTION_ID, absent=(USER_ID, ITEM_ID, TIMESTAMP))
ACTION_INTERACTIONS: Final = OtherDataset(
    name="an Action interactions dataset", key=ACTION_ID, absent=(ITEM_ID,), is_catalogue=False
)
LISTS: Final = OtherDataset(
    name="a log of shown lists",
    key=IMPRESSION,
    absent=(ITEM_ID,),
    foreign=(EVENT_TYPE, EVENT_VALUE),
    place="and this one to `merge-impressions` with --impressions",
    elsewhere=USERS.elsewhere,
    is_catalogue=False,
)
# A file is the first of them that it may be.
DATASETS: Final = (ACTIONS, ACTION_INTERACTIONS, ITEMS, USERS, LISTS)
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


def _figure(facts: Facts, other: OtherDataset, key: str) -> str | None:
    """What the records say of the key; None where they say that it is no such dataset."""
    metrics = facts.metrics
    records = plural(metrics.records, "record")
    if other is LISTS:
        filled = metrics.completeness(key) if key in metrics.by_column else None
        return None if filled is None or filled < LEAST_FILLED else f"in {percent(filled)} of {records}"
    has_keyword = any(name in FOREIGN_KEYWORDS[facts.view.target.domain] for name in facts.view.names)
    ids = _distinct(facts, key)
    is_enough = metrics.records >= (1 if has_keyword or not other.is_catalogue else LEAST_RECORDS)
    if not is_enough or (other.is_catalogue and ids < LEAST_DISTINCT * metrics.records):
        return None
    return f"with {ids:,} different in {records} ({percent(ids / metrics.records)})"


def _other_dataset(facts: Facts) -> Iterable[Problem]:
    other = dataset_of(facts.view.names)
    key = other.key_in(facts.view.names) if other else None
    figure = _figure(facts, other, key) if other and key and facts.metrics.records else None
    if other is None or key is None or figure is None:
        return
    missing = listing(other.absent, joint=" nor ")
    beside = f"and this one beside it with {other.option}" if other.option else other.place
    once = "" if key == other.key or not other.option else f" once that column is called {other.key}"
    yield Problem(
        count=len(readable(facts.view)),
        samples=tuple(header_sample(header) for header in readable(facts.view)),
        details={
            "dataset": other.name,
            "key": key,
            "absent": f"neither {missing}" if len(other.absent) > 1 else f"no {missing}",
            "beside": beside + once,
            "figure": figure,
        },
    )


OTHER_DATASETS: Final[tuple[Rule, ...]] = (
    DatasetRule(
        code=ANOTHER_DATASET,
        name="another-dataset",
        effect=Effect.IMPORT_FAILS,
        message="this looks like {dataset}: {key} {figure}, and {absent}; as interactions the "
        "import job fails and lists what is missing",
        hint="Give the file of the item interactions, {beside}.",
        source=guide("error-messages"),
        why="Looks for files that have ITEM_ID, USER_ID or ACTION_ID, nearly every value once, and none of the other "
        "columns of interactions: a catalogue of items, users or actions that was taken for the interactions; and for "
        "ACTION_ID where ITEM_ID should be; and for a log of shown lists, which has IMPRESSION, no ITEM_ID and no "
        "event. That it is another dataset is our own judgement; that the columns are missing is not. What else would "
        "be said of such a file as interactions is left out.",
        before="ITEM_ID,CATEGORY_L1,CREATION_TIMESTAMP",
        after="USER_ID,ITEM_ID,TIMESTAMP",
        covers=(
            *("SCH001", "SCH003", "SCH004", "SCH006", "SCH010", "SCH011", "SCH012", "SCH013"),
            *("VAL007", "VAL017", "IMP001", "IMP002", "IMP003", "IMP004", "IMP005", "IMP006", "IMP008", "IMP009"),
            *("SET001", "SET002", "SET003", "SET004", "SET011", "SET012", "SET014", "SET026", "SET028"),
        ),
        check=_other_dataset,
    ),
)
