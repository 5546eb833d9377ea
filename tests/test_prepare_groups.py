"""Small inputs that are read together give what they give when each is read alone: cells, places, reasons."""

from __future__ import annotations

import gzip
import json
import tempfile
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli.reading import raw_groups
from tests.cli_runner import run
from tests.examples import examples

HEADER = "USER_ID,ITEM_ID,TIMESTAMP"
GOOD = ("u1,i1,1700000000", "u2,i2,1700000001", "u3,i 3,1700000002000", "u4,i4,2023-11-14T22:13:20Z")
BAD = ("u5,i5", "u6,i6,1700000000,x", "u7,,1700000000", "u8,i8,soon", "", HEADER, '"u9,i9,1700000000', '"u\n1",i1,1')
OBJECTS = (
    '{"USER_ID": "u1", "ITEM_ID": "i1", "TIMESTAMP": 1700000000}',
    '{"USER_ID": "u2", "ITEM_ID": "i2", "TIMESTAMP": 1700000000, "MORE": [1]}',
    '{"userId": "u3", "eventList": [{"itemId": "i3", "sentAt": 1700000000}, {"itemId": "i4", "sentAt": 1}]}',
    '{"USER_ID": "u5"}',
    "no object",
    "",
)
TABLE = st.lists(st.sampled_from(GOOD) | st.sampled_from(GOOD + BAD), max_size=6).map(lambda rows: [HEADER, *rows])
LINES = st.lists(st.sampled_from(OBJECTS), min_size=1, max_size=4).filter(lambda rows: rows[0].startswith("{"))
PARTS = st.lists(st.tuples(TABLE | LINES, st.booleans(), st.booleans()), min_size=2, max_size=7)


def outcome(folder: Path, paths: list[str], *, least: int) -> tuple[object, ...]:
    """Everything that a run gives; `least` is how many inputs have to fit into a block to be read together."""
    words = ["--rejects", "rejects.csv", "--max-rejected", "100%", "--accept-rejects", "--force"]
    named = ["-o", "out.csv", "--report", "json=r.json", "--now", "1760000000"]
    with mock.patch.object(raw_groups, "LEAST_INPUTS", least):
        result = run("prepare", *paths, *named, *words, cwd=folder, code=None)
    if result.code == 2:
        return (result,)
    report = json.loads((folder / "r.json").read_text())
    return (
        result,
        (folder / "out.csv").read_text(),
        (folder / "rejects.csv").read_text(),
        report["prepare"],
        report["inputs"],
    )


@settings(max_examples=examples(120), deadline=None)
@given(PARTS)
def test_what_is_read_together_gives_what_it_gives_alone(parts: list[tuple[list[str], bool, bool]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = []
        for number, (rows, is_closed, is_packed) in enumerate(parts):
            data = ("\n".join(rows) + ("\n" if is_closed else "")).encode()
            path = folder / f"part-{number}{'.gz' if is_packed else ''}"
            path.write_bytes(gzip.compress(data) if is_packed else data)
            paths.append(path.name)
        assert outcome(folder, paths, least=4) == outcome(folder, paths, least=1 << 30)


@pytest.mark.parametrize("block", [90, 1 << 20])
def test_they_are_read_together_and_every_place_is_that_of_its_file(tmp_path: Path, block: int) -> None:
    for number in range(12):
        rows = [HEADER, *GOOD[:2], f"u,i,{'soon' if number % 2 else '1700000000'}"]
        (tmp_path / f"part-{number:02}.csv").write_text("\n".join(rows))
    sizes: list[int] = []
    joined = raw_groups._read_joined

    def seen(unit: raw_groups.Unit) -> object:
        sizes.append(len(unit.pieces))
        return joined(unit)

    with (
        mock.patch.object(raw_groups, "_read_joined", seen),
        mock.patch("interactions_cli.commands.prepare_begin.RAW_BLOCK_BYTES", block * 4),
    ):
        words = ["--rejects", "out/r.csv", "--max-rejected", "9", "--ignore", "SET"]
        (tmp_path / "out").mkdir()
        run("prepare", ".", "-o", "out/x.csv", *words, cwd=tmp_path)
    assert max(sizes) > 1, "nothing was read together"
    assert (max(sizes) == 12) == (block > 90)
    lines = (tmp_path / "out" / "r.csv").read_text().splitlines()
    assert lines[1:] == [f'part-{number:02}.csv,3,4,VAL003,"u,i,soon"' for number in range(1, 12, 2)]
    assert (tmp_path / "out" / "x.csv").read_text().count("\n") == 1 + 12 * 3 - 6


def test_partitions_with_other_keys_are_not_mixed(tmp_path: Path) -> None:
    for day in ("2024-01-01", "2024-01-02"):
        for part in range(3):
            folder = tmp_path / "lake" / f"dt={day}"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"part-{part}.csv").write_text(f"{HEADER}\nu{part},i{part},1700000000\n")
    run("prepare", "lake/**", "--keep", "dt", "-o", "out.csv", "--ignore", "SET", cwd=tmp_path)
    written = [line.rsplit(",", 1)[-1] for line in (tmp_path / "out.csv").read_text().splitlines()]
    assert written == ["dt", *["2024-01-01"] * 3, *["2024-01-02"] * 3]


@pytest.mark.parametrize(
    ("folder", "cell"),
    [("dt= a b ", "a b"), ("dt=a,b", '"a,b"'), ('dt=a"b', '"a\\"b"'), ("dt=+1", "+1"), ("dt=\u200bé", "é")],
)
def test_what_folders_say_is_written_like_any_other_cell(folder: str, cell: str, tmp_path: Path) -> None:
    (tmp_path / "lake" / folder).mkdir(parents=True)
    (tmp_path / "lake" / folder / "x.csv").write_text(f"{HEADER}\nu1,i1,1700000000\n")
    run("prepare", "lake", "--keep", "dt", "-o", "out.csv", "--ignore", "SET", cwd=tmp_path)
    assert (tmp_path / "out.csv").read_text() == f"{HEADER},dt\nu1,i1,1700000000,{cell}\n"
