"""One module per command: the core of each, without printing."""

from __future__ import annotations
