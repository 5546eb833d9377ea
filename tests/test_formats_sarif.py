from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli import __version__
from interactions_cli.formats import render
from interactions_cli.pages.escape import visible
from interactions_cli.report import InputFile, Report, Sample
from interactions_cli.rules import ALL_RULES
from interactions_cli.rules.effect import Effect
from tests.example_report import CLEAN, REPORTS, RICH, TIMESTAMPS, finding
from tests.examples import examples
from tests.golden_files import assert_golden
from tests.report_readers import read_sarif, texts_of

# RFC 3986: unreserved characters, and the rest as percent and two capital digits.
REFERENCE = re.compile(r"(file:///)?((?:[A-Za-z0-9._~-]|%[0-9A-F]{2})+/)*(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})+")


def run_of(report: Report) -> dict[str, Any]:
    return read_sarif(render(report, "sarif"))


def only(report: Report) -> dict[str, Any]:
    (result,) = run_of(report)["results"]
    assert isinstance(result, dict)
    return result


def with_samples(*samples: Sample, paths: tuple[str, ...] = ("x.csv",), **more: Any) -> Report:
    inputs = tuple(InputFile(path=path, bytes=1, rows=1) for path in paths)
    return replace(CLEAN, inputs=inputs, findings=(replace(TIMESTAMPS, samples=samples, **more),))


def lines(result: dict[str, Any]) -> list[tuple[str, int]]:
    places = [location["physicalLocation"] for location in result["locations"]]
    return [(place["artifactLocation"]["uri"], place["region"]["startLine"]) for place in places]


@pytest.mark.parametrize("name", REPORTS)
def test_goldens(name: str) -> None:
    log = json.loads(render(REPORTS[name], "sarif"))
    driver = log["runs"][0]["tool"]["driver"]
    assert driver["version"] == __version__
    # The list of rules has a golden of its own, and a further rule must not change what this report shows.
    codes = [rule["id"] for rule in driver["rules"]]
    for result in log["runs"][0]["results"]:
        result["ruleIndex"] = f"place of {codes[result['ruleIndex']]}"
    driver |= {"version": "VERSION", "rules": "RULES"}
    assert_golden(f"report-{name}.sarif.json", json.dumps(log, indent=2, ensure_ascii=False) + "\n")


@pytest.mark.parametrize("name", REPORTS)
def test_results_are_the_findings(name: str) -> None:
    run = run_of(REPORTS[name])
    rules = run["tool"]["driver"]["rules"]
    for found, result in zip(REPORTS[name].findings, run["results"], strict=True):
        assert result["ruleId"] == found.code == rules[result["ruleIndex"]]["id"]
        assert result["level"] == found.severity.value
        assert result["properties"]["count"] == found.count
        assert result["message"]["text"].startswith(visible(found.message))
        assert result["locations"]


def test_every_rule_is_described_within_the_limits_of_code_scanning() -> None:
    rules = run_of(CLEAN)["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(dict.fromkeys(rule.code for rule in ALL_RULES))
    for rule in rules:
        literals = [literal for literal in ALL_RULES if literal.code == rule["id"]]
        assert rule["name"] == literals[0].name
        assert len(rule["name"]) <= 255
        assert 0 < len(rule["shortDescription"]["text"]) <= 1024
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert rule["helpUri"] == literals[0].source
        assert rule["defaultConfiguration"]["level"] == literals[0].severity.value
        for literal in literals:
            for text in (rule["help"]["text"], rule["help"]["markdown"]):
                assert {part for part in (literal.why, literal.before, literal.after) if part not in text} == set()


def test_a_finding_of_a_rule_that_is_not_known_has_a_rule_all_the_same() -> None:
    found = finding("XXX001", "made-up", Effect.TRAINING_FAILS, None, 1)
    run = run_of(replace(CLEAN, findings=(found,)))
    rule = run["tool"]["driver"]["rules"][run["results"][0]["ruleIndex"]]
    assert (rule["id"], rule["name"], rule["defaultConfiguration"]) == ("XXX001", "made-up", {"level": "error"})


def test_samples_are_locations_with_their_values() -> None:
    samples = (Sample(path="a.csv", line=402, value="1.7e9"), Sample(path="b.csv", line=7))
    result = only(with_samples(*samples, paths=("a.csv", "b.csv")))
    assert lines(result) == [("a.csv", 402), ("b.csv", 7)]
    assert [location.get("message") for location in result["locations"]] == [{"text": "1.7e9"}, None]
    assert lines(only(with_samples(Sample(line=9)))) == [("x.csv", 9)]


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("x.csv", "x.csv"),
        ("./exports//2024/x.csv", "exports/2024/x.csv"),
        ("my data/100 %#1?.csv", "my%20data/100%20%25%231%3F.csv"),
        ("a:b.csv", "a%3Ab.csv"),
        ("東京/é.csv", "%E6%9D%B1%E4%BA%AC/%C3%A9.csv"),
        ("caf\udce9.csv", "caf%E9.csv"),
        ("a\\b.csv", "a%5Cb.csv"),
        ("/data/x y.csv", "file:///data/x%20y.csv"),
        ("//data/./x.csv", "file:///data/x.csv"),
        ("~/x..csv", "~/x..csv"),
    ],
)
def test_addresses(path: str, uri: str) -> None:
    location = only(with_samples(Sample(path=path, line=7), paths=(path,)))["locations"][0]["physicalLocation"]
    base = {} if uri.startswith("file:") else {"uriBaseId": "%SRCROOT%"}
    assert location["artifactLocation"] == {"uri": uri} | base


@pytest.mark.parametrize("path", ["-", "../x.csv", "a/../x.csv", "/a/../x.csv"])
def test_what_has_no_address_is_named_in_the_message(path: str) -> None:
    result = only(with_samples(Sample(path=path, line=402, value="soon"), paths=(path,)))
    assert result["locations"] == []
    name = "standard input" if path == "-" else path
    assert f"in line 402. First in line 402 of {name}: soon. Write Unix time" in result["message"]["text"]
    assert only(with_samples(paths=(path,)))["locations"] == []


def test_what_is_about_the_data_set_points_to_the_first_line_of_the_first_file() -> None:
    assert lines(only(with_samples(paths=("-", "a.csv", "b.csv")))) == [("a.csv", 1)]
    result = only(with_samples(Sample(value="Watch = watch")))
    assert lines(result) == [("x.csv", 1)]
    assert "For example Watch = watch." in result["message"]["text"]


def test_fingerprints_stay_when_lines_move_and_tell_checks_apart() -> None:
    def fingerprint(report: Report) -> str:
        found = only(report)["partialFingerprints"]
        assert list(found) == ["ruleAndColumn/v1"]
        return str(found["ruleAndColumn/v1"])

    first = fingerprint(with_samples(Sample(path="x.csv", line=7)))
    assert fingerprint(with_samples(Sample(path="y.csv", line=8), count=1, message="other")) == first
    others: list[dict[str, Any]] = [{"column": "USER_ID"}, {"column": None}, {"column": ""}, {"code": "VAL004"}]
    assert len({first, *(fingerprint(with_samples(**other)) for other in others)}) == 5


def test_a_report_of_any_size_stays_far_below_the_limits_of_an_upload() -> None:
    samples = tuple(Sample(path="x.csv", line=line, value="v" * 80) for line in range(2, 502))
    found = tuple(replace(TIMESTAMPS, samples=samples, column=f"C{n}", message="m" * 2000) for n in range(1010))
    report = replace(RICH, findings=found, notes=("note",) * 500)
    # The schema is slow: it is asked about a few results below.
    (run,) = json.loads(render(report, "sarif"))["runs"]
    assert len(run["results"]) == 1000
    assert {len(result["locations"]) for result in run["results"]} == {10}
    assert max(map(len, texts_of(run["results"]))) == 1000
    assert len(run["invocations"][0]["toolExecutionNotifications"]) == 100
    read_sarif(render(replace(report, findings=found[:3]), "sarif"))


def test_what_is_left_out_and_what_did_not_run_is_said() -> None:
    found = tuple(replace(TIMESTAMPS, column=f"C{n}") for n in range(1003))
    (run,) = json.loads(render(replace(RICH, findings=found), "sarif"))["runs"]
    invocation = run["invocations"][0]
    assert [entry["message"]["text"] for entry in invocation["toolExecutionNotifications"]] == [
        "_SUCCESS in exports/2024-03 was left out: not a CSV file",
        r"caf\udce9 was left out",
        "3 findings more in the text and JSON reports",
    ]
    assert [entry["message"]["text"] for entry in invocation["toolConfigurationNotifications"]] == [
        "IMP001, IMP002 did not run: no IMPRESSION column",
        "SET007, SET017 did not run: no use case chosen",
        "VAL007 in DEVICE, VAL007 in LOCATION did not run: in --ignore",
    ]


@pytest.mark.parametrize(("fail_on", "code"), [("error", 1), ("never", 0)])
def test_the_exit_code_is_that_of_the_command(fail_on: str, code: int) -> None:
    (invocation,) = run_of(replace(RICH, fail_on=fail_on))["invocations"]
    assert invocation["executionSuccessful"] is True
    assert invocation["exitCode"] == code
    assert invocation["exitCodeDescription"].startswith(f"exit {code}: 4 errors")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{0} of {1}", "{{0}} of {{1}}"),
        ("[here](https://example.com)", r"[here]\x28https://example.com)"),
        ("[a] (b)", "[a] (b)"),
    ],
)
def test_messages_have_no_placeholders_and_no_links(text: str, shown: str) -> None:
    result = only(with_samples(Sample(path="x.csv", line=7, value=text), message=text))
    assert result["message"]["text"].startswith(f"{shown}. ")
    assert result["locations"][0]["message"]["text"] == shown


@settings(max_examples=examples(100), deadline=None)
@given(st.text(st.characters()))
def test_any_text_arrives_visible_and_any_path_is_a_reference(text: str) -> None:
    sample = Sample(path=text, line=7, value=text)
    report = with_samples(sample, paths=(text,), message=text, hint=text, column=text)
    shown = render(replace(report, notes=(text,)), "sarif")
    assert all(line.isprintable() for line in shown.split("\n"))
    (run,) = json.loads(shown)["runs"]
    (result,) = run["results"]
    for message in texts_of([result, run["invocations"]]):
        assert not re.search(r"\]\(|(?<!\{)\{(?:\{\{)*(?!\{)|(?<!\})\}(?:\}\})*(?!\})", message)
        assert message.isprintable()
    for uri, _line in lines(result):
        assert REFERENCE.fullmatch(uri)
        parts = [part for part in text.split("/") if part not in ("", ".")]
        assert unquote_to_bytes(urlsplit(uri).path.lstrip("/")) == "/".join(parts).encode("utf-8", "surrogateescape")
