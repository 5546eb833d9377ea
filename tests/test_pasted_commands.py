"""The commands of the README and of docs/prepare.md, pasted as they stand beside files of the names that they have."""

from __future__ import annotations

import gzip
import re
import shlex
import shutil
from pathlib import Path

import pytest

from docs import generate
from tests.cli_runner import run
from tests.test_docs import ROOT

SAMPLES = ROOT / "sample_data"
PAGES = ("README.md", "docs/prepare.md")
# Names of commands alone, lines that are not whole, and the one that writes into the files of a person's shell.
NOT_PASTED = re.compile(r"…|--install-completion|^interactions-cli [a-z-]+$")


def commands_of(page: str) -> list[str]:
    """The lines and spans of a page that hold a command, without the output of those that the page was made with."""
    by_hand = generate.BLOCK.sub("", (ROOT / page).read_text("utf-8"))
    shown = [line for block in re.findall(r"```sh\n(.*?)```", by_hand, re.DOTALL) for line in block.splitlines()]
    shown += re.findall(r"`(interactions-cli [^`\n]+)`", re.sub(r"```.*?```", "", by_hand, flags=re.DOTALL))
    return [line for line in dict.fromkeys(shown) if "interactions-cli " in line and not NOT_PASTED.search(line)]


COMMANDS = [(page, line) for page in PAGES for line in commands_of(page)]


def files_for(folder: Path) -> None:
    """Everything that the commands name, made of the sample data."""
    shutil.copytree(SAMPLES, folder / "sample_data")
    (folder / "exports").mkdir()
    for name, sample in {
        "interactions.csv": "shop.csv",
        "big.csv": "movies.csv",
        "exports/shop.csv": "shop.csv",
        "export.csv": "raw/shop-export.csv",
        "yesterday.json": "movies-yesterday.json",
        "items.csv": "shop-items.csv",
        "put-events.jsonl": "shop-streamed.jsonl",
    }.items():
        shutil.copy(SAMPLES / sample, folder / name)
    (folder / "big.csv.gz").write_bytes(gzip.compress((SAMPLES / "movies.csv").read_bytes()))
    header, first, *_ = (SAMPLES / "shop.csv").read_bytes().splitlines(keepends=True)
    (folder / "late-1.csv.gz").write_bytes(gzip.compress(header + first))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_has_commands(page: str) -> None:
    assert len(commands_of(page)) > 3


@pytest.mark.parametrize(("page", "line"), COMMANDS)
def test_a_command_does_what_it_is_shown_for(page: str, line: str, tmp_path: Path) -> None:
    files_for(tmp_path)
    before, _, rest = line.partition("interactions-cli ")
    unpacked = re.fullmatch(r"zcat (\S+) \| ", before)
    stdin = gzip.decompress((tmp_path / unpacked[1]).read_bytes()) if unpacked else None
    lexer = shlex.shlex(rest, posix=True, punctuation_chars="|")
    lexer.whitespace_split = True
    words = list(lexer)
    output = words[words.index("-o") + 1] if "-o" in words else None
    if output is not None:
        (tmp_path / output).unlink(missing_ok=True)
    made = run(*words[: words.index("|") if "|" in words else None], stdin=stdin, cwd=tmp_path, code=None)
    assert made.code in (0, 1), made.stderr
    assert (unpacked is not None) or before.strip("~/.") in ("", "interactions-cli/bin"), before
    assert output is None or (tmp_path / output).stat().st_size
