"""Charts in characters: bars, sparklines and the shades of a heat map."""

from __future__ import annotations

from collections.abc import Sequence

from interactions_cli.wording import plural

EIGHTHS = " ▏▎▍▌▋▊▉█"
LEVELS = "▁▂▃▄▅▆▇█"
SHADES = "·░▒▓█"


def bar(share: float, width: int) -> str:
    """A bar of at most `width` cells, to an eighth of a cell; something that is there is never without a bar."""
    filled = max(round(min(share, 1.0) * width * 8), 1 if share > 0 else 0)
    return (EIGHTHS[8] * (filled // 8) + EIGHTHS[filled % 8]).rstrip()


def sparkline(values: Sequence[float], most: float | None = None) -> str:
    """One mark per value, scaled to `most` or the largest; a blank for zero."""
    most = max(values, default=0) if most is None else most
    return "".join(LEVELS[min(int(value / most * 8), 7)] if value > 0 else " " for value in values)


def shade(value: int, most: int) -> str:
    """The shade of one cell of a heat map: `·` for nothing, then four of equal steps up to `most`."""
    return SHADES[0] if value <= 0 else SHADES[min(1 + value * 4 // most, 4)]


def shades_legend(most: int) -> str:
    """What the lightest and the darkest shade of the week's heat map stand for."""
    least = -(-most * 3 // 4)
    rows = plural(most, "row") if least == most else f"{least:,} to {plural(most, 'row')}"
    return f"{SHADES[0]} none  {SHADES[4]} {rows} an hour of the week"


def in_bins(positions: Sequence[tuple[int, float]], width: int) -> list[float]:
    """The means of values at positions, in at most `width` bins of the same length, gaps included as zeros.

    Args:
        positions: (position, value), ascending.
        width: The largest number of bins.
    """
    if not positions:
        return []
    first, span = positions[0][0], positions[-1][0] - positions[0][0] + 1
    length = -(-span // width)
    bins = [0.0] * -(-span // length)
    for position, value in positions:
        bins[(position - first) // length] += value
    # The last bin may be cut off, and its sum would look as if everything had come to an end.
    return [total / min(length, span - place * length) for place, total in enumerate(bins)]


def curve(points: Sequence[tuple[int, float]], wholes: Sequence[tuple[int, float]], width: int) -> str:
    """A sparkline of at most `width` marks: of means, or with `wholes` of shares."""
    means = in_bins(points, width)
    if not wholes:
        return sparkline(means)
    shares = [part / whole if whole else 0.0 for part, whole in zip(means, in_bins(wholes, width), strict=True)]
    return sparkline(shares, 1.0)
