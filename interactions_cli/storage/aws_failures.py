"""What AWS refuses, in words: what is missing, and which permission grants it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

from interactions_cli.errors import InputError, InteractionsError
from interactions_cli.shell import shell_name

DENIED = frozenset({"403", "AccessDenied", "AccessDeniedException", "AllAccessDisabled", "UnauthorizedOperation"})
ABSENT = frozenset({"404", "NoSuchKey", "NotFound"})
ELSEWHERE = frozenset(
    {"301", "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException"}
)
BUSY = frozenset({"503", "SlowDown", "500", "InternalError", "RequestTimeout", "ThrottlingException"})
# Error code → what it means and what to do, where both are the same for every path.
MEANINGS = MappingProxyType(
    {
        "ExpiredToken": (
            "the AWS credentials have expired",
            "Sign in again: `aws sso login`, or fetch new credentials for AWS_PROFILE.",
        ),
        "ExpiredTokenException": ("the AWS credentials have expired", "Sign in again: `aws sso login`."),
        "InvalidAccessKeyId": (
            "AWS does not know the access key",
            "See which one is used: `aws configure list`, or choose another with AWS_PROFILE.",
        ),
        "UnrecognizedClientException": ("AWS does not know the credentials", "Look: `aws configure list`."),
        "SignatureDoesNotMatch": (
            "the secret access key does not fit the access key",
            "See where they come from: `aws configure list`.",
        ),
        "ResourceNotFoundException": (
            "Amazon Personalize has nothing under this ARN",
            "List what it has: `aws personalize list-schemas`, `aws personalize list-solutions`.",
        ),
        "RequestTimeTooSkewed": ("the clock of this machine is wrong", "Set it: AWS accepts 15 minutes of difference."),
        "InvalidObjectState": (
            "the object is archived in S3 Glacier",
            "Restore it first: `aws s3api restore-object`, which takes minutes to hours.",
        ),
    }
)


@contextmanager
def in_words(path: str, permission: str, failure: type[InteractionsError] = InputError) -> Iterator[None]:
    """Turn what boto3 raises into an error in words.

    Args:
        path: What is asked for, as given.
        permission: The action that IAM must allow for it, such as `s3:GetObject`.
        failure: The class of the error.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        raise failure(*_refused(path, permission, error)) from None
    except BotoCoreError as error:
        raise failure(*_unreachable(path, error)) from None


def error_code(error: Any) -> str:
    """The code of a ClientError, such as `NoSuchKey`; of an answer without a body its HTTP status."""
    return str(error.response.get("Error", {}).get("Code", ""))


def _refused(path: str, permission: str, error: Any) -> tuple[str, str]:
    code, said = error_code(error), str(error.response.get("Error", {}).get("Message", ""))
    bucket = path.removeprefix("s3://").partition("/")[0]
    if code in MEANINGS:
        words, hint = MEANINGS[code]
        return f"{path}: {words}", hint
    if code == "NoSuchBucket":
        return (
            f"{path}: there is no bucket {bucket}",
            "Check the spelling: `aws s3 ls` lists the buckets of the account.",
        )
    if code in ABSENT:
        folder = path.rpartition("/")[0] + "/"
        return f"{path}: there is no such object", f"Check the spelling: `aws s3 ls {shell_name(folder)}`."
    if code in DENIED:
        return f"{path}: access denied", _grant(path, permission, bucket)
    if code in ELSEWHERE:
        return (
            f"{path}: the bucket is in another region, and S3 does not say where",
            f"Set AWS_REGION to it: `aws s3api get-bucket-location --bucket {shell_name(bucket)}`.",
        )
    if code in BUSY:
        return f"{path}: AWS is busy or broken ({code}), also after several tries", "Run it again later."
    return f"{path}: AWS refuses it: {code} {said}".rstrip(), f"It needs the permission {permission}."


def _grant(path: str, permission: str, bucket: str) -> str:
    who = "who asks: `aws sts get-caller-identity`"
    if permission == "s3:GetObject":
        return (
            f"Allow s3:GetObject on it, and kms:Decrypt if a key of yours encrypts it; without s3:ListBucket on "
            f"{bucket} an object that does not exist is denied, too. See {who}."
        )
    if permission == "s3:PutObject":
        return f"Allow s3:PutObject on it, and kms:GenerateDataKey if a key of yours encrypts {bucket}. See {who}."
    if permission == "s3:ListBucket":
        return f"Allow s3:ListBucket on {bucket}, or name the objects one by one. See {who}."
    return f"Allow {permission} on {shell_name(path)}. See {who}."


def _unreachable(path: str, error: Exception) -> tuple[str, str]:
    name = type(error).__name__
    if name in ("NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError", "ProfileNotFound"):
        return f"{path}: no AWS credentials: {error}", "Run `aws sso login`, or name a profile with AWS_PROFILE."
    if "SSO" in name or "Token" in name or "Login" in name:
        return f"{path}: the AWS session has ended: {error}", "Sign in again: `aws sso login` or `aws login`."
    if name == "MissingDependencyException":
        return f"{path}: {error}", "Run `pip install 'botocore[crt]'`, which credentials of this kind need."
    if name == "ParamValidationError":
        bucket = path.removeprefix("s3://").partition("/")[0]
        return f"{path}: {bucket!r} is no name of a bucket", "Write it as s3://BUCKET/KEY."
    return f"{path}: AWS does not answer: {error}", "Check the connection, AWS_ENDPOINT_URL and the proxy settings."
