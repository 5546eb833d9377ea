"""Objects of JSON that are alike are read by patterns: to the letter what the reading of one after the other gives."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interactions_cli.reading import json_alike
from interactions_cli.reading.batch import BARE, Batch
from interactions_cli.reading.json_cutting import JsonObjects
from interactions_cli.reading.json_template import template_of
from interactions_cli.reading.raw_json import read_json_lines, read_json_objects
from tests import prepare_model as model
from tests.examples import examples
from tests.test_prepare_model import NOW, as_json_lines, tables
from tests.test_prepare_model_shapes import has_float_ids, made

# Texts as they stand in a file, between their quotes.
PLAIN = ("", "u1", "a b", " a ", "é", "日本", "1.10", "null", "a,b", "{", "}:[", "\x7f", "\u2028", "ſ", "＂", "'", "//")
ESCAPED = (r"\"", r"\\", r"\u00e9", r"\ud83d\ude00", r"\ud800", r"\n", r"\/", r"\u0000")
NUMBERS = ("0", "-0", "-0.0", "1.10", "1e5", "1E+400", "0.1e-7", "12345678901234567890123", "17", "-3.00")
NO_NUMBERS = ("01", "1.", ".5", "+1", "NaN", "-Infinity", "Infinity", "0x1", "1_0", "٣", "tru", "True", "nul", "")
LISTS = ('["a", "b"]', '["a","b"]', '["a,b","c"]', '["a", "b,c"]', "[]", '[""]', "[1, 2]", "[1,2]", "[1.0,-2e3]", "[ ]")
MORE_LISTS = ("[null]", "[true]", '["a" ,"b"]', '["a",  "b"]', '[["a"]]', "[{}]", '[{"key": "a", "value": 1}]', "[1,]")
MORE = ("{}", '{"a": 1}', '{"a": {"b": ["x"]}}', "{'a': 1}", '{"a": 1, "a": 2}', '"a\tb"', '"a\x00b"')
DEEP = ("[" * 30 + "]" * 30, '{"a": ' * 22 + "1" + "}" * 22)
KEYS = (
    "USER_ID",
    "ITEM_ID",
    "TIMESTAMP",
    "v",
    "a.b",
    "",
    "é",
    "^x$",
    "properties",
    "eventList",
    "eventType",
    'k"',
    "a",
)


def values() -> st.SearchStrategy[str]:
    texts = st.sampled_from(PLAIN).map(lambda text: f'"{text}"')
    proven = st.one_of(texts, st.sampled_from((*NUMBERS, *LISTS, "true", "false", "null")))
    others = st.sampled_from((*NO_NUMBERS, *MORE_LISTS, *MORE, *DEEP, *(f'"x{text}"' for text in ESCAPED)))
    return st.one_of(proven, proven, proven, proven, others)


@st.composite
def shapes(draw: st.DrawFn) -> tuple[str, ...]:
    """What stands around the values of an object, with a blank here and there."""
    blank = st.sampled_from(("", "", " ", "\t"))
    keys = draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=5, unique=draw(st.integers(0, 9)) > 0))
    parts, closing = [draw(st.sampled_from(("{", "{", " {", "\ufeff{")))], "}"
    for number, key in enumerate(keys):
        between = "," + draw(blank) if number and not parts[-1].endswith("{") else ""
        parts[-1] += f"{between}{json.dumps(key, ensure_ascii=False)}{draw(blank)}:{draw(blank)}"
        if draw(st.integers(0, 3)) == 0:
            parts[-1] += "{" + f'"{draw(st.sampled_from(("price", "a", "page.x")))}":'
            closing = "}" + closing
        parts.append("")
    parts[-1] += closing + draw(st.sampled_from(("", "", "\r", " ", ",", "x")))
    return tuple(parts)


@st.composite
def logs(draw: st.DrawFn) -> list[bytes]:
    """Lines of a few shapes with other things among them."""
    few = draw(st.lists(shapes(), min_size=1, max_size=3))
    lines: list[bytes] = []
    for _ in range(draw(st.integers(1, 25))):
        shape = draw(st.sampled_from(few))
        cells = [*(draw(values()) for _ in shape[1:]), ""]
        lines.append("".join(part + cell for part, cell in zip(shape, cells, strict=True)).encode("utf-8"))
    others = (
        b"",
        b"  ",
        b"\r",
        b"[]",
        b"{",
        b"null",
        b'{"USER_ID": "\xff"}',
        b'{"v": 1} {"v": 2}',
        b'{"v": "\xed\xa0\x80"}',
    )
    events = b'{"userId": "u", "eventList": [{"eventType": "a"}, {"eventType": "b", "properties": "{\\"p\\": 1}"}]}'
    for other in draw(st.lists(st.sampled_from((*others, events, b'{"eventList": []}')), max_size=3)):
        lines.insert(draw(st.integers(0, len(lines))), other)
    return lines


@contextmanager
def patterns_for(least: int, sample: int = 24) -> Iterator[None]:
    """Patterns are used from so many objects on, by a look at so many."""
    with (
        mock.patch.object(json_alike, "LEAST_LEFT", least),
        mock.patch.object(json_alike, "LEAST_ALIKE", 1),
        mock.patch.object(json_alike, "SAMPLE", sample),
    ):
        yield


def contents(batch: Batch) -> tuple[Any, ...]:
    keys = [*batch.record_keys, *batch.defect_keys]
    return (
        batch.frame.schema,
        batch.frame.rows(),
        batch.lines.to_list(),
        batch.record_keys.to_list(),
        batch.defects.rows(),
        batch.defects.schema,
        list(batch.key_sets),
        batch.line_count,
        batch.texts(keys),
    )


@settings(deadline=None, max_examples=examples(400), suppress_health_check=[HealthCheck.too_slow])
@given(lines=logs(), sample=st.integers(1, 24), end=st.sampled_from([b"\n", b""]))
def test_any_lines_give_by_patterns_what_they_give_one_by_one(lines: list[bytes], sample: int, end: bytes) -> None:
    block = b"\n".join(lines) + end
    with patterns_for(1 << 30):
        wanted = contents(read_json_lines(block, "x"))
    with patterns_for(1, sample):
        batch = read_json_lines(block, "x")
        assert contents(batch) == wanted
    if batch.is_bare or batch.is_plain:
        assert all(BARE.fullmatch(cell) for row in batch.frame.rows() for cell in row if cell is not None)


@pytest.mark.parametrize("first", ['"u1"', '"a b"', "1", '["a", "b"]', '["a","b"]', "[1]", "null"])
def test_every_value_in_the_place_of_another_one_gives_what_it_gives_alone(first: str) -> None:
    texts = [f'"{text}"' for text in (*PLAIN, *ESCAPED)]
    cells = [first, *texts, *NUMBERS, *NO_NUMBERS, *LISTS, *MORE_LISTS, *MORE, *DEEP, "true", "false", "null"]
    block = "\n".join(f'{{"a": {cell}, "b": 1}}' for cell in cells).encode()
    with patterns_for(1 << 30):
        wanted = contents(read_json_lines(block, "x"))
    # One line is looked at for a template, the first one.
    with patterns_for(1, 1):
        assert contents(read_json_lines(block, "x")) == wanted


@settings(deadline=None, max_examples=examples(200), suppress_health_check=[HealthCheck.too_slow])
@given(lines=logs(), number=st.integers(1, 3))
def test_any_objects_give_by_patterns_what_they_give_one_by_one(lines: list[bytes], number: int) -> None:
    texts = [line.decode("utf-8", "replace").replace(" ", "\n") for line in lines]
    objects = JsonObjects(texts, [1 + place // number for place in range(len(texts))], len(texts) // number)
    with patterns_for(1 << 30):
        wanted = contents(read_json_objects(objects, "x"))
    with patterns_for(1):
        assert contents(read_json_objects(objects, "x")) == wanted


@settings(deadline=None, max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow])
@given(rows=tables(), block=st.integers(40, 4000))
def test_lines_that_are_alike_give_the_rows_of_the_model(rows: list[dict[str, str]], block: int) -> None:
    if has_float_ids(rows):
        return
    expected = model.prepare(rows, now=NOW)
    with tempfile.TemporaryDirectory() as name, patterns_for(1):
        (Path(name) / "in.jsonl").write_bytes(as_json_lines(rows))
        lines, rejects = made(Path(name), ["in.jsonl"], block_bytes=block, first_look_bytes=100)
    assert lines == [",".join(model.FIELDS), *map(model.written, expected.rows)]
    assert rejects == [("in.jsonl", *reject) for reject in expected.rejects]


def line_of(pairs: Sequence[tuple[str, str]]) -> str:
    return "{" + ",".join(f"{json.dumps(key)}:{value}" for key, value in pairs) + "}"


@pytest.mark.parametrize("width", [1, 14, 15, 16, 17, 31, 32, 60])
def test_objects_of_any_width_are_alike(width: int) -> None:
    kinds = ('"t{0}"', "{0}", "null", '["a{0}","b"]', "[{0},2]", "true")
    lines = [
        line_of([(f"k{key}", kinds[(key + (number > 5)) % 6].format(number)) for key in range(width)])
        for number in range(12)
    ]
    with patterns_for(1):
        alike, left = json_alike.taken_alike(pl.Series(lines))
        found = contents(read_json_lines("\n".join(lines).encode(), "x"))
    assert left.height == 0
    assert sum(part.frame.height for part in alike) == len(lines)
    with patterns_for(1 << 30):
        assert found == contents(read_json_lines("\n".join(lines).encode(), "x"))


def test_what_is_alike_is_not_read_one_by_one() -> None:
    flat = '{{"USER_ID": "u{0}", "ITEM_ID": {0}, "TIMESTAMP": 1.{0}0, "v": null, "w": true, "x": ["a", "b"]}}'
    nested = '{{"USER_ID":"ü {0}","properties":{{"price":{0}e5,"page":{{"title":"a, b"}}}},"tags":["a","b"]}}'
    lines = [form.format(number) for number in range(600) for form in (flat, nested)]
    alike, left = json_alike.taken_alike(pl.Series(lines))
    assert [part.frame.height for part in alike] == [600, 600]
    assert left.height == 0
    assert read_json_lines("\n".join(lines).encode(), "x").frame.row(3) == (
        *("ü 1", None, None, None, None, None),
        *("1e5", "a, b", '["a", "b"]'),
    )


@pytest.mark.parametrize(
    "line",
    [
        '{"a": "\\u0041"}',
        '{"a\\u0041": 1}',
        '{"a": 1, "a": 2}',
        '{"a.b": 1, "a": {"b": 2}}',
        '{"a": [{"key": "k", "value": 1}]}',
        '{"eventList": [{"eventType": "a"}]}',
        '{"eventList": ["a"]}',
        '{"a": NaN}',
        '{"a": 1} {"a": 2}',
        '{"a": ' * 22 + "1" + "}" * 22,
        '["a"]',
        "{}",
        "",
    ],
)
def test_what_a_pattern_cannot_prove_has_no_template(line: str) -> None:
    assert template_of(line) is None


def test_a_few_lines_that_are_not_alike_are_read_one_by_one() -> None:
    lines = [f'{{"k{number}": 1}}' for number in range(1000)]
    alike, left = json_alike.taken_alike(pl.Series(lines))
    assert alike == []
    assert left["text"].to_list() == lines


@pytest.mark.parametrize("alone", [0, 99, 100, 150])
def test_a_request_behind_any_number_of_single_events_is_read(alone: int) -> None:
    """Polars takes the types of columns from the first hundred rows, which have no number of an event."""
    request = b'{"userId": "u", "eventList": [{"eventType": "a"}, {"eventType": "b"}]}'
    batch = read_json_lines(b'{"userId": "u"}\n' * alone + request, "x")
    assert batch.lines.to_list() == [*range(1, alone + 1), alone + 1, alone + 1]
    assert batch.texts([alone, alone + 1]) == ['{"eventType": "a"}', '{"eventType": "b"}']


def test_a_template_that_fits_none_of_the_lines_that_it_is_made_from_is_left_alone() -> None:
    # Of two kinds of lists one is looked for: here each line has the other one somewhere.
    lines = ['{"a": ["x","y"], "b": ["x", "y,z"]}', '{"a": ["x", "y,z"], "b": ["x","y"]}']
    with patterns_for(1):
        assert json_alike.taken_alike(pl.Series(lines))[0] == []
        assert read_json_lines("\n".join(lines).encode(), "x").frame.height == len(lines)


@pytest.mark.parametrize(
    ("value", "is_bare"),
    [
        *(
            (value, True)
            for value in ('"u1"', '""', '"!#$%&()*-./09:;<=>?@AZ[]^_`az{|}~"', '"a+b"', "1e+5", "null", "true")
        ),
        *((value, False) for value in ('" "', '"a b"', '"+1"', '"a,b"', '"é"', '"\x7f"', '["a"]', "[1]", '"\\\\"')),
    ],
)
def test_cells_are_known_to_be_bare_where_all_of_them_are(value: str, is_bare: bool) -> None:
    block = f'{{"a": {value}, "b": 1}}\n'.encode() * 300
    batch = read_json_lines(block, "x")
    assert (batch.is_bare, batch.is_plain) == (is_bare, is_bare)
    odd = read_json_lines(block + b'{"a": "b"}\n', "x")
    assert not odd.is_bare
