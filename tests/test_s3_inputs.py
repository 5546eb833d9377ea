"""Inputs in S3: what a path, a prefix and a glob mean there, and what is said where nothing can be read."""

from __future__ import annotations

import gzip
import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from interactions_cli import filter_interactions, interaction_stats
from interactions_cli.errors import InputError
from interactions_cli.storage import s3_objects, s3_reader
from interactions_cli.storage.compression import zstd_module
from interactions_cli.storage.inputs import Inputs, resolve_inputs
from interactions_cli.storage.interface import InputStream
from interactions_cli.storage.places import location, stored_size
from tests.cli_runner import report, run, run_process
from tests.fault_runner import LOG, rows
from tests.s3_server import Bucket, bucket, moto

__all__ = ["bucket", "moto"]
ODD_KEYS = (
    "a//b.csv",
    "./a.csv",
    "a b.csv",
    "a+b.csv",
    "ünï/côde ☃.csv",
    "a%20b.csv",
    "x=1/y&z.csv",
    "#1?.csv",
    "/a.csv",
)


def resolved(bucket: Bucket, pattern: str) -> Inputs:
    """The inputs under a key or pattern, as keys."""
    found = resolve_inputs([bucket.path(pattern)])
    start = bucket.path()
    return Inputs(
        tuple(path.removeprefix(start) for path in found.paths),
        tuple(note.replace(start, "") for note in found.notes),
        tuple(path.removeprefix(start) for path in found.unread),
    )


def test_the_report_is_that_of_a_local_file(bucket: Bucket, tmp_path: Path) -> None:
    """As a process of its own, with the credentials and the address from the environment."""
    path = bucket.put("in/x.csv", rows(3_000))
    (tmp_path / "x.csv").write_text(rows(3_000))
    words = ("--format", "json", "--fail-on", "never")
    there = run_process("validate", path, *words).stdout
    here = run("validate", "x.csv", *words, cwd=tmp_path).stdout
    assert there.replace(path, "x.csv") == here
    assert json.loads(there)["inputs"] == [{"path": path, "bytes": len(rows(3_000)), "rows": 3_000}]


@pytest.mark.parametrize("name", ["gz", "zst"])
def test_packed_objects(bucket: Bucket, name: str) -> None:
    zstd: Any = zstd_module()
    pack = gzip.compress if name == "gz" else zstd.compress
    path = bucket.put(f"x.csv.{name}", pack(rows(5_000).encode()))
    assert report(path)["inputs"][0]["rows"] == 5_000


def test_every_command_reads_s3(bucket: Bucket) -> None:
    path, log = bucket.put("x.csv", rows(8)), bucket.put("log.csv", LOG)
    catalogue = bucket.put("stock.csv", "ITEM_ID\ni1\ni2\n")
    assert interaction_stats(path).rows == 8
    assert filter_interactions(path, drop_duplicates=True, min_user_interactions=1).rows == 8
    words = ("merge-impressions", path, "--impressions", log, "--within", "1h", "--available", catalogue)
    assert run(*words).stdout.startswith("USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE,IMPRESSION\n")


def test_what_stands_beside_the_data_is_read_from_s3(bucket: Bucket) -> None:
    path = bucket.put("in/x.csv", rows(8))
    for number in range(2):
        ids = "".join(f"i{n}\n" for n in range(number * 4, number * 4 + 4))
        bucket.put(f"items/{number}.csv.gz", gzip.compress(f"ITEM_ID\n{ids}".encode()))
        event = {"userId": "u1", "itemId": "i1", "eventType": "watch", "sentAt": 1_700_000_000 + number}
        bucket.put(f"events/{number}.jsonl.gz", gzip.compress(json.dumps(event).encode() * 3))
    users = bucket.put("users.csv", "USER_ID\nu1\nu2\n")
    beside = ("--items", bucket.path("items/"), "--users", users, "--streamed", bucket.path("events/*.gz"))
    metrics = report(path, *beside)["metrics"]
    assert (metrics["bulk"]["rows"], metrics["streamed"]["events"]) == (8, 6)
    assert metrics["joins"]["items"]["ids"] == 8
    assert metrics["joins"]["users"]["catalogue"] == [users]
    ended = run("validate", path, "--streamed", bucket.path("in/*"), code=2)
    assert f"{path} is given twice" in ended.stderr


def test_schemas_and_solution_configs_are_read_from_s3(bucket: Bucket) -> None:
    fields: list[dict[str, Any]] = [{"name": name, "type": "string"} for name in ("USER_ID", "ITEM_ID", "EVENT_TYPE")]
    fields += [{"name": "TIMESTAMP", "type": "long"}, {"name": "EVENT_VALUE", "type": ["float", "null"]}]
    schema = {"type": "record", "name": "Interactions", "fields": fields, "version": "1.0"}
    path = bucket.put("x.csv", rows(8))
    judged = report(
        *(path, "--schema", bucket.put("schema.json", json.dumps(schema))),
        *("--solution-config", bucket.put("solution.json", json.dumps({"eventType": "watch"}))),
    )
    assert judged["target"]["schema"] == bucket.path("schema.json")
    assert judged["target"]["events"][0]["event_type"] == "watch"
    assert "there is no such object" in run("validate", path, "--schema", bucket.path("no.json"), code=2).stderr


# What a path means


def test_a_prefix_is_its_first_level(bucket: Bucket) -> None:
    for key in ("in/b.csv", "in/a.csv.gz", "in/deeper/c.csv", "in/_SUCCESS", "in/part-r-0", "out/d.csv"):
        bucket.put(key, rows(1))
    for key in ("in/", "in/empty-folder/"):
        bucket.put(key, "")
    found = resolved(bucket, "in/")
    assert (found.paths, found.unread) == (("in/a.csv.gz", "in/b.csv"), ("in/part-r-0",))
    assert [note.partition(" (")[0] for note in found.notes] == [
        "in/: left out part-r-0",
        "in/: left out _SUCCESS",
        "in/: left out deeper/, empty-folder/",
    ]
    with pytest.raises(InputError, match=r"holds no \.csv"):
        resolved(bucket, "")


def test_the_whole_bucket(bucket: Bucket) -> None:
    bucket.put("a.csv", rows(1))
    assert resolved(bucket, "").paths == ("a.csv",)
    assert resolve_inputs([bucket.path().removesuffix("/")]).paths == (bucket.path("a.csv"),)


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("in/*.csv", ["in/a.csv", "in/b.csv"]),
        ("in/[ab].csv", ["in/a.csv", "in/b.csv"]),
        ("in/?.csv*", ["in/a.csv", "in/b.csv", "in/c.csv.gz"]),
        ("*/*.csv", ["in/a.csv", "in/b.csv"]),
        ("in/dt=*/*.csv", ["in/dt=1/d.csv"]),
        ("in/**/*.csv", ["in/a.csv", "in/b.csv", "in/dt=1/d.csv", "in/dt=1/h=2/e.csv"]),
        ("**/e.csv", ["in/dt=1/h=2/e.csv"]),
        ("in/**", ["in/a.csv", "in/b.csv", "in/c.csv.gz", "in/dt=1/d.csv", "in/dt=1/h=2/e.csv"]),
    ],
)
def test_globs(bucket: Bucket, pattern: str, found: list[str]) -> None:
    keys = (
        "in/a.csv",
        "in/b.csv",
        "in/c.csv.gz",
        "in/dt=1/d.csv",
        "in/dt=1/h=2/e.csv",
        "in/.hidden.csv",
        "in/.x/f.csv",
    )
    for key in keys:
        bucket.put(key, rows(1))
    assert list(resolved(bucket, pattern).paths) == found


def test_a_glob_names_the_prefixes_that_it_matches(bucket: Bucket) -> None:
    bucket.put("in/a.csv", rows(1))
    bucket.put("in/sub/b.csv", rows(1))
    assert resolved(bucket, "in/*").notes == ("in/*: left out in/sub/ (sub-folders are not read)",)
    assert "matches no file" in run("validate", bucket.path("in/z*"), code=2).stderr


@pytest.mark.parametrize("key", ODD_KEYS)
def test_keys_are_taken_as_they_are(bucket: Bucket, key: str) -> None:
    path = bucket.put(key, rows(3))
    bucket.put("a/b.csv", rows(1))
    assert report(path)["inputs"] == [{"path": path, "bytes": len(rows(3)), "rows": 3}]
    assert key in resolved(bucket, key[: key.rfind("/") + 1]).paths


def test_more_keys_than_an_answer_holds(bucket: Bucket) -> None:
    bucket.put_many([f"in/{number:04}.csv" for number in range(1_003)], b"x")
    assert len(resolved(bucket, "in/").paths) == 1_003
    assert len(resolved(bucket, "in/*0.csv").paths) == 101


def test_the_same_object_twice(bucket: Bucket) -> None:
    path = bucket.put("in/a.csv", rows(1))
    assert "is given twice" in run("validate", path, bucket.path("in/"), code=2).stderr


# What is said


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("s3://BUCKET/no.csv", ["s3://BUCKET/no.csv: there is no such object\n", "`aws s3 ls s3://BUCKET/`"]),
        ("s3://BUCKET/in", ["there is no such object", "It is a prefix; write it as s3://BUCKET/in/"]),
        ("s3://no-such-bucket/x.csv", ["there is no bucket no-such-bucket"]),
        ("s3://no-such-bucket/", ["there is no bucket no-such-bucket"]),
        ("s3://Not_A_Bucket!/x.csv", ["is no name of a bucket"]),
        ("s3:///x.csv", ["names no bucket"]),
        ("s3://", ["names no bucket"]),
        ("s3a://BUCKET/x.csv", ["Write it as s3://BUCKET/x.csv"]),
        ("s3://BUCKET/empty/", ["holds no .csv"]),
    ],
)
def test_what_cannot_be_read_is_said(bucket: Bucket, path: str, words: list[str]) -> None:
    bucket.put("in/a.csv", rows(1))
    result = run("validate", path.replace("BUCKET", bucket.name), code=2)
    assert result.stdout == ""
    for word in words:
        assert word.replace("BUCKET", bucket.name) in result.stderr
    assert "\nhint: " in result.stderr


def test_max_bytes_is_known_from_the_listing(bucket: Bucket) -> None:
    path = bucket.put("in/a.csv", rows(100))
    assert stored_size(path) == len(rows(100))
    assert "more than 1000 bytes" in run("validate", bucket.path("in/"), "--max-bytes", "1000", code=2).stderr


def test_progress_knows_all_sizes_from_the_listing(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        bucket.put(f"in/{number}.csv", rows(number + 1))
    paths = resolve_inputs([bucket.path("in/")]).paths
    monkeypatch.setattr(s3_objects, "client", None)
    assert [stored_size(path) for path in paths] == [len(rows(number + 1)) for number in range(3)]


def test_lines_are_shown_by_a_command_that_fetches_the_object(bucket: Bucket) -> None:
    path = bucket.put("x.csv", "USER_ID,ITEM_ID,TIMESTAMP\n" + "x" * (70 << 20))
    hint = run("validate", path, code=2).stderr
    assert f"<(aws s3 cp {path} -)" in hint


# Ranges


@pytest.mark.parametrize("size", [0, 1, 99, 100, 101, 150, 349, 350, 351, 1_000, 5_001])
def test_any_size_is_read_whole(bucket: Bucket, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(s3_reader, "FIRST_BYTES", 100)
    monkeypatch.setattr(s3_reader, "RANGE_BYTES", 250)
    content = bytes(number % 251 for number in range(size))
    stream = location(bucket.put("x", content)).open()
    got = b""
    while piece := stream.read(97):
        got += piece
        assert stream.tell() == len(got)
    stream.close()
    assert got == content


def read_to_the_end(stream: InputStream) -> None:
    while stream.read(1 << 20):
        pass


def test_an_object_that_is_replaced_between_two_ranges_stops_the_run(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3_reader, "RANGE_BYTES", 1 << 10)
    path = bucket.put("x.csv", rows(20_000))
    stream = location(path).open()
    assert stream.read(1 << 20)
    bucket.put("x.csv", rows(20_001))
    with pytest.raises(InputError, match="changed while it was read") as raised, closing(stream):
        read_to_the_end(stream)
    assert "aws s3 cp" in raised.value.hint


def test_an_object_that_is_replaced_after_it_was_listed_stops_the_run(bucket: Bucket) -> None:
    for key in ("in/a.csv", "in/b.csv"):
        bucket.put(key, rows(8))
    paths = resolve_inputs([bucket.path("in/")]).paths
    bucket.put("in/b.csv", rows(9))
    stream = location(paths[1]).open()
    with pytest.raises(InputError, match="changed while it was read"), closing(stream):
        stream.read(100)
    bucket.client.delete_object(Bucket=bucket.name, Key="in/a.csv")
    stream = location(paths[0]).open()
    with pytest.raises(InputError, match="no such object"), closing(stream):
        stream.read(100)


def test_the_headers_of_following_objects_are_fetched_ahead(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3_reader, "_early", {})
    for number in range(30):
        bucket.put(f"in/{number:02}.csv", rows(number + 1))
    paths = resolve_inputs([bucket.path("in/")]).paths
    with_header = location(paths[0]).open()
    assert len(s3_reader._early) == s3_reader.HEADERS_AHEAD
    with_header.close()
    assert [entry["rows"] for entry in report(bucket.path("in/"))["inputs"]] == list(range(1, 31))
    assert len(s3_reader._early) <= 2 * s3_reader.HEADERS_AHEAD
