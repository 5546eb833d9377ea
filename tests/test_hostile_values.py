"""Values, columns and file names that mean harm, through the real command: in every format they stay text."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest

from interactions_cli.formats import FORMATS
from interactions_cli.pages.escape import visible
from tests.cli_runner import run
from tests.report_readers import (
    assert_nothing_but_text,
    read_html,
    read_junit,
    read_sarif,
    rendered,
    runner_commands,
    texts_of,
)

VALUES = (
    "\x1b[31mred\x1b[0m\x1b]0;title\x07\x9b2J",
    "[red]x[/red] [link=https://evil.example]here[/link] :boom:",
    "::error file=a.py,line=1::owned",
    "  ::add-mask::owned",
    "x ##[add-matcher]owned ##vso[task.complete result=Failed]",
    "%0A::error::owned %25 %2C",
    "]]><failure/>&lt;b&gt;&amp;&#64;<!--",
    "</script><script>alert(1)</script></details></code>",
    "<img src=x onerror=alert(1)>",
    "![x](https://evil.example/x.png) [y](javascript:alert(1))",
    "@octocat #1 owner/repo#2 a@evil.example www.evil.example https://evil.example",
    "a|b||`c``d```|e\\|f\\",
    "**bold** _em_ ~~no~~ $x^2$ - [ ] # h",
    "u1\u202egnp.exe\u2066\u200b\ufeff\u2028\u2029\x85x",
    "{0} {{1}} {x!r} %s ${HOME} $(id) `id`",
    '\' "" \\" ; -- /*',
    "=1+1\x00\x0b\x0c\ufffe",
)
# `/` ends a name, and 255 bytes are all that fit.
NAME = "\n::error::owned ##[group]\x1b[31m`|%0A,:@octocat]]><img src=x>[y](z)\u202e{0}.csv"
COLUMN = "\x1b[31m@octocat|`[y](javascript:x)` ::error::owned ##[group]</details>\u202e{0}"
GUIDE = "https://docs.aws.amazon.com/personalize/"
TAGS = {
    *("a", "code", "details", "h2", "h3", "li", "p", "strong", "summary"),
    *("table", "tbody", "td", "th", "thead", "tr", "ul"),
}


def hostile_file(folder: Path) -> Path:
    """Every value as an id, an event type, a time, a number and a category, with blanks around it and without."""
    content = io.StringIO()
    writer = csv.writer(content, lineterminator="\n")
    writer.writerow(["USER_ID", "ITEM_ID", "EVENT_TYPE", "TIMESTAMP", "EVENT_VALUE", "IMPRESSION", COLUMN])
    for number, value in enumerate(VALUES):
        writer.writerow([value, value, value, value, value, value, value])
        writer.writerow([f"u{number}", "i1", f" {value} ", 1_700_000_000 + number, f" {value}", f"|{value}", "x"])
    path = folder / NAME
    path.write_text(content.getvalue(), encoding="utf-8")
    return path


def read_text(shown: str) -> None:
    assert r"\x1b[31m" in shown
    assert runner_commands(shown) == []


def read_concise(shown: str) -> None:
    *findings, closing, end = shown.split("\n")
    assert (closing.partition(":")[0], end) == ("FAIL", "")
    assert len(findings) > 10
    for line in findings:
        assert re.search(r"csv(:[0-9]+)?: [A-Z]{3}[0-9]{3} [a-z0-9-]+: ", line)
    assert runner_commands(shown) == []


def read_json(shown: str) -> None:
    report = json.loads(shown)
    samples = [sample["value"] for entry in report["findings"] for sample in entry["samples"]]
    for value in VALUES:
        assert value[:80] in samples
    assert report["inputs"][0]["path"] == NAME
    assert COLUMN in {entry["column"] for entry in report["findings"]}
    assert runner_commands(shown) == []


def read_markdown(shown: str) -> None:
    page = rendered(shown)
    assert_nothing_but_text(page, TAGS, GUIDE)
    assert (page.tags.count("table"), page.tags.count("details")) == (1, 1)
    assert page.tags.count("td") == 6 * (page.tags.count("tr") - 1)
    assert visible(NAME) in page.code
    assert runner_commands(shown) == []


def read_page(shown: str) -> None:
    page = read_html(shown)
    assert page.tags.count("details") > 10
    assert visible(VALUES[6]) in "".join(page.code)
    assert runner_commands(shown) == []


def read_github(shown: str) -> None:
    *annotations, _closing, end = shown.split("\n")
    commands = runner_commands(shown)
    assert end == ""
    assert len(commands) == len(annotations) > 10
    for command in commands:
        assert command.name in {"error", "warning", "notice"}
        assert set(command.properties) <= {"file", "line", "title"}
        assert command.properties["file"] == visible(NAME)
        assert re.match(r"[A-Z]{3}[0-9]{3} [a-z0-9-]+", command.properties["title"])
        for line in command.message.split("\n"):
            assert line.isprintable()
            assert runner_commands(line) == []


def read_xml(shown: str) -> None:
    root = read_junit(shown)
    assert {entry.tag for entry in root.iter()} <= {
        *("testsuites", "testsuite", "properties", "property", "testcase", "failure", "skipped", "system-out"),
    }
    (suite,) = root
    assert suite.get("name") == visible(NAME)
    assert int(suite.get("failures", "0")) == len(list(root.iter("failure"))) > 0
    assert visible(VALUES[6]) in "".join(root.itertext())
    assert runner_commands(shown) == []


def read_log(shown: str) -> None:
    results = read_sarif(shown)
    assert results["results"]
    for text in texts_of([results["results"], results["invocations"]]):
        assert "](" not in text
        assert not re.search(r"(?<!\{)\{(\{\{)*(?!\{)", text)
        assert text.isprintable()
    for result in results["results"]:
        for location in result["locations"]:
            uri = location["physicalLocation"]["artifactLocation"]["uri"]
            assert re.fullmatch(r"(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})+", uri)
            assert unquote(uri) == NAME
    assert runner_commands(shown) == []


READERS: dict[str, Callable[[str], None]] = {
    "text": read_text,
    "concise": read_concise,
    "html": read_page,
    "json": read_json,
    "markdown": read_markdown,
    "github": read_github,
    "junit": read_xml,
    "sarif": read_log,
}


@pytest.mark.parametrize("form", FORMATS)
def test_hostile_values_stay_text(tmp_path: Path, form: str) -> None:
    name = hostile_file(tmp_path).name
    summary = tmp_path / "summary.md"
    env = {"GITHUB_STEP_SUMMARY": str(summary)}
    words = ("validate", name, "--format", form, "--max-samples", "99", "--report", f"{form}=copy")
    result = run(*words, cwd=tmp_path, code=1, env=env)
    shown = result.stdout
    for line in shown.split("\n"):
        assert line.isprintable()
    READERS[form](shown)
    assert (tmp_path / "copy").read_text(encoding="utf-8") == shown
    if form == "github":
        read_markdown(summary.read_text(encoding="utf-8"))
    # What goes to standard error is in the log as well.
    assert runner_commands(result.stderr) == []


@pytest.mark.parametrize("form", FORMATS)
def test_hostile_values_stay_text_in_the_report_of_a_filter(tmp_path: Path, form: str) -> None:
    name = hostile_file(tmp_path).name
    events = [word for value in VALUES[:9] for word in ("--event", value.replace(":", "\\:"))]
    words = ("filter", name, *events, "--format", form, "--dry-run", "--rejects", "r.csv", "--fail-on", "error")
    result = run(*words, cwd=tmp_path, code=1)
    for line in result.stdout.split("\n"):
        assert line.isprintable()
    commands = {command.name for command in runner_commands(result.stdout)}
    assert commands == ({"error", "warning", "notice"} if form == "github" else set())
    assert runner_commands(result.stderr) == []
    if form == "markdown":
        assert_nothing_but_text(rendered(result.stdout), TAGS, GUIDE)
    elif form == "junit":
        read_junit(result.stdout)
    elif form == "sarif":
        assert not [text for text in texts_of(read_sarif(result.stdout)["results"]) if "](" in text]


def test_an_error_about_a_hostile_name_stays_text(tmp_path: Path) -> None:
    result = run("validate", "##[add-mask]\n::error::owned\x1b[31m.csv", cwd=tmp_path, code=2)
    assert runner_commands(result.stderr) == []
    assert "owned" in result.stderr
    assert all(line.isprintable() for line in result.stderr.split("\n"))


def test_the_reader_of_commands_would_notice() -> None:
    for line in ("  ::error file=a::owned", "x ##[add-mask]owned", "::Stop-Commands::x"):
        assert runner_commands(line)
    assert runner_commands("x ::error::owned\n##[bold]x") == []
