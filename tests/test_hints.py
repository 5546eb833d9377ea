"""Hints are typed as they stand: the commands run, whatever the file is called and holds, and repair what they say."""

from __future__ import annotations

import gzip
import json
import re
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest

from interactions_cli.shell import compression_by_name, shell_content, shell_name
from tests.cli_runner import environment, finding, report, run
from tests.hint_follower import follow_command, spans_of
from tests.processes import finished

TYPED = "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP"
ROWS = "".join(f"u{number % 40},i{number % 90},view,{1_700_000_000 + number}\n" for number in range(1200))
NAMES = ("x.csv", "two words.csv", "it's.csv", "-dash.csv", "$HOME;$(id).csv", "ünï.csv", "a[1]*.csv")


def hint(judged: dict[str, Any], code: str, column: str | None = None) -> str:
    return str(finding(judged, code, column)["hint"])


def in_bash(command: str, folder: Path) -> None:
    """Type a command in a real shell that finds `interactions-cli` on its path."""
    tools = folder.parent / "tools"
    tools.mkdir(exist_ok=True)
    tool = tools / "interactions-cli"
    tool.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m interactions_cli "$@"\n')
    tool.chmod(0o755)
    env = environment()
    done = finished(
        ["bash", "-c", command],
        cwd=folder,
        capture_output=True,
        env=env | {"PATH": f"{tools}:{env['PATH']}"},
        text=True,
    )
    assert done.returncode == 0, done.stderr


def command_of(said: str) -> str:
    """The command of a hint; a name with a backtick shows where the span really ends."""
    found = re.search(r"`(interactions-cli .*)`", said)
    assert found, said
    return found[1]


@pytest.mark.parametrize("name", NAMES)
def test_a_real_shell_takes_the_command_whatever_the_file_is_called(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    path = folder / (f"{name}.gz" if "ü" in name else name)
    data = f"{TYPED}\n{ROWS}u1\n".encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    judged = json.loads(run("validate", "--format", "json", "--", path.name, cwd=folder, code=1).stdout)
    in_bash(command_of(hint(judged, "CSV007")), folder)
    (made,) = folder.glob("*.prepared.csv*")
    text = gzip.decompress(made.read_bytes()) if made.suffix == ".gz" else made.read_bytes()
    assert text.decode().count("\n") == 1201
    (rejects,) = folder.glob("*.rejects.csv")
    assert rejects.read_text().count("\n") == 2


def test_real_shell_commands_of_every_shape(tmp_path: Path) -> None:
    """A folder, a pattern, a target with its schema and configuration, an option that is added, copies to leave out."""
    folder = tmp_path / "data"
    (folder / "my lake").mkdir(parents=True)
    for part in range(7):
        (folder / "my lake" / f"part {part}.csv").write_text(f"{TYPED.lower()}\n{ROWS}")
    (folder / "clicks.csv").write_text(
        f"{TYPED},userId\n" + ROWS.replace("\n", ",x\n") + "u1,i1,view,1700000000,x\n" * 2
    )
    fields = [{"name": name, "type": "string"} for name in TYPED.split(",")[:-1]] + [
        {"name": "TIMESTAMP", "type": "long"}
    ]
    schema = {"type": "record", "name": "Interactions", "fields": fields}
    (folder / "my schema.json").write_text(json.dumps(schema))
    (folder / "my.toml").write_text('fail-on = "error"\n')
    purpose = (
        "--schema",
        "my schema.json",
        "--domain",
        "ecommerce",
        "--import-mode",
        "incremental",
        "--config",
        "my.toml",
    )
    for number, words in enumerate((["my lake"], ["my lake/*.csv"], [f"my lake/part {part}.csv" for part in range(7)])):
        said = hint(report(*words, *purpose, "--now", "1750000000", cwd=folder), "SCH001")
        assert (number == 1) == ("'my lake/*.csv'" in said)
        in_bash(command_of(said), folder)
        name = f"interactions.prepared{'' if not number else f'-{number + 1}'}.csv"
        assert (folder / name).read_text().count("\n") == 8401
        for word in (
            "--schema 'my schema.json'",
            "--domain ecommerce",
            "--import-mode incremental",
            "--config my.toml",
        ):
            assert word in said
        assert "--schema-output" not in said
    judged = report("clicks.csv", cwd=folder)
    spans = spans_of(hint(judged, "SCH013"))
    in_bash(f"{spans.commands[0]} {spans.options[0]}", folder)
    assert (folder / "clicks.prepared.csv").read_text().startswith("USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\n")
    in_bash(spans_of(hint(judged, "SET010")).commands[0], folder)
    assert (folder / "clicks.filtered.csv").read_text().count("\n") == 1202


def test_a_suffix_that_is_not_true_misleads_no_command(tmp_path: Path) -> None:
    (tmp_path / "x.csv.gz").write_text(f"{TYPED}\n{ROWS}u1\n")
    output = follow_command(tmp_path, command_of(hint(report("x.csv.gz", cwd=tmp_path, code=1), "CSV007")))
    assert output == tmp_path / "x.prepared.csv.gz"


@pytest.mark.parametrize("command", ["validate", "stats"])
def test_standard_input_is_given_again_by_the_one_who_has_it(command: str) -> None:
    words = (command, "-", "--format", "json", "--fail-on", "never")
    judged = json.loads(run(*words, stdin=f"{TYPED}\n{ROWS}u1\n".encode()).stdout)
    said = hint(judged, "CSV007")
    assert f"the same command line with prepare -o interactions.prepared.csv in place of {command} takes" in said
    assert "`" not in said


def test_a_folder_of_which_prepare_would_read_more_is_given_by_its_files(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.csv").write_text(f"{TYPED}\n{ROWS}u1\n")
    (tmp_path / "in" / "notes.txt").write_text("no data\n")
    said = hint(report("in", cwd=tmp_path, code=1), "CSV007")
    assert "interactions-cli prepare in/a.csv -o interactions.prepared.csv " in said


def test_a_path_that_no_screen_shows_as_it_is_is_not_typed(tmp_path: Path) -> None:
    (tmp_path / "a\nb.csv").write_text(f"{TYPED}\n{ROWS}u1\n")
    assert "`" not in hint(report("a\nb.csv", cwd=tmp_path, code=1), "CSV007")


@pytest.mark.parametrize(
    "header",
    [
        "user_id,item_id,event_type,timestamp",
        "USER_ID, ITEM_ID, EVENT_TYPE, TIMESTAMP",
        "userId,itemId,eventType,timestamp",
        "User-Id,ITEM_ID,EVENT_TYPE,TimeStamp",
    ],
)
def test_one_command_writes_every_name_as_the_guide_does(tmp_path: Path, header: str) -> None:
    (tmp_path / "x.csv").write_text(f"{header}\n{ROWS}")
    judged = report("x.csv", "--select", "CSV,SCH", cwd=tmp_path, code=1)
    hints = {entry["hint"] for entry in judged["findings"] if entry["code"] in ("SCH001", "SCH012")}
    assert len(hints) == 1
    assert [entry["column"] for entry in judged["findings"]] == [None], "one cause is one finding"
    output = follow_command(tmp_path, command_of(hints.pop()))
    assert output is not None
    assert output.read_text().startswith("USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\nu0,i0,1700000000,view\n")
    report(output.name, "--select", "CSV,SCH", cwd=tmp_path, code=0)


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        ("u{0},i{0},view,17000000{0:02}\n", "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP"),
        ("17000000{0:02},u{0},i1\n", "TIMESTAMP,USER_ID,ITEM_ID"),
        ("u{0},i1,2025-01-09T14:08:{0:02}Z\n", "USER_ID,ITEM_ID,TIMESTAMP"),
        ("196,242,3,8812509{0:02}\n", "USER_ID,ITEM_ID,EVENT_VALUE,TIMESTAMP"),
        ("u{0},i1,view,0.5,17000000{0:02},a,b\n", "USER_ID,ITEM_ID,EVENT_TYPE,EVENT_VALUE,TIMESTAMP,COLUMN_5,COLUMN_6"),
    ],
)
def test_a_file_without_its_header_gets_one(tmp_path: Path, rows: str, names: str) -> None:
    (tmp_path / "x.csv").write_text("".join(rows.format(number) for number in range(50)))
    judged = report("x.csv", "--select", "SCH", cwd=tmp_path, code=1)
    assert "looks like a record" in finding(judged, "SCH001")["message"]
    assert "look which id is the user's" in hint(judged, "SCH001")
    spans = spans_of(hint(judged, "SCH001"))
    assert spans.options == (f"--columns {names}",)
    output = follow_command(tmp_path, spans.commands[0], *shlex.split(spans.options[0]))
    assert output is not None
    assert output.read_text().count("\n") == 51


def test_a_part_without_a_header_has_that_of_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("TIMESTAMP,ITEM_ID,EVENT_TYPE,USER_ID\n1700000000,i1,view,u1\n")
    (tmp_path / "b.csv").write_text("1700000001,i2,click,u2\n1700000002,i2,click,u2\n")
    said = hint(report("a.csv", "b.csv", cwd=tmp_path, code=1), "SCH001")
    output = follow_command(tmp_path, command_of(said))
    assert output is not None
    assert output.read_text().splitlines()[1:] == [
        *("u1,i1,1700000000,view", "u2,i2,1700000001,click", "u2,i2,1700000002,click")
    ]


@pytest.mark.parametrize(
    ("header", "options", "said"),
    [
        ("USER_ID,ITEM_ID,WHEN", (), "`--map TIMESTAMP=WHEN`"),
        ("USER_ID,product_id,TIMESTAMP", (), "`--map ITEM_ID=product_id`"),
        ("USER_ID,ITEM_ID,my time", (), "`--map 'TIMESTAMP=my time'`"),
        ("USER_ID,ITEM_ID", (), "Export TIMESTAMP as well: nothing in the file stands for it."),
        ("USER_ID,A,B", (), "or let prepare find it by names and contents, or ask (--map): `interactions-cli prepare "),
        ("USER_ID,ITEM_ID,TIMESTAMP", ("--domain", "ecommerce"), "`--set EVENT_TYPE=View`"),
        ("USER_ID,ITEM_ID,TIMESTAMP", ("--domain", "video-on-demand"), "`--set EVENT_TYPE=Watch`"),
    ],
)
def test_a_column_that_is_missing_is_named_as_far_as_the_header_shows(
    tmp_path: Path, header: str, options: tuple[str, ...], said: str
) -> None:
    row = ",".join(["u1", "i1", "1700000000"][: header.count(",") + 1])
    (tmp_path / "x.csv").write_text(f"{header}\n" + f"{row}\n" * 9)
    judged = report("x.csv", *options, "--select", "SCH001", cwd=tmp_path, code=1)
    hints = [entry["hint"] for entry in judged["findings"]]
    assert all(said in text for text in hints)
    for text in hints:
        spans = spans_of(text)
        if spans.options:
            assert follow_command(tmp_path, spans.commands[0], *shlex.split(spans.options[0]))


@pytest.mark.parametrize(
    ("value", "option", "second"),
    [
        ("2025-01-09T14:08:11Z", None, "1736431691"),
        ("1700000000.0", None, "1700000000"),
        ("2025-01-09 14:08", "--time-zone UTC", "1736431680"),
        ("2025-01-09T14:08:11.5", "--time-zone UTC", "1736431691"),
        ("09/01/2025 14:08", "--time-format '%d/%m/%Y %H:%M' --time-zone UTC", "1736431680"),
        ("9.1.2025", "--time-format %d.%m.%Y --time-zone UTC", "1736380800"),
        ("31-12-24 23:59:59", "--time-format '%d-%m-%y %H:%M:%S' --time-zone UTC", "1735689599"),
    ],
)
def test_a_time_is_repaired_as_what_it_is(tmp_path: Path, value: str, option: str | None, second: str) -> None:
    (tmp_path / "x.csv").write_text("USER_ID,ITEM_ID,TIMESTAMP\n" + f"u1,i1,{value}\n" * 5)
    spans = spans_of(hint(report("x.csv", "--select", "VAL003", cwd=tmp_path, code=1), "VAL003", "TIMESTAMP"))
    assert spans.options == ((option,) if option else ())
    output = follow_command(tmp_path, spans.commands[0], *shlex.split(option or ""))
    assert output is not None
    assert output.read_text() == "USER_ID,ITEM_ID,TIMESTAMP\n" + f"u1,i1,{second}\n" * 5
    hidden = hint(report("x.csv", "--select", "VAL003", "--redact", cwd=tmp_path, code=1), "VAL003", "TIMESTAMP")
    assert hidden.startswith("Write Unix seconds: `interactions-cli prepare ")


@pytest.mark.parametrize(
    ("value", "option", "number"),
    [
        ("0,5", None, "0.5"),
        ("1,234", "--decimal .", "1234"),
        ("1,234.50", None, "1234.50"),
        ("1,234,567", None, "1234567"),
        ("1.234,50", None, "1234.50"),
    ],
)
def test_a_number_is_read_and_not_blanked(tmp_path: Path, value: str, option: str | None, number: str) -> None:
    (tmp_path / "x.csv").write_text("USER_ID,ITEM_ID,TIMESTAMP,EVENT_VALUE\n" + f'u1,i1,1700000000,"{value}"\n' * 5)
    spans = spans_of(hint(report("x.csv", "--select", "VAL006", cwd=tmp_path, code=1), "VAL006", "EVENT_VALUE"))
    assert spans.options == ((option, "--decimal ,") if option else ())
    output = follow_command(tmp_path, spans.commands[0], *shlex.split(option or ""))
    assert output is not None
    assert output.read_text().splitlines()[1:] == [f"u1,i1,1700000000,{number}"] * 5


def test_a_thousand_columns_have_no_room_in_a_message(tmp_path: Path) -> None:
    names = [f"C{number}" for number in range(1000)]
    (tmp_path / "x.csv").write_text(f"USER_ID,ITEM_ID,TIMESTAMP,{','.join(names)}\n")
    found = finding(report("x.csv", "--select", "SCH", cwd=tmp_path, code=1), "SCH006")
    assert found["message"].startswith("1,000 metadata columns (C0, C1, C2, C3, C4 and 995 more)")
    assert len(found["hint"]) < 400


def test_a_link_to_itself_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(f"USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n{ROWS}")
    (tmp_path / "loop").symlink_to("loop")
    for words in (("validate", "x.csv", "-o", "loop"), ("filter", "x.csv", "-q", "-o", "loop", "--force")):
        said = run(*words, cwd=tmp_path, code=2).stderr
        assert "error: loop cannot be written: Too many levels of symbolic links" in said
    assert (tmp_path / "loop").is_symlink()


@pytest.mark.parametrize(
    ("output", "said"),
    [
        (".", "It is a folder: name a file in it, such as out.csv."),
        ("new/x.csv", "Make its folder: `mkdir -p new`."),
        ("a b/x.csv", "Make its folder: `mkdir -p 'a b'`."),
        ("x.csv/y.csv", "Check its folder: `ls -ld x.csv`."),
    ],
)
def test_what_to_do_about_an_output_that_is_refused(tmp_path: Path, output: str, said: str) -> None:
    (tmp_path / "x.csv").write_text(f"USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n{ROWS}")
    for words in (("validate", "x.csv", "-o", output), ("filter", "x.csv", "-q", "-o", output, "--force")):
        assert f"hint: {said}\n" in run(*words, cwd=tmp_path, code=2).stderr


def test_words_of_a_command() -> None:
    assert [shell_name(name) for name in ("-", "-a", "a b")] == ["FILE", "./-a", "'a b'"]
    assert shell_content("a b.gz", "gzip") == "<(zcat 'a b.gz')"
    assert shell_content("a.gz", None) == "a.gz"
    assert [compression_by_name(name) for name in ("a.csv.GZ", "a.zst", "a.csv", "-")] == ["gzip", "zstd", None, None]
    assert re.fullmatch(r"[\w./-]+", shell_name("plain/path-1.csv"))


def test_codes_stay_what_they_were(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(f"user_id,ITEM_ID,EVENT_TYPE,TIMESTAMP\n{ROWS}")
    (found,) = report("x.csv", "--select", "SCH", cwd=tmp_path, code=1)["findings"]
    assert found["code"] == "SCH001"
    assert [entry["code"] for entry in found["folded"]] == ["SCH001", "SCH012"]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"x.json": '{"userId": "u1", "itemId": "i1", "timestamp": 1700000000}\n'}, "interactions-cli prepare x.json "),
        ({"x.csv": f"# exported\n{TYPED}\n{ROWS}"}, "interactions-cli prepare x.csv -o x.prepared"),
        (
            {"a.csv": f"{TYPED}\n{ROWS}", "b.csv": "ITEM_ID,USER_ID,EVENT_TYPE,TIMESTAMP\n"},
            "interactions-cli prepare a.csv b.csv ",
        ),
        ({"x.csv": "%PDF-1.4\n"}, "interactions-cli validate x.csv"),
    ],
)
def test_what_filter_and_merge_cannot_read_is_made_into_one_file_first(
    tmp_path: Path, files: dict[str, str], said: str
) -> None:
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    (tmp_path / "log.jsonl").write_text('{"userId": "u1", "impression": ["i1"]}\n')
    merge = ("merge-impressions", *files, "--impressions", "log.jsonl", "--on", "USER_ID", "-o", "out.csv")
    for words in (("filter", *files, "-o", "out.csv"), merge):
        result = run(*words, cwd=tmp_path, code=2)
        # A merge takes JSON for the log that was named in the wrong place.
        assert said in result.stderr or (words[0] == "merge-impressions" and "--impressions x.json" in result.stderr)
        command = re.search(r"`(interactions-cli prepare [^`]+)`", result.stderr)
        if command and words[0] == "filter":
            output = follow_command(tmp_path, command[1])
            assert output is not None
            run("filter", output.name, "-n", "--allow-empty", cwd=tmp_path)
