"""The HTML page: inert, self-contained, complete, and the same on every run."""

from __future__ import annotations

import json
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


def days(path: Path, count: int) -> Path:
    """A table over so many days that has everything there is a chart of."""
    rows = []
    for n in range(count * 3):
        time, kind = 1_599_955_200 + n * 28_800, ("watch", "click")[n % 2]
        rows.append(f"u{n % 97},i{n % 89},{time},{kind},{n % 7 / 10},{n % 3 or ''},i{n % 5}|i{n % 89}")
    header = "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE,DEVICE,IMPRESSION"
    path.write_text("\n".join([header, *rows, ""]))
    return path


def figures(shown: str) -> list[str]:
    return re.findall(r"<figure>.*?</figure>", shown, re.DOTALL)


def names(shown: str) -> list[str]:
    """The accessible names of the charts."""
    return re.findall(r'<svg[^>]*role="img"[^>]*aria-label="([^"]+)"', shown)


def test_a_year_of_days_has_every_chart_with_its_numbers_and_is_small(tmp_path: Path) -> None:
    path = days(tmp_path / "x.csv", 365)
    words = ("stats", path, "--event", "watch:0.3", "--now", "2022-01-01", "--format", "html")
    shown = run(*words).stdout
    for start in (
        *("rows by rank;", "watch; EVENT_VALUE;", "click; EVENT_VALUE;", "every type; EVENT_VALUE;"),
        *("rows, at most", "new users, at most", "new items, at most", "to new items, at most"),
        *("rows by weekday and hour, at most", "place of the interacted item in its list;"),
    ):
        assert any(name.startswith(start) for name in names(shown)), start
    # Completeness is a table whose bars stand beside their numbers.
    assert re.search(r"<td>DEVICE</td><td class=\"right\">66.7 %</td><td><svg", shown)
    for figure in figures(shown):
        assert "<svg" in figure
        assert "<table" in figure
    # Drawings without a name repeat a number, and are hidden from who would have them read out.
    assert all("role=" in svg or "aria-hidden=" in svg for svg in re.findall("<svg[^>]*>", shown))
    assert len(shown.encode()) < 300_000
    assert run(*words).stdout == shown


@pytest.mark.parametrize(("count", "marks"), [(365, 365), (400, 400), (401, 201), (3000, 375)])
def test_a_curve_is_one_path_of_at_most_400_marks_with_a_row_each(tmp_path: Path, count: int, marks: int) -> None:
    path = days(tmp_path / "x.csv", count)
    shown = run("stats", path, "--section", "time", "--now", "2040-01-01", "--format", "html").stdout
    curves = figures(shown)[0]
    paths = re.findall('<path d="([^"]+)"', curves)
    assert (curves.count("<svg"), curves.count("<rect"), len(paths)) == (4, 0, 4)
    assert {drawn.count("H") for drawn in paths} == {marks}
    assert curves.count("<tr>") == marks + 1
    assert "<th>2020-09-13</th>" in curves


@pytest.mark.parametrize("period", ["hour", "day", "week", "month"])
def test_curves_name_the_first_and_the_last_period(tmp_path: Path, period: str) -> None:
    path = days(tmp_path / "x.csv", 500)
    words = ("stats", path, "--section", "time", "--period", period, "--now", "2040-01-01", "--format")
    periods = json.loads(run(*words, "json").stdout)["stats"]["time"]["periods"]
    first, last = (re.sub("T|:00Z", " ", entry["start"]).strip() for entry in (periods[0], periods[-1]))
    cut = 7 if period == "month" else None
    assert f"from {first[:cut]} to {last[:cut]}" in names(run(*words, "html").stdout)[0]


@pytest.mark.parametrize("command", ["validate", "filter", "merge-impressions", "prepare", "stats"])
def test_every_command_has_a_page(tmp_path: Path, command: str) -> None:
    path = days(tmp_path / "x.csv", 20)
    (tmp_path / "log.csv").write_text("USER_ID,TIMESTAMP,IMPRESSION\nu1,1599983990,i1|i3\n")
    words: dict[str, tuple[str | Path, ...]] = {
        "filter": ("--event", "watch", "-o", "kept.csv"),
        "merge-impressions": (
            "--impressions",
            "log.csv",
            "--within",
            "1h",
            "--existing",
            "replace",
            "-o",
            "merged.csv",
        ),
        "prepare": ("-o", "prepared.csv"),
    }
    run(
        command,
        path,
        *words.get(command, ()),
        "--report",
        "html=page.html",
        "--now",
        "2021-01-01",
        cwd=tmp_path,
        code=None,
    )
    shown = (tmp_path / "page.html").read_text()
    read_html(shown)
    assert f"<title>interactions-cli {command}</title>" in shown
    if command == "merge-impressions":
        assert names(shown) == ["place of the interacted item in its list; place in list; interactions"]


def test_what_can_be_copied_from_a_hint_is_code() -> None:
    shown = read_html(render(RICH, "html"))
    assert "interactions-cli filter --drop-duplicates" in shown.code
    assert not [word for word in shown.words if word.startswith("fix") and "`" in word]


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


def test_the_table_has_every_rule_that_fired_and_nothing_points_elsewhere() -> None:
    path = ROOT / "sample_data" / "shop-defects.csv"
    codes = {
        entry["code"] for entry in json.loads(run("validate", path, "--format", "json", code=1).stdout)["findings"]
    }
    assert len(codes) > 12
    table = run("validate", path, "--format", "html", code=1).stdout.partition("</table>")[0]
    assert {code for code in codes if f">{code}</td>" in table} == codes
    for words in (("--format", "html"), ("--verbose",)):
        assert "`--verbose` says all" not in run("validate", path, *words, code=1).stdout


def test_lines_without_labels_are_a_list() -> None:
    shown = render(RICH, "html")
    assert "<ul><li>" in shown
    assert "<dt></dt><dd><span>no use case" not in shown
