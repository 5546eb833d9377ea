"""Servers that break off, stall, refuse or send elsewhere: the right bytes or an error in words, never a wait."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from interactions_cli.storage import aws, s3_reader
from tests.cli_runner import report, run
from tests.fault_runner import rows
from tests.faulty_s3 import Fault, FaultyS3, at, cut, fails, faulty_s3, stall, without_ranges
from tests.s3_server import new_clients, own_clients, surroundings

__all__ = ["own_clients"]

X = "s3://b/x.csv"


@pytest.fixture(scope="module")
def running() -> Iterator[FaultyS3]:
    with faulty_s3() as server:
        yield server
    new_clients()


@pytest.fixture
def server(running: FaultyS3, monkeypatch: pytest.MonkeyPatch) -> FaultyS3:
    """A faulty server that holds a file of 3,000 rows; what waits between tries waits no longer than needed."""
    monkeypatch.setattr(s3_reader, "FIRST_PAUSE", 0.0)
    monkeypatch.setattr(aws, "ATTEMPTS", 2)
    monkeypatch.setattr(aws, "READ_TIMEOUT", 0.5)
    surroundings(monkeypatch, running.endpoint)
    running.start_anew({"/b/x.csv": rows(3_000).encode()})
    return running


@pytest.mark.parametrize("after", [0, 1, 1000, 30_000])
def test_a_body_that_breaks_off_is_asked_for_from_the_byte_reached(server: FaultyS3, after: int) -> None:
    server.faults["GET"] = [cut(after), cut(after)]
    assert report(X)["inputs"][0]["rows"] == 3_000
    asked = [entry[2] for entry in server.seen if entry[0] == "GET"]
    assert asked[:2] == ["bytes=0-65535", f"bytes={after}-65535"]
    assert asked[2].startswith(f"bytes={min(2 * after, 65_536)}-")


def test_a_body_that_stalls_is_asked_for_again(server: FaultyS3) -> None:
    until = threading.Event()
    server.faults["GET"] = [stall(1000, until)]
    try:
        assert report(X)["inputs"][0]["rows"] == 3_000
    finally:
        until.set()


def test_it_is_not_asked_for_without_end(server: FaultyS3) -> None:
    server.always["GET"] = cut(0)
    said = run("validate", X, code=2).stderr
    assert "s3://b/x.csv: AWS does not answer: " in said
    assert server.requests("GET") == s3_reader.BODY_ATTEMPTS


@pytest.mark.parametrize("code", [(503, "SlowDown"), (500, "InternalError")])
def test_a_busy_server_is_asked_again(server: FaultyS3, code: tuple[int, str]) -> None:
    server.faults["GET"] = [fails(*code)]
    assert report(X)["inputs"][0]["rows"] == 3_000
    server.always["GET"] = fails(*code)
    assert f"AWS is busy or broken ({code[1]}), also after several tries" in run("validate", X, code=2).stderr


@pytest.mark.parametrize(
    ("method", "fault", "words"),
    [
        ("GET", fails(403, "AccessDenied"), ["access denied", "Allow s3:GetObject on it, and kms:Decrypt"]),
        ("HEAD", fails(403, ""), ["access denied", "without s3:ListBucket on b an object that does not exist"]),
        ("GET", fails(403, "InvalidObjectState"), ["archived in S3 Glacier", "restore-object"]),
        ("GET", fails(403, "InvalidAccessKeyId"), ["does not know the access key", "aws configure list"]),
        ("GET", fails(403, "SignatureDoesNotMatch"), ["secret access key does not fit"]),
        ("GET", fails(403, "RequestTimeTooSkewed"), ["the clock of this machine is wrong"]),
        ("GET", fails(400, "ExpiredToken"), ["credentials have expired", "aws sso login"]),
        ("GET", fails(412, "PreconditionFailed"), ["changed while it was read", "aws s3 cp s3://b/x.csv copy.csv"]),
        ("GET", fails(301, "PermanentRedirect"), ["in another region", "Set AWS_REGION"]),
        ("GET", fails(418, "Teapot"), ["AWS refuses it: Teapot no", "permission s3:GetObject"]),
        ("GET", without_ranges, ["the store gives no part of an object"]),
    ],
)
def test_refusals_in_words(server: FaultyS3, method: str, fault: Fault, words: list[str]) -> None:
    server.always[method] = fault
    result = run("validate", X, code=2)
    assert result.stdout == ""
    for word in words:
        assert word in result.stderr


def test_a_store_without_ranges_will_do_for_what_fits_into_the_first(server: FaultyS3) -> None:
    server.objects["/b/x.csv"] = rows(100).encode()
    server.always["GET"] = without_ranges
    assert report(X)["inputs"][0]["rows"] == 100


def test_a_prefix_that_may_not_be_listed(server: FaultyS3) -> None:
    server.always["GET"] = fails(403, "AccessDenied")
    said = run("validate", "s3://b/in/", code=2).stderr
    assert "Allow s3:ListBucket on b, or name the objects one by one." in said


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_an_output_that_may_not_be_written(server: FaultyS3, method: str) -> None:
    begun = "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>"
    server.objects["/b/out.csv"] = begun.encode()
    server.always["HEAD"] = at("/b/out.csv", fails(403, ""))
    server.always[method] = fails(403, "AccessDenied")
    said = run("filter", X, "-q", "-o", "s3://b/out.csv", code=2).stderr
    assert "s3://b/out.csv: access denied\nhint: Allow s3:PutObject on it, and kms:GenerateDataKey" in said
    # What was begun is taken back, and where nothing could be begun, nothing.
    assert server.requests("DELETE") == (1 if method == "PUT" else 0)


@pytest.mark.usefixtures("own_clients")
@pytest.mark.parametrize(("method", "code"), [("HEAD", ""), ("GET", "PermanentRedirect")])
def test_a_bucket_in_another_region_is_found(server: FaultyS3, method: str, code: str) -> None:
    server.faults[method] = [fails(301, code, x_amz_bucket_region="eu-west-3")]
    assert report(X)["inputs"][0]["rows"] == 3_000
    signed = [region(entry) for entry in server.seen if entry[0] == method]
    assert signed[:2] == ["us-east-1", "eu-west-3"]
    # What follows goes there at once.
    assert set(signed[1:]) == {"eu-west-3"}


def region(entry: tuple[str, str, str, str]) -> str:
    """The region for which a request was signed."""
    return entry[3].partition("Credential=")[2].split("/")[2]


@pytest.mark.usefixtures("own_clients")
@pytest.mark.parametrize(
    ("variables", "signed"),
    [
        ({"AWS_REGION": "eu-west-2"}, "eu-west-2"),
        ({"AWS_REGION": "eu-west-2", "AWS_DEFAULT_REGION": "eu-west-1"}, "eu-west-1"),
        ({}, "us-east-1"),
    ],
)
def test_the_region_comes_from_the_environment(
    server: FaultyS3, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], signed: str
) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    report(X)
    assert {region(entry) for entry in server.seen} == {signed}


@pytest.mark.usefixtures("own_clients")
def test_a_profile_gives_credentials_region_and_address(
    server: FaultyS3, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The address from the profile's services, the keys from a program."""
    program = tmp_path / "keys.py"
    program.write_text('print(\'{"Version": 1, "AccessKeyId": "OFPROGRAM", "SecretAccessKey": "secret"}\')')
    (tmp_path / "config").write_text(
        f"[profile lake]\nregion = eu-south-1\nservices = here\ncredential_process = {sys.executable} {program}\n"
        f"[services here]\ns3 =\n  endpoint_url = {server.endpoint}\n"
    )
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_PROFILE", "lake")
    report(X)
    assert all("Credential=OFPROGRAM/" in entry[3] for entry in server.seen)
    assert {region(entry) for entry in server.seen} == {"eu-south-1"}


@pytest.mark.usefixtures("own_clients")
def test_no_credentials(server: FaultyS3, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    said = run("validate", X, code=2).stderr
    assert said.startswith("error: s3://b/x.csv: no AWS credentials: ")
    assert said.endswith("hint: Run `aws sso login`, or name a profile with AWS_PROFILE.\n")
    assert server.seen == []


@pytest.mark.usefixtures("own_clients")
def test_a_profile_that_does_not_exist(server: FaultyS3, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    said = run("validate", X, code=2).stderr
    assert "AWS cannot be asked: The config profile (nobody) could not be found" in said
    assert server.seen == []


@pytest.mark.usefixtures("own_clients")
@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "nonsense"])
def test_an_address_where_nobody_answers(server: FaultyS3, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", address)
    result = run("validate", X, code=2)
    assert "AWS_ENDPOINT_URL" in result.stderr
    assert "Traceback" not in result.stderr
    assert server.seen == []
