"""A property of the campaign, how many inputs each function got, and what may be raised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings

from interactions_cli.errors import InteractionsError
from tests.fuzz.tape import Tape, tapes

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")

# Inputs by the name of the function that got them.
RUN: Counter[str] = Counter()
SHRUNK, NOT_SHRUNK = (Phase.generate, Phase.shrink), (Phase.generate,)


@dataclass(frozen=True)
class Property:
    """What must hold for everything that a tape of `tape_bytes` makes.

    `few` is the number of tapes in the test run, `many` in one share of the campaign. A property that starts a process
    for every tape does without shrinking.
    """

    check: Callable[[Tape], None]
    tape_bytes: int
    few: int
    many: int
    shrinks: bool = True

    @property
    def name(self) -> str:
        """The name of the function that checks it, as words."""
        return self.check.__name__.replace("_", " ")

    def run(self, examples: int, number: int | None = None, *, derandomize: bool = False) -> None:
        """Check it for so many tapes; the same seed draws the same tapes."""

        def draw(tape: Tape) -> None:
            try:
                self.check(tape)
            except BaseException as error:
                error.add_note(f"again: python -m tests.fuzz.campaign --again {self.name!r} {tape.text or '00'}")
                raise

        chosen = settings(
            max_examples=examples,
            database=None,
            deadline=None,
            derandomize=derandomize,
            suppress_health_check=list(HealthCheck),
            phases=SHRUNK if self.shrinks else NOT_SHRUNK,
        )
        test = chosen(given(tape=tapes(self.tape_bytes))(draw))
        (test if number is None else seed(number)(test))()


def count(name: str, inputs: int = 1) -> None:
    """Note that a function has got some inputs."""
    RUN[name] += inputs


def attempt(function: Callable[Arguments, Answer], *args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer | None:
    """What a function returns; None where it refuses in words. Anything else that it raises is a finding."""
    try:
        return function(*args, **kwargs)
    except InteractionsError as error:
        refusal = error
    assert refusal.message.strip(), "an error without a message"
    assert refusal.hint.strip(), f"an error without a hint: {refusal.message}"
    assert "defect of interactions-cli" not in refusal.hint, refusal.message
    return None
