"""Numbers that a 32-bit float cannot tell from each other, which is the type that the guide gives EVENT_VALUE."""

from __future__ import annotations

import math
import struct

# Enough digits to name any 64-bit float.
MOST_DIGITS = 17


def least_alike(number: float) -> float:
    """The least number that 32 bits hold as they hold `number`; `number` itself where they cannot hold it."""
    try:
        (bits,) = struct.unpack("<i", struct.pack("<f", number))
    except OverflowError:
        return number
    single = _single(bits)
    # Bits order the floats of one sign by magnitude; below zero comes the negative one nearest to it.
    below = -_single(1) if single == 0 else _single(bits - 1 if single > 0 else bits + 1)
    if math.isinf(below):
        return number
    middle = (below + single) / 2
    # A number halfway between two floats becomes the one whose last bit is 0.
    return middle if bits % 2 == 0 else math.nextafter(middle, math.inf)


def shorter_alike(number: float) -> float:
    """The number of fewest digits below `number` that 32 bits hold as they hold it; `number` if there is none."""
    least = least_alike(number)
    for digits in range(1, MOST_DIGITS + 1):
        unit = 10.0 ** (math.floor(math.log10(abs(least))) - digits + 1) if least else 0.0
        for candidate in (float(f"{least:.{digits}g}"), float(f"{least + unit:.{digits}g}")):
            if least <= candidate < number:
                return candidate
    return number


def _single(bits: int) -> float:
    (number,) = struct.unpack("<f", struct.pack("<i", bits))
    return float(number)
