"""The session of Spark: where it comes from, and what it says of executors that cannot do the work, in words."""

from __future__ import annotations

import os
import re
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlsplit

from interactions_cli.errors import InputError, InteractionsError, UsageError
from interactions_cli.version import __version__

# Blobs come in batches of so many, so that a batch fits into memory.
BATCH_ROWS: Final = 64
BATCH_OPTION: Final = "spark.sql.execution.arrow.maxRecordsPerBatch"
ABSENT: Final = re.compile(r"No module named '([\w.]+)'")
# What spark-submit tells the Python that it starts, and where Spark Connect is.
STARTED_BY: Final = ("PYSPARK_GATEWAY_PORT", "SPARK_REMOTE")
CONNECT_PORT, CONNECT_SECONDS = 15_002, 20.0
# Where one is named, a server may be reached through it alone.
PROXIES: Final = ("grpc_proxy", "https_proxy", "http_proxy", "HTTPS_PROXY", "HTTP_PROXY")


def running_session() -> Any:
    """The session of `spark-submit`; elsewhere a new one, as the settings of Spark say.

    Raises:
        UsageError: There is no pyspark, or it has no Java.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise UsageError(
            "--engine spark needs pyspark, which this Python does not have",
            "Run it by `spark-submit`, or leave out --engine: one machine is nearly always enough.",
        ) from None
    _refuse_silent_server(os.environ.get("SPARK_REMOTE", ""))
    if not any(name in os.environ for name in STARTED_BY):
        # Executors on this machine; `python3` on the path may be another Python.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        return SparkSession.builder.appName("interactions-cli").getOrCreate()
    except Exception as error:
        raise UsageError(
            f"Spark does not start: {_last_line(error)}",
            "It needs Java 17 or later and the settings of the cluster; see what it said above.",
        ) from error


def _refuse_silent_server(remote: str) -> None:
    """Refuse a server of Spark Connect that nobody is at: its client would try for ten minutes and say nothing."""
    try:
        parts = urlsplit(remote)
        place = parts.hostname or "", parts.port or CONNECT_PORT
    except ValueError:
        raise UsageError("SPARK_REMOTE is no address of a server", "Write it as sc://HOST:PORT, or unset it.") from None
    if parts.scheme != "sc" or not place[0] or any(name in os.environ for name in PROXIES):
        return
    try:
        socket.create_connection(place, CONNECT_SECONDS).close()
    except OSError as error:
        raise UsageError(
            f"SPARK_REMOTE: no server of Spark Connect answers at {place[0]}:{place[1]}: {error.strerror or error}",
            "Start the server, or correct SPARK_REMOTE; without it Spark starts here.",
        ) from None


@contextmanager
def small_batches(session: Any) -> Iterator[None]:
    """Few rows a batch for what is done within."""
    before = session.conf.get(BATCH_OPTION)
    session.conf.set(BATCH_OPTION, str(BATCH_ROWS))
    try:
        yield
    finally:
        session.conf.set(BATCH_OPTION, before)


def install_command() -> str:
    """What makes executors the same as the driver, as a hint."""
    import polars as pl

    return (
        "Give the executors the environment of the driver, named in PYSPARK_PYTHON: "
        f"`python{sys.version_info.major}.{sys.version_info.minor} -m pip install 'interactions-cli=={__version__}' "
        f"'polars=={pl.__version__}'`."
    )


@contextmanager
def in_words() -> Iterator[None]:
    """What Spark says of executors that cannot do the work, in words.

    Raises:
        InputError: Spark could not do it.
        UsageError: The executors are set up differently.
    """
    try:
        with _lost_connections_told():
            yield
    except InteractionsError:
        raise
    except Exception as error:
        text = str(error)
        if absent := ABSENT.search(text):
            raise UsageError(f"the executors have no module {absent[1]}", install_command()) from error
        if "PYTHON_VERSION_MISMATCH" in text:
            raise UsageError("the executors have another Python than the driver", install_command()) from error
        raise InputError(f"Spark could not do it: {_last_line(error)}", "See the log of the executors.") from error


def _last_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1][:300] if lines else type(error).__name__


@contextmanager
def _lost_connections_told() -> Iterator[None]:
    """Java that goes away is an error, and no reader who has seen enough, whose going ends a command quietly."""
    try:
        before = signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    except (AttributeError, ValueError):  # no such signal here, or not the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGPIPE, before)
