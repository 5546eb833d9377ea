"""Numbers of bytes as people write them."""

from __future__ import annotations

import re
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from interactions_cli.errors import UsageError

SIZE: Final = re.compile(r"([0-9]{1,18}(?:\.[0-9]{1,9})?) ?([kmgt]?)(i?)(b?)", re.IGNORECASE)
POWERS: Final = MappingProxyType({"": 0, "k": 1, "m": 2, "g": 3, "t": 4})


def parse_size(text: str, option: str) -> int:
    """Bytes from a number with or without a unit: `10GB` in thousands, `512MiB` in 1,024s; `512M` is `512MiB`.

    Raises:
        UsageError: It is no size, or less than a byte; `option` names where it was given.
    """
    match = SIZE.fullmatch(text.strip())
    if match:
        number, letter, binary, byte = match.groups()
        # As `head -c` and `dd` have it: only MB counts in thousands.
        base = 1000 if byte and not binary else 1024
        size = int(Decimal(number) * base ** POWERS[letter.lower()])
        if size and not (binary and not letter):
            return size
    raise UsageError(f"{option} {text!r} is not a number of bytes", "Write it like 10GB, 512MiB or 1000000.")
