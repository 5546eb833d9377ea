"""Small inputs that a task of Spark reads as one block: everything is said of them as if each had been read alone."""

from __future__ import annotations

import gzip
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli.commands.api.border import target_of
from interactions_cli.commands.stats import StatsOptions, stats
from interactions_cli.commands.validate import ValidateOptions, validate
from interactions_cli.engine.scan_part import ScanWorker
from interactions_cli.engine.spark import SparkRun
from interactions_cli.formats import render
from tests.examples import examples
from tests.spark_in_process import Session
from tests.test_joined import HEAD, HEADS, LINES

pytest.importorskip("pyarrow", reason="NOT TESTED in many cuts, without pyarrow: `make spark-test` sets it up")
COMMANDS: dict[str, tuple[Any, Any]] = {"validate": (validate, ValidateOptions), "stats": (stats, StatsOptions)}
# Header, lines, whether the last line lacks its line feed, whether lines end in CRLF, whether the file is packed.
FILE = st.tuples(
    st.sampled_from(HEADS), st.lists(st.sampled_from(LINES), max_size=5), st.booleans(), st.booleans(), st.booleans()
)
# Half of the folders have plain files alone, most of which are joined.
PLAIN = st.tuples(st.sampled_from(HEADS[:5]), st.lists(st.sampled_from(LINES), max_size=5), *[st.just(value=False)] * 3)
FOLDERS = st.lists(FILE, min_size=1, max_size=9) | st.lists(PLAIN, min_size=4, max_size=12)


def reported(command: str, folder: Path, events: tuple[str, ...], **options: Any) -> str:
    work, kind = COMMANDS[command]
    target = target_of(domain=None, use_cases=(), recipe=None, events=events, now=1_750_000_000)
    return render(work((str(folder),), target, kind(**options)), "json")


@settings(max_examples=examples(40), deadline=None)
@given(
    files=FOLDERS,
    split_bytes=st.sampled_from([80, 200, 1 << 27]),
    task_bytes=st.sampled_from([1, 300, 1 << 27]),
    samples=st.sampled_from([0, 1, 5, 100]),
    luck=st.randoms(use_true_random=False),
    command=st.sampled_from(list(COMMANDS)),
    events=st.sampled_from([(), ("view",)]),
)
def test_small_parts_of_any_kind_are_judged_as_on_one_machine(
    tmp_path_factory: pytest.TempPathFactory,
    files: list[tuple[bytes, list[bytes], bool, bool, bool]],
    split_bytes: int,
    task_bytes: int,
    samples: int,
    luck: random.Random,
    command: str,
    events: tuple[str, ...],
) -> None:
    folder = tmp_path_factory.mktemp("parts")
    for number, (head, lines, ends_open, has_returns, is_packed) in enumerate(files):
        end = b"\r\n" if has_returns else b"\n"
        content = end.join([head, *lines]) + (b"" if ends_open else end)
        name = f"{number:02}.csv.gz" if is_packed else f"{number:02}.csv"
        (folder / name).write_bytes(gzip.compress(content, mtime=0) if is_packed else content)
    run = SparkRun(session=Session(luck), split_bytes=split_bytes, task_bytes=task_bytes, bucket_rows=5)
    found = reported(command, folder, events, max_samples=samples, spark=run)
    assert found == reported(command, folder, events, max_samples=samples)


@pytest.mark.parametrize(("split_bytes", "is_joined"), [(1 << 27, True), (120, False)])
def test_parts_that_are_smaller_than_a_range_are_one_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, split_bytes: int, is_joined: bool
) -> None:
    for number in range(150):
        rows = b"".join(b"\nu%d,i%d,1700000000,view,1" % (line % 7, number) for line in range(8))
        (tmp_path / f"{number:04}.csv").write_bytes(HEAD + rows)
    (tmp_path / "0070.csv").write_bytes(HEAD.replace(b",", b"\t") + b"\n")
    sizes: list[int] = []
    work = ScanWorker.__call__

    def noted(self: ScanWorker, block: bytes) -> Any:
        sizes.append(len(block))
        return work(self, block)

    monkeypatch.setattr(ScanWorker, "__call__", noted)
    session = Session(random.Random(1), repeats=False)
    run = SparkRun(session=session, split_bytes=split_bytes)
    found = reported("validate", tmp_path, (), spark=run)
    blocks = len(sizes)
    assert found == reported("validate", tmp_path, ())
    # Those before and after the one with another separator.
    assert (blocks == 2) if is_joined else (blocks > 149)
