"""The GitHub action: what it declares, and its scripts run by bash as a runner would run them."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli_runner import ROOT, environment
from tests.processes import finished

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
EXPRESSION = re.compile(r"\$\{\{ *([a-z.-]+) *\}\}")
SAMPLES = ROOT / "sample_data"
SCRIPTS = [step for step in STEPS if "run" in step]

needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")


@dataclass
class Run:
    """What became of a run of the action."""

    code: int = 0
    stdout: str = ""
    stderr: str = ""
    steps: dict[str, dict[str, str]] = field(default_factory=dict)

    def output(self, name: str) -> str:
        return resolve(ACTION["outputs"][name]["value"], {}, self.steps)


def resolve(text: str, inputs: Mapping[str, str], steps: Mapping[str, Mapping[str, str]]) -> str:
    """A text with the expressions of `inputs` and `steps` put in; unknown ones are empty, as a runner has them."""

    def value(match: re.Match[str]) -> str:
        kind, *names = match[1].split(".")
        if kind == "inputs":
            return inputs[names[0]]
        assert (kind, names[1]) == ("steps", "outputs")
        return steps.get(names[0], {}).get(names[2], "")

    return EXPRESSION.sub(value, text)


class Runner:
    """Runs the steps as GitHub's runner does; `pip install` is only written down."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.installed = folder, folder / "installed.txt"
        self.temporary, self.checkout = folder / "runner temp", folder / "checkout"
        for made in (self.temporary, self.checkout):
            made.mkdir()
        # Stands for the Python of setup-python: makes an environment whose pip does nothing and whose command is ours.
        real = shlex.quote(sys.executable)
        self.python = self._program(
            folder / "python",
            f'if [ "$2" != venv ]; then exec {real} "$@"; fi\n'
            'mkdir -p "$3/bin"\n'
            f'cp {shlex.quote(str(self._pip(folder / "fake-python", real)))} "$3/bin/python"\n'
            f'cp {shlex.quote(str(self._command(folder / "fake-command", real)))} "$3/bin/interactions-cli"\n',
        )

    @staticmethod
    def _program(path: Path, script: str) -> Path:
        path.write_text(f"#!/bin/sh\n{script}")
        path.chmod(0o755)
        return path

    def _pip(self, path: Path, real: str) -> Path:
        note = f"printf '%s\\n' \"$@\" > {shlex.quote(str(self.installed))}"
        return self._program(path, f'if [ "$2" = pip ]; then {note}; exit; fi\nexec {real} "$@"\n')

    def _command(self, path: Path, real: str) -> Path:
        return self._program(path, f'exec {real} -m interactions_cli "$@"\n')

    def run(self, **given: str) -> Run:
        inputs = {name: str(entry.get("default", "")) for name, entry in ACTION["inputs"].items()}
        inputs |= {name.replace("_", "-"): text for name, text in given.items()}
        run = Run(steps={"python": {"python-path": str(self.python)}})
        for step in SCRIPTS:
            self._step(step, inputs, run)
            if run.code:
                break
        return run

    def _step(self, step: dict[str, Any], inputs: Mapping[str, str], run: Run) -> None:
        script, outputs = self.folder / "script.sh", self.folder / f"{step['id']}.outputs"
        script.write_text(step["run"])
        outputs.touch()
        where = self.checkout / resolve(step.get("working-directory", "."), inputs, run.steps)
        variables = {
            "RUNNER_TEMP": str(self.temporary),
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_OUTPUT": str(outputs),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary.md"),
            "GITHUB_ACTIONS": "true",
        }
        variables |= {name: resolve(text, inputs, run.steps) for name, text in step["env"].items()}
        ended = finished(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=where,
            env=environment(variables),
            capture_output=True,
            text=True,
        )
        run.code, run.stdout, run.stderr = ended.returncode, run.stdout + ended.stdout, run.stderr + ended.stderr
        lines = outputs.read_text(encoding="utf-8").splitlines()
        run.steps[step["id"]] = dict(line.split("=", 1) for line in lines)


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    made = Runner(tmp_path)
    for name in ("movies.csv", "shop-defects.csv", "schema.json"):
        shutil.copy(SAMPLES / name, made.checkout)
    return made


def test_inputs_reach_scripts_by_the_environment_alone() -> None:
    assert len(SCRIPTS) == 2
    for step in SCRIPTS:
        assert step["shell"] == "bash"
        assert "${{" not in step["run"]
        assert "eval" not in step["run"]
        assert set(step["env"]) == set(re.findall(r"INTERACTIONS_[A-Z]+", step["run"]))
    used = set(re.findall(r"inputs\.([a-z-]+)", json.dumps(STEPS)))
    assert used == set(ACTION["inputs"])
    assert ACTION["runs"]["using"] == "composite"


def test_every_other_action_is_pinned_to_a_commit() -> None:
    used = [step["uses"] for step in STEPS if "uses" in step]
    assert used
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", name) for name in used)


def test_the_python_of_the_action_is_one_that_the_package_takes() -> None:
    least = re.search(r'requires-python = ">=3\.([0-9]+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert least
    assert ACTION["inputs"]["python-version"]["default"] >= f"3.{least[1]}"


@needs_bash
def test_clean_data_pass(runner: Runner) -> None:
    run = runner.run(paths="movies.csv", args="--schema schema.json", format="text")
    assert run.code == 0, run.stderr
    assert "\nPASS  " in run.stdout
    assert "schema schema.json" in run.stdout
    assert {name: run.output(name) for name in ("exit-code", "errors", "warnings")} == {
        "exit-code": "0",
        "errors": "0",
        "warnings": "0",
    }
    judged = json.loads(Path(run.output("report")).read_text(encoding="utf-8"))
    assert judged["summary"]["notes"] == int(run.output("notes")) > 0
    assert judged["inputs"][0]["path"] == "movies.csv"
    assert runner.installed.read_text().splitlines()[-1] == f"{ROOT}[zstd]"


@needs_bash
def test_defective_data_fail_the_step_and_leave_outputs(runner: Runner) -> None:
    run = runner.run(paths="movies.csv\n\nshop-defects.csv\n", args="--select VAL", format="json")
    assert run.code == 1, run.stderr
    judged = json.loads(run.stdout)
    assert [entry["path"] for entry in judged["inputs"]] == ["movies.csv", "shop-defects.csv"]
    assert json.loads(Path(run.output("report")).read_text(encoding="utf-8")) == judged
    counts = {name: int(run.output(name)) for name in ("errors", "warnings", "notes")}
    assert counts == {name: judged["summary"][name] for name in counts}
    assert counts["errors"] > 0
    assert run.output("exit-code") == "1"


@needs_bash
def test_the_default_is_annotations_and_a_summary(runner: Runner) -> None:
    run = runner.run(paths="shop-defects.csv", args="--exit-zero")
    assert (run.code, run.output("exit-code")) == (0, "0"), run.stderr
    assert re.search(r"^::error .*file=shop-defects\.csv", run.stdout, re.MULTILINE)
    assert "VAL003" in (runner.folder / "summary.md").read_text(encoding="utf-8")


@needs_bash
def test_a_baseline_is_compared_with_and_one_that_is_not_there_yet_is_none(runner: Runner) -> None:
    first = runner.run(paths="movies.csv", baseline="the last/report.json", format="text")
    assert first.code == 0, first.stderr
    assert "no baseline yet" in first.stdout
    (runner.checkout / "the last").mkdir()
    shutil.copy(first.output("report"), runner.checkout / "the last" / "report.json")
    second = runner.run(paths="movies.csv", baseline="the last/report.json", format="text")
    assert "the same data as the baseline the last/report.json" in second.stdout
    (runner.checkout / "the last" / "report.json").write_text("{")
    broken = runner.run(paths="movies.csv", baseline="the last/report.json", format="text")
    assert (broken.code, "the baseline the last/report.json is cut off" in broken.stderr) == (2, True)


@needs_bash
def test_a_run_that_cannot_be_done_has_no_report(runner: Runner) -> None:
    for given in ({"paths": "nope.csv"}, {"paths": ""}, {"paths": "movies.csv", "args": "--nope"}):
        run = runner.run(**given, format="text")
        assert (run.code, run.output("exit-code"), run.output("report"), run.output("errors")) == (2, "2", "", "")
        assert "error: " in run.stderr


@needs_bash
def test_nothing_in_the_inputs_is_run(runner: Runner) -> None:
    mark = runner.folder / "mark"
    bad = (
        f"$(touch '{mark}')",
        f"`touch '{mark}'`",
        f"; touch '{mark}'",
        f'"; touch "{mark}" #',
        f"$'\\n'touch {mark}",
    )
    for name in ("paths", "args", "format", "version"):
        run = runner.run(**{"paths": "movies.csv", "format": "text", name: "\n".join(bad)})
        assert run.code == 2, (name, run.stdout)
        assert not mark.exists(), name
    run = runner.run(paths="movies.csv", format="text", args=" ".join(map(shlex.quote, bad)))
    assert (run.code, mark.exists()) == (2, False)


@needs_bash
def test_words_of_args_are_taken_as_they_are_quoted(runner: Runner) -> None:
    shutil.copy(runner.checkout / "schema.json", runner.checkout / "the schema *.json")
    run = runner.run(paths="movies.csv", args="--schema 'the schema *.json'\n  --redact", format="json")
    assert run.code == 0, run.stderr
    assert json.loads(run.stdout)["target"]["schema"] == "the schema *.json"
    run = runner.run(paths="movies.csv", args="--schema 'open", format="text")
    assert run.code == 2
    assert "No closing quotation" in run.stderr


@needs_bash
def test_paths_may_be_globs_have_blanks_and_start_with_a_dash(runner: Runner) -> None:
    data = runner.checkout / "data of today"
    data.mkdir()
    for name in ("a b.csv", "c.csv"):
        (data / name).write_text("USER_ID,ITEM_ID,TIMESTAMP\n")
    (data / "--help").write_text("USER_ID,ITEM_ID,TIMESTAMP\n")
    run = runner.run(paths="*.csv\n--help", args="--exit-zero", format="json", working_directory="data of today")
    assert run.code == 0, run.stderr
    assert [entry["path"] for entry in json.loads(run.stdout)["inputs"]] == ["a b.csv", "c.csv", "--help"]


@needs_bash
def test_a_release_can_be_chosen(runner: Runner) -> None:
    assert runner.run(paths="movies.csv", version="0.2.0rc1", format="text").code == 0
    assert runner.installed.read_text().splitlines()[-1] == "interactions-cli[zstd]==0.2.0rc1"
    runner.installed.unlink()
    run = runner.run(paths="movies.csv", version="0.2.0 --index-url=https://example.invalid", format="text")
    assert (run.code, runner.installed.exists()) == (2, False)
    assert "version" in run.stderr
