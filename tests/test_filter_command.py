"""The real `filter` command: what it keeps, what it prints where, what it says it cannot do."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from interactions_cli import filter_interactions
from interactions_cli.errors import UsageError
from tests.cli_runner import (
    Result,
    report,
    run,
    run_process,
)
from tests.filter_runner import HEADER, PLAIN, ROWS, judged, names, refused, sifted, table, write
from tests.test_real_figures import airline, movielens

CRITERIA = [
    *("malformed-lines", "events", "since", "until", "invalid", "duplicates"),
    *("min-user-interactions", "min-item-interactions"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with `x.csv`, which holds ROWS."""
    write(tmp_path, table(*ROWS))
    return tmp_path


# What goes where


def test_csv_goes_to_standard_output_and_the_report_to_standard_error(folder: Path) -> None:
    result = run("filter", "x.csv", "--event", "watch:0.5", cwd=folder)
    assert result.stdout == table(ROWS[0], ROWS[5], ROWS[6])
    assert "exit 0: " in result.stderr.splitlines()[-1]
    assert run("filter", "x.csv", "--event", "watch:0.5", "-o", "-", cwd=folder) == result
    assert names(folder) == ["x.csv"]


def test_with_a_file_the_report_goes_to_standard_output(folder: Path) -> None:
    result = run("filter", "x.csv", "--event", "watch:0.5", "-o", "out.csv", cwd=folder)
    assert (folder / "out.csv").read_text() == table(ROWS[0], ROWS[5], ROWS[6])
    assert "exit 0: " in result.stdout.splitlines()[-1]
    assert result.stderr == ""


def without_hints(document: dict[str, Any]) -> dict[str, Any]:
    """A report without its hints, which name the output if there is one."""
    return document | {"findings": [entry | {"hint": None} for entry in document["findings"]]}


def test_a_dry_run_reports_and_writes_nothing(folder: Path) -> None:
    words = ("filter", "x.csv", "--event", "watch:0.5", "--format", "json")
    dry = run(*words, "-n", "-o", "out.csv", "--rejects", "rejects.csv", cwd=folder)
    assert names(folder) == ["x.csv"]
    wet = run(*words, "-o", "out.csv", cwd=folder)
    assert without_hints(json.loads(dry.stdout)) == without_hints(json.loads(wet.stdout) | {"outputs": []})
    assert "filter out.csv --drop-duplicates" in wet.stdout
    # Nothing was written that a command could read.
    assert "filter out.csv" not in dry.stdout
    assert dry.stderr == ""


def test_quiet_prints_no_report_and_still_writes_copies_of_it(folder: Path) -> None:
    words = ("filter", "x.csv", "--event", "watch:0.5", "-q")
    assert run(*words, cwd=folder) == Result(table(ROWS[0], ROWS[5], ROWS[6]), "", 0)
    assert run(*words, "-o", "out.csv", "--report", "json=a.json", "--report", "text=a.txt", cwd=folder) == Result(
        "", "", 0
    )
    plain = run("filter", "x.csv", "--event", "watch:0.5", "-o", "out.csv", "--force", cwd=folder).stdout
    assert (folder / "a.txt").read_text() == plain
    copy = json.loads((folder / "a.json").read_text())
    assert without_hints(copy | {"outputs": []}) == without_hints(judged(folder, "--event", "watch:0.5"))


def test_a_json_report_beside_csv(folder: Path) -> None:
    result = run("filter", "x.csv", "--event", "click", "--format", "json", cwd=folder)
    assert result.stdout == table(ROWS[2])
    assert json.loads(result.stderr)["outputs"] == [{"path": "-", "rows": 1}]


def test_the_keys_of_the_json_report(folder: Path) -> None:
    words = ("filter", "x.csv", "--event", "watch:0.5", "--drop-duplicates", "-o", "out.csv", "--format", "json")
    read = json.loads(run(*words, cwd=folder).stdout)
    plain = report(folder / "x.csv")
    assert set(read) == {*plain, "filter"}
    assert set(plain["metrics"]) <= set(read["metrics"])
    assert (read["version"], read["command"], read["ok"], read["fail_on"]) == (1, "filter", True, "never")
    assert read["target"]["events"] == [{"event_type": "watch", "threshold": 0.5, "weight": None}]
    assert read["inputs"] == [{"path": "x.csv", "bytes": len(table(*ROWS)), "rows": 7}]
    assert read["outputs"] == [{"path": "out.csv", "rows": 2}]
    assert read["metrics"]["rows"] == 2
    assert read["metrics"]["bytes"] == (folder / "out.csv").stat().st_size
    assert read["filter"] == {
        "read": 8,
        "kept": 2,
        "rejected": 6,
        "by_reason": {
            "CSV009": 1,
            "CSV007": 1,
            "event-type": 1,
            "event-value-blank": 1,
            "event-value-below-threshold": 1,
            "duplicate": 1,
        },
        "by_event_type": {"watch": {"read": 5, "kept": 2}, "click": {"read": 1, "kept": 0}},
        "criteria": [
            {"name": "malformed-lines", "rows": 2, "users": None, "items": None},
            {"name": "events", "rows": 3, "users": 1, "items": 2},
            {"name": "duplicates", "rows": 1, "users": 0, "items": 0},
        ],
    }


def test_two_runs_give_the_same_bytes(folder: Path) -> None:
    words = ("filter", "x.csv", "--event", "watch", "--drop-duplicates", "--format", "json", "--rejects", "r.csv")
    first, second = (run_process(*words, "--force", cwd=folder, env={"PYTHONHASHSEED": seed}) for seed in ("1", "2"))
    assert first == second


# Criteria


def test_criteria_stand_in_their_order_however_they_are_given(folder: Path) -> None:
    words = (
        *("--min-item-interactions", "1", "--min-user-interactions", "1", "--drop-duplicates", "--drop-invalid"),
        *("--until", "1700000003", "--since", "1700000000", "--event", "watch"),
    )
    read = judged(folder, *words)
    assert [entry["name"] for entry in read["filter"]["criteria"]] == CRITERIA
    assert [entry["rows"] for entry in read["filter"]["criteria"]] == [2, 1, 1, 1, 0, 1, 0, 0]
    assert list(read["filter"]["by_reason"]) == [
        *("CSV009", "CSV007", "event-type", "timestamp-not-integer", "until", "duplicate"),
    ]
    text = run("filter", "x.csv", *words, "--dry-run", cwd=folder).stdout
    places = [text.index(name) for name in CRITERIA]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ((), [0, 1, 2, 5, 6, 7]),
        (("--event", "watch"), [0, 1, 5, 6, 7]),
        (("--event", "watch:0.7"), [0, 5, 6]),
        (("--event", "watch:0.7:0.1", "--event", "click::0"), [0, 2, 5, 6]),
        (("--event-type", "click"), [2]),
        (("--event-value-threshold", "0.2"), [0, 1, 5, 6]),
        (("--event-type", "watch", "--event-value-threshold", "7e-1"), [0, 5, 6]),
        (("--since", "1700000001"), [1, 2, 7]),
        (("--until", "1700000001"), [0, 6]),
        (("--drop-invalid",), [0, 1, 2, 6, 7]),
        (("--drop-duplicates",), [0, 1, 2, 5, 7]),
        (("--min-user-interactions", "3"), [0, 1, 6]),
        (("--min-item-interactions", "2"), [0, 2, 5, 6]),
        (("--event", "watch", "--min-user-interactions", "2", "--min-item-interactions", "2"), [0, 6]),
        (("--min-user-interactions", "9" * 40, "--allow-empty"), []),
        (("--min-item-interactions", "9" * 40, "--allow-empty"), []),
    ],
)
def test_what_is_kept(folder: Path, words: tuple[str, ...], kept: list[int]) -> None:
    assert sifted(folder, *words) == table(*(ROWS[place] for place in kept))
    section = judged(folder, *words)["filter"]
    assert (section["read"], section["kept"], section["rejected"]) == (8, len(kept), 8 - len(kept))


@pytest.mark.parametrize(
    "moment",
    [
        *("1700000001", "2023-11-14T22:13:21Z", "2023-11-14T22:13:21", "2023-11-14T23:13:21+01:00"),
        "2023-11-14T22:13:20.5Z",  # second 20 is before it, second 21 is not
    ],
)
def test_times_are_seconds_or_iso_8601(folder: Path, moment: str) -> None:
    assert sifted(folder, "--since", moment) == table(ROWS[1], ROWS[2], ROWS[7])
    assert sifted(folder, "--until", moment) == table(ROWS[0], ROWS[6])


def test_a_date_is_its_midnight_also_before_1970(tmp_path: Path) -> None:
    rows = [f"u1,i1,{time}" for time in (-6, -5, 1_699_919_999, 1_699_920_000)]
    write(tmp_path, table(*rows, header=PLAIN))
    assert sifted(tmp_path, "--since", "2023-11-14") == table(rows[3], header=PLAIN)
    assert sifted(tmp_path, "--until", "1969-12-31T23:59:55Z") == table(rows[0], header=PLAIN)
    assert sifted(tmp_path, "--since", "1969-12-31T23:59:55Z", "--until", "2023-11-14") == table(
        rows[1], rows[2], header=PLAIN
    )


def test_drop_invalid_honours_the_choice_of_rules_and_the_schema(tmp_path: Path) -> None:
    rows = ["u1,i1,1700000000,x", "u1,i1,soon,x", "u1,,1700000000,x", "u1,i1,1700000000,", f"{'u' * 257},i1,1,x"]
    write(tmp_path, table(*rows, header=f"{PLAIN},DEVICE"))
    fields = [
        {"name": name, "type": kind} for name, kind in zip(PLAIN.split(","), ("string", "string", "long"), strict=True)
    ]
    fields.append({"name": "DEVICE", "type": "string"})
    write(tmp_path, json.dumps({"type": "record", "name": "Interactions", "fields": fields}), "schema.json")

    def reasons(*words: str) -> dict[str, int]:
        found: dict[str, int] = judged(tmp_path, "--drop-invalid", *words)["filter"]["by_reason"]
        return found

    assert reasons() == {"VAL001": 1, "VAL002": 1, "VAL003": 1}
    assert reasons("--schema", "schema.json") == {"VAL001": 2, "VAL002": 1, "VAL003": 1}
    assert reasons("--ignore", "VAL002,timestamp-not-integer") == {"VAL001": 1}
    assert reasons("--select", "VAL003") == {"VAL003": 1}
    assert reasons("--select", "SET") == {}


def test_look_alikes_of_two_public_files(tmp_path: Path) -> None:
    watched = judged(tmp_path, "--event", "watch", path=movielens(tmp_path).name)
    assert (watched["filter"]["kept"], watched["filter"]["rejected"]) == (610, 1830)
    path = airline(tmp_path).name
    # Ratings are 1 to 10 in turn: 3 of 10 of 2,000 are 8 or more, and 3 of the first twelve, which are repeated.
    assert judged(tmp_path, "--event", "RATING:7", path=path)["filter"]["kept"] == 805
    assert judged(tmp_path, "--event", "RATING:8", path=path)["filter"]["kept"] == 600 + 3


def test_weights_drop_nothing_and_are_shown(folder: Path) -> None:
    read = judged(folder, "--event", "watch:0.5:0.9", "--event", "click::0")
    assert [entry["weight"] for entry in read["target"]["events"]] == [0.9, 0.0]
    assert read["filter"]["by_event_type"]["click"] == {"read": 1, "kept": 1}
    text = run("filter", "x.csv", "--event", "watch:0.5:0.9", "--event", "click::0.3", "-n", cwd=folder).stdout
    assert "0.9" in text
    assert "0.3" in text


# Sources of the event filter


def test_a_solution_config_gives_the_filter(folder: Path) -> None:
    listed = [{"eventType": "watch", "eventValueThreshold": 0.5, "weight": 0.9}, {"eventType": "click", "weight": 0.3}]
    config = {"solutionConfig": {"eventsConfig": {"eventParametersList": listed}}}
    write(folder, json.dumps(config), "list.json")
    write(folder, json.dumps({"eventType": "watch", "solutionConfig": {"eventValueThreshold": "0.5"}}), "single.json")
    assert sifted(folder, "--solution-config", "list.json") == table(ROWS[0], ROWS[2], ROWS[5], ROWS[6])
    assert sifted(folder, "--solution-config", "single.json") == table(ROWS[0], ROWS[5], ROWS[6])
    events = judged(folder, "--solution-config", "list.json")["target"]["events"]
    assert events == [
        {"event_type": "watch", "threshold": 0.5, "weight": 0.9},
        {"event_type": "click", "threshold": None, "weight": 0.3},
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--event", "watch", "--event-type", "watch"), ("--event ", "--event-type")),
        (("--event", "watch", "--event-value-threshold", "1"), ("--event ", "--event-value-threshold")),
        (("--event", "watch", "--solution-config", "s.json"), ("--event ", "--solution-config")),
        (("--event-type", "watch", "--solution-config", "s.json"), ("--event-type", "--solution-config")),
    ],
)
def test_two_sources_of_the_event_filter_contradict(
    folder: Path, words: tuple[str, ...], said: tuple[str, str]
) -> None:
    write(folder, json.dumps({"eventType": "watch"}), "s.json")
    message = refused(folder, *words)
    assert all(name in message for name in said)


# Usage


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--since", "yesterday"), "--since"),
        (("--since", "1_0"), "--since"),
        (("--until", "2023-13-01"), "--until"),
        (("--since", "2024-01-01", "--until", "2023-01-01"), "--since 2024-01-01 is not before --until 2023-01-01"),
        (("--since", "1700000000", "--until", "2023-11-14T22:13:20Z"), "--since 1700000000 is not before"),
        (("--min-user-interactions", "-1"), "--min-user-interactions"),
        (("--event", "w\udcff"), "cannot be written in UTF-8"),
        (("--event-type", "w\udcff"), "cannot be written in UTF-8"),
        (("--min-item-interactions", "two"), "--min-item-interactions"),
        (("--event", "watch:much"), "not a number"),
        (tuple(word for n in range(11) for word in ("--event", f"e{n}")), "at most 10"),
        (("--use-case", "most-viewed", "--recipe", "aws-sims"), "--use-case and --recipe"),
        (("--select", "NOPE"), "no rule has that code"),
        (("--exact",), "--exact"),
        (("--import-mode", "full"), "--import-mode"),
        (("--schema", "nope.json"), "nope.json"),
        (("--solution-config", "nope.json"), "nope.json"),
        (("x.csv",), "given twice"),
        (("nope.csv",), "nope.csv"),
    ],
)
def test_what_cannot_be_done_is_said(folder: Path, words: tuple[str, ...], said: str) -> None:
    assert said in refused(folder, *words, "-o", "out.csv")


@pytest.mark.parametrize(
    ("header", "words", "option", "column"),
    [
        (PLAIN, ("--event", "watch"), "--event,", "EVENT_TYPE"),
        (PLAIN, ("--event-type", "watch"), "--event-type", "EVENT_TYPE"),
        (f"{PLAIN},EVENT_TYPE", ("--event", "watch:1"), "threshold", "EVENT_VALUE"),
        (PLAIN, ("--event-value-threshold", "1"), "--event-value-threshold", "EVENT_VALUE"),
        ("USER_ID,ITEM_ID", ("--since", "2024-01-01"), "--since", "TIMESTAMP"),
        ("USER_ID,ITEM_ID", ("--until", "2024-01-01"), "--until", "TIMESTAMP"),
        ("ITEM_ID,TIMESTAMP", ("--min-user-interactions", "2"), "--min-user-interactions", "USER_ID"),
        ("USER_ID,TIMESTAMP", ("--min-item-interactions", "2"), "--min-item-interactions", "ITEM_ID"),
    ],
)
def test_an_absent_column_that_an_option_needs(
    tmp_path: Path, header: str, words: tuple[str, ...], option: str, column: str
) -> None:
    write(tmp_path, table("a,b,1,c"[: 2 * header.count(",") + 1], header=header))
    message = refused(tmp_path, *words, "-o", "out.csv", "--rejects", "rejects.csv")
    assert column in message
    assert option in message
    assert column in refused(tmp_path, *words)


def test_a_column_that_the_schema_lacks_is_absent(folder: Path) -> None:
    fields = [
        {"name": name, "type": kind} for name, kind in zip(PLAIN.split(","), ("string", "string", "long"), strict=True)
    ]
    write(folder, json.dumps({"type": "record", "name": "Interactions", "fields": fields}), "schema.json")
    assert "EVENT_TYPE" in refused(folder, "--event", "watch", "--schema", "schema.json")


def test_no_input_shows_the_help() -> None:
    result = run("filter", code=2)
    assert result.stdout == ""
    assert "Usage:" in result.stderr
    assert "error: no input" in result.stderr


# Several inputs


def test_several_inputs_become_one_output_with_one_header(tmp_path: Path) -> None:
    write(tmp_path, f"\ufeff{HEADER}\r\n{ROWS[0]}\r\n{ROWS[2]}", "b.csv")
    write(tmp_path, table(ROWS[1]).replace(HEADER, '"USER_ID",ITEM_ID,"TIMESTAMP",EVENT_TYPE,EVENT_VALUE'), "a.csv")
    write(tmp_path, gzip.compress(f"{HEADER}\n{ROWS[7]}".encode()), "c.csv")
    words = ("filter", "b.csv", "a.csv", "c.csv", "-q")
    start = f"\ufeff{HEADER}\r\n{ROWS[0]}\r\n"
    assert run(*words, cwd=tmp_path).stdout == f"{start}{ROWS[2]}\n{ROWS[1]}\n{ROWS[7]}"
    assert run(*words, "--event", "watch", cwd=tmp_path).stdout == f"{start}{ROWS[1]}\n{ROWS[7]}"
    assert run(*words, "--event", "click", cwd=tmp_path).stdout == f"\ufeff{HEADER}\r\n{ROWS[2]}"


def test_a_folder_is_its_first_level_in_name_order(tmp_path: Path) -> None:
    write(tmp_path, table(ROWS[1]), "b.csv")
    write(tmp_path, table(ROWS[0]), "a.csv")
    write(tmp_path, "", "_SUCCESS")
    result = run("filter", ".", cwd=tmp_path)
    assert result.stdout == table(ROWS[0], ROWS[1])
    assert "_SUCCESS" in result.stderr


@pytest.mark.parametrize(
    "other",
    [
        "USER_ID,ITEM_ID,TIMESTAMP,EVENT_VALUE,EVENT_TYPE\n",
        f"{PLAIN},EVENT_TYPE\nu1,i1,1,watch\n",
        f"{HEADER},DEVICE\n",
        HEADER.replace(",", ";"),
        HEADER.replace("USER_ID", "user_id"),
    ],
)
def test_inputs_with_different_headers_are_refused(folder: Path, other: str) -> None:
    write(folder, other, "y.csv")
    message = refused(folder, "y.csv", "-o", "out.csv", "--rejects", "rejects.csv")
    assert "y.csv" in message


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", table(*ROWS).encode("utf-16"), table(*ROWS).replace("\n", "\r").encode(), b"USER_ID,\xff\nu1,i1\n"],
)
def test_an_input_whose_header_cannot_be_read_is_refused(folder: Path, content: bytes) -> None:
    write(folder, content, "y.csv")
    assert "y.csv" in refused(folder, path="y.csv")
    assert "y.csv" in refused(folder, "y.csv", "-o", "out.csv")


# The function


def test_the_function_gives_what_the_command_gives(folder: Path) -> None:
    path, out, rejects = str(folder / "x.csv"), folder / "out.csv", folder / "r.csv"
    options: dict[str, Any] = {
        "events": "watch:0.5",
        "since": "2023-11-14",
        "drop_duplicates": True,
        "now": 1_764_000_000,
    }
    words = ("--event", "watch:0.5", "--since", "2023-11-14", "--drop-duplicates", "--now", "1764000000")
    dry = filter_interactions(path, **options)
    assert json.loads(json.dumps(dry.to_dict())) == judged(folder, *words, path=path)
    assert names(folder) == ["x.csv"]
    wet = filter_interactions([path], output=str(out), rejects=str(rejects), **options)
    assert [(entry.path, entry.rows) for entry in wet.outputs] == [(str(out), 1)]
    assert out.read_text() == sifted(folder, *words) == table(ROWS[0])
    assert rejects.read_text().startswith(
        f"path,line,reason,{HEADER}\n{path},3,event-value-below-threshold,{ROWS[1]}\n"
    )


def test_the_function_takes_seconds_and_a_recipe(folder: Path) -> None:
    found = filter_interactions(str(folder / "x.csv"), since=1_700_000_001, until=1_700_000_002, recipe="aws-sims")
    assert found.sections["filter"]["kept"] == 1
    assert found.target["recipe"] == "aws-sims"
    assert filter_interactions(str(folder / "x.csv"), events=["buy"]).ok is False


def test_the_function_refuses_a_span_without_a_second(folder: Path) -> None:
    with pytest.raises(UsageError, match="since 1700000005 is not before until 2023-11-14T22:13:25Z"):
        filter_interactions(str(folder / "x.csv"), since=1_700_000_005, until="2023-11-14T22:13:25Z")
