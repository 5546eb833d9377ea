"""What `filter` is made of: criteria, the passes that apply them, the lines and figures that come out."""

from __future__ import annotations
