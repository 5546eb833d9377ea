"""Whatever the registry shows as wrong, `prepare` repairs it, rejects it or asks; it writes no error of its own."""

from __future__ import annotations

import csv
import json
import re
import shlex
from pathlib import Path

import pytest

from interactions_cli.report import Severity
from interactions_cli.rules import CELL_RULES, RULES
from interactions_cli.rules.rule import EXAMPLE_ROW, LineRule
from tests.cases import CASES, NOW
from tests.cli_runner import run

FAMILIES = ("CSV", "SCH", "VAL", "IMP")
ERRORS = {rule.code for rule in RULES if rule.severity is Severity.ERROR and rule.code.startswith(FAMILIES)}
# About files that hold nothing to be repaired, or a schema that only its author can repair.
BY_HAND = {"CSV001", "CSV002", "SCH007"}
# A word for nothing leaves a required value blank; what is no time in any unit cannot be made one of seconds.
REJECTED_AS = {"VAL010": "VAL001", "VAL004": "VAL018"}


def errors_left(folder: Path, *options: str) -> set[str]:
    """The errors of the four families in the written file, judged anew by `validate`."""
    result = run("validate", "out.csv", *options, "--now", str(NOW), "--format", "json", cwd=folder, code=None)
    return {entry["code"] for entry in json.loads(result.stdout)["findings"]} & ERRORS


@pytest.mark.parametrize("code", sorted(code for code in CASES if code.startswith(FAMILIES) and code not in BY_HAND))
def test_the_smallest_file_with_a_defect_is_repaired_or_rejected_or_asked_about(code: str, tmp_path: Path) -> None:
    case = CASES[code]
    for name, content in case.fires.files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    options = [word for word in case.fires.options if word not in ("--fail-on", "never")]
    arguments = ("prepare", *case.fires.paths, *options, "-o", "out.csv", "--now", str(NOW), "--accept-rejects")
    result = run(*arguments, "-q", cwd=tmp_path, code=None)
    assert result.code in (0, 1, 2)
    assert "Traceback" not in result.stderr
    if result.code == 2:
        assert "hint:" in result.stderr
        assert not (tmp_path / "out.csv").exists()
    else:
        assert errors_left(tmp_path, *options) - {"CSV002"} == set()


def examples() -> list[tuple[str, str, str]]:
    """Code, header and line of every example of a cell or line rule."""
    found = []
    for rule in RULES:
        if isinstance(rule, LineRule):
            found += [(rule.code, "USER_ID,ITEM_ID,TIMESTAMP", line) for line in rule.invalid]
    for rule in (rule for rule in CELL_RULES if not rule.example_kind):
        for cell in rule.invalid:
            row = {**EXAMPLE_ROW, **rule.example_row, rule.example_column: cell}
            line = ",".join('"' + value.replace('"', '""') + '"' for value in row.values())
            found.append((rule.code, ",".join(row), line))
    return found


@pytest.mark.parametrize(("code", "header", "line"), examples())
def test_every_example_of_a_wrong_cell_or_line_is_repaired_or_rejected(
    code: str, header: str, line: str, tmp_path: Path
) -> None:
    good = ",".join("u2" if name == "USER_ID" else "i1" if name == "ITEM_ID" else "" for name in header.split(","))
    cells = dict(zip(header.split(","), good.split(","), strict=True)) | {"TIMESTAMP": "1700000000"}
    cells |= {"EVENT_TYPE": "watch"} if "EVENT_TYPE" in cells else {}
    text = f"{header}\n{line}\n{','.join(cells.values())}\n"
    (tmp_path / "in.csv").write_bytes(text.encode("utf-8", "surrogateescape"))
    arguments = ("prepare", "in.csv", "-o", "out.csv", "--rejects", "r.csv", "--now", str(NOW), "--accept-rejects")
    result = run(*arguments, "--format", "json", cwd=tmp_path, code=None)
    if result.code == 2:
        assert "hint:" in result.stderr
        return
    left = errors_left(tmp_path)
    if code == "IMP008" and left == {"IMP008"}:
        # Hyphens and the like stand in ids as well, so that nobody but the user splits at them: the verdict asks.
        assert result.code == 1
        hint = next(entry["hint"] for entry in json.loads(result.stdout)["findings"] if entry["code"] == "IMP008")
        named = re.search(r"--list-separator \S+", hint)
        if named is None:
            assert "where the file is made" in hint
            return
        result = run(
            *arguments, *shlex.split(named[0].strip("`")), "--force", "--format", "json", cwd=tmp_path, code=None
        )
        left = errors_left(tmp_path)
    assert left == set(), code
    rows = (tmp_path / "out.csv").read_bytes().count(b"\n") - 1
    with (tmp_path / "r.csv").open(newline="", encoding="utf-8", errors="surrogateescape") as stream:
        rejects = list(csv.DictReader(stream))
    assert (rows, len(rejects)) in {(2, 0), (1, 1)}
    assert {entry["reason"] for entry in rejects} <= {REJECTED_AS.get(code, code)}
    repairs = {entry["code"] for entry in json.loads(result.stdout)["prepare"]["repairs"]}
    # The quotes of these examples are doubled.
    assert repairs - {"CSV012"} <= {code} | ({"CSV010"} if "\x02" in line else set())
    assert not (rejects and repairs - {"CSV012"}), "a record that is rejected is not repaired"
