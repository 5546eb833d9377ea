"""`prepare` against the plain model: mixed folders, joined parts, typed columns, lists and entries, days and hours."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interactions_cli.commands.prepare import prepare
from interactions_cli.commands.prepare_options import PrepareOptions
from interactions_cli.personalize.target import make_target
from tests import prepare_model as model
from tests.examples import examples
from tests.test_prepare_model import NOW, as_csv, tables

SPELLINGS: Mapping[str, Sequence[str]] = {
    "USER_ID": ("USER_ID", "user_id", "userId"),
    "ITEM_ID": ("ITEM_ID", "item_id", "itemId"),
    "TIMESTAMP": ("TIMESTAMP", "timestamp", "sentAt"),
    "EVENT_TYPE": ("EVENT_TYPE", "event_type", "eventType"),
    "EVENT_VALUE": ("EVENT_VALUE", "event_value", "eventValue"),
    "DEVICE": ("DEVICE", "device", "Device"),
}
QUICK = settings(deadline=None, max_examples=examples(40), suppress_health_check=[HealthCheck.too_slow])


def made(folder: Path, sources: Sequence[str], **options: object) -> tuple[list[str], list[tuple[str, int, str]]]:
    """The lines that are written, and path, record and reason of the others."""
    output, rejects = folder / "out.csv", folder / "rejects.csv"
    defaults = {"output": str(output), "rejects": str(rejects), "force": True, "accept_rejects": True}
    paths = [str(folder / source) for source in sources]
    report = prepare(paths, make_target(now=NOW), PrepareOptions(**{**defaults, **options}))  # type: ignore[arg-type]
    section = report.sections["prepare"]
    assert section["read"] == section["written"] + section["rejected"]
    with rejects.open(newline="", encoding="utf-8") as stream:
        found = [(Path(row["path"]).name, int(row["record"]), row["reason"]) for row in csv.DictReader(stream)]
    return output.read_text("utf-8").split("\n")[:-1], found


def has_float_ids(rows: Sequence[Mapping[str, str]]) -> bool:
    """Whether ids end in `.0`, whose reading holds for a whole column and is none of the model's."""
    return any(row[name].endswith(".0") for row in rows for name in ("USER_ID", "ITEM_ID"))


def write_part(path: Path, form: str, rows: Sequence[Mapping[str, str]]) -> None:
    names = list(rows[0])
    if form == "parquet":
        pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String)).write_parquet(path)
    elif form == "json":
        path.write_text(json.dumps(rows, indent=1), "utf-8")
    elif form == "jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    else:
        lines = [names, *([row[name] for name in names] for row in rows)]
        quoted = ([f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in line] for line in lines)
        path.write_text("".join(form.join(line) + "\n" for line in quoted), "utf-8", newline="")


@QUICK
@given(data=st.data(), rows=tables(), block=st.integers(40, 4000))
def test_a_folder_of_files_that_differ_in_everything_gives_the_rows_of_the_model(
    data: st.DataObject, rows: list[dict[str, str]], block: int
) -> None:
    if has_float_ids(rows):
        return
    cuts = sorted({0, len(rows), *data.draw(st.lists(st.integers(0, len(rows)), max_size=4))})
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "raw").mkdir()
        read: list[dict[str, str | None]] = []
        wanted: list[tuple[str, int, str]] = []
        for number, (start, end) in enumerate(pairwise(cuts)):
            which = data.draw(st.integers(0, 2))
            order = data.draw(st.permutations(model.FIELDS))
            part = [{SPELLINGS[field][which]: row[field] for field in order} for row in rows[start:end]]
            write_part(
                folder / "raw" / f"{number}",
                data.draw(st.sampled_from([",", ";", "\t", "json", "jsonl", "parquet"])),
                part,
            )
            records = [model.unified(row, SPELLINGS) for row in part]
            wanted += [(f"{number}", place, reason) for place, reason in model.prepare(records, now=NOW).rejects]
            read += records
        lines, rejects = made(folder, ["raw"], block_bytes=block, keep=(SPELLINGS["DEVICE"][which],))
    assert lines[1:] == [*map(model.written, model.prepare(read, now=NOW).rows)]
    assert rejects == wanted


@QUICK
@given(rows=tables(), cuts=st.lists(st.integers(0, 12), max_size=6), block=st.integers(40, 4000))
def test_small_parts_without_a_header_give_the_rows_of_the_model(
    rows: list[dict[str, str]], cuts: list[int], block: int
) -> None:
    if has_float_ids(rows):
        return
    bounds = [0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]
    wanted: list[tuple[str, int, str]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "raw").mkdir()
        for number, (start, end) in enumerate(pairwise(bounds)):
            (folder / "raw" / f"part-{number}").write_bytes(as_csv(rows[start:end], ",").partition(b"\n")[2])
            reasons = model.prepare(rows[start:end], now=NOW).rejects
            wanted += [(f"part-{number}", place, reason) for place, reason in reasons]
        lines, rejects = made(folder, ["raw"], columns=model.FIELDS, block_bytes=block)
    assert lines[1:] == [*map(model.written, model.prepare(rows, now=NOW).rows)]
    assert rejects == wanted


TYPED = st.fixed_dictionaries(
    {
        "USER_ID": st.integers(0, 2**62),
        "ITEM_ID": st.integers(0, 99),
        "TIMESTAMP": st.integers(1_600_000_000, 1_700_000_000),
        # Of an exponent there are several short forms.
        "EVENT_VALUE": st.floats(-1e12, 1e12, allow_nan=False).filter(lambda value: "e" not in repr(value)),
        "MOBILE": st.booleans(),
    }
)


@QUICK
@given(records=st.lists(TYPED, min_size=1, max_size=12))
def test_csv_json_and_parquet_of_the_same_numbers_give_the_same_bytes(
    records: list[dict[str, int | float | bool]],
) -> None:
    plain = [{name: json.dumps(value) for name, value in record.items()} for record in records]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for form in (",", ";"):
            write_part(folder / f"csv{form}", form, plain)
        (folder / "lines").write_text("".join(json.dumps(record) + "\n" for record in records))
        (folder / "array").write_text(json.dumps(records, indent=1))
        pl.DataFrame(records).write_parquet(folder / "parquet")
        written = {source: made(folder, [source]) for source in ("csv,", "csv;", "lines", "array", "parquet")}
    first, rejects = written["csv,"]
    assert len(first) == len(records) + 1
    assert rejects == []
    assert {source for source, (lines, _) in written.items() if lines == first} == {*written}, written


ITEMS = st.sampled_from(["a", "b", "c d", "007", "é"])
LISTS = st.lists(ITEMS | st.just("") | st.just(" a "), min_size=1, max_size=5)


@QUICK
@given(
    lists=st.lists(st.tuples(LISTS, st.sampled_from(["|", ";"])), min_size=1, max_size=8),
    form=st.sampled_from([",", "jsonl", "parquet"]),
)
def test_lists_with_a_separator_that_is_named_are_those_of_the_model(
    lists: list[tuple[list[str], str]], form: str
) -> None:
    texts = [mark.join(items) for items, mark in lists]
    rows = [{"USER_ID": "u", "ITEM_ID": "x", "TIMESTAMP": "1700000000", "IMPRESSION": text} for text in texts]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_part(folder / "raw", form, rows)
        lines, _ = made(folder, ["raw"], list_separator=";")
    assert [line.split(",")[3] for line in lines[1:]] == [model.list_of(text, ";") for text in texts]


ENTRY = st.fixed_dictionaries({}, optional={"id": st.sampled_from(["a", "b", "", None]), "price": st.just(1)})


@QUICK
@given(
    lists=st.lists(st.lists(ENTRY, max_size=3) | st.none(), min_size=1, max_size=6),
    form=st.sampled_from(["csv", "jsonl"]),
)
def test_entries_of_lists_are_the_records_of_the_model(lists: list[list[dict[str, object]] | None], form: str) -> None:
    orders = [{"USER_ID": f"u{n}", "TIMESTAMP": "1700000000", "items": found} for n, found in enumerate(lists)]
    expected = [entry for order in orders for entry in model.exploded(order, "items")]
    records = [
        {"USER_ID": e["USER_ID"], "ITEM_ID": e.get("items.id") or "", "TIMESTAMP": "1700000000"} for e in expected
    ]
    if not any(entry.get("id") for found in lists for entry in found or ()):
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if form == "csv":
            cells = [
                {**order, "items": "" if order["items"] is None else json.dumps(order["items"])} for order in orders
            ]
            write_part(folder / "raw", ",", [{name: str(value) for name, value in row.items()} for row in cells])
        else:
            (folder / "raw").write_text("".join(json.dumps(order) + "\n" for order in orders))
        lines, rejects = made(folder, ["raw"], explode="items", mapped={"ITEM_ID": ("items.id",)})
    wanted = [f"{row['USER_ID']},{row['ITEM_ID']},1700000000" for row in records if row["ITEM_ID"]]
    assert [",".join(line.split(",")[:3]) for line in lines[1:]] == wanted
    assert rejects == [("raw", number, "VAL001") for number, row in enumerate(records, 1) if not row["ITEM_ID"]]


DAYS = st.sampled_from(["2023-11-14", "20231114", "1700000000", "2023-11-14T22:13:20Z", "", "soon"])
CLOCKS = st.sampled_from(["22:13:20", "9:05", "10:13:20 PM", "12:00:00 AM", "", "late"])


@QUICK
@given(pairs=st.lists(st.tuples(DAYS, CLOCKS), min_size=1, max_size=8), form=st.sampled_from([",", "jsonl", "parquet"]))
def test_days_and_times_of_day_are_the_times_of_the_model(pairs: list[tuple[str, str]], form: str) -> None:
    # Without a day the option is refused.
    pairs = [*pairs, ("2023-11-14", "22:13:20")]
    rows = [{"USER_ID": "u", "ITEM_ID": "i", "day": day, "clock": clock} for day, clock in pairs]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_part(folder / "raw", form, rows)
        options = {"mapped": {"TIMESTAMP": ("day",)}, "time_of_day": "clock", "time_zone": "UTC"}
        lines, rejects = made(folder, ["raw"], **options)
    expected, wanted = [], []
    for number, (day, clock) in enumerate(pairs, 1):
        whole = model.whole_time(day, clock)
        try:
            expected.append(f"u,i,{model.time_of(whole, now=NOW, zone_is_utc=True)}")
        except model.Rejected as reason:
            wanted.append(("raw", number, str(reason) if whole else "VAL001"))
    assert (lines[1:], rejects) == (expected, wanted)
