"""Elements of an HTML page whose texts and attributes are safe by construction, and the page around them."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from interactions_cli.pages.escape import visible
from interactions_cli.version import __version__

ADDRESS = re.compile(r"https://[\w./#-]+", re.ASCII)
# Nothing is loaded, run or sent; where even inline styles are forbidden, all figures can still be read.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
STYLE = """
:root { color-scheme: light dark; --line: #8884; --dim: #767676; --good: #1a7f37; --bad: #c62828; --warn: #9a6700; }
@media (prefers-color-scheme: dark) { :root { --dim: #a0a0a0; --good: #57ab5a; --bad: #ff7b72; --warn: #d9a13b; } }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; padding: 1rem; max-width: 60rem; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; } h2 small { color: var(--dim); font-weight: 400; }
dl { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .1rem 1rem; margin: 0; }
dt { color: var(--dim); } dd { margin: 0; }
table { border-collapse: collapse; margin: .5rem 0; } .scroll { overflow-x: auto; }
th, td { overflow-wrap: break-word; text-align: left; }
th, td { vertical-align: top; padding: .15rem .6rem .15rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--dim); font-weight: 400; }
.right { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
code, pre { font: .9em ui-monospace, monospace; } pre { white-space: pre-wrap; margin: .3rem 0; }
details { border: 1px solid var(--line); border-radius: .4rem; padding: .3rem .7rem; margin: .4rem 0; }
summary { cursor: pointer; } .good { color: var(--good); } .bad, .error { color: var(--bad); }
.warning { color: var(--warn); } .note, .dim { color: var(--dim); }
svg { color: #4078c0; max-width: 100%; } figure { margin: .5rem 0; }
@media print { details { break-inside: avoid; } a { color: inherit; } }
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
    # The one text that is not escaped: HTML does not unescape styles, and nothing in this one comes from anywhere.
    ET.SubElement(head, "style").text = STYLE
    return page, add(page, "body")


def written(page: ET.Element) -> str:
    """The page as text."""
    return f"<!DOCTYPE html>\n{ET.tostring(page, encoding='unicode', method='html')}\n"
