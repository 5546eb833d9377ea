"""Column names that are nearly the service's: a slip is found, and a name of one's own is left alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli_runner import report, run

SLIPS = {
    "IMPRESION": "IMPRESSION",
    "IMPRESSIONS": "IMPRESSION",
    "impressoin": "IMPRESSION",
    "EVENT_TYP": "EVENT_TYPE",
    "EVNT_TYPE": "EVENT_TYPE",
    "EVENTTYPES": "EVENT_TYPE",
    "EVENT_VALEU": "EVENT_VALUE",
    "RECOMMENDATION": "RECOMMENDATION_ID",
    "RECOMENDATION_ID": "RECOMMENDATION_ID",
    "EVENT_ATTRIBUTION": "EVENT_ATTRIBUTION_SOURCE",
    "TIMESTAMPP": "TIMESTAMP",
    "TIMESTANP": "TIMESTAMP",
    "USERR_ID": "USER_ID",
    "ITMID": "ITEM_ID",
}
OWN = (
    *("ITEM_IDS_SEEN", "EVENT_TIME", "EVENT_DATE", "EVENT_ID", "EVENT_NAME", "USER_AGE", "USER_IP", "USER_IDX"),
    *("ITEM_UID", "ITEM_ID2", "TIMESTAMP_MS", "EVENT_TYPE_2", "EVENT_VALUE_B", "IMPRESSION_ID", "EXPRESSION", "EVENT"),
    *("RECOMMENDED", "RECOMMENDER_ID", "SESSION_ID", "UTM_ID", "ITEM", "USER", "TIME"),
)


def found(folder: Path, header: str) -> list[tuple[str, str, str]]:
    row = ",".join(["u1", "i1", "1700000000", *["a"] * (header.count(",") - 2)])
    (folder / "x.csv").write_text(f"{header}\n{row}\n")
    judged = report("x.csv", "--select", "SCH001,SCH013", cwd=folder)
    return [(entry["code"], entry["column"], entry["message"]) for entry in judged["findings"]]


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_found_beside_the_name_that_is_meant_and_without_it(tmp_path: Path, name: str) -> None:
    meant = SLIPS[name]
    required = "USER_ID,ITEM_ID,TIMESTAMP"
    if meant in required:
        cases = {f"{required},{name}": f"{meant}, beside {meant}"}
    else:
        cases = {f"{required},{name},{meant}": f"beside {meant}", f"{required},{name}": f"and there is no {meant}"}
    for header, words in cases.items():
        ((code, column, message),) = found(tmp_path, header)
        assert (code, column) == ("SCH013", name)
        assert f"nearly called {meant}" in message
        assert words in message


@pytest.mark.parametrize("name", OWN)
def test_a_name_of_ones_own_is_none(tmp_path: Path, name: str) -> None:
    assert found(tmp_path, f"USER_ID,ITEM_ID,TIMESTAMP,{name}") == []


def test_a_slip_in_a_required_name_is_one_finding_that_names_it(tmp_path: Path) -> None:
    rows = "".join(f"u{number % 30},i{number % 9},{1_700_000_000 + number}\n" for number in range(1_000))
    (tmp_path / "x.csv").write_text("USR_ID,ITM_ID,TIMESTMP\n" + rows)
    judged = report("x.csv", "--select", "SCH", cwd=tmp_path)
    hints = {entry["column"]: entry["hint"] for entry in judged["findings"]}
    assert [entry["code"] for entry in judged["findings"]] == ["SCH001"] * 3
    maps = [re.search("`--map ([A-Z_=]+)`", hints[name]) for name in ("USER_ID", "ITEM_ID", "TIMESTAMP")]
    given = [found[1] for found in maps if found]
    assert given == ["USER_ID=USR_ID", "ITEM_ID=ITM_ID", "TIMESTAMP=TIMESTMP"]
    run("prepare", "x.csv", "-o", "y.csv", *(word for pair in given for word in ("--map", pair)), cwd=tmp_path)
    assert (tmp_path / "y.csv").read_text() == "USER_ID,ITEM_ID,TIMESTAMP\n" + rows


def test_a_second_column_of_lists_is_not_added_in_silence(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("USER_ID,ITEM_ID,TIMESTAMP,IMPRESSIONS\nu1,i1,1700000000,i1|i2\n")
    (tmp_path / "log.jsonl").write_text('{"userId":"u1","timestamp":1700000000,"itemList":[{"itemId":"i1"}]}\n')
    words = ("merge-impressions", "x.csv", "--impressions", "log.jsonl", "--within", "1h", "-o", "y.csv")
    shown = run(*words, cwd=tmp_path, env={"COLUMNS": "200"})
    text = shown.stdout + shown.stderr
    assert "column IMPRESSIONS in 1 file is nearly called IMPRESSION, beside IMPRESSION" in text
    assert (tmp_path / "y.csv").read_text().splitlines()[0] == "USER_ID,ITEM_ID,TIMESTAMP,IMPRESSIONS,IMPRESSION"
    run(*words, "--force", "--fail-on", "warning", cwd=tmp_path, code=1)
