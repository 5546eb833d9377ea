"""Objects of S3 by their address: which state they are in, and which there are under a prefix."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

from interactions_cli.errors import InputError
from interactions_cli.storage.aws import client
from interactions_cli.storage.aws_failures import ABSENT, DENIED, error_code, in_words

SCHEME = "s3://"
DELIMITER = "/"


@dataclass(frozen=True)
class Address:
    """A bucket and a key. Every character of a key counts: `//`, `./` and a final `/` are not tidied up."""

    bucket: str
    key: str

    @classmethod
    def of(cls, path: str) -> Self:
        """The address that an `s3://bucket/key` path names.

        Raises:
            InputError: It names no bucket.
        """
        bucket, _, key = path.removeprefix(SCHEME).partition(DELIMITER)
        if not bucket:
            raise InputError(f"{path} names no bucket", "Write it as s3://BUCKET/KEY.")
        return cls(bucket, key)

    @property
    def path(self) -> str:
        """As it is written."""
        return f"{SCHEME}{self.bucket}/{self.key}"


@dataclass(frozen=True)
class ObjectState:
    """What changes when an object is replaced. `size` is in bytes."""

    etag: str
    size: int


# Object → its state when it was last listed or asked for, in which it is then read.
_states: dict[Address, ObjectState] = {}


def ask_state(address: Address, *, is_denied_absent: bool = False) -> ObjectState | None:
    """The state an object is in now; None where there is none.

    Args:
        address: The object.
        is_denied_absent: Whether to take a denied answer as None. S3 denies it to those who may write but not read,
            and of an object that does not exist to those who may read but not list.

    Raises:
        InputError: S3 does not say.
    """
    from botocore.exceptions import ClientError

    _states.pop(address, None)
    with in_words(address.path, "s3:GetObject"):
        try:
            answer = client("s3").head_object(Bucket=address.bucket, Key=address.key)
        except ClientError as error:
            if error_code(error) in (ABSENT | DENIED if is_denied_absent else ABSENT):
                return None
            raise
    return _remember(address, answer["ETag"], answer["ContentLength"])


def known_state(address: Address) -> ObjectState | None:
    """The state an object was in when it was last listed or asked for, else the one it is in now; None for none.

    Raises:
        InputError: S3 does not say.
    """
    return _states.get(address) or ask_state(address)


def listed_state(address: Address) -> ObjectState | None:
    """The state an object was in when it was last listed or asked for; None if it has not been."""
    return _states.get(address)


def _remember(address: Address, etag: str, size: int) -> ObjectState:
    state = _states[address] = ObjectState(etag, size)
    return state


def holds_anything(address: Address, path: str) -> bool:
    """Whether any key begins with a key.

    Args:
        address: The beginning of the keys.
        path: What is asked for, for messages.

    Raises:
        InputError: S3 does not say, or there is no such bucket.
    """
    with in_words(path, "s3:ListBucket"):
        answer = client("s3").list_objects_v2(Bucket=address.bucket, Prefix=address.key, MaxKeys=1)
    return bool(answer.get("Contents"))


def objects_under(address: Address) -> Iterator[tuple[Address, int]]:
    """All objects whose keys begin with a key, in any sub-folder, with their sizes, by key.

    Raises:
        InputError: S3 does not list them.
    """
    for answer in _pages(address, Prefix=address.key):
        yield from _objects(address.bucket, answer)


def first_level(address: Address) -> tuple[list[tuple[Address, int]], list[Address]]:
    """The objects whose keys begin with a key and have no further `/`, and the prefixes of those that have.

    Raises:
        InputError: S3 does not list them.
    """
    objects: list[tuple[Address, int]] = []
    folders: list[Address] = []
    for answer in _pages(address, Prefix=address.key, Delimiter=DELIMITER):
        objects.extend(_objects(address.bucket, answer))
        folders.extend(Address(address.bucket, entry["Prefix"]) for entry in answer.get("CommonPrefixes", ()))
    return objects, folders


def _objects(bucket: str, answer: Any) -> Iterator[tuple[Address, int]]:
    for entry in answer.get("Contents", ()):
        # Consoles and other tools make empty objects called `folder/` to show a folder.
        if entry["Key"].endswith(DELIMITER) and not entry["Size"]:
            continue
        address = Address(bucket, entry["Key"])
        yield address, _remember(address, entry["ETag"], entry["Size"]).size


def _pages(address: Address, **choice: str) -> Iterator[Any]:
    """Answers of up to 1,000 keys each."""
    more: dict[str, str] = {}
    while True:
        with in_words(address.path, "s3:ListBucket"):
            answer = client("s3").list_objects_v2(Bucket=address.bucket, **choice, **more)
        yield answer
        if not answer.get("IsTruncated"):
            return
        more = {"ContinuationToken": answer["NextContinuationToken"]}
