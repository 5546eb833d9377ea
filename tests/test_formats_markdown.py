from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli.formats import render
from interactions_cli.formats.markdown_inline import cell, code, prose
from interactions_cli.pages.escape import visible
from interactions_cli.report import Report, Sample
from tests.example_report import CLEAN, REPORTS, RICH, TIMESTAMPS
from tests.examples import examples
from tests.golden_files import assert_golden
from tests.report_readers import assert_nothing_but_text, rendered

GUIDE = "https://docs.aws.amazon.com/personalize/"
TAGS = {
    *("a", "code", "details", "h2", "h3", "li", "p", "strong", "summary"),
    *("table", "tbody", "td", "th", "thead", "tr", "ul"),
}
# What means something to Markdown, to one of its extensions, or to a site that shows it.
NASTY = [
    *"`|*_~<>[]()#+-=!@&\\$:\"'.,;/%{} \t\n\x1b\u202e",
    *(
        "``",
        "~~",
        "](x)",
        "![",
        "<b>",
        "&lt;",
        "https://a.b",
        "www.a.b",
        "a@b.cd",
        "@user",
        "#12",
        "1.",
        "2)",
        "- ",
        "---",
    ),
    *("user/repo#1", "0a1b2c3d4e5f", ":boom:", "[ ]", "| --- |", "</details>", "word", "two words", "naïve", "12,345"),
]
texts = st.one_of(st.text(), st.lists(st.sampled_from(NASTY), max_size=12).map("".join))


def plain(text: str) -> str:
    return "".join(text.split()).replace("`", "")


@pytest.mark.parametrize("name", REPORTS)
def test_goldens(name: str) -> None:
    assert_golden(f"report-{name}.md", render(REPORTS[name], "markdown"))


@pytest.mark.parametrize("name", REPORTS)
def test_it_renders_as_what_it_is_meant_to_be(name: str) -> None:
    report = REPORTS[name]
    page = rendered(render(report, "markdown"))
    assert_nothing_but_text(page, TAGS, GUIDE)
    assert page.tags.count("table") == bool(report.findings)
    assert page.tags.count("td") == 6 * len(report.findings)
    links = [value for attribute, value in page.attributes if attribute == "href"]
    assert sorted(links) == sorted(finding.source for finding in report.findings)


def test_verdict_exit_and_command_come_first() -> None:
    lines = render(RICH, "markdown").split("\n")
    assert lines[0] == "## FAIL: 4 errors, 5 warnings, 2 notes in 128,300 rows"
    assert lines[2] == "`interactions-cli validate`, exit 1: 4 errors (--fail-on error)"
    assert render(REPORTS["filtered"], "markdown").split("\n")[2].startswith("`interactions-cli filter`, exit 0: ")


@settings(max_examples=examples(100), deadline=None)
@given(texts)
def test_any_text_stays_text(text: str) -> None:
    shown = prose(text)
    page = rendered(shown + "\n")
    assert_nothing_but_text(page, {"p", "code"}, "nowhere")
    assert page.tags.count("p") <= 1
    assert plain(page.text) == plain(visible(text))


@settings(max_examples=examples(100), deadline=None)
@given(texts)
def test_any_text_stays_in_its_list_item_and_its_cell(text: str) -> None:
    page = rendered(f"- {prose(text)}\n- end\n")
    assert page.tags.count("li") == 2
    assert_nothing_but_text(page, {"ul", "li", "code"}, "nowhere")
    row = " | ".join(cell(shown) for shown in (prose(text), code(text)))
    page = rendered(f"| a | b |\n| --- | --- |\n| {row} |\n\nend\n")
    assert_nothing_but_text(page, {"table", "thead", "tbody", "tr", "th", "td", "code", "p"}, "nowhere")
    assert page.tags.count("td") == 2
    assert plain(page.text) == "ab" + plain(visible(text)) * 2 + "end"


@settings(max_examples=examples(100), deadline=None)
@given(texts)
def test_code_is_the_text(text: str) -> None:
    page = rendered(code(text, most=10_000) + "\n")
    assert " ".join("".join(page.code).split()) == " ".join(visible(text).strip(" ").split())
    assert "".join(page.words).strip() == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("940 unique, training needs 1,000: 60 are missing", "940 unique, training needs 1,000: 60 are missing"),
        ("Run `sed -i '/^$/d' x.csv`.", "Run `sed -i '/^$/d' x.csv`."),
        ("no USER_ID in x.csv; 3 rows", "no `USER_ID` in `x.csv`; 3 rows"),
        ("ask @octocat or #12", "ask `@octocat` or `#12`"),
        ("a `b", "a `` `b ``"),
        ("`a``b`", "`a` `b`"),
        ("a``b", "```a``b```"),
        ("1. x", "`1.` x"),
        ("- x - y", "`-` x - y"),
        ("deadbeef 1736431469000", "`deadbeef 1736431469000`"),
        ("watch >= 0.5 (weight 0.7)", "watch >= 0.5 (weight 0.7)"),
        ("", ""),
    ],
)
def test_prose(text: str, shown: str) -> None:
    assert prose(text) == shown


def test_long_text_is_cut() -> None:
    assert code("x" * 500) == f"`{'x' * 399}…`"
    assert len(prose("word " * 500)) <= 1000


def test_samples_over_ten_are_counted_and_lines_carry_their_path_among_several_inputs() -> None:
    samples = tuple(Sample(path="x.csv", line=line, value="v") for line in range(2, 17))
    found = replace(TIMESTAMPS, samples=samples, count=100, samples_cut=True)
    shown = render(replace(CLEAN, findings=(found,)), "markdown")
    assert "\n- line 11: `v`\n- … and 90 more\n- fix: " in shown
    shown = render(replace(CLEAN, findings=(found,), inputs=CLEAN.inputs * 2), "markdown")
    assert "\n- line 11 of `x.csv`: `v`\n" in shown


@pytest.mark.parametrize("findings", [100, 3000])
def test_it_fits_into_a_comment_and_counts_what_has_no_room(findings: int) -> None:
    samples = (Sample(path="x.csv", line=7, value="`" * 80),) * 5
    found = replace(TIMESTAMPS, message="m " * 200, hint="h " * 200, samples=samples)
    long = replace(CLEAN.inputs[0], path="|" * 4000)
    report = replace(RICH, findings=(found,) * findings, inputs=(long,) * 20, notes=("note " * 300,) * 50)
    shown = render(report, "markdown")
    assert 30_000 < len(shown) <= 60_000
    rows = rendered(shown).tags.count("tr") - 1
    assert f"\n… and {findings - rows:,} findings more\n" in shown
    assert f"\nNo room here for {findings - shown.count('- fix: '):,} findings more: see the text report.\n" in shown
    assert "41 checks passed." in shown
    assert shown.endswith("- … and more\n")


def test_a_column_and_a_message_with_bars_stay_in_their_cells() -> None:
    found = replace(TIMESTAMPS, column="a|b\\|c", message="no `x|y` | 1")
    page = rendered(render(replace(CLEAN, findings=(found,)), "markdown"))
    assert page.tags.count("td") == 6
    assert {"a|b\\|c", "x|y", "|"} <= set(page.code)


def test_many_codes_of_one_reason_are_counted() -> None:
    skipped = tuple(replace(RICH.skipped[0], code=f"VAL{number:03}") for number in range(13))
    assert "- no IMPRESSION column: 13 rules\n" in render(replace(RICH, skipped=skipped), "markdown")


def test_a_report_without_anything() -> None:
    empty: Report = replace(CLEAN, inputs=(), target={}, metrics={}, passed=())
    assert render(empty, "markdown") == (
        "## PASS: no findings in 1,203 rows\n\n`interactions-cli validate`, exit 0: no errors (--fail-on error)\n"
    )
