"""Files of one data set that spell, order and separate their columns differently, or lack one."""

from __future__ import annotations

import json
import re
import shlex
import tempfile
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tests.test_prepare_command import prepared, rows, section

FIELDS = ("USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE")
SPELLINGS = (
    FIELDS,
    ("user_id", "item_id", "timestamp", "event_type"),
    ("userId", "itemId", "sentAt", "eventType"),
    ("User ID", "Item-Id", "TIMESTAMP", "EVENT_TYPE"),
)
OTHER_NAMES = ("visitor_id", "product_id", "ts", "event")
FORMATS = ("csv", "semicolons", "tabs", "jsonl", "json", "parquet")


def records(first: int, count: int = 20) -> list[tuple[str, ...]]:
    return [(f"u{n % 7}", f"i{n % 5}", f"{1_700_000_000 + n}", "view") for n in range(first, first + count)]


def write_as(form: str, path: Path, names: Sequence[str], found: Sequence[Sequence[str]]) -> None:
    path.parent.mkdir(exist_ok=True)
    objects = [dict(zip(names, record, strict=True)) for record in found]
    if form == "parquet":
        pl.DataFrame(objects, schema=dict.fromkeys(names, pl.String())).write_parquet(path)
    elif form == "jsonl":
        path.write_text("".join(json.dumps(entry) + "\n" for entry in objects))
    elif form == "json":
        path.write_text(json.dumps(objects, indent=1))
    else:
        mark = {"csv": ",", "semicolons": ";", "tabs": "\t"}[form]
        path.write_text("".join(mark.join(line) + "\n" for line in (names, *found)))


def tables(folder: Path, *parts: tuple[Sequence[str], Sequence[Sequence[str]]]) -> None:
    """Files 0.csv, 1.csv … in the folder `raw`."""
    for number, (names, found) in enumerate(parts):
        write_as("csv", folder / "raw" / f"{number}.csv", names, found)


def options_of(hint: str) -> list[list[str]]:
    """The options of each proposal of a hint."""
    return [shlex.split(text) for text in re.findall("`([^`]+)`", hint)]


@settings(deadline=None, max_examples=examples(60))
@given(
    parts=st.lists(
        st.tuples(st.sampled_from(FORMATS), st.sampled_from(SPELLINGS), st.permutations(range(4)), st.integers(1, 6)),
        min_size=1,
        max_size=4,
    )
)
def test_each_file_is_read_by_its_own_names_order_and_format(
    parts: list[tuple[str, tuple[str, ...], list[int], int]],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wanted: list[tuple[str, ...]] = []
        for number, (form, names, order, count) in enumerate(parts):
            some = records(len(wanted), count)
            shuffled = [[record[place] for place in order] for record in some]
            write_as(form, folder / "raw" / f"part-{number}", [names[place] for place in order], shuffled)
            wanted += some
        made = section(folder, "raw")
        assert rows(folder) == [",".join(record) for record in (FIELDS, *wanted)]
        assert (made["read"], made["rejected"]) == (len(wanted), 0)
        spelt = {entry["field"]: {entry["source"], *entry["also"]} for entry in made["fields"]}
        for _, names, _, _ in parts:
            assert all(spelling in spelt[field] for field, spelling in zip(FIELDS, names, strict=True))


def test_the_plan_says_which_columns_are_one(tmp_path: Path) -> None:
    tables(tmp_path, (SPELLINGS[1], records(0)), (SPELLINGS[2], records(20)))
    text = prepared(tmp_path, "raw").stdout
    assert "from user_id, where that is not from userId" in " ".join(text.split())


def test_own_columns_that_are_spelt_differently_are_one(tmp_path: Path) -> None:
    marked = [[(*record, "web" if n % 2 else "tv") for n, record in enumerate(records(first))] for first in (0, 20)]
    tables(tmp_path, ((*FIELDS, "deviceType"), marked[0]), ((*FIELDS, "device_type"), marked[1]))
    made = section(tmp_path, "raw")
    assert made["fields"][-1] == {
        "field": "deviceType",
        "source": "deviceType",
        "how": "exact",
        "also": ["device_type"],
    }
    assert [row.split(",")[-1] for row in rows(tmp_path)[1:]] == ["tv", "web"] * 20


def test_names_side_by_side_are_two_columns(tmp_path: Path) -> None:
    both = ("userId", *SPELLINGS[1])
    found = [(f"x{record[0]}", *record) for record in records(0)]
    tables(tmp_path, (both, found))
    assert options_of(prepared(tmp_path, "raw", code=2).stderr) == [
        ["--map", "USER_ID=userId"],
        ["--map", "USER_ID=user_id"],
    ]
    (tmp_path / "raw.jsonl").write_text(
        "".join(json.dumps(dict(zip(both, record, strict=True))) + "\n" for record in found)
    )
    assert "--map USER_ID=userId" in prepared(tmp_path, "raw.jsonl", code=2).stderr


@pytest.mark.parametrize("form", FORMATS)
def test_a_synonym_in_another_file_is_a_question_whose_options_are_complete(tmp_path: Path, form: str) -> None:
    write_as("csv", tmp_path / "raw" / "0", SPELLINGS[1], records(0))
    write_as(form, tmp_path / "raw" / "1", OTHER_NAMES, records(20))
    asked = prepared(tmp_path, "raw", code=2).stderr
    assert not (tmp_path / "out.csv").exists()
    same, other = options_of(asked)
    made = section(tmp_path, "raw", *same)
    assert (made["written"], made["rejected"]) == (40, 0)
    assert rows(tmp_path) == [",".join(record) for record in (FIELDS, *records(0, 40))]
    assert {word for word in other if word != "--drop"} == {*OTHER_NAMES}


def test_synonyms_alone_that_differ_are_a_question(tmp_path: Path) -> None:
    tables(tmp_path, (OTHER_NAMES, records(0)), (("customer_id", "sku", "created_at", "action"), records(20)))
    same, _ = options_of(prepared(tmp_path, "raw", code=2).stderr)
    assert section(tmp_path, "raw", *same)["written"] == 40


@pytest.mark.parametrize("lacks", range(4))
def test_a_file_without_a_column_that_every_record_needs_is_a_question(tmp_path: Path, lacks: int) -> None:
    names = [name for place, name in enumerate(FIELDS) if place != lacks]
    tables(
        tmp_path,
        (FIELDS, records(0)),
        (names, [[value for place, value in enumerate(record) if place != lacks] for record in records(20)]),
    )
    asked = prepared(tmp_path, "raw", code=2).stderr
    assert f"raw/1.csv has no column that gives {FIELDS[lacks]}" in " ".join(asked.split())
    for options in options_of(asked):
        made = section(tmp_path, "raw", *options, "--force", code=None)
        assert (made["written"], made["rejected"]) == ((20, 20) if options == ["--accept-rejects"] else (40, 0))


def test_the_column_that_is_likely_in_such_a_file_is_proposed(tmp_path: Path) -> None:
    tables(tmp_path, (FIELDS, records(0)), (("USER_ID", "ITEM_ID", "event_time_utc", "EVENT_TYPE"), records(20)))
    first, _ = options_of(prepared(tmp_path, "raw", code=2).stderr)
    assert first == ["--map", "TIMESTAMP=TIMESTAMP", "--map", "TIMESTAMP=event_time_utc"]
    assert section(tmp_path, "raw", *first)["written"] == 40


def test_an_optional_column_may_be_missing_in_a_file(tmp_path: Path) -> None:
    valued = [(*record, "1.5") for record in records(20)]
    tables(tmp_path, (FIELDS, records(0)), ((*FIELDS, "EVENT_VALUE"), valued))
    assert section(tmp_path, "raw")["written"] == 40
    assert [row.split(",")[-1] for row in rows(tmp_path)[1:]] == [""] * 20 + ["1.5"] * 20


def test_a_saved_plan_knows_all_spellings(tmp_path: Path) -> None:
    tables(tmp_path, (SPELLINGS[1], records(0)), (SPELLINGS[2], records(20)))
    section(tmp_path, "raw", "--save-plan", "plan.json")
    assert section(tmp_path, "raw", "--plan", "plan.json", "--force")["written"] == 40
    # A night on which one of the files did not come.
    (tmp_path / "raw" / "0.csv").unlink()
    assert section(tmp_path, "raw", "--plan", "plan.json", "--force")["written"] == 20
    write_as("csv", tmp_path / "raw" / "2.csv", ("USER_ID", *SPELLINGS[1][1:]), records(40))
    assert "new column 'USER_ID'" in " ".join(
        prepared(tmp_path, "raw", "--plan", "plan.json", "--force", code=2).stderr.split()
    )


def test_a_column_is_given_once(tmp_path: Path) -> None:
    asked = prepared(tmp_path, "raw", "--map", "USER_ID=a", "--map", "USER_ID=a", code=2)
    assert "--map names USER_ID=a twice" in asked.stderr
