"""Options that decide what is judged or kept, given twice with two values: one of them would have no effect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from interactions_cli.errors import UsageError

# Options of one value. Of those about looks, such as --format, the last one counts, as an alias may have set the first.
SINGLE: Final = frozenset(
    {
        *("--event-type", "--event-value-threshold", "--since", "--until", "--domain", "--recipe", "--import-mode"),
        *("--schema", "--solution-config", "--baseline", "--plan", "--within", "--match", "--existing", "--available"),
        *("--min-user-interactions", "--min-item-interactions", "--time-zone", "--time-epoch", "--decimal"),
        *("--delimiter", "--encoding", "--input-format", "--columns", "--explode", "--time-of-day", "--time-format"),
        *(
            "--list-separator",
            "--log-list-separator",
            "--log-format",
            "--log-shape",
            "--log-time-unit",
            "--log-time-zone",
        ),
    }
)


def refuse_repeated_options(words: Sequence[str]) -> None:
    """Refuse two values for an option of one.

    Args:
        words: The command line after the name of the program.

    Raises:
        UsageError: There are.
    """
    seen: dict[str, str] = {}
    for option, value in _given(words):
        before = seen.setdefault(option, value)
        if before != value:
            raise UsageError(
                f"{option} is given twice, as {before} and as {value}",
                "Keep the one that is meant: it takes one value.",
            )


def _given(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    values = iter(words)
    for word in values:
        if word == "--":
            return
        option, is_joined, value = word.partition("=")
        if option in SINGLE:
            yield option, value if is_joined else next(values, "")
