"""Hints that once lost or changed what was right: each kind is followed on the data that it harmed."""

from __future__ import annotations

import html
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from interactions_cli.formats import FORMATS
from tests.cases import avro
from tests.cli_runner import codes, finding, report, run
from tests.hint_follower import errors, follow_command, spans_of, write_line

NOW = ("--now", "1750000000")
PLAIN = "USER_ID,ITEM_ID,TIMESTAMP"


def rows(count: int = 400, start: int = 0) -> list[str]:
    return [f"u{number % 60},i{number % 40},{1_700_000_000 + number}" for number in range(start, start + count)]


def write(folder: Path, header: str, lines: list[str], name: str = "x.csv") -> None:
    (folder / name).write_text("\n".join([header, *lines, ""]))


def hint(judged: dict[str, Any], code: str, column: str | None = None) -> str:
    return str(finding(judged, code, column)["hint"])


def prepared(folder: Path, code: str, *options: str, column: str | None = None) -> list[str]:
    """The records that the command of a hint writes, its own option added."""
    spans = spans_of(hint(report("x.csv", *NOW, *options, cwd=folder), code, column))
    more = shlex.split(spans.options[0]) if spans.options else []
    output = follow_command(folder, spans.commands[0], *more)
    assert output is not None
    return output.read_text().splitlines()[1:]


@pytest.mark.parametrize(
    ("code", "bad", "becomes"),
    [
        ("VAL003", "NaN", None),
        ("VAL003", "null", None),
        ("VAL003", "undefined", None),
        ("VAL003", "Invalid Date", None),
        ("VAL003", "1700000061s", None),
        ("VAL003", "2023-11-14T22:14:21Z", "1700000061"),
        ("VAL003", "1700000061.9", "1700000061"),
        ("VAL004", "1700000061123", "1700000061"),
        ("VAL004", "1700000061123456", "1700000061"),
    ],
)
def test_a_few_wrong_times_leave_the_others_as_they_are(
    tmp_path: Path, code: str, bad: str, becomes: str | None
) -> None:
    good = rows()
    write(tmp_path, PLAIN, [*good[:200], *[f"u1,i1,{bad}"] * 9, *good[200:]])
    added = [f"u1,i1,{becomes}"] * 9 if becomes else []
    assert prepared(tmp_path, code) == [*good[:200], *added, *good[200:]]


def test_hints_followed_one_after_the_other_take_nothing_from_each_other(tmp_path: Path) -> None:
    """Every hint has a name of its own for what it makes, and none is that of a file."""
    lines = [line.replace(",", ";") for line in rows(600)] + ["u1;;1700000000", "u1; i1;1700000000000"]
    write(tmp_path, PLAIN.lower().replace(",", ";"), lines)
    content = (tmp_path / "x.csv").read_text()
    seen: set[str] = set()
    name = "x.csv"
    for _round in range(6):
        findings = report(name, *NOW, cwd=tmp_path)["findings"]
        commands = dict.fromkeys(command for entry in findings for command in spans_of(entry["hint"]).commands)
        if not commands:
            break
        for command in commands:
            output = follow_command(tmp_path, command)
            assert output is not None
            assert output.name not in seen
            seen.add(output.name)
            name = output.name
            assert output.read_text().count("\n") == 602
    assert (tmp_path / "x.csv").read_text() == content
    assert codes(report(name, *NOW, cwd=tmp_path)) & {"CSV005", "SCH001", "VAL001", "VAL004", "VAL009"} == set()


@pytest.mark.parametrize("word", ["0446360872", "007", "1e5", "12345678901234567890", "+1", "0x1F", '"1,5"', "3.0"])
def test_ids_stay_to_the_letter(tmp_path: Path, word: str) -> None:
    write(tmp_path, f"{PLAIN},N", [f"u1,{word},1700000000123,{word}", *[f"{line},x" for line in rows()]])
    assert prepared(tmp_path, "VAL004")[0] == f"u1,{word},1700000000,{word}"


@pytest.mark.parametrize("word", ["null", "NULL", r"\N", "nil", "<NA>", "(null)", "undefined"])
def test_a_word_for_nothing_never_becomes_a_blank_that_fails(tmp_path: Path, word: str) -> None:
    good = rows()
    write(tmp_path, PLAIN, [*good, f"{word},i1,1700000000"])
    said = hint(report("x.csv", *NOW, cwd=tmp_path), "VAL010")
    assert said.endswith(" drops 1 row.")
    assert prepared(tmp_path, "VAL010") == good
    assert errors(report("x.prepared.csv", *NOW, cwd=tmp_path)) <= errors(report("x.csv", *NOW, cwd=tmp_path))


@pytest.mark.parametrize(
    ("bad", "becomes"),
    [("$12.50", None), ("12.5 %", None), ("4.5/5", None), ("Inf", ""), ("NaN", ""), ("true", None), ("3 stars", None)],
)
def test_what_is_no_number_is_dropped_or_blank_and_no_good_number_is(
    tmp_path: Path, bad: str, becomes: str | None
) -> None:
    good = [f"{line},12.5" for line in rows()]
    write(tmp_path, f"{PLAIN},EVENT_VALUE", [*good, f"u1,i1,1700000000,{bad}"])
    added = [] if becomes is None else [f"u1,i1,1700000000,{becomes}"]
    assert prepared(tmp_path, "VAL006", column="EVENT_VALUE") == [*good, *added]


def test_prices_with_a_sign_are_not_blanked_column_and_all(tmp_path: Path) -> None:
    write(tmp_path, f"{PLAIN},EVENT_VALUE", [f"{line},${number}.50" for number, line in enumerate(rows())])
    spans = spans_of(hint(report("x.csv", *NOW, cwd=tmp_path), "VAL006", "EVENT_VALUE"))
    assert follow_command(tmp_path, spans.commands[0]) is None, "nothing is written, and the question is said"


def test_thousands_and_fractions_are_told_apart_by_the_user(tmp_path: Path) -> None:
    write(tmp_path, f"{PLAIN},EVENT_VALUE", [f'{line},"1,299"' for line in rows()])
    said = hint(report("x.csv", *NOW, cwd=tmp_path), "VAL006", "EVENT_VALUE")
    assert "`--decimal .`" in said
    assert "`--decimal ,`" in said
    assert all(line.endswith(",1299") for line in prepared(tmp_path, "VAL006", column="EVENT_VALUE"))


def test_blanks_in_a_column_that_may_have_them_are_a_matter_of_the_schema(tmp_path: Path) -> None:
    (tmp_path / "schema.json").write_bytes(avro({"name": "EVENT_VALUE", "type": "float"}))
    write(tmp_path, f"{PLAIN},EVENT_VALUE", [f"{line},{'' if number % 5 else 1}" for number, line in enumerate(rows())])
    words = ("x.csv", "--schema", "schema.json", *NOW)
    spans = spans_of(hint(report(*words, cwd=tmp_path), "VAL001", "EVENT_VALUE"))
    assert (spans.commands, spans.lines) == ((), ('{"name": "EVENT_VALUE", "type": ["float", "null"]}',))
    write_line(tmp_path / "schema.json", spans.lines[0])
    assert "VAL001" not in codes(report(*words, cwd=tmp_path))


def test_too_many_columns_never_cost_one_that_the_service_needs(tmp_path: Path) -> None:
    header = "A,B,C,D,E,F,Event Type,user_id,ItemId,time stamp"
    lines = [",".join([*"abcdef", "view", *line.split(",")]) for line in rows()]
    write(tmp_path, header, lines)
    records = prepared(tmp_path, "SCH006")
    assert (tmp_path / "x.prepared.csv").read_text().startswith("USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE")
    assert [record.split(",")[:4] for record in records] == [[*line.split(","), "view"] for line in rows()]


@pytest.mark.parametrize("name", ["product_id", "content_id", "movie_id", "sku", "Artikel Nr."])
def test_a_column_of_another_name_is_named_and_not_a_placeholder(tmp_path: Path, name: str) -> None:
    write(tmp_path, f"USER_ID,{name},TIMESTAMP", rows())
    said = hint(report("x.csv", *NOW, cwd=tmp_path), "SCH001", "ITEM_ID")
    assert spans_of(said).options == (f"--map {shlex.quote(f'ITEM_ID={name}')}",)
    assert prepared(tmp_path, "SCH001", column="ITEM_ID")[0].startswith("u0,i0,1700000000")


def test_names_that_are_not_ascii_do_not_become_one(tmp_path: Path) -> None:
    names = ["用户", "商品", "时间", "行为", "渠道"]
    write(tmp_path, ",".join([PLAIN, *names]), [f"{line},a,b,c,d,e" for line in rows()])
    assert len({entry["hint"] for entry in report("x.csv", cwd=tmp_path)["findings"] if entry["code"] == "SCH005"}) == 1
    prepared(tmp_path, "SCH005", column=names[0])
    header = (tmp_path / "x.prepared.csv").read_text().splitlines()[0].split(",")
    assert len({*header}) == len(header) == 8
    assert codes(report("x.prepared.csv", *NOW, cwd=tmp_path)) & {"SCH002", "SCH005"} == set()


def test_a_list_without_the_item_never_names_a_column_of_users_as_that_of_items(tmp_path: Path) -> None:
    write(tmp_path, PLAIN, rows(60), name="clicks.csv")
    (tmp_path / "log.tsv").write_text("user_id\titems\n" + "".join(f"u{number}\ti1,i2\n" for number in range(60)))
    words = ("merge-impressions", "clicks.csv", "--impressions", "log.tsv", "--on", "USER_ID", "-o", "out.csv")
    said = run(*words, cwd=tmp_path, code=None).stderr
    assert "ITEM_ID=user_id" not in said
    assert "TIMESTAMP=user_id" not in said


@pytest.mark.parametrize("text", ["[1, 2]", '{"a": 1'])
def test_json_that_is_no_log_is_blamed_for_that_and_not_the_match(tmp_path: Path, text: str) -> None:
    write(tmp_path, PLAIN, rows(9), name="clicks.csv")
    (tmp_path / "log.json").write_text(text)
    words = ("merge-impressions", "clicks.csv", "--impressions", "log.json", "-o", "out.csv")
    assert "Match by" not in run(*words, cwd=tmp_path, code=2).stderr


@pytest.mark.parametrize("text", ["[{0}]", "[\n{0},\n{0}\n]", "{0}{0}"])
def test_json_that_is_no_line_is_read_all_the_same(tmp_path: Path, text: str) -> None:
    write(tmp_path, PLAIN, ["u1,i1,1700000000"], name="clicks.csv")
    (tmp_path / "log.json").write_text(text.replace("{0}", '{\n "userId": "u1", "impression": ["i1", "i2"]\n}'))
    words = ("merge-impressions", "clicks.csv", "--impressions", "log.json", "--on", "USER_ID", "-o", "out.csv")
    run(*words, cwd=tmp_path)
    assert (tmp_path / "out.csv").read_text().endswith("u1,i1,1700000000,i1|i2\n")


def test_a_nameless_column_has_a_name_in_words_and_a_cut_header_a_mark(tmp_path: Path) -> None:
    write(tmp_path, f"{PLAIN},,{'X' * 90}", [f"{line},,y" for line in rows()])
    judged = report("x.csv", *NOW, cwd=tmp_path)
    assert finding(judged, "SET011", "")["message"].startswith('"" is 0 % complete')
    assert hint(judged, "SET011", "").startswith('Fill in "" where')
    shown = run("validate", "x.csv", *NOW, cwd=tmp_path, code=1).stdout
    assert re.search(r"line 1  USER_ID,ITEM_ID,TIMESTAMP,,X+…\n", shown)


def test_a_parquet_file_is_no_text_to_look_at(tmp_path: Path) -> None:
    (tmp_path / "x.parquet").write_bytes(b"PAR1\x15\x04\x15")
    shown = run("validate", "x.parquet", cwd=tmp_path, code=1).stdout
    assert "sed -n" not in shown
    assert "interactions-cli prepare x.parquet -o interactions.prepared.csv " in shown


def readable(form: str, text: str) -> str:
    """What a person copies from a report of some format."""
    if form in ("html", "junit"):
        return html.unescape(text)
    if form in ("json", "sarif"):
        strings: list[str] = []
        json.loads(text, object_hook=lambda entry: strings.extend(v for v in entry.values() if isinstance(v, str)))
        return "\n".join(strings)
    return text.replace("%25", "%") if form == "github" else text


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("width", [60, 80])
def test_a_hint_is_the_same_in_every_format_and_its_command_in_one_piece(tmp_path: Path, form: str, width: int) -> None:
    name = "a long name of a file & its folder's <part> 1.csv"
    write(tmp_path, PLAIN.lower(), [*rows(), "u1,,1700000000", "u1,i1,2024-01-01 10:00"], name=name)
    judged = report(name, *NOW, cwd=tmp_path)
    (command,) = {command for entry in judged["findings"] for command in spans_of(entry["hint"]).commands}
    words = ("validate", name, *NOW, "--format", form)
    shown = readable(form, run(*words, cwd=tmp_path, code=1, env={"COLUMNS": str(width)}).stdout)
    if form != "concise":
        assert command in shown
    else:
        # A line a finding, and the command once below.
        assert command in shown or "interactions-cli prepare" not in shown
    if form not in ("text", "concise"):
        for entry in judged["findings"]:
            flat = re.sub(r"[`\\\s]|</?code>", "", entry["hint"])
            assert flat in re.sub(r"[`\\\s]|</?code>", "", shown) or entry["severity"] == "note", entry["hint"]
