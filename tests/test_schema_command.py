"""`schema`: types from values, reserved fields as the guide has them, and what `validate` says of the result."""

from __future__ import annotations

import csv
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions_cli import infer_schema, validate_interactions
from interactions_cli.commands.prepare import prepare
from interactions_cli.commands.prepare_options import PrepareOptions
from interactions_cli.personalize.fields import Domain
from interactions_cli.personalize.target import make_target
from tests.cli_runner import ROOT, run
from tests.examples import examples

NOW = "1760000000"


def write(folder: Path, *cells: str, header: str = "X") -> None:
    lines = [f"USER_ID,ITEM_ID,TIMESTAMP,{header}", *(f"u{n},i{n},1700000000,{cell}" for n, cell in enumerate(cells))]
    (folder / "f.csv").write_text("\n".join(lines) + "\n", "utf-8")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("1", "-2"), "int"),
        (("1", "2147483648"), "long"),
        (("1", "2.5"), "float"),
        (("1", "0.123456789"), "double"),
        (("1.5", "1e39"), "double"),
        (("1.5", "-1e39"), "double"),
        (("0.0", "1e-39"), "double"),
        (("0.0", "1e38"), "float"),
        (("1.5", "16777217"), "double"),
        (("-2147483648", "2147483647"), "int"),
        (("-2147483649", "0"), "long"),
        (("1", "9223372036854775808"), "double"),
        (("1", "+1"), "string"),
        (("true", "false"), "string"),
        (("1", "01"), "string"),
        (("1", "web"), "string"),
        (("1", ""), ["int", "null"]),
        (("web", ""), ["string", "null"]),
        (("NaN", "1"), "string"),
        (("", ""), ["string", "null"]),
    ],
)
def test_the_type_of_an_own_column_comes_from_its_values(
    cells: tuple[str, ...], expected: object, tmp_path: Path
) -> None:
    write(tmp_path, *cells)
    field = infer_schema(tmp_path / "f.csv")["fields"][3]
    assert field["type"] == expected
    assert field.get("categorical", False) == (
        "string" in expected if isinstance(expected, list) else expected == "string"
    )


def test_reserved_fields_are_as_the_guide_has_them(tmp_path: Path) -> None:
    write(tmp_path, "View,1", "View,2", header="EVENT_TYPE,EVENT_VALUE")
    fields = infer_schema(tmp_path / "f.csv", domain="ecommerce")["fields"]
    assert fields[3:] == [{"name": "EVENT_TYPE", "type": "string"}, {"name": "EVENT_VALUE", "type": ["float", "null"]}]


@pytest.mark.parametrize("name", ["movies.csv", "shop.csv"])
def test_a_file_passes_under_its_own_schema(name: str, tmp_path: Path) -> None:
    result = run("schema", ROOT / "sample_data" / name, "-o", "schema.json", cwd=tmp_path)
    assert result.stdout == ""
    assert "aws personalize create-schema --name interactions --schema file://schema.json" in result.stderr
    words = ("--schema", "schema.json", "--select", "SCH,VAL", "--fail-on", "warning", "--now", NOW)
    run("validate", ROOT / "sample_data" / name, *words, cwd=tmp_path)


def test_standard_output_is_the_schema_and_nothing_else(tmp_path: Path) -> None:
    write(tmp_path, "web")
    result = run("schema", "f.csv", cwd=tmp_path)
    assert json.loads(result.stdout)["name"] == "Interactions"
    assert "X: texts, taken as categories: string" in result.stderr
    assert "next, once it is in schema.json: aws personalize create-schema" in result.stderr


def test_what_has_no_schema_is_told_to_be_prepared(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text("user_id,item_id,timestamp\nu,i,1\n")
    result = run("schema", "f.csv", cwd=tmp_path, code=2)
    assert "interactions-cli prepare f.csv -o interactions.csv --schema-output schema.json" in result.stderr
    (tmp_path / "f.jsonl").write_text('{"userId": "u"}\n')
    assert "prepare f.jsonl" in run("schema", "f.jsonl", cwd=tmp_path, code=2).stderr


POOLS = [
    ["1", "-5", "2147483647"],
    ["2147483648", "-9223372036854775808"],
    ["9223372036854775808", "1"],
    ["1.5", ".5", "2.", "1e3", "+1"],
    ["0.123456789", "1e300", "-1e-300"],
    ["007", "1"],
    ["true", "NaN", "NA", "None", "null"],
    ["x,y", 'q"t', "ü", "😀"],
]


@settings(deadline=None, max_examples=examples(50))
@given(data=st.data(), domain=st.sampled_from(list(Domain)))
def test_any_table_passes_under_its_own_schema(data: st.DataObject, domain: Domain) -> None:
    pools = data.draw(st.lists(st.sampled_from(POOLS), min_size=1, max_size=5))
    blanks = data.draw(st.booleans())
    count = data.draw(st.integers(1, 12))
    names = ["USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE", "EVENT_VALUE", *(f"C{n}" for n in range(len(pools)))]
    own = [[data.draw(st.sampled_from([*pool, ""] if blanks else pool)) for pool in pools] for _ in range(count)]
    rows = [[f"u{n}", f"i{n}", str(1_700_000_000 + n), "View", "0.5", *cells] for n, cells in enumerate(own)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "f.csv"
        with path.open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream, lineterminator="\n", doublequote=False, escapechar="\\").writerows([names, *rows])
        schema = Path(folder) / "schema.json"
        document = infer_schema(path, domain=domain.value)
        schema.write_text(json.dumps(document))
        report = validate_interactions(path, schema=schema, domain=domain.value, now=int(NOW))
    assert [entry["name"] for entry in document["fields"]] == names
    errors = {entry.code for entry in report.findings if entry.severity == "error"}
    assert {code for code in errors if code.startswith(("SCH", "VAL"))} == set()


@settings(deadline=None, max_examples=examples(50))
@given(data=st.data(), block=st.sampled_from([40, 200, 1 << 20]))
def test_prepare_writes_the_schema_that_its_output_has(data: st.DataObject, block: int) -> None:
    pools = data.draw(st.lists(st.sampled_from([*POOLS, ["", " "]]), min_size=1, max_size=5))
    own = [[data.draw(st.sampled_from([*pool, ""])) for pool in pools] for _ in range(data.draw(st.integers(1, 12)))]
    names = ["USER_ID", "ITEM_ID", "TIMESTAMP", *(f"C{n}" for n in range(len(pools)))]
    rows = [["" if n == 3 else f"u{n}", f"i{n}", str(1_700_000_000 + n), *cells] for n, cells in enumerate(own)]
    with tempfile.TemporaryDirectory() as folder:
        path, out, schema = (Path(folder) / name for name in ("f.csv", "out.csv", "schema.json"))
        with path.open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream, lineterminator="\n", doublequote=False, escapechar="\\").writerows([names, *rows])
        options = PrepareOptions(
            output=str(out), schema_output=str(schema), accept_rejects=True, block_bytes=block, first_look_bytes=block
        )
        prepare([str(path)], make_target(now=int(NOW)), options)
        assert json.loads(schema.read_text()) == infer_schema(out)
        report = validate_interactions(out, schema=schema, now=int(NOW))
        again = PrepareOptions(output=str(out.with_name("again.csv")), schema=str(schema), accept_rejects=True)
        prepare([str(out)], make_target(now=int(NOW)), again)
        assert out.with_name("again.csv").read_bytes() == out.read_bytes()
    errors = {entry.code for entry in report.findings if entry.severity == "error"}
    assert {code for code in errors if code.startswith(("SCH", "VAL"))} == set()
