"""`--baseline`: what is compared, what is not and why, what is no baseline, and what a report says of it."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from interactions_cli import InputError, interaction_stats, validate_interactions
from interactions_cli.formats import FORMATS
from interactions_cli.rules import RULES
from interactions_cli.rules.baseline_rule import BaselineRule
from tests.cases import FIRST, PLAIN, TYPED, devices, earlier, mixed, records, table
from tests.cli_runner import ROOT, codes, finding, report, run
from tests.s3_server import Bucket, bucket, moto

__all__ = ["bucket", "moto"]
CMP = [rule.code for rule in RULES if isinstance(rule, BaselineRule)]
BY_TYPE = ("CMP004", "CMP005", "CMP011")
SAMPLES = ("movies.csv", "shop.csv", "shop-defects.csv", "shop-clicks.csv")
NOW = ("--now", "1760000000")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """100 typed rows beside `yesterday.json`, the report of exactly these; not to be written to."""
    folder = tmp_path_factory.mktemp("first")
    (folder / "x.csv").write_bytes(mixed(watch=80, click=20))
    (folder / "yesterday.json").write_text(json.dumps(report("x.csv", cwd=folder)))
    return folder


@pytest.fixture
def data(first: Path, tmp_path: Path) -> Path:
    """A copy of the rows and their report, of its own for every test."""
    for path in first.iterdir():
        shutil.copy(path, tmp_path)
    return tmp_path


def baseline(folder: Path, **metrics: Any) -> None:
    (folder / "yesterday.json").write_text(json.dumps(earlier(**metrics)))


def compared(folder: Path, *options: str) -> dict[str, Any]:
    return report("x.csv", "--baseline", "yesterday.json", *options, cwd=folder)


def found(judged: Mapping[str, Any]) -> list[str]:
    return sorted(code for code in codes(judged) if code.startswith("CMP"))


def skipped(judged: Mapping[str, Any]) -> dict[str, str]:
    return {entry["code"]: entry["reason"] for entry in judged["skipped"] if entry["code"].startswith("CMP")}


# The same data


@pytest.mark.parametrize("command", ["validate", "stats"])
@pytest.mark.parametrize("name", SAMPLES)
def test_a_file_beside_itself_is_the_same_data(tmp_path: Path, command: str, name: str) -> None:
    path = ROOT / "sample_data" / name
    run(command, path, *NOW, "--report", f"json={tmp_path}/y.json", "--fail-on", "never")
    words = (command, path, *NOW, "--baseline", tmp_path / "y.json", "--fail-on", "never", "--format", "json")
    judged = json.loads(run(*words).stdout)
    assert found(judged) == []
    assert judged["baseline"]["same"] is True
    assert judged["notes"] == [f"the same data as the baseline {tmp_path}/y.json"]
    assert {entry["code"] for entry in judged["passed"]} | set(skipped(judged)) >= set(CMP)
    # What was said without a baseline is said with one.
    alone = json.loads((tmp_path / "y.json").read_text())
    assert alone["metrics"] == judged["metrics"]
    assert [entry["code"] for entry in alone["findings"]] == [entry["code"] for entry in judged["findings"]]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("options", [(), ("--quiet",), ("--verbose",)])
def test_every_format_says_once_that_it_is_the_same_data(data: Path, form: str, options: tuple[str, ...]) -> None:
    words = ("validate", "x.csv", "--baseline", "yesterday.json", "--fail-on", "never", "--format", form, *options)
    # JUnit has notes as values of attributes.
    shown = re.sub(r"\s+" if form == "junit" else r"<[^>]*>|\s+", " ", run(*words, cwd=data).stdout)
    assert len(re.findall("the same data as the baseline", shown)) == 1


def test_equal_figures_of_another_file_are_the_same_data_and_one_more_row_is_not(data: Path) -> None:
    lines = (data / "x.csv").read_text().splitlines()
    (data / "x.csv").write_text("\n".join([lines[0], *lines[:0:-1], ""]))
    assert compared(data)["baseline"]["same"] is True
    (data / "x.csv").write_text("\n".join([*lines, "u1,i1,1700099999,click", ""]))
    judged = compared(data)
    assert judged["baseline"]["same"] is False
    assert judged["notes"] == []


def test_the_figures_stand_side_by_side(data: Path) -> None:
    baseline(data, rows=200, users=20, items=0, duplicate_rows=0, longest_gap_hours=30)
    judged = compared(data)["baseline"]
    figures = {entry.pop("figure"): entry for entry in judged["figures"]}
    assert figures["rows"] == {"baseline": 200, "now": 100, "change": -0.5}
    assert figures["users"] == {"baseline": 20, "now": 25, "change": 0.25}
    assert figures["items"] == {"baseline": 0, "now": 50, "change": None}
    assert figures["longest_gap_hours"] == {"baseline": 30, "now": 0, "change": None}
    assert (judged["path"], judged["compared"], judged["reason"]) == ("yesterday.json", True, None)
    shown = run("validate", "x.csv", "--baseline", "yesterday.json", cwd=data, code=None).stdout
    assert re.search(r"rows +200 +100 +-50 %", shown)
    assert re.search(r"users +20 +25 +\+25 %", shown)
    assert re.search(r"longest gap +30 hours +0 hours", shown)


# What is compared


def test_only_metrics_are_compared_and_never_what_is_trained_on(data: Path) -> None:
    judged = compared(data, "--event", "click")
    assert judged["metrics"]["training"]["rows"] == 20
    assert found(judged) == []
    assert judged["baseline"]["same"] is True


def test_no_rule_about_a_baseline_speaks_or_passes_without_one(data: Path) -> None:
    judged = report("x.csv", cwd=data)
    assert set(skipped(judged)) == set(CMP)
    assert set(skipped(judged).values()) == {"no baseline given (--baseline of validate and stats)"}
    assert "baseline" not in judged
    for words in (("filter", "x.csv", "-n"), ("prepare", "x.csv", "-o", "out.csv")):
        assert set(skipped(json.loads(run(*words, "--format", "json", cwd=data, code=None).stdout))) == set(CMP)


def test_an_export_without_a_record_is_less_than_a_baseline_with_some(data: Path) -> None:
    (data / "x.csv").write_text(f"{TYPED}\n")
    judged = compared(data, "--select", "CMP")
    assert finding(judged, "CMP001")["message"].startswith("0 rows where the baseline has 100: 100 % fewer")
    assert {"CMP001", "CMP002", "CMP003", "CMP004"} <= set(found(judged))
    (data / "x.csv").write_text("")
    assert set(skipped(compared(data)).values()) == {"no input has a header line that can be read"}


def test_event_types_are_not_compared_where_a_column_came_or_went(data: Path) -> None:
    (data / "x.csv").write_bytes(table(PLAIN, *records(101)))
    judged = compared(data)
    assert found(judged) == ["CMP006"]
    assert {skipped(judged)[code] for code in BY_TYPE} == {"the file has no column EVENT_TYPE"}
    baseline(data)
    (data / "x.csv").write_bytes(mixed(watch=100))
    judged = compared(data)
    assert {skipped(judged)[code] for code in BY_TYPE} == {"the baseline has no column EVENT_TYPE"}
    assert "CMP007" in found(judged)


def test_a_time_that_is_not_plausible_is_not_the_newest(data: Path) -> None:
    """One cell in milliseconds in the baseline, or now, neither hides nor invents that time stands still."""
    lines = (data / "x.csv").read_text()
    in_milliseconds = f"u1,i1,{FIRST * 1000},watch\n"
    (data / "x.csv").write_text(lines + in_milliseconds)
    judged = compared(data)
    assert judged["metrics"]["timestamp_max"] == FIRST * 1000
    assert judged["metrics"]["timestamp_newest"] == FIRST + 99
    assert "101 rows where the baseline has 100" in finding(judged, "CMP008")["message"]
    (data / "yesterday.json").write_text(json.dumps(judged))
    (data / "x.csv").write_text(lines)
    assert "the same as in the baseline" in finding(compared(data), "CMP008")["message"]
    (data / "x.csv").write_text(f"{lines}u1,i1,{FIRST + 100},watch\n")
    assert "CMP008" not in found(compared(data))


def test_ten_points_are_ten_points_whatever_floats_make_of_them(data: Path) -> None:
    """0.8 - 0.7 is more than 0.1 as floats."""
    for then in range(10, 101, 10):
        baseline(data, columns=[*PLAIN.split(","), "DEVICE"], completeness={"DEVICE": then / 100})
        (data / "x.csv").write_bytes(devices(then - 10))
        assert "CMP010" not in found(compared(data)), then
        (data / "x.csv").write_bytes(devices(max(then - 11, 0)))
        assert ("CMP010" in found(compared(data))) == (then > 10), then


# What is skipped, and why


@pytest.mark.parametrize(
    ("metrics", "options", "reason"),
    [
        ({"event_types": {"redacted-1": 80, "redacted-2": 20}, "event_types_distinct": 2}, (), "redacted"),
        ({"event_types": {"watch": 100}, "event_types_distinct": 1}, ("--redact",), "--redact hides"),
        ({"event_types": {f"t{n}": 1 for n in range(100)}, "event_types_distinct": 101}, (), "more than 100"),
    ],
)
def test_event_types_without_names_are_not_compared(
    data: Path, metrics: dict[str, Any], options: tuple[str, ...], reason: str
) -> None:
    baseline(data, columns=TYPED.split(","), rows=1000, **metrics)
    judged = compared(data, *options)
    assert all(reason in skipped(judged)[code] for code in BY_TYPE)
    # The others are.
    assert "CMP001" in found(judged)


def test_more_than_100_types_now_are_not_compared_and_100_are(data: Path) -> None:
    baseline(data, columns=TYPED.split(","), event_types={"t0": 1}, event_types_distinct=1)
    for count in (100, 101):
        (data / "x.csv").write_bytes(table(TYPED, *(f"u1,i1,{FIRST},t{n}" for n in range(count))))
        judged = compared(data)
        assert ("CMP005" in found(judged), "CMP005" in skipped(judged)) == (count == 100, count == 101)
        if count == 100:
            assert finding(judged, "CMP005")["count"] == 99


def test_a_redacted_baseline_of_the_same_data_is_the_same_data(data: Path) -> None:
    open_report = json.loads((data / "yesterday.json").read_text())
    (data / "yesterday.json").write_text(json.dumps(report("x.csv", "--redact", cwd=data)))
    for options in ((), ("--redact",)):
        assert compared(data, *options)["baseline"]["same"] is True
    (data / "yesterday.json").write_text(json.dumps(open_report))
    assert compared(data, "--redact")["baseline"]["same"] is True


@pytest.mark.parametrize(
    ("key", "silenced"),
    [
        ("users", {"CMP002"}),
        ("items", {"CMP003"}),
        ("event_types", set(BY_TYPE)),
        ("columns", {"CMP006", "CMP007"}),
        ("timestamp_max", {"CMP008", "CMP009"}),
        ("longest_gap_hours", {"CMP009"}),
        ("completeness", {"CMP010"}),
        ("duplicate_rows", {"CMP013"}),
    ],
)
def test_what_an_older_report_does_not_say_is_not_compared(data: Path, key: str, silenced: set[str]) -> None:
    (data / "x.csv").write_text((data / "x.csv").read_text() + f"u1,i1,{FIRST + 200_000},watch\n")
    document = json.loads((data / "yesterday.json").read_text())
    del document["metrics"][key]
    (data / "yesterday.json").write_text(json.dumps(document))
    reasons = skipped(compared(data))
    assert set(reasons) == silenced
    assert all(f"the baseline has no metrics.{key}" in reason for reason in reasons.values())


OTHERS = (
    ("command", "stats", "is of `stats`, and this run is `validate`"),
    ("command", "filter", "is of `filter`, and this run is `validate`"),
    ("domain", "ecommerce", "is for the domain ecommerce, and this run for custom"),
    ("import_mode", "incremental", "is of an import in mode incremental, and this run of one in mode full"),
)


@pytest.mark.parametrize(("key", "value", "reason"), OTHERS)
def test_another_command_domain_or_import_mode_is_not_compared_and_every_format_says_so(
    data: Path, key: str, value: str, reason: str
) -> None:
    document = earlier(rows=10_000)
    (document if key == "command" else document["target"])[key] = value
    (data / "yesterday.json").write_text(json.dumps(document))
    judged = compared(data)
    assert skipped(judged) == dict.fromkeys(CMP, f"the baseline {reason}")
    assert judged["notes"] == [f"yesterday.json is no baseline for this run: it {reason}"]
    section = judged["baseline"]
    assert (section["compared"], section["same"], section["reason"], section["figures"]) == (False, None, reason, [])
    for form in FORMATS:
        words = ("--baseline", "yesterday.json", "--format", form, "--quiet", "--fail-on", "never")
        shown = run("validate", "x.csv", *words, cwd=data).stdout
        assert "is no baseline for this run" in " ".join(shown.split()), form


def test_a_real_report_of_stats_is_no_baseline_of_validate_nor_the_other_way_round(data: Path) -> None:
    run("stats", "x.csv", "--report", "json=s.json", cwd=data)
    for command, other in (("validate", "s.json"), ("stats", "yesterday.json")):
        words = (command, "x.csv", "--baseline", other, "--format", "json", "--fail-on", "never")
        assert set(skipped(json.loads(run(*words, cwd=data).stdout))) == set(CMP)
    assert json.loads(run("stats", "x.csv", "--baseline", "s.json", "--format", "json", cwd=data).stdout)["baseline"][
        "same"
    ]


# What is no baseline


NO_BASELINE: Mapping[str, tuple[bytes, str]] = {
    "empty": (b" \n", "is empty"),
    "cut-off": (json.dumps(earlier()).encode()[:-40], "is cut off"),
    "cut-off-after-a-comma": (b'{"version": 1,\n', "is cut off"),
    "no-json": (b"USER_ID,ITEM_ID\nu1,i1\n", "is no JSON: expecting value in line 1, column 1"),
    "broken-in-the-middle": (b'{"version": 1, oops, "tool": {}}', "is no JSON"),
    "text-report": (
        b"PASS  2 notes in 5,000 rows\n\nexit 0: no errors (--fail-on error)\n",
        "another format than JSON",
    ),
    "sarif": (b'{"version": "2.1.0", "runs": []}', "is a SARIF report"),
    "another-document": (b'{"version": 1, "metrics": {"rows": 1}}', "is no report of interactions-cli"),
    "another-tool": (b'{"version": 1, "tool": {"name": "x"}}', "is no report of interactions-cli"),
    "a-list": (b"[1, 2]", "is no report of interactions-cli"),
    "nested": (b'{"a": ' * 5_000, "is no report of interactions-cli"),
    "long-number": (b'{"version": ' + b"9" * 5_000 + b"}", "is no report of interactions-cli"),
    "not-utf-8": (b'{"version": \xff}', "is not UTF-8 text"),
    "packed": (gzip.compress(json.dumps(earlier()).encode()), "is not UTF-8 text"),
    "version-2": (json.dumps(earlier() | {"version": 2}).encode(), "is of JSON version 2, and this program knows"),
    "version-true": (json.dumps(earlier() | {"version": True}).encode(), "is of JSON version true"),
    "no-version": (json.dumps(earlier() | {"version": None}).encode(), "is of JSON version null"),
    "no-metrics": (json.dumps(earlier() | {"metrics": None}).encode(), "has no metrics"),
    "no-target": (json.dumps(earlier() | {"target": []}).encode(), "has no target"),
    "no-rows": (json.dumps(earlier() | {"metrics": {"users": 3}}).encode(), "has no metrics.rows"),
    "rows-as-text": (json.dumps(earlier(rows="5")).encode(), 'metrics.rows is "5", which no report says'),
    "rows-below-0": (json.dumps(earlier(rows=-1)).encode(), "metrics.rows is -1"),
    "rows-beyond-64-bits": (json.dumps(earlier(rows=2**63)).encode(), "metrics.rows is 9223372036854775808"),
    "users-true": (json.dumps(earlier(users=True)).encode(), "metrics.users is true"),
    "types-as-list": (json.dumps(earlier(event_types=["watch"])).encode(), "metrics.event_types is ["),
    "share-above-1": (json.dumps(earlier(completeness={"A": 1.5})).encode(), "metrics.completeness is {"),
    "share-no-number": (json.dumps(earlier(completeness={"A": float("nan")})).encode(), "metrics.completeness is {"),
    "columns-as-numbers": (json.dumps(earlier(columns=[1])).encode(), "metrics.columns is [1]"),
    "time-as-text": (json.dumps(earlier(timestamp_max="2025")).encode(), 'metrics.timestamp_max is "2025"'),
    "time-beyond-64-bits": (json.dumps(earlier(timestamp_max=10**400)).encode(), "metrics.timestamp_max is 1000"),
}


@pytest.mark.parametrize("command", ["validate", "stats"])
@pytest.mark.parametrize("name", NO_BASELINE)
def test_what_is_no_baseline_is_said_and_exits_2(data: Path, command: str, name: str) -> None:
    content, said = NO_BASELINE[name]
    (data / "yesterday.json").write_bytes(content)
    result = run(command, "x.csv", "--baseline", "yesterday.json", cwd=data, code=2)
    assert result.stdout == ""
    assert result.stderr.count("error: ") == 1
    assert said in result.stderr
    assert "yesterday.json" in result.stderr
    assert "hint: " in result.stderr


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("yesterdy.json", "Did you mean yesterday.json?"),
        (".", "Is a directory"),
        ("", "--baseline"),
        ("arn:aws:personalize:us-east-1:123456789012:schema/x", "names no report"),
        ("arn:aws:personalize:us-east-1:123456789012:solution/x", "names no report"),
    ],
)
def test_a_path_that_is_no_baseline_is_said_and_exits_2(data: Path, path: str, said: str) -> None:
    result = run("validate", "x.csv", f"--baseline={path}", cwd=data, code=2)
    assert (result.stdout, said in result.stderr, "hint: " in result.stderr) == ("", True, True)


@pytest.mark.parametrize("command", ["validate", "stats"])
def test_a_report_does_not_replace_its_own_baseline(data: Path, command: str) -> None:
    """A run that fails would leave tomorrow's run nothing sound to compare with."""
    before = (data / "yesterday.json").read_bytes()
    for words in (("--report", "json=./yesterday.json"), ("-o", "yesterday.json")):
        result = run(command, "x.csv", "--baseline", "yesterday.json", *words, "--force", cwd=data, code=2)
        assert "is an input" in result.stderr
        assert (data / "yesterday.json").read_bytes() == before


# Limits of one's own


@pytest.mark.parametrize(
    ("name", "limit", "fires"),
    [
        ("fewer-rows", 0.5, False),
        ("fewer-rows", 0.49, True),
        ("fewer-rows", 0, True),
        ("fewer-users", 0.75, False),
        ("fewer-users", 0.74, True),
        ("fewer-items", 0.75, False),
        ("fewer-items", 0.74, True),
        ("more-duplicates", 0.1, False),
        ("more-duplicates", 0.09, True),
        ("mix-shift", 0.3, False),
        ("mix-shift", 0.29, True),
    ],
)
def test_limits_are_those_of_the_configuration(data: Path, name: str, limit: float, fires: bool) -> None:
    lines = [f"u{n % 25},i{n % 50},{FIRST + n},{('watch', 'click')[n >= 45]}" for n in range(90)]
    (data / "x.csv").write_bytes(table(TYPED, *lines, *lines[:10]))
    known = {"event_types": {"watch": 85, "click": 15}, "event_types_distinct": 2, "columns": TYPED.split(",")}
    baseline(data, rows=200, users=100, items=200, unique_interactions=200, **known)
    (data / "interactions-cli.toml").write_text(f"[baseline]\n{name} = {limit}\n")
    judged = compared(data)
    assert (name in {entry["name"] for entry in judged["findings"]}) == fires
    assert judged["baseline"]["limits"][name] == limit


def test_limits_without_an_upper_bound(data: Path) -> None:
    (data / "x.csv").write_bytes(table(PLAIN, *records(100), f"u1,i1,{FIRST + 3600 * 101}"))
    for name, limit, fires in (("more-rows", 9.1, False), ("more-rows", 9, True)):
        baseline(data, rows=10)
        (data / "interactions-cli.toml").write_text(f"[baseline]\n{name} = {limit}\n")
        assert (name in {entry["name"] for entry in compared(data)["findings"]}) == fires
    for limit, fires in ((10, False), (9.9, True), (0, True)):
        baseline(data, longest_gap_hours=10)
        (data / "interactions-cli.toml").write_text(f"[baseline]\ngap-since-baseline = {limit}\n")
        judged = compared(data)
        assert ("CMP009" in found(judged)) == fires
        if fires:
            assert finding(judged, "CMP009")["limit"] == max(24, int(limit * 10))


def test_a_severity_makes_a_rule_a_gate_and_ignore_takes_it_away(data: Path) -> None:
    baseline(data, rows=1000, columns=TYPED.split(","), event_types={"watch": 8, "click": 2}, event_types_distinct=2)
    words = ("validate", "x.csv", "--baseline", "yesterday.json", "--select", "CMP")
    assert "1 warning" in run(*words, cwd=data).stdout
    run(*words, "--fail-on", "warning", cwd=data, code=1)
    run(*words, "--fail-on", "warning", "--ignore", "fewer-rows", cwd=data)
    (data / "interactions-cli.toml").write_text('[severity]\nfewer-rows = "error"\n')
    assert "exit 1: 1 error" in run(*words, cwd=data, code=1).stdout


# Words


def texts(judged: Mapping[str, Any]) -> str:
    return "\n".join(entry["message"] for entry in judged["findings"] if entry["code"].startswith("CMP"))


def test_messages_have_both_numbers(data: Path) -> None:
    types = {"event_types": {"play": 900, "click": 100}, "event_types_distinct": 2}
    (data / "x.csv").write_bytes(mixed(watch=70, click=30))
    newest = FIRST + 1_000_000
    known = {"timestamp_max": newest, "columns": [*TYPED.split(","), "DEVICE"], **types}
    baseline(data, rows=1000, users=90, items=400, **known)
    said = texts(compared(data))
    for words in (
        "100 rows where the baseline has 1,000: 90 % fewer; 800 or more are expected",
        "25 users where the baseline has 90: 72.2 % fewer; 72 or more are expected",
        "50 items where the baseline has 400: 87.5 % fewer; 320 or more are expected",
        "`play` (900) in the baseline and without a record now: 1 of its 2 event types; there are 2 now",
        "`watch` (70) not in the baseline: 1 of 2 event types here; it has 2",
        "DEVICE, one of 5 columns in the baseline, is gone; there are 4 columns now",
        "the newest TIMESTAMP is 2023-11-14 22:14:59 UTC, 12 days earlier than that of the baseline, 2023-11-26",
        "total variation of 0.9; 0.2 at most is expected: `play` 90 % → 0 %, `watch` 0 % → 70 %, `click` 10 % → 30 %",
    ):
        assert words in said
    baseline(data, rows=10, columns=PLAIN.split(","), longest_gap_hours=2)
    (data / "x.csv").write_bytes(mixed(watch=94) + b"".join([f"u0,i0,{FIRST},watch\n".encode()] * 6))
    with (data / "x.csv").open("ab") as file:
        file.write(f"u0,i0,{FIRST + 200_000},watch\n".encode())
    said = texts(compared(data))
    for words in (
        "101 rows where the baseline has 10: 910 % more; 20 at most are expected",
        "EVENT_TYPE, one of 4 columns, is new; the baseline has 3 columns",
        "5.9 % of the records (6) are copies of an earlier one, 0 % in the baseline; 5 % at most are expected",
        "no record for 2 days 6 hours after 2023-11-14 22:13:20 UTC, the newest TIMESTAMP of the baseline, whose "
        "longest gap is 2 hours; 24 hours at most are expected",
    ):
        assert words in said


# Types then and now; what CMP004 says they are called now, None where it says nothing of that; what it stands for.
RENAMED: dict[str, tuple[dict[str, int], dict[str, int], str | None, set[str]]] = {
    "spelling": ({"Watch": 80, "click": 20}, {"watch": 80, "click": 20}, "`Watch` → `watch`", {"CMP005", "CMP011"}),
    "joiners": (
        {"AddToCart": 50, "x": 50},
        {"add_to-cart": 50, "x": 50},
        "`AddToCart` → `add_to-cart`",
        {"CMP005", "CMP011"},
    ),
    "half": ({"Watch": 20, "x": 80}, {"watch": 10, "x": 90}, "`Watch` → `watch`", {"CMP005"}),
    "less-than-half": ({"Watch": 20, "x": 80}, {"watch": 9, "x": 91}, None, set()),
    "other-name": ({"view": 50, "x": 50}, {"seen": 40, "x": 60}, "`view` → `seen`", {"CMP005", "CMP011"}),
    "other-share": ({"view": 50, "x": 50}, {"seen": 39, "x": 61}, None, set()),
    "least": ({"view": 1, "x": 99}, {"seen": 1, "x": 99}, "`view` → `seen`", {"CMP005"}),
    "rare": ({"view": 9, "x": 991}, {"seen": 9, "x": 991}, None, set()),
    "two": (
        {"A": 40, "B": 30, "x": 30},
        {"a": 40, "b": 30, "x": 30},
        "`A` → `a`, `B` → `b`",
        {"CMP005", "CMP011"},
    ),
    "spelling-first": ({"Watch": 40, "x": 60}, {"seen": 40, "watch": 20, "x": 40}, "`Watch` → `watch`", set()),
    "nearest": ({"view": 40, "x": 60}, {"seen": 33, "looked": 38, "x": 29}, "`view` → `looked`", set()),
    "mix-besides": (
        {"Watch": 50, "x": 40, "y": 10},
        {"watch": 50, "x": 10, "y": 40},
        "`Watch` → `watch`",
        {"CMP005"},
    ),
    "one-more-gone": (
        {"Watch": 50, "x": 40, "y": 10},
        {"watch": 55, "x": 45},
        "`Watch` → `watch`",
        {"CMP005", "CMP011"},
    ),
}


@pytest.mark.parametrize("name", RENAMED)
def test_a_renamed_type_is_one_finding_that_asks_for_its_new_name(data: Path, name: str) -> None:
    then, now, said, stands_for = RENAMED[name]
    (data / "x.csv").write_bytes(mixed(**then))
    (data / "yesterday.json").write_text(json.dumps(report("x.csv", cwd=data)))
    (data / "x.csv").write_bytes(mixed(**now))
    alone = {code for code in BY_TYPE if found(compared(data, "--select", code))}
    judged = compared(data, "--select", "CMP")
    gone = finding(judged, "CMP004")
    assert gone["message"].startswith("renamed: ") == (said is not None)
    assert f"renamed: {said}? " in gone["message"] or said is None
    assert {entry["code"] for entry in gone["folded"]} == stands_for & alone
    assert {"CMP004", "CMP005"} <= alone
    assert {entry["code"] for entry in judged["findings"]} & set(BY_TYPE) == alone - stands_for


def test_what_a_renamed_type_stands_for_comes_back_without_it_and_keeps_its_severity(data: Path) -> None:
    (data / "x.csv").write_bytes(mixed(Watch=80, click=20))
    assert [entry["code"] for entry in finding(compared(data), "CMP004")["folded"]] == ["CMP005", "CMP011"]
    assert set(found(compared(data, "--ignore", "CMP004"))) >= {"CMP005", "CMP011"}
    assert found(compared(data, "--select", "CMP011")) == ["CMP011"]
    (data / "interactions-cli.toml").write_text('[severity]\nmix-shift = "error"\n')
    run("validate", "x.csv", "--baseline", "yesterday.json", "--select", "CMP", cwd=data, code=1)


def test_hints_are_sentences_without_a_command() -> None:
    for rule in RULES:
        if isinstance(rule, BaselineRule):
            assert "`" not in rule.hint, rule.code
            assert "interactions-cli" not in rule.hint
            assert "--" not in rule.hint


SECRETS = ("sekret-view", "sekret-gone", "sekretuser", "sekretitem", "sekrettv", "2023-11-14 22:13", "1700000019")


@pytest.mark.parametrize("form", FORMATS)
def test_redaction_hides_the_cells_of_both_sides(data: Path, form: str) -> None:
    lines = [f"sekretuser{n % 3},sekretitem{n},{FIRST + n},sekret-view,sekrettv" for n in range(20)]
    (data / "x.csv").write_bytes(table(f"{TYPED},DEVICE", *lines, *lines))
    known = {"columns": TYPED.split(","), "event_types": {"sekret-gone": 900, "click": 100}, "event_types_distinct": 2}
    baseline(data, rows=1000, users=90, items=400, timestamp_max=FIRST + 5_000_000, **known)
    words = ("validate", "x.csv", "--baseline", "yesterday.json", "--format", form, "--verbose", "--fail-on", "never")
    shown = run(*words, cwd=data).stdout
    assert "sekret-gone" in shown
    hidden = run(*words, "--redact", cwd=data).stdout
    if form == "json":
        # First and last time are figures of the whole set.
        judged = json.loads(hidden)
        for metrics in (judged["metrics"], *judged["baseline"]["figures"]):
            metrics.update(timestamp_min=None, timestamp_max=None, timestamp_newest=None, now=None, baseline=None)
        hidden = json.dumps(judged)
    assert [secret for secret in SECRETS if secret in hidden] == []
    assert "CMP001" in hidden


# Ways to name it


def test_the_functions_give_the_command_s_report(data: Path) -> None:
    baseline(data, rows=1000)
    judged = validate_interactions(data / "x.csv", baseline=data / "yesterday.json", now=1_760_000_000)
    words = (str(data / "x.csv"), "--baseline", str(data / "yesterday.json"), *NOW)
    assert json.loads(json.dumps(judged.to_dict())) | {"fail_on": "never", "ok": True} == report(*words) | {"ok": True}
    assert "CMP001" in {entry.code for entry in judged.findings}
    (data / "yesterday.json").write_text(json.dumps(earlier("stats", rows=1000)))
    found_by_stats = interaction_stats(str(data / "x.csv"), baseline=str(data / "yesterday.json"))
    assert "CMP001" in {entry.code for entry in found_by_stats.findings}
    with pytest.raises(InputError, match="the baseline"):
        validate_interactions(data / "x.csv", baseline=data / "x.csv")


def test_a_data_frame_can_be_compared(data: Path) -> None:
    import polars as pl

    frame = pl.read_csv(data / "x.csv")
    judged = validate_interactions(frame, baseline=data / "yesterday.json", now=1_760_000_000)
    assert judged.sections["baseline"]["same"] is True


def test_a_baseline_is_read_from_s3(bucket: Bucket, data: Path) -> None:
    path = bucket.put("reports/yesterday.json", json.dumps(earlier(rows=1000)))
    judged = report("x.csv", "--baseline", path, cwd=data)
    assert "CMP001" in found(judged)
    assert judged["baseline"]["path"] == path
    said = run("validate", "x.csv", "--baseline", bucket.path("reports/none.json"), cwd=data, code=2).stderr
    assert "reports/none.json" in said
    assert "hint: " in said


@pytest.mark.parametrize("block_bytes", [1, 17, 1000, 1 << 20])
def test_any_block_size_gives_the_same_report(data: Path, block_bytes: int) -> None:
    lines = [f"u{n % 7},i{n % 11},{FIRST + 7000 * ((n * 37) % 100)},{('a', 'b')[n % 3 == 0]}" for n in range(100)]
    (data / "x.csv").write_bytes(table(TYPED, *lines, *lines[:9]))
    usual = validate_interactions(data / "x.csv", baseline=data / "yesterday.json", now=1_760_000_000)
    split = validate_interactions(
        data / "x.csv", baseline=data / "yesterday.json", now=1_760_000_000, block_bytes=block_bytes
    )
    assert split.to_dict() == usual.to_dict()
    assert {entry.code for entry in usual.findings} >= {"CMP002", "CMP003", "CMP004", "CMP005", "CMP013"}
