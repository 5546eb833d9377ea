"""Properties of the functions that first meet what people and other programs wrote."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from unittest import mock

import polars as pl

from interactions_cli.judging.policy import parse_budget
from interactions_cli.personalize.event_filter import choose_events, parse_event, parse_number, read_solution_config
from interactions_cli.personalize.fields import Domain
from interactions_cli.personalize.schema import Schema, infer_schema, parse_schema
from interactions_cli.personalize.target import EventParameters, Target, make_target
from interactions_cli.personalize.times import parse_time
from interactions_cli.reading import proof as shape
from interactions_cli.reading.dataset import Dataset
from interactions_cli.reading.header import known_names, read_header
from interactions_cli.reading.layout import Layout
from interactions_cli.reading.quoting import split_line
from interactions_cli.reading.records import BlockReader, Records
from interactions_cli.reading.source import Source
from interactions_cli.reading.view import DatasetView, Header
from interactions_cli.rules import CELL_RULES, RULES
from interactions_cli.rules.rule import HeaderRule
from interactions_cli.rules.selection import select_rules
from interactions_cli.settings.config import read_config
from interactions_cli.storage.inputs import resolve_inputs
from interactions_cli.transforms.filter.criteria import BlockCriteria, Choice
from interactions_cli.transforms.filter.rejects import Rejects
from interactions_cli.transforms.lines import keep_lines
from interactions_cli.transforms.merge.items import read_lists
from interactions_cli.transforms.merge.log_options import LogOptions
from interactions_cli.transforms.merge.log_times import parse_window, read_times
from interactions_cli.transforms.merge.logs import Logs
from interactions_cli.transforms.merge.match_rule import MatchRule
from interactions_cli.transforms.splice import Splicer
from tests.fuzz import contents, documents
from tests.fuzz.counting import Property, attempt, count
from tests.fuzz.tape import Tape
from tests.merge_cases import LOG_TIMES
from tests.tables import NOW

SERIES = 16


def headers_are_read(tape: Tape) -> None:
    """Any first line becomes a header, and every rule about headers has something to say about it or nothing."""
    schema = attempt(parse_schema, documents.schema(tape).decode("utf-8", "replace"), "schema.json", Domain.CUSTOM)
    known = known_names(schema.names if schema else ())
    data = contents.table(tape, 0)
    target = make_target(domain=tape.pick((None, *documents.DOMAINS)), now=NOW)
    for _ in range(SERIES):
        line = data.partition(b"\n")[0]
        header = read_header(line, "x.csv", known, tape.pick((None, "gzip")))
        count("read_header")
        assert bool(header.problem) != bool(header.names)
        assert len(header.names) == len(header.written)
        if header.problem is None:
            assert len(header.written) == len(split_line(header.text, header.separator) or header.written)
            count("split_line")
            _judge_header(header, schema, target)
        data = contents.mutated(tape, line)


def _judge_header(header: Header, schema: Schema | None, target: Target) -> None:
    view = DatasetView(target=target, schema=schema or infer_schema(header.names, target.domain), headers=(header,))
    for rule in _header_rules():
        if rule.skip(view) is None:
            for problem in rule.check(view):
                assert problem.count > 0
    count("header rules")


@cache
def _header_rules() -> Sequence[HeaderRule]:
    return [rule for rule in RULES if isinstance(rule, HeaderRule)]


def schemas_are_read(tape: Tape) -> None:
    """Any text is a schema or is refused."""
    for _ in range(SERIES):
        text = documents.schema(tape).decode("utf-8-sig", "replace")
        for domain in tape.some(list(Domain), 2) or [Domain.CUSTOM]:
            schema = attempt(parse_schema, text, "schema.json", domain)
            count("parse_schema")
            if schema:
                assert len(set(schema.names)) == len(schema.names) > 0
                assert all(problem.text for problem in schema.problems)


def solution_configs_are_read(tape: Tape) -> None:
    """Any text is a CreateSolution request or is refused."""
    for _ in range(SERIES):
        text = documents.solution_config(tape).decode("utf-8-sig", "replace")
        found = attempt(read_solution_config, text, "solution.json")
        count("read_solution_config")
        if found:
            entries, recipe = found
            attempt(choose_events, from_config=entries)
            attempt(make_target, recipe=recipe, now=NOW)
            assert all(_is_filter(entry) for entry in entries)


def _is_filter(entry: EventParameters) -> bool:
    numbers = [number for number in (entry.threshold, entry.weight) if number is not None]
    return all(abs(number) < float("inf") for number in numbers)


def configurations_are_read(tape: Tape) -> None:
    """Any configuration file is used or refused."""
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(SERIES):
            is_pyproject = tape.chance(4)
            path = Path(folder, "pyproject.toml" if is_pyproject else "interactions-cli.toml")
            path.write_bytes(documents.configuration(tape, in_pyproject=is_pyproject))
            config = attempt(read_config, str(path))
            count("read_config")
            if config:
                assert set(config.severities) | set(config.budgets) <= set(documents.CODES)
                assert config.max_samples is None or config.max_samples >= 0


def option_values_are_read(tape: Tape) -> None:
    """Any word after an option is understood or refused."""
    for _ in range(SERIES):
        attempt(parse_event, documents.event(tape))
        attempt(parse_number, _word(tape, documents.NUMBERS), "--event-value-threshold")
        attempt(parse_time, _word(tape, documents.TIMES), "--since")
        attempt(parse_window, _word(tape, ("30m", "1d", "90s", "0s", "99999999999d", "9" * 30 + "h", "1.5h", "m", "")))
        parse_budget(
            tape.pick((_word(tape, ("0.1%", "100%", "1e5%", "%", "0%", "00.10%", ".5%")), 3, -1, True, None, 0.5))
        )
        attempt(select_rules, RULES, [_word(tape, documents.RULE_WORDS)], [_word(tape, documents.RULE_WORDS)])
        attempt(
            make_target,
            domain=tape.pick((None, _word(tape, documents.DOMAINS))),
            use_cases=tuple(tape.several(2, lambda: _word(tape, documents.USE_CASE_NAMES))),
            recipe=tape.pick((None, _word(tape, documents.RECIPE_NAMES))),
            import_mode=tape.mostly(("full", "incremental"), documents.BAD_NAMES),
            now=NOW,
        )
        attempt(resolve_inputs, [_word(tape, ("absent.csv", "*.nothing", "[", "/", "x" * 300, "x/" * 3000, "~"))])
        for name in ("parse_event", "parse_number", "parse_time", "parse_window", "parse_budget", "select_rules"):
            count(name)
        count("make_target")
        count("resolve_inputs")


def _word(tape: Tape, words: Sequence[str]) -> str:
    word = tape.mostly(words, documents.ODD_TEXTS)
    if tape.chance(4):
        word = contents.mutated(tape, word.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogateescape")
    return word[:5000]


def inputs_are_opened(tape: Tape) -> None:
    """Any file is a header line and blocks that together are its content, or is refused."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x.csv")
        for _ in range(SERIES // 2):
            data = contents.content(tape)
            file = contents.packed(tape, data)
            path.write_bytes(file)
            read = attempt(_read_whole, str(path), tape.pick((1 << 16, 1, 7, 64, 1000)))
            count("Source")
            # Its own library refuses an empty zstd frame that says it is not empty, but not if it gets it in pieces.
            is_empty_frame = read == b"" and file.startswith(b"\x28\xb5\x2f\xfd")
            assert read == _unpacked(file) or is_empty_frame


def _read_whole(path: str, block_bytes: int) -> bytes:
    with Source(path, block_bytes=block_bytes) as source:
        header = source.header_line()
        assert b"\n" not in header
        blocks = list(source.blocks())
        assert all(block.endswith(b"\n") for block in blocks[:-1])
        assert all(blocks)
        return header + (b"" if source.header_is_open else b"\n") + b"".join(blocks)


def _unpacked(file: bytes) -> bytes | None:
    """What a packed file's own library takes out of it; None where that refuses, or cannot be had."""
    try:
        return contents.unpacked(file)
    except Exception:
        return None


class Opened:
    """The header of some content, how its lines are cut, and the lines after it."""

    def __init__(self, data: bytes, schema: Schema | None, *, domain: str | None = None) -> None:
        self.target = make_target(domain=domain, now=NOW)
        with tempfile.NamedTemporaryFile() as file:
            file.write(data)
            file.flush()
            with Dataset([file.name], self.target, schema) as dataset:
                self.header = dataset.view.headers[0]
                self.columns = dataset.columns
                self.layout = None if self.header.problem else dataset.layout(self.header)
        self.body = data[len(self.header.line) :]


def blocks_are_read_alike(tape: Tape) -> None:
    """Both readings of a block give the same records, and so do its parts and the block with all fields quoted."""
    schema = None
    if tape.chance(3):
        schema = attempt(parse_schema, documents.schema(tape).decode("utf-8", "replace"), "s", Domain.CUSTOM)
    data = contents.table(tape)
    opened = Opened(data, schema, domain=tape.pick((None, "ecommerce")))
    if opened.layout is None or not opened.body:
        return
    block = opened.body
    for _ in range(4):
        whole = BlockReader(opened.layout, max_samples=3).read(block)
        count("BlockReader.read")
        _check_lines(whole, block)
        with mock.patch.object(shape, "prove", return_value=None):
            by_line = BlockReader(opened.layout, max_samples=3).read(block)
        count("line reading")
        _assert_alike(whole, by_line)
        assert sorted(whole.hits, key=str) == sorted(by_line.hits, key=str)
        _check_parts(whole, opened.layout, block)
        _check_quoted(by_line, opened, block)
        block = contents.mutated(tape, block) or b"\n"


def _check_lines(records: Records, block: bytes) -> None:
    lines = block.count(b"\n") + (not block.endswith(b"\n"))
    assert records.line_count == lines
    broken = records.defects.height if records.defects is not None else 0
    assert records.frame.height + broken == lines
    assert broken == records.blank_lines + records.broken_lines
    numbers = records.line_numbers()
    assert len(numbers) == records.frame.height
    assert numbers.is_sorted()
    assert numbers.n_unique() == len(numbers)


def _assert_alike(one: Records, other: Records, *, shift: int = 0) -> None:
    shared = [name for name in one.frame.columns if name in other.frame.columns]
    assert set(one.frame.columns) ^ set(other.frame.columns) <= {f"t{name[1:]}" for name in shared if name[0] == "n"}
    assert one.frame.select(shared).equals(other.frame.select(shared))
    assert (one.line_numbers() - shift).to_list() == other.line_numbers().to_list()
    assert (one.line_count, one.blank_lines, one.broken_lines) == (
        other.line_count,
        other.blank_lines,
        other.broken_lines,
    )


def _check_parts(whole: Records, layout: Layout, block: bytes) -> None:
    middle = block.find(b"\n", len(block) // 2) + 1
    if not 0 < middle < len(block):
        return
    reader = BlockReader(layout, max_samples=3)
    first, second = reader.read(block[:middle]), reader.read(block[middle:])
    count("BlockReader.read", 2)
    names = [name for name in whole.frame.columns if name in first.frame.columns and name in second.frame.columns]
    both = pl.concat([first.frame.select(names), second.frame.select(names)])
    assert both.equals(whole.frame.select(names))
    lines = [*first.line_numbers(), *(line + first.line_count for line in second.line_numbers())]
    assert lines == whole.line_numbers().to_list()
    assert first.broken_lines + second.broken_lines == whole.broken_lines


def _check_quoted(by_line: Records, opened: Opened, block: bytes) -> None:
    layout = opened.layout
    if layout is None:
        return
    twin = contents.quoted(b"\n" + block, layout.separator, lambda line: split_line(line, layout.separator))[1:]
    records = BlockReader(layout, max_samples=3).read(twin)
    count("BlockReader.read")
    _assert_alike(by_line, records)


def lines_are_selected(tape: Tape) -> None:
    """Kept and rejected lines are all lines, each as it was, whatever the criteria."""
    tape.is_calm = tape.chance(2)
    opened = Opened(contents.table(tape), None, domain=tape.pick((None, "ecommerce")))
    block = opened.body
    if opened.layout is None:
        return
    choice = _choice(tape)
    if not attempt(_has_all, choice, opened):
        return
    for _ in range(4):
        if block:
            _select(tape, opened, opened.layout, choice, block)
        block = contents.mutated(tape, block)


def _has_all(choice: Choice, opened: Opened) -> bool:
    choice.require_columns(opened.columns, opened.header.names)
    return True


def _choice(tape: Tape) -> Choice:
    events = attempt(choose_events, events=tape.several(2, lambda: documents.event(tape))) or ()
    rules = list(CELL_RULES)
    return Choice(
        events=events,
        since=tape.pick((None, None, 1700000000, -(2**63), 2**63 - 1)),
        until=tape.pick((None, None, 1700000001, -(2**63), 2**63 - 1)),
        invalid=tuple(tape.some(rules, 2)),
        drop_invalid=tape.chance(2),
    )


def _select(tape: Tape, opened: Opened, layout: Layout, choice: Choice, block: bytes) -> None:
    records = BlockReader(layout, max_samples=0).read(block)
    reasons = BlockCriteria(choice, layout.columns, now=NOW).reasons(records, block)
    count("BlockCriteria.reasons")
    assert reasons is None or (len(reasons) == records.frame.height and not reasons.null_count())
    assert reasons is None or (reasons <= len(choice.reasons)).all()
    by_line = pl.Series([tape.below(len(choice.reasons) + 1) for _ in range(records.line_count)], dtype=pl.UInt8)
    kept = keep_lines(block, by_line == 0)
    count("keep_lines")
    lines = block.split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    expected = [line for line, reason in zip(lines, by_line, strict=True) if not reason]
    assert kept.removesuffix(b"\n").split(b"\n") == (expected or [b""])
    words = Rejects(opened.header.text, layout.separator, tuple(choice.reasons), 4)
    written = words.written(words.rejected(block, by_line), "x.csv", 1)
    count("Rejects")
    assert written.count(b"\n") == len(lines) - len(expected)


def logs_are_read(tape: Tape) -> None:
    """Any log is an index of lists or is refused; every line of it is accounted for."""
    tape.is_calm = tape.chance(2)
    options = LogOptions(
        format=tape.mostly((None,), ("csv", "json")),
        shape=tape.mostly((None,), ("lists", "items")),
        time_unit=tape.mostly((None,), ("s", "ms", "us")),
        columns={"USER_ID": tape.pick(("userId", "SESSION_ID", *documents.ODD_TEXTS))} if tape.chance(8) else {},
    )
    rule = MatchRule(
        on=tape.pick(((), (), ("RECOMMENDATION_ID",), ("SESSION_ID",), ("'",), ("é", "USER_ID"))),
        by=tape.mostly(((),), (("SESSION_ID",), ("x.y",))),
        within=tape.pick((1800, None, 0, 2**32 - 1)),
        shown=not tape.chance(2),
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "log")
        for _ in range(2):
            path.write_bytes(contents.packed(tape, documents.log(tape)))
            attempt(_read_log, str(path), options, rule, tape.pick((1 << 16, 1, 100)))
            count("Logs.read")


def _read_log(path: str, options: LogOptions, rule: MatchRule, block_bytes: int) -> None:
    with Logs([path], options, block_bytes=block_bytes) as logs:
        shown = logs.read(rule, max_samples=2)
    assert shown.index.groups.hashes.is_sorted()
    assert shown.index.places.is_sorted()
    assert len(shown.index.held.heads) == len(shown.index.held.ids)
    assert not shown.index.held.heads.null_count()
    assert shown.logs[0].rows >= 0


def lists_and_times_of_logs_are_read(tape: Tape) -> None:
    """Any text is a list or a time of a log, or none."""
    texts: list[str | None] = [_word_of_log(tape) for _ in range(SERIES)]
    lists = read_lists(pl.Series(texts, dtype=pl.String))
    count("read_lists")
    assert lists.height == len(texts)
    assert not [
        text for text in lists["text"] if text is not None and not (text[0] == text[-1] == "|" and len(text) > 2)
    ]
    times = read_times(pl.Series([tape.mostly(LOG_TIMES, texts) for _ in range(SERIES)], dtype=pl.String))
    count("read_times")
    assert times["us"].is_null().equals(times["unit"].is_null())


def _word_of_log(tape: Tape) -> str:
    words = (
        "a|b",
        '["a","b"]',
        '[{"itemId":"a"}]',
        "[]",
        "|",
        "[1,2]",
        '["a",null]',
        '[["a"]]',
        " [",
        '[{"itemId":{}}]',
        "a",
    )
    return contents.damaged(tape, tape.pick(words).encode(), 3).decode("utf-8", "replace")


def cells_are_spliced(tape: Tape) -> None:
    """A block with new cells has the same lines, and every line that takes its cell is read with that cell."""
    opened = Opened(contents.table(tape), None)
    if opened.layout is None or not opened.body:
        return
    block = contents.damaged(tape, opened.body) or b"\n"
    width = len(opened.header.names)
    position = tape.pick((None, *range(width)))
    records = BlockReader(opened.layout, max_samples=0).read(block)
    lines = [line for line in records.line_numbers() if tape.chance(2)]
    cells = [tape.pick(("a|b", 'q"t', "x,y", "\\", "a;b", "é", "x" * 400, '"', '\\"')) for _ in lines]
    frame = pl.DataFrame({"line": lines, "cell": cells}, schema={"line": pl.Int64, "cell": pl.String})
    spliced = Splicer(opened.header.separator, position).splice(block, frame)
    count("Splicer.splice")
    assert spliced.block.count(b"\n") == block.count(b"\n")
    refused = set(spliced.refused)
    changed = spliced.block.split(b"\n")
    for line, cell in zip(lines, cells, strict=True):
        if line not in refused:
            text = changed[line - 1].decode().rstrip("\r")
            fields = split_line(text, opened.header.separator)
            assert fields is not None
            assert fields[-1 if position is None else position] == cell


FUNCTIONS = (
    Property(headers_are_read, 1500, 15, 600),
    Property(schemas_are_read, 1200, 6, 300),
    Property(solution_configs_are_read, 600, 6, 300),
    Property(configurations_are_read, 800, 6, 300),
    Property(option_values_are_read, 800, 6, 300),
    Property(inputs_are_opened, 1200, 10, 300),
    Property(blocks_are_read_alike, 600, 10, 300),
    Property(lines_are_selected, 600, 8, 200),
    Property(logs_are_read, 400, 8, 200),
    Property(lists_and_times_of_logs_are_read, 300, 5, 100),
    Property(cells_are_spliced, 400, 8, 200),
)
