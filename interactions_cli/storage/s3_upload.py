"""Writes an object of S3 in parts, which become the object when they are committed and vanish otherwise."""

from __future__ import annotations

import signal
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from interactions_cli.errors import OutputError
from interactions_cli.storage.aws import client
from interactions_cli.storage.aws_failures import error_code, in_words
from interactions_cli.storage.s3_objects import Address

# The size of the first thousand parts; each thousand has larger ones, so that S3's limit of 10,000 holds 440 GB.
PART_BYTES, PARTS_OF_A_SIZE = 8 << 20, 1000
# How many parts are sent at a time. A writer who has a further one waits.
SENT_AT_A_TIME = 4
PERMISSION = "s3:PutObject"
# Error codes that say that another writer was first, or is about to be.
NOT_FIRST = frozenset({"412", "PreconditionFailed", "409", "ConditionalRequestConflict"})
# What asks a run to end.
ENDING = (signal.SIGINT, signal.SIGTERM)


class S3Sink:
    """A multipart upload of its own: begun at once, so that a missing permission is said before the work.

    Args:
        address: What it is to become.
        replaces: Whether an object that is there in the end may be replaced.

    Raises:
        OutputError: S3 refuses.
    """

    may_wait = False

    def __init__(self, address: Address, *, replaces: bool) -> None:
        self._address = address
        self._replaces = replaces
        self._buffer = bytearray()
        self._sent: list[dict[str, Any]] = []
        self._pool = ThreadPoolExecutor(SENT_AT_A_TIME, thread_name_prefix="upload")
        self._waiting: deque[Future[None]] = deque()
        self._count = 0
        with in_words(address.path, PERMISSION, OutputError):
            self._upload: str | None = client("s3").create_multipart_upload(**self._object())["UploadId"]

    def _object(self) -> dict[str, str]:
        return {"Bucket": self._address.bucket, "Key": self._address.key}

    def write(self, data: bytes, /) -> int:
        """Add bytes.

        Raises:
            OutputError: A part was refused.
        """
        self._buffer += data
        while len(self._buffer) >= (size := PART_BYTES * (1 + self._count // PARTS_OF_A_SIZE)):
            self._send(bytes(memoryview(self._buffer)[:size]))
            del self._buffer[:size]
        return len(data)

    def flush(self) -> None:
        """Nothing: what does not fill a part waits for more."""

    def _send(self, part: bytes) -> None:
        while len(self._waiting) >= SENT_AT_A_TIME:
            self._waiting.popleft().result()
        self._count += 1
        self._waiting.append(self._pool.submit(self._send_part, self._count, part))

    def _send_part(self, number: int, part: bytes) -> None:
        with in_words(self._address.path, PERMISSION, OutputError):
            answer = client("s3").upload_part(**self._object(), UploadId=self._upload, PartNumber=number, Body=part)
        self._sent.append({"PartNumber": number, "ETag": answer["ETag"]})

    def finish(self) -> None:
        """Send the last part, which may be small or empty, and wait for all of them.

        Raises:
            OutputError: A part was refused.
        """
        if self._buffer or not self._count:
            self._send(bytes(self._buffer))
            self._buffer.clear()
        while self._waiting:
            self._waiting.popleft().result()

    def commit(self) -> None:
        """Make the parts the object.

        Raises:
            FileExistsError: There is an object that may not be replaced.
            OutputError: S3 refuses.
        """
        from botocore.exceptions import ClientError

        parts = {"Parts": sorted(self._sent, key=lambda part: part["PartNumber"])}
        condition = {} if self._replaces else {"IfNoneMatch": "*"}
        with in_words(self._address.path, PERMISSION, OutputError):
            try:
                client("s3").complete_multipart_upload(
                    **self._object(), UploadId=self._upload, MultipartUpload=parts, **condition
                )
            except ClientError as error:
                if error_code(error) in NOT_FIRST:
                    raise FileExistsError from None
                raise
        self._upload = None

    def abort(self) -> None:
        """Take back what was sent, unless it has become the object."""
        if self._upload is None:
            self._pool.shutdown(wait=False)
        else:
            to_its_end(self._take_back)

    def _take_back(self) -> None:
        from botocore.exceptions import BotoCoreError, ClientError

        # A part that arrives after its upload was aborted would stay, and cost, without an object.
        self._pool.shutdown(wait=True, cancel_futures=True)
        try:
            client("s3").abort_multipart_upload(**self._object(), UploadId=self._upload)
        except (BotoCoreError, ClientError):
            # The run has failed for another reason already, and that one is told.
            return
        self._upload = None


def to_its_end(work: Callable[[], None]) -> None:
    """Do something that no further interrupt stops; one that arrives meanwhile is answered afterwards."""
    # Python answers signals in its main thread alone.
    if threading.current_thread() is not threading.main_thread():
        work()
        return
    arrived: list[int] = []
    before = {number: signal.signal(number, lambda number, _frame: arrived.append(number)) for number in ENDING}
    try:
        work()
    finally:
        for number, handler in before.items():
            # None is a handler that is not one of Python's.
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
    if arrived:
        signal.raise_signal(arrived[0])
