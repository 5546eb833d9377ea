"""`stats` and the plain-Python model agree on every figure of random tables, for any split into blocks."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli.commands.stats import StatsOptions, stats
from interactions_cli.measures import first_seen, id_counts, row_sample, top_two
from interactions_cli.personalize.target import EventParameters, make_target
from tests import stats_model, tables
from tests.examples import examples

Files = list[tuple[str, bytes]]
PERIODS = st.sampled_from(["hour", "day", "week", "month"])


def run_tool(
    folder: Path, files: Files, *, schema: dict[str, Any] | None, events: list[stats_model.Event], **options: Any
) -> dict[str, Any]:
    paths = []
    for name, content in files:
        (folder / name).write_bytes(content)
        paths.append(str(folder / name))
    if schema is not None:
        options["schema"] = str(folder / "schema.json")
        (folder / "schema.json").write_text(json.dumps(schema))
    target = make_target(now=tables.NOW, events=tuple(EventParameters(kind, least) for kind, least in events))
    return stats(paths, target, StatsOptions(**options)).to_dict()


def by_name(sections: dict[str, Any]) -> dict[str, Any]:
    """The model does not order the columns of several files."""
    ordered = sections | {"columns": sorted(sections["columns"], key=lambda entry: str(entry["column"]))}
    return ordered | ({"training": by_name(sections["training"])} if "training" in sections else {})


@contextmanager
def small_windows(rows: int) -> Iterator[None]:
    """Group what is collected every so many rows."""
    with ExitStack() as stack:
        for module in (first_seen, id_counts):
            stack.enter_context(mock.patch.multiple(module, FIRST_WINDOW_ROWS=rows, WINDOW_ROWS=rows))
        for held in (row_sample, top_two):
            stack.enter_context(mock.patch.object(held, "HELD_ROWS", rows))
        # The first time is as far away as the most rows that are known.
        stack.enter_context(mock.patch.object(row_sample, "KEEP_ROWS", min(rows, row_sample.KEEP_ROWS)))
        yield


@settings(max_examples=examples(60), deadline=None)
@given(
    files=tables.data_sets(),
    with_schema=st.booleans(),
    events=st.just([]) | tables.event_filters(),
    period=PERIODS,
    block_bytes=st.sampled_from([1, 17, 100, 1000, 1 << 20]),
    windows=st.sampled_from([1, 3, 2_000_000]),
)
def test_every_figure_equals_the_model(
    files: Files, with_schema: bool, events: list[stats_model.Event], period: str, block_bytes: int, windows: int
) -> None:
    schema = tables.SCHEMA if with_schema else None
    expected = stats_model.describe(files, schema=schema, events=events, now=tables.NOW, period=period)
    with tempfile.TemporaryDirectory() as folder, small_windows(windows):
        report = run_tool(Path(folder), files, schema=schema, events=events, period=period, block_bytes=block_bytes)
    found = report["stats"]
    del found["readiness"]
    assert by_name(found) == by_name(expected)


@settings(max_examples=examples(20), deadline=None)
@given(
    files=tables.data_sets(),
    events=st.just([]) | tables.event_filters(),
    period=PERIODS,
    block_bytes=st.integers(1, 400),
    windows=st.integers(1, 9),
)
def test_any_block_size_gives_the_same_report_to_the_byte(
    files: Files, events: list[stats_model.Event], period: str, block_bytes: int, windows: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        whole = run_tool(Path(folder), files, schema=None, events=events, period=period)
        with small_windows(windows):
            split = run_tool(Path(folder), files, schema=None, events=events, period=period, block_bytes=block_bytes)
    assert json.dumps(split) == json.dumps(whole)
