"""A cluster of two workers: what executors of their own make, also where one is slow and where one is killed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from interactions_cli import filter_interactions, interaction_stats, validate_interactions
from tests.cli_runner import ROOT
from tests.spark_cluster import cluster, submitted
from tests.spark_inputs import filterable_folder, lines_of, names, told
from tests.spark_session import SPARK_SECONDS, need_spark

pytestmark = pytest.mark.timeout(SPARK_SECONDS)
OPTIONS: dict[str, Any] = {"now": 1_760_000_000, "events": ("View",)}
SPECULATION = {
    "speculation": "true",
    "speculation_interval": "50ms",
    "speculation_multiplier": "1.1",
    "speculation_quantile": "0.5",
    "speculation_minTaskRuntime": "50ms",
}


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a cluster."""
    need_spark()
    if "cluster" not in os.environ.get("PROGRAMS_THERE", "").split():
        pytest.skip("NOT TESTED on a cluster, which starts six Javas: `make spark-cluster` does it")
    with cluster(tmp_path_factory.mktemp("cluster")) as address:
        yield address


def test_what_a_slow_or_a_killed_executor_did_counts_once(master: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    folder, out = filterable_folder(tmp_path / "in"), tmp_path / "out"
    ended = submitted(master, tmp_path, ROOT / "tests" / "on_cluster.py", folder, out, **SPECULATION)
    assert ended.returncode == 0, ended.stderr[-3000:]
    found = json.loads((out / "found.json").read_text())
    for kind, function in (("validate", validate_interactions), ("stats", interaction_stats)):
        here = function(folder, **OPTIONS)
        assert found[kind][0] == json.loads(json.dumps(here.to_dict()))
    here = filter_interactions(folder, output=tmp_path / "out.csv", **OPTIONS)
    for way, marks in (("slow", ["repeated", "waits"]), ("killed", ["killed"]), ("killed late", ["killed"])):
        report, happened = found[f"filter {way}"]
        assert happened == marks
        assert told(report) == told(json.loads(json.dumps(here.to_dict())))
        assert lines_of(out / f"filter {way}") == (tmp_path / "out.csv").read_bytes()
        assert len(names(out / f"filter {way}")) > 3
