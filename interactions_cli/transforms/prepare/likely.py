"""Which columns a field may come from, for proposals that a person looks at before pasting them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from interactions_cli.personalize.fields import EVENT_TYPE, ITEM_ID, TIMESTAMP, USER_ID, fold
from interactions_cli.personalize.name_words import may_be_id, words_of
from interactions_cli.reading.exploded import entries_of
from interactions_cli.transforms.prepare.contents import are_clocks, are_days, are_times
from interactions_cli.transforms.prepare.evidence import Evidence
from interactions_cli.transforms.prepare.names import API_NAMES, SYNONYMS

# Words in names, the likeliest first.
WORDS: Final[Mapping[str, Sequence[str]]] = MappingProxyType(
    {
        USER_ID: ("user",),
        ITEM_ID: ("item", "product"),
        TIMESTAMP: ("timestamp", "tstamp", "time", "date"),
        EVENT_TYPE: ("eventname",),
    }
)
# Words that speak of a user only in the name of an id.
ID_WORDS: Final[Mapping[str, Sequence[str]]] = MappingProxyType(
    {
        USER_ID: (
            "distinct",
            "visitor",
            "customer",
            "member",
            "subscriber",
            "profile",
            "account",
            "client",
            "anonymous",
            "contact",
            "username",
        ),
        ITEM_ID: ("sku", "content", "article", "movie", "track", "video", "song", "book"),
    }
)
# Last words of names that are ids without saying so.
IDS: Final[Mapping[str, Sequence[str]]] = MappingProxyType(
    {USER_ID: ("username", "login", "email"), ITEM_ID: ("sku", "asin", "isbn", "gtin", "ean", "upc")}
)
# What the last word of a name is that tells when something happened, where no name says time.
MOMENTS: Final = re.compile(r"(?:^|[._\- ])(?:at|when|created|occurred|updated|modified|logged)$|[a-z0-9]At$", re.ASCII)


def likely(field: str, names: Sequence[str], evidence: Evidence, *, any_id: bool = True) -> list[str]:
    """The columns that a field may come from, the likeliest first: by the end of a path, by contents, by a word."""
    if field == TIMESTAMP:
        names = [name for name in names if not are_clocks(evidence.column(name))]
    by_time = [name for name in names if field == TIMESTAMP and are_times(evidence.column(name))]
    is_id = any_id and field in (USER_ID, ITEM_ID)
    any_ids = [name for name in names if is_id and fold(name).endswith("id")]
    return by_path(field, names) or by_time or _by_word(field, names, evidence) or any_ids


def likeliest_first(field: str, names: Sequence[str], evidence: Evidence) -> list[str]:
    """Columns that have a synonym of a field's name: those that say the same of every record come last."""
    known = list(SYNONYMS[field])
    return sorted(names, key=lambda name: (evidence.column(name).distinct == 1, known.index(fold(name))))


def by_path(field: str, names: Sequence[str]) -> list[str]:
    """The columns that are called like a field in an object that holds them, as `detail.userId` and `customer.id`."""
    known = {fold(field), *(fold(name) for name in API_NAMES.get(field, ())), *SYNONYMS.get(field, ())}

    def ends(name: str) -> set[str]:
        parts = name.split(".")[-2:]
        return {fold(part) for part in parts} | {fold("".join(parts))}

    return [name for name in names if known & ends(name)]


def _by_word(field: str, names: Sequence[str], evidence: Evidence) -> list[str]:
    words = WORDS.get(field, (field.split("_")[0].casefold(),))
    if field in IDS:
        names = [name for name in names if may_be_id(name)]
    known = [name for word in IDS.get(field, ()) for name in names if words_of(name)[-1:] == [word]]
    found = [name for word in words for name in names if word in fold(name)]
    ids = [name for name in names if fold(name).endswith("id") or name in known]
    found += [name for word in ID_WORDS.get(field, ()) for name in ids if word in fold(name)]
    found += [name for word in ID_WORDS.get(field, ()) for name in names if word == fold(name.rsplit(".", 1)[-1])]
    found += known
    if field == TIMESTAMP and not found:
        found = [name for name in names if MOMENTS.search(name)]
    # What ends in `id` is an id, and days alone are times at need.
    found.sort(key=lambda name: are_days(evidence.column(name)) if field == TIMESTAMP else name not in ids)
    return list(dict.fromkeys(found))


def inside(column: str, evidence: Evidence) -> list[str]:
    """The columns that the entries of a list would give, by one of its values."""
    sample = evidence.column(column).sample
    entries = entries_of(sample, column) if sample else []
    lists = {name for entry in entries for name, value in entry.items() if value and value.startswith("[")}
    return [name for name in dict.fromkeys(name for entry in entries for name in entry) if name not in lists]


def lists_of_items(columns: Sequence[str], evidence: Evidence) -> list[tuple[str, str]]:
    """The columns with lists of items, each with the column that its entries would give for ITEM_ID."""
    found = {name: likely(ITEM_ID, inside(name, evidence), evidence, any_id=False) for name in columns}
    return [(name, ids[0]) for name, ids in found.items() if ids]
