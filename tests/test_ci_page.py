"""docs/ci.md: what it gives to copy is well-formed, and names only what exists."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli_runner import ROOT, environment
from tests.processes import finished
from tests.test_pre_commit import hook

PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
FORMATS = {"text", "json", "markdown", "github", "junit", "sarif", "html"}


def blocks(language: str) -> list[str]:
    found = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found


def steps() -> Iterator[dict[str, Any]]:
    for block in blocks("yaml"):
        document = yaml.safe_load(block)
        for job in document.get("jobs", {}).values() if isinstance(document, dict) else ():
            yield from job["steps"]


def hooks() -> Iterator[dict[str, Any]]:
    for block in blocks("yaml"):
        document = yaml.safe_load(block)
        if isinstance(document, list):
            yield from document
        for repository in document.get("repos", ()) if isinstance(document, dict) else ():
            yield from repository["hooks"]


def table(heading: str) -> set[str]:
    section = PAGE.split(f"| {heading} | what it is |\n")[1].split("\n\n")[0]
    return {name for row in section.splitlines()[1:] for name in re.findall(r"`([a-z-]+)`", row.split("|")[1])}


def test_the_action_is_used_as_it_is_declared() -> None:
    used = [step for step in steps() if step.get("uses", "").startswith("OWNER/interactions-cli@")]
    assert used
    for step in used:
        required = {name for name, entry in ACTION["inputs"].items() if entry.get("required")}
        assert required <= set(step["with"]) <= set(ACTION["inputs"])
    read = set(re.findall(r"steps\.interactions\.outputs\.([a-z-]+)", PAGE))
    assert read
    assert read <= set(ACTION["outputs"])


def test_the_page_explains_every_input_and_output() -> None:
    assert table("input") == set(ACTION["inputs"])
    assert table("output") == set(ACTION["outputs"])


def test_the_hook_is_used_as_it_is_declared() -> None:
    used = list(hooks())
    assert len(used) == 2
    assert {entry["id"] for entry in used} == {hook()["id"]}
    assert re.search(used[0]["files"], "exports/day.csv")


def test_reports_are_of_known_formats() -> None:
    copies = re.findall(r"--report ([a-z]+)=([\w.-]+)", PAGE)
    assert {form for form, _ in copies} | set(re.findall(r"--format ([a-z]+)", PAGE)) == FORMATS - {"text"}
    # What one line writes another one reads.
    for _form, file in copies:
        assert PAGE.count(file) > 1, file


def test_the_versions_are_this_one() -> None:
    assert set(re.findall(r"(?:interactions-cli@v|rev: v)([0-9][\w.]*)", PAGE)) == {"0.1.0"}


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_the_job_compares_with_its_last_report_and_replaces_it_only_where_it_passes(tmp_path: Path) -> None:
    documents = [yaml.safe_load(block) for block in blocks("yaml")]
    job = next(entry["compare-interactions"] for entry in documents if "compare-interactions" in entry)
    script = "\n".join(line for line in job["script"] if not line.startswith("pip"))
    for code, words, last in ((0, "", "1"), (1, "--baseline baseline.json", "1"), (0, "--baseline baseline.json", "3")):
        number = int(last) if code == 0 else 2
        fake = f'interactions-cli() {{ echo "$@"; echo {number} > interactions.json; return {code}; }}\n'
        lines = ["bash", "-e", "-c", fake + script]
        ended = finished(lines, cwd=tmp_path, env=environment(), capture_output=True, text=True)
        assert ended.returncode == code
        assert " ".join(f"validate exports {words} --report json=interactions.json".split()) in ended.stdout
        assert (tmp_path / "baseline.json").read_text().strip() == last
    assert job["cache"]["paths"] == ["baseline.json"]


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")
def test_the_rules_for_make_upload_only_what_is_fine(tmp_path: Path) -> None:
    (makefile,) = blocks("make")
    (tmp_path / "Makefile").write_text(makefile.replace("aws s3 sync", "echo uploaded"))
    (tmp_path / "exports").mkdir()
    for name in ("schema.json", "interactions-cli.toml", "exports/day.csv"):
        (tmp_path / name).touch()
    programs = tmp_path / "programs"
    programs.mkdir()
    program = programs / "interactions-cli"
    env = environment()
    env["PATH"] = f"{programs}:{env['PATH']}"
    for code, uploaded in ((1, False), (0, True)):
        program.write_text(f'#!/bin/sh\nprintf "%s " "$@"\nexit {code}\n')
        program.chmod(0o755)
        ended = finished(["make"], cwd=tmp_path, env=env, capture_output=True, text=True)
        assert "validate exports --report json=interactions.json" in ended.stdout
        assert (ended.returncode == 0, "uploaded exports" in ended.stdout) == (uploaded, uploaded)
    ended = finished(["make"], cwd=tmp_path, env=env, capture_output=True, text=True, check=True)
    assert "validate exports" not in ended.stdout


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
@pytest.mark.parametrize(("code", "said"), [(0, "uploaded exports"), (1, "there are findings"), (2, "not be checked")])
def test_the_shell_script_tells_the_codes_apart(tmp_path: Path, code: int, said: str) -> None:
    script = blocks("sh")[1].replace("aws s3 sync", "echo uploaded")
    assert "case $? in" in script
    start = f"interactions-cli() {{ return {code}; }}\n"
    ended = finished(["bash", "-c", start + script], cwd=tmp_path, env=environment(), capture_output=True, text=True)
    assert said in ended.stdout + ended.stderr
    assert ("uploaded" in ended.stdout) == (code == 0)


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
@pytest.mark.parametrize(("unpacking", "judging"), [(0, 0), (1, 0), (0, 1)])
def test_the_pipe_uploads_only_if_both_sides_are_fine(tmp_path: Path, unpacking: int, judging: int) -> None:
    script = blocks("sh")[0].replace("aws s3 cp", "echo uploaded")
    start = f"zcat() {{ return {unpacking}; }}\ninteractions-cli() {{ cat; return {judging}; }}\n"
    ended = finished(["bash", "-c", start + script], cwd=tmp_path, env=environment(), capture_output=True, text=True)
    assert ("uploaded" in ended.stdout) == (unpacking == judging == 0)
