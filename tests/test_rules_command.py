"""`rules`: the list and the explanations, in every form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from interactions_cli.pages.escape import is_visible
from interactions_cli.rules import ALL_RULES
from tests.cli_runner import ROOT, report, run
from tests.golden_files import assert_golden

CODES = list(dict.fromkeys(rule.code for rule in ALL_RULES))
KEYS = ["code", "name", "severity", "effect", "consequence", "why", "before", "after", "source"]
PAGE = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")


def listed(*words: str) -> list[dict[str, Any]]:
    found = json.loads(run("rules", *words, "--format", "json").stdout)
    assert isinstance(found, list)
    return found


def test_json_has_every_rule_with_the_same_keys() -> None:
    rules = listed()
    assert [rule["code"] for rule in rules] == CODES
    assert all(list(rule) == KEYS for rule in rules)
    assert all(isinstance(value, str) and value for rule in rules for value in rule.values())


def test_json_is_a_list_also_of_one() -> None:
    assert [rule["code"] for rule in listed("VAL004")] == ["VAL004"]
    assert (
        listed("timestamp-not-seconds") == listed("val004") == [rule for rule in listed() if rule["code"] == "VAL004"]
    )
    assert [rule["code"] for rule in listed("IMP,CSV001")] == ["CSV001", *(c for c in CODES if c.startswith("IMP"))]


def test_json_agrees_with_a_report(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("USER_ID,ITEM_ID,TIMESTAMP\n u1,i1,x\n")
    rules = {rule["code"]: rule for rule in listed()}
    findings = report(path)["findings"]
    assert {"VAL009", "VAL003", "SET001"} <= {entry["code"] for entry in findings}
    for entry in findings:
        rule = rules[entry["code"]]
        assert {key: entry[key] for key in ("name", "severity", "effect", "source")} == {
            key: rule[key] for key in ("name", "severity", "effect", "source")
        }


def test_what_a_code_means_in_two_ways_is_said_twice() -> None:
    (rule,) = listed("VAL016")
    (variants,) = [rule.ways for rule in ALL_RULES if rule.code == "VAL016"]
    assert len(variants) == 2
    assert rule["why"].split("\n\n") == [variant.why for variant in variants]
    assert rule["before"].splitlines() == [variant.before for variant in variants]
    assert rule["after"].splitlines() == [variant.after for variant in variants]
    text = run("rules", "VAL016").stdout
    assert text.count("Before:") == text.count("After:") == 2
    assert text.count("What the service does:") == text.count("Source:") == 1


def test_markdown_is_a_table_of_several_rules() -> None:
    head, rule, *rows = run("rules", "--format", "markdown").stdout.splitlines()
    assert head == "| code | name | severity | what the service does |"
    assert rule == "| --- | --- | --- | --- |"
    assert [row.split("[")[1].split("]")[0] for row in rows] == CODES
    assert {row.count("|") for row in rows} == {5}
    assert all("](https://docs.aws.amazon.com/" in row for row in rows)
    of_family = [code for code in CODES if code.startswith("IMP")]
    assert len(run("rules", "IMP", "--format", "markdown").stdout.splitlines()) == 2 + len(of_family)


def test_golden_list_of_rules() -> None:
    assert_golden("rules.txt", run("rules").stdout)


@pytest.mark.parametrize("code", ["CSV003", "VAL004", "VAL016", "SCH007", "SET001"])
def test_markdown_explains_one_rule_as_the_page_does(code: str) -> None:
    section = run("rules", code, "--format", "markdown").stdout
    assert section.startswith(f"## {code} ")
    assert f"{section}\n" in f"{PAGE}\n\n"


def test_several_rules_named_one_by_one_are_explained() -> None:
    for form, start in (("text", "VAL00"), ("markdown", "## VAL00")):
        said = run("rules", "VAL004", "VAL005", "--format", form).stdout
        assert [line[: len(start) + 1] for line in said.splitlines() if line.startswith(start)] == [
            f"{start}4",
            f"{start}5",
        ]


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_every_form_can_be_shown_and_repeats(form: str) -> None:
    for words in ((), tuple(CODES)):
        said = run("rules", *words, "--format", form).stdout
        assert said.endswith("\n")
        assert all(is_visible(char) or char == "\n" for char in said)
        assert said == run("rules", *words, "--format", form).stdout


def test_an_unknown_form_or_rule_is_an_error() -> None:
    assert "--format" in run("rules", "--format", "xml", code=2).stderr
    result = run("rules", "VAL0044", "--format", "json", code=2)
    assert result.stdout == ""
    assert "Did you mean VAL004?" in result.stderr


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("milliseconds", "Rules about that: VAL004 timestamp-not-seconds"),
        ("Duplicate", "SET010 duplicate-interactions"),
        ("timestamp-not-second", "Did you mean timestamp-not-seconds?"),
        ("VAL4", "Did you mean VAL004?"),
        ("the", "See `interactions-cli rules`."),
    ],
)
def test_words_that_are_no_names_lead_to_rules(word: str, hint: str) -> None:
    assert hint in run("rules", word, code=2).stderr


@pytest.mark.parametrize("columns", [40, 60, 300])
def test_an_explanation_is_as_wide_as_the_terminal_and_never_wider_than_a_page(columns: int) -> None:
    text = run("rules", "SET010", env={"COLUMNS": str(columns)}).stdout
    lines = [line for line in text.splitlines() if not line.startswith(("Source", " "))]
    assert min(columns, 80) - 20 < max(map(len, lines)) <= min(columns, 80)
