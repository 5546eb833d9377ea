"""Measures that `stats` adds to the tally: each takes parts of blocks in any order and split, and sums them up."""

from __future__ import annotations
