"""A real browser without a screen, and a server that tells what it was asked for."""

from __future__ import annotations

import contextlib
import json
import re
import tempfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.processes import finished
from tests.programs import needed

COMMANDS = ("chromium", "chromium-browser", "google-chrome")
# Nothing that the browser asks for on its own behalf, no sandbox for root, time that passes at once.
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-component-update"),
    *("--disable-background-networking", "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars"),
    *("--disable-extensions", "--mute-audio", "--virtual-time-budget=3000"),
)
# Of this nobody is told: what the page in the frame is like, as the browser has understood it.
LOOK = """<!DOCTYPE html><body><script>
onload = () => {
  const found = [...document.querySelectorAll('iframe')].map((frame) => (%s)(frame.contentDocument, frame));
  const shown = document.createElement('pre');
  shown.id = 'found';
  shown.textContent = JSON.stringify(found);
  document.body.append(shown);
};
</script>"""


@dataclass
class Site:
    """Pages by name, with the headers that each is sent with, and the paths that were asked for."""

    address: str = ""
    pages: dict[str, str] = field(default_factory=dict)
    headers: dict[str, Mapping[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def add(self, name: str, page: str, **headers: str) -> str:
        """Put a page there; its address. Underscores in the names of headers are hyphens."""
        self.pages[f"/{name}"] = page
        self.headers[f"/{name}"] = {key.replace("_", "-"): value for key, value in headers.items()}
        return f"{self.address}/{name}"

    @property
    def foreign(self) -> list[str]:
        """What was asked for beside the pages. A browser looks for an icon by itself."""
        return [path for path in self.asked if path not in self.pages and path != "/favicon.ico"]


@contextlib.contextmanager
def served() -> Iterator[Site]:
    """A site on this machine."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            page = site.pages.get(self.path)
            self.send_response(404 if page is None else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            for name, value in site.headers.get(self.path, {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write((page or "").encode())

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield site
        server.shutdown()


def _browse(address: str, *flags: str) -> str:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        words = [needed(*COMMANDS), *FLAGS, f"--user-data-dir={profile}", *flags, address]
        done = finished(words, capture_output=True)
    assert done.returncode == 0, done.stderr.decode(errors="replace")[-2000:]
    text: str = done.stdout.decode()
    return text


def look(site: Site, names: Mapping[str, int], script: str, *flags: str) -> list[Any]:
    """What a function `(document, frame) => …` says of each of these pages, shown that many pixels wide."""
    frames = "".join(
        f'<iframe src="/{name}" width="{width}" height="900" style="border:0"></iframe>'
        for name, width in names.items()
    )
    shown = _browse(site.add("look", LOOK % script + frames), "--window-size=1400,900", "--dump-dom", *flags)
    found = re.search(r'<pre id="found">(.*?)</pre>', shown, re.DOTALL)
    assert found, shown[-2000:]
    result: list[Any] = json.loads(unescape(found[1]))
    return result
