"""Every hint is followed to the letter, for every invalid example of every rule: it repairs, and harms nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from interactions_cli.personalize.fields import fold
from interactions_cli.rules import ALL_RULES, RULES
from interactions_cli.rules.rule import EXAMPLE_ROW, HeaderExample, HeaderRule, LineRule, RowRule, Rule
from tests.cases import CASES, FIRST, MORE, PLAIN, Case
from tests.hint_follower import (
    assert_code_is_gone,
    follow_command,
    judged,
    option_words,
    purpose_replaced,
    rows_of,
    spans_of,
    write_line,
)

SENTENCES = {
    *(
        "CSV001",
        "CSV002",
        "CSV013",
        "CSV016",
        "VAL005",
        "VAL008",
        "VAL012",
        "VAL014",
        "VAL015",
        "VAL017",
        "IMP003",
        "IMP005",
        "IMP009",
    ),
    *("IMP006", "SET001", "SET002", "SET003", "SET004", "SET005", "SET006", "SET007", "SET008", "SET009", "SET011"),
    *("SET012", "SET014", "SET015", "SET016", "SET021", "SET023", "SET025"),
    *("SET026", "SET027", "SET028", "SET029", "SET030"),
    *("LOG001", "LOG003", "LOG005", "LOG006", "LOG007", "LOG009", "LOG010"),
}
GONE = re.compile(r"\b(pandas|pd\.|df\[|sed|awk|perl|grep|iconv|jq|FILE|fixed\.csv)\b|…")
GOOD_ROWS = 40
# Of one bad row this many are good, so that no reason rejects more than is done without being asked for.
GOOD_PER_BAD = 30


WAYS = [way for rule in ALL_RULES for way in rule.ways]
LINES = [rule for rule in RULES if isinstance(rule, LineRule) and rule.invalid]
HEADERS = [(rule, place) for rule in RULES if isinstance(rule, HeaderRule) for place in range(len(rule.invalid))]


def label(rule: Rule) -> str:
    return f"{rule.code}-{[other for other in WAYS if other.code == rule.code].index(rule)}"


@pytest.mark.parametrize("rule", WAYS, ids=label)
def test_no_hint_names_another_program_or_leaves_a_gap(rule: Rule) -> None:
    assert not GONE.search(rule.hint)
    assert rule.code not in SENTENCES or not re.search(r"`|\{(prepare|drop|copies|advice)\}", rule.hint)


def hint_of(code: str, judgement: Mapping[str, Any]) -> str:
    findings = judgement["findings"]
    found = [entry for entry in findings if any(each["code"] == code for each in (entry, *entry["folded"]))]
    assert found, f"{code} does not fire"
    hint = str(found[0]["hint"])
    assert not GONE.search(hint), hint
    assert re.match(r"[A-Z][a-z]+,? ", hint), "a hint begins with what to do"
    return hint


def followed(
    folder: Path, code: str, paths: Sequence[str], options: Sequence[str], *, may_ask: bool = False
) -> Path | None:
    """Do what the hint of a code says, and judge what comes of it; what was written, None if nothing was."""
    before = judged(folder, paths, options)
    hint = hint_of(code, before)
    spans = spans_of(hint)
    if code in SENTENCES:
        assert spans.kind == "d", hint
    written = None
    given = option_words(spans.options[0]) if spans.options else []
    if spans.commands:
        written = follow_command(folder, spans.commands[0], *given)
        assert written is not None or may_ask, f"asks for more: {hint}"
        if written is not None:
            assert_code_is_gone(code, before, judged(folder, [written.name], options))
    elif given:
        assert_code_is_gone(code, before, judged(folder, paths, purpose_replaced(options, given)))
    if spans.lines:
        write_line(folder / "schema.json", spans.lines[0])
        assert_code_is_gone(code, before, judged(folder, paths, options))
    return written


@pytest.mark.parametrize(
    ("code", "case"), [*CASES.items(), *MORE], ids=[*CASES, *(f"{code}-{n}" for n, (code, _) in enumerate(MORE))]
)
def test_the_hint_of_every_smallest_input(tmp_path: Path, code: str, case: Case) -> None:
    for name, content in case.fires.files.items():
        (tmp_path / name).write_bytes(content)
    # Where every row of a single one is bad, or the JSON is cut off, there is nothing to write, which is said.
    may_ask = code in ("VAL003", "VAL004", "VAL006", "CSV014")
    followed(tmp_path, code, case.fires.paths, case.fires.options, may_ask=may_ask)


def written(value: str) -> str:
    return '"' + value.replace('"', '""') + '"' if set(value) & set(',"\r\n') else value


def cell_rows(rule: RowRule, values: Sequence[str], good: str, count: int) -> list[dict[str, str]]:
    """Good rows, then bad ones; each has a time or a user of its own."""
    own = "USER_ID" if rule.example_column == "TIMESTAMP" else "TIMESTAMP"
    rows = []
    for number, value in enumerate([*[good] * count, *values]):
        row = {**EXAMPLE_ROW, **rule.example_row, rule.example_column: value}
        rows.append(row | {own: str(FIRST + number) if own == "TIMESTAMP" else f"u{number}"})
    return rows


def assert_harmless(rule: RowRule, rows: Sequence[dict[str, str]], output: Path, good: int) -> None:
    own = "USER_ID" if rule.example_column == "TIMESTAMP" else "TIMESTAMP"
    made = {row[own]: row for row in rows_of(output.read_bytes())}
    assert len(made) <= len(rows)
    for number, row in enumerate(rows):
        after = made.get(row[own])
        assert after is not None or number >= good, f"a good row is gone: {row}"
        if after is not None:
            same = [name for name in row if name in after and (number < good or name != rule.example_column)]
            assert {name: after[name] for name in same} == {name: row[name] for name in same}
            assert {"USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE"} <= {*after}


@pytest.mark.parametrize("rule", [way for way in WAYS if isinstance(way, RowRule)], ids=label)
def test_the_hint_of_cells(tmp_path: Path, rule: RowRule) -> None:
    """Nearly all cells are good; where a rule is about nearly all, a file has one example in all rows."""
    # A column with decimal points and decimal commas is a question of its own.
    good = "15" if rule.code == "VAL006" else next((value for value in rule.valid if value), "")
    is_whole = rule.share_at_least > 0
    files = [[value] * GOOD_ROWS for value in rule.invalid] if is_whole else [list(rule.invalid)]
    ignored = [f"--ignore={other.code}" for other in RULES if rule.code in other.covers]
    for number, values in enumerate(files):
        folder = tmp_path / str(number)
        folder.mkdir()
        count = 0 if is_whole else GOOD_PER_BAD * len(values)
        rows = cell_rows(rule, values, good, count)
        lines = [",".join(rows[0]), *(",".join(map(written, row.values())) for row in rows)]
        (folder / "x.csv").write_bytes("".join(f"{line}\n" for line in lines).encode())
        output = followed(folder, rule.code, ["x.csv"], ignored)
        if output is not None:
            assert_harmless(rule, rows, output, count)


@pytest.mark.parametrize("rule", LINES, ids=label)
def test_the_hint_of_lines(tmp_path: Path, rule: LineRule) -> None:
    good = [f"u{number},i{number % 7},{FIRST + number}" for number in range(GOOD_PER_BAD * len(rule.invalid))]
    lines = [PLAIN, *good[: len(good) // 2], *rule.invalid, *good[len(good) // 2 :]]
    if rule.code == "CSV015":
        lines = [PLAIN, *good, *rule.invalid]
    (tmp_path / "x.csv").write_bytes("".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape"))
    output = followed(tmp_path, rule.code, ["x.csv"], [])
    assert output is not None
    made = output.read_bytes().decode().splitlines()
    assert [line for line in made[1:] if line in {*good}] == good, "a good line was changed"


def header_content(example: HeaderExample, mark: str) -> tuple[bytes, list[str]]:
    """Good rows under the header of an example, and its columns as they are known once they are read."""
    names = [fold(name.strip('"\ufeff')) for name in example.header.split(mark)]
    values = {"userid": "u{}", "itemid": "i{}", "timestamp": str(FIRST)[:-3] + "{:03}", "eventvalue": "1.5"}
    values |= {"eventtype": "watch", "recommendationid": "RID-1", "impression": "i{}|j"}
    rows = [
        mark.join(values.get(name, f"v{number % 3}").format(number) for name in names) for number in range(GOOD_ROWS)
    ]
    return "".join(f"{line}\n" for line in (example.header, *rows)).encode(), names


@pytest.mark.parametrize(("rule", "number"), HEADERS, ids=[f"{rule.code}-{number}" for rule, number in HEADERS])
def test_the_hint_of_headers(tmp_path: Path, rule: HeaderRule, number: int) -> None:
    example = rule.invalid[number]
    mark = next((mark for mark in (";", "\t", "|") if example.header.count(mark) > 1), ",")
    content, names = header_content(example, mark)
    (tmp_path / "x.csv").write_bytes(content)
    options = [*example.options]
    if example.schema is not None:
        (tmp_path / "schema.json").write_text(example.schema, encoding="utf-8")
        options += ["--schema", "schema.json"]
    output = followed(tmp_path, rule.code, ["x.csv"], options)
    if output is None:
        return
    before = [dict(zip(names, line.split(mark), strict=True)) for line in content.decode().splitlines()[1:]]
    after = [{fold(name): cell for name, cell in row.items()} for row in rows_of(output.read_bytes())]
    for column in ("userid", "itemid", "timestamp", "eventtype", "eventvalue"):
        # What is not in the schema is what SCH003 leaves out.
        if names.count(column) == 1 and (rule.code != "SCH003" or column in after[0]):
            assert [row[column] for row in after] == [row[column] for row in before], column
