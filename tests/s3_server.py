"""A server that speaks S3, for the test run, and what tests put into it and find there."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import pytest
from moto.moto_server.threaded_moto_server import ThreadedMotoServer
from moto.s3.models import s3_backends

from interactions_cli.storage import aws

NUMBERS = itertools.count()
# That of all servers of this kind.
ACCOUNT = "123456789012"
# Whatever the machine of the test run knows of AWS must not count.
VARIABLES = ("AWS_PROFILE", "AWS_REGION", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_PERSONALIZE")


@pytest.fixture(scope="session")
def moto() -> Iterator[str]:
    """The address of a server of its own for each process of the test run."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


class Clients:
    """The address that the clients of this process were made for. To make one takes a quarter of a second."""

    endpoint = ""


def surroundings(monkeypatch: pytest.MonkeyPatch, endpoint: str) -> None:
    """Let boto3 see this endpoint and made-up credentials, and nothing of the machine."""
    if Clients.endpoint != endpoint:
        new_clients()
    Clients.endpoint = endpoint
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": "/nowhere/config",
        "AWS_SHARED_CREDENTIALS_FILE": "/nowhere/credentials",
    }.items():
        monkeypatch.setenv(name, value)


def new_clients() -> None:
    """Make clients anew from now on, because what they are made from has changed."""
    aws.client.cache_clear()
    Clients.endpoint = ""


@pytest.fixture
def own_clients() -> Iterator[None]:
    """For tests in another environment: clients of their own, which nobody uses afterwards."""
    new_clients()
    yield
    new_clients()


class Bucket:
    """A bucket of one test."""

    def __init__(self) -> None:
        self.name = f"bucket-{next(NUMBERS)}"
        self.client = aws.client("s3")
        self.client.create_bucket(Bucket=self.name)

    def path(self, key: str = "") -> str:
        """The path of a key."""
        return f"s3://{self.name}/{key}"

    def put(self, key: str, content: str | bytes) -> str:
        """Make an object; its path."""
        body = content.encode() if isinstance(content, str) else content
        self.client.put_object(Bucket=self.name, Key=key, Body=body)
        return self.path(key)

    def put_many(self, keys: Sequence[str], content: bytes) -> None:
        """Make objects without asking the server for each."""
        store = s3_backends[ACCOUNT]["aws"]
        for key in keys:
            store.put_object(self.name, key, content)

    def get(self, key: str) -> bytes:
        """What an object holds."""
        content: bytes = self.client.get_object(Bucket=self.name, Key=key)["Body"].read()
        return content

    def keys(self) -> list[str]:
        """All keys."""
        listed = self.client.list_objects_v2(Bucket=self.name).get("Contents", ())
        return [entry["Key"] for entry in listed]

    def uploads(self) -> list[str]:
        """The keys of uploads that are neither complete nor taken back."""
        return [entry["Key"] for entry in self.client.list_multipart_uploads(Bucket=self.name).get("Uploads", ())]


@pytest.fixture
def bucket(moto: str, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """A new bucket, and an environment in which the command finds it."""
    surroundings(monkeypatch, moto)
    return Bucket()
