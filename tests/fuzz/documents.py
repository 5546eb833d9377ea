"""Schemas, solution configs, configuration files and logs of shown lists: nearly right, then damaged."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from interactions_cli.personalize.recipes import LEGACY_RECIPES, RECIPES, USE_CASES
from interactions_cli.rules import RULES
from tests import merge_cases
from tests.fuzz.contents import damaged, header_names, with_damaged_body
from tests.fuzz.tape import Tape
from tests.tables import SCHEMA, encode

CODES = tuple(dict.fromkeys(rule.code for rule in RULES))
RULE_WORDS = (*CODES, "CSV", "VAL00", "SET", "IMP", *(rule.name for rule in RULES))
ODD_TEXTS = (
    "",
    " ",
    "\ud800",
    "\0",
    "é",
    "\u202e",
    "x" * 2000,
    "🎬",
    "\udcff",
    "a:b",
    "a\\:b",
    "{",
    "[red]",
    "\n",
    "*",
    "::error::",
)
TYPES = ("click", "watch", "View", "Purchase", "Watch", "EVENT_TYPE", "a\\:b", *ODD_TEXTS)
NUMBERS = (
    "0.5",
    "1",
    "0",
    "-1",
    ".5",
    "1e3",
    "+1",
    "",
    "1e400",
    "nan",
    "inf",
    "x",
    "0x1",
    "٣",
    " 1 ",
    "1" * 400,
    "1_0",
)
TIMES = (
    *(
        "1700000000",
        "2025-01-31T12:00:00Z",
        "2025-01-31",
        "0",
        "-1",
        "1700000000.5",
        "2025-W05-5",
        "20250131T120000+0530",
    ),
    *(
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59.999999-14:00",
        str(2**63),
        str(2**63 - 1),
        "9" * 30,
        "",
        "soon",
    ),
    *("2025-01-31T24:00:00", "2025-01-31T12:00:00+00:00:00.000001", " 5 ", "٣", "2025-02-30", "-9223372036854775808"),
)
USE_CASE_NAMES = (*USE_CASES, *(case.slug for case in USE_CASES.values()))
RECIPE_NAMES = tuple(RECIPES)
BAD_NAMES = (
    "",
    " ",
    "nope",
    "most-viewd",
    *LEGACY_RECIPES,
    "arn:aws:personalize:::recipe/aws-sims",
    "/",
    "MOST-VIEWED",
    "\ud800",
)
DOMAINS = ("custom", "ecommerce", "video-on-demand")


def value(tape: Tape, depth: int = 3) -> Any:
    """Any JSON value."""
    kind = tape.below(10 if depth else 8)
    if kind == 8:
        return [value(tape, depth - 1) for _ in range(tape.below(4))]
    if kind == 9:
        return {tape.pick(("name", "type", "fields", *ODD_TEXTS)): value(tape, depth - 1) for _ in range(tape.below(4))}
    return (
        *(None, True, 0, tape.pick((-1, 1, 10**400, 2**63, 0.5, 1e308, float("nan"), float("inf"))), "string"),
        *(tape.pick(ODD_TEXTS), tape.pick(NUMBERS), tape.pick(("null", "record", "USER_ID", "click"))),
    )[kind]


def shaken(tape: Tape, document: Any) -> Any:
    """The document with some of its values replaced, dropped, doubled or renamed."""
    if tape.is_calm:
        return document
    if tape.chance(16):
        return value(tape)
    if isinstance(document, list):
        entries = [shaken(tape, entry) for entry in document if not tape.chance(16)]
        return [*entries, *entries[:1]] if tape.chance(16) else entries
    if isinstance(document, dict):
        return {
            tape.pick(ODD_TEXTS) if tape.chance(24) else key: shaken(tape, entry)
            for key, entry in document.items()
            if not tape.chance(24)
        }
    return document


def written(tape: Tape, document: Any) -> bytes:
    """The document as a file: as JSON most of the time."""
    try:
        text = json.dumps(document, ensure_ascii=not tape.chance(2), indent=tape.pick((None, 1)))
    except ValueError:
        text = repr(document)
    if tape.chance(16):
        text = json.dumps(text)
    data = text.encode("utf-8", "backslashreplace")
    if tape.is_calm:
        return data
    if tape.chance(40):
        data = tape.pick((b"[", b'{"fields":', b"[{")) * 3000 + data
    return damaged(tape, data, 3)


def schema(tape: Tape) -> bytes:
    """An Avro schema."""
    if tape.chance(2) and not tape.is_calm:
        fields: list[Any] = [{"name": name, "type": _kind(tape)} for name in header_names(tape)]
    else:
        fields = [entry for entry in SCHEMA["fields"] if not tape.chance(4)]
    document = {**SCHEMA, "fields": fields}
    document = shaken(tape, document) if tape.chance(2) else document
    return written(tape, shaken(tape, tape.pick(SCHEMA_SHAPES)(document)) if tape.chance(4) else document)


def _kind(tape: Tape) -> Any:
    kinds = ("string", "long", "float", "double", "int", "boolean", "null", "bytes", {"type": "array"}, 3, None)
    return [tape.pick(kinds) for _ in range(tape.below(4))] if tape.chance(3) else tape.pick(kinds)


def _capital(document: Any) -> Any:
    """The keys as CloudFormation writes them."""
    if isinstance(document, dict):
        return {key[:1].upper() + key[1:]: _capital(entry) for key, entry in document.items()}
    return [_capital(entry) for entry in document] if isinstance(document, list) else document


# What the service and what is built on it wrap a document into.
SCHEMA_SHAPES: tuple[Callable[[Any], Any], ...] = (
    lambda document: {"schema": {"name": "s", "schema": json.dumps(document, default=str)}},
    lambda document: {"name": "s", "schema": json.dumps(document, default=str), "domain": "ECOMMERCE"},
    lambda document: {
        "Type": "AWS::Personalize::Schema",
        "Properties": {"Name": "s", "Schema": json.dumps(document, default=str)},
    },
    lambda document: document["fields"] if isinstance(document, dict) and "fields" in document else [document],
)
SOLUTION_SHAPES: tuple[Callable[[Any], Any], ...] = (
    lambda document: {"solution": {**document, "status": "ACTIVE", "performAutoML": False}},
    lambda document: {"solutionVersion": {**document, "solutionArn": "arn:aws:personalize:eu-west-1:1:solution/s"}},
    lambda document: {"serviceConfig": document, "solutionVersion": {}},
    lambda document: {"Type": "AWS::Personalize::Solution", "Properties": _capital(document)},
)


def solution_config(tape: Tape) -> bytes:
    """A CreateSolution request."""
    events = [
        {
            "eventType": tape.mostly(TYPES[:5], TYPES),
            "eventValueThreshold": tape.mostly((0.5, "0.5"), NUMBERS),
            "weight": 0.5,
        }
        for _ in range(tape.below(3) + tape.chance(12) * 10)
    ]
    document: dict[str, Any] = {
        "name": "solution",
        "recipeArn": f"arn:aws:personalize:::recipe/{tape.mostly(RECIPE_NAMES, BAD_NAMES)}",
        "solutionConfig": {"eventsConfig": {"eventParametersList": events}},
    }
    if tape.chance(3):
        threshold = tape.mostly(NUMBERS[:6], NUMBERS)
        document = {"eventType": tape.mostly(TYPES[:5], TYPES), "solutionConfig": {"eventValueThreshold": threshold}}
    if tape.chance(3):
        document = tape.pick(SOLUTION_SHAPES)(document)
    return written(tape, shaken(tape, document) if tape.chance(2) else document)


def _toml_text(tape: Tape, text: str) -> str:
    quote = tape.mostly('"', "'")
    return quote + text.encode("utf-8", "replace").decode() + quote


def _toml_list(tape: Tape, make: Callable[[], str]) -> str:
    return "[" + ", ".join(_toml_text(tape, make()) for _ in range(tape.below(3) + 1)) + "]"


def _toml_value(tape: Tape) -> str:
    return tape.pick(
        (
            "true",
            "0",
            "-1",
            "3",
            '"x"',
            "[]",
            "{}",
            "[1]",
            '["x"]',
            "1.5",
            "nan",
            "1979-05-27T07:32:00Z",
            "9" * 5000,
            '""',
            "07:32:00",
        )
    )


def configuration(tape: Tape, *, in_pyproject: bool = False) -> bytes:
    """A configuration file."""

    def word() -> str:
        return tape.mostly(RULE_WORDS, ("VAL999", *ODD_TEXTS))

    makers: dict[str, Callable[[], str]] = {
        "schema": lambda: _toml_text(
            tape, tape.pick(("schema.json", "schema.json", "absent.json", ".", "../x", *ODD_TEXTS))
        ),
        "domain": lambda: _toml_text(tape, tape.mostly(DOMAINS, ODD_TEXTS)),
        "use-cases": lambda: _toml_list(tape, lambda: tape.mostly(USE_CASE_NAMES, BAD_NAMES)),
        "recipe": lambda: _toml_text(tape, tape.mostly(RECIPE_NAMES, BAD_NAMES)),
        "events": lambda: _toml_list(tape, lambda: event(tape)),
        "select": lambda: _toml_list(tape, word),
        "ignore": lambda: _toml_list(tape, word),
        "fail-on": lambda: _toml_text(tape, tape.mostly(("error", "warning", "note", "never"), ODD_TEXTS)),
        "max-samples": lambda: tape.mostly(("5", "0", "1", "1000000000000000000000"), ("-1", "true", "1.0", '"5"')),
        "redact": lambda: tape.mostly(("true", "false"), ("0", '"true"')),
        "threads": lambda: tape.mostly(("1", "2", "5"), ("0", "-1", "true", "1.5", '"2"')),
        "severity": lambda: _toml_table(tape, word, ('"error"', '"warning"', '"note"', '"never"', "1")),
        "budgets": lambda: _toml_table(
            tape, lambda: tape.mostly(_ROW_CODES, CODES), ('"0.1%"', "12", '"100%"', '"101%"', "-1", '"1e5%"')
        ),
        tape.pick(("format", "use_cases", "tool", "", "é")): lambda: _toml_value(tape),
    }
    keys = tape.some(list(makers)[:-1], 4) + tape.some(list(makers)[-1:], 30)
    lines = []
    for key in keys:
        shown = key if key.isascii() and key else f'"{key}"'
        lines.append(f"{shown} = {_toml_value(tape) if tape.chance(20) and not tape.is_calm else makers[key]()}")
    table = (
        tape.mostly(("[tool.interactions-cli]\n",), ("[tool]\ninteractions-cli = 3\n", "[interactions-cli]\n", ""))
        if in_pyproject
        else ""
    )
    text = table + "\n".join(lines) + "\n"
    data = text.encode("utf-8", "replace")
    return damaged(tape, data, 3) if tape.chance(4) and not tape.is_calm else data


_ROW_CODES = tuple(dict.fromkeys(rule.code for rule in RULES if rule.counts_rows))


def _toml_table(tape: Tape, word: Callable[[], str], values: tuple[str, ...]) -> str:
    entries = {word().encode("utf-8", "replace").decode(): tape.pick(values) for _ in range(tape.below(3) + 1)}
    return "{ " + ", ".join(f'"{key}" = {entry}' for key, entry in entries.items()) + " }"


def event(tape: Tape) -> str:
    """An `--event` entry."""
    parts = [tape.mostly(TYPES[:5], TYPES)]
    if tape.chance(2):
        parts.append(tape.mostly(NUMBERS[:6], NUMBERS))
    if tape.chance(4):
        parts.append(tape.mostly(("0.5", "1", "0"), NUMBERS))
    return ":".join(parts)


def log(tape: Tape) -> bytes:
    """A log of shown lists in any of its forms."""
    names = ("USER_ID", "TIMESTAMP", "SESSION_ID", "RECOMMENDATION_ID")
    lines = []
    form = tape.pick(("csv", "csv items", "json", "json items", "events", "objects"))
    for _ in range(tape.below(7) + 1):
        fields: dict[str, Any] = {
            "USER_ID": tape.pick(merge_cases.USERS),
            "TIMESTAMP": tape.mostly(merge_cases.LOG_TIMES[:4], merge_cases.LOG_TIMES, 3),
            "SESSION_ID": tape.pick(merge_cases.SESSIONS),
            "RECOMMENDATION_ID": tape.pick(merge_cases.RIDS),
        }
        items = [tape.mostly(merge_cases.ITEMS, merge_cases.ODD_ITEMS) for _ in range(tape.below(5))]
        lines.append(_log_line(tape, form, fields, items))
    if form.startswith("csv"):
        lines.insert(0, ",".join([*names, "ITEM_ID" if form == "csv items" else "IMPRESSION"]))
    data = "\n".join(lines).encode("utf-8", "backslashreplace") + b"\n"[tape.below(2) :]
    return with_damaged_body(tape, data) if tape.is_calm else damaged(tape, data)


def _log_line(tape: Tape, form: str, fields: dict[str, Any], items: list[str]) -> str:
    if form.startswith("csv"):
        shown = tape.pick(("|".join(items), json.dumps(items))) if form == "csv" else "".join(items[:1])
        return ",".join(encode(text, "needed", ",") for text in [*fields.values(), shown])
    spelt = {"USER_ID": "userId", "TIMESTAMP": "sentAt", "RECOMMENDATION_ID": "recommendationId"}
    entry: dict[str, Any] = {spelt.get(name, name): text for name, text in fields.items()}
    if form == "json":
        entry["impression"] = items
    elif form == "json items":
        entry["itemId"] = "".join(items[:1])
    elif form == "objects":
        entry["itemList"] = [{"itemId": item, "score": 0.5} for item in items]
    else:
        user = entry.pop("userId")
        entry = {"userId": user, "eventList": [{**entry, "impression": items} for _ in range(tape.below(3) + 1)]}
    try:
        return json.dumps(shaken(tape, entry) if tape.chance(4) else entry, ensure_ascii=tape.chance(2))
    except ValueError:
        return "{}"
