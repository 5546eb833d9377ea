"""Properties of the commands: in this process with all their options, and as processes of their own."""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from interactions_cli.cli.color import FORCING
from interactions_cli.formats import FORMATS
from interactions_cli.storage.streams import named_output
from tests.cli_runner import command, environment, run
from tests.fuzz.contents import unpacked
from tests.fuzz.counting import Property, count
from tests.fuzz.scenes import COMMANDS, Scene, scene, snapshot
from tests.fuzz.tape import Tape
from tests.processes import finished
from tests.report_readers import read_html, read_junit, read_sarif, rendered, runner_commands, without_styles

# A run that takes longer than this hangs.
SECONDS = 300
# What no run may say; the last one is how Python shows a warning.
DEFECTS = re.compile(
    r"Traceback \(most|internal error|defect of interactions-cli|panicked at|Exception ignored|:\d+: \w*Warning: "
)
COMMENTS = {"error", "warning", "notice"}
TAGS = {
    *("a", "code", "details", "h2", "h3", "li", "p", "pre", "strong", "summary"),
    *("table", "tbody", "td", "th", "thead", "tr", "ul"),
}


@dataclass(frozen=True)
class Ended:
    """What a run printed and how it ended."""

    code: int
    stdout: bytes
    stderr: str


def commands_in_process(tape: Tape) -> None:
    """Every command line gets an answer."""
    with tempfile.TemporaryDirectory() as folder:
        made = scene(tape, Path(folder))
        env = {name: text for name, text in made.env.items() if name != "PYTHONIOENCODING"}
        result = run(*made.words, stdin=made.stdin, code=None, cwd=made.folder, env=env)
        ended = Ended(result.code, result.stdout.encode("utf-8", "surrogateescape"), result.stderr)
        count(f"command {made.command if made.command in COMMANDS else 'line'}")
        check(made, ended)


def the_real_command(tape: Tape) -> None:
    """Every command line gets an answer from a process of its own, in which warnings are shown."""
    with tempfile.TemporaryDirectory() as folder:
        made = scene(tape, Path(folder))
        started = [sys.executable, "-W", "always", *command(*made.words)[1:]]
        ran = finished(
            started,
            input=made.stdin,
            capture_output=True,
            cwd=made.folder,
            env=environment(made.env),
            patience=SECONDS,
        )
        stderr = ran.stderr.decode(_encoding(made), "replace")
        count(f"interactions-cli {made.command if made.command in COMMANDS else ''}".rstrip() + f" → {ran.returncode}")
        check(made, Ended(ran.returncode, ran.stdout, stderr))


def _encoding(made: Scene) -> str:
    return made.env.get("PYTHONIOENCODING", "utf-8")


def check(made: Scene, ended: Ended) -> None:
    """What holds for every run."""
    said = f"{made.words} exit {ended.code}\n{ended.stderr[-3000:]}"
    assert ended.code in (0, 1, 2), said
    assert not DEFECTS.search(ended.stderr), said
    after = snapshot(made.folder)
    if ended.code == 2:
        _check_failed(made, ended, after, said)
        return
    outputs = _outputs(made)
    litter = set(after) - set(made.before) - {name.removeprefix("./") for name in outputs} - {"summary.md", "new.csv"}
    assert not litter, f"{litter}: {said}"
    assert all(after[name] == held for name, held in made.before.items() if not _may_change(name, outputs)), said
    if made.command in ("validate", "stats", "filter", "merge-impressions"):
        _check_reports(made, ended, said)
    if made.command in ("filter", "merge-impressions"):
        _check_lines(made, ended, said)


def _check_failed(made: Scene, ended: Ended, after: dict[str, bytes | str], said: str) -> None:
    if not _prints_data(made) and "summary" not in str(made.env):
        assert ended.stdout == b"", said
    if "/dev/full" not in str(made.words) and "GITHUB_STEP_SUMMARY" not in made.env:
        assert after == made.before, said
    if made.words and made.env.get("PYTHONIOENCODING") != "utf-16":
        assert "error: " in ended.stderr, said
        assert re.search(r"^hint: \S", ended.stderr, re.MULTILINE), said


def _outputs(made: Scene) -> set[str]:
    pairs = list(zip(made.words, made.words[1:], strict=False))
    files = {after for word, after in pairs if word in ("-o", "--output", "--rejects")}
    return files | {after.partition("=")[2] for word, after in pairs if word == "--report"}


def _may_change(name: str, outputs: set[str]) -> bool:
    return name in outputs or (name == "old.csv" and "link.csv" in outputs)


def _prints_data(made: Scene) -> bool:
    if made.command not in ("filter", "merge-impressions"):
        return False
    return named_output(made.value("-o", "--output") or "-") == "-" or made.value("--rejects") == "-"


def _shown(made: Scene, ended: Ended) -> str:
    shown = ended.stdout.decode()
    is_colored = made.value("--color") == "always" or made.env.keys() & FORCING
    return without_styles(shown) if is_colored else shown


def _check_reports(made: Scene, ended: Ended, said: str) -> None:
    is_quiet = bool({"-q", "--quiet"} & set(made.words))
    name = made.value("--format") or "text"
    shown = "" if _prints_data(made) else _shown(made, ended)
    if made.command in ("validate", "stats"):
        output = named_output(made.value("-o", "--output") or "-")
        if output == "-":
            assert not (is_quiet and made.command == "stats" and shown), said
            if not is_quiet:
                check_form(name, shown, said)
        elif (made.folder / output).is_file() and not is_quiet:
            check_form(name, (made.folder / output).read_text(encoding="utf-8"), said)
    elif not _prints_data(made) and not is_quiet:
        check_form(name, shown, said)
    for word, after in zip(made.words, made.words[1:], strict=False):
        form, _, path = after.partition("=")
        if word == "--report" and path not in ("", "-") and (made.folder / path).is_file():
            check_form(form, (made.folder / path).read_text(encoding="utf-8"), said)


def check_form(name: str, shown: str, said: str) -> None:
    """A report in one of the forms is what its readers take; `said` is for the message where it is not."""
    for line in shown.split("\n"):
        assert line.isprintable(), f"{line!r}: {said}"
    assert {found.name for found in runner_commands(shown)} <= (COMMENTS if name == "github" else set()), said
    FORMS[name](shown)


def _read_json(shown: str) -> None:
    read = json.loads(shown, parse_constant=_no_constant)
    assert read["version"] == 1


def _no_constant(name: str) -> None:
    raise AssertionError(f"{name} is not JSON")


def _read_markdown(shown: str) -> None:
    page = rendered(shown)
    assert set(page.tags) <= TAGS, set(page.tags) - TAGS
    assert not page.comments


def _read_text(shown: str) -> None:
    assert shown.endswith("\n") or not shown


FORMS: dict[str, Callable[[str], Any]] = {
    "text": _read_text,
    "concise": _read_text,
    "html": read_html,
    "json": _read_json,
    "markdown": _read_markdown,
    "github": _read_text,
    "junit": read_junit,
    "sarif": read_sarif,
}
assert set(FORMS) == set(FORMATS)


def _check_lines(made: Scene, ended: Ended, said: str) -> None:
    """Nothing is lost: what was read is what was kept and what was rejected."""
    inputs = [made.folder / word for word in made.words[1:] if word in made.before and _is_input(made, word)]
    read = sum(lines_after_header(unpacked(path.read_bytes())) for path in inputs)
    named = [word for word in made.words[1:] if not word.startswith("-")][: len(inputs)]
    if named != [path.name for path in inputs] or not inputs or "-" in made.words or "exports" in named:
        return
    if {"-n", "--dry-run"} & set(made.words):
        return
    output = named_output(made.value("-o", "--output") or "-")
    if output != "-" and not (made.folder / output).is_file():
        return
    written = ended.stdout if output == "-" else unpacked((made.folder / output).read_bytes())
    kept = lines_after_header(written)
    rejects = made.value("--rejects") if made.command == "filter" else None
    if made.command == "merge-impressions":
        assert kept == read, f"{read} lines read, {kept} written: {said}"
    elif rejects is None:
        assert kept <= read, said
    elif (made.folder / rejects).is_file():
        rejected = lines_after_header(unpacked((made.folder / rejects).read_bytes()))
        assert kept + rejected == read, f"{read} lines read, {kept} kept, {rejected} rejected: {said}"


def _is_input(made: Scene, word: str) -> bool:
    place = made.words.index(word, 1)
    return not made.words[place - 1].startswith("-") and (made.folder / word).is_file()


def lines_after_header(data: bytes) -> int:
    """The number of lines after the first."""
    lines = data.split(b"\n")
    return len(lines) - (lines[-1] == b"") - 1 if data else 0


IN_PROCESS: Sequence[Property] = (Property(commands_in_process, 4500, 20, 100),)
REAL: Sequence[Property] = (Property(the_real_command, 4500, 3, 20, shrinks=False),)
