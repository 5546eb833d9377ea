"""Streamed events are counted with the files as if they stood in them, however they are split and written."""

from __future__ import annotations

import gzip
import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from interactions_cli.commands.stats import StatsOptions, stats
from interactions_cli.commands.validate import ValidateOptions, validate
from interactions_cli.personalize.target import EventParameters, make_target
from tests import streamed_model
from tests.examples import examples

NOW = 1_700_100_000
KEYS = {
    "USER_ID": "userId",
    "ITEM_ID": "itemId",
    "TIMESTAMP": "sentAt",
    "EVENT_TYPE": "eventType",
    "EVENT_VALUE": "eventValue",
    "RECOMMENDATION_ID": "recommendationId",
}
ROW = st.fixed_dictionaries(
    {
        "USER_ID": st.sampled_from(["u1", "u2", "u3", "ü"]),
        "ITEM_ID": st.sampled_from(["i1", "i2", "3"]),
        "TIMESTAMP": st.sampled_from(["1700000000", "1700000001", "1700003600"]),
        "EVENT_TYPE": st.sampled_from(["watch", "click"]),
        "EVENT_VALUE": st.sampled_from(["", "0.5", "0.50", "1", "1.0", "-0.0", "0"]),
        "DEVICE_TYPE": st.sampled_from(["tv", "web"]),
    }
)
FORMS = st.sampled_from(["requests", "events", "array", "concatenated", "pretty", "gz"])


def event_of(row: dict[str, str], *, as_text: bool, in_request: bool) -> dict[str, Any]:
    event: dict[str, Any] = {KEYS[name]: value for name, value in row.items() if name in KEYS and value}
    properties = {"deviceType": row["DEVICE_TYPE"]} if row.get("DEVICE_TYPE") else {}
    if not as_text:
        event["sentAt"] = int(event["sentAt"])
    if event.get("eventValue") and as_text:
        properties["eventValue"] = event.pop("eventValue")
    elif event.get("eventValue"):
        event["eventValue"] = json.loads(event["eventValue"])
    if properties:
        event["properties"] = json.dumps(properties) if as_text else properties
    if in_request:
        del event["userId"]
    return event


def log_of(rows: list[dict[str, str]], form: str) -> bytes:
    if form == "requests":
        requests: list[dict[str, Any]] = []
        for place, row in enumerate(rows):
            event = event_of(row, as_text=place % 2 == 0, in_request=True)
            last = requests[-1] if requests else {}
            if last.get("userId") == row["USER_ID"] and len(last["eventList"]) < 10:
                last["eventList"].append(event)
            else:
                requests.append({"trackingId": "t", "userId": row["USER_ID"], "sessionId": "s", "eventList": [event]})
        return "".join(json.dumps(request) + "\n" for request in requests).encode()
    events = [event_of(row, as_text=place % 2 == 0, in_request=False) for place, row in enumerate(rows)]
    if form == "array":
        return json.dumps(events, ensure_ascii=False).encode()
    if form == "concatenated":
        return "".join(json.dumps(event) for event in events).encode()
    if form == "pretty":
        return "\n".join(json.dumps(event, indent=2) for event in events).encode()
    lines = "".join(json.dumps(event, ensure_ascii=False) + "\n" for event in events).encode()
    return gzip.compress(lines) if form == "gz" else lines


def table(columns: list[str], rows: list[dict[str, str]]) -> bytes:
    return "".join(
        ",".join(line) + "\n" for line in (columns, *([row[name] for name in columns] for row in rows))
    ).encode()


def judged(
    folder: Path, columns: list[str], bulk: list[dict[str, str]], logs: list[bytes], **options: Any
) -> dict[str, Any]:
    (folder / "x.csv").write_bytes(table(columns, bulk))
    for place, log in enumerate(logs):
        (folder / f"{place}.jsonl").write_bytes(log)
    events = tuple(EventParameters(kind, least) for kind, least in options.pop("events", ()))
    target = make_target(now=NOW, events=events)
    paths = tuple(str(folder / f"{place}.jsonl") for place in range(len(logs)))
    if options.pop("stats", False):
        return stats([str(folder / "x.csv")], target, StatsOptions(streamed=paths, **options)).to_dict()
    return validate([str(folder / "x.csv")], target, ValidateOptions(streamed=paths, **options)).to_dict()


def figures(report: dict[str, Any]) -> dict[str, Any]:
    """What does not say where records stand."""
    metrics = {name: value for name, value in report["metrics"].items() if name not in ("bytes", "streamed", "bulk")}
    metrics["training"] = {name: value for name, value in metrics.get("training", {}).items() if name != "bytes"}
    return {"metrics": metrics, "stats": report.get("stats")}


@settings(max_examples=examples(30), deadline=None)
@given(
    rows=st.lists(st.tuples(ROW, st.integers(0, 2)), max_size=30),
    columns=st.permutations(["USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE", "EVENT_VALUE"]),
    own=st.booleans(),
    forms=st.tuples(FORMS, FORMS),
    events=st.sampled_from([(), (("watch", 0.5),), (("click", None), (None, 1.0))]),
    block_bytes=st.sampled_from([150, 1 << 20]),
    is_stats=st.booleans(),
)
def test_any_split_between_files_and_stream_gives_the_figures_of_all_in_bulk(
    rows: list[tuple[dict[str, str], int]],
    columns: list[str],
    own: bool,
    forms: tuple[str, str],
    events: tuple[tuple[str | None, float | None], ...],
    block_bytes: int,
    is_stats: bool,
) -> None:
    names = [*columns, "DEVICE_TYPE"] if own else columns
    kept = [({name: row[name] for name in names}, place) for row, place in rows]
    everything = [row for row, _ in kept]
    parts = [[row for row, place in kept if place == number] for number in range(3)]
    # Logs that hold nothing at all are an error.
    assume(any(parts[1:]))
    # A log that no event has told of the column would not be compared by it.
    logs = [log_of(part, form) for part, form in zip(parts[1:], forms, strict=True)]
    options = {"events": events, "stats": is_stats, "block_bytes": block_bytes}
    with tempfile.TemporaryDirectory() as folder:
        whole = judged(Path(folder), names, everything, [], **options)
        split = judged(Path(folder), names, parts[0], logs, **options)
    assert figures(split) == figures(whole)
    assert split["metrics"]["bulk"]["rows"] == len(parts[0])
    assert split["metrics"]["streamed"]["events"] == len(parts[1]) + len(parts[2])
    assert split["summary"]["rows"] == len(parts[0])


EVENT = st.fixed_dictionaries(
    {name: st.sampled_from(["u1", "u2"] if name == "USER_ID" else ["i1", "i2"]) for name in ("USER_ID", "ITEM_ID")}
    | {"TIMESTAMP": st.just("1700000000"), "EVENT_TYPE": st.sampled_from(["watch", "click"])},
    optional={
        "EVENT_VALUE": st.sampled_from(["1", "1.0", "2"]),
        "DEVICE_TYPE": st.sampled_from(["tv", "web"]),
        "RECOMMENDATION_ID": st.sampled_from(["r1", "r2"]),
    },
)


@settings(max_examples=examples(60), deadline=None)
@given(
    bulk=st.lists(EVENT, max_size=20),
    events=st.lists(EVENT, min_size=1, max_size=12),
    absent=st.sets(st.sampled_from(["EVENT_VALUE", "DEVICE_TYPE", "RECOMMENDATION_ID"])),
    left_out=st.sets(st.sampled_from(["EVENT_VALUE", "DEVICE_TYPE", "RECOMMENDATION_ID", "EVENT_TYPE"])),
    form=FORMS,
    block_bytes=st.sampled_from([60, 1 << 20]),
)
def test_equality_across_both_is_over_the_columns_that_both_have(
    bulk: list[dict[str, str]],
    events: list[dict[str, str]],
    absent: set[str],
    left_out: set[str],
    form: str,
    block_bytes: int,
) -> None:
    optional = ["EVENT_TYPE", "EVENT_VALUE", "DEVICE_TYPE", "RECOMMENDATION_ID"]
    columns = ["USER_ID", "ITEM_ID", "TIMESTAMP", *(name for name in optional if name not in left_out)]
    records = [{name: row.get(name, "") for name in columns} for row in bulk]
    streamed = [{name: value for name, value in event.items() if name not in absent} for event in events]
    expected = streamed_model.count(columns, records, streamed)
    with tempfile.TemporaryDirectory() as folder:
        report = judged(Path(folder), columns, records, [log_of(streamed, form)], block_bytes=block_bytes)
    metrics = report["metrics"]
    assert metrics["streamed"]["compared"] == expected.pop("compared")
    assert {name: metrics[name] for name in expected} == expected
