"""What reads reports elsewhere: a log reader of GitHub Actions, a Markdown renderer, the published schemas."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import cmarkgfm
import jsonschema
import xmlschema
from cmarkgfm.cmark import Options

SCHEMAS = Path(__file__).parent / "schemas"
# The commands that a runner knows; it compares names without regard to case.
COMMANDS = {
    *("add-mask", "add-matcher", "add-path", "debug", "echo", "endgroup", "error", "group", "internal-set-repo-path"),
    *("notice", "remove-matcher", "save-state", "set-env", "set-output", "stop-commands", "warning"),
}
# What a site makes something of, outside of code.
MARKS = ("@", "://", "www.", "#", "<", "[", "]", "`", "|")

STYLES = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\")


def without_styles(shown: str) -> str:
    """What a terminal shows, without colours and links."""
    return STYLES.sub("", shown)


@dataclass(frozen=True)
class Command:
    """A workflow command as the runner understands it."""

    name: str
    properties: dict[str, str]
    message: str


def runner_commands(log: str) -> list[Command]:
    """The commands that a GitHub Actions runner finds in the lines of a job's log."""
    return [command for line in log.split("\n") if (command := _double_colon(line) or _brackets(line))]


def _double_colon(line: str) -> Command | None:
    # `::name key=value,key=value::message`, after any blanks.
    stripped = line.lstrip()
    if not stripped.startswith("::"):
        return None
    info, found, message = stripped[2:].partition("::")
    return _command(info, ",", message, {"%3A": ":", "%2C": ","}) if found else None


def _brackets(line: str) -> Command | None:
    # `##[name key=value;key=value]message`, anywhere.
    _before, found, rest = line.partition("##[")
    info, closed, message = rest.partition("]")
    return _command(info, ";", message, {"%3B": ";", "%5D": "]"}) if found and closed else None


def _command(info: str, separator: str, message: str, more: dict[str, str]) -> Command | None:
    name, _blank, rest = info.partition(" ")
    if name.lower() not in COMMANDS:
        return None
    pairs = (entry.split("=", 1) for entry in rest.strip().split(separator) if entry)
    properties = {pair[0]: _unescaped(pair[1], more) for pair in pairs if len(pair) == 2}
    return Command(name, properties, _unescaped(message, {}))


def _unescaped(text: str, more: dict[str, str]) -> str:
    for escape, char in {"%0D": "\r", "%0A": "\n", **more, "%25": "%"}.items():
        text = text.replace(escape, char)
    return text


@dataclass
class Page(HTMLParser):
    """Rendered Markdown: its tags, addresses, comments, and the text inside and outside of code."""

    tags: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str]] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self._in_code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        self._in_code += tag == "code"

    def handle_endtag(self, tag: str) -> None:
        self._in_code -= tag == "code"

    def handle_data(self, data: str) -> None:
        self.text += data
        (self.code if self._in_code else self.words).append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


def rendered(markdown: str) -> Page:
    """What GitHub's renderer makes of it, with raw HTML let through."""
    page = Page()
    page.feed(cmarkgfm.github_flavored_markdown_to_html(markdown, Options.CMARK_OPT_UNSAFE))
    page.close()
    return page


def assert_nothing_but_text(page: Page, tags: set[str], addresses: str) -> None:
    """No tag but these, no link but to these addresses, and nothing that a site would turn into a link or a mention."""
    assert set(page.tags) <= tags
    assert not page.comments
    for name, value in page.attributes:
        is_link = name == "href" and value.startswith(addresses)
        assert is_link or (name, value) == ("align", "right"), (name, value)
    for word in page.words:
        assert not [
            mark for mark in ("@", "://", "www.", "#", "<", "[", "]", "`", "|") if mark in word.replace("< 0", "")
        ]


HTML_TAGS = {
    *("html", "head", "meta", "title", "style", "body", "section", "h1", "h2", "small", "p", "span", "strong", "code"),
    *("pre", "dl", "dt", "dd", "div", "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "a", "figure"),
    *("figcaption", "svg", "path", "rect", "text", "ul", "li"),
}


def read_html(shown: str) -> Page:
    """An HTML report: inert, self-contained, its charts well-formed."""
    page = Page()
    page.feed(shown)
    page.close()
    assert set(page.tags) <= HTML_TAGS, set(page.tags) - HTML_TAGS
    assert not page.comments
    for name, value in page.attributes:
        assert not name.startswith("on"), name
        assert name not in ("src", "style", "srcset", "xlink:href", "action")
        assert name != "href" or value.startswith("https://docs.aws.amazon.com/personalize/latest/dg/"), value
    for chart in re.findall(r"<svg.*?</svg>", shown, re.DOTALL):
        ET.fromstring(chart)
    assert "default-src 'none'" in shown
    return page


@functools.cache
def _sarif_schema() -> jsonschema.Draft4Validator:
    schema = json.loads((SCHEMAS / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
    jsonschema.Draft4Validator.check_schema(schema)
    return jsonschema.Draft4Validator(schema)


def read_sarif(text: str) -> dict[str, Any]:
    """The run of a SARIF log that the published schema accepts."""
    log = json.loads(text)
    assert [error.message for error in _sarif_schema().iter_errors(log)] == []
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def texts_of(value: Any) -> Iterator[str]:
    """All message texts of a part of a SARIF log."""
    if isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        for entry in value.values():
            yield from texts_of(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from texts_of(entry)


@functools.cache
def _junit_schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(SCHEMAS / "junit-10.xsd")


def read_junit(text: str) -> ET.Element:
    """The root of a JUnit report that the schema of Jenkins accepts."""
    root = ET.fromstring(text)
    _junit_schema().validate(root)
    return root
