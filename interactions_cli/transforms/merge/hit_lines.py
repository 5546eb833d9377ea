"""Lines of a log with a defect, as a block has them."""

from __future__ import annotations

from interactions_cli.reading.json_documents import ObjectLines
from interactions_cli.report import VALUE_WIDTH

# A code, how many lines have the defect, and the first of them: line and value, which is blank where none is to blame.
Hit = tuple[str, int, list[tuple[int, str]]]


def with_lines(hits: list[Hit], block: bytes) -> list[Hit]:
    """Hits whose samples without a value show their line."""
    last = max((line for _, _, samples in hits for line, text in samples if not text), default=0)
    if not last:
        return hits
    starts = block.starts if isinstance(block, ObjectLines) else range(1, last + 1)
    lines = dict(zip(starts, block.split(b"\n", len(starts)), strict=False))

    def shown(line: int) -> str:
        return lines.get(line, b"").decode("utf-8", "replace").strip("\r\ufeff")[: VALUE_WIDTH + 1]

    return [(code, count, [(line, text or shown(line)) for line, text in samples]) for code, count, samples in hits]
