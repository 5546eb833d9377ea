"""Small files that `filter` and `merge-impressions` read as one block: outputs are as if each had been read alone."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli import filter_interactions, merge_impressions
from interactions_cli.errors import InputError
from interactions_cli.reading.source import BLOCK_BYTES
from tests.examples import examples
from tests.test_joined import ALONE, HEAD, LINES

if TYPE_CHECKING:
    from collections.abc import Mapping

HEADS = [HEAD, HEAD, HEAD, b"\xef\xbb\xbf" + HEAD, HEAD + b"\r"]
PARTS = st.lists(
    st.tuples(st.sampled_from(HEADS), st.lists(st.sampled_from(LINES), max_size=5), st.booleans(), st.integers(0, 9)),
    min_size=1,
    max_size=7,
)
CRITERIA: list[Mapping[str, Any]] = [
    {"events": ("view",)},
    {"events": ("view:0.50000001",), "since": 1_700_000_001},
    {"drop_invalid": True, "until": 1_700_000_007},
    {"drop_duplicates": True},
    {"min_user_interactions": 2, "drop_invalid": True},
    {"min_item_interactions": 2, "drop_duplicates": True},
]
Part = tuple[bytes, list[bytes], bool, int]
# Bytes of a block and worker threads: joined, each alone, joined by several.
WAYS = ((BLOCK_BYTES, 1), (ALONE, 1), (BLOCK_BYTES, 3))


def written(folder: Path, parts: list[Part], lines_of: Mapping[bytes, bytes] | None = None) -> Path:
    folder.mkdir()
    for number, (head, lines, ends_open, kind) in enumerate(parts):
        data = b"\n".join([head, *lines]) + (b"" if ends_open else b"\n")
        if kind == 0:
            (folder / f"{number}.csv.gz").write_bytes(gzip.compress(data))
        else:
            (folder / f"{number}.csv").write_bytes(data)
    return folder


@settings(max_examples=examples(60), deadline=None)
@given(parts=PARTS, samples=st.sampled_from([0, 1, 5]), criteria=st.sampled_from(CRITERIA))
def test_joined_files_are_filtered_as_if_read_alone(
    tmp_path_factory: pytest.TempPathFactory, parts: list[Part], samples: int, criteria: Mapping[str, Any]
) -> None:
    folder = tmp_path_factory.mktemp("filter")
    inputs, kept, rejects = written(folder / "parts", parts), folder / "kept.csv", folder / "rejects.csv"
    results = []
    for block_bytes, threads in WAYS:
        report = filter_interactions(
            inputs,
            output=kept,
            rejects=rejects,
            force=True,
            now=1_750_000_000,
            max_samples=samples,
            block_bytes=block_bytes,
            threads=threads,
            allow_empty=True,
            **criteria,
        )
        results.append((report.to_dict(), kept.read_bytes(), rejects.read_bytes()))
    assert results[0] == results[1] == results[2]


def test_rejects_name_the_file_and_the_line_of_each(tmp_path: Path) -> None:
    good, bad = LINES[0], LINES[5]
    parts: list[Part] = [(HEAD, [good, bad], True, 1), (HEAD, [], False, 1), (HEAD, [b"", bad, good], True, 1)]
    folder = written(tmp_path / "a, b", parts)
    told: list[tuple[str, int]] = []
    report = filter_interactions(
        folder,
        output=tmp_path / "kept.csv",
        rejects=tmp_path / "rejects.csv",
        drop_invalid=True,
        now=1_750_000_000,
        progress=lambda path, count: told.append((path, count)),
    )
    assert (tmp_path / "kept.csv").read_bytes() == b"\n".join([HEAD, good, good])
    assert (tmp_path / "rejects.csv").read_bytes().splitlines() == [
        b"path,line,reason," + HEAD,
        b'"%s",3,VAL003,%s' % (str(folder / "0.csv").encode(), bad),
        b'"%s",2,CSV009,""' % str(folder / "2.csv").encode(),
        b'"%s",3,VAL003,%s' % (str(folder / "2.csv").encode(), bad),
    ]
    assert [(entry.rows, entry.bytes) for entry in report.inputs] == [
        (rows, path.stat().st_size) for rows, path in zip((2, 0, 2), sorted(folder.iterdir()), strict=True)
    ]
    # The shares of bad cells are counted before.
    assert told == [(str(path), path.stat().st_size) for path in sorted(folder.iterdir())] * 2


@pytest.mark.parametrize(("event", "ends"), [("click", b""), ("view", b"\n")])
def test_the_last_kept_line_ends_as_in_its_own_file(tmp_path: Path, event: str, ends: bytes) -> None:
    click, view = LINES[1], LINES[0]
    parts: list[Part] = [(HEAD, [click], True, 1), (HEAD, [view], False, 1), (HEAD, [], False, 1), (HEAD, [], True, 1)]
    folder = written(tmp_path / "parts", parts)
    filter_interactions(folder, output=tmp_path / "kept.csv", events=(event,), now=1_750_000_000)
    assert (tmp_path / "kept.csv").read_bytes() == HEAD + b"\n" + (click if event == "click" else view) + ends


def test_a_part_that_changes_between_the_passes_is_named(tmp_path: Path) -> None:
    folder = written(tmp_path / "parts", [(HEAD, [LINES[0]], False, 1)] * 4)
    changed = folder / "2.csv"
    told: list[str] = []

    def grow(path: str, _count: int) -> None:
        told.append(path)
        if path == str(folder / "3.csv") and told.count(path) == 1:
            with changed.open("ab") as file:
                file.write(LINES[1] + b"\n")

    with pytest.raises(InputError, match=r"2\.csv"):
        filter_interactions(folder, output=tmp_path / "kept.csv", drop_duplicates=True, progress=grow)


LOG = (
    b'USER_ID,TIMESTAMP,IMPRESSION\nu1,1699999999,i1|i9\nu2,1699999999,i1|i2\nu2,1700000001,i7|i2\nu8,1700000000,a"b|i8\n'
    b"u6,1700000000,i3\nu9,1700000009,i9\nu4,1700000000,i4\n"
)
WITH_LIST = HEAD + b",IMPRESSION"


def merge(inputs: Path, impressions: Path | list[Path], merged: Path, **given: Any) -> tuple[object, bytes]:
    """The report of a merge by user, and what it wrote."""
    report = merge_impressions(
        inputs,
        impressions=impressions,
        on="USER_ID",
        output=merged,
        force=True,
        now=1_750_000_000,
        allow_empty=True,
        **given,
    )
    return report.to_dict(), merged.read_bytes()


@settings(max_examples=examples(60), deadline=None)
@given(
    parts=PARTS,
    samples=st.sampled_from([0, 1, 5]),
    within=st.sampled_from([None, 60]),
    has_list=st.booleans(),
    existing=st.sampled_from(["keep", "union"]),
)
def test_joined_files_take_their_lists_as_if_read_alone(
    tmp_path_factory: pytest.TempPathFactory,
    parts: list[Part],
    samples: int,
    within: int | None,
    has_list: bool,
    existing: str,
) -> None:
    folder = tmp_path_factory.mktemp("merge")
    if has_list:
        parts = [
            (head.replace(HEAD, WITH_LIST), [line + b",i1|i5" for line in lines], ends_open, kind)
            for head, lines, ends_open, kind in parts
        ]
    inputs, log, merged = written(folder / "parts", parts), folder / "log.csv", folder / "merged.csv"
    log.write_bytes(LOG)
    results = []
    for block_bytes, threads in WAYS:
        given = {"within": within, "existing": existing, "max_samples": samples}
        results.append(merge(inputs, log, merged, block_bytes=block_bytes, threads=threads, **given))
    assert results[0] == results[1] == results[2]


LOG_HEAD = b"USER_ID,TIMESTAMP,IMPRESSION"
LISTS = [
    b"u1,1700000000,i1|i2",
    b"u2,1700000000,i1|i2|i1",
    b"u2,1700000001,i2|i9",
    b"u1,1700000000500,i2|i1",
    b"u2,2023-11-14T22:13:20Z,i1|i2",
    b"u2,soon,i1|i2",
    b",1700000000,i1|i2",
    b"u6,1700000000,",
    b"u6,1700000000,i3;i6;i1",
    b"u2,1700000000,i1",
    b'"u1",1700000000,"[""i1"",""i3""]"',
    b"u1,1700000000,i1|i2\r",
    b"u1",
    b"",
    b"\r",
    b"u\xff,1700000000,i1|i2",
]
LOGS = st.lists(
    st.tuples(
        st.sampled_from([LOG_HEAD, LOG_HEAD, LOG_HEAD + b"\r", b"\xef\xbb\xbf" + LOG_HEAD]),
        st.one_of(st.lists(st.sampled_from(LISTS[:3]), max_size=4), st.lists(st.sampled_from(LISTS), max_size=4)),
        st.booleans(),
        st.integers(0, 9),
    ),
    min_size=1,
    max_size=9,
)


@settings(max_examples=examples(80), deadline=None)
@given(logs=LOGS, samples=st.sampled_from([0, 1, 5]), within=st.sampled_from([None, 60]))
def test_joined_logs_are_read_as_if_alone(
    tmp_path_factory: pytest.TempPathFactory, logs: list[Part], samples: int, within: int | None
) -> None:
    folder = tmp_path_factory.mktemp("logs")
    clicks, merged = folder / "clicks.csv", folder / "merged.csv"
    clicks.write_bytes(b"\n".join([HEAD, *LINES[:5]]))
    paths = sorted(written(folder / "logs", logs).iterdir())
    results: list[object] = []
    for block_bytes, threads in WAYS:
        try:
            given = {"within": within, "max_samples": samples}
            results.append(merge(clicks, paths, merged, block_bytes=block_bytes, threads=threads, **given))
        except InputError as error:
            results.append(str(error))
    assert results[0] == results[1] == results[2]


def test_small_logs_are_told_one_by_one(tmp_path: Path) -> None:
    logs: list[Part] = [(LOG_HEAD, LISTS[:2], False, 1)] * 20
    paths = sorted(written(tmp_path / "logs", [*logs, (LOG_HEAD, LISTS[5:6], True, 1), *logs]).iterdir())
    (tmp_path / "clicks.csv").write_bytes(b"\n".join([HEAD, *LINES[:3]]))
    told: list[tuple[str, int]] = []
    report = merge_impressions(
        tmp_path / "clicks.csv",
        impressions=paths,
        within=60,
        now=1_750_000_000,
        progress=lambda path, count: told.append((path, count)),
    )
    judged = report.to_dict()
    assert [(entry["path"], entry["rows"], entry["lists"]) for entry in judged["merge"]["logs"]] == [
        (str(path), 1 if path.name == "20.csv" else 2, 0 if path.name == "20.csv" else 2) for path in paths
    ]
    samples = [entry["samples"] for entry in judged["findings"] if entry["code"] == "LOG004"]
    assert [(Path(sample["path"]).name, sample["line"]) for [sample] in samples] == [("20.csv", 2)]
    assert told[:-1] == [(str(path), path.stat().st_size) for path in paths]
