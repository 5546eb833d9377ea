"""The real command and the plain-Python model agree on every line and figure, for any split into blocks."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from interactions_cli import merge_impressions, validate_interactions
from interactions_cli.errors import InputError, InteractionsError
from tests import merge_cases, merge_model, model
from tests.examples import examples

COUNTS: tuple[str, ...] = (
    *("interactions", "matched", "existing_kept", "broken_lines", "lists_cut", "ids_cut", "ids_unavailable"),
    *("lists_emptied", "clock_skew", "item_not_in_list", "items_added", "items_not_added"),
)
REASONS = ("no_key", "no_list", "outside_window", "not_shown", "bad_timestamp")
BLOCKS = st.sampled_from([1, 40, 300, 1 << 20])


def run_tool(
    folder: Path,
    data: bytes,
    log: merge_cases.Log,
    chosen: merge_model.Options,
    block_bytes: int,
    max_samples: int = 99,
) -> tuple[dict[str, Any], bytes]:
    (folder / "clicks.csv").write_bytes(data)
    path = folder / f"log{log.suffix}"
    path.write_bytes(log.content)
    catalogue = None
    if chosen.available is not None:
        catalogue = folder / "catalogue.txt"
        lines = ["ITEM_ID", *(json.dumps(one, ensure_ascii=False) if "," in one else one for one in chosen.available)]
        catalogue.write_text("\n".join(lines), encoding="utf-8")
    report = merge_impressions(
        str(folder / "clicks.csv"),
        str(path),
        output=str(folder / "merged.csv"),
        force=True,
        on=chosen.on,
        by=chosen.by,
        within=chosen.within,
        match=None if chosen.within is None else "shown" if chosen.shown else "latest",
        existing=chosen.existing,
        available=str(catalogue) if catalogue else None,
        add_interacted=chosen.add,
        log_time_unit=chosen.unit,
        # Lists of one id with a comma or a blank in it would be split otherwise, or refused.
        log_list_separator="|",
        block_bytes=block_bytes,
        max_samples=max_samples,
    )
    return report.to_dict(), (folder / "merged.csv").read_bytes()


def expected_of(
    header: list[str], data: bytes, log: merge_cases.Log, chosen: merge_model.Options
) -> merge_model.Expected:
    if log.shape == "lists":
        shown = merge_model.lists_of(log.entries, chosen)
    else:
        shown = merge_model.gathered(log.entries, chosen)
    return merge_model.merge(header, model.split_lines(data)[1:], shown, chosen)


def is_usable(log: merge_cases.Log, chosen: merge_model.Options) -> bool:
    """Whether the log has the fields that the options ask for: named in a header, or with a value in some object."""
    needed = {*chosen.key, *(["TIMESTAMP"] if chosen.within is not None else [])}
    if log.suffix == ".csv":
        return needed <= {name for entry in log.entries for name in entry.fields}
    filled = {name for entry in log.entries for name, text in entry.fields.items() if text}
    return needed <= filled and (log.shape == "lists" or "ITEM_ID" in filled)


@settings(max_examples=examples(60), deadline=None)
@given(table=merge_cases.interactions(), log=merge_cases.logs(), chosen=merge_cases.options(), block_bytes=BLOCKS)
def test_lines_and_figures_equal_the_model(
    table: tuple[list[str], bytes], log: merge_cases.Log, chosen: merge_model.Options, block_bytes: int
) -> None:
    header, data = table
    expected = expected_of(header, data, log, chosen)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if not is_usable(log, chosen):
            with pytest.raises(InputError):
                run_tool(folder, data, log, chosen, block_bytes)
            return
        report, merged = run_tool(folder, data, log, chosen, block_bytes)
    check_lines(header, data, merged, expected)
    check_figures(report["merge"], expected)


@settings(max_examples=examples(12), deadline=None)
@given(table=merge_cases.interactions(), log=merge_cases.logs(), chosen=merge_cases.options())
def test_the_split_into_blocks_does_not_show(
    table: tuple[list[str], bytes], log: merge_cases.Log, chosen: merge_model.Options
) -> None:
    assume(is_usable(log, chosen) and expected_of(*table, log, chosen).lists)
    with tempfile.TemporaryDirectory() as name:
        whole = run_tool(Path(name), table[1], log, chosen, 1 << 20, max_samples=2)
        for block_bytes in (1, 60):
            assert run_tool(Path(name), table[1], log, chosen, block_bytes, max_samples=2) == whole


@settings(max_examples=examples(20), deadline=None)
@given(table=merge_cases.interactions(), log=merge_cases.logs(), chosen=merge_cases.options())
def test_merging_twice_changes_nothing_and_what_breaks_a_rule_is_named(
    table: tuple[list[str], bytes], log: merge_cases.Log, chosen: merge_model.Options
) -> None:
    assume(is_usable(log, chosen) and expected_of(*table, log, chosen).lists)
    with tempfile.TemporaryDirectory() as name:
        report, merged = run_tool(Path(name), table[1], log, chosen, 1 << 20)
        # A union that was cut has room for an id of the list again: cutting is from the end, whatever would fit.
        is_cut = chosen.existing == "union" and report["merge"]["lists_cut"]
        # A kept list of which nothing was left has made room for one that is shown.
        if not (is_cut or (chosen.existing == "keep" and report["merge"]["lists_emptied"])):
            assert run_tool(Path(name), merged, log, chosen, 1 << 20)[1] == merged
        (Path(name) / "merged.csv").write_bytes(merged)
        judged = validate_interactions(str(Path(name) / "merged.csv"), select=("IMP",), max_samples=99).to_dict()
    assert lines_by_code(report) == lines_by_code(judged)


def lines_by_code(report: dict[str, Any]) -> dict[str, list[int]]:
    # Where nearly all lists lack the item, IMP009 stands for IMP003; of a merge LOG009 says that. To IMP009 white space
    # alone is no list.
    lines = {
        finding["code"].replace("IMP009", "IMP003"): [
            sample["line"]
            for sample in finding["samples"]
            if finding["code"] not in ("IMP003", "IMP009") or sample["value"].strip()
        ]
        for finding in report["findings"]
        if finding["code"].startswith("IMP")
    }
    return {code: found for code, found in lines.items() if found}


def check_lines(header: list[str], data: bytes, merged: bytes, expected: merge_model.Expected) -> None:
    before, after = data.split(b"\n"), merged.split(b"\n")
    assert len(before) == len(after)
    has_lists = "IMPRESSION" in header
    assert after[0].removesuffix(b"\r") == before[0].removesuffix(b"\r") + (b"" if has_lists else b",IMPRESSION")
    for number, (old, new) in enumerate(zip(before, after, strict=True)):
        is_ended = number < len(before) - 1
        assert (is_ended and old.endswith(b"\r")) == (is_ended and new.endswith(b"\r"))
        if number and (is_ended or old):
            cell = expected.cells[number - 1]
            end = b"\r" if is_ended else b""
            check_line(header, old.removesuffix(end), new.removesuffix(end), cell)


def check_line(header: list[str], old: bytes, new: bytes, cell: str | None) -> None:
    if "IMPRESSION" not in header:
        if not old:
            assert new == b""
            return
        assert new.startswith(old + b",")
        if merge_model.read(old, len(header)) is None:
            assert new == old + b","
            assert merge_model.read(new, len(header) + 1) is None
        else:
            assert merge_model.read(new, len(header) + 1) == [*(merge_model.read(old, len(header)) or []), cell or ""]
        return
    fields, position = merge_model.read(old, len(header)), header.index("IMPRESSION")
    if cell is None or fields is None or fields[position] == cell:
        assert new == old
        return
    assert merge_model.read(new, len(header)) == [*fields[:position], cell, *fields[position + 1 :]]
    raw_old, raw_new = raw_fields(old), raw_fields(new)
    del raw_old[position], raw_new[position]
    assert raw_old == raw_new


def raw_fields(line: bytes) -> list[str]:
    """The fields of a well-formed line with their quotes."""
    text = line.decode()
    for backslash in (True, False):
        if model.read_fields_as(text, ",", backslash=backslash):
            break
    found, at = [], 0
    while at <= len(text):
        quoted = model.read_quoted(text, at + 1, backslash=backslash) if text[at : at + 1] == '"' else None
        end = quoted[1] if quoted else text.find(",", at)
        end = len(text) if end < 0 else end
        found.append(text[at:end])
        at = end + 1
    return found


def check_figures(merge: dict[str, Any], expected: merge_model.Expected) -> None:
    assert {name: merge[name] for name in COUNTS} == {name: expected.counts[name] for name in COUNTS}
    assert merge["unmatched"] == {name: expected.counts[name] for name in REASONS}
    assert merge["interactions"] == sum(
        (merge["matched"], merge["existing_kept"], merge["broken_lines"], *merge["unmatched"].values())
    )
    assert (merge["lists"], merge["lists_used"]) == (len(expected.lists), len(expected.used))
    assert merge["not_written"] == 0
    ordered = sorted(expected.delays)
    assert merge["delay_seconds"] == {"median": at(ordered, 1, 2), "p90": at(ordered, 9, 10)}
    lengths = sorted(len(entry.ids) for entry in expected.lists)
    median, most = at(lengths, 1, 2), at(lengths, 9, 10)
    smallest, largest = (lengths[0], lengths[-1]) if lengths else (None, None)
    assert merge["list_length"] == {"min": smallest, "median": median, "p90": most, "max": largest}
    clicks = {entry["position"]: entry["clicks"] for entry in merge["positions"]}
    near = {place: count for place, count in expected.positions.items() if place <= 25}
    later = expected.positions.total() - sum(near.values())
    assert clicks == near | ({None: later} if later else {})


def at(ordered: list[int], numerator: int, denominator: int) -> int | None:
    """The smallest value that so large a part of all does not exceed."""
    return ordered[max(1, -(-len(ordered) * numerator // denominator)) - 1] if ordered else None


PIECES = [b'"', b",", b"\n", b"\r", b"[", b"]", b"{", b"}", b"|", b"\\", b"\x00", b"\xff"]
PIECES += [b"\\ud800", b"null", b"1e999"]


@st.composite
def damaged(draw: st.DrawFn, data: bytes) -> bytes:
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data)))
        gone = draw(st.integers(0, 3))
        data = data[:at] + draw(st.sampled_from([b"", *PIECES])) + data[at + gone :]
    return data


@settings(max_examples=examples(40), deadline=None)
@given(data=st.data(), table=merge_cases.interactions(), log=merge_cases.logs(), block_bytes=BLOCKS)
def test_any_bytes_give_a_report_or_an_error_in_words(
    data: st.DataObject, table: tuple[list[str], bytes], log: merge_cases.Log, block_bytes: int
) -> None:
    clicks, broken = data.draw(damaged(table[1])), replace(log, content=data.draw(damaged(log.content)))
    refused = None
    with tempfile.TemporaryDirectory() as name:
        try:
            report, merged = run_tool(Path(name), clicks, broken, merge_model.Options(within=30), block_bytes)
        except InteractionsError as error:
            refused = error
    if refused is not None:
        assert refused.message
        assert refused.hint
        return
    assert merged.count(b"\n") == clicks.count(b"\n")
    assert report["summary"]["rows"] == report["merge"]["interactions"]
