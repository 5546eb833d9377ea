"""The command line that answers several questions at once."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from interactions_cli.storage.streams import STDIN

# Options whose `-` is standard output.
WRITTEN: Final = frozenset({"-o", "--output", "--rejects", "--schema-output", "--save-plan"})


def all_at_once(words: Sequence[str], answer: Sequence[str]) -> str:
    """The hint that names one command, with the likeliest answer of each question; empty where one has none.

    Args:
        words: The command line after the name of the program.
        answer: The options to add to it.
    """
    if not answer:
        return ""
    is_piped = any(word == STDIN and before not in WRITTEN for before, word in pairwise(words))
    # What is hidden in reports would stand in a command line.
    if is_piped or "--redact" in words:
        return f"All of them at once, to be changed where another way is meant: add `{shlex.join(answer)}`."
    # What follows two hyphens is no option.
    end = words.index("--") if "--" in words else len(words)
    command = shlex.join(["interactions-cli", *words[:end], *answer, *words[end:]])
    return f"All of them at once, to be changed where another way is meant: `{command}`."
