"""Without an s3:// path or an ARN nothing is asked of anybody, and boto3 stays where it is."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli_runner import environment, report
from tests.fault_runner import COMMANDS, LOG, rows, words
from tests.test_layers import users_of

# Runs the command under Python's own audit, which sees a socket whoever of the libraries makes it.
WATCH = """
import json, sys
seen = []
sys.addaudithook(lambda event, arguments: seen.append(event) if event.startswith("socket.") else None)
from interactions_cli.cli import main
try:
    main()
finally:
    loaded = [name for name in sys.modules if name.split(".")[0] in ("boto3", "botocore", "urllib3", "ssl")]
    sys.__stderr__.write(json.dumps({"sockets": seen, "loaded": loaded}) + chr(10))
"""
# As where the extra is not installed.
WITHOUT = "import sys; sys.modules['boto3'] = None\nfrom interactions_cli.cli import main; main()"


def run_code(folder: Path, code: str, *given: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *given],
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


EVENT = '{"userId": "u1", "itemId": "i1", "eventType": "watch", "sentAt": 1700000000}'
BESIDE = ("--items", "x.csv", "--users", "x.csv", "--streamed", "log.jsonl", "--baseline", "last.json")
# What runs besides the commands that the tests about failures start.
MORE = {
    "rules": ("rules",),
    "prepare": ("prepare", "x.csv", "-o", "out.csv", "--schema-output", "s.json", "--fail-on", "never"),
    "schema": ("schema", "x.csv", "-o", "s.json"),
    "validate with everything beside it": ("validate", "x.csv", "--fail-on", "never", "--format", "html", *BESIDE),
    "help": ("help", "validate"),
}


@pytest.mark.parametrize("name", [*COMMANDS, *MORE])
def test_no_socket_is_opened_and_boto3_is_not_imported(tmp_path: Path, name: str) -> None:
    (tmp_path / "x.csv").write_text(rows(8))
    (tmp_path / "log.csv").write_text(LOG)
    (tmp_path / "log.jsonl").write_text(EVENT)
    (tmp_path / "last.json").write_text(json.dumps(report("x.csv", cwd=tmp_path)))
    ended = run_code(tmp_path, WATCH, *MORE.get(name, ()) or words(name))
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stderr.splitlines()[-1]) == {"sockets": [], "loaded": []}


def test_one_module_imports_boto3() -> None:
    assert users_of("boto3") == {"storage/aws"}
    assert all(name.startswith("storage/") for name in users_of("botocore"))


@pytest.mark.parametrize(
    "given",
    [
        ("validate", "s3://b/x.csv"),
        ("validate", "x.csv", "--schema", "arn:aws:personalize:eu-west-1:1:schema/x"),
        ("filter", "x.csv", "-o", "s3://b/out.csv"),
    ],
)
def test_without_the_extra_it_is_named(tmp_path: Path, given: tuple[str, ...]) -> None:
    (tmp_path / "x.csv").write_text(rows(8))
    ended = run_code(tmp_path, WITHOUT, *given)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == (
        "error: s3:// paths and ARNs need boto3, which is not installed\n"
        "hint: Run `pip install 'interactions-cli[aws]'`.\n"
    )
