"""Any cut of the work gives the report of one machine: on a session in this process, which needs no Java."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interactions_cli.commands.api.border import target_of
from interactions_cli.commands.stats import StatsOptions, stats
from interactions_cli.commands.validate import ValidateOptions, validate
from interactions_cli.engine.spark import SparkRun
from interactions_cli.formats import render
from interactions_cli.measures.buckets import KeyTables, bucket_figures
from tests.examples import examples
from tests.spark_in_process import Session
from tests.spark_inputs import SAMPLES, folder_of_everything

pytest.importorskip("pyarrow", reason="NOT TESTED in many cuts, without pyarrow: `make spark-test` sets it up")
COMMANDS: dict[str, tuple[Any, Any]] = {"validate": (validate, ValidateOptions), "stats": (stats, StatsOptions)}


def reported(command: str, paths: tuple[str, ...], events: tuple[str, ...], **options: Any) -> str:
    work, kind = COMMANDS[command]
    target = target_of(domain=None, use_cases=(), recipe=None, events=events, now=1_760_000_000)
    return render(work(paths, target, kind(**options)), "json")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folder_of_everything(tmp_path_factory.mktemp("everything"))


here = cache(reported)


@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    split_bytes=st.integers(2_000, 60_000),
    task_bytes=st.integers(500, 100_000),
    bucket_rows=st.integers(500, 20_000),
    block_bytes=st.integers(1_000, 20_000),
    luck=st.randoms(use_true_random=False),
    command=st.sampled_from(list(COMMANDS)),
    events=st.sampled_from([(), ("View", "Purchase:25.6100001")]),
    is_exact=st.booleans(),
)
def test_any_cut_and_any_order_give_the_same_report(
    folder: Path,
    split_bytes: int,
    task_bytes: int,
    bucket_rows: int,
    block_bytes: int,
    luck: random.Random,
    command: str,
    events: tuple[str, ...],
    is_exact: bool,
) -> None:
    run = SparkRun(session=Session(luck), split_bytes=split_bytes, task_bytes=task_bytes, bucket_rows=bucket_rows)
    paths = (str(folder),)
    found = reported(command, paths, events, exact=is_exact, spark=run, block_bytes=block_bytes)
    assert found == here(command, paths, events, exact=is_exact)


def test_no_task_holds_more_rows_than_a_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[int] = []

    def noted(tables: Sequence[KeyTables], *counts: Any, **options: Any) -> Any:
        held.append(sum(table.rows.height for table in tables))
        return bucket_figures(tables, *counts, **options)

    monkeypatch.setattr("interactions_cli.engine.spark_task.bucket_figures", noted)
    session = Session(random.Random(2), repeats=False)
    run = SparkRun(session=session, split_bytes=30_000, task_bytes=1, bucket_rows=700)
    found = reported("validate", (str(SAMPLES / "shop.csv"),), (), exact=True, spark=run)
    rows = json.loads(found)["summary"]["rows"]
    assert sum(held) == rows
    # Twice as many buckets as would be full.
    assert len(held) > rows / 700 > 5
    assert max(held) < 700


@pytest.mark.parametrize("name", ["movies.csv", "shop-defects.csv"])
@pytest.mark.parametrize("options", [{"show_users": True}, {"sections": ("time",), "period": "hour"}, {"redact": True}])
def test_stats_of_some_sections(name: str, options: dict[str, Any]) -> None:
    paths = (str(SAMPLES / name),)
    run = SparkRun(session=Session(random.Random(4)), split_bytes=40_000, bucket_rows=2_000)
    assert reported("stats", paths, (), spark=run, **options) == reported("stats", paths, (), **options)


def test_beyond_what_is_kept_the_same_is_estimated_given_up_and_left_without_a_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from interactions_cli.measures import column_values, id_names, samples, stats_key_figures

    for module in (samples, stats_key_figures):
        monkeypatch.setattr(module, "KEEP_PAIRS", 300)
    for module in (column_values, stats_key_figures):
        monkeypatch.setattr(module, "KEEP_VALUES", 2)
    monkeypatch.setattr(samples, "HELD_PAIRS", 100)
    monkeypatch.setattr(stats_key_figures, "MOST_NAMES", 100)
    monkeypatch.setattr(id_names.IdNames.__init__, "__defaults__", (100,))
    paths = (str(SAMPLES / "shop.csv"),)
    here = reported("stats", paths, ())
    assert '"density_pairs",' in here.partition('"overview"')[2]
    assert '"name": null' in here
    assert '"top_values": null' in here
    # A range of few rows keeps what one of all rows gives up.
    for split_bytes in (9_000, 1 << 27):
        run = SparkRun(session=Session(random.Random(1)), split_bytes=split_bytes, bucket_rows=2_000)
        assert reported("stats", paths, (), spark=run) == here
