"""Tells reports of ours from other files, so that a report replaces nothing else."""

from __future__ import annotations

import re
from typing import Final

# Every form that people read ends in the exit line or has it near its beginning; it may be wrapped.
EXIT_LINE: Final = re.compile(rb"\bexit\s+[01]:\s[^(]{1,400}\(--fail-on\s+(error|warning|note|never)\b")
# JSON and SARIF name the tool, and so does the head of an HTML page.
NAMED_TOOL: Final = re.compile(rb'"name":\s*"interactions-cli"|<meta name="generator" content="interactions-cli')


def is_own_report(content: bytes) -> bool:
    """Whether a file may be replaced by a report without being asked: a report of any version and format, or nothing.

    Args:
        content: The file's first and last bytes.
    """
    if not content:
        return True
    if content.lstrip().startswith((b"{", b"<!")):
        return bool(NAMED_TOOL.search(content))
    return bool(EXIT_LINE.search(content))
