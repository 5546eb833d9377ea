"""Reports made by hand for the tests of the formats: every effect, several inputs, values that mean harm."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from interactions_cli.personalize.fields import guide
from interactions_cli.report import Finding, InputFile, OutputFile, Passed, Report, Sample, Skipped
from interactions_cli.rules.effect import Effect

HOSTILE = "\x1b[31mred\x1b[0m\x07\x9b2J"
MARKUP = "[red]x[/red] [link=https://example.com]:boom:[/link]"
BIDI = "abc\u202edcba\u2066 \u200b\ufeff\u2028end"
SURROGATE = "caf\udce9"


def finding(code: str, name: str, effect: Effect, column: str | None, count: int, **more: Any) -> Finding:
    words: dict[str, Any] = {
        "share": None,
        "actual": None,
        "limit": None,
        "missing": None,
        "message": "the message",
        "hint": "Do this.",
        "source": guide("limits"),
        "samples": (),
        "samples_cut": False,
    }
    return Finding(
        code=code,
        name=name,
        severity=effect.severity,
        effect=effect.value,
        column=column,
        count=count,
        **(words | more),
    )


CLICKS = "exports/2024-03/clicks.csv"
WATCHES = "exports/2024-03/watches of [bold]all[/bold] regions.csv.gz"

TIMESTAMPS = finding(
    "VAL003",
    "timestamp-not-integer",
    Effect.IMPORT_FAILS,
    "TIMESTAMP",
    4815,
    share=0.0375293,
    message="4,815 values are not whole seconds since 1970-01-01 UTC, the first is 2023-11-14T00:00:00Z in line 402",
    hint="Write Unix time in whole seconds, for example with `int(moment.timestamp())`.",
    source=guide("interactions-dataset-requirements"),
    samples=(
        Sample(path=CLICKS, line=402, value="2023-11-14T00:00:00Z"),
        Sample(path=CLICKS, line=97_405, value="1.7e9"),
        Sample(path=WATCHES, line=7, value=HOSTILE),
    ),
    samples_cut=True,
)

FINDINGS = (
    finding(
        "SET001",
        "too-few-interactions",
        Effect.TRAINING_FAILS,
        None,
        1,
        actual=940,
        limit=1000,
        missing=60,
        message="940 unique interactions are left after the event filter, training needs 1,000: 60 are missing",
        hint="Add 60 or more interactions, or lower the threshold in `--event watch:0.5`.",
    ),
    TIMESTAMPS,
    finding(
        "CSV003",
        "not-utf8",
        Effect.UNSTATED,
        None,
        1,
        share=7.79423e-06,
        message="1 line is not UTF-8 text",
        hint="Convert the file with `iconv -f WINDOWS-1252 -t UTF-8`.",
        source=guide("preparing-training-data"),
        samples=(Sample(path=CLICKS, line=88, value="u17,caf\\xe9 au lait,1700000000", value_cut=False),),
    ),
    finding(
        "SCH005",
        "column-name",
        Effect.UNSTATED,
        "\x1b]0;title\x07" + "a name that a spreadsheet would never fit into one cell",
        1,
        message=f"the name {MARKUP} has other characters than letters, digits and `_`",
        hint="Rename the column in the header line.",
        source=guide("preparing-training-data"),
    ),
    finding(
        "SCH008",
        "metadata-not-categorical",
        Effect.IGNORED,
        "DEVICE",
        1,
        message="DEVICE is a string without `categorical` and stays unused in training",
        hint='Add `"categorical": true` to the field in the schema.',
        source=guide("custom-datasets-and-schemas"),
    ),
    finding(
        "SET010",
        "duplicate-interactions",
        Effect.DEDUPLICATED,
        None,
        12,
        share=9.35307e-05,
        message="12 rows equal an earlier row in every column",
        hint="Run `interactions-cli filter --drop-duplicates` on the files.",
        source=guide("interactions-datasets"),
        samples=(
            Sample(path=CLICKS, line=402, value="= line 17"),
            Sample(path=WATCHES, line=403, value="= line 18"),
        ),
        samples_cut=True,
    ),
    finding(
        "CSV009",
        "blank-line",
        Effect.SUSPICIOUS,
        None,
        3,
        message="3 lines have nothing on them",
        hint="Remove them with `sed -i '/^$/d'`.",
        source=guide("preparing-training-data"),
        samples=(Sample(path=CLICKS, line=9, value=""), Sample(path=CLICKS, line=10), Sample(path=CLICKS, line=11)),
    ),
    finding(
        "SET013",
        "event-type-spelling",
        Effect.SUSPICIOUS,
        "EVENT_TYPE",
        2,
        message="2 event types look like spellings of others",
        hint="Write each event type in one way.",
        source=guide("event-types"),
        samples=(Sample(value="Watch = watch"), Sample(value="クリック = ｸﾘｯｸ")),
    ),
    finding(
        "VAL009",
        "surrounding-space",
        Effect.SUSPICIOUS,
        "ITEM_ID",
        6,
        share=4.67653e-05,
        message="6 values begin or end with a blank",
        hint="Strip the values before writing the file.",
        source=guide("preparing-training-data"),
        samples=(
            Sample(path=CLICKS, line=12, value=" i1 "),
            Sample(path=CLICKS, line=13, value="i2\u00a0"),
            Sample(path=CLICKS, line=14, value=MARKUP),
            Sample(path=CLICKS, line=15, value="0123456789" * 8, value_cut=True),
            Sample(path=WATCHES, line=100_016, value=BIDI),
            Sample(path=WATCHES, line=100_017, value="東京タワー🗼"),
        ),
    ),
    finding(
        "SET011",
        "incomplete-column",
        Effect.RECOMMENDED,
        "EVENT_VALUE",
        64_150,
        share=0.5,
        actual=0.5,
        limit=0.7,
        message="50 % of the records have a value, the guide recommends 70 %",
        hint="Fill the column at its origin, or leave it out.",
        source=guide("interactions-datasets"),
    ),
    finding(
        "CSV013",
        "compressed-input",
        Effect.INFORMATION,
        None,
        1,
        message="1 file is compressed, and the guide speaks of CSV files only",
        hint="Upload the file uncompressed, as `gzip -d` leaves it.",
        source=guide("preparing-training-data"),
    ),
)

RICH = Report(
    command="validate",
    fail_on="error",
    target={
        "domain": "custom",
        "use_cases": [],
        "recipe": "aws-user-personalization-v2",
        "import_mode": "full",
        "schema": "schema.json",
        "events": [
            {"event_type": "watch", "threshold": 0.5, "weight": 0.7},
            {"event_type": SURROGATE, "threshold": None, "weight": None},
            {"event_type": None, "threshold": 3.0, "weight": None},
        ],
    },
    inputs=(
        InputFile(path=CLICKS, bytes=5_045_846, rows=128_299),
        InputFile(path=WATCHES, bytes=914, rows=1),
        InputFile(path="-", bytes=None, rows=0),
    ),
    outputs=(OutputFile(path="out/clean.csv", rows=1100),),
    rows=128_300,
    findings=FINDINGS,
    passed=(
        *(Passed(code="VAL009", column=f"OWN_{n:02}") for n in range(39)),
        Passed(code="VAL007", column="OWN_39"),
        Passed(code="CSV001", column=None),
    ),
    skipped=(
        Skipped(code="IMP001", column="IMPRESSION", reason="no IMPRESSION column"),
        Skipped(code="SET007", column=None, reason="no use case chosen"),
        Skipped(code="IMP002", column="IMPRESSION", reason="no IMPRESSION column"),
        Skipped(code="SET017", column=None, reason="no use case chosen"),
        Skipped(code="VAL007", column="DEVICE", reason="in --ignore"),
        Skipped(code="VAL007", column="LOCATION", reason="in --ignore"),
    ),
    metrics={
        "rows": 128_300,
        "blank_lines": 3,
        "bytes": 5_046_760,
        "columns": ["USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE", "EVENT_VALUE", "DEVICE"],
        "unique_interactions": 123_470,
        "duplicate_rows": 12,
        "duplicate_user_item_time": 40,
        "users": 4120,
        "users_with_2": 3901,
        "users_with_2_unique": 3899,
        "items": 1017,
        "event_types": {"click": 120_000, "watch": 940, HOSTILE: 7}
        | {f"type_{number}": 20 - number for number in range(10)},
        "event_types_distinct": 13,
        "timestamp_min": 1_680_307_200,
        "timestamp_max": 1_700_000_000_000,
        "completeness": {"EVENT_VALUE": 0.5},
        "estimated": ["unique_interactions", "duplicate_rows"],
        "training": {
            "rows": 941,
            "unique_interactions": 940,
            "duplicate_rows": 1,
            "users": 400,
            "users_with_2": 1,
            "items": 1,
            "estimated": [],
        },
    },
    notes=("_SUCCESS in exports/2024-03 was left out: not a CSV file", f"{SURROGATE} was left out"),
)

CLEAN = replace(
    RICH,
    target={
        "domain": "ecommerce",
        "use_cases": ["aws-ecomm-recommended-for-you"],
        "recipe": None,
        "import_mode": "incremental",
        "schema": "inferred",
        "events": [],
    },
    inputs=(InputFile(path="x.csv", bytes=45_846, rows=1203),),
    outputs=(),
    rows=1203,
    findings=(),
    skipped=(),
    metrics={
        "rows": 1203,
        "blank_lines": 0,
        "unique_interactions": 1203,
        "duplicate_rows": 0,
        "users": 412,
        "users_with_2": 309,
        "users_with_2_unique": 309,
        "items": 1017,
        "event_types": {"View": 1203},
        "event_types_distinct": 1,
        "timestamp_min": 1_700_000_000,
        "timestamp_max": 1_700_000_001,
        "estimated": [],
    },
    notes=(),
)

# What a command that writes data reports: its figures are those of the output.
FILTERED = replace(
    CLEAN,
    command="filter",
    fail_on="never",
    outputs=(OutputFile(path="out/kept.csv", rows=1100), OutputFile(path="-", rows=1100)),
    rows=1100,
    findings=FINDINGS[5:7],
    sections={
        "filter": {
            "read": 1203,
            "kept": 1100,
            "rejected": 103,
            "by_reason": {"event-type": 100, "VAL003": 3},
            "by_event_type": {"watch": {"read": 1100, "kept": 1100}, f" {HOSTILE}|`": {"read": 103, "kept": 0}},
            "criteria": [
                {"name": "malformed-lines", "rows": 3, "users": 0, "items": 0},
                {"name": "events", "rows": 100, "users": 12, "items": 1},
            ],
        }
    },
)
REPORTS = {"rich": RICH, "clean": CLEAN, "filtered": FILTERED}
