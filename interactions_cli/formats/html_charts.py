"""Bars, curves over time and heat maps as inline SVG, with their numbers as tables."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from interactions_cli.formats.charts import in_bins
from interactions_cli.formats.html_drawing import new_svg, rectangle, words
from interactions_cli.formats.html_elements import add
from interactions_cli.pages.blocks import Bar, Heat, Spark
from interactions_cli.wording import figure, percent, plural

BAR_WIDTH, BAR_HEIGHT = 120, 12
WIDTH, HEIGHT, FOOT = 640, 90, 22
MOST_MARKS = 400
CELL, LABEL = 24, 48


def set_bar(parent: ET.Element, bar: Bar) -> None:
    """A bar; the cell beside it has its number."""
    svg = new_svg(parent, BAR_WIDTH, BAR_HEIGHT, "")
    rectangle(svg, 0, 0, max(min(bar.share, 1) * BAR_WIDTH, 1 if bar.share > 0 else 0), BAR_HEIGHT)


def set_sparks(parent: ET.Element, sparks: Sequence[Spark]) -> None:
    """Curves over the same places, one under the other, with their numbers in one table."""
    block = add(parent, "figure")
    columns = []
    for spark in sparks:
        values = _values(spark)
        _spark(block, spark, values)
        columns.append(values)
    _numbers(block, _rows_of(sparks[0], columns), ["from", *(spark.label for spark in sparks)])


def _values(spark: Spark) -> list[float]:
    """One value per mark: means, or with `wholes` shares."""
    values = in_bins(spark.points, MOST_MARKS)
    if not spark.wholes:
        return values
    wholes = in_bins(spark.wholes, MOST_MARKS)
    return [part / whole if whole else 0.0 for part, whole in zip(values, wholes, strict=True)]


def _spark(block: ET.Element, spark: Spark, values: Sequence[float]) -> None:
    highest = max(values, default=0.0)
    most = 1.0 if spark.wholes else highest
    text = f"{spark.label}, at most {percent(highest) if spark.wholes else figure(highest, digits=4)}"
    add(block, "figcaption", text, class_="dim")
    ends = (spark.names[0], spark.names[-1]) if spark.names else ("", "")
    svg = new_svg(
        add(block, "div", class_="scroll"),
        WIDTH,
        HEIGHT + FOOT,
        f"{text}, from {ends[0]} to {ends[1]}" if spark.names else text,
    )
    add(svg, "path", d=_area(values, most), fill="currentColor", fill_opacity="0.7")
    words(svg, 0, HEIGHT + FOOT - 4, ends[0])
    words(svg, WIDTH, HEIGHT + FOOT - 4, ends[1], anchor="end")


def _rows_of(spark: Spark, columns: Sequence[Sequence[float]]) -> list[tuple[str, list[float]]]:
    """The places that have something, by the name of the first period of each mark."""
    positions = [position for position, _value in spark.points]
    length = -(-(positions[-1] - positions[0] + 1) // MOST_MARKS) if positions else 1
    names: dict[int, str] = {}
    for position, name in zip(positions, spark.names or map(str, positions), strict=True):
        names.setdefault((position - positions[0]) // length, name)
    return [(name, [values[mark] for values in columns]) for mark, name in names.items()]


def set_heat(parent: ET.Element, heat: Heat) -> None:
    """A heat map of the hours of a week: the darker, the more."""
    most = max((max(row) for row in heat.rows), default=0)
    places = max(map(len, heat.rows), default=0)
    block = add(parent, "figure")
    text = f"rows by weekday and hour, at most {most:,}"
    add(block, "figcaption", text, class_="dim")
    svg = new_svg(add(block, "div", class_="scroll"), LABEL + CELL * places, CELL * (len(heat.rows) + 1), text)
    for hour in range(0, places, 6):
        words(svg, LABEL + hour * CELL, 16, f"{hour}")
    for number, (label, row) in enumerate(zip(heat.labels, heat.rows, strict=True), 1):
        words(svg, 0, number * CELL + 17, label)
        for place, count in enumerate(row):
            cell = rectangle(svg, LABEL + place * CELL, number * CELL, CELL - 1, CELL - 1)
            cell.set("fill-opacity", f"{0.04 + 0.96 * count / most if most else 0.04:.3g}")
            add(cell, "title", f"{label} {place}:00: {plural(count, 'row')}")
    _numbers(block, list(zip(heat.labels, heat.rows, strict=True)), ["", *map(str, range(places))])


def _area(values: Sequence[float], most: float) -> str:
    """One path, however many values: a rectangle for each of them would weigh a hundred times as much."""
    step = WIDTH / len(values) if values else 0
    parts = [f"M0 {HEIGHT}"]
    for place, value in enumerate(values):
        top = HEIGHT - HEIGHT * min(value / most, 1) if most else HEIGHT
        parts.append(f"L{place * step:.4g} {top:.4g}H{(place + 1) * step:.4g}")
    return "".join([*parts, f"L{WIDTH} {HEIGHT}Z"])


def _numbers(parent: ET.Element, rows: Sequence[tuple[str, Sequence[float]]], head: Sequence[str]) -> None:
    table = add(add(new_numbers(parent), "div", class_="scroll"), "table", class_="figures")
    titles = add(add(table, "thead"), "tr")
    for title in head:
        add(titles, "th", title)
    body = add(table, "tbody")
    for label, values in rows:
        line = add(body, "tr")
        add(line, "th", label)
        for value in values:
            add(line, "td", figure(value, digits=4))


def new_numbers(parent: ET.Element) -> ET.Element:
    """Where the numbers of a chart are folded."""
    details = add(parent, "details", class_="numbers")
    add(details, "summary", "the numbers")
    return details
