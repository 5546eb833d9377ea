"""What a comparison with a catalogue must give, in plain Python: nothing here is imported from the package."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

LEARN_FROM = 1000
WRITINGS: Mapping[str, Callable[[str], str]] = {
    "blanks": str.strip,
    "case": lambda text: text.strip().lower(),
    "fraction": lambda text: re.sub(r"\A([+-]?[0-9]+)\.0+\Z", r"\1", text.strip()),
    "zeros": lambda text: re.sub(r"\A0+(.)", r"\1", text.strip()),
}


def compare(rows: Sequence[tuple[str, int, str]], catalogue: Sequence[str]) -> dict[str, Any]:
    """The figures and the findings.

    Args:
        rows: Path, line and id of every record that has an id, in order.
        catalogue: The ids of the catalogue as they are written, in order.
    """
    known = set(catalogue)
    counts = Counter(text for _, _, text in rows)
    unknown = {text: count for text, count in counts.items() if text not in known}
    causes = {text: _cause(text, known) for text in unknown}
    prefix = _prefix([text for text, cause in causes.items() if cause is None][:LEARN_FROM], catalogue)
    if prefix is not None:
        causes = {text: cause or ("prefix" if _with(prefix, text) in known else None) for text, cause in causes.items()}
    near: dict[str, list[int]] = {}
    for name in (*WRITINGS, "prefix"):
        found = [unknown[text] for text, cause in causes.items() if cause == name]
        if found:
            near[name] = [len(found), sum(found)]
    firsts = {text: place for *place, text in reversed(rows)}
    near_places = sorted(
        (rows.index((*place, text)), place) for text, place in firsts.items() if causes.get(text) is not None
    )
    return {
        "ids": len(known),
        "unknown_ids": len(unknown),
        "unknown_rows": sum(unknown.values()),
        "idle_ids": len(known - set(counts)),
        "near": near,
        "prefix": prefix[0] if prefix and "prefix" in near else None,
        "places": [[path, line] for path, line, text in rows if text in unknown],
        "near_places": [place for _, place in near_places],
    }


def fires(count: int, share: str, whole: int) -> bool:
    return count > 0 and count >= Fraction(share) * whole


def _cause(text: str, known: set[str]) -> str | None:
    for name, written in WRITINGS.items():
        if written(text) in {written(other) for other in known}:
            return name
    return None


def _with(prefix: tuple[str, bool], text: str) -> str | None:
    front, in_catalogue = prefix
    if in_catalogue:
        return front + text
    return text[len(front) :] if text.startswith(front) and text != front else None


def _prefix(texts: Sequence[str], catalogue: Sequence[str]) -> tuple[str, bool] | None:
    """The text in front, and whether the catalogue has it."""
    known, begin = set(catalogue), set(catalogue[:1000])
    counts: Counter[tuple[str, bool]] = Counter()
    for text in texts:
        counts.update((text[:end], False) for end in range(1, min(len(text), 65)) if text[end:] in known)
    fronts = Counter(text[:end] for text in begin for end in range(1, min(len(text), 65)))
    for front, count in fronts.items():
        if count >= max(2, len(begin) / 2):
            counts[front, True] = sum(front + text in known for text in texts)
    enough = [
        (-count, len(front), front, side)
        for (front, side), count in counts.items()
        if count >= max(2, len(texts) / 2) and not front.isdigit()
    ]
    return min(enough)[2:] if enough else None
