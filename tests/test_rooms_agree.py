"""What two rooms both say is the same: shares, codes, and the findings of a report in every format."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from interactions_cli.formats import FORMATS
from interactions_cli.rules import ALL_RULES
from tests.cases import CASES, LOG_LINES, PLAIN, SHOWN, Case
from tests.cli_runner import run

NAMES = {rule.code: rule.name for rule in ALL_RULES}
NAMED = re.compile(rf"\b(?:{'|'.join(f'{code}`? +`?{name}' for code, name in NAMES.items())})\b")
SHARED = {rule.code for rule in ALL_RULES if "{share}" in rule.message}
PERCENT = re.compile(r"(?:[<>] )?[0-9.]+ %")


def reports(folder: Path, case: Case) -> dict[str, str]:
    """The reports of the input that fires, in every format."""
    for name, content in case.fires.files.items():
        (folder / name).write_bytes(content)
    words = [word for form in FORMATS for word in ("--report", f"{form}=report.{form}")]
    given = (*case.fires.paths, *case.fires.options)
    run("validate", *given, *words, "--fail-on", "never", cwd=folder, env={"COLUMNS": "1000"})
    return {form: (folder / f"report.{form}").read_text(encoding="utf-8") for form in FORMATS}


def named_in(text: str) -> set[str]:
    """The codes that stand before their names."""
    return {found[0][:6] for found in NAMED.finditer(text)}


def found_in(written: dict[str, str]) -> dict[str, set[str]]:
    """Per format, the codes that it shows as findings."""
    cases = ET.fromstring(written["junit"]).iter("testcase")
    spoken = [case for case in cases if case.find("failure") is not None or case.find("system-out") is not None]
    return {
        "json": {entry["code"] for entry in json.loads(written["json"])["findings"]},
        "junit": {str(case.get("name"))[:6] for case in spoken},
        "sarif": {result["ruleId"] for result in json.loads(written["sarif"])["runs"][0]["results"]},
        **{form: named_in(written[form]) for form in ("text", "markdown", "github", "concise")},
        "html": named_in(" ".join(re.sub("<[^>]*>", " ", written["html"]).split())),
    }


@pytest.mark.parametrize("code", CASES)
def test_every_format_shows_the_same_findings_and_every_code_is_known_to_rules(tmp_path: Path, code: str) -> None:
    written = reports(tmp_path, CASES[code])
    found = found_in(written)
    judged = json.loads(written["json"])
    folded = {entry["code"] for finding in judged["findings"] for entry in finding["folded"]}
    assert code in found["json"] | folded
    assert found == dict.fromkeys(found, found["json"])
    assert {entry["code"] for kind in ("findings", "passed", "skipped") for entry in judged[kind]} <= NAMES.keys()


@pytest.mark.parametrize("code", LOG_LINES)
def test_a_merge_shows_the_same_findings_and_its_codes_are_known_to_rules(tmp_path: Path, code: str) -> None:
    (click, line), _ = LOG_LINES[code]
    (tmp_path / "clicks.csv").write_text(f"{PLAIN}\n{click}\n")
    (tmp_path / "log.jsonl").write_text(f"{SHOWN}\n{line}\n")
    words = [word for form in FORMATS for word in ("--report", f"{form}=report.{form}")]
    given = ("clicks.csv", "--impressions", "log.jsonl", "--within", "1m", "-n")
    run("merge-impressions", *given, *words, cwd=tmp_path, env={"COLUMNS": "1000"}, code=None)
    written = {form: (tmp_path / f"report.{form}").read_text(encoding="utf-8") for form in FORMATS}
    found = found_in(written)
    assert code in found["json"]
    assert found == dict.fromkeys(found, found["json"])
    judged = json.loads(written["json"])
    assert {entry["code"] for kind in ("findings", "passed", "skipped") for entry in judged[kind]} <= NAMES.keys()
    explained = {rule["code"]: rule["name"] for rule in json.loads(run("rules", "--format", "json").stdout)}
    assert explained[code] == next(entry["name"] for entry in judged["findings"] if entry["code"] == code)


def shares(text: str, entry: dict[str, Any]) -> set[str]:
    """The shares that a text report says of a finding: in its message if that names one, and of the rows below it."""
    start = text.index(f"  {entry['code']}  {entry['name']}: ")
    block = text[start : text.index("fix: ", start)]
    assert entry["message"][:40] in block
    return {match[0] for match in PERCENT.finditer(block)}


@pytest.mark.parametrize("copies", [1, 4, 5, 994, 995, 996, 1000, 1980, 1989, 1990])
def test_the_share_in_a_heading_is_the_share_in_its_message(tmp_path: Path, copies: int) -> None:
    rows = ["u1,i1,1700000000"] * (copies + 1) + [f"u{n},i1,1700000001" for n in range(1989 - copies)]
    (tmp_path / "x.csv").write_text("\n".join([PLAIN, *rows, ""]))
    words = ("x.csv", "--select", "SET010", "--fail-on", "never")
    text = run("validate", *words, cwd=tmp_path, env={"COLUMNS": "1000"}).stdout
    (entry,) = json.loads(run("validate", *words, "--format", "json", cwd=tmp_path).stdout)["findings"]
    assert entry["code"] in SHARED
    assert len(shares(text, entry)) == 1, text
