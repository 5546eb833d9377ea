"""What charts are drawn with: data in presentation attributes, which no policy about styles takes away."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from interactions_cli.formats.html_elements import add

FONT_SIZE = "12"


def new_svg(parent: ET.Element, width: int, height: int, label: str) -> ET.Element:
    """A drawing with a name for who does not see it; without one it is hidden from them, for it repeats a number."""
    size = {"width": f"{width}", "height": f"{height}"}
    svg = add(parent, "svg", viewBox=f"0 0 {width} {height}", **size)
    if label:
        svg.set("role", "img")
        add(svg, "title", label)
        svg.set("aria-label", svg[0].text or "")
    else:
        svg.set("aria-hidden", "true")
        svg.set("preserveAspectRatio", "none")
    return svg


def rectangle(svg: ET.Element, x: float, y: float, width: float, height: float) -> ET.Element:
    """A filled rectangle."""
    place = {"x": f"{x:.5g}", "y": f"{y:.5g}", "width": f"{width:.4g}", "height": f"{height:.4g}"}
    return add(svg, "rect", **place, fill="currentColor")


def words(svg: ET.Element, x: float, y: float, text: str, *, anchor: str = "start") -> ET.Element:
    """Words of which `anchor` (start, middle, end) is at the place."""
    more = {} if anchor == "start" else {"text_anchor": anchor}
    return add(svg, "text", text, x=f"{x:.5g}", y=f"{y:.5g}", fill="currentColor", font_size=FONT_SIZE, **more)


def line(svg: ET.Element, points: Sequence[tuple[float, float]], **attributes: str) -> ET.Element:
    """Points joined by straight lines."""
    steps = "L".join(f"{x:.5g} {y:.5g}" for x, y in points)
    return add(svg, "path", d=f"M{steps}", fill="none", stroke="currentColor", **attributes)
