"""The text that stands in front of all ids on one side, learnt from some that are not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import polars as pl

from interactions_cli.measures.known_ids import KnownIds, Prefix

# A prefix is looked for among so many unknown ids, and no longer than this.
LEARN_FROM: Final = 1000
MOST_CHARACTERS: Final = 64
# By chance an id or two are known once something is taken off; so many of them are not.
AT_LEAST: Final = 2
SHARE: Final = 0.5


def learn_prefix(texts: Sequence[str], known: KnownIds) -> Prefix | None:
    """The prefix that makes most of some unknown ids known, at least half of them; None if there is none.

    Args:
        texts: Different ids.
        known: The catalogue.
    """
    counts = Counter(_taken_off(texts, known))
    counts.update(_put_on(texts, known))
    needed = max(AT_LEAST, SHARE * len(texts))
    enough = [prefix for prefix, count in counts.items() if count >= needed]
    return min(enough, key=lambda prefix: (-counts[prefix], len(prefix.text), prefix.text), default=None)


def _taken_off(texts: Sequence[str], known: KnownIds) -> Iterator[Prefix]:
    """For every id the beginnings without which it is known."""
    pairs = [
        (text[:end], text[end:])
        for text in texts
        for end in range(1, min(len(text), MOST_CHARACTERS + 1))
        if _is_prefix(text[:end])
    ]
    if pairs:
        frame = pl.DataFrame(pairs, schema={"prefix": pl.String, "rest": pl.String}, orient="row")
        for prefix in frame.filter(known.ids.contains(frame["rest"].hash(0)))["prefix"]:
            yield Prefix(prefix, in_catalogue=False)


def _put_on(texts: Sequence[str], known: KnownIds) -> Iterator[Prefix]:
    """For every id the beginnings of half of the catalogue's ids with which it is known."""
    begin = Counter(
        text[:end] for text in set(known.beginnings) for end in range(1, min(len(text), MOST_CHARACTERS + 1))
    )
    ids = pl.Series(texts, dtype=pl.String)
    for text, count in begin.items():
        if count >= max(AT_LEAST, SHARE * len(set(known.beginnings))) and _is_prefix(text):
            prefix = Prefix(text, in_catalogue=True)
            yield from [prefix] * int(prefix.explains(ids, known).sum())


def _is_prefix(text: str) -> bool:
    """Whether a text may stand in front of ids: digits alone are the beginning of a longer number."""
    return not text.isdigit()
