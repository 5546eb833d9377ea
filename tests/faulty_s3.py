"""A server that speaks as little of S3 as a test needs, and fails as it is told to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

# What a fault may do with a request: answer it all by itself, and say whether it has.
Fault = Callable[["Handler"], bool]
ERROR = "<?xml version='1.0'?><Error><Code>{code}</Code><Message>no</Message></Error>"


class FaultyS3(ThreadingHTTPServer):
    """Objects by path (`/bucket/key`), and the faults of the next requests, in order.

    Attributes:
        objects: Path → content.
        faults: By method; a request takes the first one away. The last fault of a list stays if it is `always`.
        seen: Method, path, Range and Authorization of every request.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.objects: dict[str, bytes] = {}
        self.faults: dict[str, list[Fault]] = {}
        self.always: dict[str, Fault] = {}
        self.seen: list[tuple[str, str, str, str]] = []
        self.lock = threading.Lock()

    @property
    def endpoint(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def start_anew(self, objects: Mapping[str, bytes]) -> None:
        """Forget everything but these objects."""
        self.objects = dict(objects)
        self.faults, self.always, self.seen = {}, {}, []

    def fault(self, method: str) -> Fault | None:
        """What goes wrong with the next request."""
        with self.lock:
            waiting = self.faults.get(method)
            return waiting.pop(0) if waiting else self.always.get(method)

    def requests(self, method: str) -> int:
        """How many there were."""
        return sum(entry[0] == method for entry in self.seen)


@contextmanager
def faulty_s3() -> Iterator[FaultyS3]:
    """The server, while it runs."""
    with FaultyS3() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join(10)


class Handler(BaseHTTPRequestHandler):
    """Answers HEAD and GET of objects, with ranges."""

    protocol_version = "HTTP/1.1"
    server: FaultyS3

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(length)
        wanted = self.headers.get("Range", "")
        self.server.seen.append((self.command, self.path, wanted, self.headers.get("Authorization", "")))
        fault = self.server.fault(self.command)
        if fault is None or not fault(self):
            self.whole()

    # The names that http.server asks for.
    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _answer  # noqa: N815

    def content(self) -> tuple[bytes, int, int]:
        """What is asked for: the object, and the part of it that is wanted."""
        whole = self.server.objects[unquote(self.path.partition("?")[0])]
        start, _, end = self.headers.get("Range", f"bytes=0-{len(whole) - 1}").removeprefix("bytes=").partition("-")
        return whole, int(start), min(int(end) + 1, len(whole))

    def whole(self) -> None:
        """Answer as S3 does."""
        try:
            whole, start, end = self.content()
        except KeyError:
            self.error(404, "NoSuchKey")
            return
        self.head_of(end - start, f"bytes {start}-{end - 1}/{len(whole)}")
        if self.command != "HEAD":
            self.wfile.write(whole[start:end])

    def head_of(self, length: int, content_range: str = "") -> None:
        """The first lines of an answer."""
        self.send_response(206 if "Range" in self.headers and content_range else 200)
        self.send_header("Content-Length", str(length))
        self.send_header("ETag", '"e"')
        if content_range:
            self.send_header("Content-Range", content_range)
        self.end_headers()

    def error(self, status: int, code: str, **headers: str) -> None:
        """Answer with an error."""
        body = b"" if self.command == "HEAD" else ERROR.format(code=code).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


def cut(after: int) -> Fault:
    """The body ends after so many bytes, and the connection with it."""

    def fault(handler: Handler) -> bool:
        whole, start, end = handler.content()
        handler.head_of(end - start, f"bytes {start}-{end - 1}/{len(whole)}")
        handler.wfile.write(whole[start : min(start + after, end)])
        handler.wfile.flush()
        handler.close_connection = True
        return True

    return fault


def stall(after: int, until: threading.Event) -> Fault:
    """The body stops after so many bytes, and goes on when it is too late."""

    def fault(handler: Handler) -> bool:
        whole, start, end = handler.content()
        handler.head_of(end - start, f"bytes {start}-{end - 1}/{len(whole)}")
        handler.wfile.write(whole[start : min(start + after, end)])
        handler.wfile.flush()
        until.wait(30)
        handler.close_connection = True
        return True

    return fault


def fails(status: int, code: str, **headers: str) -> Fault:
    """An error of S3."""

    def fault(handler: Handler) -> bool:
        handler.error(status, code, **headers)
        return True

    return fault


def at(path: str, fault: Fault) -> Fault:
    """A fault of one object alone."""
    return lambda handler: handler.path == path and fault(handler)


def without_ranges(handler: Handler) -> bool:
    """The whole object, whatever is asked for, as some stores answer."""
    whole, _, _ = handler.content()
    handler.head_of(len(whole))
    if handler.command != "HEAD":
        handler.wfile.write(whole)
    return True
