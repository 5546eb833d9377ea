"""How the command line behaves: help, near misses, colour, terminals, progress."""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from unittest import mock

import pytest

from interactions_cli.cli import complete, progress
from interactions_cli.cli.app import COMMANDS
from interactions_cli.cli.color import wants_color
from interactions_cli.cli.progress import ProgressBar
from interactions_cli.commands import merge_options
from interactions_cli.measures.sections import SECTIONS
from interactions_cli.measures.timeline import PERIODS
from interactions_cli.settings.keys import FAIL_ON
from interactions_cli.transforms.merge.content import EXISTING
from interactions_cli.transforms.merge.log_times import UNITS
from tests.cli_runner import command, environment, run
from tests.report_readers import without_styles

ROWS = "USER_ID,ITEM_ID,TIMESTAMP\nu1,i1,1736431407\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "clicks.csv").write_text(ROWS)
    return tmp_path


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_sections_and_examples_on_one_line_each(name: str) -> None:
    said = run(name, "--help").stdout
    assert run("help", name).stdout == said
    examples = said.split("Examples:\n")[1].split("\n\n")[0].splitlines()
    assert len(examples) >= 2
    assert all("interactions-cli" in line for line in examples)
    assert not re.search(r"--?[a-z]*-$", said, re.MULTILINE)
    if name in ("validate", "filter", "stats", "merge-impressions"):
        sections = re.findall(r"^([A-Z][A-Za-z ]+):$", said, re.MULTILINE)
        assert [
            entry for entry in sections if entry in ("Input", "Target", "Report", "Output", "Run", "Exit codes")
        ] == [
            "Input",
            "Target",
            "Report",
            "Output",
            "Run",
            "Exit codes",
        ]


def test_help_of_nothing_and_of_what_does_not_exist() -> None:
    assert run("help").stdout == run("--help").stdout
    assert "Did you mean filter?" in run("help", "filtr", code=2).stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("valdate",), "Did you mean validate?"),
        (("validate", "--formt", "json"), "Did you mean --format?"),
        (("validate", "clicks.cvs"), "Did you mean clicks.csv?"),
        (("validate", "./clikcs.csv"), "Did you mean clicks.csv?"),
        (("validate", "--format", "jsn"), "Did you mean json?"),
        (("validate", "--color", "alway"), "Did you mean always?"),
        (("validate", "--select", "VAL4", "clicks.csv"), "Did you mean VAL004?"),
        (("rules", "csv12"), "Did you mean CSV012?"),
        (("validate", "--max-samples", "x"), "takes a whole number from 0 up"),
        (("validate", "--format"), "--format needs a value"),
    ],
)
def test_a_usage_error_is_two_lines_with_what_was_meant(folder: Path, words: tuple[str, ...], said: str) -> None:
    result = run(*words, cwd=folder, code=2)
    assert said in result.stderr
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == ["error", "hint"]


@pytest.mark.parametrize(
    ("choice", "variables", "on_terminal", "expected"),
    [
        ("always", {"NO_COLOR": "1", "TERM": "dumb"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ("auto", {"FORCE_COLOR": "1", "TERM": "dumb"}, False, True),
        ("auto", {"CLICOLOR_FORCE": "yes"}, False, True),
        ("auto", {"FORCE_COLOR": "0", "CLICOLOR_FORCE": ""}, False, False),
        ("auto", {"TERM": "dumb"}, True, False),
    ],
)
def test_what_decides_about_colour(choice: str, variables: dict[str, str], on_terminal: bool, expected: bool) -> None:
    stream = io.StringIO()
    with mock.patch.object(stream, "isatty", return_value=on_terminal):
        assert wants_color(choice, stream, variables) is expected


def test_colour_reaches_the_report(folder: Path) -> None:
    plain = run("validate", "clicks.csv", cwd=folder, code=None).stdout
    forced = run("validate", "clicks.csv", "--color", "always", cwd=folder, code=None, env={"NO_COLOR": "1"}).stdout
    assert "\x1b[" not in plain
    assert "\x1b[" in forced
    assert without_styles(forced) == plain


@pytest.mark.parametrize(
    "words",
    [
        ("validate",),
        ("stats",),
        ("filter", "--dry-run"),
        ("merge-impressions", "--dry-run", "--impressions", "shown.csv", "--on", "USER_ID"),
    ],
)
def test_verbose_folds_nothing(folder: Path, words: tuple[str, ...]) -> None:
    (folder / "shown.csv").write_text("USER_ID,ITEM_ID,TIMESTAMP,IMPRESSION\nu1,i1,1736431407,i1|i1\n,i2,1,i2\n")
    name, *options = words
    short = run(name, "clicks.csv", *options, "--color", "never", cwd=folder, code=None).stdout
    copy = ("--report", "text=report.txt")
    full = run(name, "clicks.csv", *options, "--verbose", *copy, cwd=folder, code=None).stdout
    assert full != short
    assert "https://docs.aws.amazon.com/" in full
    assert (folder / "report.txt").read_text() == full


@pytest.mark.parametrize(
    "words", [("filter",), ("merge-impressions", "--impressions", "clicks.csv", "--on", "USER_ID")]
)
def test_rows_are_not_poured_onto_a_terminal(folder: Path, words: tuple[str, ...]) -> None:
    name, *options = words
    main, other = pty.openpty()
    try:
        ended = subprocess.run(
            command(name, "clicks.csv", *options),
            stdin=subprocess.DEVNULL,
            stdout=other,
            stderr=subprocess.PIPE,
            cwd=folder,
            env=environment(),
            check=False,
            timeout=120,
        )
    finally:
        os.close(other)
        os.close(main)
    assert ended.returncode == 2
    assert "`-o FILE`" in ended.stderr.decode()


def test_words_that_can_be_completed_are_those_that_are_taken() -> None:
    def words(completion: object) -> tuple[str, ...]:
        assert callable(completion)
        return tuple(word for word, _ in completion(""))

    assert complete.FAIL_ON == FAIL_ON
    assert words(complete.sections) == tuple(SECTIONS)
    assert words(complete.periods) == tuple(PERIODS)
    assert words(complete.matches) == merge_options.MATCHES
    assert words(complete.existing) == tuple(EXISTING)
    assert words(complete.log_formats) == merge_options.FORMATS
    assert words(complete.log_shapes) == merge_options.SHAPES
    assert words(complete.log_time_units) == tuple(UNITS)
    assert words(complete.commands) == tuple(COMMANDS)


def test_merging_heeds_the_configuration(folder: Path) -> None:
    (folder / "shown.csv").write_text("USER_ID,TIMESTAMP,IMPRESSION\nu1,1736431400,i1|i2\n")
    (folder / "interactions-cli.toml").write_text(
        'domain = "ecommerce"\nignore = ["IMP006"]\nredact = true\nevents = ["click"]\n'
    )
    words = (
        "merge-impressions",
        "clicks.csv",
        "--impressions",
        "shown.csv",
        "--within",
        "1m",
        "-n",
        "--format",
        "json",
    )
    said = run(*words, cwd=folder).stdout
    assert '"domain": "ecommerce"' in said
    assert '"config": "interactions-cli.toml"' in said
    assert '"reason": "in ignore of interactions-cli.toml"' in said
    assert '"events": []' in said
    assert '"domain": "custom"' in run(*words, "--no-config", cwd=folder).stdout


# Progress


def test_a_short_run_shows_no_bar(folder: Path) -> None:
    with ExitStack() as stack, mock.patch.object(progress, "_bar") as shown:
        bar = ProgressBar([str(folder / "clicks.csv")], passes=1, color="auto", stack=stack)
        bar.move(str(folder / "clicks.csv"), 10)
    assert not shown.called


def test_the_bar_says_what_how_much_and_in_which_phase(folder: Path) -> None:
    path = str(folder / "clicks.csv")
    size = len(ROWS)
    with ExitStack() as stack, mock.patch.object(progress, "DELAY_SECONDS", 1e9):
        bar = ProgressBar([path], passes=2, color="auto", stack=stack)
        said = []
        for position in (size // 2, size, size // 2, size):
            bar.move(path, position)
            said.append(bar.words())
        endless = ProgressBar(["-"], passes=1, color="auto", stack=stack)
        endless.move("-", 7_000_000)
    assert [phase for _, phase in said] == ["reading", "reading", "second look", "counting"]
    assert [amount for amount, _ in said] == ["24 %", "50 %", "74 %", "100 %"]
    assert endless.words() == ("7 MB", "reading")


def test_the_bar_is_not_red(folder: Path) -> None:
    path = str(folder / "clicks.csv")
    terminal = io.StringIO()
    with (
        mock.patch.object(terminal, "isatty", return_value=True),
        mock.patch.object(sys, "stderr", terminal),
        mock.patch.dict(os.environ, {"TERM": "xterm-256color", "COLUMNS": "100"}),
        mock.patch.object(progress, "DELAY_SECONDS", 0),
        ExitStack() as stack,
    ):
        ProgressBar([path], passes=1, color="always", stack=stack).move(path, 10)
    said = terminal.getvalue()
    assert "clicks.csv" in said
    assert "reading" in said
    assert "\x1b[36m" in said
    # Red in its eight-colour form, and the red of Rich's own bar.
    assert not re.search(r"\x1b\[(?:1;)?(?:31|91|38;5;(?:1|9|197)|38;2;249;38;114)m", said)


@pytest.mark.parametrize(
    ("options", "times"), [((), 1), (("--quiet",), 1), (("--format", "json"), 1), (("--allow-empty", "--quiet"), 0)]
)
@pytest.mark.parametrize(
    "words",
    [
        ("filter", "clicks.csv", "--until", "1990-01-02", "--dry-run"),
        ("merge-impressions", "clicks.csv", "--impressions", "shown.csv", "--on", "USER_ID", "--dry-run"),
    ],
)
def test_what_failed_is_said_on_standard_error(
    folder: Path, words: tuple[str, ...], options: tuple[str, ...], times: int
) -> None:
    (folder / "shown.csv").write_text("USER_ID,ITEM_ID,TIMESTAMP,IMPRESSION\nu2,i1,1736431407,i1|i2\n")
    result = run(*words, *options, cwd=folder, code=0 if "--allow-empty" in options else 1)
    assert result.stderr.count("--allow-empty accepts that") == times
    assert ("exit 1: " in result.stdout) is (not options)
