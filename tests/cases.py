"""For every rule the smallest input that fires it and the nearest one that does not."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from interactions_cli.measures.metrics import Metrics
from interactions_cli.personalize.fields import Domain
from interactions_cli.personalize.limits import ImportMode
from interactions_cli.personalize.recipes import RECIPES
from interactions_cli.personalize.schema import infer_schema
from interactions_cli.personalize.target import Target
from interactions_cli.reading.view import DatasetView, Header
from interactions_cli.rules.evidence import Facts

NOW = 1_750_000_000
DAY, MIDNIGHT = 86_400, 1_699_920_000
FIRST = 1_700_000_000
PLAIN = "USER_ID,ITEM_ID,TIMESTAMP"
TYPED = f"{PLAIN},EVENT_TYPE"
VALUED = f"{TYPED},EVENT_VALUE"
ROW = f"u1,i1,{FIRST}"


@dataclass(frozen=True, kw_only=True)
class Input:
    """Files of a folder and what stands after them on the command line; `.json` and what is named there is no data."""

    files: Mapping[str, bytes]
    options: tuple[str, ...] = ()

    @property
    def paths(self) -> list[str]:
        return [name for name in self.files if not name.endswith(".json") and name not in self.options]


@dataclass(frozen=True, kw_only=True)
class Case:
    """`figures` are keys of the finding and what they must say; `column` is where both inputs are looked at."""

    fires: Input
    misses: Input
    column: str | None = None
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class FactsCase:
    """For limits of a size that no test can write: what a scan would have measured."""

    fires: Facts
    misses: Facts
    figures: Mapping[str, Any]


def table(header: str, *lines: str) -> bytes:
    return "".join(f"{line}\n" for line in (header, *lines)).encode()


def records(count: int, *, users: int = 25, start: int = 0, tail: str = "") -> list[str]:
    return [f"u{n % users},i{n % 50},{FIRST + n}{tail}" for n in range(start, start + count)]


def typed(**counts: int) -> list[str]:
    names = [name for name, count in counts.items() for _ in range(count)]
    return [f"u{n % 25},i{n % 50},{FIRST + n},{name}" for n, name in enumerate(names)]


def one(content: bytes, *options: str, **files: bytes) -> Input:
    return Input(files={"x.csv": content, **{f"{name}.json": text for name, text in files.items()}}, options=options)


def many(files: Mapping[str, bytes], *options: str) -> Input:
    return Input(files=files, options=options)


def avro(*fields: Mapping[str, Any], **other: Any) -> bytes:
    required = [
        {"name": name, "type": kind} for name, kind in zip(PLAIN.split(","), ("string", "string", "long"), strict=True)
    ]
    known = {
        "type": "record",
        "name": "Interactions",
        "namespace": "com.amazonaws.personalize.schema",
        "version": "1.0",
    }
    return json.dumps({**known, "fields": [*required, *fields], **other}).encode()


def with_schema(content: bytes, *fields: Mapping[str, Any], **other: Any) -> Input:
    return one(content, "--schema", "schema.json", schema=avro(*fields, **other))


def cell(column: str, bad: str, good: str, *options: str, count: int = 1) -> Case:
    """A cell of a line in which nothing else is wrong."""
    usual = dict(zip(TYPED.split(","), (*ROW.split(","), "watch"), strict=True))

    def written(value: str) -> Input:
        row = usual | {column: value}
        return one(table(",".join(row), ",".join(row.values())), *options)

    return Case(fires=written(bad), misses=written(good), column=column, figures={"count": count})


def lines(bad: str, good: str) -> Case:
    return Case(fires=one(table(PLAIN, ROW, bad)), misses=one(table(PLAIN, ROW, good)), figures={"count": 1})


def headers(bad: str, good: str, *options: str, column: str | None = None, **figures: Any) -> Case:
    return Case(fires=one(table(bad), *options), misses=one(table(good), *options), column=column, figures=figures)


def options(content: bytes, bad: str, good: str, column: str | None = None, **figures: Any) -> Case:
    return Case(fires=one(content, *bad.split()), misses=one(content, *good.split()), column=column, figures=figures)


def rows(header: str, bad: Iterable[str], good: Iterable[str], *options: str, **figures: Any) -> Case:
    return Case(fires=one(table(header, *bad), *options), misses=one(table(header, *good), *options), figures=figures)


def column_rows(column: str, bad: Iterable[str], good: Iterable[str], **figures: Any) -> Case:
    return replace(rows(f"{PLAIN},{column}", bad, good, **figures), column=column)


def types(count: int) -> list[str]:
    return [f"{ROW},kind-{chr(ord('a') + n) * 3}" for n in range(count)]


def numbered(name: str, count: int) -> list[str]:
    return [f"{ROW},{name}{n}" for n in range(count)]


def active(users: int, of: int) -> list[str]:
    """Every user has a record, the first ones have two."""
    return [f"u{n},i1,{FIRST}" for n in range(of)] + [f"u{n},i2,{FIRST}" for n in range(users)]


def crowd(users: int) -> list[str]:
    return [f"v{n},i1,{FIRST + n}" for n in range(users)]


def stepping(seconds: int, start: int = MIDNIGHT) -> list[str]:
    """Records at times so far apart."""
    return [f"u{n},i1,{start + n * seconds}" for n in range(100)]


def items(characters: int) -> str:
    return "|".join(["i1", *(f"{n:03}" for n in range(300))])[:characters]


DEVICE = {"name": "DEVICE", "type": ["null", "string"], "categorical": True}
WITH_DEVICE = table(f"{PLAIN},DEVICE", f"{ROW},phone")
# One short of what is recommended in one of two respects.
MANY = records(50_000, users=1000)
FEW_USERS = records(50_000, users=999)
COPY = records(999)[-1]

METRICS: Mapping[str, Any] = {
    "rows": 100,
    "unique_interactions": 100,
    "duplicate_rows": 0,
    "users": 25,
    "items": 50,
    "columns": PLAIN.split(","),
    "event_types": {},
    "event_types_distinct": 0,
    "timestamp_max": FIRST,
    "timestamp_newest": FIRST,
    "longest_gap_hours": 0,
    "completeness": {},
}


def earlier(command: str = "validate", **metrics: Any) -> dict[str, Any]:
    """A report, as far as a run that is compared with it looks at it."""
    return {
        "version": 1,
        "tool": {"name": "interactions-cli", "version": "0.1.0"},
        "command": command,
        "target": {"domain": "custom", "import_mode": "full"},
        "metrics": {**METRICS, **metrics},
    }


def beside(content: bytes, **metrics: Any) -> Input:
    """A file and its baseline, whose metrics are the usual ones and these."""
    return one(content, "--baseline", "yesterday.json", yesterday=json.dumps(earlier(**metrics)).encode())


def compared(now: Iterable[str], fires: Mapping[str, Any], misses: Mapping[str, Any], **figures: Any) -> Case:
    """Lines beside two baselines."""
    content = table(PLAIN, *now)
    return Case(fires=beside(content, **fires), misses=beside(content, **misses), figures=figures)


def mixed(**counts: int) -> bytes:
    return table(TYPED, *typed(**counts))


TYPES: Mapping[str, Any] = {"columns": TYPED.split(","), "event_types": {"a": 80, "b": 20}, "event_types_distinct": 2}
WITH_DEVICES: Mapping[str, Any] = {"columns": [*PLAIN.split(","), "DEVICE"], "completeness": {"DEVICE": 0.8}}


def devices(filled: int) -> bytes:
    return table(f"{PLAIN},DEVICE", *(f"{line},{'tv' * (n < filled)}" for n, line in enumerate(records(100))))


BESIDE_BASELINE: Mapping[str, Case] = {
    "CMP001": compared(records(79), {"rows": 99}, {"rows": 98}, actual=79, limit=80, missing=1),
    "CMP002": compared(records(100, users=40), {"users": 51}, {"users": 50}, actual=40, limit=41, missing=1),
    "CMP003": compared(records(100), {"items": 63}, {"items": 62}, actual=50, limit=51, missing=1),
    "CMP004": Case(
        fires=beside(mixed(a=80), **TYPES), misses=beside(mixed(a=80, b=1), **TYPES), figures={"count": 1, "actual": 1}
    ),
    "CMP005": Case(
        fires=beside(mixed(a=80, b=20, B=1), **TYPES), misses=beside(mixed(a=1, b=1), **TYPES), figures={"count": 1}
    ),
    "CMP006": Case(
        fires=beside(table(PLAIN, ROW), columns=WITH_DEVICES["columns"]),
        misses=beside(devices(0), columns=WITH_DEVICES["columns"]),
        column="DEVICE",
    ),
    "CMP007": Case(fires=beside(devices(0)), misses=beside(devices(0), **WITH_DEVICES), column="DEVICE"),
    "CMP008": compared(
        records(100), {"timestamp_max": FIRST + 100}, {"timestamp_max": FIRST + 99}, actual=-1, limit=1, missing=2
    ),
    "CMP009": Case(
        fires=beside(table(PLAIN, ROW, f"u1,i1,{FIRST + 26 * 3600}"), longest_gap_hours=8),
        misses=beside(table(PLAIN, ROW, f"u1,i1,{FIRST + 25 * 3600}"), longest_gap_hours=8),
        figures={"actual": 25, "limit": 24},
    ),
    "CMP010": Case(
        fires=beside(devices(69), **WITH_DEVICES),
        misses=beside(devices(70), **WITH_DEVICES),
        column="DEVICE",
        figures={"actual": 0.69, "limit": 0.7, "missing": 0.01},
    ),
    "CMP011": Case(
        fires=beside(mixed(a=59, b=41), **TYPES),
        misses=beside(mixed(a=60, b=40), **TYPES),
        figures={"actual": 0.21, "limit": 0.2},
    ),
    "CMP012": compared(records(101), {"rows": 50}, {"rows": 51}, actual=101, limit=100),
    "CMP013": compared(
        [*records(94), *records(6)],
        {"unique_interactions": 100, "duplicate_rows": 0},
        {"unique_interactions": 99, "duplicate_rows": 1},
        actual=0.06,
        limit=0.05,
    ),
}
CASES: Mapping[str, Case] = {
    **BESIDE_BASELINE,
    "CSV001": Case(fires=one(b""), misses=one(table(PLAIN)), figures={"count": 1}),
    "CSV002": rows(PLAIN, [], [ROW], count=1),
    "CSV003": Case(
        fires=one(table(PLAIN, ROW) + b"u1,caf\xe9,1700000000\n"),
        misses=one(table(PLAIN, ROW, "u1,café,1700000000")),
        figures={"count": 1},
    ),
    "CSV004": Case(fires=one(b"\xef\xbb\xbf" + table(PLAIN, ROW)), misses=one(table(PLAIN, "\ufeff" + ROW))),
    "CSV005": headers(PLAIN.replace(",", ";"), f"{PLAIN},A;B", count=1),
    "CSV006": Case(fires=one(table('USER_ID,"ITEM_ID",TIMESTAMP', ROW)), misses=one(table(PLAIN, f'u1,"i1",{FIRST}'))),
    "CSV007": lines(f"u1,a,b,{FIRST}", f'u1,"a,b",{FIRST}'),
    "CSV008": lines(f'u1,"i1,{FIRST}', f'u1,i"1,{FIRST}'),
    "CSV009": lines("", " "),
    "CSV010": lines(f"u1,i\x1f1,{FIRST}", f"u1,i\t1,{FIRST}"),
    "CSV011": Case(
        fires=many({"a.csv": table(PLAIN, ROW), "b.csv": table("ITEM_ID,USER_ID,TIMESTAMP", ROW)}),
        misses=many({"a.csv": table(PLAIN, ROW), "b.csv": table(PLAIN, ROW).replace(b"\n", b"\r\n")}),
        figures={"count": 1},
    ),
    "CSV012": lines(f'u1,"a ""b""",{FIRST}', f'"",a""b,{FIRST}'),
    "CSV013": Case(fires=one(gzip.compress(table(PLAIN, ROW))), misses=many({"x.csv.gz": table(PLAIN, ROW)})),
    "CSV014": Case(
        fires=one(b'{"USER_ID": "u1", "ITEM_ID": "i1", "TIMESTAMP": 1700000000}\n'),
        misses=one(table(PLAIN, f"{{,[,{FIRST}")),
        figures={"count": 1},
    ),
    "CSV015": lines("(1200 rows)", f'"(1200 rows)",i1,{FIRST}'),
    "SCH001": headers("USER_ID,ITEM_ID", PLAIN, count=1),
    "SCH002": headers(f"{PLAIN},GENRE_1,GENRE1", f"{PLAIN},GENRE_1,GENRE_2", count=1),
    "SCH003": Case(
        fires=with_schema(WITH_DEVICE), misses=with_schema(WITH_DEVICE, DEVICE), figures={"column": "DEVICE"}
    ),
    "SCH004": Case(
        fires=with_schema(table("ITEM_ID,USER_ID,TIMESTAMP", ROW)),
        misses=with_schema(table("USER_ID,EXTRA,ITEM_ID,TIMESTAMP", f"u1,x,i1,{FIRST}")),
    ),
    "SCH005": headers(f"{PLAIN},{'A' * 151}", f"{PLAIN},{'A' * 150}", count=1),
    "SCH006": headers(f"{TYPED},A,B,C,D,E,F", f"{TYPED},A,B,C,D,E", actual=6, limit=5),
    "SCH007": Case(
        fires=with_schema(table(f"{PLAIN},EVENT_VALUE"), {"name": "EVENT_VALUE", "type": "double"}),
        misses=with_schema(table(f"{PLAIN},EVENT_VALUE"), {"name": "EVENT_VALUE", "type": ["null", "float"]}),
    ),
    "SCH008": Case(
        fires=with_schema(WITH_DEVICE, {"name": "DEVICE", "type": "string"}),
        misses=with_schema(WITH_DEVICE, {"name": "DEVICE", "type": "string", "categorical": True}),
    ),
    "SCH009": Case(
        fires=with_schema(WITH_DEVICE, {"name": "DEVICE", "type": "boolean"}),
        misses=with_schema(WITH_DEVICE, {"name": "DEVICE", "type": "int"}),
    ),
    "SCH010": headers(f"{PLAIN},CREATION_TIMESTAMP", f"{PLAIN},CREATED_TIMESTAMP"),
    "SCH011": options(WITH_DEVICE, "--recipe aws-sims", "--recipe aws-user-personalization-v2", count=1),
    "SCH012": headers("user_id,ITEM_ID,TIMESTAMP", f"{PLAIN},user_id", count=1),
    "SCH013": headers(f"{PLAIN},userId", f"{PLAIN},userIdea", count=1),
    "SCH014": Case(
        fires=with_schema(table(PLAIN), namespace="com.amazonaws.personalize.Schema"), misses=with_schema(table(PLAIN))
    ),
    "SCH015": rows(
        "ITEM_ID,CATEGORY",
        [*(f"i{number},a" for number in range(9)), "i8,b"],
        [*(f"i{number},a" for number in range(8)), "i7,b", "i7,c"],
        count=1,
    ),
    "VAL001": cell("ITEM_ID", "\u00a0", "-"),
    "VAL002": cell("ITEM_ID", "é" * 257, "é" * 256),
    "VAL003": cell("TIMESTAMP", "9223372036854775808", "9223372036854775807"),
    "VAL004": cell("TIMESTAMP", "100000000000", "99999999999"),
    "VAL005": rows(
        PLAIN,
        [ROW, f"u1,i1,{NOW + 86_401}"],
        [ROW, f"u1,i1,{NOW + 86_400}"],
        *("--now", str(NOW)),
        **{"count": 1, "column": "TIMESTAMP"},
    ),
    "VAL006": cell("EVENT_VALUE", "1e309", "1e308"),
    "VAL007": cell("DEVICE", "é" * 1001, "é" * 1000),
    "VAL008": cell("EVENT_TYPE", "é" * 257, "é" * 256),
    "VAL009": cell("ITEM_ID", "i1\u3000", "i\u30001"),
    "VAL010": cell("USER_ID", "None", "nOne"),
    "VAL011": cell("EVENT_TYPE", "IMPRESSION", "Impression"),
    "VAL012": cell("ITEM_ID", "a|b", "a/b"),
    "VAL014": cell("RECOMMENDATION_ID", "r" * 41, "r" * 40),
    "VAL015": cell("EVENT_ATTRIBUTION_SOURCE", "s" * 1025, "s" * 1024),
    "VAL016": cell("USER_ID", "1.2E+11", "1.2E-11"),
    "VAL017": cell("DEVICE", "[a]", "[a] b"),
    "VAL018": replace(
        rows(PLAIN, [*["u1,i1,20250109"] * 9, ROW], [*["u1,i1,20250109"] * 8, ROW], count=9), column="TIMESTAMP"
    ),
    "IMP001": cell("IMPRESSION", items(1001), items(1000)),
    "IMP002": cell("IMPRESSION", "i1||i2", "i1|i2"),
    "IMP003": replace(
        rows(f"{PLAIN},IMPRESSION", [f"{ROW},i11|ai1", f"{ROW},i1"], [f"{ROW}, i11 | i1 ", f"{ROW},i1"], count=1),
        column="IMPRESSION",
    ),
    "IMP009": replace(
        rows(
            f"{PLAIN},IMPRESSION",
            [*[f"{ROW},i2|i3"] * 9, f"{ROW},i1", f"{ROW},"],
            [*[f"{ROW},i2|i3"] * 8, f"{ROW},i1", f"{ROW},"],
            count=9,
        ),
        column="IMPRESSION",
    ),
    "IMP004": cell("IMPRESSION", "i1|i2|i1", "i1|i2|I1"),
    "IMP005": cell("IMPRESSION", "i1|" + "é" * 257, "i1|" + "é" * 256),
    "IMP006": Case(
        fires=one(table(f"{PLAIN},IMPRESSION,RECOMMENDATION_ID", f"{ROW},i1,", f"{ROW},i1,RID-1", f"{ROW},,RID-1")),
        misses=one(table(f"{PLAIN},IMPRESSION,RECOMMENDATION_ID", f"{ROW},i1,", f"{ROW},,RID-1")),
        column="IMPRESSION",
        figures={"count": 1},
    ),
    "IMP007": options(
        table(f"{PLAIN},IMPRESSION"), "--recipe aws-user-personalization-v2", "--recipe aws-user-personalization"
    ),
    "IMP008": replace(
        rows(
            f"{PLAIN},IMPRESSION", [*[f"{ROW},i1;i2"] * 9, f"{ROW},i1"], [*[f"{ROW},i1;i2"] * 8, f"{ROW},i1"], count=9
        ),
        column="IMPRESSION",
    ),
    "SET001": rows(PLAIN, [*records(999), COPY], records(1000), actual=999, limit=1000, missing=1),
    "SET002": rows(PLAIN, [*active(24, of=25), f"u24,i1,{FIRST}"], active(25, of=25), actual=24, limit=25, missing=1),
    "SET003": rows(PLAIN, active(40, of=4001), active(40, of=4000), actual=40, limit=41, missing=1),
    "SET004": rows(PLAIN, [*records(999), "u1,i1"], records(1000), actual=999, limit=1000, missing=1),
    "SET005": rows(TYPED, types(11), types(10), actual=11, limit=10, missing=None),
    "SET006": rows(TYPED, types(10), types(9), actual=11, limit=10),
    "SET007": rows(
        TYPED,
        typed(View=999, view=1),
        typed(View=1000),
        *("--use-case", "most-viewed"),
        **{"actual": 999, "limit": 1000, "missing": 1},
    ),
    "SET009": rows(PLAIN, [ROW, f"u2,i2,{FIRST}", "u3,i3,soon"], [ROW, f"u2,i2,{FIRST + 1}", "u3,i3,soon"]),
    "SET010": rows(
        VALUED, [f"{ROW},watch,0.5", f"{ROW},watch,0.50"], [f"{ROW},watch,0.5", f"{ROW},click,0.5"], count=1
    ),
    "SET011": column_rows(
        "EVENT_VALUE",
        [*records(699, tail=",1"), *records(301, start=699, tail=",")],
        [*records(700, tail=",1"), *records(300, start=700, tail=",")],
        **{"count": 301, "share": 0.301, "actual": 699, "limit": 700, "missing": 1},
    ),
    "SET012": column_rows("DEVICE", numbered("d", 1001) * 2, numbered("d", 1000) * 2, actual=1001, limit=1000),
    "SET013": rows(TYPED, typed(purchase=100, purchse=1), typed(purchase=99, purchse=1), count=1),
    "SET014": rows(PLAIN, MANY[:-1], MANY, actual=49_999, limit=50_000, missing=1),
    "SET016": rows(TYPED, typed(like=9, dislike=1), typed(like=9, view_report=1), count=1, share=0.1),
    "SET017": options(table(TYPED), "--use-case most-viewed --event View", "--use-case most-viewed"),
    "SET018": options(table(TYPED, f"{ROW},watch"), "--event Watch", "--event watch", count=1),
    "SET019": rows(TYPED, types(2), types(1), actual=2),
    "SET020": options(
        table(VALUED), "--recipe aws-sims --event watch --event click", "--recipe aws-sims --event watch:0.5"
    ),
    "SET021": rows(
        PLAIN,
        [ROW, f"u2,i2,{FIRST}"],
        [ROW, f"u2,i2,{FIRST + 1}"],
        *("--recipe", "aws-item-affinity"),
        **{"actual": 1, "limit": 2, "missing": 1},
    ),
    "SET022": headers(TYPED, VALUED, "--event", "watch:0.5"),
    "SET023": rows(f"{PLAIN},EVENT_ATTRIBUTION_SOURCE", numbered("s", 101), numbered("s", 100), actual=101, limit=100),
    "SET024": headers(VALUED, TYPED, "--use-case", "most-viewed"),
    "SET025": rows(
        PLAIN,
        [*crowd(180), *[f"u1,i1,{FIRST + n}" for n in range(21)]],
        [*crowd(180), *[f"u1,i1,{FIRST + n}" for n in range(20)]],
        **{"count": 21},
    ),
    "SET026": rows(
        PLAIN,
        [f"u1,i1,{NOW - 91 * DAY}"],
        [f"u1,i1,{NOW - 91 * DAY + 1}"],
        *("--now", str(NOW)),
        **{"actual": 91, "limit": 90},
    ),
    "SET027": rows(PLAIN, stepping(DAY), [*stepping(DAY), f"u1,i1,{MIDNIGHT + 1}"]),
    "SET028": column_rows("DEVICE", numbered("d", 100), numbered("d", 99), actual=100, limit=100),
    "SET029": rows(
        PLAIN,
        [f"u1,i1,{MIDNIGHT}", f"u1,i1,{MIDNIGHT + 30 * DAY + 7_200}"],
        [f"u1,i1,{MIDNIGHT}", f"u1,i1,{MIDNIGHT + 30 * DAY + 7_199}"],
        **{"actual": 30.0417, "limit": 30},
    ),
    "SET030": rows(PLAIN, stepping(128), [*stepping(128), f"u1,i1,{MIDNIGHT + 1}"], actual=128),
    "SET031": rows(VALUED, [f"{ROW},watch,0.69999996"], [f"{ROW},watch,0.69999995"], "--event", "watch:0.7", count=1),
}


def joined(
    option: str,
    bad: Iterable[str],
    good: Iterable[str],
    ids: Iterable[str],
    good_ids: Iterable[str] = (),
    **figures: Any,
) -> Case:
    """Rows beside a catalogue, `good_ids` for the second input where it is another one."""
    column = {"--items": "ITEM_ID", "--users": "USER_ID"}[option]
    made = [
        many({"x.csv": table(PLAIN, *rows), "ids.csv": table(column, *known)}, option, "ids.csv")
        for rows, known in ((bad, ids), (good, good_ids or ids))
    ]
    return Case(fires=made[0], misses=made[1], column=column, figures=figures)


def by_id(*ids: str, column: str = "ITEM_ID") -> list[str]:
    return [f"u1,{name},{FIRST + n}" if column == "ITEM_ID" else f"{name},i1,{FIRST + n}" for n, name in enumerate(ids)]


CASES = {
    **CASES,
    "REF001": joined(
        "--items",
        by_id(*["a"] * 99, "b"),
        by_id(*["a"] * 100, "b"),
        ["a"],
        count=1,
        share=0.01,
    ),
    "REF002": joined(
        "--users",
        by_id(*["a"] * 99, "b", column="USER_ID"),
        by_id(*["a"] * 100, "b", column="USER_ID"),
        ["a"],
        count=1,
        share=0.01,
    ),
    "REF003": joined("--items", by_id(*["a"] * 99, "A"), by_id(*["a"] * 100, "A"), ["a"], count=1, share=0.01),
    "REF004": joined(
        "--items",
        by_id("a"),
        by_id(*(f"i{n}" for n in range(51))),
        ["a", "b"],
        [f"i{n}" for n in range(101)],
        count=1,
        actual=0.5,
        limit=0.5,
    ),
}


def streamed(bad: str, good: str, column: str | None = None, **figures: Any) -> Case:
    """A row beside a log of one line."""
    made = [
        many({"x.csv": table(TYPED, f"{ROW},watch"), "log.jsonl": f"{line}\n".encode()}, "--streamed", "log.jsonl")
        for line in (f"{bad}\n{EVENT}", f"{good}\n{EVENT}")
    ]
    return Case(fires=made[0], misses=made[1], column=column, figures={"count": 1, **figures})


EVENT = json.dumps({"userId": "u1", "sessionId": "s1", "eventType": "watch", "itemId": "i1", "sentAt": FIRST})


def sent(**changed: Any) -> str:
    return json.dumps(json.loads(EVENT) | changed)


def request(count: int, **head: Any) -> str:
    event = {"eventType": "watch", "itemId": "i1", "sentAt": FIRST}
    return json.dumps({"userId": "u1", "sessionId": "s1", "eventList": [event] * count, **head})


CASES = {
    **CASES,
    "EVT001": streamed(sent(eventType=" "), sent(eventType="x")),
    "EVT002": streamed(request(11), request(10)),
    "EVT003": streamed(sent(sentAt=631_151_999), sent(sentAt=631_152_000.9), "TIMESTAMP"),
    "EVT004": streamed(sent(itemId="é" * 257), sent(itemId="é" * 256), "ITEM_ID"),
    "EVT005": streamed(sent(impression=["i1"] * 26), sent(impression=["i1"] * 25), "IMPRESSION"),
    "EVT006": streamed(sent(properties={"colour": 1}), sent(properties={"event_Value": 1})),
    "EVT007": streamed(EVENT[:-1], EVENT),
}

SHOWN = '{"userId": "u1", "sentAt": 1700000000, "impression": ["i1", "i2"]}'
NEXT = f"u1,i1,{FIRST + 10}"
# For every rule about logs an interaction and the second line of a log: one that fires, one that does not.
LOG_LINES: Mapping[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "LOG001": ((NEXT, SHOWN.removesuffix("]}")), (NEXT, SHOWN)),
    "LOG002": ((NEXT, SHOWN.replace('"i1", "i2"', "")), (NEXT, SHOWN.replace(', "i2"', ""))),
    "LOG003": ((NEXT, SHOWN.replace('"u1"', "null")), (NEXT, SHOWN.replace('"u1"', '"u2"'))),
    "LOG004": ((NEXT, SHOWN.replace("1700000000", '"noon"')), (NEXT, SHOWN.replace("1700000000", '"1700000000"'))),
    "LOG005": ((NEXT, SHOWN.replace("i2", "i|2")), (NEXT, SHOWN.replace("i2", "i/2"))),
    "LOG006": ((NEXT, SHOWN.replace("i2", "i" * 257)), (NEXT, SHOWN.replace("i2", "i" * 256))),
    # The item of this line ends in a backslash, as long as no quote follows that closes the field elsewhere.
    "LOG007": (
        (f'u1,"i1\\",{FIRST + 10}', SHOWN.replace('"i1", "i2"', '",x", "i1\\\\"')),
        (f'u1,"i1\\",{FIRST + 10}', SHOWN.replace('"i1", "i2"', '"x", "i1\\\\"')),
    ),
}
# Code → a clicked item and the lists of a log with which the rule fires, and the nearest with which it does not.
LOG_FIGURES: Mapping[str, tuple[tuple[str, tuple[str, ...]], tuple[str, tuple[str, ...]]]] = {
    "LOG008": (("i1", ("u1,i1|i2", "u1,i1|i3")), ("i1", ("u1,i1|i2", "u1,i1|i2"))),
    "LOG009": (("i9", ("u1,i1|i2",)), ("i2", ("u1,i1|i2",))),
    "LOG010": (("i1", ("u1,i1", "u2,i2")), ("i1", ("u1,i1", "u2,i2|i3"))),
    "LOG011": (("i1", ("u1,i1;i2", "u2,i3;i4")), ("i1", ("u1,i1|i2", "u2,i3|i4"))),
}
FLOATS = "42.0,i1,1700000000"

# Further limits of rules that have more than one.
MORE: tuple[tuple[str, Case], ...] = (
    ("EVT001", streamed(request(1, sessionId=None), request(1))),
    ("EVT003", streamed(sent(sentAt="1700000000000"), sent(sentAt="1700000000"), "TIMESTAMP")),
    ("EVT004", streamed(sent(eventType="w" * 257), sent(eventType="w" * 256), "EVENT_TYPE")),
    ("EVT004", streamed(sent(userId="w" * 257), sent(userId="w" * 256), "USER_ID")),
    ("EVT006", streamed(sent(properties='{"colour": 1}'), sent(properties='{"eventValue": 1}'))),
    ("EVT007", streamed('{"eventList": []}', request(1))),
    ("CSV003", Case(fires=one(table(PLAIN, ROW).decode().encode("utf-16")), misses=one(table(PLAIN, ROW)))),
    (
        "CSV010",
        Case(fires=one(table(PLAIN, ROW).replace(b"\n", b"\r")), misses=one(table(PLAIN, ROW).replace(b"\n", b"\r\n"))),
    ),
    *(
        ("CSV014", Case(fires=one(content), misses=one(table(PLAIN, ROW)), figures={"count": 1}))
        for content in (
            b'[{"userId": "u1"},\n',
            b"[\n  {\n",
            b'  {\n  "userId": "u1"\n}\n',
            b"PAR1\x15\x04\x15",
            b"Obj\x01\x04\x14avro.codec",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(8),
            b"<?xml version='1.0'?>\n<Error/>\n",
            b"<!DOCTYPE html>\n",
        )
    ),
    *(
        ("CSV015", Case(fires=one(above + table(PLAIN, ROW)), misses=one(table(PLAIN, ROW)), figures={"count": 1}))
        for above in (b"sep=,\n", b"# exported by a job\n# 2025-01-09\n", b"Interactions of January,,\r\n")
    ),
    ("CSV010", lines(f"u1,i\u200b1,{FIRST}", f"u1,i\u200c1,{FIRST}")),
    ("CSV010", lines(f"\ufeffu1,i1,{FIRST}", f"u1\ufe0f,i1,{FIRST}")),
    ("CSV010", lines(f"u1,i\u00ad1,{FIRST}", f"u1,i\u00a01,{FIRST}")),
    ("CSV010", lines(f"u1,i\u00851,{FIRST}", f"u1,i\u200d1,{FIRST}")),
    ("SCH005", headers(f",{PLAIN}", f"_,{PLAIN}", count=1)),
    ("SCH013", headers(f"{PLAIN},IMPRESSIONS", f"{PLAIN},IMPRESSION", count=1)),
    ("SCH013", headers(f"{PLAIN},EVENT_TYPES", "user_id,ITEM_ID,TIMESTAMP,Event_Type")),
    ("SCH010", headers(f"{TYPED},GENDER", f"{TYPED},PRICE", "--domain", "ecommerce")),
    ("VAL002", cell("USER_ID", "u" * 257, "u" * 256)),
    ("VAL002", cell("USER_ID", " " + "u" * 257, " " + "u" * 256)),
    ("VAL004", cell("TIMESTAMP", "-100000000000", "-99999999999")),
    ("VAL005", rows(PLAIN, [ROW, "u1,i1,631151999"], [ROW, "u1,i1,631152000"], count=1)),
    (
        "VAL006",
        Case(
            fires=with_schema(table(f"{PLAIN},N", f"{ROW},2147483648"), {"name": "N", "type": "int"}),
            misses=with_schema(table(f"{PLAIN},N", f"{ROW},2147483647"), {"name": "N", "type": "int"}),
            column="N",
            figures={"count": 1},
        ),
    ),
    (
        "VAL006",
        Case(
            fires=with_schema(table(f"{PLAIN},N", f"{ROW},-9223372036854775809"), {"name": "N", "type": "long"}),
            misses=with_schema(table(f"{PLAIN},N", f"{ROW},-9223372036854775808"), {"name": "N", "type": "long"}),
            column="N",
            figures={"count": 1},
        ),
    ),
    ("VAL015", cell("EVENT_ATTRIBUTION_SOURCE", "Käufer", "Kaeufer ~")),
    (
        "VAL016",
        replace(
            rows(PLAIN, [FLOATS] * 9 + ["a,i1,1700000000"], [FLOATS] * 8 + ["a,i1,1700000000"], count=9),
            column="USER_ID",
        ),
    ),
    ("IMP001", cell("IMPRESSION", "i1|" + "é" * 998, "i1|" + "é" * 997)),
    (
        "SET001",
        Case(
            fires=one(table(TYPED, *typed(watch=999, click=204)), "--event", "watch"),
            misses=one(table(TYPED, *typed(watch=1000, click=203)), "--event", "watch"),
            figures={"actual": 999, "limit": 1000, "missing": 1},
        ),
    ),
    ("SET002", rows(PLAIN, active(24, of=100), active(25, of=100), actual=24, limit=25, missing=1)),
    ("SET003", rows(PLAIN, active(0, of=1), active(1, of=1), actual=0, limit=1, missing=1)),
    (
        "SET006",
        rows(
            f"{VALUED},OWN",
            [f"{line},1,x" for line in types(8)],
            [f"{line},1,x" for line in types(7)],
            **{"actual": 11, "limit": 10},
        ),
    ),
    ("SET007", rows(TYPED, typed(a=999), typed(a=1000), "--use-case", "aws-vod-top-picks", actual=999, missing=1)),
    ("SET012", replace(rows(f"{PLAIN},N", numbered("d", 1001), numbered("", 1001)), column="N")),
    ("SET013", rows(TYPED, typed(click=1, Click=1), typed(level1=200, level2=1), count=1)),
    ("SET013", rows(TYPED, typed(**{"add_to-cart": 1, "Add To Cart": 1}), typed(cart=100, card=1), count=1)),
    ("SET013", options(table(TYPED, f"{ROW},view"), "--event View", "--event view", count=1)),
    ("SET013", options(table(TYPED, f"{ROW},view"), "--use-case most-viewed", "--domain ecommerce", count=1)),
    ("SET014", rows(PLAIN, FEW_USERS, MANY, actual=999, limit=1000, missing=1)),
    *(
        ("SET016", rows(TYPED, typed(like=9, **{bad: 1}), typed(like=9, **{good: 1}), count=1))
        for bad, good in (
            ("artwork-deselected", "artwork-selected"),
            ("cancel", "can"),
            ("order_cancelled", "order_called"),
            ("delete", "select"),
            ("bounce", "announce"),
            ("swipe_left", "swipe_right"),
            ("appUninstalled", "appInstalled"),
            ("unfollow", "follow"),
            ("un-like", "unlock"),
            ("refund", "fund"),
            ("item_refunding", "item_finding"),
            ("down_voted", "countdown"),
            ("removeFromList", "remove_ads"),
            ("unsaved", "unpaused"),
            ("declined", "inclined"),
            ("opt_out", "log_out"),
            ("returned", "return_visit"),
            ("impression", "impressed"),
            ("view_impression", "view"),
            ("shown", "show_details"),
        )
    ),
    ("SET024", headers(VALUED, TYPED, "--domain", "ecommerce")),
    ("SET016", options(table(TYPED, *typed(like=9, dislike=1)), "--event dislike", "--event like", count=1)),
    ("SET025", rows(PLAIN, [*crowd(198), *["guest,i1,1700000000"] * 2], [*crowd(199), "guest,i1,1700000000"], count=2)),
    ("SET027", rows(PLAIN, stepping(DAY), stepping(DAY)[1:])),
    ("SET027", rows(PLAIN, stepping(DAY, MIDNIGHT + 18_000), stepping(DAY - 1, MIDNIGHT + 18_000))),
    (
        "SET028",
        column_rows("DEVICE", [*numbered("d", 90), *numbered("d", 10)], [*numbered("d", 89), *numbered("d", 11)]),
    ),
    (
        "SET029",
        rows(
            PLAIN,
            [f"u1,i1,{MIDNIGHT + day * DAY}" for day in (0, *range(42, 82))],
            [f"u1,i1,{MIDNIGHT + day * DAY}" for day in (0, *range(42, 85))],
            **{"actual": 41.9583},
        ),
    ),
    ("SET030", rows(PLAIN, stepping(64), stepping(32), actual=64)),
    ("SET030", rows(PLAIN, stepping(3600), stepping(1800), actual=3600)),
    ("SET025", rows(PLAIN, [*crowd(99), f"-1,i1,{FIRST}"], [*crowd(99), f"-2,i1,{FIRST}"], count=1)),
    (
        "SET007",
        rows(
            TYPED,
            [*typed(View=999), typed(View=999)[-1]],
            [*typed(View=1000), typed(View=1000)[-1]],
            *("--use-case", "most-viewed"),
            **{"actual": 999, "missing": 1},
        ),
    ),
    ("SET001", rows(PLAIN, [*records(999), f"u1,,{FIRST}"], [*records(1000), f"u1,,{FIRST}"], actual=999, missing=1)),
    ("SET004", rows(PLAIN, [*records(999), ",i1,1700000000"], [*records(1000), ",i1,1"], actual=999, missing=1)),
    (
        "CMP001",
        Case(
            fires=beside(table(PLAIN), rows=1), misses=beside(table(PLAIN), rows=0), figures={"actual": 0, "limit": 1}
        ),
    ),
    ("CMP008", compared(records(100), {"timestamp_max": FIRST + 99, "rows": 99}, {"timestamp_max": FIRST + 99})),
    (
        "CMP009",
        Case(
            fires=beside(table(PLAIN, ROW, f"u1,i1,{FIRST + 29 * 3600}"), longest_gap_hours=9),
            misses=beside(table(PLAIN, ROW, f"u1,i1,{FIRST + 28 * 3600}"), longest_gap_hours=9),
            figures={"actual": 28, "limit": 27},
        ),
    ),
    ("SET020", options(table(VALUED), "--recipe aws-sims --event watch::0.5", "--recipe aws-sims --event watch")),
    (
        "SET020",
        options(
            table(TYPED),
            "--recipe aws-user-personalization --event a --event b",
            "--recipe aws-user-personalization-v2 --event a --event b",
        ),
    ),
)


def _facts(
    *,
    size: int = 1,
    interactions: int = 1,
    items: int = 1,
    recipe: str | None = None,
    mode: ImportMode = ImportMode.FULL,
    unread: tuple[str, ...] = (),
) -> Facts:
    names = tuple(PLAIN.split(","))
    view = DatasetView(
        target=Target(import_mode=mode, recipe=RECIPES[recipe] if recipe else None),
        schema=infer_schema(names, Domain.CUSTOM),
        headers=(Header(path="x.csv", text=PLAIN, written=names, names=names, counted=names),),
        unread=unread,
    )
    metrics = Metrics(
        rows=interactions,
        records=interactions,
        blank_lines=0,
        bytes=size,
        columns=names,
        unique_interactions=interactions,
        duplicate_rows=0,
        duplicate_user_item_time=0,
        users=1,
        users_with_2=1,
        users_with_2_unique=1,
        items=items,
        event_types={},
        timestamp_min=FIRST,
        timestamp_max=FIRST,
        by_column={},
    )
    return Facts(view=view, metrics=metrics, training=metrics)


V2 = "aws-user-personalization-v2"

# Gigabytes, or hundreds of millions of lines: judged from facts made by hand, on both sides of each limit.
BY_FACTS: Mapping[str, tuple[FactsCase, ...]] = {
    "CSV016": (FactsCase(fires=_facts(unread=("a.tsv", "b.csv.bak")), misses=_facts(), figures={"count": 2}),),
    "SET008": (
        FactsCase(
            fires=_facts(size=100_000_000_001),
            misses=_facts(size=100_000_000_000),
            figures={"actual": 100_000_000_001, "limit": 100_000_000_000},
        ),
        FactsCase(
            fires=_facts(size=1_000_000_001, mode=ImportMode.INCREMENTAL),
            misses=_facts(size=1_000_000_000, mode=ImportMode.INCREMENTAL),
            figures={"actual": 1_000_000_001, "limit": 1_000_000_000},
        ),
    ),
    "SET015": (
        FactsCase(
            fires=_facts(interactions=500_000_001),
            misses=_facts(interactions=500_000_000),
            figures={"actual": 500_000_001, "limit": 500_000_000},
        ),
        FactsCase(
            fires=_facts(items=750_001, recipe="aws-sims"),
            misses=_facts(items=750_000, recipe="aws-sims"),
            figures={"actual": 750_001, "limit": 750_000},
        ),
        FactsCase(
            fires=_facts(interactions=3_000_000_001, recipe=V2),
            misses=_facts(interactions=3_000_000_000, recipe=V2),
            figures={"actual": 3_000_000_001, "limit": 3_000_000_000},
        ),
        FactsCase(
            fires=_facts(items=5_000_001, recipe=V2),
            misses=_facts(items=5_000_000, recipe=V2),
            figures={"actual": 5_000_001, "limit": 5_000_000},
        ),
    ),
}
