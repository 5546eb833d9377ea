from __future__ import annotations

import json
import re
import shlex
import shutil
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import typer.main

from docs import generate
from interactions_cli.cli.app import app
from interactions_cli.errors import EXIT_MEANINGS, ExitCode
from interactions_cli.rules import ALL_RULES
from sample_data.make_sample_data import planted_defects

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
EVERY_PAGE = README + "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").glob("*.md")))
BY_HAND = generate.BLOCK.sub("", EVERY_PAGE)
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")]
PAGES += [path for folder in ("docs", "sample_data", "benchmarks") for path in (ROOT / folder).glob("*.md")]
CODES = list(dict.fromkeys(rule.code for rule in ALL_RULES))
GUIDE_PAGE = re.compile(r"https://docs\.aws\.amazon\.com/personalize/latest/dg/[A-Za-z0-9_-]+\.html")
COMMANDS = typer.main.get_group(app).commands


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy(ROOT / "README.md", tmp_path)
    shutil.copytree(ROOT / "docs", tmp_path / "docs", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(generate, "ROOT", tmp_path)
    # What the code makes is what is stored, as the tests above this find; to make it takes seconds.
    for page in generate.PAGES_WITH_BLOCKS:
        for match in generate.BLOCK.finditer((ROOT / page).read_text(encoding="utf-8")):
            text = match[0].partition("\n")[2].removesuffix("<!-- end -->")
            monkeypatch.setitem(generate.BLOCKS, match[2], partial(str, text))
    for name, page in {"rules_page": "rules.md", "json_page": "json.md"}.items():
        monkeypatch.setattr(generate, name, partial(str, (ROOT / "docs" / page).read_text(encoding="utf-8")))
    return tmp_path


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def options_of(command: str) -> set[str]:
    return {option for parameter in COMMANDS[command].params for option in parameter.opts if option.startswith("--")}


def table_after(heading: str, text: str = README) -> list[list[str]]:
    section = f"\n{text}".split(f"\n{heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def slug(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_generated_parts_are_fresh() -> None:
    assert generate.stale() == []


def test_the_terminal_does_not_show_in_them(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "COLUMNS": "200",
        "TERMINAL_WIDTH": "200",
        "FORCE_COLOR": "1",
        "TERM": "xterm-256color",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert generate.stale() == []


def test_check_names_what_is_stale_and_how_to_renew_it(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replace(copy / "README.md", "| 130 |", "| 131 |")
    replace(copy / "docs" / "rules.md", "## VAL004 ", "## VAL040 ")
    (copy / "docs" / "json.md").unlink()
    assert generate.main(["--check"]) == 1
    said = capsys.readouterr().err
    assert [line.split(": ", 1)[1] for line in said.splitlines()[:-1]] == [
        "README.md: exit-codes",
        "docs/rules.md",
        "docs/json.md",
    ]
    assert "make docs" in said


def test_writing_renews_it(copy: Path) -> None:
    replace(copy / "README.md", "| 130 |", "| 131 |")
    (copy / "docs" / "json.md").unlink()
    assert generate.main([]) == 0
    assert generate.main(["--check"]) == 0
    assert (copy / "README.md").read_text(encoding="utf-8") == README


def test_a_block_that_is_missing_is_said(copy: Path) -> None:
    replace(copy / "README.md", "<!-- generated: exit-codes -->", "")
    with pytest.raises(RuntimeError, match="exit-codes"):
        generate.stale()


def test_every_rule_is_in_the_table_and_has_a_section() -> None:
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert [re.findall(r"\[(\w+)\]", row[0])[0] for row in table_after("# Rules", page)] == CODES
    assert re.findall(r"^## (\w+) ", page, re.MULTILINE) == CODES


@pytest.mark.parametrize("code", CODES)
def test_every_rule_links_the_guide(code: str) -> None:
    assert all(GUIDE_PAGE.fullmatch(rule.source) for rule in ALL_RULES if rule.code == code)


@pytest.mark.parametrize("option", sorted(options_of("validate") | options_of("merge-impressions")))
def test_the_documentation_speaks_of_every_option(option: str) -> None:
    assert re.search(rf"(?<![\w-]){option}(?![\w-])", EVERY_PAGE)
    if option != "--help":
        assert re.search(rf"(?<![\w-]){option}(?![\w-])", BY_HAND)


def test_every_exit_code_has_a_meaning_and_a_row() -> None:
    assert set(EXIT_MEANINGS) == set(ExitCode)
    assert [row[0] for row in table_after("## Exit codes")] == [str(int(code)) for code in ExitCode]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if link.startswith("https://"):
            continue
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        assert target.exists(), link
        if anchor:
            headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in map(slug, headings), link


COMMAND_PAGES = [
    name
    for name in ("README.md", "sample_data/README.md", *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")))
    if "interactions-cli " in (ROOT / name).read_text(encoding="utf-8")
]


def test_the_readme_is_read_in_one_sitting() -> None:
    assert len(README.splitlines()) <= 250


def test_the_index_names_every_page() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    pages = {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert set(re.findall(r"\]\(([\w-]+\.md)\)", index)) == pages


@pytest.mark.parametrize("page", COMMAND_PAGES)
def test_commands_in_the_documentation_exist(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    found = re.findall(r"(?:^|[`$|] ?)interactions-cli ([a-z][\w-]*)([^`\n|#]*)", text, re.MULTILINE)
    assert found
    for command, rest in found:
        assert command in COMMANDS
        given = {word.partition("=")[0] for word in shlex.split(rest) if word.startswith("--")}
        assert given <= {*options_of(command), "--help"}


def test_the_python_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.csv").write_text(generate.EXAMPLE_FILE, encoding="utf-8")
    (tmp_path / "shown.jsonl").write_text(generate.EXAMPLE_LOG, encoding="utf-8")
    names: dict[str, Any] = {}
    exec(README.split("```python\n")[1].split("```")[0], names)
    assert not names["report"].ok
    assert "VAL003" in {finding.code for finding in names["report"].findings}
    merged = (tmp_path / "merged.csv").read_text(encoding="utf-8").splitlines()
    assert merged[1] == "u1,i7,click,1736431407,i2|i7"
    kept = ["u1,i7,click,1736431407", "u2,i3,click,1736431469000", "null,i2,click,1736431560"]
    assert (tmp_path / "training.csv").read_text(encoding="utf-8").splitlines()[1:] == kept


@pytest.mark.parametrize("row", table_after("# Sample data", (ROOT / "sample_data" / "README.md").read_text("utf-8")))
def test_sample_data_does_what_its_readme_says(row: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    _program, *arguments = shlex.split(row[2].strip("`"))
    code = 1 if "exit 1" in row[3] else 0
    summary = json.loads(generate.run_command(*arguments, "--format", "json", code=code))["summary"]
    assert code == 1 or (summary["errors"], summary["warnings"]) == (0, 0)


def test_the_planted_defects_are_found_on_their_lines_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    arguments = ("validate", "sample_data/shop-defects.csv", "--format", "json", "--max-samples", "9999")
    report = json.loads(generate.run_command(*arguments, code=1))
    found = [
        (sample["line"], finding["code"], finding["column"])
        for finding in report["findings"]
        for sample in finding["samples"]
    ]
    planted = [(defect.line, defect.code, defect.column) for defect in planted_defects() if defect.code != "SET013"]
    assert sorted(found, key=str) == sorted(planted, key=str)
    assert "SET013" in {finding["code"] for finding in report["findings"]}
