"""Work beside the thread that collects: one piece at a time, in order, and no failure is lost."""

from __future__ import annotations

import threading
from functools import partial

import pytest

from interactions_cli.measures.beside import Beside


def test_pieces_are_done_one_after_the_other() -> None:
    beside, done, first_may_end = Beside("test"), list[int](), threading.Event()

    def work(number: int) -> None:
        if not number:
            first_may_end.wait(30)
        done.append(number)

    beside.start(partial(work, 0))
    assert not done
    first_may_end.set()
    for number in range(1, 5):
        beside.start(partial(work, number))
        # The one before is done once the next one has been handed over.
        assert done[:number] == list(range(number))
    beside.wait()
    assert done == list(range(5))
    beside.wait()


@pytest.mark.parametrize("is_followed", [True, False])
def test_a_failure_is_told_to_whoever_waits_or_hands_over_the_next(*, is_followed: bool) -> None:
    beside = Beside("test")
    beside.start(lambda: [][0])
    with pytest.raises(IndexError):
        beside.start(lambda: None) if is_followed else beside.wait()
    beside.wait()


def test_nothing_handed_over_is_no_thread() -> None:
    before = threading.active_count()
    beside = Beside("test")
    beside.wait()
    assert threading.active_count() == before
