"""The end of a report: one command for all that it repairs, whose figures are those of what it does; short enough."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.cli_runner import ROOT, report, run

TYPED = "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE"
NOW = ("--now", "1750000000")
END = re.compile(
    r"^(?:repairs (?P<repairs>[\d,]+) of (?P<all>[\d,]+) (?P<kind>error|warning)s?)?(?:, )?"
    r"(?:drops (?:(?P<least>[\d,]+) to )?(?P<most>[\d,]+) rows? \((?P<share>[^)]*)\))?: "
    r"(?P<command>interactions-cli prepare .*)$",
    re.MULTILINE,
)


def rows(count: int) -> list[str]:
    return [f"u{number % 40},i{number % 90},{1_700_000_000 + number},view" for number in range(count)]


def with_cells(lines: list[str], column: int, cells: list[str], start: int) -> list[str]:
    changed = [line.split(",") for line in lines]
    for number, cell in enumerate(cells):
        changed[start + number][column] = cell
    return [",".join(line) for line in changed]


GOOD = rows(1200)
NO_ITEMS = with_cells(GOOD, 1, [""] * 37, 100)
CASES = {
    "lower case": (TYPED.lower(), GOOD, (1, 0, 0)),
    "missing items": (TYPED, NO_ITEMS, (0, 37, 37)),
    "header and missing items": (TYPED.lower(), NO_ITEMS, (1, 37, 37)),
    "milliseconds": (TYPED, with_cells(GOOD, 2, ["1700000000123"] * 30, 5), (1, 0, 30)),
    "times that are none": (TYPED, with_cells(GOOD, 2, ["soon"] * 12 + ["1700000000.5"] * 8, 5), (1, 0, 20)),
    "two in one row": (TYPED, with_cells(NO_ITEMS, 0, ["x" * 257] * 20, 120), (0, 37, 57)),
    "ragged": (TYPED, [*GOOD, "u1,i1", "u1,i1,1700000000,view,,"], (1, 0, 2)),
    "placeholders": (TYPED, with_cells(GOOD, 0, ["null"] * 9, 50), (0, 9, 9)),
    "copies of a header": (TYPED, [*GOOD[:600], TYPED, *GOOD[600:]], (1, 1, 2)),
    "a footer": (TYPED, [*GOOD, "(1200 rows)"], (0, 1, 1)),
    "blanks around, in a table of semicolons": (
        TYPED.replace(",", ";"),
        [line.replace(",", ";").replace("i9;", " i9;") for line in GOOD],
        (1, 0, 0),
    ),
    "blank lines": (TYPED, [*GOOD[:10], "", *GOOD[10:]], (1, 0, 0)),
}


@pytest.mark.parametrize("name", CASES)
def test_the_command_does_what_the_line_says(tmp_path: Path, name: str) -> None:
    header, lines, (repairs, least, most) = CASES[name]
    (tmp_path / "clicks.csv").write_text("\n".join([header, *lines, ""]))
    before = report("clicks.csv", *NOW, cwd=tmp_path)
    shown = run("validate", "clicks.csv", *NOW, cwd=tmp_path, code=None, env={"COLUMNS": "80"}).stdout
    found = END.search(shown)
    assert found, shown[-700:]
    said = {key: int(found[key].replace(",", "")) if found[key] else 0 for key in ("repairs", "all", "least", "most")}
    # Where both bounds are the same, one figure is said.
    said["least"] = said["least"] or (said["most"] if least == most else 0)
    assert (said["repairs"], said["least"], said["most"]) == (repairs, least, most)
    words = shlex.split(found["command"])[1:]
    run(*words, *NOW, "--report", "json=made.json", cwd=tmp_path, code=None)
    prepared = json.loads((tmp_path / "made.json").read_text())
    section = prepared["prepare"]
    rejected = section["rejected"] - section["by_reason"].get("CSV009", 0)
    assert least <= rejected <= most
    # Of one severity so many are repaired; those whose rows are dropped are gone as well, and no error is left.
    severity = found["kind"] or "error"
    assert severity in ("error", "warning")
    alike = [entry for entry in before["findings"] if entry["severity"] == severity]
    assert said["all"] in (0, len(alike))
    left = {entry["code"] for entry in report("clicks.prepared.csv", *NOW, cwd=tmp_path)["findings"]}
    gone = [entry for entry in alike if entry["code"] not in left]
    assert len(gone) >= said["repairs"]
    assert said["repairs"] or not [entry for entry in gone if entry["share"] is None]
    assert ("--rejects" in words) == (most > 0)
    if rejected:
        assert (tmp_path / "clicks.rejects.csv").read_text().startswith("path,record,line,reason,text\n")


def test_what_only_the_user_knows_leaves_the_figures_open(tmp_path: Path) -> None:
    lines = with_cells(GOOD, 2, ["2024-01-01 10:00"], 5)
    (tmp_path / "x.csv").write_text("\n".join([TYPED, *lines, ""]))
    shown = run("validate", "x.csv", *NOW, cwd=tmp_path, code=1).stdout
    assert "\nnext: interactions-cli prepare x.csv -o x.prepared.csv " in shown
    assert "add `--time-zone UTC`" in shown.replace("\n               ", " ")


def test_where_most_rows_would_be_dropped_no_command_is_named(tmp_path: Path) -> None:
    lines = with_cells(GOOD, 1, [""] * 700, 0)
    (tmp_path / "x.csv").write_text("\n".join([TYPED.lower(), *lines, ""]))
    judged = report("x.csv", *NOW, cwd=tmp_path, code=1)
    hints = {entry["code"]: entry["hint"] for entry in judged["findings"]}
    assert hints["VAL001"] == "Fill it in where the file is made; prepare drops so large a part only if told to."
    assert hints["SCH001"] == "Write names as the guide does: prepare once VAL001 in ITEM_ID is settled."
    shown = run("validate", "x.csv", *NOW, cwd=tmp_path, code=1).stdout
    assert "interactions-cli prepare" not in shown


def test_a_lower_case_header_is_said_in_a_screen(tmp_path: Path) -> None:
    (tmp_path / "clicks.csv").write_text("\n".join([TYPED.lower(), *GOOD, ""]))
    shown = run("validate", "clicks.csv", *NOW, cwd=tmp_path, code=1, env={"COLUMNS": "80"}).stdout
    lines = shown.splitlines()
    assert len(lines) <= 40, shown
    start = next(number for number, line in enumerate(lines) if line.startswith("  SCH001"))
    end = next(number for number, line in enumerate(lines) if number > start and not line.startswith("   "))
    assert end - start <= 15
    assert lines[-2].startswith("repairs 1 of 1 error: interactions-cli prepare clicks.csv ")


@pytest.mark.parametrize("changed", [{}, {"NO_COLOR": "1"}])
def test_the_screen_of_a_failing_report_has_the_verdict_what_was_found_and_what_to_type(
    changed: dict[str, str],
) -> None:
    shown = run("validate", "sample_data/shop-defects.csv", cwd=ROOT, code=1, env={"COLUMNS": "80"} | changed).stdout
    lines = shown.splitlines()
    assert len(lines) <= 150
    # A command is not wrapped by the report but by the terminal; the last line is that of the shell.
    screen = [line[start : start + 80] for line in lines for start in range(0, max(len(line), 1), 80)][-23:]
    heads = [number for number, line in enumerate(screen) if line.startswith("severity")]
    assert len(heads) == 1, screen
    assert re.split(" {2,}", screen[heads[0]]) == ["severity", "code", "name", "count", "of rows", "column"]
    assert screen[heads[0] - 1] == "FAIL  15 errors, 20 warnings, 7 notes in 1,250 rows"
    table = [re.split(" {2,}", line) for line in screen[heads[0] + 1 : heads[0] + 13]]
    assert ["error", "VAL001", "missing-value", "4", "≤ 0.32 %", "4 columns"] in table
    assert ["error", "CSV007", "field-count", "3", "0.24 %"] in table
    assert table[-1] == ["warning", "SET010", "duplicate-interactions", "3", "0.24 %"]
    assert "repairs 6 of 15 errors, drops 1 to 22 rows (0.08 % to 1.8 %): interactions-cli prepare" in "".join(screen)
    assert screen[-1] == "exit 1: 15 errors (--fail-on error)"


def test_of_a_rule_that_rows_break_in_several_columns_the_share_is_a_bound_and_never_more_than_all(
    tmp_path: Path,
) -> None:
    (tmp_path / "x.csv").write_text("\n".join(["USER_ID,ITEM_ID,TIMESTAMP", *[",,1700000000"] * 9, ""]))
    shown = run("validate", "x.csv", *NOW, "--select", "VAL001", cwd=tmp_path, code=1).stdout
    assert re.search(r"^error +VAL001  missing-value +18  ≤ 100 %  2 columns$", shown, re.MULTILINE)


def test_columns_without_a_figure_are_no_columns_of_the_summary(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("\n".join([TYPED, *GOOD, ""]))
    shown = run("validate", "x.csv", *NOW, "--select", "SET014", cwd=tmp_path).stdout
    assert "\nseverity  code    name                      count\nnote      SET014  below-" in shown


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("filter", "clicks.csv", "--event", "view", "-o", "out.csv"), "1,200 of 1,200 lines kept (100 %)"),
        (("prepare", "clicks.csv", "-o", "out.csv"), "1,200 of 1,200 records written"),
        (
            ("merge-impressions", "clicks.csv", "--impressions", "log.jsonl", "--within", "1h", "-o", "out.csv"),
            "4 of 1,200 interactions matched (0.33 %)",
        ),
    ],
    ids=["filter", "prepare", "merge-impressions"],
)
def test_what_a_command_did_is_said_at_both_ends(tmp_path: Path, command: tuple[str, ...], said: str) -> None:
    (tmp_path / "clicks.csv").write_text("\n".join([TYPED, *GOOD, ""]))
    log = {"userId": "u0", "timestamp": 1_700_000_000, "itemList": [{"itemId": "i0"}, {"itemId": "i1"}]}
    (tmp_path / "log.jsonl").write_text(json.dumps(log) + "\n")
    now = NOW if command[0] != "merge-impressions" else ()
    result = run(*command, *now, cwd=tmp_path, env={"COLUMNS": "80"})
    first, *_middle, last = re.split(r"\n\n+", (result.stdout + result.stderr).strip())
    assert first.startswith(said)
    assert said in (result.stdout + result.stderr).split("\n\n", 1)[1].replace("\n      ", " ")
    assert last.splitlines()[-1].startswith("exit 0: ")


@pytest.mark.parametrize(
    ("lines", "next_line"),
    [
        (with_cells(GOOD, 3, ["View"], 5), None),
        (
            [f"{line},{'x' * 1001 if number == 7 else 'a'}" for number, line in enumerate(GOOD)],
            "drops 1 row (0.083 %): interactions-cli prepare x.csv -o x.prepared.csv --schema-output schema.json "
            "--rejects x.rejects.csv",
        ),
    ],
    ids=["left as it is", "dropped"],
)
def test_a_command_that_settles_nothing_as_it_stands_is_not_the_next_one(
    tmp_path: Path, lines: list[str], next_line: str | None
) -> None:
    header = TYPED if lines[0].count(",") == TYPED.count(",") else f"{TYPED},NOTE"
    (tmp_path / "x.csv").write_text("\n".join([header, *lines, ""]))
    shown = run("validate", "x.csv", *NOW, cwd=tmp_path, code=None).stdout
    assert "interactions-cli prepare x.csv -o x.prepared.csv" in shown
    *_before, step, _exit = shown.splitlines()
    assert step == (next_line or "")
