"""Charts of shares over an axis as inline SVG; curves differ by their dashes, so that no colour is needed."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from interactions_cli.formats.html_drawing import line, new_svg, rectangle, words
from interactions_cli.formats.html_elements import add, shown_name
from interactions_cli.pages.blocks import Chart, Series
from interactions_cli.wording import percent

WIDTH, HEIGHT = 640, 300
LEFT, RIGHT, TOP, BOTTOM = 72, 12, 12, 52
ROOM, RISE = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
LEGEND = 22
LINES = 4
# Names are larger on narrow screens; so much has room for them.
CHARACTER = 12
THIN = {"stroke_width": "1", "stroke_opacity": "0.25"}
DASHES = ("", "7 4", "2 3")


def draw_chart(parent: ET.Element, chart: Chart) -> None:
    """The scale, the curves and bars, and which is which."""
    svg = new_svg(parent, WIDTH, HEIGHT + LEGEND * (len(chart.series) + 1), _spoken(chart))
    for step in range(LINES + 1):
        height = _y(chart.top * step / LINES, chart.top)
        line(svg, [(LEFT, height), (LEFT + ROOM, height)], **THIN)
        words(svg, LEFT - 6, height + 4, percent(chart.top * step / LINES), anchor="end")
    for place, text in _thinned(chart.ticks):
        anchor = "end" if place == 1 else "middle"
        words(svg, LEFT + place * ROOM, TOP + RISE + 20, text, anchor=anchor)
    words(svg, LEFT + ROOM / 2, HEIGHT - 8, chart.across, anchor="middle")
    curves = [series for series in chart.series if not series.is_bars]
    for place, series in enumerate(chart.series):
        looks = _looks(curves.index(series)) if not series.is_bars else {}
        _draw(svg, series, chart.top, looks)
        _explain(svg, series, HEIGHT + LEGEND * (place + 1), looks)


def _spoken(chart: Chart) -> str:
    return f"{shown_name(chart.label)}; {chart.across}; {', '.join(series.name for series in chart.series)}"


def _looks(place: int) -> dict[str, str]:
    dash = DASHES[place % len(DASHES)]
    return {"stroke_width": "2", **({"stroke_dasharray": dash} if dash else {})}


def _draw(svg: ET.Element, series: Series, top: float, looks: dict[str, str]) -> None:
    points = [(LEFT + x * ROOM, _y(share, top)) for x, share in series.points]
    if not series.is_bars:
        line(svg, points, **looks)
        return
    steps = [after - before for (before, _), (after, _) in itertools.pairwise(points)]
    # Bars of places that are missing between others stay as narrow as the rest.
    width = 0.6 * min([*steps, ROOM / 4])
    for (x, y), (_place, share) in zip(points, series.points, strict=True):
        bar = rectangle(svg, x - width / 2, y, width, TOP + RISE - y)
        bar.set("fill-opacity", "0.35")
        add(bar, "title", f"{series.name}: {percent(share)}")


def _explain(svg: ET.Element, series: Series, height: float, looks: dict[str, str]) -> None:
    if series.is_bars:
        rectangle(svg, LEFT, height - 4, 28, 10).set("fill-opacity", "0.35")
    else:
        line(svg, [(LEFT, height + 1), (LEFT + 28, height + 1)], **looks)
    words(svg, LEFT + 36, height + 5, series.name)


def _y(share: float, top: float) -> float:
    return TOP + RISE * (1 - (min(share / top, 1) if top else 0))


def _thinned(ticks: Sequence[tuple[float, str]]) -> Sequence[tuple[float, str]]:
    """As many ticks as their names have room for, evenly chosen from the first on."""
    longest = max((len(text) for _place, text in ticks), default=1)
    most = max(2, ROOM // (CHARACTER * (longest + 1)))
    return ticks[:: -(-len(ticks) // most)] if ticks else ()
