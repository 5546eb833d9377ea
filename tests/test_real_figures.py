"""Look-alikes of two well-known public files; every finding and figure was decided by hand from the guide.

A MovieLens export with `watch` and `click`: whoever watched also clicked at the same second, so user, item and time
repeat without any record being a copy. An airline rating file: ids are long negative integers that must stay text,
ratings are the event value, some rows are exact copies and one time is 0.
"""

from __future__ import annotations

from pathlib import Path

from tests.cli_runner import finding, report

FIRST, LAST = 828_124_615, 1_537_799_250
MIDNIGHT = 86_400


def movielens(folder: Path) -> Path:
    """610 users, 3 clicks each on a film of their own and of others; every third click was a watch, too."""
    rows = []
    for number in range(1830):
        time = FIRST + number * 387_000
        user, item = number % 610 + 1, number % 947 + 1
        if number % 3 == 0:
            rows.append(f"{user},{item},{time},watch")
        rows.append(f"{user},{item},{time},click")
    rows[-1] = f"610,947,{LAST},click"
    path = folder / "movielens.csv"
    path.write_text("\n".join(["USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE", *rows]) + "\n")
    return path


def airline(folder: Path) -> Path:
    """2,000 ratings of 35 airlines by 1,600 people, then 12 copies of the first 12, then one at time 0."""
    rows = [
        f"{-2_996_180_203_100_007_228 + number % 35},{8_120_125_224_640_029_423 - number % 1600},"
        f"{(16_000 + number) * MIDNIGHT},{('Economy', 'Business Class')[number % 2]},{number % 10 + 1}.0,RATING"
        for number in range(2000)
    ]
    last = "-1,-2,0,Economy,7.0,RATING"
    path = folder / "airline.csv"
    header = "ITEM_ID,USER_ID,TIMESTAMP,CABIN_TYPE,EVENT_VALUE,EVENT_TYPE"
    path.write_text("\n".join([header, *rows, *rows[:12], last]) + "\n")
    return path


def test_watch_and_click_of_one_second_are_two_interactions(tmp_path: Path) -> None:
    read = report(movielens(tmp_path), code=0)
    assert [(entry["code"], entry["column"], entry["count"]) for entry in read["findings"]] == [
        ("SET014", None, 1),
        ("SET019", None, 1),
        ("SET026", None, 1),
    ]
    figures = read["metrics"]
    assert figures["event_types"] == {"click": 1830, "watch": 610}
    assert (figures["rows"], figures["unique_interactions"], figures["duplicate_rows"]) == (2440, 2440, 0)
    assert figures["duplicate_user_item_time"] == 610
    assert (figures["users"], figures["users_with_2"], figures["users_with_2_unique"]) == (610, 610, 610)
    assert figures["items"] == 947
    assert (figures["timestamp_min"], figures["timestamp_max"]) == (FIRST, LAST)
    assert figures["completeness"] == {}


def test_training_on_watch_alone(tmp_path: Path) -> None:
    read = report(movielens(tmp_path), "--event", "watch", code=1)
    training = read["metrics"]["training"]
    # Every third of the 1,830 clicks: numbers 0, 3, 6 …, users number % 610, so 610 records of 610 users, one each.
    assert (training["rows"], training["users"], training["users_with_2"]) == (610, 610, 0)
    assert finding(read, "SET001")["missing"] == 390
    assert finding(read, "SET002")["missing"] == 25


def test_long_negative_ids_stay_text_and_copies_are_found(tmp_path: Path) -> None:
    read = report(airline(tmp_path), code=0)
    assert [(entry["code"], entry["column"], entry["count"]) for entry in read["findings"]] == [
        ("SET010", None, 12),
        ("VAL005", "TIMESTAMP", 1),
        ("SET014", None, 1),
        ("SET026", None, 1),
        ("SET027", None, 1),
    ]
    assert finding(read, "VAL005")["samples"][0]["line"] == 2014
    assert [(entry["line"], entry["value"]) for entry in finding(read, "SET010")["samples"]] == [
        (2002 + place, f"{2002 + place} = {2 + place}") for place in range(5)
    ]
    figures = read["metrics"]
    assert (figures["rows"], figures["unique_interactions"]) == (2013, 2001)
    assert (figures["users"], figures["users_with_2"], figures["users_with_2_unique"]) == (1601, 400, 400)
    assert figures["items"] == 36
    assert figures["event_types"] == {"RATING": 2013}
    assert figures["timestamp_min"] == 0
    assert figures["completeness"] == {"CABIN_TYPE": 1.0, "EVENT_VALUE": 1.0}


def test_the_threshold_is_inclusive(tmp_path: Path) -> None:
    read = report(airline(tmp_path), "--event", "RATING:7")
    # Ratings 7 to 10 are four in ten of 2,000, those of copies 7 to 10 (numbers 6 to 9), and the last one.
    assert read["metrics"]["training"]["rows"] == 800 + 4 + 1
