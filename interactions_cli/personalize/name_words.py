"""The words of a column's name, and which of them say that the column holds no id."""

from __future__ import annotations

import re
from typing import Final

WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\d_a-zA-Z]+")
# The last word of a name says what the column holds: `item_price` is a price.
NO_IDS: Final = frozenset(
    (
        *("quantity", "qty", "count", "amount", "price", "cost", "total", "subtotal", "discount", "tax"),
        *("weight", "score", "rating", "rank", "index", "position", "status", "category", "type", "kind", "currency"),
        *("url", "link", "image", "description", "color", "size", "brand", "vendor", "country", "agent", "age"),
    )
)


def words_of(name: str) -> list[str]:
    """The words of the last part of a path: `lineItem.unitPrice` has `unit` and `price`."""
    return [word.casefold() for word in WORD.findall(name.rpartition(".")[2])]


def may_be_id(name: str) -> bool:
    """Whether nothing in a name says that its column holds something else than ids."""
    return not NO_IDS & set(words_of(name)[-1:])
