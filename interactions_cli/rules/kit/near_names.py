"""Column names that are nearly those of the service: a slip of the fingers, the plural, the start of a long name."""

from __future__ import annotations

from collections.abc import Iterable

from interactions_cli.personalize.fields import fold

# Of a name as short as USER_ID another letter makes another word (USER_IP).
LEAST_REPLACED = 9
# RECOMMENDATION and EVENT_ATTRIBUTION; shorter starts are words of their own.
LEAST_START = 12


def meant_by(name: str, known: Iterable[str]) -> str | None:
    """The known name that a column's name stands for if it was misspelt; None where it is a name of its own.

    It is one letter away at most, so that EVENT_TIME, ITEM_IDS_SEEN and USER_AGE mean what they say.
    """
    folded, names = fold(name), {fold(each): each for each in known}
    for spelling in (folded, folded.removesuffix("s")):
        if spelling in names:
            return names[spelling]
    return next((names[right] for right in names if _is_slip(folded, right)), None)


def _is_slip(written: str, right: str) -> bool:
    """Whether a letter is missing, doubled, exchanged with its neighbour or replaced, or the end is missing."""
    if not written.isalpha() or written[0] != right[0]:
        return False
    if len(written) == len(right):
        wrong = [place for place in range(len(right)) if written[place] != right[place]]
        if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
            return written[wrong[0]] == right[wrong[1]] and written[wrong[1]] == right[wrong[0]]
        return len(wrong) == 1 and len(right) >= LEAST_REPLACED
    if len(written) == len(right) + 1:
        doubled = (place for place in range(1, len(written)) if written[place] == written[place - 1])
        return any(_without(written, place) == right for place in doubled)
    is_start = len(written) >= LEAST_START and right.startswith(written)
    return is_start or any(_without(right, place) == written for place in range(1, len(right)))


def _without(text: str, place: int) -> str:
    return text[:place] + text[place + 1 :]
