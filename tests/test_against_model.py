"""The real tool and the plain-Python model agree on every finding, sample and figure, for any split into blocks."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli.commands.validate import ValidateOptions, validate
from interactions_cli.personalize.target import EventParameters, make_target
from interactions_cli.report import Report
from tests import model, tables
from tests.examples import examples

MODELLED = ("CSV003", "CSV007", "CSV008", "CSV009", "CSV010", "CSV012", "CSV015", "VAL", "IMP00")
UNMODELLED = ("IMP007",)

Files = list[tuple[str, bytes]]
Event = tuple[str | None, float | None]
Places = list[tuple[str | None, int | None, str | None]]
Found = dict[tuple[str, str | None], tuple[int, Places]]


def run_tool(
    folder: Path,
    files: Files,
    *,
    schema: dict[str, Any] | None = None,
    events: Sequence[Event] = (),
    block_bytes: int,
) -> Report:
    paths = []
    for name, content in files:
        path = folder / name
        path.write_bytes(content)
        paths.append(str(path))
    options = ValidateOptions(block_bytes=block_bytes)
    if schema is not None:
        (folder / "schema.json").write_text(json.dumps(schema))
        options = ValidateOptions(block_bytes=block_bytes, schema=str(folder / "schema.json"))
    target = make_target(now=tables.NOW, events=tuple(EventParameters(kind, least) for kind, least in events))
    return validate(paths, target, options)


def found_by_tool(report: Report) -> Found:
    """The findings that are modelled; records without any value are one for each of their columns."""
    return {
        (finding.code, column): (
            finding.count,
            [(Path(sample.path or "").name, sample.line, sample.value) for sample in finding.samples],
        )
        for finding in report.findings
        if finding.code.startswith(MODELLED) and finding.code not in UNMODELLED
        for column in [each.column for each in finding.folded if each.code == "VAL001"] or [finding.column]
    }


def near_threshold(report: Report) -> tuple[int, list[tuple[str, int | None, float]]]:
    """What SET031 counts and names: file, line and value."""
    found = next((finding for finding in report.findings if finding.code == "SET031"), None)
    if found is None:
        return 0, []
    places = [(Path(sample.path or "").name, sample.line, float(sample.value or "nan")) for sample in found.samples]
    return found.count, places


def found_by_model(verdict: model.Verdict) -> Found:
    return {
        key: (found.count, [(path, line, value) for path, line, value in found.samples])
        for key, found in verdict.findings.items()
    }


@settings(max_examples=examples(100), deadline=None)
@given(
    files=tables.data_sets(),
    with_schema=st.booleans(),
    events=st.just([]) | tables.event_filters(),
    block_bytes=st.sampled_from([1, 17, 100, 1000, 1 << 20]),
)
def test_findings_samples_and_figures_equal_the_model(
    files: Files, with_schema: bool, events: list[Event], block_bytes: int
) -> None:
    schema = tables.SCHEMA if with_schema else None
    verdict = model.judge(files, schema=schema, events=events, now=tables.NOW)
    with tempfile.TemporaryDirectory() as folder:
        report = run_tool(Path(folder), files, schema=schema, events=events, block_bytes=block_bytes)
    assert found_by_tool(report) == found_by_model(verdict)
    figures = dict(report.metrics)
    training = figures.pop("training", None)
    assert {key: figures[key] for key in verdict.metrics} == verdict.metrics
    if events:
        assert training is not None
        assert verdict.training is not None
        assert {key: training[key] for key in verdict.training} == verdict.training
    assert near_threshold(report) == (len(verdict.near_threshold), verdict.near_threshold[:5])
    codes = {finding.code for finding in report.findings}
    codes |= {each.code for finding in report.findings for each in finding.folded}
    assert ("SET010" in codes) == bool(verdict.duplicates)


@settings(max_examples=examples(40), deadline=None)
@given(files=tables.data_sets(), events=st.just([]) | tables.event_filters(), data=st.data())
def test_any_block_size_gives_the_same_report_to_the_byte(
    files: Files, events: list[Event], data: st.DataObject
) -> None:
    sizes = data.draw(st.lists(st.integers(1, 400), min_size=1, max_size=2))
    with tempfile.TemporaryDirectory() as folder:
        whole = run_tool(Path(folder), files, events=events, block_bytes=1 << 20)
        for size in sizes:
            split = run_tool(Path(folder), files, events=events, block_bytes=size)
            assert json.dumps(split.to_dict()) == json.dumps(whole.to_dict())
