"""The version of the package; nothing else, so that nothing has to import the package's face for it."""

from __future__ import annotations

__version__ = "0.1.0"
