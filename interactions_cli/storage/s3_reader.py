"""Reads an object of S3 in ranges, some of them ahead of the reader, all of them of one state of the object."""

from __future__ import annotations

import io
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import Any

from interactions_cli.errors import InputError
from interactions_cli.storage.aws import client
from interactions_cli.storage.aws_failures import error_code, in_words
from interactions_cli.storage.file_version import changed
from interactions_cli.storage.s3_objects import Address, ObjectState

# The first range of an object. It holds the header: those of all parts are read before the first block.
FIRST_BYTES = 64 << 10
# The further ranges, and how many are fetched at a time. S3 gives one connection about 85 MB/s; four connections
# keep two cores busy.
RANGE_BYTES, AHEAD = 8 << 20, 4
# How many of the following objects have their first range fetched when one is opened.
HEADERS_AHEAD = 8
PIECE_BYTES = 1 << 20
# How often a range is asked for whose body breaks off, and the pauses in between, in seconds, which grow.
BODY_ATTEMPTS, FIRST_PAUSE, LAST_PAUSE = 8, 0.1, 5.0
UNSATISFIED = frozenset({"412", "PreconditionFailed"})


class S3Stream(io.RawIOBase):
    """The bytes of an object.

    Args:
        address: The object.
        state: The state in which it is read.
        following: Objects that are likely to be opened next, with their states.
        start: The first byte that is delivered.
    """

    def __init__(
        self,
        address: Address,
        state: ObjectState,
        following: Iterable[tuple[Address, ObjectState]] = (),
        *,
        start: int = 0,
    ) -> None:
        self._address = address
        self._state = state
        self._next_range = start
        self._waiting: deque[Future[bytearray]] = deque()
        self._rest = memoryview(b"")
        self._position = start
        self._early = None if start else _taken_early(address, state)
        for other, other_state in following:
            _fetch_early(other, other_state)

    def readable(self) -> bool:
        """It is."""
        return True

    def version(self) -> ObjectState:
        """The state that all ranges are of: S3 refuses to give a range of another one."""
        return self._state

    def tell(self) -> int:
        """Bytes delivered so far."""
        return self._position

    def readinto(self, buffer: Any, /) -> int:
        """Fill the buffer from its start with what is there, at least a byte before the end.

        Raises:
            InputError: S3 does not give it, or the object is not what it was.
        """
        if not self._rest and self._position < self._state.size:
            self._rest = memoryview(self._next_piece())
        count = min(len(self._rest), len(buffer))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        self._position += count
        return count

    def _next_piece(self) -> bytearray:
        if not self._position and self._early is not None:
            self._next_range = min(FIRST_BYTES, self._state.size)
            return self._early.result()
        # The first range is fetched alone: a reader of headers wants no more.
        ahead = AHEAD if self._next_range else 1
        while len(self._waiting) < ahead and self._next_range < self._state.size:
            start = self._next_range
            end = min(start + (RANGE_BYTES if start else FIRST_BYTES), self._state.size)
            self._waiting.append(_pool().submit(self._fetch, start, end))
            self._next_range = end
        return self._waiting.popleft().result()

    def _fetch(self, start: int, end: int) -> bytearray:
        return fetch(self._address, self._state, start, end, is_wanted=lambda: not self.closed)

    def close(self) -> None:
        """Stop reading ahead."""
        super().close()
        for future in self._waiting:
            future.cancel()
        self._waiting.clear()


def _always() -> bool:
    return True


def fetch(
    address: Address, state: ObjectState, start: int, end: int, *, is_wanted: Callable[[], bool] = _always
) -> bytearray:
    """A range of an object, asked for again from the byte reached where its body breaks off or stalls.

    Args:
        address: The object.
        state: The state that it must be in.
        start: First byte.
        end: The byte after the last one, more than `start`.
        is_wanted: Asked before each further try; where it says no, what has been got is returned.

    Raises:
        InputError: S3 does not give it, or the object is in another state.
    """
    got = bytearray()
    pause = FIRST_PAUSE
    with in_words(address.path, "s3:GetObject"):
        for tries_left in reversed(range(BODY_ATTEMPTS)):
            _add(got, _body(address, state, start + len(got), end), end - start, is_last=not tries_left)
            if len(got) == end - start or not is_wanted():
                return got
            time.sleep(pause)
            pause = min(2 * pause, LAST_PAUSE)
    raise InputError(f"{address.path}: S3 sends less than it has", "Run it again later.")


def _add(got: bytearray, body: Any, most: int, *, is_last: bool) -> None:
    """Add what a body holds, until it breaks off; in the last try that is an error."""
    from botocore.exceptions import HTTPClientError, IncompleteReadError

    try:
        while len(got) < most and (piece := body.read(min(PIECE_BYTES, most - len(got)))):
            got += piece
    except (HTTPClientError, IncompleteReadError):
        if is_last:
            raise
    finally:
        body.close()


def _body(address: Address, state: ObjectState, start: int, end: int) -> Any:
    from botocore.exceptions import ClientError

    asked = f"bytes={start}-{end - 1}"
    try:
        answer = client("s3").get_object(Bucket=address.bucket, Key=address.key, Range=asked, IfMatch=state.etag)
    except ClientError as error:
        if error_code(error) in UNSATISFIED:
            raise changed(address.path) from None
        raise
    if start and not str(answer.get("ContentRange", "")).startswith(f"bytes {start}-"):
        answer["Body"].close()
        raise InputError(
            f"{address.path}: the store gives no part of an object, which HTTP calls a range",
            "Copy the object and read the copy, or use a store that knows ranges, as S3 does.",
        )
    return answer["Body"]


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(AHEAD + HEADERS_AHEAD, thread_name_prefix="s3")


# First ranges of objects that are likely to be opened next. The oldest are forgotten when there are too many.
_early: dict[tuple[Address, ObjectState], Future[bytearray]] = {}


def _fetch_early(address: Address, state: ObjectState) -> None:
    if not state.size or (address, state) in _early:
        return
    while len(_early) >= 2 * HEADERS_AHEAD:
        _early.pop(next(iter(_early))).cancel()
    _early[address, state] = _pool().submit(fetch, address, state, 0, min(FIRST_BYTES, state.size))


def _taken_early(address: Address, state: ObjectState) -> Future[bytearray] | None:
    return _early.pop((address, state), None)
