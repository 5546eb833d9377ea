"""`prepare` against the plain model: the same cells and the same reasons, whatever the format and the blocks."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interactions_cli.commands.prepare import prepare
from interactions_cli.commands.prepare_options import PrepareOptions
from interactions_cli.errors import UsageError
from interactions_cli.personalize.target import make_target
from interactions_cli.report import Report
from tests import prepare_model as model
from tests.examples import examples

NOW = 1_760_000_000
IDS = [
    "u1",
    "i2",
    "007",
    "12345678901234567890",
    " u3 ",
    "😀",
    "null",
    "NaN",
    "\\N",
    "x" * 257,
    'a"b',
    "a\\b",
    "a,b",
    "",
    "42.0",
]
TIMES = [
    *(
        "1700000000",
        "0001700000000",
        "+1700000000",
        "1700000000123",
        "1700000000123456",
        "1700000000123456789",
        "0",
        "-5",
    ),
    *("1700000000.9", "-1.5", "1700000000123.5", "1.690000061E9", "1.7E9", "1.690000061123E12", "99999999999999"),
    *("2023-11-14T22:13:20Z", "2023-11-14 22:13:20 UTC", "2023-11-14T22:13:20.123+01:00", "2023/11/14 22:13:20-0530"),
    *("2023-02-30T00:00:00Z", "2024-02-29T23:59:60Z", "2023-11-14T24:00:00Z", "1999-12-31T22:13Z", "null", "NaN", ""),
    *(
        "638355680000000000",
        "yesterday",
        "9223372036854775808",
        " 1700000000 ",
        "1e5",
        "1700000000s",
        "-9223372036854775808",
    ),
    *("2023-11-14T22:13:20,5Z", "1000-01-01T00:00:00Z", "2023-11-14T22:13:20+99:00", "17e8", "1.e0"),
]
VALUES = ["0.5", ".50", "5.", "1e3", "", "NaN", "-inf", "abc", "12", "null", "1e400", "+1", " 3 ", "1 299", "--"]
TYPES = ["View", "Purchase", " View", "EVENT_TYPE", "null", "", "añadir"]
DEVICES = ["web", "mob,ile", "NA", "None", "\\N", "x" * 1001, "", " tv ", 'q"uote', "a\u2028b"]


@st.composite
def tables(draw: st.DrawFn) -> list[dict[str, str]]:
    pools = dict(zip(model.FIELDS, (IDS, IDS, TIMES, TYPES, VALUES, DEVICES), strict=True))
    rows = draw(st.integers(1, 12))
    plain = dict(zip(model.FIELDS, ("u1", "i1", "1700000000", "View", "1.5", "web"), strict=True))
    found = []
    for _ in range(rows):
        odd = draw(st.sets(st.sampled_from(model.FIELDS), max_size=3))
        found.append({name: draw(st.sampled_from(pools[name])) if name in odd else plain[name] for name in plain})
    return found


def as_csv(rows: Sequence[Mapping[str, str]], separator: str) -> bytes:
    lines = [separator.join(model.FIELDS)]
    for row in rows:
        cells = [row[name] for name in model.FIELDS]
        lines.append(
            separator.join('"' + cell.replace('"', '""') + '"' if quoted(cell, separator) else cell for cell in cells)
        )
    return ("\n".join(lines) + "\n").encode()


def quoted(cell: str, separator: str) -> bool:
    return separator in cell or '"' in cell


def as_json_lines(rows: Sequence[Mapping[str, str]]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def as_parquet(rows: Sequence[Mapping[str, str]], path: Path) -> None:
    pl.DataFrame(rows, schema=dict.fromkeys(model.FIELDS, pl.String)).write_parquet(path)


def prepared(folder: Path, source: Path, **options: object) -> tuple[Report, list[str], list[tuple[int, str]]]:
    output, rejects = folder / "out.csv", folder / "rejects.csv"
    defaults = {"output": str(output), "rejects": str(rejects), "force": True, "accept_rejects": True}
    report = prepare([str(source)], make_target(now=NOW), PrepareOptions(**{**defaults, **options}))  # type: ignore[arg-type]
    lines = output.read_text("utf-8").split("\n")[:-1]
    with rejects.open(newline="", encoding="utf-8") as stream:
        reasons = [(int(row["record"]), row["reason"]) for row in csv.DictReader(stream)]
    return report, lines, reasons


@settings(deadline=None, max_examples=examples(40), suppress_health_check=[HealthCheck.too_slow])
@given(rows=tables(), separator=st.sampled_from([",", ";", "\t", "|"]), block=st.integers(40, 400))
def test_every_format_and_block_size_gives_the_rows_of_the_model(
    rows: list[dict[str, str]], separator: str, block: int
) -> None:
    expected = model.prepare(rows, now=NOW)
    # Ids ending in .0 nearly everywhere are a reading of the whole column, which the model leaves out.
    if sum(row["USER_ID"].endswith(".0") or row["ITEM_ID"].endswith(".0") for row in rows):
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in.csv").write_bytes(as_csv(rows, separator))
        (folder / "in.jsonl").write_bytes(as_json_lines(rows))
        (folder / "array.json").write_text(json.dumps(rows, indent=1))
        as_parquet(rows, folder / "in.parquet")
        for source in ("in.csv", "in.jsonl", "array.json", "in.parquet"):
            for size in (block, 8 << 20):
                report, lines, rejects = prepared(folder, folder / source, block_bytes=size, first_look_bytes=100)
                assert lines == [",".join(model.FIELDS), *map(model.written, expected.rows)], source
                assert rejects == expected.rejects, source
                section = report.sections["prepare"]
                assert (section["read"], section["written"]) == (len(rows), len(expected.rows))


@settings(deadline=None, max_examples=examples(60))
@given(rows=tables(), block=st.integers(40, 400))
def test_its_own_output_is_not_changed_and_has_no_errors_of_cells(rows: list[dict[str, str]], block: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in.csv").write_bytes(as_csv(rows, ";"))
        first, lines, _ = prepared(folder, folder / "in.csv", block_bytes=block)
        errors = {entry.code for entry in first.findings if entry.severity == "error"}
        # Times that are nearly all implausible are a question, which accepting rejects has answered here.
        assert not {code for code in errors if not code.startswith("SET") and code not in ("CSV002", "VAL018")}
        (folder / "out.csv").rename(folder / "again.csv")
        report, again, _ = prepared(folder, folder / "again.csv")
        assert again == lines
        assert report.sections["prepare"]["repairs"] == []


@settings(deadline=None, max_examples=examples(30))
@given(
    number=st.sampled_from(["4,5", "12,50", "1.299", "1.299,00", "0,299", "7", "-3", "1.299.000", "1,2,3", "abc", ",5"])
)
def test_numbers_with_a_decimal_comma_are_those_of_the_model(number: str) -> None:
    rows = [
        dict(zip(model.FIELDS, ("u1", "i1", "1700000000", "View", value, "web"), strict=True))
        for value in (number, "4,5")
    ]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in.csv").write_bytes(as_csv(rows, ";"))
        _, lines, rejects = prepared(folder, folder / "in.csv")
    expected = model.prepare(rows, now=NOW, decimal=",")
    assert lines[1:] == [*map(model.written, expected.rows)]
    assert rejects == expected.rejects


def test_times_without_an_offset_ask_for_a_zone(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("USER_ID,ITEM_ID,TIMESTAMP\nu1,i1,2023-11-14 22:13:20\n")
    with pytest.raises(UsageError) as refused:
        prepared(tmp_path, source)
    assert "--time-zone UTC" in refused.value.hint
    assert not (tmp_path / "out.csv").exists()
    assert prepared(tmp_path, source, time_zone="UTC")[1][1] == "u1,i1,1700000000"
    assert prepared(tmp_path, source, time_zone="Europe/Berlin")[1][1] == "u1,i1,1699996400"
