"""Properties of the commands' cores: the same for any split into blocks and with all fields quoted, no line lost."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from interactions_cli import prepare_interactions
from interactions_cli.commands.filter import FilterOptions, filter_records
from interactions_cli.commands.merge import merge_records
from interactions_cli.commands.merge_options import MergeOptions
from interactions_cli.commands.stats import StatsOptions, stats
from interactions_cli.commands.validate import ValidateOptions, validate
from interactions_cli.formats import FORMATS, render
from interactions_cli.personalize.event_filter import choose_events
from interactions_cli.personalize.fields import EVENT_TYPE, IMPRESSION, TIMESTAMP, USER_ID
from interactions_cli.personalize.target import Target, make_target
from interactions_cli.reading.header import known_names, read_header
from interactions_cli.reading.quoting import split_line
from interactions_cli.report import Report
from interactions_cli.transforms.prepare.epochs import EPOCHS
from tests.fuzz import contents, documents
from tests.fuzz.commands import check_form, lines_after_header
from tests.fuzz.counting import Property, attempt, count
from tests.fuzz.tape import Tape
from tests.tables import NOW

Options = TypeVar("Options")
WHOLE = 1 << 20
OUTPUT_NAME = re.compile(r"(out|rejects)-[0-9]+")
# What rules about lines and headers see of a file is not the same once its fields are in quotes.
SAME_IN_QUOTES = ("VAL", "IMP", "SET")


def reports_of_validate_are_alike(tape: Tape) -> None:
    """Any data set is judged, in every form of a report; the same for any split into blocks and in quotes."""
    with tempfile.TemporaryDirectory() as folder:
        paths = _files(tape, Path(folder))
        target, given = _target(tape), _schema(tape, Path(folder))

        def judge(size: int) -> Report:
            count("validate")
            return validate(paths, target, ValidateOptions(schema=given, block_bytes=size, max_samples=3))

        report = _both(tape, judge)
        if report is None:
            return
        for form in tape.some(FORMATS, 3):
            check_form(form, render(report, form, width=20 + tape.below(120)), form)
            count(f"render {form}")
        if _quote(Path(path) for path in paths):
            twin = attempt(judge, WHOLE)
            assert twin is not None
            assert _beside_lines(twin) == _beside_lines(report)


def _beside_lines(report: Report) -> dict[str, Any]:
    entries = report.to_dict()
    for entry in [entries["metrics"], entries["metrics"].get("training", {})]:
        entry.pop("bytes", None)
    found = [finding for finding in entries["findings"] if finding["code"].startswith(SAME_IN_QUOTES)]
    return {"metrics": entries["metrics"], "found": [entry for entry in found if entry["code"] != "SET008"]}


def _quote(paths: Any) -> bool:
    """Put all fields into quotes; False where a file is none that can be read by lines."""
    files = {path: path.read_bytes() for path in paths}
    twins = {}
    for path, data in files.items():
        header = read_header(data.partition(b"\n")[0], "x.csv", known_names())
        if header.problem or data.startswith((b"\x1f\x8b", b"\x28\xb5\x2f\xfd")) or len(header.names) < 2:
            return False
        cut = header.separator
        twins[path] = contents.quoted(data, cut, lambda line, cut=cut: split_line(line, cut))  # type: ignore[misc]
    for path, data in twins.items():
        path.write_bytes(data)
    return True


def filters_lose_nothing(tape: Tape) -> None:
    """What is kept and what is rejected are all lines; the same files for any split into blocks."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = _files(tape, folder)
        target, given = _target(tape), _schema(tape, folder)
        chosen: dict[str, Any] = {
            "since": tape.pick((None, None, 1700000000)),
            "until": tape.pick((None, None, 1700000001)),
            "drop_invalid": tape.chance(3),
            "drop_duplicates": tape.chance(3),
            "min_user_interactions": tape.pick((None, None, 1, 2)),
            "min_item_interactions": tape.pick((None, None, 1, 2)),
            "allow_empty": True,
        }

        def sift(size: int) -> Report:
            count("filter_records")
            outputs = {"output": str(folder / f"out-{size}"), "rejects": str(folder / f"rejects-{size}")}
            options = FilterOptions(**{**chosen, **outputs, "schema": given, "block_bytes": size})
            return filter_records(paths, target, options)

        report = _both(tape, sift)
        if report is None:
            assert not list(folder.glob("out-*"))
            return
        counts = report.sections["filter"]
        assert counts["kept"] + counts["rejected"] == counts["read"]
        outs, rejects = ([path.read_bytes() for path in folder.glob(f"{kind}-*")] for kind in ("out", "rejects"))
        assert len(set(outs)) == len(set(rejects)) == 1
        assert lines_after_header(outs[0]) == counts["kept"]
        assert lines_after_header(rejects[0]) == counts["rejected"]


def merges_lose_nothing(tape: Tape) -> None:
    """Every line comes out once, with at most a list more; the same for any split into blocks."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = _files(tape, folder)
        log = folder / "log"
        log.write_bytes(documents.log(tape))
        within = tape.pick((1800, 0, None, 10**9))
        chosen: dict[str, Any] = {
            "impressions": (str(log),),
            "on": tape.pick(((), ("RECOMMENDATION_ID",), ("SESSION_ID",))),
            "within": within,
            "by": tape.pick(((), (), ("SESSION_ID",))) if within is not None else (),
            "match": tape.pick((None, "latest", "shown")) if within is not None else None,
            "existing": tape.pick(("keep", "replace", "union")),
            "add_interacted": tape.chance(2),
        }
        if tape.chance(3):
            (folder / "items").write_bytes(b"a\nb\n\xc3\xa9\n")
            chosen["available"] = str(folder / "items")

        def merge(size: int) -> Report:
            count("merge_records")
            output = str(folder / f"out-{size}")
            return merge_records(paths, make_target(now=NOW), MergeOptions(**chosen, output=output, block_bytes=size))

        report = _both(tape, merge)
        if report is None:
            assert not list(folder.glob("out-*"))
            return
        outs = [path.read_bytes() for path in folder.glob("out-*")]
        assert len(set(outs)) == 1
        assert lines_after_header(outs[0]) == sum(lines_after_header(Path(path).read_bytes()) for path in paths)


def prepares_lose_nothing(tape: Tape) -> None:
    """Every record is written or rejected, and what was written is prepared already."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = _files(tape, folder)
        chosen: dict[str, Any] = {
            "time_zone": tape.pick((None, "UTC", "UTC")),
            "decimal": tape.pick((None, None, ",", ".")),
            "time_epoch": tape.pick((None, None, None, *EPOCHS)),
            "time_of_day": tape.pick((None, None, None, EVENT_TYPE, TIMESTAMP)),
            "explode": tape.pick((None, None, None, IMPRESSION, USER_ID)),
            "domain": tape.pick((None, *documents.DOMAINS)),
        }

        def make(paths: list[str], output: str, **words: Any) -> Report:
            count("prepare_interactions")
            rejects = str(folder / f"rejects-{output}")
            return prepare_interactions(
                paths, output=str(folder / output), rejects=rejects, now=NOW, accept_rejects=True, **words
            )

        report = attempt(make, paths, "0", **chosen)
        if report is None:
            assert not list(folder.glob("rejects-*"))
            return
        counts = report.sections["prepare"]
        assert counts["written"] + counts["rejected"] == counts["read"]
        first = (folder / "0").read_bytes()
        assert lines_after_header(first) == counts["written"]
        if counts["written"] and chosen["domain"] is None:
            again = attempt(make, [str(folder / "0")], "1", decimal=".")
            assert again is not None
            assert (folder / "1").read_bytes() == first


def figures_of_stats_are_alike(tape: Tape) -> None:
    """Any data set is described; the same for any split into blocks."""
    with tempfile.TemporaryDirectory() as folder:
        paths = _files(tape, Path(folder))
        target, given = _target(tape), _schema(tape, Path(folder))
        period = tape.pick(("day", "hour", "week", "month"))

        def describe(size: int) -> Report:
            count("stats")
            return stats(paths, target, StatsOptions(schema=given, period=period, block_bytes=size))

        report = _both(tape, describe)
        for form in tape.some(FORMATS, 3) if report else ():
            assert report is not None
            check_form(form, render(report, form, width=20 + tape.below(120)), form)
            count(f"render {form}")


def _both(tape: Tape, make: Callable[[int], Report]) -> Report | None:
    """The report of the whole and, sometimes, of many blocks, which has to be the same but for the outputs' names."""
    report = attempt(make, WHOLE)
    if tape.chance(2):
        other = attempt(make, tape.pick((1, 16, 100, 1000)))
        assert (report is None) == (other is None)
        if report and other:
            assert _nameless(report) == _nameless(other)
    return report


def _files(tape: Tape, folder: Path) -> list[str]:
    tape.is_calm = not tape.chance(3)
    first = contents.content(tape)
    head, feed, body = first.partition(b"\n")
    files = [first, *(head + feed + contents.damaged(tape, body, 2) for _ in range(tape.below(3)) if feed)]
    for number, data in enumerate(files):
        (folder / f"{number}.csv").write_bytes(data)
    return [str(folder / f"{number}.csv") for number in range(len(files))]


def _target(tape: Tape) -> Target:
    events = attempt(choose_events, events=tape.several(2, lambda: documents.event(tape)) if tape.chance(3) else ())
    domain = tape.pick((None, *documents.DOMAINS))
    return make_target(domain=domain, events=events or (), now=NOW)


def _schema(tape: Tape, folder: Path) -> str | None:
    if not tape.chance(4):
        return None
    path = folder / "schema.json"
    path.write_bytes(documents.schema(tape))
    return str(path)


CORES = (
    Property(reports_of_validate_are_alike, 1500, 12, 60),
    Property(filters_lose_nothing, 1500, 12, 60),
    Property(merges_lose_nothing, 1800, 12, 60),
    Property(prepares_lose_nothing, 1500, 8, 60),
    Property(figures_of_stats_are_alike, 1500, 6, 40),
)


def _nameless(report: Report) -> str:
    """A report without the names of its outputs, which its hints may hold."""
    return OUTPUT_NAME.sub("out", json.dumps({**report.to_dict(), "outputs": []}, default=str))
