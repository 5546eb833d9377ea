"""The real `filter` and the plain-Python model keep and reject the same lines for the same reasons, to the byte."""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli.commands.filter import FilterOptions, filter_records
from interactions_cli.commands.validate import ValidateOptions, validate
from interactions_cli.errors import InteractionsError
from interactions_cli.personalize.target import EventParameters, Target, make_target
from interactions_cli.report import Report
from interactions_cli.transforms.filter import effects
from tests import filter_model, model, tables
from tests.examples import examples
from tests.processes import writing

Files = list[tuple[str, bytes]]
# 1 cuts after every line, the last one never.
BLOCK_BYTES = st.sampled_from([1, 17, 100, 1000, 1 << 20])
SCHEMAS = st.sampled_from([None, None, tables.SCHEMA])


@dataclass(frozen=True)
class Filtered:
    """What a run left: the output (None if there is none), the rejects and the report."""

    kept: bytes | None
    rejects: bytes
    report: Report

    @property
    def section(self) -> dict[str, Any]:
        """The report's `filter`."""
        return dict(self.report.sections["filter"])


def target_of(events: Sequence[model.Event]) -> Target:
    return make_target(now=tables.NOW, events=tuple(EventParameters(kind, least) for kind, least in events))


def write(folder: Path, files: Files) -> Files:
    """Write the files; what comes back has their paths for names."""
    for name, content in files:
        (folder / name).write_bytes(content)
    return [(str(folder / name), content) for name, content in files]


def run_filter(
    folder: Path, paths: Sequence[str], criteria: dict[str, Any], *, schema: dict[str, Any] | None, **options: Any
) -> Filtered:
    """Run the tool's core into fresh files of the folder."""
    out = Path(tempfile.mkdtemp(dir=folder))
    given = {name: value for name, value in criteria.items() if name != "events"}
    if schema is not None:
        (out / "schema.json").write_text(json.dumps(schema))
        given["schema"] = str(out / "schema.json")
    kept, rejects = out / "kept.csv", out / "rejects.csv"
    chosen = FilterOptions(output=str(kept), rejects=str(rejects), **given, **options)
    # Rejected rows are grouped when there are many; here a handful is.
    with mock.patch.object(effects, "HELD_ROWS", 3):
        report = filter_records(paths, target_of(criteria.get("events", ())), chosen)
    return Filtered(kept.read_bytes() if kept.exists() else None, rejects.read_bytes(), report)


def expected_of(files: Files, criteria: dict[str, Any], schema: dict[str, Any] | None) -> filter_model.Outcome:
    return filter_model.filter_files(files, filter_model.Criteria(**criteria, schema=schema, now=tables.NOW))


def absent_columns(files: Files, criteria: dict[str, Any], schema: dict[str, Any] | None) -> list[str]:
    chosen = filter_model.Criteria(**criteria, schema=schema)
    return filter_model.absent_columns(filter_model.common_header(files, chosen), chosen)


@settings(max_examples=examples(50), deadline=None)
@given(
    files=tables.uniform_data_sets(),
    criteria=tables.filter_criteria(),
    schema=SCHEMAS,
    block_bytes=BLOCK_BYTES,
    allow_empty=st.booleans(),
)
def test_lines_reasons_and_counts_equal_the_model(
    files: Files, criteria: dict[str, Any], schema: dict[str, Any] | None, block_bytes: int, allow_empty: bool
) -> None:
    with tempfile.TemporaryDirectory() as name:
        named = write(Path(name), files)
        paths = [path for path, _ in named]
        options: dict[str, Any] = {"schema": schema, "block_bytes": block_bytes, "allow_empty": allow_empty}
        absent = absent_columns(named, criteria, schema)
        if absent:
            with pytest.raises(InteractionsError) as refused:
                run_filter(Path(name), paths, criteria, **options)
            assert any(column in refused.value.message for column in absent)
            assert not list(Path(name).glob("*/*.csv"))
            return
        expected = expected_of(named, criteria, schema)
        found = run_filter(Path(name), paths, criteria, **options)
    is_written = expected.kept_rows > 0 or allow_empty
    assert found.kept == (expected.kept if is_written else None)
    assert found.rejects.decode() == expected.rejects
    assert near_threshold(found.report) == (len(expected.near_threshold), expected.near_threshold[:5])
    assert found.report.ok == is_written
    assert [entry.rows for entry in found.report.outputs] == ([expected.kept_rows] if is_written else [])
    assert_section(found.section, expected)
    figures = expected.figures | {"bytes": len(found.kept or b"")}
    assert {key: found.report.metrics[key] for key in figures} == figures
    assert_rejects_can_be_read(found.rejects.decode(), expected, named, schema)


def near_threshold(report: Report) -> tuple[int, list[tuple[str | None, int | None, float]]]:
    """What SET031 counts and names: file, line and value."""
    found = next((finding for finding in report.findings if finding.code == "SET031"), None)
    if found is None:
        return 0, []
    return found.count, [(sample.path, sample.line, float(sample.value or "nan")) for sample in found.samples]


def assert_section(section: dict[str, Any], expected: filter_model.Outcome) -> None:
    assert (section["read"], section["kept"]) == (expected.read, expected.kept_rows)
    assert section["rejected"] == len(expected.reasons)
    assert list(section["by_reason"].items()) == list(expected.by_reason.items())
    assert list(section["by_event_type"].items()) == [
        (name, {"read": read, "kept": kept}) for name, (read, kept) in expected.by_event_type.items()
    ]
    assert section["criteria"] == [
        {"name": loss.name, "rows": loss.rows, "users": loss.users, "items": loss.items} for loss in expected.criteria
    ]


def assert_rejects_can_be_read(
    text: str, expected: filter_model.Outcome, files: Files, schema: dict[str, Any] | None
) -> None:
    """A strict CSV reader finds every rejected line at its place, and the cells of those that are not in one field."""
    separator = model.read_header(model.header_text(*files[0]), schema).separator
    _, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    assert [(path, int(line), reason) for path, line, reason, *_ in rows] == expected.reasons
    contents = {path: model.split_lines(data) for path, data in files}
    for path, line, _, *cells in rows:
        data = contents[path][int(line) - 1]
        fields, _ = model.read_fields(data.decode(errors="backslashreplace"), separator) or ([], False)
        assert cells in (fields, [data.decode(errors="backslashreplace")])


@settings(max_examples=examples(30), deadline=None)
@given(files=tables.uniform_data_sets(), criteria=tables.filter_criteria(), schema=SCHEMAS, block_bytes=BLOCK_BYTES)
def test_filtering_what_was_kept_again_keeps_every_byte(
    files: Files, criteria: dict[str, Any], schema: dict[str, Any] | None, block_bytes: int
) -> None:
    # Not for min-*: both counts are taken once, so what one of them drops may leave a user or an item with too few.
    once = {name: value for name, value in criteria.items() if not name.startswith("min_")}
    # Rules about nearly all cells of a column judge what the criteria before leave, and so a second run other rows.
    once["ignore"] = [*once.get("ignore", ()), "VAL018", "IMP008"]
    with tempfile.TemporaryDirectory() as name:
        paths = [path for path, _ in write(Path(name), files)]
        if absent_columns(files, once, schema):
            return
        first = run_filter(Path(name), paths, once, schema=schema, block_bytes=block_bytes, allow_empty=True)
        kept = write(Path(name), [("again.csv", first.kept or b"")])
        again = run_filter(Path(name), [kept[0][0]], once, schema=schema, allow_empty=True)
    assert again.kept == first.kept
    assert (again.section["read"], again.section["rejected"]) == (first.section["kept"], 0)


@pytest.mark.parametrize("times", [["1700000000", "-0"], ["1700000000", "5", "6"]])
def test_rules_about_nearly_all_cells_look_at_what_the_criteria_before_have_left(
    tmp_path: Path, times: list[str]
) -> None:
    lines = [f"u{number},i{number},{time}\n" for number, time in enumerate(times)]
    (tmp_path / "in.csv").write_text("USER_ID,ITEM_ID,TIMESTAMP\n" + "".join(lines))
    criteria = {"until": 1_700_000_000, "drop_invalid": True}
    found = run_filter(tmp_path, [str(tmp_path / "in.csv")], criteria, schema=None, allow_empty=True)
    assert found.section["by_reason"] == {"until": 1, "VAL018": len(times) - 1}


@st.composite
def cuts(draw: st.DrawFn) -> tuple[bytes, Files]:
    """One file, and the same rows as several; where a line ends in LF alone, the last of a part may go without it."""
    [(_, data)] = draw(tables.uniform_data_sets(max_files=1, max_rows=14))
    header, *lines = filter_model.split_keeping_ends(data)
    header = header if header.endswith(b"\n") else header + b"\n"
    places = sorted(draw(st.lists(st.integers(0, len(lines)), max_size=3)))
    parts = []
    for number, (start, end) in enumerate(zip([0, *places], [*places, len(lines)], strict=True)):
        part = header + b"".join(lines[start:end])
        has_plain_end = start < end and lines[end - 1].endswith(b"\n") and lines[end - 1][-2:-1] not in (b"\r", b"")
        parts.append((f"part-{number}.csv", part[:-1] if has_plain_end and draw(st.booleans()) else part))
    return header + b"".join(lines), parts


@settings(max_examples=examples(30), deadline=None)
@given(cut=cuts(), criteria=tables.filter_criteria(), block_bytes=BLOCK_BYTES)
def test_the_same_rows_in_many_files_are_kept_as_from_one(
    cut: tuple[bytes, Files], criteria: dict[str, Any], block_bytes: int
) -> None:
    whole, parts = cut
    with tempfile.TemporaryDirectory() as name:
        paths = [path for path, _ in write(Path(name), parts)]
        if absent_columns(parts, criteria, None):
            return
        expected = expected_of([("whole.csv", whole)], criteria, None)
        found = run_filter(Path(name), paths, criteria, schema=None, block_bytes=block_bytes, allow_empty=True)
    # A part that goes without its last line feed gets it back, unless nothing follows.
    assert found.kept in (expected.kept, expected.kept.removesuffix(b"\n"))
    assert [row.reason for row in reasons_of(found)] == [reason for _, _, reason in expected.reasons]


@dataclass(frozen=True)
class Rejected:
    path: str
    line: int
    reason: str


def reasons_of(found: Filtered) -> list[Rejected]:
    """The places and reasons of a rejects file."""
    text = found.rejects.decode()
    separator = text[len("path")]
    _, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    return [Rejected(path, int(line), reason) for path, line, reason, *_ in rows]


@contextmanager
def standard_input(data: bytes) -> Iterator[None]:
    """Standard input as a pipe that carries the data."""
    kept = os.dup(0)
    end, start = os.pipe()

    def feed() -> None:
        # A run that gives up leaves the rest unread.
        with suppress(BrokenPipeError), os.fdopen(start, "wb", buffering=0) as stream:
            stream.write(data)

    os.dup2(end, 0)
    os.close(end)
    with writing(feed, "standard input to be read"):
        try:
            yield
        finally:
            # Whoever writes without end now has no reader.
            os.dup2(kept, 0)
            os.close(kept)


@settings(max_examples=examples(30), deadline=None)
@given(
    files=tables.uniform_data_sets(max_files=1), criteria=tables.filter_criteria(), schema=SCHEMAS, block=BLOCK_BYTES
)
def test_a_pipe_on_standard_input_is_filtered_like_a_file(
    files: Files, criteria: dict[str, Any], schema: dict[str, Any] | None, block: int
) -> None:
    if absent_columns(files, criteria, schema):
        return
    expected = expected_of([("-", files[0][1])], criteria, schema)
    with tempfile.TemporaryDirectory() as name, standard_input(files[0][1]):
        found = run_filter(Path(name), ["-"], criteria, schema=schema, block_bytes=block, allow_empty=True)
    assert (found.kept, found.rejects.decode()) == (expected.kept, expected.rejects)
    assert_section(found.section, expected)


@settings(max_examples=examples(30), deadline=None)
@given(files=tables.uniform_data_sets(), events=tables.event_filters(), block_bytes=BLOCK_BYTES)
def test_the_figures_are_those_that_validate_gives_for_training_and_for_the_output(
    files: Files, events: list[model.Event], block_bytes: int
) -> None:
    with tempfile.TemporaryDirectory() as name:
        paths = [path for path, _ in write(Path(name), files)]
        criteria = {"events": events}
        if absent_columns(files, criteria, None):
            return
        found = run_filter(Path(name), paths, criteria, schema=None, block_bytes=block_bytes, allow_empty=True)
        [(kept, _)] = write(Path(name), [("kept.csv", found.kept or b"")])
        before = validate(paths, target_of(events), ValidateOptions(block_bytes=block_bytes)).metrics["training"]
        after = validate([kept], target_of(()), ValidateOptions()).metrics
    figures = {key: found.report.metrics[key] for key in after}
    assert figures == after
    # Bytes and blank lines are those of files, and there is none of training.
    assert {key: figures[key] for key in before.keys() - {"bytes", "blank_lines"}} == {
        key: before[key] for key in before.keys() - {"bytes", "blank_lines"}
    }
