"""All questions of a run at once: each that is open, and what would be asked next, were its likeliest answer given."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from interactions_cli.commands.prepare_options import PrepareOptions
from interactions_cli.errors import InteractionsError, QuestionsError, UsageError
from interactions_cli.personalize.fields import TIMESTAMP
from interactions_cli.transforms.prepare.plan import OpenQuestionError

# What answers may name once, and what these options are called here.
SINGLE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "--columns": "columns",
        "--explode": "explode",
        "--time-zone": "time_zone",
        "--time-format": "time_format",
        "--time-epoch": "time_epoch",
        "--time-of-day": "time_of_day",
        "--decimal": "decimal",
        "--list-separator": "list_separator",
    }
)
FLAGS: Final[Mapping[str, str]] = MappingProxyType({"--accept-rejects": "accept_rejects"})
# No run asks more than this; a question that its own answer asks again would go on for ever.
MOST_QUESTIONS: Final = 12


def all_questions(
    first: OpenQuestionError, options: PrepareOptions, ask: Callable[[PrepareOptions], None]
) -> UsageError:
    """A question together with those that come after it.

    Args:
        first: What is open.
        options: The options that leave it open.
        ask: Raises the question that options leave open, if there is one.
    """
    questions, answers, is_answered = [first], [*first.answer], bool(first.answer) and not first.absent
    while (given := answered(options, questions[-1])) is not None and len(questions) < MOST_QUESTIONS:
        options = given
        try:
            ask(options)
        except OpenQuestionError as question:
            if any(question.message == asked.message for asked in questions):
                is_answered = False
                break
            questions.append(question)
            answers += [*question.answer]
            is_answered = is_answered and bool(question.answer) and not question.absent
        except InteractionsError:
            is_answered = False
            break
        else:
            break
    else:
        is_answered = False
    if len(questions) == 1:
        return first
    answer = answers if is_answered else []
    hints = [question.hint for question in questions]
    every = f"All of them at once: `{shlex.join(answer)}`."
    return QuestionsError(
        "; ".join(question.message for question in questions),
        " ".join([*hints, *([every] if answer else [])]),
        parts=[(question.message, question.hint) for question in questions],
        answer=answer,
    )


def answered(options: PrepareOptions, question: OpenQuestionError) -> PrepareOptions | None:
    """The options with the likeliest answer of a question; None if there is none, or they say something else already.

    Fields that the answer leaves without a source get a constant, so that what comes after them is asked, too.
    """
    if not question.answer and not question.absent:
        return None
    mapped = dict(options.mapped)
    constants = {field: "1" if field == TIMESTAMP else "?" for field in question.absent}
    changes: dict[str, Any] = {"drop": options.drop}
    for option, value in _pairs(question.answer):
        if option == "--map":
            field, _, column = value.partition("=")
            mapped[field] = (*mapped.get(field, ()), column)
        elif option == "--drop":
            changes["drop"] = (*changes["drop"], value)
        elif option in FLAGS:
            changes[FLAGS[option]] = True
        elif getattr(options, SINGLE[option]):
            return None
        else:
            changes[SINGLE[option]] = tuple(value.split(",")) if option == "--columns" else value
    return replace(options, mapped=mapped, constants={**options.constants, **constants}, **changes)


def _pairs(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Options with their values; a flag has none."""
    rest = iter(words)
    for word in rest:
        yield word, "" if word in FLAGS else next(rest)
