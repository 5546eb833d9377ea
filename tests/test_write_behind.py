"""Writing on a thread of its own: order, errors, and an end."""

from __future__ import annotations

import threading

import pytest

from interactions_cli.storage.sink import HELD_CHUNKS, WriteBehind
from tests.processes import PATIENCE_SECONDS


def test_chunks_are_written_in_order_on_another_thread() -> None:
    written: list[tuple[bytes, str]] = []
    behind = WriteBehind(lambda chunk: written.append((chunk, threading.current_thread().name)))
    chunks = [bytes([number]) for number in range(50)]
    for chunk in chunks:
        behind.put(chunk)
    behind.drain()
    behind.stop()
    assert [chunk for chunk, _thread in written] == chunks
    assert all(name.startswith("write") for _chunk, name in written)


def test_what_cannot_be_written_is_raised_to_who_wrote_it() -> None:
    def full(_chunk: bytes) -> None:
        raise OSError(28, "No space left on device")

    behind = WriteBehind(full)
    for _ in range(HELD_CHUNKS):
        behind.put(b"x")
    with pytest.raises(OSError, match="No space"):
        behind.put(b"x")
    with pytest.raises(OSError, match="No space"):
        behind.drain()
    behind.stop()


def test_it_holds_no_more_than_a_few_chunks_and_forgets_them_when_stopped() -> None:
    may_write, written = threading.Event(), []

    def slow(chunk: bytes) -> None:
        assert may_write.wait(PATIENCE_SECONDS)
        written.append(chunk)

    behind = WriteBehind(slow)
    for number in range(HELD_CHUNKS):
        behind.put(bytes([number]))
    blocked = threading.Thread(target=lambda: behind.put(b"late"), daemon=True)
    blocked.start()
    blocked.join(0.05)
    assert blocked.is_alive()
    may_write.set()
    blocked.join(PATIENCE_SECONDS)
    assert not blocked.is_alive(), "waited for a chunk to be taken"
    behind.drain()
    behind.stop()
    assert written == [b"\x00", b"\x01", b"late"]
