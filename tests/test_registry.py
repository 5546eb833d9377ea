"""Every rule says what it must about itself, and does what it says: through the real command."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

import interactions_cli.rules
from interactions_cli.cli.app import app
from interactions_cli.rules import ALL_RULES, CELL_RULES, FAMILIES, RULES
from interactions_cli.rules.baseline_rule import BaselineExample, BaselineRule
from interactions_cli.rules.rule import (
    EXAMPLE_ROW,
    DatasetRule,
    EventRule,
    HeaderExample,
    HeaderRule,
    LineRule,
    LogRule,
    RowRule,
    Rule,
)
from tests.cases import BY_FACTS, CASES, LOG_FIGURES, LOG_LINES, MORE, PLAIN, SHOWN, Case, FactsCase, Input
from tests.cli_runner import codes, report, run

CODES = [rule.code for rule in ALL_RULES]
WAYS = [way for rule in ALL_RULES for way in rule.ways]
GUIDE = re.compile(r"https://docs\.aws\.amazon\.com/personalize/latest/dg/[A-Za-z0-9_-]+\.html")
# What no cell, line or header shows by itself: these are in CASES only.
NO_EXAMPLE_FIRES = {"CSV011", "CSV013", "CSV014"}
NO_VERBS = {
    "A",
    "An",
    "For",
    "If",
    "In",
    "It",
    "No",
    "Not",
    "Please",
    "That",
    "The",
    "There",
    "This",
    "When",
    "You",
    "Your",
}
COMMANDS = typer.main.get_group(app).commands
OPTIONS = {option for command in COMMANDS.values() for parameter in command.params for option in parameter.opts}


def label(rule: Rule) -> str:
    place = sum(other.code == rule.code for other in WAYS[: WAYS.index(rule)])
    return f"{rule.code}-{rule.name}" + "-again" * place


def texts(rule: Rule) -> tuple[str, ...]:
    return rule.message, rule.hint, rule.why, rule.before, rule.after


def filled(template: str) -> str:
    names = [name for _, name, _, _ in string.Formatter().parse(template) if name is not None]
    assert all(name.isidentifier() for name in names)
    return template.format_map(dict.fromkeys(names, "7"))


def defined_rules() -> Iterator[Rule]:
    for module in pkgutil.iter_modules(interactions_cli.rules.__path__, "interactions_cli.rules."):
        for value in vars(importlib.import_module(module.name)).values():
            yield from (entry for entry in (value if isinstance(value, tuple) else (value,)) if isinstance(entry, Rule))


@pytest.mark.parametrize("rule", WAYS, ids=label)
def test_shape(rule: Rule) -> None:
    assert re.fullmatch(rf"({'|'.join(FAMILIES)})[0-9]{{3}}", rule.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    assert not filled(rule.message).endswith(".")
    # Advice begins with what to do as well: it is looked at where it is given.
    hint = filled(rule.hint.replace("{advice}", "Do {advice}"))
    assert re.fullmatch(r"[A-Z][a-z]+,?", hint.split()[0])
    assert hint.split()[0].rstrip(",") not in NO_VERBS, "a hint begins with what to do"
    assert hint.endswith(".")
    assert GUIDE.fullmatch(rule.source)
    assert len(rule.why) >= 100
    assert rule.why.endswith(".")
    assert rule.before != rule.after
    assert all(text.strip() for text in texts(rule))


def test_codes_and_names_are_unique_and_in_order() -> None:
    assert len({rule.name for rule in ALL_RULES}) == len(set(CODES)) == len(CODES)
    assert list(dict.fromkeys(code[:3] for code in CODES)) == list(FAMILIES)
    for family in FAMILIES:
        listed = [code for code in CODES if code.startswith(family)]
        assert listed == sorted(listed)


def test_a_variant_is_told_as_the_rule_it_belongs_to() -> None:
    pairs = [(way, rule) for rule in ALL_RULES for way in rule.variants]
    assert pairs
    for way, rule in pairs:
        assert (way.code, way.name, way.effect, way.source) == (rule.code, rule.name, rule.effect, rule.source)
        assert way.variants == ()


def test_no_rule_is_forgotten() -> None:
    found = list(defined_rules())
    assert found
    assert {id(rule) for rule in found} == {id(way) for way in WAYS}


@pytest.mark.parametrize("rule", WAYS, ids=label)
def test_examples_exist(rule: Rule) -> None:
    if isinstance(rule, DatasetRule | LogRule) and not isinstance(rule, EventRule):
        return
    assert isinstance(rule, (BaselineRule, EventRule, HeaderRule, LineRule, RowRule))
    assert rule.valid
    assert bool(rule.invalid) == (rule.code not in NO_EXAMPLE_FIRES)
    assert not set(rule.valid) & set(rule.invalid)


@pytest.mark.parametrize("rule", WAYS, ids=label)
def test_commands_and_options_in_rule_texts_exist(rule: Rule) -> None:
    text = "\n".join(texts(rule))
    assert set(re.findall(r"interactions-cli ([a-z][\w-]*)", text)) <= set(COMMANDS)
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", text)) <= OPTIONS


def quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"' if set(value) & set(',"\r\n') else value


def cells(rule: RowRule, values: tuple[str, ...]) -> bytes:
    row = {**EXAMPLE_ROW, **rule.example_row, rule.example_column: ""}
    lines = [",".join(quoted(cell) for cell in (row | {rule.example_column: value}).values()) for value in values]
    return "".join(f"{line}\n" for line in (",".join(row), *lines)).encode()


def places(tmp_path: Path, content: bytes, code: str, column: str | None) -> list[int]:
    """The lines on which a code is found; a check that did not run shows nothing and fails."""
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    # Every line of an example is bad, so that rules about nearly all rows would speak in place of this one.
    causes = [f"--ignore={rule.code}" for rule in RULES if code in rule.covers]
    read = report(path, "--max-samples", "9999", "--now", "1750000000", *causes)
    assert (code, column) not in {(entry["code"], entry["column"]) for entry in read["skipped"]}
    found = [entry for entry in read["findings"] if (entry["code"], entry["column"]) == (code, column)]
    return [sample["line"] for entry in found for sample in entry["samples"]]


@pytest.mark.parametrize("rule", CELL_RULES, ids=label)
def test_cell_examples(tmp_path: Path, rule: RowRule) -> None:
    every_line = list(range(2, len(rule.invalid) + 2))
    assert places(tmp_path, cells(rule, rule.invalid), rule.code, rule.example_column) == every_line
    assert places(tmp_path, cells(rule, rule.valid), rule.code, rule.example_column) == []


@pytest.mark.parametrize("rule", [rule for rule in RULES if isinstance(rule, LineRule)], ids=label)
def test_line_examples(tmp_path: Path, rule: LineRule) -> None:
    def written(lines: tuple[str, ...]) -> bytes:
        return "".join(f"{line}\n" for line in (PLAIN, *lines)).encode("utf-8", "surrogateescape")

    every_line = list(range(2, len(rule.invalid) + 2))
    assert not rule.invalid or places(tmp_path, written(rule.invalid), rule.code, None) == every_line
    assert places(tmp_path, written(rule.valid), rule.code, None) == []


@pytest.mark.parametrize("rule", [rule for rule in RULES if isinstance(rule, HeaderRule)], ids=label)
def test_header_examples(tmp_path: Path, rule: HeaderRule) -> None:
    def found(example: HeaderExample) -> set[str]:
        (tmp_path / "x.csv").write_text(f"{example.header}\n", encoding="utf-8")
        options = list(example.options)
        if example.schema is not None:
            (tmp_path / "schema.json").write_text(example.schema, encoding="utf-8")
            options += ["--schema", "schema.json"]
        return codes(report("x.csv", *options, cwd=tmp_path))

    for example in rule.invalid:
        assert rule.code in found(example), example
    for example in rule.valid:
        assert rule.code not in found(example), example


@pytest.mark.parametrize("rule", [rule for rule in RULES if isinstance(rule, BaselineRule)], ids=label)
def test_baseline_examples(tmp_path: Path, rule: BaselineRule) -> None:
    def found(example: BaselineExample) -> dict[str, list[dict[str, Any]]]:
        for name, lines in (("then", example.then), ("now", example.now)):
            (tmp_path / f"{name}.csv").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        (tmp_path / "then.json").write_text(json.dumps(report("then.csv", cwd=tmp_path)), encoding="utf-8")
        return report("now.csv", "--baseline", "then.json", cwd=tmp_path)

    for example in rule.invalid:
        assert rule.code in codes(found(example)), example
    for example in rule.valid:
        judged = found(example)
        assert rule.code in {entry["code"] for entry in judged["passed"]}, example


@pytest.mark.parametrize("rule", [rule for rule in RULES if isinstance(rule, EventRule)], ids=label)
def test_event_examples(tmp_path: Path, rule: EventRule) -> None:
    (tmp_path / "x.csv").write_text(f"{PLAIN}\nu1,i1,1700000000\n", encoding="utf-8")
    for lines, expected in ((rule.valid, []), (rule.invalid, list(range(1, len(rule.invalid) + 1)))):
        # One event is always good: a log without any is an error.
        (tmp_path / "log.jsonl").write_text("\n".join((*lines, rule.valid[0], "")), encoding="utf-8")
        found = report("x.csv", "--streamed", "log.jsonl", "--max-samples", "99", "--now", "1750000000", cwd=tmp_path)
        places = [
            sample["line"] for entry in found["findings"] if entry["code"] == rule.code for sample in entry["samples"]
        ]
        assert sorted(set(places)) == expected


def read(folder: Path, given: Input) -> dict[str, list[dict[str, Any]]]:
    folder.mkdir()
    for name, content in given.files.items():
        (folder / name).write_bytes(content)
    judged = report(*given.paths, *given.options, cwd=folder)
    return {kind: judged[kind] for kind in ("findings", "passed", "skipped")}


def check(folder: Path, code: str, case: Case) -> None:
    def matches(entry: dict[str, Any]) -> bool:
        said = (entry, *entry.get("folded", ()))
        return any(each["code"] == code and case.column in (None, each["column"]) for each in said)

    fired = [entry for entry in read(folder / "fires", case.fires)["findings"] if matches(entry)]
    assert fired, f"{code} does not fire"
    assert {name: fired[0][name] for name in case.figures} == case.figures, code
    # Budgets are of rows. A finding about whole files counts none, whatever its rule counts otherwise.
    assert (fired[0]["share"] is not None) == (counts_rows(code) and not about_files(fired[0])), code
    missed = read(folder / "misses", case.misses)
    assert not [entry for entry in missed["findings"] if matches(entry)], f"{code} fires beside its limit"
    # Not firing shows nothing where the check did not run. Dataset rules pass for all columns together.
    passed = [entry["column"] for entry in missed["passed"] if entry["code"] == code]
    assert passed, f"{code} was not judged"
    assert case.column is None or {case.column, None} & {*passed}, f"{code} was not judged for {case.column}"


def counts_rows(code: str) -> bool:
    return any(rule.counts_rows for rule in RULES if rule.code == code)


def about_files(finding: dict[str, object]) -> bool:
    samples = finding["samples"]
    assert isinstance(samples, list)
    return {sample["line"] for sample in samples} == {1}


def check_facts(code: str, case: FactsCase) -> None:
    rule = next(rule for rule in RULES if rule.code == code)
    assert isinstance(rule, DatasetRule)
    assert rule.skip(case.fires) is None
    assert rule.skip(case.misses) is None
    (problem,) = rule.check(case.fires)
    assert {name: getattr(problem, name) for name in case.figures} == case.figures
    assert (problem.share is not None) == rule.counts_rows
    words = {"actual": "7", "limit": "7", "missing": "7", "rows": "7", "column": "", **problem.details}
    words |= {"prepare": "7", "drop": "7", "copies": "7"}
    assert "{" not in rule.message.format_map(words) + rule.hint.format_map(words)
    assert list(rule.check(case.misses)) == []


def test_there_are_cases_for_every_rule_and_no_others() -> None:
    assert sorted([*CASES, *BY_FACTS, *LOG_LINES, *LOG_FIGURES]) == sorted(CODES)


@pytest.mark.parametrize("code", CODES)
def test_every_rule_fires_and_has_a_nearest_miss(tmp_path: Path, code: str) -> None:
    assert code in {*CASES, *BY_FACTS, *LOG_LINES, *LOG_FIGURES}, f"{code} has no case in tests/cases.py"
    if code in CASES:
        check(tmp_path, code, CASES[code])
    for facts_case in BY_FACTS.get(code, ()):
        check_facts(code, facts_case)
    if code in LOG_LINES:
        bad, good = LOG_LINES[code]
        assert (merged_with(tmp_path, bad), merged_with(tmp_path, good)) == ([code], [])
    if code in LOG_FIGURES:
        assert [code in merged_by_user(tmp_path, *case) for case in LOG_FIGURES[code]] == [True, False]


def merged_with(folder: Path, lines: tuple[str, str]) -> list[str]:
    """The LOG codes of a merge of the interaction that stands first with a log whose second line is given."""
    (folder / "clicks.csv").write_text(f"{PLAIN}\n{lines[0]}\n")
    (folder / "log.jsonl").write_text(f"{SHOWN}\n{lines[1]}\n")
    words = ("clicks.csv", "--impressions", "log.jsonl", "--within", "1m", "--format", "json", "-n")
    merged = json.loads(run("merge-impressions", *words, cwd=folder, code=None).stdout)
    return [entry["code"] for entry in merged["findings"] if entry["code"].startswith("LOG")]


def merged_by_user(folder: Path, item: str, lists: tuple[str, ...]) -> list[str]:
    """The LOG codes of a merge by user of one click with a log of lists."""
    (folder / "clicks.csv").write_text(f"{PLAIN}\nu1,{item},1700000000\n")
    (folder / "log.csv").write_text("\n".join(["USER_ID,IMPRESSION", *lists, ""]))
    words = ("clicks.csv", "--impressions", "log.csv", "--on", "USER_ID", "--format", "json", "-n")
    merged = json.loads(run("merge-impressions", *words, cwd=folder, code=None).stdout)
    return [entry["code"] for entry in merged["findings"]]


@pytest.mark.parametrize(("code", "case"), MORE, ids=[f"{code}-{place}" for place, (code, _) in enumerate(MORE)])
def test_further_limits(tmp_path: Path, code: str, case: Case) -> None:
    check(tmp_path, code, case)
