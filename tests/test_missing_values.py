"""An option is never taken for the value of another; a value that only looks like one is."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.cli_runner import run

TABLE = "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\n" + "".join(f"u{n},i1,{1_700_000_000 + n},watch\n" for n in range(9))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "x.csv").write_text(TABLE)
    return tmp_path


@pytest.mark.parametrize(
    ("words", "option", "value"),
    [
        ("filter x.csv --event -n", "--event", "-n"),
        ("filter x.csv --event --quiet", "--event", "--quiet"),
        ("filter x.csv -o -q", "-o", "-q"),
        ("filter x.csv --rejects -n", "--rejects", "-n"),
        ("filter --event-type --format=json x.csv", "--event-type", "--format=json"),
        ("validate x.csv --schema --redact", "--schema", "--redact"),
        ("validate x.csv --max-samples --redact", "--max-samples", "--redact"),
        ("validate x.csv --select -q", "--select", "-q"),
        ("stats --items -q x.csv", "--items", "-q"),
        ("stats x.csv --now -h", "--now", "-h"),
        ("merge-impressions x.csv --impressions --within 1h", "--impressions", "--within"),
        ("prepare x.csv --map -o out.csv", "--map", "-o"),
        ("schema x.csv -o --force", "-o", "--force"),
    ],
)
def test_an_option_is_no_value(folder: Path, words: str, option: str, value: str) -> None:
    said = run(*words.split(), cwd=folder, code=2).stderr
    assert f"error: {option} needs a value and has none: {value} is an option\n" in said
    assert re.search(rf"`(--[a-z-]+)={re.escape(value)}` if that is the value", said)
    assert [path.name for path in folder.iterdir()] == ["x.csv"]


@pytest.mark.parametrize(
    "words",
    [
        "filter x.csv -n --event=-n --event watch",
        "filter x.csv -n --event -x --event watch",
        "filter x.csv -n --event=--quiet --event watch",
        "filter x.csv -o -",
        "filter x.csv -n -- ",
        "prepare x.csv -n --list-separator - --fail-on never",
    ],
)
def test_what_only_looks_like_an_option_is_a_value(folder: Path, words: str) -> None:
    run(*shlex.split(words), cwd=folder)


def test_a_file_named_like_an_option_is_written_where_it_is_said_so(folder: Path) -> None:
    run("filter", "x.csv", "-q", "--output=-q", cwd=folder)
    assert (folder / "-q").read_text() == TABLE


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ("wacth", "; no record has the event type `wacth` (did you mean `watch`?)"),
        ("Watch", "; no record has the event type `Watch` (did you mean `watch`?)"),
        ("purchase", ""),
        ("watch:2", ""),
    ],
)
def test_a_quiet_filter_that_keeps_nothing_names_the_type_that_was_meant(folder: Path, events: str, words: str) -> None:
    (folder / "x.csv").write_text(TABLE.replace("TYPE\n", "TYPE,EVENT_VALUE\n").replace("watch\n", "watch,1\n"))
    said = run("filter", "x.csv", "-q", "--event", events, cwd=folder, code=1).stderr
    assert said == f"interactions-cli: no row was kept (--allow-empty accepts that){words}\n"
    hidden = run("filter", "x.csv", "-q", "--redact", "--event", events, cwd=folder, code=1).stderr
    assert hidden == "interactions-cli: no row was kept (--allow-empty accepts that)\n"
