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
from tests.cli_runner import run

SETTINGS: dict[str, Any] = {
    "recipeArn": "arn:aws:personalize:::recipe/aws-user-personalization-v2",
    "solutionConfig": {"eventsConfig": {"eventParametersList": [{"eventType": "view", "eventValueThreshold": 0.5}]}},
}
CLOUD: dict[str, Any] = {
    "RecipeArn": SETTINGS["recipeArn"],
    "SolutionConfig": {"EventsConfig": {"EventParametersList": [{"EventType": "view", "EventValueThreshold": 0.5}]}},
}
RESOURCE = {"Type": "AWS::Personalize::Solution", "Properties": CLOUD}
AVRO: dict[str, Any] = {
    "type": "record",
    "name": "Interactions",
    "namespace": "com.amazonaws.personalize.schema",
    "fields": [
        {"name": "USER_ID", "type": "string"},
        {"name": "ITEM_ID", "type": "string"},
        {"name": "TIMESTAMP", "type": "long"},
    ],
    "version": "1.0",
}


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
        pytest.param({"name": "s", "schema": json.dumps(AVRO), "domain": "ECOMMERCE"}, id="create-schema"),
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
