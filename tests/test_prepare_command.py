"""The whole `prepare` command: what it reads, asks, writes and reports, and how it ends."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from interactions_cli import prepare_interactions
from interactions_cli.commands.prepare import prepare
from interactions_cli.commands.prepare_options import PrepareOptions
from interactions_cli.personalize.target import make_target
from tests.cli_runner import Result, run
from tests.test_real_figures import airline, movielens

NOW = "1760000000"
PLAIN = ["USER_ID,ITEM_ID,TIMESTAMP", "u1,i1,1700000000", "u2,i2,1700000001"]


def write(folder: Path, name: str, lines: Sequence[str]) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8", newline="\n")


def prepared(folder: Path, *words: str, code: int | None = 0, output: str = "out.csv") -> Result:
    arguments = ("prepare", *words, "-o", output, "--now", NOW, "--fail-on", "never")
    return run(*arguments, cwd=folder, code=code)


def rows(folder: Path, name: str = "out.csv") -> list[str]:
    return (folder / name).read_text("utf-8").splitlines()


def section(folder: Path, *words: str, code: int | None = 0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(prepared(folder, *words, "--format", "json", code=code).stdout)["prepare"]
    return found


RAW_SHAPES = {
    "shop": (
        [
            "event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session",
            "2019-10-01 00:00:00 UTC,view,44600062,2103807459595387724,,shiseido,35.79,541312140,72d76fde-8bb3",
            "2019-10-01 00:00:01 UTC,cart,3900821,2053013552326770905,appliances,aqua,33.20,554748717,9333dfbd-b87a",
        ],
        ["USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,brand,price", "541312140,44600062,1569888000,view,shiseido,35.79"],
    ),
    "ratings": (
        ["userId,movieId,rating,timestamp", "1,31,2.5,1260759144", "1,1029,3.0,1260759179"],
        ["USER_ID,ITEM_ID,TIMESTAMP,EVENT_VALUE", "1,31,1260759144,2.5"],
    ),
    "milliseconds": (
        ["timestamp,visitorid,event,itemid", "1433221332117,257597,view,355908", "1433224214164,992329,view,248676"],
        ["USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE", "257597,355908,1433221332,view"],
    ),
    "tabs-and-float-seconds": (
        ["user\titem\ttime", "7\t1\t1396321232.277", "8\t2\t1396321233.5"],
        ["USER_ID,ITEM_ID,TIMESTAMP", "7,1,1396321232"],
    ),
    "lower-case": (
        ["user_id,item_id,timestamp,event_type", "u1,i1,1600000000,Watch", "u2,i1,1600000001,Watch"],
        ["USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE", "u1,i1,1600000000,Watch"],
    ),
}


@pytest.mark.parametrize("name", sorted(RAW_SHAPES))
def test_exports_of_public_sources_need_one_command(name: str, tmp_path: Path) -> None:
    lines, expected = RAW_SHAPES[name]
    write(tmp_path, "raw.csv", lines)
    prepared(tmp_path, "raw.csv")
    assert rows(tmp_path)[:2] == expected
    assert len(rows(tmp_path)) == len(lines)


QUESTIONS = {
    "two-times": (["user_id,item_id,created_at,updated_at", "u,i,1,1600000000"], "--map TIMESTAMP=created_at"),
    "no-user": (["SessionId,ItemId,Time", "1,2,1600000000"], "--map USER_ID=SessionId"),
    "no-offset": (["user_id,item_id,timestamp", "u,i,2023-01-01 00:00:00"], "--time-zone UTC"),
    "digits": (["user_id,item_id,timestamp", "u,i,20250109", "u,i,20250110"], "--time-zone UTC"),
    "no-header": (["196,242,3,881250949", "186,302,3,891717742"], "--columns USER_ID,ITEM_ID,EVENT_VALUE,TIMESTAMP"),
    "ambiguous-decimals": (["user_id;item_id;timestamp;event_value", "u;i;1600000000;1,299"], "--decimal ,"),
    "both-decimals": (
        ["user_id;item_id;timestamp;event_value", "u;i;1600000000;4,5", "u;i;1600000000;4.5"],
        "--decimal .",
    ),
    "ticks": (["USER_ID,ITEM_ID,TIMESTAMP", "u,i,638355680000000000"], "--time-epoch dotnet"),
    "spreadsheet-days": (["USER_ID,ITEM_ID,TIMESTAMP", "u,i,45666.5"], "--time-epoch excel"),
    "unknown-column": (["USER_ID,ITEM_ID,TIMESTAMP,device", "u,i,1600000000,tv"], "Did you mean device?"),
}


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_what_only_the_user_can_decide_is_asked_and_nothing_is_written(name: str, tmp_path: Path) -> None:
    lines, option = QUESTIONS[name]
    write(tmp_path, "raw.csv", lines)
    more = ["--keep", "devise"] if name == "unknown-column" else []
    result = prepared(tmp_path, "raw.csv", *more, code=2)
    assert option in result.stderr
    assert result.stdout == ""
    assert [path.name for path in tmp_path.iterdir()] == ["raw.csv"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--time-zone", "UTC"), "u,i,1698544800"),
        (("--time-zone", "Europe/Berlin"), "u,i,1698537600"),
        (("--time-zone", "America/New_York"), "u,i,1698559200"),
    ],
)
def test_times_of_a_wall_clock_are_read_in_the_given_zone(
    options: tuple[str, ...], expected: str, tmp_path: Path
) -> None:
    write(tmp_path, "raw.csv", ["USER_ID,ITEM_ID,TIMESTAMP", "u,i,2023-10-29 02:00:00"])
    prepared(tmp_path, "raw.csv", *options)
    assert rows(tmp_path)[1] == expected


DOUBLED = {
    "wall-clock": (["2023-10-29 02:30:00", "2023-10-29T02:30:00Z", "2023-10-29 03:30:00"], (), 1),
    "numbers": (["1698539400", "1698539400123", "2023-10-29 02:00:00"], (), 1),
    "digits": (["20231029023000", "20231029033000"], (), 1),
    "spreadsheet": (["45228.1041667", "45229.1041667"], ("--time-epoch", "excel"), 1),
    "format": (["29.10.2023 02:30", "29.10.2023 02:59"], ("--time-format", "%d.%m.%Y %H:%M"), 2),
    "offset": (["29.10.2023 02:30 +0200"], ("--time-format", "%d.%m.%Y %H:%M %z"), 0),
    "rejected": (["2023-10-29 02:30:00", "2023-03-26 02:30:00"], ("--accept-rejects",), 1),
}


@pytest.mark.parametrize("name", sorted(DOUBLED))
def test_times_of_a_doubled_hour_are_counted(name: str, tmp_path: Path) -> None:
    times, options, expected = DOUBLED[name]
    write(tmp_path, "raw.csv", ["USER_ID,ITEM_ID,TIMESTAMP", *(f"u{n},i1,{time}" for n, time in enumerate(times))])
    words = ("raw.csv", "--time-zone", "Europe/Berlin", *options)
    assert section(tmp_path, *words)["doubled_hours"] == expected
    if name != "offset":
        assert rows(tmp_path)[1].endswith(",1698539400")
    told = prepared(tmp_path, *words, "--force").stdout
    assert ("in an hour that the clock shows twice" in " ".join(told.split())) == (expected > 0)


def test_the_last_line_names_the_plan_where_nothing_decided_beforehand(tmp_path: Path) -> None:
    write(tmp_path, "raw.csv", PLAIN)
    said = "to keep this plan: --save-plan plan.json"
    assert " ".join(prepared(tmp_path, "raw.csv").stdout.split()).endswith(said)
    kept = prepared(tmp_path, "raw.csv", "--force", "--save-plan", "plan.json", "--schema-output", "schema.json")
    assert said not in kept.stdout
    assert said not in prepared(tmp_path, "raw.csv", "--force", "--plan", "plan.json").stdout
    assert said not in prepared(tmp_path, "raw.csv", "--force", "--schema", "schema.json").stdout
    assert said not in prepared(tmp_path, "raw.csv", "--force", "--dry-run").stdout
    (tmp_path / "raw.csv").write_text(PLAIN[0] + "\nu1,i1,yesterday\n" * 2 + "u2,i2,1700000001\n")
    too_many = prepared(tmp_path, "raw.csv", "--force", code=1)
    assert " ".join(too_many.stdout.split()).endswith(said)


@pytest.mark.parametrize(
    ("time", "options", "expected"),
    [
        ("638355680000000000", ("--time-epoch", "dotnet"), "1699971200"),
        ("45244.5", ("--time-epoch", "excel"), "1699963200"),
        ("19675", ("--time-epoch", "days"), "1699920000"),
        ("14/11/2023 22:13", ("--time-format", "%d/%m/%Y %H:%M", "--time-zone", "UTC"), "1700000000"[:8] + "80"),
        ("20231114", ("--time-zone", "UTC"), "1699920000"),
        ("20231114221320", ("--time-zone", "UTC"), "1700000000"),
    ],
)
def test_other_clocks_are_read_where_an_option_names_them(
    time: str, options: tuple[str, ...], expected: str, tmp_path: Path
) -> None:
    write(tmp_path, "raw.csv", ["USER_ID,ITEM_ID,TIMESTAMP", f"u,i,{time}"])
    prepared(tmp_path, "raw.csv", *options)
    assert rows(tmp_path)[1] == f"u,i,{expected if time[:2] != '14' else '1699999980'}"


def test_one_stray_quote_never_eats_a_file(tmp_path: Path) -> None:
    write(tmp_path, "raw.csv", [*PLAIN[:2], 'u3,"i3,1700000002', *PLAIN[1:]])
    found = section(tmp_path, "raw.csv", "--rejects", "rejects.csv", "--accept-rejects")
    assert (found["read"], found["written"], found["by_reason"]) == (4, 3, {"CSV008": 1})
    assert rows(tmp_path, "rejects.csv") == ["path,record,line,reason,text", 'raw.csv,2,3,CSV008,"u3,""i3,1700000002"']


@pytest.mark.parametrize("block_bytes", [30, 64, 100, 8 << 20])
def test_a_record_over_several_lines_is_joined_wherever_blocks_are_cut(block_bytes: int, tmp_path: Path) -> None:
    lines = ["USER_ID,ITEM_ID,TIMESTAMP,NOTE"]
    for number in range(30):
        lines += [f'u{number},i,1700000000,"one', f"two, {number}", '"', f"v{number},i,1700000000,plain"]
    write(tmp_path, "raw.csv", lines)
    options = PrepareOptions(output=str(tmp_path / "out.csv"), block_bytes=block_bytes)
    report = prepare([str(tmp_path / "raw.csv")], make_target(now=int(NOW)), options)
    assert (report.sections["prepare"]["read"], report.sections["prepare"]["written"]) == (60, 60)
    assert rows(tmp_path)[1:3] == ['u0,i,1700000000,"one two, 0"', "v0,i,1700000000,plain"]


def test_later_records_that_contradict_the_plan_are_followed_in_a_second_pass(tmp_path: Path) -> None:
    lines = ["user_id;item_id;timestamp;event_value"]
    lines += [f"u{number};i;1700000000;1299" for number in range(200)] + ["u;i;1700000000;1,5", "u;i;1700000000;1.299"]
    write(tmp_path, "raw.csv", lines)
    said: list[str] = []
    for name, first_look in (("two.csv", 500), ("one.csv", 1 << 20)):
        options = PrepareOptions(
            output=str(tmp_path / name), first_look_bytes=first_look, block_bytes=300, notice=said.append
        )
        report = prepare([str(tmp_path / "raw.csv")], make_target(now=int(NOW)), options)
        assert report.sections["prepare"]["passes"] == (2 if name == "two.csv" else 1)
    assert (tmp_path / "two.csv").read_bytes() == (tmp_path / "one.csv").read_bytes()
    assert rows(tmp_path, "two.csv")[-1] == "u,i,1700000000,1299"
    assert any("once more" in text for text in said)


def test_too_many_rejects_are_exit_1_and_the_files_are_written(tmp_path: Path) -> None:
    write(tmp_path, "raw.csv", [PLAIN[0], *PLAIN[1:] * 4, "u9,i9"])
    result = prepared(tmp_path, "raw.csv", code=1)
    assert "1 of 9 records rejected (11.1 %), more than --max-rejected 5 %" in result.stderr
    assert len(rows(tmp_path)) == 9
    prepared(tmp_path, "raw.csv", "--max-rejected", "1", output="other.csv")
    prepared(tmp_path, "raw.csv", "--accept-rejects", output="third.csv")


def test_one_reason_for_more_than_half_is_a_question(tmp_path: Path) -> None:
    write(tmp_path, "raw.csv", [f"{PLAIN[0]},EVENT_TYPE", *(f"{line}," for line in PLAIN[1:])])
    result = prepared(tmp_path, "raw.csv", code=2)
    assert "VAL001 missing-value would reject 2 of 2 records" in result.stderr
    assert not (tmp_path / "out.csv").exists()
    assert prepared(tmp_path, "raw.csv", "--accept-rejects", code=1).stderr.endswith("no record is left\n")
    prepared(tmp_path, "raw.csv", "--drop", "EVENT_TYPE", output="typeless.csv")
    assert rows(tmp_path, "typeless.csv") == PLAIN


def test_a_folder_of_parts_in_partitions_is_one_data_set(tmp_path: Path) -> None:
    for day in ("2025-01-01", "2025-01-02"):
        write(tmp_path, f"lake/dt={day}/part-00000", PLAIN)
        write(tmp_path, f"lake/dt={day}/_SUCCESS", [])
    prepared(tmp_path, "lake")
    assert rows(tmp_path) == [PLAIN[0], *PLAIN[1:] * 2]
    prepared(tmp_path, "lake", "--keep", "dt", output="days.csv")
    assert rows(tmp_path, "days.csv")[:2] == [f"{PLAIN[0]},dt", f"{PLAIN[1]},2025-01-01"]
    prepared(tmp_path, "lake/**/part-*", output="globbed.csv")
    assert rows(tmp_path, "globbed.csv") == rows(tmp_path)


def test_headers_of_files_may_differ(tmp_path: Path) -> None:
    write(tmp_path, "a.csv", [f"{PLAIN[0]},DEVICE", f"{PLAIN[1]},web"])
    write(tmp_path, "b.csv", ["item_id;user_id;timestamp", "i9;u9;1700000000"])
    prepared(tmp_path, "a.csv", "b.csv", output="spelt.csv")
    assert rows(tmp_path, "spelt.csv") == [f"{PLAIN[0]},DEVICE", f"{PLAIN[1]},web", "u9,i9,1700000000,"]
    write(tmp_path, "c.csv", ["ITEM_ID,TIMESTAMP,USER_ID", "i9,1700000000,u9"])
    prepared(tmp_path, "a.csv", "c.csv", output="both.csv")
    assert rows(tmp_path, "both.csv") == [f"{PLAIN[0]},DEVICE", f"{PLAIN[1]},web", "u9,i9,1700000000,"]


@pytest.mark.parametrize(
    ("encoding", "options"), [("utf-16", ()), ("utf-8-sig", ()), ("cp1252", ("--encoding", "cp1252")), ("utf-32", ())]
)
def test_other_encodings_are_read(encoding: str, options: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "raw.csv").write_bytes("USER_ID,ITEM_ID,TIMESTAMP\nü1,i1,1700000000\n".encode(encoding))
    prepared(tmp_path, "raw.csv", *options)
    assert rows(tmp_path) == [PLAIN[0], "ü1,i1,1700000000"]


def test_lines_around_the_table_are_counted(tmp_path: Path) -> None:
    write(tmp_path, "raw.csv", ["sep=;", "# exported", *(line.replace(",", ";") for line in PLAIN), "(2 rows)"])
    found = section(tmp_path, "raw.csv", "--accept-rejects")
    assert (found["skipped"], found["read"], found["by_reason"]) == (2, 3, {"CSV015": 1})
    assert rows(tmp_path) == PLAIN


def test_standard_input_and_output_and_packed_files(tmp_path: Path) -> None:
    content = ("\n".join(PLAIN) + "\n").encode()
    result = run("prepare", "-", "--now", NOW, "--fail-on", "never", stdin=content, cwd=tmp_path)
    assert result.stdout == content.decode()
    assert "2 of 2 records written" in result.stderr
    (tmp_path / "raw.csv.gz").write_bytes(gzip.compress(content))
    prepared(tmp_path, "raw.csv.gz", output="out.csv.gz")
    assert gzip.decompress((tmp_path / "out.csv.gz").read_bytes()) == content


def test_an_existing_file_is_replaced_only_with_force(tmp_path: Path) -> None:
    write(tmp_path, "raw.csv", PLAIN)
    write(tmp_path, "out.csv", ["precious"])
    assert "--force" in prepared(tmp_path, "raw.csv", code=2).stderr
    assert rows(tmp_path) == ["precious"]
    prepared(tmp_path, "raw.csv", "--force")
    assert rows(tmp_path) == PLAIN


def test_the_schema_beside_the_result_lets_it_pass(tmp_path: Path) -> None:
    write(
        tmp_path,
        "raw.csv",
        ["user;item;ts;my device", "u1;i1;1700000000;tv", "u2;i2;1700000000;web", "u2;i2;1700000000;web"],
    )
    prepared(tmp_path, "raw.csv", "--schema-output", "schema.json", "--keep", "my device")
    assert rows(tmp_path)[0] == "USER_ID,ITEM_ID,TIMESTAMP,my_device"
    result = run(
        "validate", "out.csv", "--schema", "schema.json", "--select", "CSV,SCH,VAL", "--now", NOW, cwd=tmp_path
    )
    assert result.code == 0


def test_a_dry_run_shows_the_plan_and_writes_nothing(tmp_path: Path) -> None:
    write(
        tmp_path, "raw.csv", ["userId;movieId;rating;timestamp", *(f"u{n};i{n};4,5;17000000{n:02d}" for n in range(20))]
    )
    result = run("prepare", "raw.csv", "--dry-run", "--sample", "5", "--now", NOW, cwd=tmp_path)
    assert "first 5 records" in result.stdout
    assert "later records may still ask a question" in " ".join(result.stdout.split())
    assert "guessed" in result.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["raw.csv"]


def test_redaction_hides_every_cell(tmp_path: Path) -> None:
    write(tmp_path, "raw.csv", [*PLAIN, "secret ,i1,1700000000.5"])
    for form in ("text", "json", "markdown"):
        result = prepared(tmp_path, "raw.csv", "--redact", "--format", form, "--force")
        assert "secret" not in result.stdout
        assert "1700000000.5" not in result.stdout


def test_the_section_of_the_json_report_has_the_documented_keys(tmp_path: Path) -> None:
    write(tmp_path, "raw.csv", ["user_id,product_id,event_time,token", "u1,i1,1700000000000,x", "u2,i2,1700000000,y"])
    found = section(tmp_path, "raw.csv")
    assert found["fields"] == [
        {"field": "USER_ID", "source": "user_id", "how": "folded", "also": []},
        {"field": "ITEM_ID", "source": "product_id", "how": "guessed", "also": []},
        {"field": "TIMESTAMP", "source": "event_time", "how": "guessed", "also": []},
    ]
    assert found["left_out"] == [{"column": "token", "reason": "an id, not a category"}]
    assert found["repairs"] == [
        {
            "code": "VAL004",
            "name": "timestamp-not-seconds",
            "column": "TIMESTAMP",
            "count": 1,
            "samples": [{"path": "raw.csv", "line": 2, "before": "1700000000000", "after": "1700000000"}],
        }
    ]
    assert list(found)[:7] == ["read", "written", "rejected", "skipped", "merged_by_repair", "passes", "by_reason"]


def test_records_that_became_equal_are_counted(tmp_path: Path) -> None:
    write(
        tmp_path,
        "raw.csv",
        [PLAIN[0], "u1,i1,1700000000", "u1,i1,1700000000.4", "u1,i1,1700000000", " u1,i1,1700000000"],
    )
    assert section(tmp_path, "raw.csv")["merged_by_repair"] == 2


def test_many_records_that_became_equal_are_a_warning_at_the_top(tmp_path: Path) -> None:
    write(tmp_path, "raw.csv", [PLAIN[0], "u1,i1,1700000000", "u1,i1,1700000000.4", "u2,i2,1700000000"])
    said = prepared(tmp_path, "raw.csv").stdout
    assert "warning: 1 record (33.3 %) became equal to another one" in " ".join(said.split("\n\n")[1].split())
    assert said.count("became equal") == 1
    write(tmp_path, "raw.csv", [PLAIN[0], *(f"u{number},i1,1700000000" for number in range(101)), "u1,i1,1700000000.4"])
    assert "became equal" not in prepared(tmp_path, "raw.csv", "--force").stdout


@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "parquet"])
def test_typed_records_of_every_format_give_the_same_bytes(form: str, tmp_path: Path) -> None:
    """Numbers in their shortest form, ids beyond 2^63 as text, nothing as null or as an empty cell."""
    frame = pl.DataFrame(
        {
            "USER_ID": [1, 9_007_199_254_740_993, 3],
            "ITEM_ID": ["12345678901234567890", "007", "ü😀"],
            "TIMESTAMP": [1_700_000_000, 1_700_000_000_123, 1_700_000_001],
            "EVENT_VALUE": pl.Series([0.1, None, 2.5], dtype=pl.Float32),
            "nested": [{"device": "tv"}, {"device": None}, {"device": "web"}],
        }
    )
    flat = frame.unnest("nested").rename({"device": "nested.device"})
    match form:
        case "csv":
            flat.write_csv(tmp_path / "raw.csv")
        case "json":
            (tmp_path / "raw.json").write_text(json.dumps(frame.to_dicts()).replace("0.10000000149011612", "0.1"))
        case "jsonl":
            lines = [json.dumps(record).replace("0.10000000149011612", "0.1") for record in frame.to_dicts()]
            write(tmp_path, "raw.jsonl", lines)
        case _:
            frame.write_parquet(tmp_path / "raw.parquet")
    prepared(tmp_path, f"raw.{form}", "--map", "DEVICE=nested.device")
    assert rows(tmp_path) == [
        "USER_ID,ITEM_ID,TIMESTAMP,EVENT_VALUE,DEVICE",
        "1,12345678901234567890,1700000000,0.1,tv",
        "9007199254740993,007,1700000000,,",
        "3,ü😀,1700000001,2.5,web",
    ]


def test_a_part_without_a_header_is_read_under_that_of_its_sibling(tmp_path: Path) -> None:
    write(tmp_path, "lake/part-0.csv", PLAIN[:2])
    write(tmp_path, "lake/part-1.csv", PLAIN[2:])
    prepared(tmp_path, "lake")
    assert rows(tmp_path) == PLAIN


@pytest.mark.parametrize("name", ["airline", "movielens"])
def test_no_cell_of_a_sound_export_is_changed(name: str, tmp_path: Path) -> None:
    path = {"airline": airline, "movielens": movielens}[name](tmp_path)
    found = section(tmp_path, path.name)
    assert (found["repairs"], found["rejected"], found["left_out"]) == ([], 0, [])
    with path.open(newline="") as before, (tmp_path / "out.csv").open(newline="") as after:
        assert list(csv.DictReader(after)) == list(csv.DictReader(before))


def test_put_events_bodies_without_line_breaks_are_one_record_an_event(tmp_path: Path) -> None:
    event = {"eventType": "View", "itemId": "i1", "sentAt": 1700000000, "properties": '{"device": "tv"}'}
    body = {
        "trackingId": "t",
        "userId": "u1",
        "sessionId": "s",
        "eventList": [event, {**event, "itemId": 12345678901234567890}],
    }
    (tmp_path / "firehose").write_text(json.dumps(body) + json.dumps(body))
    found = section(tmp_path, "firehose", "--keep", "device")
    assert found["read"] == 4
    assert rows(tmp_path)[:3] == [
        "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,device",
        "u1,i1,1700000000,View,tv",
        "u1,12345678901234567890,1700000000,View,tv",
    ]


def test_damaged_json_is_no_half_result(tmp_path: Path) -> None:
    (tmp_path / "raw.json").write_text('[{"userId": "u1", "itemId": "i1", "sentAt": 1700000000}, {"userId": "u2"')
    assert "cannot be read from line 1 on" in prepared(tmp_path, "raw.json", code=2).stderr
    assert not (tmp_path / "out.csv").exists()


def test_a_parquet_file_with_types_is_read(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "user_id": [1, 2],
            "item_id": [7.0, 8.0],
            "event_time": pl.Series([1_700_000_000_000, 1_700_000_001_500]).cast(pl.Datetime("ms", "UTC")),
            "value": pl.Series([0.1, None], dtype=pl.Float32),
        }
    )
    frame.write_parquet(tmp_path / "raw.parquet")
    prepared(tmp_path, "raw.parquet")
    assert rows(tmp_path) == ["USER_ID,ITEM_ID,TIMESTAMP,EVENT_VALUE", "1,7,1700000000,0.1", "2,8,1700000001,"]
    frame.with_columns(item_id=pl.lit(1.5)).write_parquet(tmp_path / "raw.parquet")
    assert "floating point" in prepared(tmp_path, "raw.parquet", "--force", code=2).stderr


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04rest", bytes(range(1, 32)) * 20])
def test_what_is_none_of_the_formats_is_named(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "raw").write_bytes(content)
    result = prepared(tmp_path, "raw", code=2)
    assert "hint:" in result.stderr
    assert "Traceback" not in result.stderr


def test_python_gets_the_same_report(tmp_path: Path) -> None:
    write(tmp_path, "raw.csv", PLAIN)
    report = prepare_interactions(tmp_path / "raw.csv", output=tmp_path / "out.csv", now=int(NOW))
    assert report.sections["prepare"]["written"] == 2
    looked = prepare_interactions([tmp_path / "raw.csv"], now=int(NOW))
    assert "sample" in looked.sections["prepare"]


def test_a_saved_plan_is_followed_to_the_letter(tmp_path: Path) -> None:
    write(
        tmp_path,
        "monday.csv",
        ["user;product_id;ts;event_value;device;x", "u1;i1;1700000000;4,5;tv;q", "u2;i2;1700000000;1;web;r"],
    )
    prepared(tmp_path, "monday.csv", "--save-plan", "plan.json", "--drop", "x", output="monday.out.csv")
    write(
        tmp_path,
        "tuesday.csv",
        ["user;product_id;ts;event_value;device;x", "u1;i1;1700000000;7;tv;q", "u1;i1;1700000000;1.299;tv;q"],
    )
    found = section(tmp_path, "tuesday.csv", "--plan", "plan.json")
    assert found["passes"] == 1
    assert rows(tmp_path) == [
        "USER_ID,ITEM_ID,TIMESTAMP,EVENT_VALUE,device",
        "u1,i1,1700000000,7,tv",
        "u1,i1,1700000000,1299,tv",
    ]
    write(tmp_path, "wednesday.csv", ["user;product_id;ts;event_value;device;x;y", "u1;i1;1700000000;7;tv;q;z"])
    assert "new column 'y'" in prepared(tmp_path, "wednesday.csv", "--plan", "plan.json", "--force", code=2).stderr
    write(tmp_path, "thursday.csv", ["user;product_id;ts;event_value;device;x", "u1;i1;1700000000;1,299.5;tv;q"])
    assert (
        "another way"
        in prepared(tmp_path, "thursday.csv", "--plan", "plan.json", "--force", "--accept-rejects", code=2).stderr
    )
    write(tmp_path, "friday.csv", ["user;ts;event_value;device;x", "u1;1700000000;1;tv;q"])
    assert "product_id" in prepared(tmp_path, "friday.csv", "--plan", "plan.json", "--force", code=2).stderr


def test_a_plan_with_an_unknown_key_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "raw.csv", PLAIN)
    prepared(tmp_path, "raw.csv", "--save-plan", "plan.json")
    (tmp_path / "plan.json").write_text((tmp_path / "plan.json").read_text().replace('"decimals"', '"decimal"'))
    assert "Did you mean decimals?" in prepared(tmp_path, "raw.csv", "--plan", "plan.json", "--force", code=2).stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--time-zone", "Mars/Phobos"), "Europe/Berlin"),
        (("--time-epoch", "exel"), "Did you mean excel?"),
        (("--encoding", "utf-9"), "cp1252"),
        (("--input-format", "xml"), "json-lines"),
        (("--decimal", "x"), "Choose"),
        (("--delimiter", "::"), "not one character"),
        (("--map", "USERID=x"), "Did you mean USER_ID?"),
        (("--map", "USER_ID"), "--map ITEM_ID=product_id"),
        (("--set", "my field=1"), "Call it my_field."),
        (("--max-rejected", "many"), "5%"),
        (("--columns", "a,,b"), "empty name"),
        (("--plan", "absent.json"), "absent.json"),
    ],
)
def test_words_that_nobody_knows_are_refused(options: tuple[str, ...], said: str, tmp_path: Path) -> None:
    write(tmp_path, "raw.csv", PLAIN)
    assert said in prepared(tmp_path, "raw.csv", *options, code=2).stderr
    assert [path.name for path in tmp_path.iterdir()] == ["raw.csv"]


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_a_dry_run_says_nothing_of_passing(form: str, tmp_path: Path) -> None:
    write(tmp_path, "raw.csv", PLAIN)
    result = run("prepare", "raw.csv", "--dry-run", "--format", form, "--now", NOW, cwd=tmp_path)
    assert "PASS" not in result.stdout
    assert "2 of 2 records would be written" in result.stdout


def test_a_dry_run_asks_what_the_sample_leaves_open_and_never_fails(tmp_path: Path) -> None:
    write(tmp_path, "raw.csv", [PLAIN[0], "u1,,1700000000", "u2,,1700000000", PLAIN[1]])
    asked = run("prepare", "raw.csv", "--dry-run", "--now", NOW, cwd=tmp_path, code=2)
    assert "VAL001 missing-value would reject 2 of 3 records" in asked.stderr
    words = ("prepare", "raw.csv", "--dry-run", "--accept-rejects", "--max-rejected", "0", "--now", NOW)
    assert "1 of 3 records would be written" in run(*words, cwd=tmp_path).stdout


def test_a_dry_run_follows_a_saved_plan_and_shows_repairs_of_the_file(tmp_path: Path) -> None:
    write(tmp_path, "raw.csv", ["user;ITEM_ID;TIMESTAMP", "u1;i1;20231114"])
    prepared(tmp_path, "raw.csv", "--time-zone", "UTC", "--save-plan", "plan.json")
    words = ("prepare", "raw.csv", "--dry-run", "--plan", "plan.json", "--format", "json", "--now", NOW)
    found = json.loads(run(*words, cwd=tmp_path).stdout)["prepare"]
    assert found["sample"]["before_after"][0]["after"]["TIMESTAMP"] == "1699920000"
    assert [(entry["code"], entry["column"]) for entry in found["repairs"]] == [
        ("CSV005", None),
        ("VAL018", "TIMESTAMP"),
    ]
    write(tmp_path, "raw.csv", ["user;ITEM_ID;TIMESTAMP", "u1;i1;1700000000"])
    assert "the times are written in another way" in run(*words, cwd=tmp_path, code=2).stderr


DEVIATIONS = {
    "float ids": (["u1,i1,1700000000"], ["42.0,i1,1700000000"], "the ids of USER_ID"),
    "dates": (["u1,i1,1700000000"], ["u1,i1,20231114"], "dates of 8 digits"),
    "no offset": (["u1,i1,1700000000"] * 9, ["u1,i1,1700000000"] * 8 + ["u1,i1,2023-11-14 22:13:20"], "no offset"),
    "lists": (["u1,i1,1700000000,i1|i2"], ["u1,i1,1700000000,i1;i2"], "the lists of IMPRESSION"),
}


@pytest.mark.parametrize("name", sorted(DEVIATIONS))
def test_records_that_ask_for_another_reading_than_the_plan_are_refused(name: str, tmp_path: Path) -> None:
    monday, tuesday, said = DEVIATIONS[name]
    header = f"{PLAIN[0]},IMPRESSION" if name == "lists" else PLAIN[0]
    write(tmp_path, "monday.csv", [header, *monday])
    write(tmp_path, "tuesday.csv", [header, *tuesday])
    prepared(tmp_path, "monday.csv", "--save-plan", "plan.json", output="monday.out.csv")
    refused = prepared(tmp_path, "tuesday.csv", "--plan", "plan.json", code=2)
    assert said in refused.stderr
    assert "--save-plan" in refused.stderr
    assert not (tmp_path / "out.csv").exists()


def test_what_is_rejected_has_no_voice_in_readings_of_nearly_all_values(tmp_path: Path) -> None:
    """An id that is a word for nothing does not stand in the result, where every id then ends in `.0`."""
    write(tmp_path, "raw.csv", [PLAIN[0], "null,i1,1700000000", "42.0,i1,1700000001"])
    prepared(tmp_path, "raw.csv", "--accept-rejects")
    assert rows(tmp_path) == [PLAIN[0], "42,i1,1700000001"]


def test_an_array_within_an_array_comes_out_in_one_run(tmp_path: Path) -> None:
    write(tmp_path, "raw.csv", [f"{PLAIN[0]},IMPRESSION", f'{PLAIN[1]},"[""[i1]""]"', f"{PLAIN[2]},i2|i3"])
    prepared(tmp_path, "raw.csv")
    assert rows(tmp_path)[1:] == [f"{PLAIN[1]},i1", f"{PLAIN[2]},i2|i3"]


@pytest.mark.parametrize("form", ["lines", "array"])
def test_half_a_character_in_json_becomes_the_sign_for_one_that_is_lost(form: str, tmp_path: Path) -> None:
    objects = [
        f'{{"USER_ID": "{user}", "ITEM_ID": "i", "TIMESTAMP": 1700000000, "DEVICE": "\\ud83d\\ude00"}}'
        for user in ("a\\ud800", "\\udfff", "b")
    ]
    write(tmp_path, "x.json", objects if form == "lines" else ["[" + ",\n".join(objects) + "]"])
    prepared(tmp_path, "x.json", code=None)
    assert [row.split(",")[0] for row in rows(tmp_path)[1:]] == ["a\ufffd", "\ufffd", "b"]
    assert all(row.endswith(",\U0001f600") for row in rows(tmp_path)[1:])
