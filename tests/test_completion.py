"""Shell completion, as the shells ask for it."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import sys
from pathlib import Path
from unittest import mock

import pytest

from interactions_cli.cli.app import app
from interactions_cli.personalize.recipes import RECIPES, USE_CASES
from interactions_cli.rules import ALL_RULES, RULES
from tests.cli_runner import environment, run_process
from tests.processes import finished

ALL_CODES = list(dict.fromkeys(rule.code for rule in ALL_RULES))
CODES = list(dict.fromkeys(rule.code for rule in RULES))
NAMES = list(dict.fromkeys(rule.name for rule in RULES))
SLUGS = [case.slug for case in USE_CASES.values()]


def starting(prefix: str, words: list[str]) -> list[str]:
    return [word for word in words if word.startswith(prefix)]


def completed(shell: str, **asked: str) -> str:
    """What the command prints for a shell, in this process: it ends before any command is run."""
    out = io.StringIO()
    asked |= {"_INTERACTIONS_CLI_COMPLETE": f"complete_{shell}"}
    with mock.patch.dict(os.environ, asked), contextlib.redirect_stdout(out), pytest.raises(SystemExit) as ended:
        app(prog_name="interactions-cli")
    assert ended.value.code == 0
    return out.getvalue()


def in_bash(line: str) -> list[str]:
    words = line.split(" ")
    return completed("bash", COMP_WORDS="\n".join(words), COMP_CWORD=str(len(words) - 1)).split()


def in_other_shells(line: str) -> dict[str, str]:
    asked = {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    return {shell: completed(shell, **asked) for shell in ("zsh", "fish")}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("validate --select ", [*CODES, *NAMES]),
        ("filter --ignore IMP", starting("IMP", CODES)),
        ("rules LOG", starting("LOG", ALL_CODES)),
        ("rules imp", [*(code.lower() for code in starting("IMP", CODES)), *starting("imp", NAMES)]),
        ("validate --select CSV,blank-", ["CSV,blank-line"]),
        ("validate --use-case m", starting("m", SLUGS)),
        ("validate --use-case ", [*SLUGS, *USE_CASES]),
        ("validate --recipe ", list(RECIPES)),
        ("validate --domain ", ["custom", "ecommerce", "video-on-demand"]),
        ("validate --import-mode ", ["full", "incremental"]),
        ("validate --fail-on n", ["note", "never"]),
        ("validate --engine ", ["local", "spark"]),
        ("stats --engine s", ["spark"]),
        ("filter --engine l", ["local"]),
    ],
)
def test_values_in_bash(line: str, expected: list[str]) -> None:
    assert expected
    assert in_bash(f"interactions-cli {line}") == expected


@pytest.mark.parametrize("line", ["validate --schema sch", "validate da", "validate --select NOPE"])
def test_where_nothing_is_known_the_shell_completes_files(line: str) -> None:
    assert in_bash(f"interactions-cli {line}") == []


def test_other_shells_show_what_a_value_means() -> None:
    said = in_other_shells("interactions-cli validate --select VAL00")
    codes = starting("VAL00", CODES)
    names = {rule.code: rule.name for rule in ALL_RULES}
    assert said["fish"].splitlines() == [f"{code}\t{names[code]}" for code in codes]
    assert re.findall(r'"(VAL[0-9]+)":"([a-z0-9-]+)"', said["zsh"]) == [(code, names[code]) for code in codes]
    said = in_other_shells("interactions-cli validate --use-case most-v")
    assert said["fish"] == "most-viewed\tecommerce\n"
    assert '"most-viewed":"ecommerce"' in said["zsh"]


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_the_script_for_bash_works_in_bash(tmp_path: Path) -> None:
    program = tmp_path / "interactions-cli"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m interactions_cli "$@"\n')
    program.chmod(0o755)
    script = (
        'eval "$(env _INTERACTIONS_CLI_COMPLETE=source_bash interactions-cli)"\n'
        "complete -p interactions-cli\n"
        "COMP_WORDS=(interactions-cli validate --recipe aws-user)\n"
        "COMP_CWORD=3\n"
        "_interactions_cli_completion interactions-cli\n"
        "printf '%s\\n' \"${COMPREPLY[@]}\"\n"
    )
    env = environment()
    env["PATH"] = f"{tmp_path}:{env['PATH']}"
    ended = finished(["bash", "-c", script], capture_output=True, check=True, env=env, text=True)
    assert ended.stderr == ""
    first, *replies = ended.stdout.splitlines()
    assert first == "complete -o default -F _interactions_cli_completion interactions-cli"
    assert replies == starting("aws-user", list(RECIPES))


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_scripts_for_other_shells_ask_the_command(shell: str) -> None:
    script = run_process(env={"_INTERACTIONS_CLI_COMPLETE": f"source_{shell}"}).stdout
    assert f"_INTERACTIONS_CLI_COMPLETE=complete_{shell}" in script
    assert "interactions-cli" in script
