"""Checks, filters and describes item-interactions files before an Amazon Personalize import."""

from __future__ import annotations

__version__ = "0.1.0"
