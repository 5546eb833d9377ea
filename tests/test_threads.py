"""Worker threads: results in order, errors in their place, no more in memory than is said, and nobody left behind."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli import validate_interactions
from interactions_cli.engine import threads
from interactions_cli.engine.loop import LoopInput, run
from interactions_cli.engine.threads import AHEAD, default_workers, in_order, thread_limit, worker_count
from interactions_cli.errors import InputError, UsageError
from interactions_cli.reading.source import Source
from tests.cli_runner import run as command
from tests.examples import examples

GB = 1_000_000_000


def workers_alive() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("block-")]


@settings(max_examples=examples(100), deadline=None)
@given(count=st.integers(0, 60), workers=st.integers(1, 9))
def test_results_come_in_order_whatever_the_number_of_workers(count: int, workers: int) -> None:
    assert list(in_order(lambda n: n * n, range(count), workers=workers)) == [n * n for n in range(count)]
    assert workers_alive() == []


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_the_work_is_done_at_the_same_time(workers: int) -> None:
    together = threading.Barrier(workers, timeout=60)

    def meet(block: int) -> int:
        together.wait()
        return block

    assert list(in_order(meet, range(3 * workers), workers=workers)) == list(range(3 * workers))


@pytest.mark.parametrize("workers", [1, 3])
def test_no_more_blocks_are_taken_than_said(workers: int) -> None:
    taken = 0

    def blocks() -> Iterator[int]:
        nonlocal taken
        while taken < 100:
            taken += 1
            yield taken

    merged = 0
    for _ in in_order(lambda block: block, blocks(), workers=workers):
        merged += 1
        # The one that is merged counts until the next one is asked for.
        assert taken <= merged - 1 + workers + AHEAD
    assert merged == 100


def test_workers_read_on_while_a_result_is_merged() -> None:
    read = [threading.Event() for _ in range(AHEAD + 1)]

    def blocks() -> Iterator[int]:
        for number, event in enumerate(read):
            event.set()
            yield number

    for number in in_order(lambda block: block, blocks(), workers=1):
        if number == 0:
            assert all(event.wait(60) for event in read)


@pytest.mark.parametrize("workers", [1, 4])
def test_an_error_of_the_work_comes_in_the_place_of_its_result(workers: int) -> None:
    parts = in_order(lambda block: 1 // (7 - block), range(50), workers=workers)
    assert [next(parts) for _ in range(7)] == [0] * 6 + [1]
    with pytest.raises(ZeroDivisionError):
        next(parts)
    for thread in workers_alive():
        thread.join(60)
    assert workers_alive() == []


@pytest.mark.parametrize("workers", [1, 4])
def test_an_error_of_reading_comes_after_what_was_read(workers: int) -> None:
    def blocks() -> Iterator[int]:
        yield from range(9)
        raise InputError("gone", "")

    parts = in_order(lambda block: block, blocks(), workers=workers)
    assert [next(parts) for _ in range(9)] == list(range(9))
    with pytest.raises(InputError, match="gone"):
        next(parts)


def test_what_is_given_up_is_closed_and_its_workers_go() -> None:
    closed = threading.Event()

    def blocks() -> Iterator[int]:
        try:
            yield from range(1000)
        finally:
            closed.set()

    with closing(in_order(lambda block: block, blocks(), workers=3)) as parts:  # type: ignore[type-var]
        assert next(parts) == 0
    assert closed.wait(60)
    for thread in workers_alive():
        thread.join(60)
    assert workers_alive() == []


def test_where_no_further_thread_can_be_started_those_that_are_there_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    start = threading.Thread.start

    def refuse(thread: threading.Thread) -> None:
        if thread.name != "block-0":
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert list(in_order(lambda block: block, range(20), workers=8)) == list(range(20))


# How many there are


@pytest.mark.parametrize(
    ("cores", "memory", "workers"),
    [
        (1, None, 1),
        (16, None, 17),
        (2, None, 3),
        (16, 64 * GB, 17),
        (16, GB, 4),
        (16, 2 * GB, 12),
        (4, GB // 10, 2),
        (1, GB // 10, 1),
    ],
)
def test_workers_follow_the_cores_as_far_as_memory_goes(cores: int, memory: int | None, workers: int) -> None:
    assert default_workers(cores, memory) == workers


def test_a_limit_holds_within_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "memory_left", lambda: None)
    monkeypatch.setattr(pl, "thread_pool_size", lambda: 6)
    assert worker_count() == 7
    with thread_limit(3):
        assert worker_count() == 3
        with thread_limit(None):
            assert worker_count() == 7
    assert worker_count() == 7


@pytest.mark.parametrize("wrong", [0, -1, 1.5, True, "2"])
def test_in_python_a_number_that_is_none_is_refused(tmp_path: Path, wrong: int) -> None:
    (tmp_path / "x.csv").write_text("USER_ID,ITEM_ID,TIMESTAMP\nu1,i1,1700000000\n")
    with pytest.raises(UsageError, match=r"^threads is .*, not a whole number from 1 up"):
        validate_interactions(tmp_path / "x.csv", threads=wrong)


@pytest.mark.parametrize("wrong", ["0", "-1", "x", "1.5", ""])
def test_on_the_command_line_too(tmp_path: Path, wrong: str) -> None:
    (tmp_path / "x.csv").write_text("USER_ID,ITEM_ID,TIMESTAMP\nu1,i1,1700000000\n")
    assert "--threads" in command("validate", "x.csv", "--threads", wrong, cwd=tmp_path, code=2).stderr


@pytest.mark.parametrize(("option", "said"), [("1", "1 worker thread"), ("7", "7 worker threads")])
def test_the_option_is_obeyed(tmp_path: Path, option: str, said: str) -> None:
    (tmp_path / "x.csv").write_text("USER_ID,ITEM_ID,TIMESTAMP\nu1,i1,1700000000\n")
    lines = command("validate", "x.csv", "--threads", option, "--debug", cwd=tmp_path, code=None).stderr.splitlines()
    assert any(line.startswith("debug: reader: ") and line.endswith(f", {said}") for line in lines)


# Several inputs


@dataclass
class Lines:
    line_count: int


def loop_input(path: Path, opened: Callable[[], object] = lambda: None) -> LoopInput[Lines]:
    def source() -> Source:
        opened()
        found = Source(str(path))
        found.header_line()
        return found

    return LoopInput(path=path.name, open=source, worker=lambda _trace: lambda block: Lines(block.count(b"\n")))


@pytest.fixture
def three(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / name for name in ("a", "b", "c")]
    for path in paths:
        path.write_text("head\nline\nline\n")
    return paths


def test_the_next_input_is_read_while_the_parts_of_one_are_merged(three: list[Path]) -> None:
    opened = [threading.Event() for _ in three]
    inputs = [loop_input(path, event.set) for path, event in zip(three, opened, strict=True)]
    for entry in run(inputs, "scan"):
        assert [(step.offset, step.part.line_count) for step in entry] == [(1, 2)]
        assert entry.source.bytes_read == entry.source.position == three[entry.index].stat().st_size
        if entry.index == 0:
            assert opened[1].wait(60)


def test_what_is_not_asked_for_is_passed_over(three: list[Path]) -> None:
    counts = {entry.path: 0 if entry.path == "b" else len(list(entry)) for entry in run(map(loop_input, three), "scan")}
    assert counts == {"a": 1, "b": 0, "c": 1}


@settings(max_examples=examples(30), deadline=None)
@given(rows=st.integers(0, 40), parts=st.integers(1, 6), workers=st.integers(1, 4), block_bytes=st.integers(20, 400))
def test_any_number_of_workers_and_parts_gives_the_same_report(
    tmp_path_factory: pytest.TempPathFactory, rows: int, parts: int, workers: int, block_bytes: int
) -> None:
    folder = tmp_path_factory.mktemp("parts")
    lines = [f"u{n % 7},i{n % 5},{1_700_000_000 + n % 9}{'x' * (n % 11 == 3)}\n" for n in range(rows)]
    for part in range(parts):
        (folder / f"{part}.csv").write_text("USER_ID,ITEM_ID,TIMESTAMP\n" + "".join(lines[part::parts]))
    one = validate_interactions(folder, now=1_750_000_000, threads=1)
    several = validate_interactions(folder, now=1_750_000_000, threads=workers, block_bytes=block_bytes)
    assert several.to_dict() == one.to_dict()
