"""A server on this machine that speaks S3, with one object in it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BUCKET = "benchmark"
# In seconds: how long the server may take to start.
PATIENCE = 30


@contextmanager
def in_s3(file: Path) -> Iterator[str]:
    """The path of a copy of a file in S3, while the server runs; processes started meanwhile find it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {"BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(port), "SERVICES": "s3"}
    program = Path(sys.executable).with_name("ministack")
    with subprocess.Popen(
        [program], env=os.environ | settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            os.environ.update(
                AWS_ENDPOINT_URL=f"http://127.0.0.1:{port}",
                AWS_ACCESS_KEY_ID="test",
                AWS_SECRET_ACCESS_KEY="test",
                AWS_DEFAULT_REGION="us-east-1",
                AWS_EC2_METADATA_DISABLED="true",
            )
            _wait_for(port)
            yield _uploaded(file)
        finally:
            server.terminate()


def _wait_for(port: int) -> None:
    started = time.monotonic()
    while time.monotonic() - started < PATIENCE:
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    sys.exit("ministack does not start")


def _uploaded(file: Path) -> str:
    import boto3

    client = boto3.client("s3")
    client.create_bucket(Bucket=BUCKET)
    client.upload_file(str(file), BUCKET, file.name)
    client.close()
    return f"s3://{BUCKET}/{file.name}"
