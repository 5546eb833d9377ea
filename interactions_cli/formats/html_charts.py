"""Bars, curves and heat maps as inline SVG: data in presentation attributes, every chart with its numbers beside it."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from interactions_cli.formats.charts import in_bins
from interactions_cli.formats.html_elements import add
from interactions_cli.pages.blocks import Bar, Heat, Spark
from interactions_cli.wording import figure, plural

BAR_WIDTH, BAR_HEIGHT = 120, 12
WIDTH, HEIGHT = 640, 90
MOST_MARKS = 400
CELL, LABEL = 22, 40


def set_bar(parent: ET.Element, bar: Bar) -> None:
    """A bar; the cell beside it has its number."""
    svg = _svg(parent, BAR_WIDTH, BAR_HEIGHT, "")
    svg.set("aria-hidden", "true")
    _rectangle(svg, 0, 0, max(min(bar.share, 1) * BAR_WIDTH, 1 if bar.share > 0 else 0), BAR_HEIGHT)


def set_spark(parent: ET.Element, spark: Spark) -> None:
    """A curve over evenly spaced places, of shares where there are wholes."""
    values = in_bins(spark.points, MOST_MARKS)
    if spark.wholes:
        wholes = in_bins(spark.wholes, MOST_MARKS)
        values = [part / whole if whole else 0.0 for part, whole in zip(values, wholes, strict=True)]
    most = 1.0 if spark.wholes else max(values, default=0.0)
    block = add(parent, "figure")
    add(block, "figcaption", f"{spark.label}, at most {figure(max(values, default=0.0), digits=4)}", class_="dim")
    svg = _svg(block, WIDTH, HEIGHT, f"{spark.label}: {plural(len(values), 'mark')}")
    add(svg, "path", d=_area(values, most), fill="currentColor", fill_opacity="0.7")
    _numbers(block, [(spark.label, values)])


def set_heat(parent: ET.Element, heat: Heat) -> None:
    """A heat map of the hours of a week: the darker, the more."""
    most = max((max(row) for row in heat.rows), default=0)
    places = max(map(len, heat.rows), default=0)
    block = add(parent, "figure")
    svg = _svg(block, LABEL + CELL * places, CELL * (len(heat.rows) + 1), f"rows by weekday and hour, at most {most:,}")
    for hour in range(0, places, 6):
        add(svg, "text", f"{hour}", x=f"{LABEL + hour * CELL}", y="16", fill="currentColor", font_size="12")
    for line, (label, row) in enumerate(zip(heat.labels, heat.rows, strict=True), 1):
        add(svg, "text", label, x="0", y=f"{line * CELL + 16}", fill="currentColor", font_size="12")
        for place, count in enumerate(row):
            cell = _rectangle(svg, LABEL + place * CELL, line * CELL, CELL - 1, CELL - 1)
            cell.set("fill-opacity", f"{0.04 + 0.96 * count / most if most else 0.04:.3g}")
            add(cell, "title", f"{label} {place}:00: {plural(count, 'row')}")
    _numbers(block, list(zip(heat.labels, heat.rows, strict=True)))


def _svg(parent: ET.Element, width: int, height: int, label: str) -> ET.Element:
    size = {"width": f"{width}", "height": f"{height}"}
    svg = add(parent, "svg", viewBox=f"0 0 {width} {height}", **size)
    if label:
        svg.set("role", "img")
        svg.set("aria-label", label)
    return svg


def _rectangle(svg: ET.Element, x: float, y: float, width: float, height: float) -> ET.Element:
    return add(svg, "rect", x=f"{x:g}", y=f"{y:g}", width=f"{width:.4g}", height=f"{height:g}", fill="currentColor")


def _area(values: Sequence[float], most: float) -> str:
    """One path, however many values: a rectangle for each of them would weigh a hundred times as much."""
    step = WIDTH / len(values) if values else 0
    parts = [f"M0 {HEIGHT}"]
    for place, value in enumerate(values):
        top = HEIGHT - HEIGHT * min(value / most, 1) if most else HEIGHT
        parts.append(f"L{place * step:.4g} {top:.4g}H{(place + 1) * step:.4g}")
    return "".join([*parts, f"L{WIDTH} {HEIGHT}Z"])


def _numbers(parent: ET.Element, rows: Sequence[tuple[str, Sequence[float]]]) -> None:
    details = add(parent, "details")
    add(details, "summary", "the numbers")
    table = add(add(details, "div", class_="scroll"), "table")
    for label, values in rows:
        line = add(table, "tr")
        add(line, "th", label)
        for value in values:
            add(line, "td", figure(value, digits=4), class_="right")
