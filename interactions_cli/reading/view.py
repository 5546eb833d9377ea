"""What is known of the inputs before any record is read: their headers, the schema, the target."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from interactions_cli.personalize.schema import Schema
from interactions_cli.personalize.target import Target
from interactions_cli.reading.header_problem import HeaderProblem


@dataclass(frozen=True, kw_only=True)
class Header:
    """The first line of one input, as read and as repaired.

    `names` are the columns after the repairs that are reported as CSV004, CSV005, CSV006 and SCH012: without the
    byte order mark and quotes, split at `separator`, near misses of known names replaced. `counted` are those that are
    judged: of names that are equal, or are once `_` is removed (SCH002), a known one, else the first. `written` are the
    names as they stand in the file (unquoted), `line` its bytes, line end included; `has_returns` whether that has more
    carriage returns than one. `problem` is why nothing else of the file can be read, else None; where it is PREAMBLE,
    the column names stand in `table_line`. `is_like_following` tells a line without a known name that looks like the
    lines after it.
    """

    path: str
    text: str
    written: tuple[str, ...]
    names: tuple[str, ...]
    counted: tuple[str, ...] = ()
    line: bytes = b""
    separator: str = ","
    has_bom: bool = False
    is_quoted: bool = False
    has_returns: bool = False
    compression: str | None = None
    problem: HeaderProblem | None = None
    table_line: int = 1
    is_like_following: bool = False

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Every column that is read → its place in a line.

        What is not judged stands there too, under names that no header can have: it tells records apart all the same.
        """
        first = {name: place for place, name in reversed(list(enumerate(self.names)))}
        judged = {name: first[name] for name in self.counted}
        seen: Counter[str] = Counter()
        places = {}
        for place, name in enumerate(self.names):
            if judged.get(name) == place:
                places[name] = place
            else:
                seen[name] += 1
                places[f"{name}\n{seen[name]}"] = place
        return places


def plain(name: str) -> str:
    """A column name without underscores, which do not tell names apart."""
    return name.replace("_", "") or name


@dataclass(frozen=True, kw_only=True)
class DatasetView:
    """What is known before any record is read: headers (one per input), schema, target.

    `unread` are files beside the inputs that look like data.
    """

    target: Target
    schema: Schema
    headers: tuple[Header, ...]
    unread: tuple[str, ...] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every column of the data set that is judged, repaired names, first appearance first."""
        return tuple(dict.fromkeys(name for header in self.headers for name in header.counted))
