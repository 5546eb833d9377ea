"""Does what hints say, to the letter: runs their commands, gives their options, writes their lines into the schema."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.cli_runner import codes, report, run

NOW = "1750000000"
SPAN = re.compile(r"`([^`]+)`")
# What stands in an option for a word that only the user knows, and a value that a test has for it.
FILLED = {"TYPE": "watch", "FIELD": "shown"}
PURPOSE = ("--recipe", "--use-case", "--domain", "--event", "--event-value-threshold")


@dataclass(frozen=True)
class Spans:
    """What a hint has in backticks, by kind: commands of this tool, options, and lines of a schema."""

    commands: tuple[str, ...]
    options: tuple[str, ...]
    lines: tuple[str, ...]

    @property
    def kind(self) -> str:
        """`a` a command, `b` an option, `c` a line of a schema, `d` a sentence."""
        return "b" if self.options else "a" if self.commands else "c" if self.lines else "d"


def spans_of(hint: str) -> Spans:
    """The spans of a hint. There is no fourth kind: what is in backticks can be typed."""
    found = SPAN.findall(hint)
    assert hint.count("`") == 2 * len(found)
    kinds: dict[str, list[str]] = {"interactions-cli ": [], "--": [], "{": [], '"': []}
    for span in found:
        start = next((start for start in kinds if span.startswith(start)), None)
        assert start is not None, f"neither command nor option nor line: {span}"
        kinds[start].append(span)
    return Spans(tuple(kinds["interactions-cli "]), tuple(kinds["--"]), (*kinds["{"], *kinds['"']))


def option_words(span: str) -> list[str]:
    """An option as words, with what the user has to fill in."""
    words = [FILLED.get(word, word) for word in shlex.split(span)]
    assert all(word.startswith("--") for word in words[::2]), span
    return words


def follow_command(folder: Path, command: str, *more: str) -> Path | None:
    """Run a command of a hint in this process; what it wrote, or None where it asks for what only the user knows.

    Its inputs and what else is in the folder stay as they are.
    """
    before = contents(folder)
    words = shlex.split(command)
    assert words[0] == "interactions-cli"
    made = run(*words[1:], *more, "--now", NOW, cwd=folder, code=None)
    assert {name: data for name, data in contents(folder).items() if name in before} == before
    if made.code == 2:
        assert "hint: " in made.stderr, made.stderr
        assert contents(folder) == before
        return None
    output = folder / words[words.index("-o") + 1]
    assert output.exists(), made.stderr
    return output


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def purpose_replaced(options: Sequence[str], given: Sequence[str]) -> list[str]:
    """The options of a command line with a purpose or event filter replaced by those that a hint gives."""
    drops_purpose = {"--recipe", "--use-case"} & {*given}
    drops_events = {"--event"} & {*given}
    kept = []
    for option, value in zip(options[::2], options[1::2], strict=True):
        is_replaced = (option in PURPOSE[:3] and drops_purpose) or (option in PURPOSE[3:] and drops_events)
        # A filter is not for a recipe that takes none, nor for a use case.
        is_replaced = is_replaced or (option in PURPOSE[3:] and drops_purpose)
        if not is_replaced:
            kept += [option, value]
    return [*kept, *given]


def write_line(schema: Path, line: str) -> None:
    """Put a line of a hint into a schema: a field in place of the one of its name or after the last, or a key."""
    document = json.loads(schema.read_text())
    if not line.startswith("{"):
        document.update(json.loads("{" + line + "}"))
    else:
        field = json.loads(line)
        names = [entry["name"] for entry in document["fields"]]
        if field["name"] in names:
            document["fields"][names.index(field["name"])] = field
        else:
            document["fields"].append(field)
    schema.write_text(json.dumps(document))


def judged(folder: Path, paths: Sequence[str], options: Sequence[str]) -> dict[str, Any]:
    """The JSON report of `validate`, with every sample."""
    given = [] if "--now" in options else ["--now", NOW]
    return report(*paths, *options, *given, "--max-samples", "9999", cwd=folder)


def errors(judgement: dict[str, Any]) -> set[tuple[str, str | None]]:
    """Code and column of every error."""
    return {(entry["code"], entry["column"]) for entry in judgement["findings"] if entry["severity"] == "error"}


def rows_of(content: bytes) -> Iterator[dict[str, str]]:
    """The records of a file of commas as `prepare` writes it and the tests do, by the name of the column."""
    text = content.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    yield from csv.DictReader(io.StringIO(text, newline=""), doublequote=True, escapechar="\\", restkey="…")


def assert_code_is_gone(code: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    """The code fires no more, and no error is new."""
    assert code not in codes(after), after["findings"]
    new = {pair for pair in errors(after) if pair[0] not in codes(before)}
    # Fewer rows may be too few, which says the truth about what can be used.
    assert {pair for pair in new if not pair[0].startswith("SET")} == set()
