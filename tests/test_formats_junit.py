from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli.formats import render
from interactions_cli.pages.escape import visible
from interactions_cli.report import InputFile, Passed, Report, Sample, Skipped
from interactions_cli.rules import ALL_RULES
from tests.example_report import CLEAN, REPORTS, RICH, TIMESTAMPS
from tests.examples import examples
from tests.golden_files import assert_golden
from tests.report_readers import read_junit


def suite_of(report: Report) -> ET.Element:
    (suite,) = read_junit(render(report, "junit"))
    return suite


def case(suite: ET.Element, name: str) -> ET.Element:
    (found,) = (entry for entry in suite.iter("testcase") if entry.get("name") == name)
    return found


@pytest.mark.parametrize("name", REPORTS)
def test_goldens(name: str) -> None:
    assert_golden(f"report-{name}.junit.xml", render(REPORTS[name], "junit"))


@pytest.mark.parametrize("fail_on", ["error", "warning", "note", "never"])
@pytest.mark.parametrize("name", REPORTS)
def test_the_figures_are_those_of_the_cases(name: str, fail_on: str) -> None:
    report = replace(REPORTS[name], fail_on=fail_on)
    root = read_junit(render(report, "junit"))
    (suite,) = root
    cases = list(suite.iter("testcase"))
    checks = len(report.findings) + len(report.passed) + len(report.skipped)
    assert len(cases) == checks + (name == "filtered")
    assert int(suite.get("tests", "")) == len(cases)
    assert int(suite.get("failures", "")) == len(list(suite.iter("failure"))) == len(report.failing)
    assert int(suite.get("skipped", "")) == len(list(suite.iter("skipped"))) == len(report.skipped)
    assert len(list(suite.iter("system-out"))) == len(report.findings) - len(report.failing)
    assert [root.get(key) for key in ("tests", "failures", "errors")] == [
        suite.get(key) for key in ("tests", "failures", "errors")
    ]


def test_there_is_no_time_and_no_host() -> None:
    attributes = {name for entry in ET.fromstring(render(RICH, "junit")).iter() for name in entry.attrib}
    assert not {"time", "timestamp", "hostname"} & attributes


def test_a_finding_at_fail_on_fails_and_one_below_it_passes_with_its_text() -> None:
    suite = suite_of(RICH)
    (failure,) = case(suite, "VAL003 timestamp-not-integer TIMESTAMP")
    assert (failure.tag, failure.get("type"), failure.get("message")) == ("failure", "error", TIMESTAMPS.message)
    assert failure.text == "\n".join(
        [
            TIMESTAMPS.message,
            "4,815 rows (3.8 %)",
            "line 402 of exports/2024-03/clicks.csv: 2023-11-14T00:00:00Z",
            "line 97405 of exports/2024-03/clicks.csv: 1.7e9",
            r"line 7 of exports/2024-03/watches of [bold]all[/bold] regions.csv.gz: \x1b[31mred\x1b[0m\x07\x9b2J",
            "… and 4,812 more",
            f"fix: {TIMESTAMPS.hint}",
            TIMESTAMPS.source,
        ]
    )
    (output,) = case(suite, "SET010 duplicate-interactions")
    assert output.tag == "system-out"
    assert (output.text or "").startswith("warning: 12 rows equal an earlier row in every column\n12 rows (< 0.01 %)\n")
    (failure,) = case(suite_of(replace(RICH, fail_on="warning")), "SET010 duplicate-interactions")
    assert (failure.tag, failure.get("type")) == ("failure", "warning")


def test_passed_and_skipped_checks() -> None:
    passed = (Passed(code="VAL001", column="USER_ID"), Passed(code="CSV001", column=None))
    skipped = (Skipped(code="SET007", column=None, reason="no use case chosen"),)
    suite = suite_of(replace(CLEAN, passed=passed, skipped=skipped))
    shown = [
        (entry.get("classname"), entry.get("name"), [child.tag for child in entry]) for entry in suite.iter("testcase")
    ]
    assert shown == [
        ("validate.CSV", "CSV001 empty-file", []),
        ("validate.SET", "SET007 use-case-events", ["skipped"]),
        ("validate.VAL", "VAL001 missing-value USER_ID", []),
    ]
    assert next(suite.iter("skipped")).get("message") == "no use case chosen"


def test_a_case_has_the_same_name_whether_it_passes_or_not() -> None:
    names = {rule.code: rule.name for rule in ALL_RULES}
    for entry in RICH.findings:
        assert names[entry.code] == entry.name
    passed = replace(CLEAN, passed=(Passed(code="VAL003", column="TIMESTAMP"),))
    assert case(suite_of(passed), "VAL003 timestamp-not-integer TIMESTAMP").get("classname") == "validate.VAL"


@pytest.mark.parametrize(
    ("paths", "name"),
    [(["x.csv"], "x.csv"), (["-"], "standard input"), (["a.csv", "b.csv"], "a.csv and 1 more file"), ([], "no input")],
)
def test_the_suite_is_the_data_set(paths: list[str], name: str) -> None:
    inputs = tuple(InputFile(path=path, bytes=1, rows=1) for path in paths)
    assert suite_of(replace(CLEAN, inputs=inputs)).get("name") == name


def test_properties_say_what_was_judged_and_written() -> None:
    shown = {entry.get("name"): entry.get("value") for entry in suite_of(REPORTS["filtered"]).iter("property")}
    assert shown == {
        "verdict": "none",
        "exit": "exit 0: 2 warnings (--fail-on never)",
        "rows": "1100",
        "target": "ecommerce domain; use case aws-ecomm-recommended-for-you; incremental import; "
        "schema inferred from the header",
        "kept": "1,100 of 1,203 lines kept (91.4 %)",
        "output": "standard output (1,100 rows)",
    }


def test_a_filter_that_kept_nothing_fails() -> None:
    report = REPORTS["filtered"]
    assert list(case(suite_of(report), "result")) == []
    suite = suite_of(replace(report, failure="no row was kept"))
    (failure,) = case(suite, "result")
    assert (failure.tag, failure.get("message")) == ("failure", "no row was kept")
    assert suite.get("failures") == "1"
    assert suite.get("tests") == str(len(list(suite.iter("testcase"))))


@settings(max_examples=examples(100), deadline=None)
@given(st.text(st.characters()))
def test_any_text_is_well_formed_and_comes_back_visible(text: str) -> None:
    sample = Sample(path=text, line=7, value=text)
    found = replace(TIMESTAMPS, column=text, message=text, hint=text, samples=(sample,))
    skipped = (Skipped(code="SET007", column=None, reason=text),)
    inputs = (InputFile(path=text, bytes=1, rows=1),)
    report = replace(CLEAN, command="filter", findings=(found,), passed=(), skipped=skipped, inputs=inputs)
    shown = render(report, "junit")
    assert all(line.isprintable() for line in shown.split("\n"))
    suite = suite_of(report)
    assert len(list(suite.iter())) == 2 + len(list(suite.iter("property"))) + 4
    (failure,) = suite.iter("failure")
    assert failure.get("message") == visible(text)
    assert (failure.text or "").split("\n")[0] == visible(text)
    assert next(suite.iter("skipped")).get("message") == visible(text)
    assert suite.get("name") == ("standard input" if text == "-" else visible(text))
