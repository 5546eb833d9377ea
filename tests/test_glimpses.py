"""Glimpses of large tables: whole lines from all over them, so that first records unlike the rest cost no pass."""

from __future__ import annotations

import gzip
import tempfile
from functools import partial
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli.commands.prepare import prepare
from interactions_cli.commands.prepare_options import PrepareOptions
from interactions_cli.personalize.target import make_target
from interactions_cli.reading.glimpses import glimpses_in, opened_glimpses
from interactions_cli.reading.raw_inputs import InputOptions, RawInput, describe
from interactions_cli.report import Report
from interactions_cli.transforms.prepare import look
from interactions_cli.transforms.prepare.names import KNOWN_NAMES
from tests.examples import examples

HEADER = "USER_ID,ITEM_ID,TIMESTAMP"
NOW = 1_760_000_000


def described(path: Path) -> RawInput:
    return describe(str(path), InputOptions(known=KNOWN_NAMES))


@settings(max_examples=examples(60), deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 10**9), min_size=1, max_size=60), min_size=1, max_size=4),
    st.integers(40, 900),
    st.integers(10, 60),
    st.booleans(),
)
def test_they_are_whole_lines_of_all_inputs(
    parts: list[list[int]], most_bytes: int, size: int, is_closed: bool
) -> None:
    with tempfile.TemporaryDirectory() as name:
        paths = [Path(name, f"part-{number}.csv") for number in range(len(parts))]
        lines = []
        for number, (path, users) in enumerate(zip(paths, parts, strict=True)):
            rows = [f"u{user},i{number}-{place},1700000000" for place, user in enumerate(users)]
            path.write_text("\n".join([HEADER, *rows]) + ("\n" if is_closed else ""))
            lines += rows
        glimpses = glimpses_in([described(path) for path in paths], most_bytes, size)
        total = sum(path.stat().st_size for path in paths)
        assert not glimpses or total >= 2 * most_bytes
        assert sum(glimpse.end - glimpse.start for glimpse in glimpses) <= most_bytes
        group = opened_glimpses(glimpses)
        seen = []
        for unit in group.units:
            ((batch, (segment,)),) = group.read(unit)
            assert segment.raw is unit.raws[0]
            assert batch.defects.height == 0
            seen += [",".join(row) for row in batch.frame.rows()]
        assert [line for line in lines if line in set(seen)] == seen, "in order, and none twice"
        if len(parts) == 1 and total >= 4 * most_bytes and most_bytes >= 4 * size and size >= 40:
            assert len(glimpses) == (most_bytes - most_bytes // 4) // size
            assert len(seen) >= len(glimpses) - 1


def prepared(folder: Path, source: str, *, first_look_bytes: int = 4_000) -> tuple[Report, bytes]:
    options = PrepareOptions(
        output=str(folder / "out.csv"), force=True, block_bytes=500, first_look_bytes=first_look_bytes
    )
    report = prepare([str(folder / source)], make_target(now=NOW), options)
    return report, (folder / "out.csv").read_bytes()


@pytest.mark.parametrize(
    ("name", "passes"), [("raw.csv", 1), ("raw.csv.gz", 2)], ids=["with places", "packed, without places"]
)
def test_a_beginning_unlike_the_rest_spares_a_pass(name: str, passes: int, tmp_path: Path) -> None:
    rows = [f"u{row},{row}{'.0' if row < 400 else ''},1700000000" for row in range(2_000)]
    data = ("\n".join([HEADER, *rows]) + "\n").encode()
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    with mock.patch.object(look, "glimpses_in", partial(glimpses_in, size=250)):
        report, written = prepared(tmp_path, name)
    assert report.sections["prepare"]["passes"] == passes
    with mock.patch.object(look, "glimpses_in", return_value=[]):
        report, alike = prepared(tmp_path, name)
    assert report.sections["prepare"]["passes"] == 2
    assert written == alike == data


def test_records_that_a_range_cuts_decide_nothing(tmp_path: Path) -> None:
    rows = [f'u{row},"i\n{row}",1700000000' for row in range(2_000)]
    (tmp_path / "raw.csv").write_text("\n".join([HEADER, *rows]) + "\n")
    with mock.patch.object(look, "glimpses_in", partial(glimpses_in, size=250)):
        report, written = prepared(tmp_path, "raw.csv")
    section = report.sections["prepare"]
    assert (section["passes"], section["written"], section["rejected"]) == (1, 2_000, 0)
    assert written.decode().splitlines()[1:3] == ["u0,i 0,1700000000", "u1,i 1,1700000000"]
