"""Byte counts that prove the lines of a block are all well-formed, so that a CSV parser cannot misread them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from interactions_cli.reading.byte_series import byte_series
from interactions_cli.reading.octets import SPACE, CountedOctets, Octets

LINE_FEED, RETURN, QUOTE, PLUS, ZERO = 10, 13, 34, 43, 48
# Pieces of this size stay in the cache: counting over one view of 8 MB costs more than twice as much.
PIECE_BYTES = 1 << 20
# What CONTROL_PATTERN of `lines` has beyond ASCII, in UTF-8; U+3164 by itself: Japanese is full of its first byte.
HIDDEN_CONTROLS = re.compile(
    rb"\xe2(?:\x80[\x8b\x8e\x8f\xa8-\xae]|\x81[\xa0-\xa4\xa6-\xaf])|\xc2[\x80-\x9f\xad]|\xd8\x9c"
    rb"|\xef(?:\xbb\xbf|\xbe\xa0|\xbf[\xb9-\xbb])|\xe1(?:\x85[\x9f\xa0]|\xa0\x8e)|\xf3\xa0\x80[\x80-\x9f]"
)
HANGUL_FILLER = "\u3164".encode()
# A TIMESTAMP of 20 digits or more that is still below 10^11 starts with at least this many.
ZEROS = b"0" * 9
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Proof:
    """What the byte counts established: every line has the right number of fields and nothing hidden.

    `octets` are the lines without quotes around fields; a parser that knows no quotes reads their cells.
    `has_quotes`: some fields are enclosed in quotes, with no separator, quote or backslash inside.
    `numbers_are_bare`: no field starts with a space or a plus, which Polars' number parsers would forgive.
    `may_hold_blanks`: white space other than line ends may occur; `may_hold_blank_cells`: all of a field may be that.
    `may_be_overlong`: a field of those that were asked for may start with ZEROS.
    """

    lines: int
    octets: Octets
    has_quotes: bool
    numbers_are_bare: bool
    may_be_overlong: bool
    may_hold_blanks: bool
    may_hold_blank_cells: bool

    @property
    def is_bare(self) -> bool:
        """Whether cells have nothing but visible ASCII, and no quote or plus at their start."""
        return self.numbers_are_bare and not self.has_quotes and not self.may_hold_blanks

    @classmethod
    def of_bare_cells(cls, lines: int, data: bytes, *, may_be_overlong: bool) -> Proof:
        """What is known of so many lines that were made of bare cells without a separator, without counting a byte."""
        octets = Octets(data, absent='"\t ')
        return cls(lines, octets, False, True, may_be_overlong, may_hold_blanks=False, may_hold_blank_cells=False)


def prove(
    block: bytes, width: int, separator: str, *, every_line: bool = False, before_zeros: int | None = None
) -> Proof | None:
    """Prove a block's shape.

    The equations: separators = (width - 1) x lines, and no byte below 32 but line ends. A line with too many fields
    makes the parser raise, so one with too few cannot hide behind it.

    Args:
        block: Whole lines, the last one ended by a line feed.
        width: Fields per line.
        separator: The separator character.
        every_line: Prove each line by itself: a parser that is to read only some columns raises for no line.
        before_zeros: The byte before the fields that are looked at for ZEROS; None for no field.

    Returns:
        None if anything is in doubt; the lines must then be looked at one by one.
    """
    cut, octets = ord(separator), CountedOctets(block)
    if _needs_a_closer_look(octets, width, cut):
        return None
    has_quotes, has_returns, has_spaces = octets.hold('"'), octets.hold("\r"), octets.hold(" ")
    has_padding = has_spaces or octets.hold("+")
    separators = returns = 0
    bare, zeros = True, False
    unquoted: list[pl.Series] = []
    for piece in _pieces(block):
        found = _line_end_returns(piece) if has_returns else 0
        if found is None:
            return None
        if has_quotes:
            quotes = piece == QUOTE
            if not _enclose_fields(quotes, piece, cut, has_returns=has_returns):
                return None
            # Separators, line ends and starts of fields are where they were before.
            piece = piece.filter(~quotes)
            unquoted.append(piece)
        if every_line and not _is_regular(piece, width, cut, has_returns=has_returns):
            return None
        separators, returns = separators + int((piece == cut).sum()), returns + found
        bare = bare and not (has_padding and _field_starts_with_padding(piece, cut))
        zeros = zeros or (before_zeros is not None and _field_starts_with_zeros(piece, before_zeros))
    # Other control characters count as lines here; the equation or the parsed height then fails.
    lines = octets.controls - returns
    if separators != (width - 1) * lines:
        return None
    bare_octets = octets.without_quotes(unquoted) if has_quotes else octets
    return Proof(
        lines,
        bare_octets,
        has_quotes,
        bare,
        may_be_overlong=zeros and holds_zeros(bare_octets.data, before_zeros),
        may_hold_blanks=has_spaces or not octets.is_ascii,
        may_hold_blank_cells=not bare or not octets.is_ascii,
    )


def _needs_a_closer_look(octets: CountedOctets, width: int, cut: int) -> bool:
    """Whether the equations would not settle a block: what they do not count, and one column, where blanks fit them."""
    if width < 2 or cut < SPACE or octets.hold("\x7f") or (octets.hold('"') and octets.hold("\\")):
        return True
    block = octets.data
    return not octets.is_ascii and (block.startswith(BYTE_ORDER_MARK) or not _is_plain_utf8(block))


def _pieces(block: bytes) -> Iterator[pl.Series]:
    """The block as UInt8 series cut after line feeds."""
    whole = byte_series(block)
    start = 0
    while start < len(block):
        end = len(block)
        if end - start > PIECE_BYTES:
            end = block.rfind(b"\n", start, start + PIECE_BYTES) + 1 or block.find(b"\n", start + PIECE_BYTES) + 1
        yield whole.slice(start, end - start)
        start = end


def _is_plain_utf8(block: bytes) -> bool:
    try:
        block.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return HANGUL_FILLER not in block and HIDDEN_CONTROLS.search(block) is None


def _line_end_returns(piece: pl.Series) -> int | None:
    """The number of carriage returns; None unless each one is followed by a line feed and ends a line by itself."""
    following = piece.shift(-1)
    returns = piece == RETURN
    count = int(returns.sum())
    good = returns & (following == LINE_FEED) & (piece.shift(1) != RETURN).fill_null(value=True)
    return count if int(good.sum()) == count else None


def _is_regular(piece: pl.Series, width: int, cut: int, *, has_returns: bool) -> bool:
    """Whether every line has `width - 1` separators and no other control character."""
    marks = piece.filter((piece == cut) | (piece < SPACE))
    if has_returns:
        marks = marks.filter(marks != RETURN)
    line_ends = marks == LINE_FEED
    lines, separators = int(line_ends.sum()), int((marks == cut).sum())
    # Where the line feeds stand among the marks tells how many separators each line has.
    is_regular = bool(line_ends.gather_every(width, width - 1).all())
    return is_regular and lines * width == len(marks) == lines + separators


def _enclose_fields(quotes: pl.Series, piece: pl.Series, cut: int, *, has_returns: bool) -> bool:
    """Whether quotes come in pairs around whole fields, with neither separators nor line ends between the two."""
    separates = (piece == cut) | (piece == LINE_FEED)
    among_marks = piece.filter(quotes | separates) == QUOTE
    count = int(quotes.sum())
    side_by_side = among_marks.slice(1) & among_marks.head(-1)
    # No three stand together, and as many pairs as there may be do.
    if 2 * int(side_by_side.sum()) != count or bool((side_by_side.slice(1) & side_by_side.head(-1)).any()):
        return False
    # Only the first of a pair can follow a separator, and only the second can stand before one: counting suffices.
    opens = int((quotes.slice(1) & separates.head(-1)).sum()) + int(bool(quotes[0]))
    ends = separates | (piece == RETURN) if has_returns else separates
    closes = int((quotes.head(-1) & ends.slice(1)).sum())
    return 2 * opens == 2 * closes == count


def _field_starts_with_padding(piece: pl.Series, cut: int) -> bool:
    separates = (piece == cut) | (piece == LINE_FEED)
    starts = pl.concat([piece.head(1), piece[1:].filter(separates[:-1])])
    return bool(((starts == SPACE) | (starts == PLUS)).any())


def holds_zeros(block: bytes, before: int | None) -> bool:
    """Whether ZEROS follow a certain byte or begin the block; None for no byte."""
    # This takes longer than all of the proof, and no other thread runs Python meanwhile: hence the look at pieces.
    return before is not None and (bytes([before]) + ZEROS in block or block.startswith(ZEROS))


def _field_starts_with_zeros(piece: pl.Series, before: int) -> bool:
    """Whether two zeros follow a certain byte, or begin the piece where that byte ends lines."""
    if before == LINE_FEED and bytes(piece.head(2).to_list()) == b"00":
        return True
    follows = (piece == before)[:-2]
    return bool(((piece[1:-1].filter(follows) == ZERO) & (piece[2:].filter(follows) == ZERO)).any())
