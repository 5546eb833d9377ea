from __future__ import annotations

import gzip
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli.errors import InputError
from interactions_cli.reading.source import Source
from interactions_cli.reading.splits import Split, Splittable, plan_splits, tasks_of
from interactions_cli.storage.places import portable_version
from tests.examples import examples
from tests.s3_server import Bucket, bucket, moto, new_clients

__all__ = ["bucket", "moto"]

contents = st.lists(st.sampled_from([b"a,b", b"", b"\r", b"long line " * 9, b"x"]), max_size=30).map(b"\n".join)


def splittable(path: Path, *, is_packed: bool = False) -> Splittable:
    with Source(str(path)) as source:
        return Splittable(0, str(path), path.stat().st_size, portable_version(source.version), is_packed)


@settings(max_examples=examples(300), deadline=None)
@given(contents, st.integers(1, 60), st.integers(1, 40))
def test_splits_have_every_line_but_the_header_once_and_in_order(content: bytes, size: int, block_bytes: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "x.csv")
        path.write_bytes(content)
        splits = plan_splits([splittable(path)], split_bytes=size)
        blocks = [list(split.blocks(block_bytes)) for split in splits]
    assert b"".join(block for several in blocks for block in several) == content.partition(b"\n")[2]
    # Only the end of the input may lack its line feed.
    whole = [block for several in blocks for block in several]
    assert all(block.endswith(b"\n") for block in whole[:-1])
    assert all(whole)


def test_a_packed_input_is_one_split(tmp_path: Path) -> None:
    path = tmp_path / "x.csv.gz"
    path.write_bytes(gzip.compress(b"h\n" + b"line\n" * 100))
    (split,) = plan_splits([splittable(path, is_packed=True)], split_bytes=10)
    assert b"".join(split.blocks(60)) == b"line\n" * 100


def test_a_split_of_another_state_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"h\n" + b"line\n" * 100)
    splits = plan_splits([splittable(path)], split_bytes=100)
    path.write_bytes(b"h\n" + b"line\n" * 101)
    for split in splits:
        with pytest.raises(InputError, match="changed while it was read"):
            list(split.blocks())


@given(st.lists(st.integers(0, 50), min_size=1, max_size=40))
def test_small_inputs_share_a_task_and_their_order_stays(sizes: list[int]) -> None:
    splits = [Split(number, number, "x", 0, size, "") for number, size in enumerate(sizes)]
    tasks = tasks_of(splits, sizes, task_bytes=40)
    assert [split for task in tasks for split in task] == splits
    assert all(sum(sizes[split.index] for split in task) <= 40 or len(task) == 1 for task in tasks)


def test_splits_of_an_object_in_s3_have_its_lines(bucket: Bucket) -> None:
    content = b"h\n" + b"".join(b"line %d\n" % number for number in range(500))
    path = bucket.put("in/x.csv", content)
    with Source(path) as source:
        entry = Splittable(0, path, len(content), portable_version(source.version), is_packed=False)
    splits = plan_splits([entry], split_bytes=700)
    assert len(splits) > 5
    # Each opens the object by itself, in any order.
    read = {split.number: b"".join(split.blocks(64)) for split in reversed(splits)}
    assert b"".join(read[number] for number in sorted(read)) == content[2:]
    bucket.put("in/x.csv", content + b"more\n")
    new_clients()
    with pytest.raises(InputError, match="changed while it was read"):
        list(splits[0].blocks())
