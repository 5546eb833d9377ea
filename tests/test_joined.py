"""Small files that are read as one block: everything is said of them as if each had been read alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli import interaction_stats, validate_interactions
from interactions_cli.personalize.target import make_target
from interactions_cli.reading.dataset import Dataset
from interactions_cli.reading.joined import joined_groups
from interactions_cli.reading.source import BLOCK_BYTES, LEAST_BLOCK_BYTES
from tests.cli_runner import finding, report
from tests.examples import examples

if TYPE_CHECKING:
    import pytest

HEAD = b"USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE"
HEADS = [
    HEAD,
    HEAD,
    HEAD,
    HEAD + b",DEVICE",
    b"\xef\xbb\xbf" + HEAD,
    HEAD.replace(b",", b";"),
    b"USER\x01_ID" + HEAD[7:],
]
LINES = [
    b"u1,i1,1700000000,view,0.5",
    b"u2,i1,1700000001,click,",
    b"u2,i2,1700000002,view,7",
    b"u2,i2,1700000002,view,7",
    b"u3,,1700000003,view,1",
    b"u4,i4,soon,view,1",
    b"u5,i5,1700000000000,view,1",
    b"",
    b"\r",
    b"\r\r",
    b"u1,i1,1700000000,view,0.5\r\r",
    b" ",
    b"u6,i6,1700000006",
    b"u7,i7,1700000007,view,1,2,3",
    b'"u8","i8",1700000008,"vi,ew",1',
    b'"u9,i9,1700000009,view,1',
    b"u\xff,i1,1700000000,view,1",
    b"u\x01,i1,1700000000,view,1\r",
    b"\xef\xbb\xbfu1,i1,1700000000,view,1",
    b"00000000000000000000001,i1,00000000000000000000001700000000,view,1",
    b"(3 rows)",
]
ONE = st.tuples(st.sampled_from(HEADS), st.lists(st.sampled_from(LINES), max_size=5), st.booleans())
FILES = st.lists(ONE, min_size=1, max_size=7)
# A block of so few bytes joins nothing.
ALONE = 64


def written(folder: Path, files: list[tuple[bytes, list[bytes], bool]]) -> Path:
    for number, (head, lines, ends_open) in enumerate(files):
        (folder / f"{number}.csv").write_bytes(b"\n".join([head, *lines]) + (b"" if ends_open else b"\n"))
    return folder


@settings(max_examples=examples(60), deadline=None)
@given(files=FILES, samples=st.sampled_from([0, 1, 5, 100]), events=st.sampled_from([(), ("view:0.50000001",)]))
def test_joined_files_are_judged_as_if_read_alone(
    tmp_path_factory: pytest.TempPathFactory,
    files: list[tuple[bytes, list[bytes], bool]],
    samples: int,
    events: tuple[str, ...],
) -> None:
    folder = written(tmp_path_factory.mktemp("parts"), files)
    judged = [
        validate_interactions(
            folder, now=1_750_000_000, max_samples=samples, events=events, block_bytes=block_bytes, threads=threads
        ).to_dict()
        for block_bytes, threads in ((BLOCK_BYTES, 1), (ALONE, 1), (BLOCK_BYTES, 3))
    ]
    assert judged[0] == judged[1] == judged[2]


def test_places_are_those_of_each_file(tmp_path: Path) -> None:
    files = [
        (HEAD, [LINES[0]] * 2, False),
        (HEAD, [LINES[0], b"", LINES[4]], True),
        (HEAD, [], False),
        (HEAD, LINES[4:5], True),
    ]
    written(tmp_path, files)
    report = validate_interactions(tmp_path, now=1_750_000_000)
    assert [entry.rows for entry in report.inputs] == [2, 2, 0, 1]
    assert [entry.bytes for entry in report.inputs] == [path.stat().st_size for path in sorted(tmp_path.iterdir())]
    found = {entry.code: [(Path(s.path or "").name, s.line) for s in entry.samples] for entry in report.findings}
    assert found["VAL001"] == [("1.csv", 4), ("3.csv", 2)]
    assert found["CSV009"] == [("1.csv", 3)]
    assert found["SET010"] == [("0.csv", 3), ("1.csv", 2), ("3.csv", 2)]


def test_figures_are_those_of_files_read_alone(tmp_path: Path) -> None:
    written(tmp_path, [(HEAD, LINES[:6], False)] * 9)
    told: list[tuple[str, int]] = []
    joined = interaction_stats(tmp_path, now=1_750_000_000, progress=lambda path, count: told.append((path, count)))
    assert joined.to_dict() == interaction_stats(tmp_path, now=1_750_000_000, block_bytes=ALONE).to_dict()
    assert told == [(str(path), path.stat().st_size) for path in sorted(tmp_path.iterdir())]


def groups(folder: Path, **more: Any) -> list[tuple[int, ...]]:
    paths = [str(path) for path in sorted(folder.iterdir())]
    with Dataset(paths, make_target(now=0), None) as dataset:
        return joined_groups(dataset, **{"block_bytes": LEAST_BLOCK_BYTES, "workers": 1, **more})


def test_what_follows_each_other_in_one_form_is_joined(tmp_path: Path) -> None:
    heads = [HEAD, HEAD, HEADS[3], HEAD, HEAD, HEADS[5], HEADS[6], HEAD, b"PAR1\x01", HEAD, HEAD]
    written(tmp_path, [(head, LINES[:1], False) for head in heads])
    (tmp_path / "10.csv").rename(tmp_path / "9a.csv")
    assert groups(tmp_path) == [(0, 1), (2,), (3, 4), (5,), (6,), (7,), (8,), (9, 10)]


def test_a_group_is_about_a_block_and_workers_get_one_each(tmp_path: Path) -> None:
    size = LEAST_BLOCK_BYTES // 5
    for number in range(12):
        (tmp_path / f"{number:02}.csv").write_bytes((HEAD + b"\n").ljust(size, b"x"))
    (tmp_path / "12.csv").write_bytes((HEAD + b"\n").ljust(2 * LEAST_BLOCK_BYTES, b"x"))
    assert [len(group) for group in groups(tmp_path)] == [5, 5, 2, 1]
    assert [len(group) for group in groups(tmp_path, block_bytes=8 << 20)] == [12, 1]
    # Two workers share what there is, the large one included.
    assert [len(group) for group in groups(tmp_path, block_bytes=8 << 20, workers=2)] == [11, 1, 1]
    assert [len(group) for group in groups(tmp_path, block_bytes=8 << 20, workers=4)] == [5, 5, 2, 1]
    assert [len(group) for group in groups(tmp_path, block_bytes=ALONE)] == [1] * 13


def test_a_header_with_more_returns_is_counted_whatever_the_blocks(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.csv", "b.csv")]
    for path in paths:
        path.write_bytes(b"USER_ID,ITEM_ID,TIMESTAMP\r\r\nu1,i1,1700000000\r\r\n")
    found = finding(report(*paths), "CSV010")
    assert (found["count"], [sample["line"] for sample in found["samples"]]) == (4, [1, 2, 1, 2])
