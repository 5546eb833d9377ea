"""Adds to each interaction the list of items that was on the screen."""

from __future__ import annotations
