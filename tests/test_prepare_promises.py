"""What `prepare` promises whatever it is given, with columns in which one form of values is nearly everywhere.

Which property holds which promise:

1. No error of cells, lines or lists is left: here with all forms of lists, `test_prepare_model` with all fields.
2. Records read are records written and rejected: everywhere; which ones and why, in `test_prepare_model`.
3. What has no finding is not changed: `test_a_file_without_findings_keeps_every_column_and_cell`.
4. A second run changes no byte: here, in `test_prepare_model` and, with exports by hand, in `test_prepare_exports`.
5. Nothing is guessed in silence: `test_the_plan_names_the_source_of_every_column`.
6. Blocks, parts, formats and standard input do not matter: here; folders of any mixture: `test_prepare_model_shapes`.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shlex
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from interactions_cli.cli.prepare_values import parse_separator
from interactions_cli.commands.prepare import prepare
from interactions_cli.commands.prepare_options import PrepareOptions
from interactions_cli.errors import UsageError
from interactions_cli.personalize.target import make_target
from interactions_cli.report import Report
from tests.examples import examples

NOW = 1_760_000_000
ID_FORMS = [
    ["u1", "u2"],
    ["42.0", "7.0", "42"],
    ["null", "NaN", ""],
    ["a,b", "a;b", "a b", "a/b"],
    ["x" * 257, "9" * 256 + ".0", " 8.0 "],
]
TIME_FORMS = [
    ["1700000000", "1700000001"],
    ["20231114", "20240229", "0020231114", "+20231114", "20231114.0", "2.0231114E7"],
    ["20231114221320", "20240229235959"],
    ["1700000000123", "20231399", "20231114256199", "19700101", "5", "22001231"],
    ["yesterday", "null", ""],
    ["2023-11-14T22:13:20Z"],
]
VALUE_FORMS = [["1.5", "2", ""], ["abc", "NaN"]]
LIST_FORMS = [
    ["u1|u2", "u1"],
    ["a,b", "u1,u2", "a;b,c;d", "a;b,"],
    ["a;b", "u1; u2", "a;,"],
    ["a b", "u1 u2", "a/b", "a\tb"],
    ['["a", "b"]', "['u1']", '["[a]"]', "(a,b)", "{a,b}", '["a,b"]', "[a],"],
    [
        "",
        "a|a",
        " a | b ",
        "x" * 1001,
        f"u1|{'y' * 1000}",
        f"a;b|{'y' * 1000}",
        f"a,{'z' * 1000}",
        ",".join("abcd" * 90),
    ],
]
FORMS = {
    "USER_ID": ID_FORMS,
    "ITEM_ID": ID_FORMS,
    "TIMESTAMP": TIME_FORMS,
    "EVENT_VALUE": VALUE_FORMS,
    "IMPRESSION": LIST_FORMS,
}


@st.composite
def tables(draw: st.DrawFn) -> list[dict[str, str]]:
    """Records whose columns mostly have one form each, of up to 24, and now and then another one."""
    usual = {name: draw(st.sampled_from(forms)) for name, forms in FORMS.items()}
    odd = draw(st.sampled_from([1, 4, 10]))
    return [
        {
            name: draw(st.sampled_from(usual[name] if draw(st.integers(0, odd)) else draw(st.sampled_from(forms))))
            for name, forms in FORMS.items()
        }
        for _ in range(draw(st.integers(1, 24)))
    ]


def as_csv(rows: Sequence[Mapping[str, str]]) -> str:
    lines = [",".join(FORMS)]
    lines += [",".join('"' + row[name].replace('"', '""') + '"' for name in FORMS) for row in rows]
    return "\n".join(lines) + "\n"


def prepared(source: Path, output: Path, **options: object) -> Report:
    given = {"output": str(output), "rejects": f"{output}.rejects", "force": True, "accept_rejects": True, **options}
    return prepare([str(source)], make_target(now=NOW), PrepareOptions(**given))  # type: ignore[arg-type]


@contextmanager
def standard_input(path: Path) -> Iterator[None]:
    """A file in place of standard input."""
    before = os.dup(0)
    try:
        with path.open("rb") as stream:
            os.dup2(stream.fileno(), 0)
        yield
    finally:
        os.dup2(before, 0)
        os.close(before)


def as_json_lines(rows: Sequence[Mapping[str, str]]) -> str:
    return "".join(f"{json.dumps(row)}\n" for row in rows)


def bytes_or_question(source: Sequence[str], output: Path, **options: object) -> bytes | str:
    """What is written, or what is asked."""
    try:
        made = prepare(source, make_target(now=NOW), PrepareOptions(output=str(output), accept_rejects=True, **options))  # type: ignore[arg-type]
    except UsageError as question:
        return question.hint
    assert (
        made.sections["prepare"]["read"] == made.sections["prepare"]["written"] + made.sections["prepare"]["rejected"]
    )
    return output.read_bytes()


@settings(deadline=None, max_examples=examples(40), suppress_health_check=[HealthCheck.too_slow])
@given(
    rows=tables(),
    cuts=st.lists(st.integers(0, 24), max_size=4),
    block=st.integers(60, 600),
    zone=st.sampled_from(["UTC", "Europe/Berlin", None]),
)
def test_one_file_many_parts_and_standard_input_give_the_same_bytes(
    rows: list[dict[str, str]], cuts: list[int], block: int, zone: str | None
) -> None:
    bounds = [0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        written = set()
        for kind, text_of in (("csv", as_csv), ("jsonl", as_json_lines)):
            whole = folder / f"whole.{kind}"
            whole.write_text(text_of(rows), "utf-8")
            wanted = bytes_or_question([str(whole)], folder / f"whole.{kind}.out", time_zone=zone)
            parts = folder / kind
            parts.mkdir()
            for number, (start, end) in enumerate(pairwise(bounds)):
                if kind == "csv" or start < end:
                    (parts / f"part-{number:05}").write_text(text_of(rows[start:end]), "utf-8")
            options = {"time_zone": zone, "block_bytes": block, "first_look_bytes": block}
            assert bytes_or_question([str(parts)], folder / f"parts.{kind}.out", **options) == wanted
            with standard_input(whole):
                assert bytes_or_question(["-"], folder / f"stdin.{kind}.out", **options) == wanted
            written.add(wanted)
        assert len(written) == 1


def errors_of_cells(report: Report) -> set[str]:
    found = {entry.code for entry in report.findings if entry.severity == "error"}
    # Nothing may be left; times that are nearly all implausible are a question that accepting rejects answers.
    return {code for code in found if code.startswith(("CSV", "SCH", "VAL", "IMP"))} - {"CSV002", "VAL018"}


def separator_to_name(report: Report) -> str | None:
    """What the hint says to name as the separator of lists, where nothing proves it to be one; None elsewhere."""
    hint = next((entry.hint for entry in report.findings if entry.code == "IMP008"), "")
    option = re.search(r"`(--list-separator [^`]+)`", hint)
    assert bool(option) == bool(hint), "what is in brackets comes out of them"
    return option and parse_separator(shlex.split(option[1])[1], "--list-separator")


ROW = {"USER_ID": "u1", "ITEM_ID": "u1", "TIMESTAMP": "1700000000", "EVENT_VALUE": "1.5", "IMPRESSION": ""}


@settings(deadline=None, max_examples=examples(40), suppress_health_check=[HealthCheck.too_slow])
@given(rows=tables(), block=st.integers(60, 600), zone=st.sampled_from(["UTC", "Europe/Berlin", None]))
@example(rows=[ROW | {"IMPRESSION": "a;b,"}], block=60, zone="UTC")
def test_a_second_run_changes_nothing_and_no_cut_into_blocks_matters(
    rows: list[dict[str, str]], block: int, zone: str | None
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source, output = folder / "in.csv", folder / "out.csv"
        source.write_text(as_csv(rows), "utf-8")
        try:
            first = prepared(source, output, time_zone=zone)
        except UsageError as question:
            assume(zone is None and "--time-zone" in question.hint)
            return
        section = first.sections["prepare"]
        assert section["read"] == len(rows) == section["written"] + section["rejected"]
        assert errors_of_cells(first) <= {"IMP008"}
        report, place = first, output
        # What is left between commas may look like ids joined by semicolons.
        for step in range(2):
            if (mark := separator_to_name(report)) is not None:
                target = folder / f"decided-{step}.csv"
                report, place = prepared(place, target, list_separator=mark), target
        assert errors_of_cells(report) == set()
        prepared(source, folder / "blocks.csv", time_zone=zone, block_bytes=block, first_look_bytes=block)
        assert (folder / "blocks.csv").read_bytes() == output.read_bytes()
        again = prepared(output, folder / "again.csv")
        assert (folder / "again.csv").read_bytes() == output.read_bytes()
        assert (again.sections["prepare"]["repairs"], again.sections["prepare"]["rejected"]) == ([], 0)
        with Path(f"{output}.rejects").open(newline="", encoding="utf-8") as stream:
            assert len(list(csv.DictReader(stream))) == section["rejected"]


GOOD = st.fixed_dictionaries(
    {
        "USER_ID": st.sampled_from(["007", "u1", "12345678901234567890", "😀", "a,b", "x y", "1e5", "NULLIF"]),
        "ITEM_ID": st.sampled_from(["000", "i1", "i;2", "'q'", "a/b", "(x)", "TRUE"]),
        "TIMESTAMP": st.sampled_from(["1700000000", "1699999999", "1500000000"]),
        "EVENT_VALUE": st.sampled_from(["0.50", "1", "", "+3", "1e2", ".5"]),
        "VALUE": st.sampled_from(["NA", "None", "", "1.0", "-", "n/a", "[x]", "é"]),
        "Type": st.sampled_from(["web", "", "12", "2023-11-14"]),
    }
)
NAMES = ("USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_VALUE", "VALUE", "Type")


@settings(deadline=None, max_examples=examples(40), suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(GOOD, min_size=1, max_size=12), names=st.permutations(NAMES))
def test_a_file_without_findings_keeps_every_column_and_cell(rows: list[dict[str, str]], names: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = [names, *([row[column] for column in names] for row in rows)]
        text = "".join(",".join(f'"{cell}"' if "," in cell else cell for cell in line) + "\n" for line in lines)
        (folder / "in.csv").write_text(text, "utf-8")
        judged = prepared(folder / "in.csv", folder / "out.csv", plan=None)
        with (folder / "out.csv").open(newline="", encoding="utf-8") as stream:
            kept = list(csv.DictReader(stream))
        section = judged.sections["prepare"]
        assert {column for row in kept for column in row} == {*names}
        assert kept == [{column: row[column] for column in kept[0]} for row in rows]
        assert (section["repairs"], section["left_out"], section["rejected"]) == ([], [], 0)


HEADERS = {
    "USER_ID": ("USER_ID", "user_id", "userId", "visitor_id", "who"),
    "ITEM_ID": ("ITEM_ID", "Item Id", "itemId", "product_id", "what"),
    "TIMESTAMP": ("TIMESTAMP", "time-stamp", "sentAt", "created_at", "when"),
}
HOW = ("exact", "folded", "api", "guessed", "given")


@settings(deadline=None, max_examples=examples(40))
@given(which=st.tuples(*[st.integers(0, 4)] * 3), extra=st.lists(st.sampled_from(["a", "B c", "d.e"]), unique=True))
def test_the_plan_names_the_source_of_every_column(which: tuple[int, int, int], extra: list[str]) -> None:
    sources = {field: names[place] for (field, names), place in zip(HEADERS.items(), which, strict=True)}
    mapped = {field: (source,) for field, source in sources.items() if source in ("who", "what", "when")}
    rows = [("u1", "i1", "1700000000", *("x" for _ in extra)), ("u2", "i2", "1700000001", *("y" for _ in extra))]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = [(*sources.values(), *extra), *rows]
        (folder / "in.csv").write_text("".join(",".join(line) + "\n" for line in lines), "utf-8")
        section = prepared(folder / "in.csv", folder / "out.csv", mapped=mapped).sections["prepare"]
        header = (folder / "out.csv").read_text("utf-8").split("\n")[0].split(",")
    assert [entry["field"] for entry in section["fields"]] == header
    plan = {entry["field"]: (entry["source"], entry["how"]) for entry in section["fields"]}
    for (field, names), place in zip(HEADERS.items(), which, strict=True):
        # Names that are equal once folded are near misses of the field before they are names of the API.
        how = "folded" if names[place] in ("userId", "itemId") else HOW[place]
        assert plan[field] == (names[place], how)
    assert {entry["source"] for entry in section["fields"]} | {e["column"] for e in section["left_out"]} == {*lines[0]}
