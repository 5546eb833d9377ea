"""A folder with files of every kind in it, and a command line that makes something of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import typer.main

from interactions_cli.cli import complete
from interactions_cli.cli.app import app
from interactions_cli.formats import FORMATS
from tests.fuzz import contents, documents
from tests.fuzz.tape import Tape

COMMANDS = typer.main.get_group(app).commands
# `rules` reads no files, so there is less to see.
MERGE = "merge-impressions"
NAMES = ("validate", "filter", MERGE, "stats") * 2 + ("rules",)
DATA = ("x.csv", "part-1.csv", "part-2.csv")
LOGS = ("log.jsonl", "log.csv")
NEW_FILES = ("out.csv", "out.csv.gz", "out.csv.zst", "report.txt", "r.json", "rejects.csv", "rejects.csv.gz")
# Places that exist, cannot be written, or are something else.
ODD_FILES = (
    *("old.csv", "link.csv", "hard.csv", "loop", "exports", "x.csv", "-", "/dev/null", "/dev/full", "/dev/stdout", ""),
    *(
        "absent/out.csv",
        "x.csv/out.csv",
        "x" * 300,
        ".",
        "/",
        "/dev/stderr",
        "schema.json",
        "new-link.csv",
        "\udcff.csv",
    ),
)
ODD_INPUTS = (
    *("absent.csv", "exports", "*.csv", "part-?.csv", "[", "-", "", ".", "/dev/null", "loop", "empty", "link.csv"),
    *("x.csv", "hard.csv", "x" * 300, "\udcff.csv", "schema.json", "--", "::error::x", "log.csv", "nothing-*.csv"),
)
# Options that contradict each other, in groups: a calm scene does without one of the groups.
ONE_OF = (
    ("domain", "use_case", "solution_config", "event_type", "event_value_threshold", "no_config"),
    ("domain", "recipe", "solution_config", "event", "config"),
    ("use_case", "recipe", "event", "event_type", "event_value_threshold", "no_config"),
    ("use_case", "recipe", "event", "solution_config", "config"),
)
OLD = b"was here before\n"


@dataclass(kw_only=True)
class Scene:
    """A command line, its surroundings, and the folder in which it runs."""

    words: list[str]
    stdin: bytes | None
    env: dict[str, str]
    folder: Path
    before: dict[str, bytes | str] = field(default_factory=dict)

    @property
    def command(self) -> str:
        """The name of the command."""
        return self.words[0] if self.words else ""

    def value(self, *options: str) -> str | None:
        """What the command line gives for an option, the last time it does."""
        pairs = [after for word, after in zip(self.words, self.words[1:], strict=False) if word in options]
        return pairs[-1] if pairs else None


def scene(tape: Tape, folder: Path) -> Scene:
    """Fill the folder, and make a command line: one that should do, two times in three."""
    tape.is_calm = not tape.chance(3)
    _fill(tape, folder)
    name = tape.pick(NAMES)
    words = [name, *_inputs(tape, name), *_options(tape, name)]
    if tape.chance(60):
        words = tape.pick(
            ([], ["--version"], ["--help"], [name, "--help"], [name[:-1]], ["--nope"], [""], [name, "-h", "x"])
        )
    stdin = contents.packed(tape, contents.content(tape)) if tape.chance(4) or "-" in words else None
    made = Scene(words=[_given(word) for word in words], stdin=stdin, env=_environment(tape), folder=folder)
    made.before = snapshot(folder)
    return made


def snapshot(folder: Path) -> dict[str, bytes | str]:
    """Everything in a folder: what files hold and where links lead."""
    found: dict[str, bytes | str] = {}
    for path in sorted(folder.rglob("*")):
        name = os.fsdecode(path.relative_to(folder))
        found[name] = str(path.readlink()) if path.is_symlink() else path.read_bytes() if path.is_file() else ""
    return found


def _fill(tape: Tape, folder: Path) -> None:
    first = contents.content(tape)
    head, _, body = first.partition(b"\n")
    for name in DATA:
        data = first if name == DATA[0] else head + b"\n" + contents.damaged(tape, body, 2)
        (folder / name).write_bytes(contents.packed(tape, contents.content(tape) if tape.chance(12) else data))
    (folder / "exports").mkdir()
    (folder / "exports" / "a.csv").write_bytes(contents.packed(tape, first))
    (folder / "exports" / "_SUCCESS").write_bytes(b"")
    (folder / "parts").mkdir()
    for number in range(3):
        data = b"" if tape.chance(24) else body if tape.chance(24) else head + b"\n" + contents.damaged(tape, body, 1)
        (folder / "parts" / f"part-r-{number:05}").write_bytes(contents.packed(tape, data))
    (folder / "empty").mkdir()
    (folder / "old.csv").write_bytes(OLD)
    (folder / "link.csv").symlink_to("old.csv")
    (folder / "new-link.csv").symlink_to("new.csv")
    (folder / "hard.csv").hardlink_to(folder / "x.csv")
    (folder / "loop").symlink_to("loop")
    (folder / "schema.json").write_bytes(documents.schema(tape))
    (folder / "solution.json").write_bytes(documents.solution_config(tape))
    (folder / "items.csv").write_bytes(tape.mostly((b"ITEM_ID\na\nb\n", b"a\nb\n"), (b"", contents.content(tape))))
    for name in LOGS:
        (folder / name).write_bytes(contents.packed(tape, documents.log(tape)))
    (folder / "settings.toml").write_bytes(documents.configuration(tape))
    # Found by itself, so it is in force whatever the command line says: it must not fail too often.
    for name in tape.some(("interactions-cli.toml", "pyproject.toml"), 12):
        (folder / name).write_bytes(documents.configuration(tape, in_pyproject=name == "pyproject.toml"))


def _inputs(tape: Tape, name: str) -> list[str]:
    if name == "rules":
        return tape.several(2, lambda: tape.mostly(documents.RULE_WORDS, documents.ODD_TEXTS))
    files = list(DATA[: tape.mostly((1, 1, 1, 2, 3), (0,))])
    if tape.chance(16):
        files = ["parts"]
    if tape.chance(8) and not tape.is_calm:
        files.append(tape.pick(ODD_INPUTS))
    return files


def _options(tape: Tape, name: str) -> list[str]:
    logs = tape.mostly((LOGS[:1], LOGS[1:], LOGS, ("log.*",)), ((), (*LOGS, "log.*"))) if name == MERGE else ()
    words = [word for log in logs for word in ("--impressions", log)]
    left_out = tape.pick(ONE_OF) if tape.is_calm else ()
    for parameter in COMMANDS[name].params:
        if parameter.param_type_name != "option" or parameter.name in left_out:
            continue
        is_usual = parameter.name in ("output", "within", "force")
        if tape.chance(7) == is_usual or parameter.name == "impressions":
            continue
        for _ in range(1 + (tape.below(3) if parameter.multiple else tape.chance(40))):
            option = tape.pick([*parameter.opts, *parameter.secondary_opts])
            words.append(option)
            if not getattr(parameter, "is_flag", False):
                words.append(_value(tape, parameter.name or "", name))
    if tape.chance(30) and not tape.is_calm:
        words.insert(tape.below(len(words) + 1), tape.pick(("--nope", "-x", "--", "--report", *documents.ODD_TEXTS)))
    return words


def _value(tape: Tape, option: str, command: str) -> str:
    if option == "format" and command == "rules":
        return tape.mostly(("text", "json", "markdown"), ("sarif", ""))
    if tape.chance(20) and not tape.is_calm:
        return tape.pick((*documents.ODD_TEXTS, *documents.NUMBERS, *ODD_INPUTS))
    return VALUES[option](tape)


def _new_file(tape: Tape) -> str:
    return tape.mostly(NEW_FILES, ODD_FILES)


def _of(usual: Sequence[str], odd: Sequence[str] = documents.ODD_TEXTS) -> Callable[[Tape], str]:
    return lambda tape: tape.mostly(usual, odd)


def _rules(tape: Tape) -> str:
    return ",".join(tape.mostly(documents.RULE_WORDS, documents.ODD_TEXTS, 20) for _ in range(tape.below(3) + 1))


# A new option has to be given something here; a test looks for what is missing.
VALUES: dict[str, Callable[[Tape], str]] = {
    "schema": _of(("schema.json",), ODD_INPUTS),
    "domain": _of((*documents.DOMAINS, "VIDEO_ON_DEMAND")),
    "use_case": _of(documents.USE_CASE_NAMES, documents.BAD_NAMES),
    "recipe": _of(documents.RECIPE_NAMES, documents.BAD_NAMES),
    "event": documents.event,
    "event_type": _of(documents.TYPES[:5], documents.TYPES),
    "event_value_threshold": _of(documents.NUMBERS[:6], documents.NUMBERS),
    "solution_config": _of(("solution.json",), ODD_INPUTS),
    "import_mode": _of(("full", "incremental", " FULL ")),
    "select": _rules,
    "ignore": _rules,
    "fail_on": _of(("error", "warning", "note", "never")),
    "format": _of(FORMATS),
    "output": _new_file,
    "report": lambda tape: f"{tape.mostly(FORMATS, documents.ODD_TEXTS, 12)}={_new_file(tape)}",
    "max_bytes": _of(("1GB", "1000", "64KiB"), ("0", "", "1", "1e9", "GB", "-1", "9" * 30, "٣")),
    "max_samples": _of(("5", "0", "1", "99", "1000000000", "9" * 40), documents.NUMBERS),
    "now": _of(documents.TIMES[:4], documents.TIMES),
    "config": _of(("settings.toml",), ODD_INPUTS),
    "since": _of(documents.TIMES[:4], documents.TIMES),
    "until": _of(documents.TIMES[:4], documents.TIMES),
    "min_user_interactions": _of(("1", "2", "3", "99", "9" * 12), documents.NUMBERS),
    "min_item_interactions": _of(("1", "2", "3", "99", "9" * 30), documents.NUMBERS),
    "rejects": _new_file,
    "on": _of(("RECOMMENDATION_ID", "SESSION_ID", "USER_ID")),
    "within": _of(("30m", "1d", "0s", "90s", "49710d"), ("1.5h", "", "m", "99999999999d", "-1s")),
    "by": _of(("SESSION_ID", "RECOMMENDATION_ID", "USER_ID")),
    "threads": _of(("1", "2", "5"), ("0", "-1", "x")),
    "match": _of(("shown", "latest")),
    "existing": _of(("keep", "replace", "union")),
    "available": _of(("items.csv",), ODD_INPUTS),
    "baseline": _of(("schema.json", "settings.toml"), ODD_INPUTS),
    "items": _of(("items.csv", "x.csv"), ODD_INPUTS),
    "streamed": _of(("log.jsonl", "log.*"), ODD_INPUTS),
    "users": _of(("x.csv", "part-1.csv"), ODD_INPUTS),
    "log_format": _of(("json", "csv")),
    "log_shape": _of(("lists", "items")),
    "log_time_unit": _of(("s", "ms", "us")),
    "log_time_zone": _of(("UTC", "Europe/Berlin"), documents.ODD_TEXTS),
    "log_list_separator": _of(("|", ";", "\\t"), documents.ODD_TEXTS),
    "log_column": _of(("USER_ID=userId", "TIMESTAMP=sentAt", "IMPRESSION=impression"), ("=", "A=", "=B", "A=B", "x")),
    "color": _of(("auto", "always", "never")),
    # Spark starts for seconds where it is installed, and has tests of its own.
    "engine": _of((complete.LOCAL,), ("x", complete.SPARK.upper())),
    "section": _of(("overview", "distribution", "events", "thresholds", "time", "columns", "impressions", "readiness")),
    "period": _of(("day", "hour", "week", "month")),
}


def _environment(tape: Tape) -> dict[str, str]:
    odd = {
        "NO_COLOR": ("1", ""),
        "TERM": ("dumb", "xterm-256color", ""),
        "COLUMNS": ("20", "60", "300", "0", "1", "x"),
        "SOURCE_DATE_EPOCH": ("1700000000", "0", "-1", "x", "9" * 40, "٣"),
        "LC_ALL": ("C", "C.UTF-8", "POSIX"),
        "PYTHONIOENCODING": ("ascii", "utf-16", "latin-1"),
        "GITHUB_STEP_SUMMARY": ("summary.md", "absent/summary.md", "exports", ""),
        "FORCE_COLOR": ("1", ""),
    }
    return {name: tape.pick(odd[name]) for name in tape.some(list(odd), 12)}


def _given(word: str) -> str:
    """The word as a program can be given it: bytes without a zero among them."""
    return os.fsdecode(word.encode("utf-8", "surrogateescape" if _is_bytes(word) else "replace").replace(b"\0", b""))


def _is_bytes(word: str) -> bool:
    return all(not 0xD800 <= ord(char) < 0xE000 or 0xDC80 <= ord(char) < 0xDD00 for char in word)
