"""Schemas and solutions by ARN: what is asked, of whom, and what becomes of the answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.stub import Stubber

from interactions_cli.errors import InputError
from interactions_cli.formats import FORMATS
from interactions_cli.storage import aws
from interactions_cli.storage.opening import is_remote, read_text
from tests.cli_runner import report, run
from tests.fault_runner import rows
from tests.faulty_s3 import FaultyS3, Handler, faulty_s3
from tests.s3_server import Bucket, bucket, moto, new_clients, own_clients, surroundings
from tests.test_layers import PACKAGE

__all__ = ["bucket", "moto", "own_clients"]
FIELDS = [{"name": name, "type": "string"} for name in ("USER_ID", "ITEM_ID", "EVENT_TYPE", "EVENT_VALUE")]
SCHEMA = json.dumps(
    {"type": "record", "name": "Interactions", "fields": [*FIELDS, {"name": "TIMESTAMP", "type": "long"}]}
)
SOLUTION: dict[str, Any] = {
    "name": "mine",
    "solutionArn": "arn:aws:personalize:eu-west-1:123456789012:solution/mine",
    "performAutoML": False,
    "recipeArn": "arn:aws:personalize:::recipe/aws-user-personalization-v2",
    "datasetGroupArn": "arn:aws:personalize:eu-west-1:123456789012:dataset-group/shop",
    "solutionConfig": {"eventsConfig": {"eventParametersList": [{"eventType": "watch", "eventValueThreshold": 0.5}]}},
    "status": "ACTIVE",
    "creationDateTime": datetime(2026, 1, 1, tzinfo=UTC),
    "latestSolutionVersion": {"status": "ACTIVE"},
}


def arn(resource: str, partition: str = "aws", region: str = "eu-west-1") -> str:
    return f"arn:{partition}:personalize:{region}:123456789012:{resource}"


@pytest.fixture
def data(tmp_path: Any) -> str:
    path = tmp_path / "x.csv"
    path.write_text(rows(8))
    return str(path)


@pytest.fixture(scope="module")
def running() -> Iterator[FaultyS3]:
    with faulty_s3() as server:
        yield server
    new_clients()


@pytest.fixture
def service(running: FaultyS3, monkeypatch: pytest.MonkeyPatch) -> FaultyS3:
    """A server that answers as Amazon Personalize does, with `answers`."""
    surroundings(monkeypatch, running.endpoint)
    running.start_anew({})
    return running


def answers(server: FaultyS3, name: str, answer: Any, *, status: int = 200) -> None:
    """Answer one operation; the time as the service writes it."""

    def fault(handler: Handler) -> bool:
        assert handler.headers["X-Amz-Target"] == f"AmazonPersonalize.{name}"
        body = json.dumps(answer, default=lambda moment: moment.timestamp()).encode()
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)
        return True

    server.always["POST"] = fault


def test_a_schema_of_the_account(bucket: Bucket, data: str) -> None:
    made = aws.client("personalize", "eu-west-1").create_schema(name="clicks", schema=SCHEMA)["schemaArn"]
    judged = report(data, "--schema", made)
    assert judged["target"]["schema"] == made
    assert ("EVENT_VALUE", 8) not in {(entry["column"], entry["count"]) for entry in judged["findings"]}
    said = run("validate", data, "--schema", made.replace("clicks", "absent"), code=2).stderr
    assert "absent: Amazon Personalize has nothing under this ARN" in said


@pytest.mark.parametrize(
    ("partition", "region"), [("aws", "eu-west-1"), ("aws-cn", "cn-north-1"), ("aws-us-gov", "us-gov-west-1")]
)
def test_a_solution_gives_filter_and_recipe(service: FaultyS3, data: str, partition: str, region: str) -> None:
    answers(service, "DescribeSolution", {"solution": SOLUTION})
    target = report(data, "--solution-config", arn("solution/mine", partition, region))["target"]
    assert target["events"] == [{"event_type": "watch", "threshold": 0.5, "weight": None}]
    assert target["recipe"] == "aws-user-personalization-v2"
    # The region is that of the ARN, whatever the environment says.
    assert f"/{region}/personalize/aws4_request" in service.seen[0][3]
    assert len(service.seen) == 1


@pytest.mark.usefixtures("own_clients")
def test_the_address_may_be_of_this_service_alone(
    service: FaultyS3, monkeypatch: pytest.MonkeyPatch, data: str
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_ENDPOINT_URL_PERSONALIZE", service.endpoint)
    answers(service, "DescribeSchema", {"schema": {"schema": SCHEMA}})
    assert report(data, "--schema", arn("schema/clicks"))["inputs"][0]["rows"] == 8


def test_a_schema_from_a_server(service: FaultyS3, data: str) -> None:
    answers(service, "DescribeSchema", {"schema": {"schema": SCHEMA, "domain": "ECOMMERCE"}})
    assert report(data, "--schema", arn("schema/clicks"))["inputs"][0]["rows"] == 8


@pytest.mark.parametrize("form", FORMATS)
def test_redaction_hides_the_account(service: FaultyS3, data: str, form: str) -> None:
    answers(service, "DescribeSchema", {"schema": {"schema": SCHEMA, "domain": "ECOMMERCE"}})
    words = ("validate", data, "--schema", arn("schema/clicks"), "--redact", "--format", form)
    assert "123456789012" not in run(*words, code=None).stdout
    assert "123456789012" in run(*words, "--no-redact", code=None).stdout or form == "github"


@pytest.mark.parametrize(
    "words", [("validate",), ("stats",), ("filter", "--dry-run"), ("prepare", "--dry-run"), ("prepare",)]
)
@pytest.mark.parametrize("answer", ["schema", "other schema", "denied"])
def test_redaction_hides_the_account_in_every_command(
    service: FaultyS3, data: str, words: tuple[str, ...], answer: str
) -> None:
    """Whether the document can be read, is none, or is not given out; also in what `--debug` tells."""
    if answer == "denied":
        answers(service, "DescribeSchema", {"__type": "AccessDeniedException"}, status=400)
    else:
        schema = SCHEMA if answer == "schema" else '{"fields": [{"type": "string"}]}'
        answers(service, "DescribeSchema", {"schema": {"schema": schema, "domain": "ECOMMERCE"}})
    command, *more = words
    arguments = (command, data, "--schema", arn("schema/clicks"), "--format", "json", "--debug", *more)
    redacted, plain = run(*arguments, "--redact", code=None), run(*arguments, "--no-redact", code=None)
    assert redacted.code == plain.code
    assert "123456789012" not in redacted.stdout + redacted.stderr
    assert "123456789012" in plain.stdout + plain.stderr


@pytest.mark.parametrize("option", ["--solution-config", "--plan"])
def test_redaction_hides_the_account_of_other_documents(service: FaultyS3, data: str, option: str) -> None:
    answers(service, "DescribeSolution", {"solution": SOLUTION | {"recipArn": "x"}})
    command = "prepare" if option == "--plan" else "filter"
    for kind in ("solution/mine", "campaign/mine"):
        said = run(command, data, "--dry-run", option, arn(kind), "--redact", code=None)
        assert "123456789012" not in said.stdout + said.stderr


def test_what_may_not_be_asked_is_said(service: FaultyS3, data: str) -> None:
    answers(service, "DescribeSchema", {"__type": "AccessDeniedException"}, status=400)
    said = run("validate", data, "--schema", arn("schema/clicks"), code=2).stderr
    assert f"Allow personalize:DescribeSchema on {arn('schema/clicks')}." in said


@pytest.mark.parametrize("resource", ["dataset-group/shop", "recommender/r", "campaign/c", "recipe/x"])
def test_other_arns_are_refused_unasked(service: FaultyS3, data: str, resource: str) -> None:
    assert "names no schema and no solution" in run("validate", data, "--schema", arn(resource), code=2).stderr
    assert service.seen == []


@pytest.mark.parametrize(
    ("path", "remote"),
    [
        (arn("schema/x"), True),
        (arn("schema/x", "aws-iso-b"), True),
        ("arn:aws:personalize:::schema/x", True),
        ("s3://b/x", True),
        ("arn:aws:s3:::b/x", False),
        ("arn.json", False),
        ("arn:personalize", False),
    ],
)
def test_arns_are_told_from_paths(path: str, remote: bool) -> None:
    assert is_remote(path) == remote


def test_answers_have_the_shapes_of_the_service(service: FaultyS3) -> None:
    """Stubber knows the model of the service: a member that it lacks raises."""
    client = aws.client("personalize", "eu-west-1")
    with Stubber(client) as stub:
        stub.add_response("describe_solution", {"solution": SOLUTION}, {"solutionArn": arn("solution/mine")})
        stub.add_response("describe_schema", {"schema": {"schema": SCHEMA}}, {"schemaArn": arn("schema/x")})
        stub.add_client_error("describe_schema", "ThrottlingException")
        given = json.loads(read_text(arn("solution/mine"), "the solution"))
        assert given["solutionConfig"] == SOLUTION["solutionConfig"]
        assert "status" not in given
        assert read_text(arn("schema/x"), "the schema") == SCHEMA
        with pytest.raises(InputError, match="busy or broken"):
            read_text(arn("schema/x"), "the schema")


# The action that an operation needs.
PERMISSIONS = {
    "head_object": "s3:GetObject",
    "get_object": "s3:GetObject",
    "list_objects_v2": "s3:ListBucket",
    "create_multipart_upload": "s3:PutObject",
    "upload_part": "s3:PutObject",
    "complete_multipart_upload": "s3:PutObject",
    "abort_multipart_upload": "s3:AbortMultipartUpload",
    "describe_schema": "personalize:DescribeSchema",
    "describe_solution": "personalize:DescribeSolution",
}


def test_these_operations_and_no_others_are_ever_called() -> None:
    """Read-only but for the parts of an output; docs/s3.md lists the permissions for them."""
    calls = re.compile(r"client\([^()]*\)\s*\.([a-z_0-9]+)\(")
    found = {name for path in PACKAGE.rglob("*.py") for name in calls.findall(path.read_text(encoding="utf-8"))}
    used = sum(path.read_text(encoding="utf-8").count("client(") for path in PACKAGE.rglob("*.py"))
    assert found == set(PERMISSIONS)
    # Every use of a client is one of these calls; the other two are where clients are made.
    assert used == 2 + sum(len(calls.findall(path.read_text(encoding="utf-8"))) for path in PACKAGE.rglob("*.py"))
    page = (PACKAGE.parent / "docs" / "s3.md").read_text(encoding="utf-8")
    policy = json.loads(page.partition("## Permissions")[2].partition("```json\n")[2].partition("```")[0])
    actions = [action for statement in policy["Statement"] for action in statement["Action"]]
    assert sorted(actions) == sorted({PERMISSIONS[name] for name in found})
