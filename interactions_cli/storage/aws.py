"""The one door to AWS: boto3, imported when a path or an ARN asks for it and not before."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

from interactions_cli.errors import InputError

# In seconds. boto3 waits a minute by default, which is long for a person; a busy server answers within seconds.
CONNECT_TIMEOUT, READ_TIMEOUT = 10, 20
# How often boto3 sends a request that fails or is told to slow down; it pauses longer each time.
ATTEMPTS = 5
# At most 12 ranges and headers are fetched at a time, and 4 parts sent.
CONNECTIONS = 16
# The region that is asked where nothing names one; S3 answers with the region of the bucket.
ANY_REGION = "us-east-1"


@cache
def client(service: str, region: str | None = None) -> Any:
    """A client of a service, made once; threads may share it.

    Args:
        service: `s3` or `personalize`.
        region: Where it is asked; else AWS_DEFAULT_REGION, AWS_REGION, the profile's region or ANY_REGION.

    Raises:
        InputError: boto3 is not installed, or the settings that it finds contradict each other.
    """
    try:
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError
    except ModuleNotFoundError:
        raise InputError(
            "s3:// paths and ARNs need boto3, which is not installed", "Run `pip install 'interactions-cli[aws]'`."
        ) from None
    config = Config(
        connect_timeout=CONNECT_TIMEOUT,
        read_timeout=READ_TIMEOUT,
        retries={"mode": "standard", "max_attempts": ATTEMPTS},
        max_pool_connections=CONNECTIONS,
        # Many S3-compatible stores refuse the checksums that boto3 adds by default.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    try:
        # boto3 reads AWS_DEFAULT_REGION alone; Lambda and the other SDKs set or read AWS_REGION.
        session = boto3.session.Session(
            region_name=os.environ.get("AWS_DEFAULT_REGION") or os.environ.get("AWS_REGION")
        )
        return session.client(service, region_name=region or session.region_name or ANY_REGION, config=config)
    except (BotoCoreError, ValueError) as error:
        raise InputError(f"AWS cannot be asked: {error}", "Check `aws configure list` and AWS_ENDPOINT_URL.") from None
