"""One cause is one finding, and its consequences speak for themselves where the cause was left out."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from interactions_cli.judging.folding import COVERS
from interactions_cli.rules import RULES
from tests.cli_runner import codes, finding, report, run

DAYS = "USER_ID,ITEM_ID,TIMESTAMP\n" + "u1,i1,20250109\n" * 10
ITEMS = "item_id,CATEGORY,CREATION_TIMESTAMP\n" + "".join(f"i{number},a,1600000000\n" for number in range(50))
USERS = "USER_ID,AGE\n" + "".join(f"u{number},{number}\n" for number in range(50))
LISTS = "USER_ID,ITEM_ID,TIMESTAMP,IMPRESSION\n" + "u1,i1,1700000000,i1; i2\n" * 10


@pytest.mark.parametrize(
    ("content", "cause", "consequence", "column"),
    [
        (DAYS, "VAL018", "VAL005", "TIMESTAMP"),
        (DAYS.replace("20250109", "20250109140811"), "VAL018", "VAL004", "TIMESTAMP"),
        (DAYS.replace("20250109", "638720000000000000"), "VAL018", "VAL004", "TIMESTAMP"),
        (DAYS.replace("20250109", "13380905291000000"), "VAL018", "VAL004", "TIMESTAMP"),
        (DAYS.replace("20250109", "173643169103"), "VAL018", "VAL004", "TIMESTAMP"),
        (DAYS.replace("20250109", "0"), "VAL018", "SET009", None),
        (DAYS.replace("20250109", "2025"), "VAL018", "SET009", None),
        (ITEMS, "SCH015", "SCH001", "TIMESTAMP"),
        (ITEMS, "SCH015", "SCH010", "CREATION_TIMESTAMP"),
        (USERS, "SCH015", "SCH001", "ITEM_ID"),
        (USERS, "SCH015", "SET001", None),
        (LISTS, "IMP008", "IMP003", "IMPRESSION"),
        (LISTS, "IMP008", "IMP009", "IMPRESSION"),
        (LISTS.replace("i1; i2", "i2|i3"), "IMP009", "IMP003", "IMPRESSION"),
    ],
)
def test_a_consequence_is_named_and_comes_back_without_its_cause(
    tmp_path: Path, content: str, cause: str, consequence: str, column: str | None
) -> None:
    path = tmp_path / "x.csv"
    path.write_text(content)
    judged = report(path)
    assert {"code": consequence, "column": column} in finding(judged, cause)["folded"]
    assert consequence not in {entry["code"] for entry in judged["findings"]}
    assert {"code": consequence, "column": column} not in judged["passed"]
    for choice in (("--ignore", cause), ("--select", consequence)):
        assert consequence in codes(report(path, *choice))


def test_causes_and_consequences_are_rules_of_their_own() -> None:
    known = {rule.code for rule in RULES}
    assert COVERS
    for cause, consequences in COVERS.items():
        assert {cause, *consequences} <= known
        # Where a consequence is a cause as well, its own consequences have the first cause, too.
        for consequence in set(consequences) & set(COVERS):
            assert set(COVERS[consequence]) <= set(consequences)


DAY = "a date written as digits (2025-01-09)"
# 2025-01-09 14:08:11 UTC, or the part of it that is there.
SECOND, HOUR, MIDNIGHT = 1_736_431_691, 1_736_431_200, 1_736_380_800


@pytest.mark.parametrize(
    ("value", "words", "seconds"),
    [
        ("20250109", DAY, MIDNIGHT),
        ("2025010914", DAY, None),
        ("202501091408", DAY, SECOND - 11),
        ("20250109140811", DAY, SECOND),
        ("20250109140811123", DAY, SECOND),
        ("09012025", DAY, MIDNIGHT),
        ("250109", DAY, MIDNIGHT),
        ("2501091408", DAY, SECOND - 11),
        ("250109140811", DAY, SECOND),
        ("2025009", DAY, MIDNIGHT),
        ("31122024", "a date written as digits (2024-12-31)", 1_735_603_200),
        ("12312024", "a date written as digits (2024-12-31)", 1_735_603_200),
        ("2025", "a year (2025)", None),
        ("202501", "a year and a month (2025-01)", None),
        ("638720284910000000", ".NET ticks (2025-01-09)", SECOND),
        ("133809052910000000", "a Windows file time (2025-01-09)", SECOND),
        ("13380905291000000", "microseconds since 1601, as WebKit counts (2025-01-09)", SECOND),
        ("20097", "days since 1970 (2025-01-09)", MIDNIGHT),
        ("45666", "a spreadsheet's number of a day (2025-01-09)", MIDNIGHT),
        ("482342", "hours since 1970 (2025-01-09)", HOUR),
        ("28940528", "minutes since 1970 (2025-01-09)", SECOND - 11),
        ("17364316910", "tenths of a second (2025-01-09)", SECOND),
        ("173643169103", "hundredths of a second (2025-01-09)", SECOND),
        ("600444491", "seconds since 2001, as Apple counts (2020-01-11)", 1_578_751_691),
        ("2460685", "a Julian day (2025-01-09)", None),
        ("2003185817744310277", "an id that was made of a time, such as a snowflake (2025-12-22)", None),
    ],
)
def test_the_reading_that_fits_is_named_and_its_option_followed(
    tmp_path: Path, value: str, words: str, seconds: int | None
) -> None:
    path, made = tmp_path / "x.csv", tmp_path / "made.csv"
    path.write_text("USER_ID,ITEM_ID,TIMESTAMP\n" + f"u1,i1,{value}\n" * 10)
    found = finding(report(path, "--now", "2025-02-01"), "VAL018")
    assert f"; the first reads as {words}" in found["message"]
    option = re.search(r"add `(--time-[a-z]+ .+?)`", found["hint"])
    if seconds is None:
        assert found["hint"] == "Write Unix seconds in UTC where the file is made."
        return
    assert option, found["hint"]
    run("prepare", path, *shlex.split(option[1]), "-o", made, "--now", "2025-02-01", code=1)
    assert made.read_text().splitlines()[1:] == [f"u1,i1,{seconds}"] * 10


@pytest.mark.parametrize("value", ["45666.58902", "20097.58902"])
def test_a_fraction_of_a_day_is_told_by_its_option(tmp_path: Path, value: str) -> None:
    path, made = tmp_path / "x.csv", tmp_path / "made.csv"
    path.write_text("USER_ID,ITEM_ID,TIMESTAMP\n" + f"u1,i1,{value}\n" * 10)
    option = re.search(r"add `(--time-epoch [a-z]+)`", finding(report(path), "VAL003")["hint"])
    assert option
    run("prepare", path, *shlex.split(option[1]), "-o", made, code=1)
    assert made.read_text().splitlines()[1] == f"u1,i1,{SECOND}"


@pytest.mark.parametrize(
    ("moment", "unit"),
    [
        *(
            (moment, unit)
            for moment in (999_999_999, 1_000_000_000, 1_738_454_400)
            for unit in (1, 10**3, 10**6, 10**9)
        ),
        *((631_152_000, unit) for unit in (1, 10**3, 10**6)),
        # Nanoseconds before that are what .NET counts today.
        (646_602_049, 10**9),
    ],
)
def test_no_time_of_1990_to_now_is_called_unlikely(tmp_path: Path, moment: int, unit: int) -> None:
    path = tmp_path / "x.csv"
    path.write_text("USER_ID,ITEM_ID,TIMESTAMP\n" + f"u1,i1,{moment * unit}\n" * 10)
    judged = report(path, "--now", "2025-02-01")
    assert ("VAL004" in codes(judged)) == (unit > 1)
    assert not {"VAL005", "VAL018"} & codes(judged)


def test_few_implausible_times_do_not_cost_their_rows(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("USER_ID,ITEM_ID,TIMESTAMP\n" + "u1,i1,1700000000\n" * 9 + "u1,i1,0\n")
    assert run("filter", path, "--drop-invalid", "-q").stdout == path.read_text()


def test_a_rule_about_logs_is_no_rule_of_validate(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(DAYS)
    assert "merge-impressions" in run("validate", path, "--select", "LOG001", code=2).stderr


@pytest.mark.parametrize(
    ("content", "dataset"),
    [
        (ITEMS, "an Items"),
        (USERS, "a Users"),
        (ITEMS.replace("item_id", "ITEM_ID").replace("a,", '"a long, long text",'), "an Items"),
        # A keyword of the other dataset says with a single record what ten distinct ids say.
        ("ITEM_ID,CREATION_TIMESTAMP\ni1,1600000000\n", "an Items"),
    ],
)
def test_another_dataset_is_one_finding(tmp_path: Path, content: str, dataset: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(content)
    (found,) = report(path, code=1)["findings"]
    assert found["code"] == "SCH015"
    assert f"this looks like {dataset} dataset" in found["message"]
    told = json.loads(run("stats", path, "--format", "json").stdout)
    assert [entry["code"] for entry in told["findings"]] == ["SCH015"]


SHOWN = "userId,timestamp,recommendationId,impression\nu1,1740000000,r1,i1|i2\nu2,1740000060,r2,i1;i1\n"


def test_a_log_of_shown_lists_is_one_finding(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(SHOWN)
    (found,) = report(path, code=1)["findings"]
    assert found["code"] == "SCH015"
    assert found["message"].startswith("this looks like a log of shown lists: IMPRESSION in 100 % of 2 records, and no")
    assert "and this one to `merge-impressions` with --impressions" in found["hint"]


@pytest.mark.parametrize(
    "content",
    [
        SHOWN.replace("recommendationId", "eventType"),
        SHOWN.replace("recommendationId", "product"),
        SHOWN.replace("i1|i2", ""),
        ITEMS.replace("item_id", "ITEM_ID,TIMESTAMP").replace(",a,", ",1700000000,a,"),
        ITEMS.replace("CATEGORY", "EVENT_TYPE"),
        ITEMS.replace("CATEGORY", "customer"),
        ITEMS.replace("CATEGORY", "USR_ID"),
        ITEMS.replace("i1", "i2"),
        USERS.replace("AGE", "product_id"),
        "ITEM_ID,CATEGORY\ni1,a\n",
    ],
)
def test_interactions_that_lack_a_column_are_no_other_dataset(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(content)
    assert "SCH001" in codes(report(path))
    assert "SCH015" not in codes(report(path))


@pytest.mark.parametrize(
    ("header", "row", "dataset"),
    [
        ("movieId,title,genres", "{n},Title {n},a|b", "an Items"),
        ("product_id,name,price", "p{n},Name {n},3.5", "an Items"),
        ("customer_id,age,gender", "c{n},3,m", "a Users"),
    ],
)
def test_another_dataset_is_known_by_what_exports_call_its_ids(
    tmp_path: Path, header: str, row: str, dataset: str
) -> None:
    path = tmp_path / "x.csv"
    path.write_text("\n".join([header, *(row.format(n=n) for n in range(40)), ""]))
    judged = report(path)
    assert [entry["code"] for entry in judged["findings"] if entry["severity"] == "error"] == ["SCH015"]
    assert dataset in finding(judged, "SCH015")["message"]


@pytest.mark.parametrize("header", ["movieId,userId,rating", "product_id,event_time,kind", "customer_id,item,kind"])
def test_interactions_by_other_names_are_no_other_dataset(tmp_path: Path, header: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text("\n".join([header, *(f"a{n},b{n % 7},{n}" for n in range(40)), ""]))
    assert "SCH015" not in str(report(path)["findings"])
