"""Text from the data as inline Markdown that stays text: no markup, link, mention, image or table cell comes of it.

Backslashes are not enough for that: renderers make mentions, issue references and mail addresses of what the escaped
text reads as. Inside a code span none of them does, so whatever is not a plain word becomes one.
"""

from __future__ import annotations

import re

from interactions_cli.pages.escape import shorten, visible

LONGEST_PROSE = 1000
LONGEST_CODE = 400
_LETTERS = r"[^\W\d_]+"
_PLAIN = re.compile(
    rf"[(\"“]*(?:{_LETTERS}(?:[-'’]{_LETTERS})*|[0-9]+(?:[,.][0-9]+)*)?[%…]?[)\"”.,;:?!]*|[-–+/=]|>=",
)
_STARTS_A_LINE = re.compile(r"[^\W\d_]|…|[0-9](?![0-9]*[.)]$)")
# Seven hexadecimal digits are enough for a link to a commit.
_COMMIT = re.compile(r"[0-9a-f]{7,}", re.IGNORECASE)


def code(text: str, most: int = LONGEST_CODE) -> str:
    """The text as a code span, cut to `most` characters; empty for empty text."""
    shown = shorten(visible(text), most).strip(" ")
    if not shown:
        return ""
    fence = "`" * (max(map(len, re.findall("`+", shown)), default=0) + 1)
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def prose(text: str) -> str:
    """Words as words, anything else as code spans, also what stands between backticks."""
    parts = shorten(visible(text), LONGEST_PROSE).split("`")
    if len(parts) % 2 == 0 or not all(part.strip(" ") for part in parts[1::2]):
        parts = ["`".join(parts)]
    text = ""
    for number, part in enumerate(parts):
        piece = code(part) if number % 2 else _words(part, starts_line=not text)
        # Two code spans that touch would be read as one with other ends.
        glue = " " if text.endswith("`") and piece.startswith("`") else ""
        text += glue + piece
    return text.strip(" ")


def cell(text: str) -> str:
    """Inline Markdown for a cell of a table."""
    return text.replace("|", r"\|")


def _words(text: str, *, starts_line: bool) -> str:
    words: list[str] = []
    odd: list[str] = []
    for token in filter(None, text.split(" ")):
        if _is_plain(token, is_first=starts_line and not words and not odd):
            words += [*_span(odd), token]
            odd = []
        else:
            odd.append(token)
    words += _span(odd)
    before, after = " " * text.startswith(" "), " " * text.endswith(" ")
    return f"{before}{' '.join(words)}{after}"


def _span(tokens: list[str]) -> list[str]:
    text = " ".join(tokens)
    bare = text.rstrip(",;:") or text
    return [code(bare) + text[len(bare) :]] if tokens else []


def _is_plain(token: str, *, is_first: bool) -> bool:
    if is_first and not _STARTS_A_LINE.match(token):
        return False
    return bool(_PLAIN.fullmatch(token)) and not _COMMIT.search(token)
