"""Several things that only the user can decide: one exit 2 names all of them, and its command makes the file."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping, Sequence
from itertools import combinations, product
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

import pytest

from interactions_cli import UsageError, prepare_interactions
from tests.cli_runner import run
from tests.examples import examples
from tests.test_prepare_command import NOW, prepared, rows, write
from tests.test_prepare_spellings import options_of

RECORDS: Final = 12


class Trait(NamedTuple):
    """Columns of a table by their names, how many questions they raise, whether the first is that no column fits."""

    columns: Mapping[str, Sequence[str]]
    questions: int
    is_missing: bool = False


def counted(form: str) -> list[str]:
    return [form.format(number % 3) for number in range(RECORDS)]


IDS: Final = MappingProxyType(
    {
        "known ids": Trait({"user_id": counted("u{}"), "item_id": counted("i{}")}, 0),
        "ids of other names": Trait({"user_ref": counted("u{}"), "shop_item": counted("i{}")}, 1, is_missing=True),
        "two users": Trait({"customer_id": counted("c{}"), "visitor_id": counted("u{}"), "item_id": counted("i{}")}, 1),
        "two users and two items": Trait(
            {
                "customer_id": counted("c{}"),
                "visitor_id": counted("u{}"),
                "sku": counted("s{}"),
                "product_id": counted("i{}"),
            },
            2,
        ),
        "a list of items": Trait(
            {"user_id": counted("u{}"), "items": counted('[{{"item_id": "i{}"}}]')}, 1, is_missing=True
        ),
    }
)
SECOND: Final = "1699999980"
TIMES: Final = MappingProxyType(
    {
        "seconds": Trait({"timestamp": [SECOND] * RECORDS}, 0),
        "no zone": Trait({"timestamp": ["2023-11-14 22:13:00"] * RECORDS}, 1),
        "another name": Trait({"hit_time_gmt": [SECOND] * RECORDS}, 1, is_missing=True),
        "another name and no zone": Trait({"hit_time_gmt": ["2023-11-14 22:13:00"] * RECORDS}, 2, is_missing=True),
        "two times": Trait({"updated_at": [SECOND] * RECORDS, "created_at": [SECOND] * RECORDS}, 1),
        "two times and no zone": Trait(
            {"updated_at": ["2023-11-14T22:14"] * RECORDS, "created_at": ["2023-11-14T22:13"] * RECORDS}, 2
        ),
        "days and hours": Trait({"date": ["2023-11-14"] * RECORDS, "time": ["22:13:00"] * RECORDS}, 1),
        "a form of dates": Trait({"timestamp": ["14/11/2023 22:13"] * RECORDS}, 1),
        "another name and a form of dates": Trait({"hit_time_gmt": ["14/11/2023 22:13"] * RECORDS}, 2, is_missing=True),
        "dates of digits": Trait({"timestamp": ["20231114221300"] * RECORDS}, 1),
        "days of a spreadsheet": Trait({"timestamp": ["45244.925694444"] * RECORDS}, 1),
    }
)
TYPES: Final = MappingProxyType(
    {
        "no types": Trait({}, 0),
        "two types": Trait({"action": ["click", "buy"] * (RECORDS // 2), "type": ["track"] * RECORDS}, 1),
    }
)
VALUES: Final = MappingProxyType(
    {
        "no values": Trait({}, 0),
        "commas of thousands": Trait({"rating": ["1,234"] * RECORDS}, 1),
        "commas and points": Trait({"rating": ["1,5", "1.5"] * (RECORDS // 2)}, 1),
        "two values": Trait({"score": ["7"] * RECORDS, "rating": ["5"] * RECORDS}, 1),
    }
)
GROUPS: Final = (IDS, TIMES, TYPES, VALUES)


def pairs() -> list[tuple[str, ...]]:
    """Traits of which two raise questions and the others none, every such pair."""
    plain = [next(iter(group)) for group in GROUPS]
    found = []
    for one, other in combinations(range(len(GROUPS)), 2):
        for first, second in product(list(GROUPS[one])[1:], list(GROUPS[other])[1:]):
            chosen = [*plain]
            chosen[one], chosen[other] = first, second
            found.append(tuple(chosen))
    return found


PAIRS: Final = pairs()
FORMS: Final = ("csv", "jsonl")
# With a part of the examples every pair is in one form, and every trait in both.
IN_FORMS: Final = [
    (pair, form) for number, pair in enumerate(PAIRS) for form in (FORMS if examples(2) == 2 else (FORMS[number % 2],))
]


def answer_of(asked: str) -> list[str]:
    """The options that the command for all questions adds, or those of the first way of the only question."""
    command = re.search(r"hint: All of them at once, [^`]*: `(.+)`\.\n", asked)
    if command is None:
        return options_of(asked.partition("hint: ")[2])[0]
    words = shlex.split(command[1])
    return words[words.index("--fail-on") + 2 :]


def write_table(folder: Path, form: str, columns: Mapping[str, Sequence[str]]) -> None:
    records = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    if form == "jsonl":
        opened = [
            {name: json.loads(value) if value[0] == "[" else value for name, value in record.items()}
            for record in records
        ]
        write(folder, "raw", [json.dumps(record) for record in opened])
    else:
        write(folder, "raw", [";".join(columns), *(";".join(record.values()) for record in records)])


@pytest.mark.parametrize(
    ("names", "form"), IN_FORMS, ids=lambda each: each if isinstance(each, str) else " + ".join(each)
)
def test_all_questions_are_asked_at_once_and_one_command_answers_them(
    tmp_path: Path, names: tuple[str, ...], form: str
) -> None:
    traits = [group[name] for group, name in zip(GROUPS, names, strict=True)]
    write_table(tmp_path, form, {name: values for trait in traits for name, values in trait.columns.items()})
    asked = prepared(tmp_path, "raw", code=2).stderr
    # Fields that no column gives are one question.
    missing = max(sum(trait.is_missing for trait in traits) - 1, 0)
    assert asked.count("error: ") == sum(trait.questions for trait in traits) - missing
    assert not (tmp_path / "out.csv").exists()
    command = re.search(r"hint: All of them at once, [^`]*: `interactions-cli (.+)`\.\n", asked)
    if asked.count("error: ") == 1:
        prepared(tmp_path, "-q", "raw", *answer_of(asked))
    else:
        assert command is not None
        run(*shlex.split(command[1]), "-q", cwd=tmp_path)
    written = rows(tmp_path)
    assert len(written) == 1 + RECORDS
    assert [line.split(",")[:3] for line in written[1:]] == [[f"u{n % 3}", f"i{n % 3}", SECOND] for n in range(RECORDS)]


def test_every_trait_is_tried_in_every_form() -> None:
    tried = {(name, form) for pair, form in IN_FORMS for name in pair}
    assert tried == {(name, form) for group in GROUPS for name in group for form in FORMS}
    assert [pair for pair in PAIRS if pair not in {names for names, _ in IN_FORMS}] == []


def test_no_run_asks_what_another_answer_has_answered(tmp_path: Path) -> None:
    write(tmp_path, "raw.csv", ["u1,i1,2023-11-14 22:13:00", "u2,i2,2023-11-14 22:13:00"])
    asked = prepared(tmp_path, "raw.csv", code=2).stderr
    assert "has no header line" in asked
    assert "times without an offset" in asked
    prepared(tmp_path, "-q", "raw.csv", *answer_of(asked))
    assert rows(tmp_path) == ["USER_ID,ITEM_ID,TIMESTAMP", f"u1,i1,{SECOND}", f"u2,i2,{SECOND}"]


def test_what_no_column_gives_is_named_beside_what_comes_after_it(tmp_path: Path) -> None:
    write(tmp_path, "raw.csv", ["visid,prod,hit_time_gmt", "u1,i1,2023-11-14 22:13:00", "u2,i2,2023-11-14 22:13:00"])
    asked = prepared(tmp_path, "raw.csv", code=2).stderr
    assert "no column gives USER_ID, ITEM_ID, TIMESTAMP" in asked
    assert "`--time-zone UTC`" in asked
    assert "All of them" not in asked


def test_a_command_for_standard_input_names_the_options_alone(tmp_path: Path) -> None:
    table = b"user_id,item_id,date\nu1,i1,14/11/2023 22:13\n"
    said = run("prepare", "-", "-o", "out.csv", stdin=table, cwd=tmp_path, code=2).stderr
    assert "`--map TIMESTAMP=date`" in said
    (options,) = re.findall(r"All of them at once, [^`]*: add `([^`]+)`", said)
    words = ("prepare", "-", "-o", "out.csv", "--now", NOW, "--fail-on", "never", *shlex.split(options))
    run(*words, stdin=table, cwd=tmp_path)
    assert rows(tmp_path)[1:] == [f"u1,i1,{SECOND}"]


def test_options_stand_before_names_that_begin_with_a_hyphen(tmp_path: Path) -> None:
    write(tmp_path, "-raw.csv", ["user_id,item_id,date", "u1,i1,2023-11-14 22:13:00"])
    asked = run("prepare", "-o", "out.csv", "--fail-on", "never", "--now", NOW, "--", "-raw.csv", cwd=tmp_path, code=2)
    (command,) = re.findall(r"All of them at once, [^`]*: `interactions-cli ([^`]+)`", asked.stderr)
    run(*shlex.split(command), cwd=tmp_path)
    assert rows(tmp_path)[1:] == [f"u1,i1,{SECOND}"]


def test_a_dry_run_asks_all_questions_as_well(tmp_path: Path) -> None:
    write(tmp_path, "raw.csv", ["user_id,item_id,date", "u1,i1,2023-11-14 22:13:00"])
    asked = prepared(tmp_path, "raw.csv", "-n", code=2).stderr
    assert answer_of(asked) == ["--map", "TIMESTAMP=date", "--time-zone", "UTC"]
    assert prepared(tmp_path, "raw.csv", "-n", *answer_of(asked)).code == 0


def test_an_answer_is_hidden_where_values_are(tmp_path: Path) -> None:
    write(tmp_path, "raw.csv", ["user_id,item_id,date", "u1,i1,2023-11-14 22:13:00"])
    asked = prepared(tmp_path, "raw.csv", "--redact", "--schema-output", "secret.json", code=2).stderr
    assert "secret" not in asked
    assert "add `--map TIMESTAMP=date --time-zone UTC`" in asked


def test_keywords_are_asked_for_in_python(tmp_path: Path) -> None:
    write(tmp_path, "raw.csv", ["user_id,item_id,date", "u1,i1,2023-11-14 22:13:00"])
    with pytest.raises(UsageError) as asked:
        prepare_interactions(tmp_path / "raw.csv", output=tmp_path / "out.csv", now=int(NOW))
    assert "no column gives TIMESTAMP" in str(asked.value)
    assert "1 value of date is a time without an offset" in str(asked.value)
    assert 'time_zone="UTC"' in asked.value.hint
