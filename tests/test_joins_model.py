"""Comparisons with catalogues and the plain-Python model agree, for any split into files and blocks."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli.commands.validate import ValidateOptions, validate
from interactions_cli.personalize.target import make_target
from tests import joins_model
from tests.examples import examples

FIRST = 1_700_000_000
CORES = st.sampled_from(["1", "2", "7", "12", "a", "B", "ab", "0", "007", "é", "x-1", "İ", "10"])
FRONTS = st.sampled_from(["", "", "", " ", "0", "00", "item-", "item-", "I", "1", "x-"])
ENDS = st.sampled_from(["", "", "", " ", ".0", ".00", "0"])
IDS = st.builds(lambda front, core, end: front + core + end, FRONTS, CORES, ENDS)
# One text in front of all ids of a side, or of none.
SIDES = st.sampled_from(["", "", "movie-", "m"])
BLANK = st.just("")


def table(column: str, ids: list[str]) -> bytes:
    other = {"ITEM_ID": "u1", "USER_ID": "i1"}[column]
    header = f"{column},{'USER_ID' if column == 'ITEM_ID' else 'ITEM_ID'},TIMESTAMP\n"
    return (header + "".join(f"{name},{other},{FIRST + place}\n" for place, name in enumerate(ids))).encode()


def compared(
    folder: Path, column: str, files: list[list[str]], catalogue: list[str], cut: int, **options: Any
) -> dict[str, Any]:
    paths = []
    for place, ids in enumerate(files):
        paths.append(str(folder / f"{place}.csv"))
        (folder / f"{place}.csv").write_bytes(table(column, ids))
    known = []
    for place, ids in enumerate((catalogue[:cut], catalogue[cut:])):
        known.append(str(folder / f"known-{place}.csv"))
        (folder / f"known-{place}.csv").write_text("".join(f"{name},x\n" for name in (column, *ids)), "utf-8")
    name = {"ITEM_ID": "items", "USER_ID": "users"}[column]
    options |= {name: tuple(known)}
    chosen = ValidateOptions(select=("REF",), max_samples=1000, **options)
    return validate(paths, make_target(now=FIRST), chosen).to_dict()


CASE = st.fixed_dictionaries(
    {
        "column": st.sampled_from(["ITEM_ID", "USER_ID"]),
        "files": st.lists(st.lists(IDS | BLANK, max_size=30), min_size=1, max_size=3),
        "catalogue": st.lists(IDS, min_size=1, max_size=20),
        "side": SIDES,
        "other_side": SIDES,
        "cut": st.integers(0, 20),
    }
)


def sides(case: dict[str, Any]) -> tuple[str, list[list[str]], list[str], int]:
    files = [[f"{case['side']}{name}" if name else "" for name in ids] for ids in case["files"]]
    catalogue = [case["other_side"] + name for name in case["catalogue"]]
    return case["column"], files, catalogue, case["cut"]


@settings(max_examples=examples(100), deadline=None)
@given(case=CASE, block_bytes=st.sampled_from([1, 40, 300, 1 << 20]))
def test_figures_and_findings_equal_the_model(case: dict[str, Any], block_bytes: int) -> None:
    column, files, catalogue, cut = sides(case)
    with tempfile.TemporaryDirectory() as name:
        report = compared(Path(name), column, files, catalogue, cut, block_bytes=block_bytes)
        path = {str(Path(name) / f"{place}.csv"): str(place) for place in range(len(files))}
    rows = [
        (str(place), line, text) for place, ids in enumerate(files) for line, text in enumerate(ids, 2) if text.strip()
    ]
    expected = joins_model.compare(rows, [text for text in catalogue if text])
    found = report["metrics"]["joins"]["items" if column == "ITEM_ID" else "users"]
    assert {key: found[key] for key in ("ids", "unknown_ids", "unknown_rows", "idle_ids")} == {
        key: expected[key] for key in ("ids", "unknown_ids", "unknown_rows", "idle_ids")
    }
    assert {entry["cause"]: [entry["ids"], entry["rows"]] for entry in found["near_misses"]} == expected["near"]
    assert [entry["prefix"] for entry in found["near_misses"] if entry["prefix"]] == [
        prefix for prefix in [expected["prefix"]] if prefix
    ]
    said = {entry["code"]: entry for entry in report["findings"]}
    near_rows, count = sum(rows for _, rows in expected["near"].values()), expected["unknown_rows"]
    whole, near_ids = report["metrics"]["rows"], sum(ids for ids, _ in expected["near"].values())
    unknown_code = "REF001" if column == "ITEM_ID" else "REF002"
    fired = {
        unknown_code: joins_model.fires(count, "0.01", whole),
        "REF003": joins_model.fires(near_rows, "0.01", whole),
    }
    idle = expected["idle_ids"] - near_ids
    fired["REF004"] = joins_model.fires(idle, "0.5", expected["ids"])
    is_folded = fired["REF003"] and near_rows == count
    assert set(said) == {code for code, does in fired.items() if does and whole} - (
        {unknown_code} if is_folded else set()
    )
    places = {code: [[path[at["path"]], at["line"]] for at in entry["samples"]] for code, entry in said.items()}
    assert places.get(unknown_code) in (None, expected["places"])
    assert places.get("REF003") in (None, expected["near_places"])


@settings(max_examples=examples(60), deadline=None)
@given(case=CASE, block_bytes=st.integers(1, 200), learn_from=st.integers(1, 5))
def test_any_block_size_gives_the_same_report_to_the_byte(
    case: dict[str, Any], block_bytes: int, learn_from: int
) -> None:
    # What is learnt from few ids is known in the middle of the run.
    with mock.patch("interactions_cli.measures.joins.LEARN_FROM", learn_from), tempfile.TemporaryDirectory() as name:
        whole = compared(Path(name), *sides(case))
        split = compared(Path(name), *sides(case), block_bytes=block_bytes)
    assert json.dumps(split) == json.dumps(whole)
