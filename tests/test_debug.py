"""--debug: what is said on standard error, and that it changes nothing else."""

from __future__ import annotations

import gzip
import itertools
import json
import re
from collections import Counter
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest

from interactions_cli.commands.filter import FilterOptions, filter_records
from interactions_cli.commands.merge import merge_records
from interactions_cli.commands.merge_options import MergeOptions
from interactions_cli.commands.stats import StatsOptions, stats
from interactions_cli.commands.validate import ValidateOptions, validate
from interactions_cli.personalize.target import make_target
from interactions_cli.reading.source import Source
from interactions_cli.trace import NO_TRACE, Trace
from tests.cli_runner import Result, run
from tests.fault_runner import COMMANDS, LOG, rows, shell, words

HEADER = "USER_ID,ITEM_ID,TIMESTAMP\n"
NOW = 1_750_000_000
CLEAN, RAGGED = "u{n},i{n},17000{n:05}\n", "u{n},17000{n:05}\n"
BLOCKS = re.compile(r"blocks (?P<path>.*): (?P<name>[^:]+): (?P<blocks>\d+) blocks?, (?P<bytes>\d+) bytes(?:; (.*))?")


def debug_lines(result: Result) -> list[str]:
    return [line.removeprefix("debug: ") for line in result.stderr.splitlines() if line.startswith("debug: ")]


def taken(lines: list[str]) -> dict[tuple[str, str], dict[str, int]]:
    """(Input, pass) → how many blocks there were, and how many were taken by which reading."""
    found = {}
    for match in filter(None, map(BLOCKS.fullmatch, lines)):
        ways = {way: int(count) for count, way in re.findall(r"(\d+) as (\w+)", match[5] or "")}
        found[match["path"], match["name"]] = {"blocks": int(match["blocks"]), **ways}
    return found


def content(count: int, ragged: Callable[[int], bool] = lambda _n: False) -> str:
    return HEADER + "".join((RAGGED if ragged(n) else CLEAN).format(n=n) for n in range(count))


def expected(path: Path, block_bytes: int) -> dict[str, int]:
    """The blocks of a file, and the readings that a file of clean and ragged lines makes necessary."""
    with Source(str(path), block_bytes=block_bytes) as source:
        source.header_line()
        blocks = list(source.blocks())
    is_ragged = (any(line.count(b",") != 2 for line in block.splitlines()) for block in blocks)
    return {"blocks": len(blocks), **Counter("lines" if ragged else "numbers" for ragged in is_ragged)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an input and a log, for the commands that `words` has."""
    (tmp_path / "x.csv").write_text(rows(60))
    (tmp_path / "log.csv").write_text(LOG)
    return tmp_path


# Which reading a block took


@pytest.mark.parametrize(
    ("line", "reading", "why"),
    [
        ("u1,i1,1700000000", "numbers", None),
        ("u1,i1,soon", "texts", "a number has something to report"),
        ("u1,i1,1700000000000", "texts", "a number has something to report"),
        ("u1,i1,+1700000000", "texts", "a field begins with a space or a plus"),
        ("u1,i1,00000000000000001700000000", "texts", "a TIMESTAMP may have too many digits"),
        ("u1,1700000000", "lines", "byte counts do not prove its shape (it has field-count)"),
        ('"u,1",i1,1700000000', "lines", "byte counts do not prove its shape"),
        ("u1,i1,1700000000\n\nu2,2", "lines", "byte counts do not prove its shape (it has blank-line, field-count)"),
    ],
)
def test_the_reading_of_a_block_and_why_it_was_no_faster_one(
    tmp_path: Path, line: str, reading: str, why: str | None
) -> None:
    (tmp_path / "x.csv").write_text(f"{HEADER}{line}\n")
    lines = debug_lines(run("validate", "x.csv", "--debug", cwd=tmp_path, code=None))
    assert taken(lines) == {("x.csv", "scan"): {"blocks": 1, reading: 1}}
    reasons = [entry for entry in lines if " because " in entry]
    assert reasons == ([f"blocks x.csv: scan: 1 as {reading} because {why}"] if why else [])


@pytest.mark.parametrize("block_bytes", [100, 1000, 1 << 20])
@pytest.mark.parametrize("name", ["validate", "stats", "filter"])
def test_every_block_is_counted_with_its_reading(tmp_path: Path, name: str, block_bytes: int) -> None:
    path = tmp_path / "x.csv"
    path.write_text(content(300, lambda n: n % 40 == 7))
    told: list[str] = []
    core: dict[str, tuple[Callable[..., Any], Callable[..., Any], dict[str, Any]]] = {
        "validate": (validate, ValidateOptions, {}),
        "stats": (stats, StatsOptions, {}),
        "filter": (filter_records, FilterOptions, {"dry_run": True}),
    }
    command, options, more = core[name]
    trace = Trace(told.append)
    command([str(path)], make_target(now=NOW), options(block_bytes=block_bytes, trace=trace, **more))
    trace.finish()
    wanted = expected(path, block_bytes)
    assert taken(told) == {(str(path), "copy" if name == "filter" else "scan"): wanted}
    assert wanted["lines"]
    assert block_bytes > 1000 or wanted["numbers"]


def test_packed_and_several_inputs_are_told_one_by_one(tmp_path: Path) -> None:
    inputs = {"a.csv": content(200), "b.csv": content(90, lambda n: n == 80), "empty.csv": HEADER}
    for name, text in inputs.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "c.csv.gz").write_bytes(gzip.compress(content(300, lambda n: n == 7).encode()))
    paths = [str(tmp_path / name) for name in ("a.csv", "b.csv", "empty.csv", "c.csv.gz")]
    told: list[str] = []
    trace = Trace(told.append)
    validate(paths, make_target(now=NOW), ValidateOptions(block_bytes=500, trace=trace))
    trace.finish()
    assert taken(told) == {(path, "scan"): expected(Path(path), 500) for path in paths}
    sizes = [f"input {path}: {Path(path).stat().st_size} bytes" for path in paths]
    said = [line for line in told if line.startswith("input ")]
    assert said == [f"{size}{', gzip' if '.gz' in size else ''}, 3 columns, separator ','" for size in sizes]
    packed = next(line for line in told if line.startswith(f"blocks {paths[3]}"))
    assert f", {len(content(300, lambda n: n == 7)) - len(HEADER)} bytes;" in packed


def test_both_passes_of_filter_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(content(200, lambda n: n == 7))
    (tmp_path / "b.csv").write_text(content(50))
    paths = [str(tmp_path / name) for name in ("a.csv", "b.csv")]
    told: list[str] = []
    trace = Trace(told.append)
    options = FilterOptions(dry_run=True, drop_duplicates=True, min_user_interactions=1, block_bytes=300, trace=trace)
    filter_records(paths, make_target(now=NOW), options)
    trace.finish()
    assert taken(told) == {(path, name): expected(Path(path), 300) for name in ("first look", "copy") for path in paths}
    assert "criteria: malformed-lines, duplicates, min-user-interactions" in told
    stages = {line.rpartition(":")[0] for line in told if line.startswith("worker time ")}
    assert {f"worker time {name}: {stage}" for name in ("first look", "copy") for stage in ("proof", "criteria")} <= (
        stages
    )


def test_the_pass_over_logs_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(content(200))
    (tmp_path / "a.csv").write_text("USER_ID,TIMESTAMP,IMPRESSION\n" + "u1,1700000000,i1|i2\n" * 100)
    (tmp_path / "b.jsonl.gz").write_bytes(
        gzip.compress(b'{"userId": "u1", "timestamp": 1700000000, "itemList": []}\n' * 99)
    )
    path, first, second = (str(tmp_path / name) for name in ("x.csv", "a.csv", "b.jsonl.gz"))
    told: list[str] = []
    trace = Trace(told.append)
    options = MergeOptions(impressions=(first, second), within=60, dry_run=True, block_bytes=700, trace=trace)
    merge_records([path], make_target(now=NOW), options)
    trace.finish()
    # The first line of a JSON log belongs to its first block.
    logs = {name: {"blocks": taken(told)[name, "logs"]["blocks"]} for name in (first, second)}
    assert taken(told) == {
        (first, "logs"): {**logs[first], "numbers": logs[first]["blocks"]},
        (second, "logs"): {**logs[second], "json": logs[second]["blocks"]},
        # Of interactions half as many bytes are read at a time.
        (path, "merge"): expected(Path(path), 350),
    }
    assert min(entry["blocks"] for entry in logs.values()) > 1
    assert f"log {second}: {Path(second).stat().st_size} bytes, gzip, json" in told


# What else is told


def test_the_plan_comes_before_the_first_block(tmp_path: Path) -> None:
    packed = gzip.compress(content(60_000).encode())
    (tmp_path / "x.csv.gz").write_bytes(packed[: len(packed) // 2])
    result = run(
        "validate", "x.csv.gz", "--event", "watch:0.5", "--debug", "--recipe", "aws-sims", cwd=tmp_path, code=2
    )
    said = result.stderr.splitlines()
    assert said[0].startswith("debug: interactions-cli ")
    assert said[1].startswith("debug: target: custom domain, recipe aws-sims, full import, schema inferred")
    assert "event filter watch >= 0.5" in said[1]
    assert "debug: columns read: USER_ID string, ITEM_ID string, TIMESTAMP long" in said
    assert "debug: blocks x.csv.gz: scan: 0 blocks, 0 bytes" in said
    assert [line.partition(":")[0] for line in said[-3:]] == ["debug", "error", "hint"]


@pytest.mark.parametrize("name", COMMANDS)
def test_stages_and_memory_are_told(folder: Path, name: str) -> None:
    lines = debug_lines(run(*words(name), "--debug", "--quiet", cwd=folder))
    named = {line.rpartition(":")[0] for line in lines}
    usual = {f"time {stage}" for stage in ("open and read headers", "judge", "render", "write", "everything else")}
    assert usual <= named
    main = {"filter": "copy", "merge-impressions": "merge"}.get(name, "scan")
    assert {f"time {main}: {stage}" for stage in ("wait for workers", "merge parts")} <= named
    assert {f"worker time {main}: {stage}" for stage in ("read", "proof", "parse numbers", "idle")} <= named
    for words_before in ("time ", "worker time "):
        shares = [
            re.fullmatch(r".*: \d+\.\d{3} s, [<> ]*([\d.]+) %", line) for line in lines if line.startswith(words_before)
        ]
        assert all(shares)
        assert 90 < sum(float(share[1]) for share in shares if share) < 110
    assert re.fullmatch(
        r"total: \d+\.\d{3} s wall, \d+\.\d{3} s of processor time; [\d.<> ]+ % of it in the main thread", lines[-2]
    )
    assert re.fullmatch(r"peak memory: \d+\.\d MB resident", lines[-1])


def test_stages_inside_of_others_are_counted_once() -> None:
    told: list[str] = []
    trace = Trace(told.append, itertools.count().__next__)
    seen = trace.pass_over("x.csv", "scan")
    with trace.stage("outer"):
        with trace.stage("inner"), seen.stage("deep"):
            pass
        assert list(seen.blocks([b"12", b"345"])) == [b"12", b"345"]
    trace.finish()
    times = dict(re.findall(r"^time (.*): (\d+)\.000 s, ", "\n".join(told), re.MULTILINE))
    assert times == {"everything else": "2", "outer": "5", "inner": "2", "scan: deep": "1", "scan: read": "3"}
    assert told[-1].startswith("total: 13.000 s wall, ")


def test_a_stage_that_is_left_late_does_no_harm() -> None:
    told: list[str] = []
    trace = Trace(told.append, itertools.count().__next__)

    def parts() -> Generator[int, None, None]:
        with trace.stage("inner"):
            yield 1

    given_up = parts()
    with trace.stage("outer"):
        next(given_up)
    given_up.close()
    trace.finish()
    times = [line.partition(" s, ")[0] for line in told[:-1]]
    assert times == ["time everything else: 3.000", "time outer: 1.000", "time inner: 1.000"]
    assert told[-1].startswith("total: 5.000 s wall, ")


def test_nobody_watches_without_the_option() -> None:
    seen = NO_TRACE.pass_over("x.csv", "scan")
    with seen.stage("one"), NO_TRACE.stage("other"):
        assert list(seen.blocks([b"1"])) == [b"1"]
    NO_TRACE.say("nothing")
    assert not NO_TRACE.is_on


def test_prepare_tells_its_passes(tmp_path: Path) -> None:
    (tmp_path / "raw.csv").write_text("user_id;item_id;timestamp\nu1;i1;1700000000\n")
    lines = debug_lines(run("prepare", "raw.csv", "--debug", "-o", "out.csv", "--fail-on", "never", cwd=tmp_path))
    assert "input raw.csv: csv" in lines
    named = {line.rpartition(":")[0] for line in lines}
    assert {
        "worker time look: rest of the work",
        "worker time repair: rest of the work",
        "worker time scan: measure",
    } <= named


# What it must not change


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_outputs_and_reports_are_the_same(folder: Path, name: str, form: str) -> None:
    given = [*words(name, outputs=False), "--format", form, "--now", str(NOW), "--report", "json=r.json"]
    results = []
    for more in ([], ["--debug"]):
        results.append((run(*given, *more, cwd=folder, code=None), (folder / "r.json").read_text()))
    (plain, report), (debugged, debug_report) = results
    assert (plain.stdout, plain.code, report) == (debugged.stdout, debugged.code, debug_report)
    assert json.loads(report)["version"] == 1
    said = debugged.stderr.splitlines(keepends=True)
    assert "".join(line for line in said if not line.startswith("debug: ")) == plain.stderr
    assert plain.stderr.count("debug") == 0 < debugged.stderr.count("debug: ")


@pytest.mark.parametrize(("name", "redirection"), [*((name, "2>&-") for name in COMMANDS), ("validate", "2>/dev/full")])
def test_without_standard_error_the_lines_are_lost_and_nothing_else(folder: Path, name: str, redirection: str) -> None:
    if "full" in redirection and not Path("/dev/full").exists():
        pytest.skip("the system has no /dev/full")
    given = [*words(name, outputs=False), "--now", str(NOW)]
    plain = run(*given, cwd=folder)
    assert shell(folder, redirection, *given, "--debug") == Result(plain.stdout, "", 0)
    assert plain.stdout
    assert (folder / "x.csv").read_text() == rows(60)


@pytest.mark.parametrize("name", COMMANDS)
def test_cell_values_are_never_told(folder: Path, name: str) -> None:
    secret = "SECRET"
    bad = [f"{secret},{secret},soon{secret},{secret},{secret}\n", f'"{secret}\n', f"{secret},{secret}\n"]
    (folder / "x.csv").write_text(rows(8) + "".join(bad))
    result = run(*words(name), "--debug", "--redact", "--now", str(NOW), cwd=folder, code=None)
    assert debug_lines(result)
    assert secret not in result.stderr


def test_paths_and_names_cannot_do_harm(tmp_path: Path) -> None:
    path = "\x1b[2J::error::x.csv"
    (tmp_path / path).write_text("USER_ID,ITEM_ID,TIMESTAMP,A\x1b[31m\u202e\nu1,i1,1700000000,\n")
    said = run("validate", path, "--debug", cwd=tmp_path, code=None).stderr
    assert "debug: input \\x1b[2J\\x3a:error::x.csv: " in said
    assert all(line.isprintable() for line in said.splitlines())


def test_of_very_many_columns_some_are_named(tmp_path: Path) -> None:
    names = ["USER_ID", "ITEM_ID", "TIMESTAMP", *(f"C{n}" for n in range(100))]
    (tmp_path / "x.csv").write_text(",".join(names) + "\n")
    lines = debug_lines(run("stats", "x.csv", "--debug", cwd=tmp_path))
    assert next(line for line in lines if line.startswith("columns read")).endswith(", C46 string and 53 more")


# Defects of ours


def broken(*_: object, **__: object) -> None:
    raise RuntimeError(" ".join(("no", "such", "luck")))


def test_it_shows_where_a_defect_of_ours_is(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr("interactions_cli.engine.scan_part.run_checks", broken)
    result = run("validate", "x.csv", "--debug", cwd=folder, code=2)
    assert any(f"{Path(__file__).name}, line" in line and ", in broken: " in line for line in debug_lines(result))
    assert result.stderr.splitlines()[-2].endswith("a defect of interactions-cli: RuntimeError: no such luck")
    # Told once, as the error: it may hold what the data hold.
    assert result.stderr.count("no such luck") == 1
    assert "hint: Please report it" in result.stderr
    with pytest.raises(RuntimeError):
        run("validate", "x.csv", "--debug", cwd=folder, env={"INTERACTIONS_CLI_DEBUG": "1"})


def test_what_cannot_be_done_is_no_defect(tmp_path: Path) -> None:
    result = run("validate", "missing.csv", "--debug", cwd=tmp_path, code=2)
    assert ", in " not in result.stderr
    assert result.stderr.splitlines()[-2].startswith("error: ")
