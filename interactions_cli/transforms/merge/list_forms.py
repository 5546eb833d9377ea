"""How a log joins the ids of a list: by vertical bars, in brackets, or by what nearly all lists have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import polars as pl

from interactions_cli.errors import InputError

BAR: Final = "|"
# What may stand between ids instead of a bar, the likeliest first; control characters are Hive's separators.
SEPARATORS: Final = MappingProxyType(
    {
        ",": "commas",
        ";": "semicolons",
        "\t": "tabs",
        "\x01": "the control character U+0001",
        "\x02": "the control character U+0002",
        "\x1f": "the control character U+001F",
        " ": "blanks",
    }
)
# So many lists of a log must agree on a separator; as few of them may be ids that hold it.
AGREEING: Final = 0.9
ANY_SEPARATOR: Final = r"[,; \t\x01\x02\x1f]|^\s*[{(].*[)}]\s*$"
# Lists in brackets as Python, NumPy and Spark print them; what is left without the quoted ids are commas and blanks.
QUOTED_ID: Final = r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\""""
BETWEEN_QUOTED: Final = r"^\s*\[(?:[\s,uUbB]|None|nan)*\]\s*$"
BARE_IDS: Final = r"^\s*\[[^\[\]{}'\"]*\]\s*$"
WRAPPED: Final = r"^\s*(?:\{(?s:(.*))\}|\((?s:(.*))\))\s*$"


def separator_name(separator: str) -> str:
    """A separator in words."""
    return SEPARATORS.get(separator, f"`{separator}`")


def counts_of_barred(texts: pl.Series, may_hold: Callable[[str], bool]) -> Counter[str]:
    """How many lists have bars (under BAR), and how many of these hold a separator besides.

    Args:
        texts: The lists.
        may_hold: Whether some list may have a character at all.
    """
    found = Counter({BAR: len(texts)})
    for separator in SEPARATORS:
        if may_hold(separator) and (holding := int(texts.str.contains(separator, literal=True).sum())):
            found[f"in {separator}"] = holding
    return found


def counts_of_open(texts: pl.Series) -> Counter[str]:
    """How many lists without bars hold which separator, and in how many a blank stands between ids with digits."""
    trimmed = texts.str.strip_chars()
    found = Counter({name: int(trimmed.str.contains(name, literal=True).sum()) for name in SEPARATORS})
    digits = trimmed.str.split(" ").list.eval(pl.element().str.contains("[0-9]")).list.all()
    found["digits"] = int((digits & trimmed.str.contains(" ", literal=True)).sum())
    found["wrapped"] = int(trimmed.str.contains(WRAPPED).sum())
    return found


def agreed_separator(counts: Mapping[str, int], path: str) -> str:
    """What the lists of a log are separated by.

    Args:
        counts: The counts of all its lists, as the functions above give them; lists in brackets are counted as barred.
        path: The log, for the message.

    Raises:
        InputError: Lists do not agree.
    """
    barred = counts.get(BAR, 0)
    for separator, words in SEPARATORS.items():
        holding = counts.get(separator, 0)
        if not holding or counts.get(f"in {separator}", 0) > (1 - AGREEING) * barred:
            continue
        share = holding / (holding + barred)
        is_certain = separator != " " or counts.get("digits", 0) >= AGREEING * holding
        if share >= AGREEING and is_certain:
            return separator
        if share > 1 - AGREEING:
            raise InputError(
                f"{holding:,} lists of the log {path} hold {words} and no vertical bar: they may be ids joined by "
                f"{words} or ids that hold them",
                f"Say which: `--log-list-separator '{_typed(separator)}'`, or `--log-list-separator '|'` for single "
                "ids.",
            )
    return "," if counts.get("wrapped", 0) >= AGREEING * (counts.get("open", 0) + barred) > 0 else BAR


def split_ids(texts: pl.Series, separator: str) -> pl.Series:
    """The ids of lists that are separated so, without braces around them and quotes around each."""
    groups = pl.col("text").str.extract_groups(WRAPPED)
    inner = pl.coalesce(groups.struct[0], groups.struct[1], pl.col("text"))
    ids = inner.str.split(separator).list.eval(_unquoted(pl.element().str.strip_chars()))
    return pl.DataFrame({"text": texts}).select(ids=ids)["ids"]


def bracketed_ids(texts: pl.Series) -> pl.Series:
    """The ids of lists in brackets that are no JSON; null where a text cannot be read as one."""
    text = pl.col("text")
    between = text.str.replace_all(QUOTED_ID, "")
    quoted = text.str.extract_all(QUOTED_ID).list.eval(_unquoted(pl.element()))
    inner = text.str.strip_chars().str.strip_prefix("[").str.strip_suffix("]")
    by_commas, by_blanks = inner.str.split(","), inner.str.replace_all(r"\s+", " ").str.split(" ")
    bare = pl.when(inner.str.contains(",", literal=True)).then(by_commas).otherwise(by_blanks)
    read = pl.when(text.str.contains(BARE_IDS)).then(bare.list.eval(pl.element().str.strip_chars()))
    has_quotes = text.str.contains(r"""['"]""")
    return pl.DataFrame({"text": texts}).select(
        ids=pl.when(has_quotes & between.str.contains(BETWEEN_QUOTED)).then(quoted).otherwise(read)
    )["ids"]


def _unquoted(part: pl.Expr) -> pl.Expr:
    """An id without the quotes around it."""
    is_quoted = part.str.contains(r"""^(?s:'.*'|".*")$""") & (part.str.len_bytes() > 1)
    inner = part.str.slice(1, part.str.len_chars() - 2).str.replace_all(r"""\\(['"\\])""", "${1}")
    return pl.when(is_quoted).then(inner).otherwise(part)


def _typed(separator: str) -> str:
    return {"\t": r"\t", "\x01": r"\x01", "\x02": r"\x02", "\x1f": r"\x1f"}.get(separator, separator)


def parse_separator(text: str) -> str:
    r"""The separator that an option names: itself, or an escape such as `\t`."""
    return next((separator for separator in SEPARATORS if _typed(separator) == text), text)
