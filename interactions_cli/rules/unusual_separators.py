"""IMP rule about lists joined by what may stand in ids as well: the item of the row, found between two, proves it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from interactions_cli.personalize.fields import IMPRESSION, IMPRESSION_SEPARATOR, ITEM_ID, guide
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.kit.cells import is_impression
from interactions_cli.rules.rule import RowRule

if TYPE_CHECKING:
    import polars as pl

# What ids hardly ever have, but for the last ones, of which they are full.
RARE: Final = r"%7C|%7c|%2C|%2c|%3B|%3b|[\x01-\x08\x0e-\x1f¦·•‖∣｜，；、*=!$@§\\]"
COMMON: Final = MappingProxyType({"-": "hyphens", "_": "underscores", ".": "full stops"})
# Of lists with one of these the other way to break the rule speaks.
USUAL: Final = r"[,;\t /:~^+&#\[{(]"
# A single hyphen may stand before what is added to an id, such as a colour.
LEAST_COMMON: Final = 2
DIGITS: Final = re.compile(r"[0-9]+")
AT_THE_SOURCE: Final = "Join the ids with vertical bars where the file is made"
SPLIT_AT: Final = "Join the ids with vertical bars: add `--list-separator {mark}` to {prepare}"


def joined_by_mark(raw: pl.Expr, own: pl.Expr) -> pl.Expr:
    """Whether lists without a vertical bar have the item of their row between two such marks; null for no list.

    Args:
        raw: The lists.
        own: The ITEM_ID of each row.
    """
    import polars as pl

    from interactions_cli.measures.impression_counts import is_shown

    # Nothing is searched in the lists that are as they should be.
    is_one_id = (raw == own) | raw.str.contains(IMPRESSION_SEPARATOR, literal=True)
    left = pl.when(~is_one_id).then(raw)
    left = pl.when(~left.str.contains(USUAL)).then(left)
    joined = is_shown(left.str.replace_all(RARE, IMPRESSION_SEPARATOR), own)
    for mark in COMMON:
        bounds = pl.lit(mark)
        place = pl.concat_str(bounds, own, bounds).cast(pl.Binary)
        is_piece = pl.concat_str(bounds, left, bounds).cast(pl.Binary).bin.contains(place)
        more = left.str.count_matches(mark, literal=True) - own.str.count_matches(mark, literal=True).cast(pl.Int64)
        joined = joined | (is_piece & (more >= LEAST_COMMON))
    return joined


def mark_in(value: str) -> Mapping[str, str]:
    """{joined}: by what, as far as the first list shows; {advice}: what rewrites them, with the {mark} that does."""
    rare = re.search(RARE, value)
    if rare:
        mark = rare[0]
        can_be_named = len(mark) == 1 and mark.isascii() and mark.isprintable()
        shown = mark if mark.isprintable() else f"\\x{ord(mark):02x}"
        advice = {"advice": SPLIT_AT, "mark": shlex.quote(mark)} if can_be_named else {"advice": AT_THE_SOURCE}
        return {"joined": f"ids joined by {shown}", **advice}
    # Between the right marks the ids are of one form.
    marks = [mark for mark in COMMON if mark in value]
    forms = {mark: {DIGITS.sub("9", piece) for piece in value.split(mark)[:-1]} for mark in marks}
    alike = [mark for mark in marks if len(forms[mark]) == 1 and len(value.split(mark)) > LEAST_COMMON]
    if len(alike) != 1:
        return {"joined": "ids joined by another character", "advice": AT_THE_SOURCE}
    return {"joined": f"ids joined by {COMMON[alike[0]]}", "advice": SPLIT_AT, "mark": shlex.quote(alike[0])}


def is_control(value: str) -> bool:
    """Whether a list is joined by control characters, for which the lines themselves are told as well."""
    rare = re.search(RARE, value)
    return rare is not None and rare[0] < " "


UNUSUAL_SEPARATOR: Final = RowRule(
    code="IMP008",
    name="wrong-list-separator",
    effect=Effect.UNSTATED,
    message="{rows} with an IMPRESSION without a vertical bar, nearly all that have one: they look like {joined}, for "
    "the ITEM_ID of the row is among them, and the guide asks for vertical bars; read as it stands each is one id",
    hint="{advice}.",
    source=guide("interactions-datasets"),
    why="Looks for an IMPRESSION column in which at least nine of ten lists have no vertical bar and do have the "
    "ITEM_ID of the row between two marks that ids may have as well, such as control characters, hyphens, underscores "
    "or full stops (of these three at least two). That the item is found there proves what they are for.",
    before="u1,i1,1700000000,i1-i2-i3",
    after="u1,i1,1700000000,i1|i2|i3",
    applies_to=is_impression,
    exclusive=False,
    needs=(ITEM_ID,),
    share_at_least=0.9,
    violation=lambda lists, item: joined_by_mark(lists.raw, item.raw),
    suspects=lambda lists, item: lists.single_without(item),
    details=mark_in,
    covers_equal_by=lambda value: ("CSV010",) if is_control(value) else (),
    example_column=IMPRESSION,
    valid=("i1", "i1|i2", "i1-red", "i2-i3-i4", "i1.i2", "xi1-i2-i3", "i1;i2", "i12\x02i3", ""),
    invalid=("i1-i2-i3", "i2_i1_i3", "i2.i3.i1", "i2\x02i1", "i1¦i2", "i2%7Ci1", "i1*i2"),
)
