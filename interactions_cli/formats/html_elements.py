"""Elements of an HTML page whose texts and attributes are safe by construction, and the page around them."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from interactions_cli.pages.escape import shorten, visible
from interactions_cli.pages.words import sample_value
from interactions_cli.report import Sample
from interactions_cli.version import __version__

ADDRESS = re.compile(r"https://[\w./#-]+", re.ASCII)
# Nothing is loaded, run or sent; where even inline styles are forbidden, all figures can still be read.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
COPIED = re.compile(r"`([^`]+)`")
LONGEST_NAME = 120
STYLE = """
:root { color-scheme: light dark; --line: #8884; --dim: #767676; --good: #1a7f37; --bad: #c62828; --warn: #9a6700; }
:root { --chart: #4078c0; }
@media (prefers-color-scheme: dark) {
:root { --dim: #a0a0a0; --good: #57ab5a; --bad: #ff7b72; --warn: #d9a13b; --chart: #74a9f5; } }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; padding: 1rem; max-width: 60rem; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; } h2 small { color: var(--dim); font-weight: 400; }
dl { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .1rem 1rem; margin: 0; }
dt { color: var(--dim); } dd { margin: 0; } ul { margin: .3rem 0; padding-left: 1.2rem; }
table { border-collapse: collapse; margin: .5rem 0; } .scroll { overflow-x: auto; }
th, td { overflow-wrap: break-word; text-align: left; }
th, td { vertical-align: top; padding: .15rem .6rem .15rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--dim); font-weight: 400; }
.right { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.figures { display: block; max-height: 24rem; overflow: auto; }
.figures td { text-align: right; font-variant-numeric: tabular-nums; }
code, pre { font: .9em ui-monospace, monospace; } pre { white-space: pre-wrap; margin: .3rem 0; }
details { border: 1px solid var(--line); border-radius: .4rem; padding: .3rem .7rem; margin: .4rem 0; }
summary { cursor: pointer; } .good { color: var(--good); } .bad, .error { color: var(--bad); }
.warning { color: var(--warn); } .note, .dim { color: var(--dim); }
svg { color: var(--chart); max-width: 100%; height: auto; } svg text { fill: CanvasText; } figure { margin: .5rem 0; }
td svg { height: 12px; min-width: 3rem; } @media (max-width: 40rem) { svg text { font-size: 20px; } }
@media print { details, figure, tr { break-inside: avoid; } a { color: inherit; }
details:not(.numbers)::details-content { content-visibility: visible; display: block; block-size: auto; } }
"""


def add(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    """A new last element of `parent`. Control and bidi characters become visible; the writer escapes markup.

    A trailing underscore of an attribute's name is dropped, other underscores are hyphens.
    """
    names = {name.rstrip("_").replace("_", "-"): visible(value) for name, value in attributes.items()}
    element = ET.SubElement(parent, tag, names)
    if text:
        element.text = visible(text)
    return element


def shown_name(name: str) -> str:
    """A name of the data in one piece of visible text, cut where it is long."""
    return shorten(sample_value(Sample(value=str(name))), LONGEST_NAME)


def advice(parent: ET.Element, text: str) -> None:
    """Words of our own at the end of an element; what stands in back-quotes can be copied and is code."""
    start = 0
    for part in COPIED.finditer(text):
        _append(parent, text[start : part.start()])
        add(parent, "code", part[1])
        start = part.end()
    _append(parent, text[start:])


def _append(parent: ET.Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + visible(text)
    else:
        parent.text = (parent.text or "") + visible(text)


def link(parent: ET.Element, address: str) -> ET.Element:
    """A link, or the bare text of what is no plain address."""
    if ADDRESS.fullmatch(address):
        return add(parent, "a", address, href=address, rel="noreferrer")
    return add(parent, "span", address)


def new_page(title: str) -> tuple[ET.Element, ET.Element]:
    """An empty page and its body."""
    page = ET.Element("html", {"lang": "en"})
    head = add(page, "head")
    add(head, "meta", charset="utf-8")
    add(head, "meta", http_equiv="Content-Security-Policy", content=POLICY)
    add(head, "meta", name="generator", content=f"interactions-cli {__version__}")
    add(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    add(head, "title", title)
    # HTML does not unescape styles: this text may have nothing to escape, and nothing in it comes from anywhere.
    ET.SubElement(head, "style").text = STYLE
    return page, add(page, "body")


def written(page: ET.Element) -> str:
    """The page as text, in which every drawing is also well-formed as a document of its own."""
    # Written as XML, because the writer of HTML leaves `<` in attributes; only a `meta` must not be closed in HTML.
    text = ET.tostring(page, encoding="unicode", short_empty_elements=False).replace("></meta>", ">")
    return f"<!DOCTYPE html>\n{text}\n"
