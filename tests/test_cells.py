"""The judge hides a text from the data wherever a rule puts it into words, whether or not the rule thinks of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from interactions_cli.judging.judge import Judge
from interactions_cli.judging.observations import Observations
from interactions_cli.rules import RULES
from interactions_cli.rules.cell import Cell, as_cells, quoted_cell, settled
from interactions_cli.rules.evidence import Facts, Problem
from interactions_cli.rules.kit.prepare_commands import CommandLine
from interactions_cli.rules.rule import DatasetRule
from tests.cases import BY_FACTS

SENTENCES: list[Callable[[Cell], str]] = [
    lambda cell: f"the type {cell}",
    lambda cell: f"the type `{cell}`",
    lambda cell: f"the type {cell!s:>12}",
    lambda cell: "the type {name}".format_map({"name": cell}),
    lambda cell: " ".join(["the type", str(cell)]),
    lambda cell: f"the type {quoted_cell(cell)}",
]


@pytest.mark.parametrize("sentence", SENTENCES, ids=["f-string", "backticks", "width", "template", "str", "quoted"])
def test_a_cell_in_a_sentence_is_shown_or_hidden(sentence: Callable[[Cell], str]) -> None:
    text = sentence(Cell("watch"))
    assert settled(text, hide=True).replace("`", "").split() == ["the", "type", "[redacted]"]
    assert settled(text, hide=False).replace("`", "").split() == ["the", "type", "watch"]


def test_a_cell_with_the_marks_in_it_is_hidden_whole() -> None:
    hostile = Cell("a\ufdd1secret\ufdd0b")
    assert settled(f"<{hostile}>", hide=True) == "<[redacted]>"
    assert settled(f"<{hostile}>", hide=False) == "<a\ufffdsecret\ufffdb>"


def test_a_cell_is_found_as_the_text_that_it_is() -> None:
    assert as_cells({"watch": 3})["watch"] == 3
    assert Cell("watch") == "watch"


def test_a_long_cell_is_cut_before_it_is_marked() -> None:
    text = quoted_cell("secret " * 50)
    assert settled(text, hide=True) == "`[redacted]`"
    assert settled(text, hide=False).endswith("…`")


@pytest.mark.parametrize("redact", [False, True])
def test_the_judge_hides_what_a_rule_merely_names(redact: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = BY_FACTS["SET008"][0].misses
    metrics = replace(plain.metrics, event_types={"watch": 3})
    (rule,) = [rule for rule in RULES if rule.code == "SET019"]
    assert isinstance(rule, DatasetRule)

    def careless(facts: Facts) -> list[Problem]:
        return [Problem(details={"types": " and ".join(f"{name}" for name in facts.event_types)})]

    rule = replace(rule, check=careless, skip=lambda _facts: None, message="types: {types}", hint="Look at {types}.")
    monkeypatch.setattr("interactions_cli.judging.judge.RULES", (rule,))
    typed = CommandLine(command="validate", words=("x.csv",), paths=("x.csv",))
    judge = Judge(plain.view, {}, typed, max_samples=5, redact=redact)
    (finding,) = judge.judge(Observations(), metrics, metrics).findings
    shown = "[redacted]" if redact else "watch"
    assert (finding.message, finding.hint) == (f"types: {shown}", f"Look at {shown}.")
