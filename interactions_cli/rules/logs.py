"""What can be wrong with a line of a log, in the form of findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from interactions_cli.personalize.fields import guide
from interactions_cli.personalize.limits import MAX_ID_CHARS
from interactions_cli.rules.rule import Effect


@dataclass(frozen=True, kw_only=True)
class LogDefect:
    """A defect of log lines. `message` and `hint` are templates with {lines}, {path}, {line}, {value} and {columns}."""

    code: str
    name: str
    effect: Effect
    message: str
    hint: str
    source: str = guide("interactions-datasets")


UNREADABLE: Final = LogDefect(
    code="LOG001",
    name="log-line-unreadable",
    effect=Effect.SUSPICIOUS,
    message="{lines} of the log cannot be read: neither a record under its header nor a JSON object",
    hint="Look at the first: `sed -n {line}p {path}`; JSON needs one object a line, as `jq -c .` prints it.",
)
WITHOUT_LIST: Final = LogDefect(
    code="LOG002",
    name="log-line-without-list",
    effect=Effect.INFORMATION,
    message="{lines} of the log with no item that was shown",
    hint="Name the field that holds them if it is another one: `--log-column IMPRESSION=FIELD`.",
)
WITHOUT_KEY: Final = LogDefect(
    code="LOG003",
    name="log-line-without-key",
    effect=Effect.SUSPICIOUS,
    message="{lines} of the log left out because {columns} is blank",
    hint="Look at the first: `sed -n {line}p {path}`; match by other columns with `--on` or `--by`.",
)
BAD_TIME: Final = LogDefect(
    code="LOG004",
    name="log-time-unreadable",
    effect=Effect.SUSPICIOUS,
    message="{lines} of the log left out because the time is neither a number of seconds, milliseconds or microseconds "
    "since 1970 nor ISO 8601 with an offset",
    hint="For times without an offset say whose they are: `--log-time-zone UTC` (or a name such as Europe/Berlin).",
)
UNWRITABLE: Final = LogDefect(
    code="LOG005",
    name="log-item-unwritable",
    effect=Effect.SUSPICIOUS,
    message="{lines} of the log with an item id that holds a vertical bar or a control character; IMPRESSION has no "
    "way to write it, so it was left out of the list",
    hint="Look at the first: `sed -n {line}p {path}`; rename such items in the items dataset and in every log.",
)
OVERLONG: Final = LogDefect(
    code="LOG006",
    name="log-item-too-long",
    effect=Effect.SUSPICIOUS,
    message=f"{{lines}} of the log with an item id of more than {MAX_ID_CHARS} characters, which no ITEM_ID has; it "
    "was left out of the list",
    hint="Look at the first: `sed -n {line}p {path}`; join ids with vertical bars, or write a JSON array.",
    source=guide("limits"),
)
NOT_WRITTEN: Final = LogDefect(
    code="LOG007",
    name="list-not-written",
    effect=Effect.SUSPICIOUS,
    message="{lines} of the interactions without the list that was found: beside the quotes and backslashes of that "
    "line it would be read as something else",
    hint='Look at the first: `sed -n {line}p {path}`; write quotes inside fields as `\\"` and backslashes as `\\\\`.',
    source=guide("preparing-training-data"),
)
SEVERAL_LISTS: Final = LogDefect(
    code="LOG008",
    name="key-with-several-lists",
    effect=Effect.SUSPICIOUS,
    message="{figure} have different lists in the logs, and the last one of each was written",
    hint="A key names one list: add a column that tells the lists apart, such as `--on RECOMMENDATION_ID`, or let "
    "times decide with `--within 30m`.",
)
WITHOUT_ITEM: Final = LogDefect(
    code="LOG009",
    name="list-without-the-item",
    effect=Effect.SUSPICIOUS,
    message="{figure} with an item that is not in the list that was found",
    hint="{cause}",
)
ONE_ID: Final = LogDefect(
    code="LOG010",
    name="list-of-one-id",
    effect=Effect.SUSPICIOUS,
    message="{figure} hold a single id",
    hint="{cause}",
)
SPLIT: Final = LogDefect(
    code="LOG011",
    name="list-separator",
    effect=Effect.INFORMATION,
    message="{figure} have their ids separated by {separator}, and were split there",
    hint="If ids hold such characters themselves, name what stands between them: `--log-list-separator '|'`.",
)
DOUBTS: Final = (SEVERAL_LISTS, WITHOUT_ITEM, ONE_ID, SPLIT)
LOG_DEFECTS: Final = (UNREADABLE, WITHOUT_LIST, WITHOUT_KEY, BAD_TIME, UNWRITABLE, OVERLONG)


@dataclass
class LogHits:
    """How many lines of the logs have one defect, and the first of them as (path, line, text)."""

    count: int = 0
    samples: list[tuple[str, int, str]] = field(default_factory=list)

    def add(self, count: int, samples: Sequence[tuple[int, str]], path: str, offset: int, max_samples: int) -> None:
        """Add what a later block has; its lines start after `offset`."""
        self.count += count
        room = max_samples - len(self.samples)
        self.samples.extend((path, line + offset, text) for line, text in samples[:room])

    def merge(self, other: LogHits, max_samples: int, *, by_line: bool = False) -> None:
        """Add what a later log has, or with `by_line` what the same log has besides."""
        self.count += other.count
        samples = [*self.samples, *other.samples]
        self.samples = (sorted(samples) if by_line else samples)[:max_samples]
