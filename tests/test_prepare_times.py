"""Times as databases, languages, spreadsheets and logs write them: converted, or refused in words that help."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli.rules.kit.date_forms import ZONES, zone_of
from interactions_cli.transforms.prepare.calendar_forms import in_named_zone
from tests.examples import examples
from tests.test_prepare_all_questions import answer_of
from tests.test_prepare_command import prepared, rows, section, write

# 2023-11-14 22:13:20 UTC, to the second, the minute or the day.
SECOND, MINUTE, DAY = 1_700_000_000, 1_699_999_980, 1_699_920_000
HOUR: Final = 3_600
# Read without a question.
READ: Final = {
    "2023-11-14 22:13:20.1230000 +01:00": SECOND - HOUR,
    "2023-11-14 22:13:20.123456+00": SECOND,
    "2023-11-14 22:13:20+05:30": SECOND - 5 * HOUR - HOUR // 2,
    "2023-11-14 22:13:20 UTC": SECOND,
    "2023-11-14 22:13:20.123456 UTC": SECOND,
    "2023-11-14 22:13:20.123456+00:00": SECOND,
    "2023-11-14T22:13:20.123456Z": SECOND,
    "2023-11-14T22:13:20.000+0000": SECOND,
    "2023-11-14 22:13:20.123 -0800": SECOND + 8 * HOUR,
    "2023-11-14T22:13Z": MINUTE,
    "1700000000.123456": SECOND,
}
# Asked about, and what the answer makes of it.
ASKED: Final = {
    # SQL Server
    "Nov 14 2023 10:13PM": MINUTE,
    "2023-11-14 22:13:20.1230000": SECOND,
    "Nov 14 2023 10:13:20:123PM": SECOND,
    "14 Nov 2023 22:13:20:123": SECOND,
    "2023-11-14 22:13:20:123": SECOND,
    "20231114 22:13:20": SECOND,
    # Oracle, Db2
    "14-NOV-23 10.13.20.123456 PM": SECOND,
    "14-NOV-23 10.13.20 PM": SECOND,
    "14-NOV-23": DAY,
    "14-NOV-23 10.13.20.123456 PM +02:00": SECOND - 2 * HOUR,
    "14-NOV-23 11.13.20.123456000 PM EUROPE/BERLIN": SECOND,
    "2023-11-14-22.13.20.123456": SECOND,
    "2023-11-14 22.13.20": SECOND,
    "2023-11-14 22-13-20": SECOND,
    "2023-11-14_22:13:20": SECOND,
    # MySQL, Postgres, Hive, Presto, Snowflake
    "20231114221320.123456": SECOND,
    "14.11.2023 23:13:20 CET": SECOND,
    "11/14/2023 23:13:20.00 CET": SECOND,
    "Tue Nov 14 23:13:20 2023 CET": SECOND,
    "2023-11-14 22:13:20.0": SECOND,
    "2023-11-14 14:13:20.000 America/Los_Angeles": SECOND,
    "2023-11-14 22:13:20.000 Etc/UTC": SECOND,
    "Tue, 14 Nov 2023 22:13:20 -0800": SECOND + 8 * HOUR,
    # zones in letters
    "2023-11-14 17:13:20 EST": SECOND,
    "2023-11-14T14:13:20 PST": SECOND,
    "2023-07-14 23:13:20 BST": 1_689_372_800,
    # Excel, SAS, R
    "11/14/2023 10:13:20 PM": SECOND,
    "45244.92593": SECOND,
    "14NOV2023:22:13:20.123": SECOND,
    "231114": DAY,
    "231114221320": SECOND,
    # Java, Go, Python, JavaScript, Mongo
    "Tue Nov 14 23:13:20 CET 2023": SECOND,
    "2023-11-14T23:13:20+01:00[Europe/Berlin]": SECOND,
    "2023-11-14 22:13:20.123456789 +0000 UTC": SECOND,
    "2023-11-14 23:13:20 +0100 CET": SECOND,
    "2023-11-14 22:13:20.123456789": SECOND,
    "Tue Nov 14 2023 22:13:20 GMT+0000 (Coordinated Universal Time)": SECOND,
    'ISODate("2023-11-14T22:13:20Z")': SECOND,
    "TIMESTAMP '2023-11-14 22:13:20'": SECOND,
    # logs
    "Nov 14, 2023 @ 22:13:20.123": SECOND,
    "20231114T221320Z": SECOND,
    "20231114221320Z": SECOND,
    "2023-318T22:13:20Z": SECOND,
    "2023年11月14日 22:13:20": SECOND,
}
REFUSED: Final = {
    "datetime.datetime(2023, 11, 14, 22, 13, 20)": "values as a program shows them",
    "[2023,11,14,22,13,20]": "values as a program shows them",
    "/Date(1700000000123)/": "the brackets of ASP.NET: write the number alone",
    "2023-W46-2T22:13:20Z": "count weeks",
    "November 14th 2023, 22:13:20": "letters behind the day",
    "11/14/2023 10:13:20 p.m.": "dots in a.m. and p.m.",
    "2023-11-14 22:13:20 UTC+1": "write it as +01:00",
    "2023-11-14 22:13:20.123456789 +0000 UTC m=+0.000012": "a monotonic clock",
    "14 novembre 2023 22:13": "months that are not English",
    "Nov 14 22:13:20": "have no year",
    "Tue Nov 14 22:13:20": "have no year",
    "a while ago": "in no form that is known",
}


def write_times(folder: Path, *times: str) -> None:
    write(folder, "raw.tsv", ["user_id\titem_id\ttimestamp", *(f"u1\ti1\t{time}" for time in times)])


def written(folder: Path) -> list[int]:
    return [int(row.split(",")[2]) for row in rows(folder)[1:]]


@pytest.mark.parametrize("text", READ)
def test_a_time_with_its_offset_is_read(text: str, tmp_path: Path) -> None:
    write_times(tmp_path, text, text)
    prepared(tmp_path, "raw.tsv")
    assert written(tmp_path) == [READ[text]] * 2


@pytest.mark.parametrize("text", ASKED)
def test_what_is_asked_about_a_time_reads_it(text: str, tmp_path: Path) -> None:
    write_times(tmp_path, text, text)
    prepared(tmp_path, "raw.tsv", *answer_of(prepared(tmp_path, "raw.tsv", code=2).stderr))
    assert written(tmp_path) == [ASKED[text]] * 2


@pytest.mark.parametrize("text", REFUSED)
def test_what_no_option_reads_is_called_by_its_name(text: str, tmp_path: Path) -> None:
    write_times(tmp_path, text, text)
    said = prepared(tmp_path, "raw.tsv", code=2).stderr
    assert REFUSED[text] in said
    assert "`--time-format" not in said


def test_days_of_six_digits_may_begin_with_either_end(tmp_path: Path) -> None:
    write_times(tmp_path, "141123")
    said = prepared(tmp_path, "raw.tsv", code=2).stderr
    assert "`--time-format %y%m%d --time-zone UTC` or `--time-format %d%m%y --time-zone UTC`" in said
    prepared(tmp_path, "raw.tsv", "--time-format", "%d%m%y", "--time-zone", "UTC")
    assert written(tmp_path) == [DAY]


def test_letters_tell_an_hour_that_the_clock_shows_twice_apart(tmp_path: Path) -> None:
    times = [f"2023-{day} CE{letters}" for day, letters in (("10-29 02:30:00", "ST"), ("10-29 02:30:00", "T"))]
    write_times(tmp_path, *times, "2023-07-01 12:00:00 CEST", "2023-12-01 12:00:00 CET", "2023-12-01 12:00:00 cet")
    words = ("--time-format", "%Y-%m-%d %H:%M:%S %Z", "--time-zone", "Europe/Berlin")
    assert section(tmp_path, "raw.tsv", *words)["doubled_hours"] == 0
    assert written(tmp_path) == [1_698_539_400, 1_698_543_000, 1_688_205_600, 1_701_428_400, 1_701_428_400]


def test_letters_of_another_zone_are_never_read_as_those_of_this_one(tmp_path: Path) -> None:
    eastern = [f"2023-11-14 17:13:{second:02} EST" for second in range(20, 40)]
    write_times(tmp_path, *eastern, "2023-11-14 17:13:20 PST", "2023-11-14 17:13:20 EDT")
    words = ("--time-format", "%Y-%m-%d %H:%M:%S %Z", "--time-zone")
    made = section(tmp_path, "raw.tsv", *words, "America/New_York", "--max-rejected", "2")
    assert (made["written"], made["by_reason"]) == (20, {"VAL003": 2})
    said = prepared(tmp_path, "raw.tsv", *words, "Europe/Berlin", "--force", code=2).stderr
    assert "is not one of Europe/Berlin: name its zone, as `--time-zone America/New_York`" in said


def test_letters_of_a_zone_are_no_offset(tmp_path: Path) -> None:
    write_times(tmp_path, "2023-11-14 23:13:20 CET")
    asked = prepared(tmp_path, "raw.tsv", "--time-format", "%Y-%m-%d %H:%M:%S %Z", code=2).stderr
    assert "--time-format has no offset" in asked


@settings(deadline=None, max_examples=examples(100))
@given(st.sampled_from(sorted({*ZONES.values()})), st.integers(946_684_800, 1_893_456_000))
def test_a_named_time_is_the_one_that_its_zone_has(zone: str, second: int) -> None:
    moment = datetime.fromtimestamp(second, UTC).astimezone(ZoneInfo(zone))
    text = f"{moment:%Y-%m-%d %H:%M:%S} {moment.tzname()}"
    parsed = pl.Series([moment.replace(tzinfo=None)], dtype=pl.Datetime("us"))
    assert in_named_zone(parsed, pl.Series([text]), zone).to_list() == [second]
    other = pl.Series([f"{moment:%Y-%m-%d %H:%M:%S} XYZ"])
    assert in_named_zone(parsed, other, zone).to_list() == [None]


@pytest.mark.parametrize("letters", ZONES)
def test_every_zone_has_a_clock_that_shows_its_letters(letters: str) -> None:
    zone = ZoneInfo(zone_of(f"2023-11-14 22:13:20 {letters}"))
    shown = {datetime(2023, month, 1, tzinfo=zone).tzname() for month in range(1, 13)}
    assert letters in shown


def test_letters_of_winter_in_summer_have_a_clock_of_their_own(tmp_path: Path) -> None:
    write_times(tmp_path, *(f"2023-07-1{n} 12:00:00 EST" for n in range(5)), "2023-12-01 12:00:00 EST")
    words = ("--time-format", "%Y-%m-%d %H:%M:%S %Z", "--time-zone")
    asked = " ".join(prepared(tmp_path, "raw.tsv", *words, "America/New_York", code=2).stderr.split())
    assert "has letters that no clock of America/New_York has on that day" in asked
    assert "`--time-zone EST`" in asked
    prepared(tmp_path, "raw.tsv", *words, "EST")
    assert rows(tmp_path)[1].split(",")[2] == str(int(datetime(2023, 7, 10, 17, tzinfo=UTC).timestamp()))


def test_names_of_zones_in_capitals_are_names_of_zones() -> None:
    for name in ("America/Port_of_Spain", "Antarctica/McMurdo", "Africa/Dar_es_Salaam"):
        assert zone_of(f"14-NOV-23 10.13.20.000000 PM {name.upper()}") == name
