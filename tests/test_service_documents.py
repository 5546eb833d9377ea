"""`--schema` and `--solution-config` take the service's own documents, and nothing else without a word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from interactions_cli.errors import InputError
from interactions_cli.personalize.event_filter import read_solution_config
from interactions_cli.personalize.fields import Domain
from interactions_cli.personalize.schema import parse_schema
from tests.cli_runner import report, run
from tests.tables import SMALLEST_SCHEMA as AVRO

SETTINGS: dict[str, Any] = {
    "recipeArn": "arn:aws:personalize:::recipe/aws-user-personalization-v2",
    "solutionConfig": {"eventsConfig": {"eventParametersList": [{"eventType": "view", "eventValueThreshold": 0.5}]}},
}
CLOUD: dict[str, Any] = {
    "RecipeArn": SETTINGS["recipeArn"],
    "SolutionConfig": {"EventsConfig": {"EventParametersList": [{"EventType": "view", "EventValueThreshold": 0.5}]}},
}
RESOURCE = {"Type": "AWS::Personalize::Solution", "Properties": CLOUD}


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(SETTINGS, id="request"),
        pytest.param({"solution": {**SETTINGS, "status": "ACTIVE"}, "ResponseMetadata": {}}, id="describe-solution"),
        pytest.param({"solutionVersion": {**SETTINGS, "trainingHours": 1.5}}, id="describe-solution-version"),
        pytest.param({"serviceConfig": SETTINGS, "solutionVersion": {}}, id="mlops-sample"),
        pytest.param(RESOURCE, id="cloudformation-resource"),
        pytest.param({"Resources": {"Solution": RESOURCE, "Other": {"Type": "x"}}}, id="cloudformation-template"),
    ],
)
def test_the_settings_of_a_solution_are_found_in_every_known_shape(document: dict[str, Any]) -> None:
    events, recipe = read_solution_config(json.dumps(document), "x.json")
    assert [(entry.event_type, entry.threshold) for entry in events] == [("view", 0.5)]
    assert recipe == "aws-user-personalization-v2"


@pytest.mark.parametrize(
    ("document", "word"),
    [
        pytest.param({}, "no solution settings", id="empty"),
        pytest.param({"foo": 1}, "foo", id="foreign"),
        pytest.param({"eventtype": "view", "solutionconfig": {}}, "Did you mean eventType?", id="other-case"),
        pytest.param({"eventTyp": "view"}, "Did you mean eventType?", id="misspelt-top"),
        pytest.param({"eventsConfig": {"eventParametersList": []}}, "belongs in solutionConfig", id="wrong-level"),
        pytest.param(
            {"solutionConfig": {"eventsConfig": {"eventParameterList": []}}},
            "Did you mean eventParametersList?",
            id="misspelt-list",
        ),
        pytest.param(
            {
                "solutionConfig": {
                    "eventsConfig": {"eventParametersList": [{"eventType": "v", "eventValueTreshold": 1}]}
                }
            },
            "Did you mean eventValueThreshold?",
            id="misspelt-threshold",
        ),
        pytest.param({"solution": SETTINGS, "eventType": "view"}, "eventType", id="beside-the-wrapper"),
        pytest.param(AVRO, "--schema", id="schema"),
        pytest.param([], "no object", id="list"),
    ],
)
def test_any_other_document_is_refused_with_the_nearest_key(document: object, word: str) -> None:
    with pytest.raises(InputError) as refused:
        read_solution_config(json.dumps(document), "x.json")
    assert word in f"{refused.value.message} {refused.value.hint}"


@pytest.mark.parametrize("command", ["validate", "filter", "stats"])
def test_no_command_goes_on_with_settings_it_does_not_understand(command: str, tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text("USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\nu1,i1,1700000000,view\n")
    (tmp_path / "s.json").write_text('{"foo": 1}')
    result = run(command, "f.csv", "--solution-config", "s.json", cwd=tmp_path, code=2)
    assert "foo" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(AVRO, id="record"),
        pytest.param(json.dumps(AVRO), id="text"),
        pytest.param({"schema": {"name": "s", "schemaArn": "arn", "schema": json.dumps(AVRO)}}, id="describe-schema"),
        pytest.param({"name": "s", "schema": json.dumps(AVRO)}, id="create-schema"),
        pytest.param(
            {"Type": "AWS::Personalize::Schema", "Properties": {"Name": "s", "Schema": json.dumps(AVRO)}}, id="resource"
        ),
        pytest.param(
            {"Resources": {"S": {"Type": "AWS::Personalize::Schema", "Properties": {"Schema": json.dumps(AVRO)}}}},
            id="template",
        ),
    ],
)
def test_a_schema_is_found_in_every_known_shape(document: object) -> None:
    schema = parse_schema(json.dumps(document), "x.json", Domain.CUSTOM)
    assert schema.names == ("USER_ID", "ITEM_ID", "TIMESTAMP")
    assert schema.problems == ()


def test_a_misspelt_key_of_a_schema_is_refused() -> None:
    fields = [*AVRO["fields"], {"name": "DEVICE", "type": "string", "categorcal": True}]
    with pytest.raises(InputError) as refused:
        parse_schema(json.dumps({**AVRO, "fields": fields}), "x.json", Domain.CUSTOM)
    assert "Did you mean categorical?" in refused.value.hint


def with_device(**attributes: Any) -> dict[str, Any]:
    return AVRO | {"fields": [*AVRO["fields"], {"name": "DEVICE", "type": "string", "categorical": True, **attributes}]}


def beside_device(name: str) -> dict[str, Any]:
    field = {"name": name, "type": "string", "categorical": True}
    return AVRO | {"fields": [*with_device()["fields"], field]}


def without(key: str) -> dict[str, Any]:
    return {other: value for other, value in AVRO.items() if other != key}


@pytest.mark.parametrize(
    ("document", "found"),
    [
        (AVRO, []),
        (with_device(), []),
        (AVRO | {"namespace": "com.example"}, [("SCH014", None)]),
        (AVRO | {"namespace": None}, [("SCH014", None)]),
        (without("namespace"), [("SCH014", None)]),
        (AVRO | {"version": 1.0}, [("SCH014", None)]),
        (AVRO | {"version": "2.0"}, [("SCH014", None)]),
        (without("version"), [("SCH014", None)]),
        (AVRO | {"name": "interactions"}, [("SCH007", None)]),
        (without("type"), [("SCH007", None)]),
        (AVRO | {"purpose": "clicks"}, [("SCH014", None)]),
        (AVRO | {"doc": "clicks", "aliases": ["com.example.Clicks"]}, []),
        (AVRO | {"doc": 3}, [("SCH007", None)]),
        (AVRO | {"aliases": ["a-b"]}, [("SCH007", None)]),
        (with_device(type=["string", "null", "int"]), [("SCH014", "DEVICE")]),
        (with_device(type=["string", "int"]), [("SCH014", "DEVICE")]),
        (with_device(type=["string", "null", "string"]), [("SCH007", "DEVICE")]),
        (with_device(type=[]), [("SCH007", "DEVICE")]),
        (with_device(type=["string"]), []),
        (with_device(categorical="yes"), [("SCH008", "DEVICE")]),
        (with_device(categorical=1), [("SCH008", "DEVICE")]),
        (with_device(type="int", categorical="yes"), [("SCH014", "DEVICE")]),
        (with_device(textual=True), [("SCH014", "DEVICE")]),
        (with_device(logicalType="uuid"), [("SCH014", "DEVICE")]),
        (with_device(default="none"), []),
        (with_device(type=["null", "string"], default=None), []),
        (with_device(type="long", default=7), []),
        (with_device(type="long", default=True), [("SCH007", "DEVICE")]),
        (with_device(default=None), [("SCH007", "DEVICE")]),
        (with_device(order="ascending", doc="where", aliases=["APPLIANCE"]), []),
        (with_device(order="up"), [("SCH007", "DEVICE")]),
        (with_device(doc=["where"]), [("SCH007", "DEVICE")]),
        (with_device(aliases="APPLIANCE"), [("SCH007", "DEVICE")]),
        (with_device(aliases=[1]), [("SCH007", "DEVICE")]),
        (with_device(doc="x" * 19_000), []),
        (with_device(doc="x" * 20_000), [("SCH007", None)]),
        # Both a missing column of the file and a name that no column may have.
        (beside_device("NEW-COLUMN"), [("SCH001", "NEW-COLUMN"), ("SCH007", "NEW-COLUMN")]),
        (beside_device("NEW COLUMN"), [("SCH001", "NEW COLUMN"), ("SCH007", "NEW COLUMN")]),
        (beside_device(""), [("SCH001", ""), ("SCH007", "")]),
        (beside_device("C" * 151), [("SCH001", "C" * 151), ("SCH007", "C" * 151)]),
        (beside_device("DE_VICE"), [("SCH001", "DE_VICE"), ("SCH007", "DE_VICE")]),
        (beside_device("device"), [("SCH001", "device"), ("SCH014", "device")]),
        (beside_device("DEVICE"), [("SCH007", "DEVICE")]),
    ],
)
def test_what_a_schema_has_that_the_guide_or_avro_has_not_is_found(
    tmp_path: Path, document: dict[str, Any], found: list[tuple[str, str | None]]
) -> None:
    kinds = {entry["name"]: entry["type"] for entry in document["fields"]}
    has_device = "DEVICE" in kinds
    value = "7" if kinds.get("DEVICE") in ("int", "long") else "tv"
    names = ["USER_ID,ITEM_ID,TIMESTAMP", "DEVICE"] if has_device else ["USER_ID,ITEM_ID,TIMESTAMP"]
    row = ["u1,i1,1700000000", value] if has_device else ["u1,i1,1700000000"]
    (tmp_path / "f.csv").write_text(f"{','.join(names)}\n{','.join(row)}\n")
    (tmp_path / "s.json").write_text(json.dumps(document))
    judged = report("f.csv", "--schema", "s.json", "--select", "SCH,VAL", cwd=tmp_path)
    assert [(entry["code"], entry["column"]) for entry in judged["findings"]] == found


@pytest.mark.parametrize("wrap", [json.dumps, lambda text: json.dumps({"schema": {"schema": text}})])
def test_the_length_of_a_schema_is_that_of_its_own_text(wrap: Any) -> None:
    text = json.dumps(AVRO | {"doc": "ä" * 3_000})
    padded = text + " " * (20_000 - len(text))
    assert parse_schema(wrap(padded), "x.json", Domain.CUSTOM).problems == ()
    (problem,) = parse_schema(wrap(padded + " "), "x.json", Domain.CUSTOM).problems
    assert "it has 20,001 characters, and CreateSchema takes 20,000" in problem.text


def test_names_of_one_sound_that_file_and_schema_share_are_to_be_changed_in_both(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text("USER_ID,ITEM_ID,TIMESTAMP,DEVICE,DE_VICE\nu1,i1,1700000000,tv,tv\n")
    (tmp_path / "s.json").write_text(json.dumps(beside_device("DE_VICE")))
    (found,) = report("f.csv", "--schema", "s.json", "--select", "SCH", cwd=tmp_path)["findings"]
    assert (found["code"], found["column"]) == ("SCH002", "DEVICE")
    assert found["hint"] == "Give each column a name of its own, in s.json and where the file is made."


def test_a_name_that_file_and_schema_share_is_to_be_changed_in_both(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text("USER_ID,ITEM_ID,TIMESTAMP,NEW-COLUMN\nu1,i1,1700000000,tv\n")
    fields = [*AVRO["fields"], {"name": "NEW-COLUMN", "type": "string", "categorical": True}]
    (tmp_path / "s.json").write_text(json.dumps(AVRO | {"fields": fields}))
    (found,) = report("f.csv", "--schema", "s.json", "--select", "SCH", cwd=tmp_path)["findings"]
    assert (found["code"], found["column"]) == ("SCH005", "NEW-COLUMN")
    # A command of prepare would write the schema's own name again.
    assert found["hint"].startswith("Give it another name in s.json and where the file is made")
    assert "`" not in found["hint"]


@pytest.mark.parametrize(
    ("options", "fires"), [((), True), (("--domain", "video-on-demand"), True), (("--domain", "ecommerce"), False)]
)
@pytest.mark.parametrize(
    "around",
    [
        lambda text: {"schema": {"schema": text, "domain": "ECOMMERCE"}},
        lambda text: {"name": "s", "schema": text, "domain": "ECOMMERCE"},
        lambda text: {"Type": "AWS::Personalize::Schema", "Properties": {"Schema": text, "Domain": "ECOMMERCE"}},
    ],
    ids=["describe-schema", "create-schema", "resource"],
)
def test_a_schema_of_another_domain_is_not_judged_in_silence(
    tmp_path: Path, around: Any, options: tuple[str, ...], *, fires: bool
) -> None:
    (tmp_path / "f.csv").write_text("USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\nu1,i1,1700000000,View\n")
    fields = [*AVRO["fields"], {"name": "EVENT_TYPE", "type": "string"}]
    (tmp_path / "s.json").write_text(json.dumps(around(json.dumps(AVRO | {"fields": fields}))))
    found = report("f.csv", "--schema", "s.json", *options, "--select", "SCH", cwd=tmp_path)["findings"]
    assert [entry["code"] for entry in found] == (["SCH014"] if fires else [])
    assert all(entry["hint"] == "Give `--domain ecommerce`." for entry in found)
