"""The HTML page: inert, self-contained, complete, and the same on every run."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from interactions_cli import interaction_stats
from interactions_cli.formats import render
from interactions_cli.report import Report, Sample
from interactions_cli.rules.effect import Effect
from tests.cli_runner import ROOT, run
from tests.example_report import BIDI, CLEAN, HOSTILE, REPORTS, RICH, SURROGATE, finding
from tests.report_readers import read_html

ATTACK = f"</style></script><script>alert(1)</script><img src=x onerror=alert(1)>\"'{HOSTILE}{BIDI}{SURROGATE}"


def texts(shown: str) -> str:
    """What a reader sees: the text outside of the style."""
    page = read_html(shown)
    return " ".join(" ".join(word.split()) for word in (*page.words, *page.code))


@pytest.mark.parametrize("name", REPORTS)
def test_it_is_inert_and_the_same_twice(name: str) -> None:
    shown = render(REPORTS[name], "html")
    read_html(shown)
    assert shown == render(REPORTS[name], "html")
    assert all(line.isprintable() for line in shown.split("\n"))


def test_it_says_what_the_report_says() -> None:
    shown = texts(render(RICH, "html"))
    for entry in RICH.findings:
        for text in (entry.code, entry.name, entry.source):
            assert text in shown
    for text in ("FAIL", "4 errors, 5 warnings, 2 notes in 128,300 rows", "exit 1: 4 errors (--fail-on error)"):
        assert text in shown
    assert "41 checks passed" in shown
    assert "was left out: not a CSV file" in shown
    assert read_html(render(RICH, "html")).tags.count("details") == len(RICH.findings)


def hostile() -> Report:
    bad = replace(
        finding("VAL003", ATTACK, Effect.SUSPICIOUS, ATTACK, 9, message=ATTACK, hint=ATTACK, source=ATTACK),
        samples=(Sample(path=ATTACK, line=1, value=ATTACK),),
    )
    metrics: dict[str, Any] = {"event_types": {ATTACK: 1}}
    target = {"schema": ATTACK, "events": [{"event_type": ATTACK}]}
    inputs = (replace(CLEAN.inputs[0], path=ATTACK),) * 2
    return replace(CLEAN, findings=(bad,), metrics=metrics, target=target, inputs=inputs, notes=(ATTACK,))


def test_nothing_in_the_data_becomes_markup() -> None:
    shown = render(hostile(), "html")
    read_html(shown)
    assert "<script" not in shown
    assert "<img" not in shown
    assert shown.count("&lt;script&gt;") >= 8
    assert shown.count("</style>") == 1
    assert all(line.isprintable() for line in shown.split("\n"))


def test_hostile_values_of_a_file_are_labels_of_charts_and_nothing_else(tmp_path: Path) -> None:
    attack = ATTACK.replace('"', "").replace(SURROGATE, "")
    rows = "".join(
        f"u{number},{attack},{1_700_000_000 + number * 4000},{attack},0.{number % 10}\n" for number in range(60)
    )
    path = tmp_path / "x.csv"
    path.write_text(f"USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE\n{rows}", encoding="utf-8")
    shown = run("stats", path, "--format", "html").stdout
    read_html(shown)
    assert "<script" not in shown
    assert "<img" not in shown
    hidden = run("stats", path, "--format", "html", "--redact").stdout
    assert "alert" not in hidden


def test_a_year_of_days_has_charts_with_their_numbers_and_is_small() -> None:
    report = interaction_stats([str(ROOT / "sample_data" / "movies.csv")])
    shown = render(report, "html")
    charts = re.findall(r'<svg[^>]*role="img"[^>]*aria-label="([^"]+)"', shown)
    assert any(label.startswith("rows by weekday and hour") for label in charts)
    assert any(label.startswith("new users") for label in charts)
    assert shown.count("the numbers") == len(charts)
    assert len(shown) < 300_000


def test_data_is_in_attributes_that_no_policy_forbids() -> None:
    shown = render(interaction_stats([str(ROOT / "sample_data" / "movies.csv")]), "html")
    assert " style=" not in shown
    assert shown.count("<rect") > 168


class Nesting(HTMLParser):
    """Whether every element is closed in the order in which it was opened."""

    VOID = ("meta",)

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("report", [RICH, hostile()], ids=["rich", "hostile"])
def test_every_element_is_closed(report: Report) -> None:
    reader = Nesting()
    reader.feed(render(report, "html"))
    reader.close()
    assert reader.open == []
