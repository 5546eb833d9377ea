"""Outputs in S3: whole or not at all, and nothing replaced that was not meant to be."""

from __future__ import annotations

import gzip
import json
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from interactions_cli import filter_interactions
from interactions_cli.errors import OutputError
from interactions_cli.storage import s3_upload
from interactions_cli.storage.places import location
from interactions_cli.storage.sink import Output
from tests.cli_runner import Result, run, run_process
from tests.fault_runner import LOG, OLD, feed, read_all, rows, start
from tests.processes import interrupt
from tests.s3_server import Bucket, bucket, moto

__all__ = ["bucket", "moto"]


def test_all_outputs_of_a_run(bucket: Bucket) -> None:
    """As a process of its own: data, rejects and report, each an object."""
    path = bucket.put("in/x.csv", rows(50))
    run_process(
        *("filter", path, "--event", "watch", "-o", bucket.path("out/kept.csv.gz")),
        *("--rejects", bucket.path("out/rejects.csv"), "--report", f"json={bucket.path('out/r.json')}"),
    )
    kept = gzip.decompress(bucket.get("out/kept.csv.gz")).decode().splitlines()
    assert len(kept) + len(bucket.get("out/rejects.csv").splitlines()) == 52
    assert json.loads(bucket.get("out/r.json"))["outputs"] == [{"path": bucket.path("out/kept.csv.gz"), "rows": 40}]
    assert bucket.uploads() == []


def test_reports_and_merged_data(bucket: Bucket) -> None:
    path, log = bucket.put("x.csv", rows(8)), bucket.put("log.csv", LOG)
    run("validate", path, "-o", bucket.path("r.txt"), "--fail-on", "never")
    assert b"--fail-on never" in bucket.get("r.txt")
    run("merge-impressions", path, "--impressions", log, "--within", "1h", "-q", "-o", bucket.path("m.csv"))
    assert bucket.get("m.csv").startswith(b"USER_ID,")


@pytest.mark.parametrize("sizes", [[], [0], [1], [999], [1000], [1001], [1, 2500, 3], [5000], [10] * 700])
def test_any_size_is_written_whole(bucket: Bucket, monkeypatch: pytest.MonkeyPatch, sizes: list[int]) -> None:
    monkeypatch.setattr(s3_upload, "PART_BYTES", 1000)
    monkeypatch.setattr("moto.s3.models.S3_UPLOAD_PART_MIN_SIZE", 1)
    monkeypatch.setattr(s3_upload, "PARTS_OF_A_SIZE", 2)
    content = b""
    with Output(bucket.path("x")) as output:
        for size in sizes:
            piece = bytes((len(content) + number) % 251 for number in range(size))
            output.write(piece)
            content += piece
        output.finish()
        assert bucket.keys() == []
        output.commit()
    assert bucket.get("x") == content
    assert bucket.uploads() == []


def test_large_outputs_go_in_parts(bucket: Bucket) -> None:
    chunk = bytes(range(256)) * 8192
    with Output(bucket.path("large.csv")) as output:
        for _ in range(9):
            output.write(chunk)
        output.commit()
    assert bucket.client.head_object(Bucket=bucket.name, Key="large.csv")["ETag"].endswith('-3"')
    assert bucket.get("large.csv") == 9 * chunk


# What is there already


def filtered(bucket: Bucket, *more: str, code: int = 0) -> Result:
    return run("filter", bucket.path("x.csv"), "-q", "-o", bucket.path("out.csv"), *more, code=code)


def test_an_existing_object_is_only_replaced_with_force(bucket: Bucket) -> None:
    bucket.put("x.csv", rows(8))
    bucket.put("out.csv", "")
    said = filtered(bucket, code=2).stderr
    path = bucket.path("out.csv")
    assert said == f"error: {path} exists\nhint: Choose another file, or replace it with --force.\n"
    assert bucket.get("out.csv") == b""
    filtered(bucket, "--force")
    assert bucket.get("out.csv").decode() == rows(8)


def test_a_report_replaces_reports_alone(bucket: Bucket) -> None:
    path = bucket.put("x.csv", rows(8))
    target = bucket.put("r.json", rows(90_000))
    words = ("validate", path, "--fail-on", "never", "--report", f"json={target}")
    assert "exists" in run(*words, code=2).stderr
    bucket.put("r.json", OLD)
    run(*words)
    run(*words)
    bucket.put("r.json", "")
    run(*words)
    assert json.loads(bucket.get("r.json"))["version"] == 1


def test_what_appears_during_the_run_is_not_replaced(bucket: Bucket) -> None:
    path = bucket.put("x.csv", rows(8))

    def appear(_path: str, _position: int) -> None:
        bucket.put("out.csv", OLD)

    with pytest.raises(OutputError, match=r"out\.csv exists"):
        filter_interactions(path, output=bucket.path("out.csv"), progress=appear)
    assert (bucket.get("out.csv").decode(), bucket.uploads()) == (OLD, [])
    filter_interactions(path, output=bucket.path("out.csv"), progress=appear, force=True)
    assert (bucket.get("out.csv").decode(), bucket.uploads()) == (rows(8), [])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("filter", "X", "-o", "X", "--force"), "is an input"),
        (("validate", "X", "-o", "X"), "is an input"),
        (("filter", "X", "-o", "OUT", "--rejects", "OUT"), "two outputs would be written to"),
        (("validate", "X", "--report", "json=OUT/"), "is the name of a folder"),
        (("filter", "X", "-o", "OUT.parquet"), ".parquet is not written"),
        (("validate", "X", "-o", "s3://no-such-bucket/r.txt"), "there is no bucket no-such-bucket"),
    ],
)
def test_what_is_refused_before_the_work(bucket: Bucket, words: tuple[str, ...], said: str) -> None:
    path = bucket.put("x.csv", rows(8))
    given = [word.replace("X", path).replace("OUT", bucket.path("out")) for word in words]
    result = run(*given, code=2)
    assert (result.stdout, bucket.keys(), bucket.uploads()) == ("", ["x.csv"], [])
    assert said in result.stderr


# Runs that fail


def test_a_failure_leaves_nothing(bucket: Bucket) -> None:
    bucket.put("x.csv", rows(8).encode() + bytes(70 << 20))
    target = bucket.put("old.csv", OLD)
    run("filter", bucket.path("x.csv"), "-o", target, "--force", "--report", f"json={bucket.path('r')}", code=2)
    assert (bucket.keys(), bucket.uploads(), bucket.get("old.csv").decode()) == (["old.csv", "x.csv"], [], OLD)


def test_nothing_kept_leaves_nothing(bucket: Bucket) -> None:
    bucket.put("x.csv", rows(8))
    filtered(bucket, "--event", "buy", code=1)
    assert (bucket.keys(), bucket.uploads()) == (["x.csv"], [])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_takes_the_upload_back(bucket: Bucket, tmp_path: Path, number: signal.Signals) -> None:
    target = bucket.put("out.csv", OLD)
    with start(tmp_path, "filter", "-", "--force", "-q", "-o", target) as process:
        feed(process, rows(300_000))
        assert bucket.uploads() == ["out.csv"]
        interrupt(process, number)
        said = read_all(process.stderr)
    assert process.returncode == 128 + number
    assert said in ("interrupted\n", "terminated\n")
    assert (bucket.keys(), bucket.get("out.csv").decode(), bucket.uploads()) == (["out.csv"], OLD, [])


@pytest.mark.parametrize("numbers", [(signal.SIGINT,), (signal.SIGTERM,), (signal.SIGINT, signal.SIGTERM)])
def test_further_interrupts_do_not_stop_the_taking_back(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch, numbers: tuple[signal.Signals, ...]
) -> None:
    sink = location(bucket.path("x")).sink(force=False, replaceable=lambda _content: False)
    sink.write(b"abc")
    take_back = sink._take_back  # type: ignore[attr-defined]

    def interrupted() -> None:
        for number in numbers:
            signal.raise_signal(number)
        take_back()

    def ended(number: int, _frame: object) -> None:
        raise InterruptedError(number)

    monkeypatch.setattr(sink, "_take_back", interrupted)
    before = {number: signal.signal(number, ended) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with pytest.raises(InterruptedError, match=str(numbers[0].value)):
            sink.abort()
        assert [signal.getsignal(number) for number in before] == [ended, ended]
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert bucket.uploads() == []


def test_uploads_are_taken_back_beside_the_main_thread(bucket: Bucket) -> None:
    sink = location(bucket.path("x")).sink(force=False, replaceable=lambda _content: False)
    sink.write(b"abc")
    with ThreadPoolExecutor(1) as pool:
        pool.submit(sink.abort).result()
    assert bucket.uploads() == []


def test_a_raw_export_is_prepared_from_s3_to_s3(bucket: Bucket) -> None:
    raw = "user;product_id;event_time\n" + "".join(f"u{n % 9};i{n % 7};{1_736_431_407_000 + n}\n" for n in range(40))
    path = bucket.put("raw/export.csv", raw)
    out = bucket.path("prepared/")
    words = ("-o", f"{out}x.csv.gz", "--schema-output", f"{out}schema.json", "--rejects", f"{out}rejects.csv")
    run("prepare", path, *words, "--report", f"json={out}r.json", "--now", "1760000000", code=None)
    lines = gzip.decompress(bucket.get("prepared/x.csv.gz")).decode().splitlines()
    assert (lines[:2], len(lines)) == (["USER_ID,ITEM_ID,TIMESTAMP", "u0,i0,1736431407"], 41)
    assert json.loads(bucket.get("prepared/r.json"))["prepare"]["written"] == 40
    judging = ("validate", f"{out}x.csv.gz", "--schema", f"{out}schema.json", "--now", "1760000000", "--format", "json")
    judged = json.loads(run(*judging, code=None).stdout)
    assert not [entry for entry in judged["findings"] if entry["severity"] == "error" and entry["code"][:3] != "SET"]
    assert bucket.uploads() == []


def test_a_schema_is_inferred_from_s3(bucket: Bucket) -> None:
    path = bucket.put("x.csv", rows(8))
    run("schema", path, "-o", bucket.path("schema.json"))
    fields = json.loads(bucket.get("schema.json"))["fields"]
    assert [field["name"] for field in fields] == ["USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE", "EVENT_VALUE"]
