"""The command on logs of streamed events: what is accepted, what is refused, what is said, and what is hidden."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest

import interactions_cli
from interactions_cli.formats import FORMATS
from interactions_cli.storage.compression import zstd_module
from tests.cli_runner import report, run

FIRST = 1_700_000_000
NOW = "2023-12-01"
HEADER = "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\n"


def event(number: int, **changed: Any) -> dict[str, Any]:
    made = {"userId": f"u{number % 60}", "itemId": f"i{number % 40}", "sentAt": FIRST + number, "eventType": "watch"}
    return made | changed


GOOD = json.dumps(event(5000)).encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = [f"u{n % 60},i{n % 40},{FIRST + n},watch\n" for n in range(900)]
    (tmp_path / "x.csv").write_text(HEADER + "".join(rows))
    return tmp_path


def judged(folder: Path, *options: str, stdin: bytes | None = None) -> dict[str, Any]:
    return report("x.csv", *options, "--now", NOW, cwd=folder, stdin=stdin)


def codes(found: dict[str, Any], *families: str) -> list[str]:
    said = [each["code"] for entry in found["findings"] for each in (entry, *entry.get("folded", ()))]
    return [code for code in said if code.startswith(families)]


def places(found: dict[str, Any], code: str) -> list[tuple[str, int]]:
    samples = [entry["samples"] for entry in found["findings"] if entry["code"] == code]
    return [(sample["path"], sample["line"]) for entries in samples for sample in entries]


def log_of(form: str) -> bytes:
    events = [event(1000 + number) for number in range(200)]
    if form == "requests":
        requests = [
            {
                "trackingId": "t",
                "userId": made["userId"],
                "sessionId": "s",
                "eventList": [{key: value for key, value in made.items() if key != "userId"}],
            }
            for made in events
        ]
        return "".join(f"{json.dumps(each)}\n" for each in requests).encode()
    lines = [json.dumps(each) for each in events]
    texts = {
        "lines": "\n".join(lines),
        "crlf": "\r\n".join(lines),
        "mark": "\ufeff" + "\n".join(lines),
        "concatenated": "".join(lines),
        "array": json.dumps(events),
        "pretty": "\n".join(json.dumps(each, indent=2) for each in events),
        "pretty-array": json.dumps(events, indent=4),
    }
    return texts[form].encode()


@pytest.mark.parametrize(
    "form", ["requests", "lines", "crlf", "mark", "concatenated", "array", "pretty", "pretty-array"]
)
@pytest.mark.parametrize("packed", ["plain", "gz", "zst", "stdin", "folder", "glob"])
def test_900_records_and_200_events_are_enough(folder: Path, form: str, packed: str) -> None:
    log, path, stdin = log_of(form), "log.jsonl", None
    module: Any = zstd_module()
    if packed == "gz":
        log, path = gzip.compress(log), "log.jsonl.gz"
    elif packed == "zst":
        log, path = module.compress(log), "log.jsonl.zst"
    if packed == "stdin":
        path, stdin = "-", log
    elif packed in ("folder", "glob"):
        (folder / "logs").mkdir()
        (folder / "logs" / "one.jsonl").write_bytes(log)
        path = "logs" if packed == "folder" else "logs/*.jsonl"
    else:
        (folder / path).write_bytes(log)
    found = judged(folder, "--streamed", path, stdin=stdin)
    assert codes(found, "SET001", "EVT") == []
    metrics = found["metrics"]
    assert (metrics["rows"], metrics["unique_interactions"]) == (1100, 1100)
    assert (metrics["bulk"]["rows"], metrics["streamed"]["events"]) == (900, 200)
    assert found["summary"]["rows"] == 900


@pytest.mark.parametrize(("count", "is_enough"), [(99, False), (100, True)])
def test_the_limit_is_of_both_together(folder: Path, count: int, is_enough: bool) -> None:
    assert codes(judged(folder), "SET001") == ["SET001"]
    (folder / "log.jsonl").write_bytes(b"".join(log_of("lines").splitlines(keepends=True)[:count]))
    found = judged(folder, "--streamed", "log.jsonl", "--select", "SET001")
    assert codes(found, "SET001") == ([] if is_enough else ["SET001"])
    messages = [entry["message"] for entry in found["findings"]]
    assert all("(bulk 900 + streamed 99)" in message for message in messages)


@pytest.mark.parametrize("command", ["validate", "stats"])
@pytest.mark.parametrize("form", FORMATS)
def test_every_format_has_the_events(folder: Path, form: str, command: str) -> None:
    (folder / "log.jsonl").write_bytes(log_of("lines") + b"\n\n" + GOOD[:-1])
    words = (command, "x.csv", "--streamed", "log.jsonl", "--now", NOW, "--format", form, "--fail-on", "never")
    shown = run(*words, cwd=folder).stdout
    if form == "json":
        assert json.loads(shown)["metrics"]["streamed"]["events"] == 200
    elif form in ("text", "markdown", "html"):
        assert "bulk 900 + streamed 200" in re.sub(r"<[^>]*>|\s+", " ", shown).replace("  ", " ")
    # The line that is no event stands behind a blank one.
    line = {"concise": "log.jsonl:202:", "github": "line=202", "sarif": '"startLine": 202', "json": '"line": 202'}
    assert line.get(form, "202") in shown
    assert "EVT007" in shown


NO_EVENTS = {
    "empty": b"",
    "blank": b"\n \r\n\n",
    "array": b"[]",
    "text": b"this is a text\nof two lines\n",
    "csv": HEADER.encode() + b"u1,i1,1700000000,watch\n",
    "scalars": b'17\n"x"\nnull\n',
    "no-list": b'{"userId": "u1", "sessionId": "s1", "eventList": []}',
    "object": b'{"userId": "u1", "sessionId": "s1", "eventList": {"eventType": "x"}}',
    "arrays": b"[" * 100_000 + b"]" * 100_000,
    "deep": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "utf16": GOOD.decode().encode("utf-16"),
    "bytes": bytes(range(256)) * 20,
    "gzip": gzip.compress(GOOD * 100)[:-20],
    "endless": b'{"a": "' + b"x" * (17 << 20),
}
OTHER_WORDS = {
    "csv": "log.jsonl has the columns of interactions, which --streamed does not take",
    "gzip": "log.jsonl: the gzip data is damaged or cut short",
    "endless": "the log log.jsonl has an object of more than 16 MB",
}


@pytest.mark.parametrize("name", NO_EVENTS)
@pytest.mark.parametrize("command", ["validate", "stats"])
def test_a_log_without_an_event_is_an_error_with_a_hint(folder: Path, name: str, command: str) -> None:
    (folder / "log.jsonl").write_bytes(NO_EVENTS[name])
    ended = run(command, "x.csv", "--streamed", "log.jsonl", cwd=folder, code=2)
    assert ended.stdout == ""
    error, hint = ended.stderr.splitlines()
    assert error.startswith("error: ")
    assert OTHER_WORDS.get(name, "the log log.jsonl has no event") in error
    assert hint.startswith("hint: ")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--streamed", "none.jsonl"), "none.jsonl: No such file or directory"),
        (("--streamed", "none/*.jsonl"), "none/*.jsonl matches no file"),
        (("--streamed", "log.jsonl", "--streamed", "log.jsonl"), "log.jsonl is given twice"),
        (("--streamed", "log.jsonl", "--streamed", "./log.jsonl"), "./log.jsonl is given twice (as log.jsonl)"),
        (("--streamed", "log.jsonl", "log.jsonl"), "log.jsonl is given twice\nhint: Leave it out among the inputs."),
        (("--streamed", "x.csv"), "x.csv is given twice\nhint: Leave it out after --streamed."),
        (("--streamed", "log.jsonl", "-o", "log.jsonl"), "log.jsonl is an input"),
        (("--streamed", "log.jsonl", "--report", "json=log.jsonl"), "log.jsonl is an input"),
        (("--streamed", ""), "an input has an empty name"),
        (("--streamed", "-", "--items", "-"), "standard input is wanted for two things"),
    ],
)
def test_a_log_that_is_not_there_or_has_another_place_is_an_error(
    folder: Path, options: tuple[str, ...], said: str
) -> None:
    (folder / "log.jsonl").write_bytes(GOOD)
    ended = run("validate", "x.csv", *options, cwd=folder, code=2, stdin=GOOD)
    assert ended.stdout == ""
    assert said in ended.stderr
    assert (folder / "log.jsonl").read_bytes() == GOOD


def test_a_log_without_an_event_beside_one_that_has_some_is_fine_if_it_is_empty(folder: Path) -> None:
    (folder / "empty.jsonl").write_bytes(b"")
    (folder / "log.jsonl").write_bytes(GOOD)
    found = judged(folder, "--streamed", "empty.jsonl", "--streamed", "log.jsonl")
    assert [(log["path"], log["events"]) for log in found["metrics"]["streamed"]["logs"]] == [
        ("empty.jsonl", 0),
        ("log.jsonl", 1),
    ]


def changed(**values: Any) -> bytes:
    return json.dumps(event(5000, **values)).encode()


# A line of a log, the rule that speaks of it, None if it is sound; and how many events it counts for.
ODD: dict[str, tuple[bytes, str | None, int]] = {
    "cut": (GOOD[:-3], "EVT007", 0),
    "deep": (b'{"eventType":"w","properties":' + b'{"a":' * 90_000 + b"1" + b"}" * 90_001, "EVT007", 0),
    "deep-list": (GOOD[:-1] + b',"impression":' + b"[" * 500 + b"]" * 500 + b"}", None, 1),
    "long-time": (GOOD.replace(str(FIRST + 5000).encode(), b"9" * 5000), "EVT003", 1),
    "large-time": (GOOD.replace(str(FIRST + 5000).encode(), b"1e99999"), "EVT003", 1),
    "long-value": (GOOD[:-1] + b',"eventValue":' + b"9" * 100_000 + b"}", "EVT007", 0),
    "large-value": (GOOD[:-1] + b',"eventValue":1e999}', "EVT007", 0),
    "small-value": (GOOD[:-1] + b',"eventValue":1e-999}', None, 1),
    "no-number": (GOOD[:-1] + b',"eventValue":NaN}', "EVT007", 0),
    "half-user": (GOOD.replace(b'"u20"', b'"\\ud800"'), None, 1),
    "half-type": (GOOD.replace(b'"watch"', b'"\\udfff x"'), None, 1),
    "half-property": (GOOD[:-1] + b',"properties":{"\\ud800":1}}', "EVT006", 1),
    "half-inner": (GOOD[:-1] + b',"properties":"{\\"\\\\ud800\\":1}"}', "EVT006", 1),
    "nul-escaped": (GOOD.replace(b"watch", b"wa\\u0000tch"), None, 1),
    "nul": (GOOD.replace(b"watch", b"wa\0tch"), "EVT007", 0),
    "not-utf8": (GOOD.replace(b"watch", b"wa\xfftch"), "EVT007", 0),
    "doubled-key": (GOOD[:-1] + b',"userId":"v"}', None, 1),
    "ten-megabytes": (GOOD.replace(b'"i0"', b'"' + b"x" * 10_000_000 + b'"'), "EVT004", 1),
    "many-properties": (
        GOOD[:-1] + b',"properties":{' + b",".join(b'"k%d":1' % n for n in range(9999)) + b"}}",
        "EVT006",
        1,
    ),
    "scalar": (b"17", "EVT007", 0),
    "text": (b"hello", "EVT007", 0),
    "list-as-user": (changed(userId=["u1"]), "EVT007", 0),
    "object-as-item": (changed(itemId={"a": "i1"}), "EVT007", 0),
    "object-as-type": (changed(eventType={"a": 1}), "EVT007", 0),
    "word-as-value": (changed(eventValue="much"), "EVT007", 0),
    "value-of-the-properties": (changed(properties={"eventValue": "much"}), "EVT007", 0),
    "list-as-value": (changed(eventValue=[1]), "EVT007", 0),
    "true-as-value": (changed(eventValue=True), "EVT007", 0),
    "number-as-properties": (changed(properties=5), "EVT007", 0),
    "list-as-properties": (changed(properties=[1]), "EVT007", 0),
    "words-as-properties": (changed(properties="colour"), "EVT007", 0),
    "no-properties": (changed(properties=""), None, 1),
    "null-properties": (changed(properties=None, eventValue=None, recommendationId=None), None, 1),
    "number-as-user": (changed(userId=7), None, 1),
    "number-in-a-text": (changed(eventValue="0.5", sentAt=str(FIRST)), None, 1),
    "list-as-time": (changed(sentAt=[1]), "EVT003", 1),
    "true-as-time": (changed(sentAt=True), "EVT003", 1),
    "words-as-time": (changed(sentAt="noon"), "EVT003", 1),
    "user-around": (
        json.dumps({"userId": {}, "sessionId": "s1", "eventList": [event(5000, userId=None) | {"a": 1}]}).encode(),
        None,
        1,
    ),
    "list-as-user-around": (
        b'{"userId": [1], "sessionId": "s1", "eventList": [{"eventType": "w", "itemId": "i1", "sentAt": 1700000000}]}',
        "EVT007",
        0,
    ),
    "object-as-session": (json.dumps({"sessionId": {}, "eventList": [event(5000)]}).encode(), None, 1),
    "list-of-anything": (json.dumps({"sessionId": "s1", "eventList": [event(5000), 7]}).encode(), "EVT007", 1),
    "all-at-once": (changed(impression="a", metricAttribution=3, recommendationId=7), None, 1),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_line_is_a_finding_with_its_line_or_sound(folder: Path, name: str) -> None:
    line, code, counted = ODD[name]
    (folder / "log.jsonl").write_bytes(b"\n".join([GOOD, line, GOOD, b""]))
    found = judged(folder, "--streamed", "log.jsonl")
    assert codes(found, "EVT") == ([code] if code else [])
    assert set(places(found, code or "")) == ({("log.jsonl", 2)} if code else set())
    assert found["metrics"]["streamed"]["events"] == 2 + counted
    assert found["metrics"]["rows"] == 902 + counted


def test_half_a_character_is_no_end_in_any_report(folder: Path) -> None:
    lines = [line for name, (line, _, _) in ODD.items() if name.startswith("half")]
    (folder / "log.jsonl").write_bytes(b"\n".join([GOOD, *lines, GOOD]))
    for command in ("validate", "stats"):
        for form in FORMATS:
            shown = run(command, "x.csv", "--streamed", "log.jsonl", "--format", form, "--fail-on=never", cwd=folder)
            assert shown.stdout.encode()


SECRET = "secret"


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("command", ["validate", "stats"])
def test_redaction_hides_every_cell_of_a_log(folder: Path, command: str, form: str) -> None:
    bad = [
        changed(userId=f"{SECRET}-user", itemId=f"{SECRET}-item", eventType=f"{SECRET}-type"),
        changed(itemId=f"{SECRET}-" * 99),
        changed(sentAt=f"{SECRET}-noon"),
        changed(eventValue=f"{SECRET}-value"),
        changed(properties={f"{SECRET}-key": 1}),
        changed(userId=[f"{SECRET}-list"]),
        f"{SECRET}-line".encode(),
    ]
    (folder / "log.jsonl").write_bytes(b"\n".join([*bad, GOOD]))
    (folder / "items.csv").write_text("ITEM_ID\n" + "".join(f"i{n}\n" for n in range(39)))
    words = (command, "x.csv", "--streamed", "log.jsonl", "--items", "items.csv", "--format", form, "--fail-on=never")
    shown = run(*words, cwd=folder).stdout
    for code in ("EVT003", "EVT004", "EVT006", "EVT007"):
        assert code in shown
    assert SECRET in shown
    hidden = run(*words, "--redact", cwd=folder).stdout
    assert "EVT006" in hidden
    assert SECRET not in hidden


@pytest.mark.parametrize("form", FORMATS)
def test_hostile_events_harm_no_report(folder: Path, form: str) -> None:
    hostile = ["::error::x", "[red]x[/]", "<script>", "a|b", "\u202ex", "`" * 9, "{value}", "%s", "\x1b[31m", "\r\n::x"]
    lines = [changed(eventType=text, itemId=text, sentAt=text, properties={text: text}) for text in hostile]
    (folder / "log.jsonl").write_bytes(b"\n".join([*lines, GOOD]))
    words = ("x.csv", "--streamed", "log.jsonl", "--format", form, "--fail-on=never", "--max-samples", "20")
    for command in ("validate", "stats"):
        shown = run(command, *words, cwd=folder).stdout
        assert "\x1b" not in shown
        assert "\n::error::x" not in shown
        assert "\n::x" not in shown
        assert "<script>" not in shown or form not in ("html", "junit")


def test_the_functions_take_logs(folder: Path) -> None:
    (folder / "log.jsonl").write_bytes(log_of("concatenated"))
    found = interactions_cli.validate_interactions(folder / "x.csv", streamed=folder / "log.jsonl", now=FIRST)
    assert found.to_dict()["metrics"]["streamed"]["events"] == 200
    with pytest.raises(interactions_cli.UsageError, match="given twice"):
        interactions_cli.validate_interactions(folder / "x.csv", streamed=folder / "x.csv")
