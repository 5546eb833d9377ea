"""Each figure of `stats` on ten rows that can be counted by hand, and the measures beyond their limits."""

from __future__ import annotations

import json
import math
import random
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from interactions_cli.commands import stats as commands
from interactions_cli.measures import column_values, first_seen, top_two
from interactions_cli.measures import samples as pairs
from interactions_cli.measures.column_values import ColumnValues, TextCounter
from interactions_cli.measures.samples import Limits, PairSample
from interactions_cli.measures.sections.events import chosen_thresholds, meets_minimums
from interactions_cli.measures.sections.overview import spread
from interactions_cli.measures.top_two import TopTwo
from interactions_cli.measures.value_buckets import QUANTILES, ValueBuckets, bucket_codes, lower_bound, quantile, rank
from interactions_cli.personalize.target import make_target
from tests import stats_model
from tests.cli_runner import run
from tests.test_stats_command import stats_of

# 1 January 2024 is a Monday; 1704067200 is its first second.
TEN = """\
USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE,CITY,IMPRESSION
u1,i1,1704067200,watch,0.5,Paris,i1|i2
u1,i1,1704070800,watch,0.9,Paris,i2|i3
u1,i2,1704078000,watch,0.1,paris,i1|i2|i3
u1,i3,1704153600,click,,Oslo,
u2,i1,1704157200,watch,0.5,Oslo,i1
u2,i4,1704157200,click,,Oslo,i4|i4
u2,i4,1704157200,click,,Oslo,i4|i4
u3,i1,1704240000,watch,1,,
u4,i5,1704672000,watch,0.123456,New_York,
u5,i1,12,watch,0.5,new york,i9
"""
NOW = "2024-02-01T00:00:00Z"


@pytest.fixture(scope="module")
def ten(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("ten") / "ten.csv"
    path.write_text(TEN)
    return stats_of(path, "--now", NOW)


def test_overview(ten: dict[str, Any]) -> None:
    # Pairs: u1 has i1 twice, u2 has i4 twice, so 8 of 5 x 5; the second u2,i4 row is an exact copy.
    assert ten["overview"] == {
        "records": 10,
        "users": 5,
        "items": 5,
        "pairs": 8,
        "density_pairs": 8 / 25,
        "density_rows": 10 / 25,
        "repeat_rate": 0.2,
        "unique_interactions": 9,
        "duplicate_rows": 1,
        "duplicate_user_item_time": 1,
        "estimated": [],
    }


def test_who_has_most(ten: dict[str, Any]) -> None:
    users, items = (ten["distribution"][side]["top"] for side in ("users", "items"))
    assert [(entry["name"], entry["rows"], entry["share"]) for entry in users] == [
        *((None, rows, rows / 10) for rows in (4, 3, 1, 1, 1)),
    ]
    assert [(entry["rows"], entry["share"]) for entry in items] == [(rows, rows / 10) for rows in (5, 2, 1, 1, 1)]
    names = [entry["name"] for entry in items]
    assert len(set(names)) == 5
    assert names[2:] == sorted(names[2:])


def test_spread_over_users(ten: dict[str, Any]) -> None:
    # Rows per user, ascending: 1 1 1 3 4. Gini: 2 (1 + 2 + 3 + 12 + 20) / (5 x 10) - 6 / 5 = 0.32.
    figures = {key: value for key, value in ten["distribution"]["users"].items() if key != "top"}
    assert figures == {
        "count": 5,
        "rows": 10,
        "mean": 2.0,
        "single": 3,
        "single_share": 0.6,
        "gini": 0.32,
        "top_1_percent_share": 0.4,
        "top_10_percent_share": 0.4,
        "quantiles": {"min": 1, "p1": 1, "p10": 1, "p25": 1, "p50": 1, "p75": 3, "p90": 4, "p99": 4, "max": 4},
        "histogram": [
            {"from": 1, "to": 1, "count": 3},
            {"from": 2, "to": 3, "count": 1},
            {"from": 4, "to": 7, "count": 1},
        ],
        # The top 1 % of five are one, and so are 20 %.
        "by_rank": [
            {"keys": 1, "rows": 4},
            {"keys": 2, "rows": 7},
            {"keys": 3, "rows": 8},
            {"keys": 4, "rows": 9},
            {"keys": 5, "rows": 10},
        ],
    }


def test_spread_over_items(ten: dict[str, Any]) -> None:
    # Rows per item, ascending: 1 1 1 2 5. Gini: 2 (1 + 2 + 3 + 8 + 25) / (5 x 10) - 6 / 5 = 0.36.
    items = ten["distribution"]["items"]
    assert (items["gini"], items["single"], items["top_1_percent_share"]) == (0.36, 3, 0.5)


def test_top_shares_take_whole_keys() -> None:
    # 101 keys: 1 % are two keys, 10 % are eleven.
    figures = spread([(1, 90), (10, 10), (100, 1)])
    assert figures["rows"] == 290
    assert figures["top_1_percent_share"] == pytest.approx(110 / 290, rel=1e-5)
    assert figures["top_10_percent_share"] == pytest.approx(200 / 290, rel=1e-5)


@pytest.mark.parametrize(("sizes", "expected"), [([3, 3, 3], 0), ([1], 0), ([0, 0, 0, 10], 0.75)])
def test_gini_of_equals_is_0_and_of_one_who_has_all_is_near_1(sizes: list[int], expected: float) -> None:
    found = sorted((size, sizes.count(size)) for size in set(sizes))
    assert spread(found)["gini"] == expected


def test_event_types_and_their_values(ten: dict[str, Any]) -> None:
    # Values of watch, ascending: 0.1 0.123456 0.5 0.5 0.5 0.9 1.
    assert ten["events"] == {
        "distinct": 2,
        "without_type": 0,
        "types": [
            {
                "event_type": "watch",
                "rows": 7,
                "share": 0.7,
                "values": {
                    "count": 7,
                    "quantiles": {
                        "min": 0.1,
                        "p1": 0.1,
                        "p10": 0.1,
                        "p25": 0.123,
                        "p50": 0.5,
                        "p75": 0.9,
                        "p90": 1.0,
                        "p99": 1.0,
                        "max": 1.0,
                    },
                },
            },
            {"event_type": "click", "rows": 3, "share": 0.3, "values": None},
        ],
    }


def test_thresholds(ten: dict[str, Any]) -> None:
    (curve,) = ten["thresholds"]
    assert (curve["event_type"], curve["values"]) == ("watch", 7)
    left = [(step["threshold"], step["rows"], step["users"], step["users_with_2"]) for step in curve["curve"]]
    assert left == [(0.1, 7, 5, 1), (0.123, 6, 5, 1), (0.5, 5, 4, 1), (0.9, 2, 2, 0), (1.0, 1, 1, 0)]
    assert {step["meets_minimums"] for step in curve["curve"]} == {False}


def test_time(ten: dict[str, Any]) -> None:
    time = dict(ten["time"])
    days = [list(day.values()) for day in time.pop("periods")]
    table = time.pop("weekday_hour")
    assert time == {
        "period": "day",
        "timestamp_min": 12,
        "timestamp_max": 1704672000,
        "newest_age_days": 24,
        "rows": 9,
        "outside": 1,
        "first_hour": "2024-01-01T00:00:00Z",
        "last_hour": "2024-01-08T00:00:00Z",
        "span_hours": 169,
        "empty_hours": 162,
        "longest_gaps": [
            {"start": "2024-01-03T01:00:00Z", "hours": 119},
            {"start": "2024-01-02T02:00:00Z", "hours": 22},
            {"start": "2024-01-01T04:00:00Z", "hours": 20},
            {"start": "2024-01-01T02:00:00Z", "hours": 1},
        ],
    }
    # Rows, new users, new items, their shares of 4 users and 5 items, rows with an item that is new that day.
    assert days == [
        ["2024-01-01", 3, 1, 2, 0.25, 0.4, 1.0],
        ["2024-01-02", 4, 1, 2, 0.25, 0.4, 0.75],
        ["2024-01-03", 1, 1, 0, 0.25, 0.0, 0.0],
        ["2024-01-08", 1, 1, 1, 0.25, 0.2, 1.0],
    ]
    assert [table[0][hour] for hour in (0, 1, 3)] == [2, 1, 1]
    assert [table[1][hour] for hour in (0, 1)] == [1, 3]
    assert table[2][0] == 1
    assert sum(map(sum, table)) == 9


@pytest.mark.parametrize(
    ("period", "starts"),
    [
        ("hour", ["2024-01-01T00:00:00Z", "2024-01-01T01:00:00Z"]),
        ("week", ["2024-01-01", "2024-01-08"]),
        ("month", ["2024-01-01"]),
    ],
)
def test_periods(tmp_path: Path, period: str, starts: list[str]) -> None:
    (tmp_path / "ten.csv").write_text(TEN)
    time = stats_of(tmp_path / "ten.csv", "--now", NOW, "--period", period)["time"]
    assert [entry["start"] for entry in time["periods"]][: len(starts)] == starts
    assert sum(entry["rows"] for entry in time["periods"]) == 9


def test_own_columns(ten: dict[str, Any]) -> None:
    (city,) = ten["columns"]
    assert city == {
        "column": "CITY",
        "completeness": 0.9,
        "distinct": 5,
        "estimated": False,
        "top_values": [
            {"value": "Oslo", "rows": 4, "share": 0.4},
            {"value": "Paris", "rows": 2, "share": 0.2},
            {"value": "New_York", "rows": 1, "share": 0.1},
            {"value": "new york", "rows": 1, "share": 0.1},
            {"value": "paris", "rows": 1, "share": 0.1},
        ],
        "spellings": [
            {"values": ["Paris", "paris"], "rows": [2, 1]},
            {"values": ["New_York", "new york"], "rows": [1, 1]},
        ],
        "values": None,
    }


def test_impressions(ten: dict[str, Any]) -> None:
    lists = ten["impressions"]
    items = {entry["item"]: (entry["shown"], entry["clicks"], entry["click_rate"]) for entry in lists["top_items"]}
    # Lists: i1|i2 (i1 clicked), i2|i3 (i1 not shown), i1|i2|i3 (i2), i1 (i1), i4|i4 twice (i4), i9 (i1 not shown).
    assert items == {
        "i4": (4, 2, 0.5),
        "i1": (3, 2, 0.666667),
        "i2": (3, 1, 0.333333),
        "i3": (2, 0, 0.0),
        "i9": (1, 0, 0.0),
    }
    assert list(items)[:3] == ["i4", "i1", "i2"]
    assert (lists["rows"], lists["share"], lists["shown_items"]) == (7, 0.7, 5)
    assert (lists["interacted_shown"], lists["interacted_shown_share"]) == (5, 0.714286)
    assert (lists["items_per_list"]["p50"], lists["items_per_list"]["max"]) == (2, 3)
    assert (lists["characters"]["min"], lists["characters"]["max"]) == (2, 8)


def test_what_validate_shows_too_is_the_same_figure(tmp_path: Path) -> None:
    path = tmp_path / "ten.csv"
    path.write_text(TEN)
    options = ("--event", "watch:0.5", "--now", NOW, "--format", "json", "--fail-on", "never")
    judged, described = (json.loads(run(command, path, *options).stdout) for command in ("validate", "stats"))
    assert described["metrics"] == judged["metrics"]
    whole, training = described["stats"], described["stats"]["training"]
    for section, metrics in ((whole, judged["metrics"]), (training, judged["metrics"]["training"])):
        assert section["columns"][0]["completeness"] == metrics["completeness"]["CITY"]
        assert section["overview"]["users"] == section["distribution"]["users"]["count"] == metrics["users"]
    not_shown = next(entry for entry in judged["findings"] if entry["code"] == "IMP003")
    assert whole["impressions"]["rows"] - whole["impressions"]["interacted_shown"] == not_shown["count"]


# Values in buckets


def exact_quantile(values: list[float], name: str) -> float:
    return float(sorted(values)[rank(len(values), QUANTILES[name]) - 1])


@pytest.mark.parametrize(
    "draw",
    [
        lambda random: random.paretovariate(0.5),
        lambda random: random.lognormvariate(0, 8),
        lambda random: -random.expovariate(1e-6),
        lambda random: random.choice([0.0, 1e-300, -1e-300, 1e300, -1e300, random.random()]),
        lambda random: random.uniform(-1, 1) * 10 ** random.randint(-300, 300),
    ],
    ids=["pareto", "lognormal", "negative", "extreme", "all-magnitudes"],
)
def test_quantiles_are_within_one_per_cent_on_skewed_data(draw: Any) -> None:
    source = random.Random(5)
    values = [draw(source) for _ in range(20_000)]
    numbers = pl.Series(values, dtype=pl.Float64)
    sums = ValueBuckets()
    for start in range(0, len(numbers), 3_001):
        part = numbers.slice(start, 3_001)
        sums.add(ValueBuckets.part(pl.repeat(0, len(part), dtype=pl.UInt64, eager=True), bucket_codes(part), part))
    counts = sums.counts()
    for name, share in QUANTILES.items():
        exact = exact_quantile(values, name)
        estimate = lower_bound(quantile(counts.select("code", "n").rows(), share))
        assert estimate <= exact
        assert abs(exact - estimate) <= 0.01 * abs(exact)
    assert (counts["least"].min(), counts["most"].max()) == (min(values), max(values))


def test_extremes_have_all_their_digits_and_quantiles_ascend(tmp_path: Path) -> None:
    values = ("0.123456789", "7", "1234567.89")
    rows = "".join(f"u,i,1704067200,watch,{value}\n" for value in values)
    (tmp_path / "x.csv").write_text("USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE\n" + rows)
    (kind,) = stats_of(tmp_path / "x.csv", "--now", NOW)["events"]["types"]
    quantiles = kind["values"]["quantiles"]
    assert (quantiles["min"], quantiles["p50"], quantiles["max"]) == (0.123456789, 7, 1234567.89)
    assert list(quantiles.values()) == sorted(quantiles.values())


def test_minus_zero_is_told_as_zero(tmp_path: Path) -> None:
    rows = "".join(f"u,i,{time},watch,-0.0\n" for time in (1704067200, 1704067201))
    (tmp_path / "x.csv").write_text("USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE\n" + rows)
    (kind,) = stats_of(tmp_path / "x.csv", "--now", NOW)["events"]["types"]
    assert {str(value) for value in kind["values"]["quantiles"].values()} == {"0.0"}


def test_buckets_are_three_digits_rounded_down() -> None:
    values = [0.0, -0.0, 1.0, 0.5, 999.9999999999999, 1000.0, 1.005, -1.005, -0.57, 2.675, 1e22, 1e23, 5e-324]
    values += [float(f"{digits}e{power}") for digits in (100, 101, 299, 570, 999) for power in range(-22, 20)]
    values += [math.nextafter(value, math.inf) for value in values] + [math.nextafter(value, 0) for value in values]
    values += [-value for value in values]
    found = [lower_bound(code) for code in bucket_codes(pl.Series(values)).to_list()]
    assert found == [stats_model.floor3(value) for value in values]


@pytest.mark.parametrize("last", ["100", "100.001", "0.0005", "-0.001", "0.30000000000000004"])
def test_buckets_of_decimals_are_those_of_any_number(last: str) -> None:
    values = [-0.0, *(float(f"{whole}.{part:03}") for whole in (0, 1, 9, 10, 99) for part in range(1000)), float(last)]
    found = bucket_codes(pl.Series([*values, None]))
    assert [lower_bound(code) for code in found[:-1].to_list()] == [stats_model.floor3(value) for value in values]
    assert found[-1] is None


def test_blanks_have_no_bucket() -> None:
    assert bucket_codes(pl.Series([None, 0.5, None], dtype=pl.Float64)).null_count() == 2
    assert bucket_codes(pl.Series([None, None], dtype=pl.Float64)).null_count() == 2
    assert bucket_codes(pl.Series([], dtype=pl.Float64)).to_list() == []
    assert bucket_codes(pl.Series([0.0, None])).to_list() == [0, None]


# Thresholds


@pytest.mark.parametrize(
    "buckets",
    [
        [(code, 1) for code in range(1, 500)],
        [(code, 10 ** (code % 7)) for code in range(1, 90)],
        [(1, 10**12), *((code, 1) for code in range(2, 400))],
    ],
    ids=["even", "uneven", "one-value-has-nearly-all"],
)
def test_at_least_ten_thresholds_where_there_are_ten_values(buckets: list[tuple[int, int]]) -> None:
    chosen = chosen_thresholds(buckets)
    assert 10 <= len(chosen) <= 30
    assert chosen == sorted(set(chosen))
    assert (chosen[0], chosen[-1]) == (buckets[0][0], buckets[-1][0])
    assert set(chosen) <= {code for code, _n in buckets}


def test_up_to_twenty_values_are_all_thresholds() -> None:
    assert chosen_thresholds([(code, 5) for code in range(20)]) == list(range(20))


@pytest.mark.parametrize(
    ("rows", "users", "users_with_2", "copies", "expected"),
    [
        (1000, 25, 25, 0, True),
        (999, 25, 25, 0, False),
        (1000, 25, 24, 0, False),
        (9000, 2501, 25, 0, False),
        (9000, 2500, 25, 0, True),
        (1000, 25, 25, 1, None),
        (1001, 26, 26, 1, True),
        (999, 26, 26, 1, False),
    ],
)
def test_whether_the_minimums_hold(
    rows: int, users: int, users_with_2: int, copies: int, expected: bool | None
) -> None:
    assert meets_minimums(rows, users, users_with_2, copies=copies) is expected


def test_two_largest_values_over_any_windows() -> None:
    source = random.Random(3)
    users = [source.getrandbits(64) for _ in range(40)]
    rows = [(source.choice(users), source.randrange(3), source.randrange(-3, 3)) for _ in range(900)]
    schema = {"u": pl.UInt64, "t": pl.UInt64, "code": pl.Int32}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    expected: dict[tuple[int, int], list[int]] = {}
    for user, kind, code in rows:
        expected.setdefault((user, kind), []).append(code)
    of_user: dict[int, list[int]] = {}
    for (user, _kind), codes in expected.items():
        of_user.setdefault(user, []).extend(codes)
    for size in (40, 333, 900):
        top = TopTwo()
        for start in range(0, frame.height, size):
            top.add(frame.slice(start, size))
        asked = {0: [-2, 0, 2], 2: [-3], 7: [0]}
        assert top.left(asked) == {
            kind: left([codes for (_user, other), codes in expected.items() if other == kind], asked[kind])
            for kind in (0, 2)
        }
        assert top.left_of_all([-3, 1]) == left(list(of_user.values()), [-3, 1])


def left(of_users: list[list[int]], thresholds: list[int]) -> list[tuple[int, int]]:
    rows_left = [[sum(code >= least for code in codes) for codes in of_users] for least in thresholds]
    return [(sum(n >= 1 for n in rows), sum(n >= 2 for n in rows)) for rows in rows_left]


# Beyond the limits


@pytest.mark.parametrize("size", [1, 999, 50_000])
def test_pairs_beyond_the_limit_are_estimated_alike_for_any_split(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(pairs, "KEEP_PAIRS", 5_000)
    monkeypatch.setattr(pairs, "HELD_PAIRS", 1_000)
    hashes = pl.int_range(0, 60_000, dtype=pl.UInt64, eager=True).hash(4)
    several = pl.concat([hashes, hashes.head(20_000)])
    limits = Limits()
    sample, exact = PairSample(limits), PairSample(Limits(), exact=True)
    for start in range(0, len(several), max(size, 200)):
        part = several.slice(start, max(size, 200))
        sample.add(part, len(part))
        exact.add(part, len(part))
    assert (exact.figures().distinct, exact.figures().is_estimate) == (60_000, False)
    assert sample.figures().is_estimate
    assert sample.figures().distinct == pytest.approx(60_000, rel=0.1)
    limits_of_whole = Limits()
    whole = PairSample(limits_of_whole)
    whole.add(several, len(several))
    assert (whole.figures(), limits_of_whole) == (sample.figures(), limits)


@pytest.mark.parametrize("size", [10, 1000])
def test_too_many_values_are_given_up_for_any_split(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(column_values, "KEEP_VALUES", 100)
    texts = pl.int_range(0, 1000, eager=True)
    for limit, is_known in ((100, True), (101, False)):
        counts, counter = ColumnValues(), TextCounter()
        values = (texts % limit).cast(pl.String)
        for start in range(0, len(values), size):
            counts.add(ColumnValues.part(values.slice(start, size), counter))
        known = counts.counts()
        assert (known is not None) is is_known
        assert known is None or known["n"].sum() == 1000


def test_small_windows_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ten: dict[str, Any]) -> None:
    monkeypatch.setattr(first_seen, "FIRST_WINDOW_ROWS", 2)
    monkeypatch.setattr(first_seen, "WINDOW_ROWS", 2)
    monkeypatch.setattr(top_two, "HELD_ROWS", 2)
    (tmp_path / "ten.csv").write_text(TEN)
    now = int(datetime.fromisoformat(NOW.replace("Z", "+00:00")).timestamp())
    report = commands.stats([str(tmp_path / "ten.csv")], make_target(now=now), commands.StatsOptions(block_bytes=60))
    assert report.sections["stats"] == ten
