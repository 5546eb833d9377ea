"""Catalogues of items and users beside the interactions: what is accepted, what is refused, what is said."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import interactions_cli
from interactions_cli.formats import FORMATS
from interactions_cli.measures.id_set import IdSet
from interactions_cli.measures.known_ids import KnownIds
from interactions_cli.storage.compression import zstd_module
from tests.cli_runner import report, run

FIRST = 1_700_000_000
HEADER = "USER_ID,ITEM_ID,TIMESTAMP\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = [f"u{n % 10},i{n % 20},{FIRST + n}\n" for n in range(100)]
    (tmp_path / "x.csv").write_text(HEADER + "".join(rows))
    (tmp_path / "items.csv").write_text("ITEM_ID,GENRE\n" + "".join(f"i{n},a\n" for n in range(20)))
    (tmp_path / "users.csv").write_text("USER_ID\n" + "".join(f"u{n}\n" for n in range(10)))
    return tmp_path


def joined(folder: Path, *options: str, command: str = "validate", stdin: bytes | None = None) -> dict[str, Any]:
    words = (command, "x.csv", "--format", "json", "--fail-on", "never", "--select", "REF", *options)
    if command == "stats":
        words = tuple(word for word in words if word not in ("--select", "REF"))
    found: dict[str, Any] = json.loads(run(*words, cwd=folder, stdin=stdin).stdout)
    return found


def refs(found: dict[str, Any]) -> list[tuple[str, str]]:
    return [(entry["code"], entry["column"]) for entry in found["findings"] if entry["code"].startswith("REF")]


def test_a_catalogue_that_has_everything_is_silent_and_has_its_figures(folder: Path) -> None:
    found = joined(folder, "--items", "items.csv", "--users", "users.csv")
    assert refs(found) == []
    assert found["metrics"]["joins"]["items"] == {
        "catalogue": ["items.csv"],
        "ids": 20,
        "unknown_ids": 0,
        "unknown_rows": 0,
        "unknown_share": 0.0,
        "idle_ids": 0,
        "idle_share": 0.0,
        "near_misses": [],
    }
    assert found["metrics"]["joins"]["users"]["ids"] == 10
    assert {entry["code"] for entry in found["passed"]} == {"REF001", "REF002", "REF003", "REF004"}


def test_without_a_catalogue_the_rules_say_what_is_missing(folder: Path) -> None:
    found = joined(folder)
    assert "joins" not in found["metrics"]
    assert {
        entry["code"]: entry["reason"] for entry in found["skipped"] if entry["code"].startswith("REF")
    } == dict.fromkeys(("REF001", "REF002", "REF003", "REF004"), "no catalogue given (--items, --users)")
    beside = joined(folder, "--items", "items.csv")["skipped"]
    assert {"code": "REF002", "column": None, "reason": "no catalogue of users given (--users)"} in beside


@pytest.mark.parametrize("way", ["plain", "gz", "zst", "folder", "glob", "stdin", "bom", "crlf", "lower", "quoted"])
def test_a_catalogue_is_read_however_it_comes(folder: Path, way: str) -> None:
    text = (folder / "items.csv").read_bytes()
    path, stdin = "items.csv", None
    module: Any = zstd_module()
    if way == "gz":
        path = "items.csv.gz"
        (folder / path).write_bytes(gzip.compress(text))
    elif way == "zst":
        path = "items.csv.zst"
        (folder / path).write_bytes(module.compress(text))
    elif way in ("folder", "glob"):
        (folder / "parts").mkdir()
        head, _, body = text.partition(b"\n")
        for place, part in enumerate((body[:40], body[40:])):
            (folder / "parts" / f"{place}.csv").write_bytes(head + b"\n" + part)
        path = "parts" if way == "folder" else "parts/*.csv"
    elif way == "stdin":
        path, stdin = "-", text
    elif way != "plain":
        changed = {
            "bom": b"\xef\xbb\xbf" + text,
            "crlf": text.replace(b"\n", b"\r\n"),
            "lower": text.replace(b"ITEM_ID", b"item_id"),
            "quoted": b"".join(b'"%b","a ""b"", c"\n' % line.split(b",")[0] for line in text.splitlines()[1:]),
        }[way]
        (folder / path).write_bytes(b"ITEM_ID,TITLE\n" + changed if way == "quoted" else changed)
    assert joined(folder, "--items", path, stdin=stdin)["metrics"]["joins"]["items"]["ids"] == 20
    assert refs(joined(folder, "--items", path, stdin=stdin)) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "has no header line"),
        (b"ITEM_ID\n", "has no ITEM_ID in any line"),
        (b"ITEM_ID,X\n,a\n,b\n", "has no ITEM_ID in any line"),
        (b"CODE,GENRE\nu1,a\n", "has no column ITEM_ID; its columns are CODE, GENRE"),
        (b"i1\ni2\n", "has no column ITEM_ID; its columns are i1"),
        (HEADER.encode("utf-16"), "is UTF-16, not UTF-8"),
        (b"PK\x03\x04" + bytes(100), "is a ZIP archive or an Excel workbook"),
        (b"\x1f\x8b" + b"x" * 50, "gzip"),
        (b"ITEM_ID\ri1\r", "ends its lines by carriage returns alone"),
        (None, "absent.csv"),
    ],
)
@pytest.mark.parametrize("command", ["validate", "stats"])
def test_a_catalogue_that_cannot_be_used_is_an_error_with_a_hint(
    folder: Path, command: str, content: bytes | None, said: str
) -> None:
    name = "absent.csv" if content is None else "bad.csv"
    if content is not None:
        (folder / name).write_bytes(content)
    result = run(command, "x.csv", "--items", name, cwd=folder, code=2)
    assert result.stdout == ""
    assert said in result.stderr
    assert "hint: " in result.stderr


def test_lines_of_a_catalogue_that_are_no_records_are_named(folder: Path) -> None:
    with (folder / "items.csv").open("a") as file:
        file.write('i77,a,b\ni78,"x\n')
    found = joined(folder, "--items", "items.csv")
    assert found["notes"] == ["items.csv: left out 2 lines of the catalogue that cannot be read under its header"]
    assert found["metrics"]["joins"]["items"]["ids"] == 20


def test_standard_input_is_wanted_once(folder: Path) -> None:
    for words in (("-", "--items", "-"), ("x.csv", "--items", "-", "--users", "-")):
        assert (
            "standard input is wanted for two things" in run("validate", *words, cwd=folder, stdin=b"x", code=2).stderr
        )
    assert (
        "is given twice"
        in run("stats", "x.csv", "--items", "items.csv", "--items", "items.csv", cwd=folder, code=2).stderr
    )


def test_no_output_replaces_a_catalogue(folder: Path) -> None:
    before = (folder / "items.csv").read_bytes()
    run("validate", "x.csv", "--items", "items.csv", "-o", "items.csv", "--force", cwd=folder, code=2)
    assert (folder / "items.csv").read_bytes() == before


def test_limits_come_from_the_configuration(folder: Path) -> None:
    (folder / "items.csv").write_text("ITEM_ID\n" + "".join(f"i{n}\n" for n in range(19)))
    assert refs(joined(folder, "--items", "items.csv")) == [("REF001", "ITEM_ID")]
    for limit, codes in (("0.05", [("REF001", "ITEM_ID")]), ("0.051", []), ("1", []), ("0", [("REF001", "ITEM_ID")])):
        (folder / "interactions-cli.toml").write_text(f"[limits]\nunknown-items = {limit}\n")
        found = joined(folder, "--items", "items.csv")
        assert refs(found) == codes
        assert found["target"]["limits"] == {"unknown-items": float(limit)}
    (folder / "interactions-cli.toml").write_text("[limits]\nunknown-items = 0\n")
    (folder / "items.csv").write_text("ITEM_ID\n" + "".join(f"i{n}\n" for n in range(20)))
    assert refs(joined(folder, "--items", "items.csv")) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[limits]\nunknown-item = 0.1", "unknown-items"),
        ("[limits]\nunknown-items = 5", "not a share from 0 to 1"),
        ("[limits]\nunknown-items = true", "not a share from 0 to 1"),
        ("[limits]\nunknown-items = nan", "not a share from 0 to 1"),
        ('[limits]\nunknown-items = "1%"', "not a share from 0 to 1"),
        ("limits = 0.1", "not a table"),
    ],
)
def test_a_limit_that_has_no_effect_is_an_error(folder: Path, text: str, said: str) -> None:
    (folder / "interactions-cli.toml").write_text(text)
    assert said in run("validate", "x.csv", cwd=folder, code=2).stderr


def test_what_explains_every_unknown_row_stands_for_it(folder: Path) -> None:
    (folder / "items.csv").write_text("ITEM_ID\n" + "".join(f"I{n}\n" for n in range(20)))
    found = joined(folder, "--items", "items.csv")
    assert [(entry["code"], entry["folded"]) for entry in found["findings"]] == [
        ("REF003", [{"code": "REF001", "column": "ITEM_ID"}])
    ]
    assert "20 in another case" in found["findings"][0]["message"]
    assert refs(joined(folder, "--items", "items.csv", "--ignore", "REF003")) == [("REF001", "ITEM_ID")]


def test_a_prefix_is_named_on_either_side(folder: Path) -> None:
    for catalogue, words in (("tenant:i", "20 with `tenant:` in front"), ("", "20 without `i` in front")):
        (folder / "items.csv").write_text("ITEM_ID\n" + "".join(f"{catalogue}{n}\n" for n in range(20)))
        found = joined(folder, "--items", "items.csv")
        assert words in found["findings"][0]["message"]
        assert found["metrics"]["joins"]["items"]["near_misses"][0]["prefix"] == words.split("`")[1]


def test_digits_before_a_number_are_no_prefix(folder: Path) -> None:
    (folder / "x.csv").write_text(HEADER + "".join(f"u1,2{n},{FIRST}\n" for n in range(10, 100)))
    (folder / "items.csv").write_text("ITEM_ID\n" + "".join(f"{n}\n" for n in range(10, 100)))
    assert refs(joined(folder, "--items", "items.csv"))[0] == ("REF001", "ITEM_ID")


def test_values_and_prefixes_are_hidden_on_demand(folder: Path) -> None:
    (folder / "x.csv").write_text(HEADER + "".join(f"secretuser{n},hidden-{n},{FIRST}\n" for n in range(9)))
    (folder / "items.csv").write_text("ITEM_ID\n" + "".join(f"{n}\n" for n in range(9)))
    for form in FORMATS:
        for command in ("validate", "stats"):
            words = (
                command,
                "x.csv",
                "--items",
                "items.csv",
                "--users",
                "users.csv",
                "--format",
                form,
                "--fail-on=never",
            )
            shown = run(*words, "--redact", "--verbose", cwd=folder).stdout
            assert "hidden-" not in shown
            assert "secretuser" not in shown
    assert "hidden-" in json.dumps(joined(folder, "--items", "items.csv"))


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_shows_it(folder: Path, form: str) -> None:
    (folder / "items.csv").write_text("ITEM_ID\n" + "".join(f"i{n}\n" for n in range(10, 60)))
    shown = run("validate", "x.csv", "--items", "items.csv", "--format", form, "--fail-on", "never", cwd=folder).stdout
    assert "REF001" in shown
    assert "REF004" in shown


def test_stats_has_the_same_figures(folder: Path) -> None:
    options = ("--items", "items.csv", "--users", "users.csv")
    (folder / "items.csv").write_text("ITEM_ID\n" + "".join(f"I{n}\n" for n in range(20)))
    figures = [joined(folder, *options, command=command) for command in ("validate", "stats")]
    assert figures[0]["metrics"]["joins"] == figures[1]["metrics"]["joins"]
    assert refs(figures[0]) == refs(figures[1])


def test_the_functions_take_catalogues_and_limits(folder: Path) -> None:
    (folder / "items.csv").write_text("ITEM_ID\n" + "".join(f"i{n}\n" for n in range(19)))
    paths: Any = {"items": folder / "items.csv", "users": [str(folder / "users.csv")]}
    found = interactions_cli.validate_interactions(folder / "x.csv", select="REF", **paths)
    assert [entry.code for entry in found.findings] == ["REF001"]
    limits = {"unknown-items": 0.06}
    assert not interactions_cli.validate_interactions(folder / "x.csv", select="REF", limits=limits, **paths).findings
    stats = interactions_cli.interaction_stats(pl.read_csv(folder / "x.csv"), **paths)
    assert stats.to_dict()["metrics"]["joins"]["items"]["unknown_rows"] == 5
    with pytest.raises(interactions_cli.UsageError, match="no limit is called"):
        interactions_cli.validate_interactions(folder / "x.csv", limits={"items": 0.1}, **paths)


# The nastiest catalogues: hostile ids, a header of nothing but the same column, ids of every odd form.


def test_hostile_ids_harm_no_report(folder: Path) -> None:
    ids = [
        "::error::x",
        "[red]x[/]",
        "<script>",
        "a|b",
        "$(rm)",
        "\u202ex",
        "x" * 5000,
        "`" * 9,
        "{prefix}",
        "%s",
        "\x1b[31m",
    ]
    rows = [f'u1,"evil{{0}}{name}",{FIRST + n}\n' for n, name in enumerate(ids * 2)]
    (folder / "x.csv").write_text(HEADER + "".join(rows))
    (folder / "items.csv").write_text("ITEM_ID\n" + "".join(f'"{name}"\n' for name in ids))
    for form in FORMATS:
        shown = run("validate", "x.csv", "--items", "items.csv", "--format", form, "--fail-on=never", cwd=folder).stdout
        assert "\x1b" not in shown
        assert "\n::error::x" not in shown
        assert "<script>" not in shown or form not in ("html", "junit")
    assert joined(folder, "--items", "items.csv")["metrics"]["joins"]["items"]["near_misses"] == [
        {"cause": "prefix", "prefix": "evil{0}", "ids": 11, "rows": 22}
    ]


def test_the_data_set_may_be_its_own_catalogue(folder: Path) -> None:
    found = joined(folder, "--items", "x.csv", "--users", "x.csv")
    assert refs(found) == []


def test_a_file_without_the_column_is_not_compared(folder: Path) -> None:
    (folder / "x.csv").write_text(f"ITEM_ID,TIMESTAMP\ni1,{FIRST}\n")
    found = joined(folder, "--users", "users.csv")
    assert {"code": "REF002", "column": None, "reason": "the file has no column USER_ID"} in found["skipped"]


# What the comparison rests on


@pytest.mark.parametrize("count", [0, 1, 63, 64, 10_000])
def test_a_set_of_hashes_knows_what_it_holds(count: int) -> None:
    every = pl.int_range(0, 2 * count + 2, eager=True).hash(1)
    known = IdSet(every.head(count))
    assert known.absent(every).to_list() == list(range(count, len(every)))
    assert known.contains(every).to_list() == [place < count for place in range(len(every))]
    with_null = pl.Series([None, *every.to_list()], dtype=pl.UInt64)
    assert known.absent(with_null).to_list() == list(range(count + 1, len(with_null)))
    assert not known.contains(with_null)[0]


def test_equal_slots_and_the_hash_zero_are_no_trouble() -> None:
    every = pl.Series([*range(100), 2**64 - 1, 2**63], dtype=pl.UInt64)
    assert IdSet(every).absent(every).to_list() == []
    others = pl.Series([1000, 2**64 - 2, 2**63 + 1], dtype=pl.UInt64)
    assert IdSet(every).absent(others).to_list() == [0, 1, 2]


def test_memory_grows_with_the_catalogue() -> None:
    known = KnownIds()
    for start in range(0, 200_000, 50_000):
        known.add(pl.Series([f"item-{number}" for number in range(start, start + 50_000)]))
    known.close()
    assert known.count == 200_000
    assert known.size / known.count < 40


def test_the_samples_show_it(tmp_path: Path) -> None:
    samples = Path(__file__).parent.parent / "sample_data"
    found = report(samples / "shop.csv", "--items", samples / "shop-items.csv", "--users", samples / "shop-users.csv")
    assert [(entry["code"], entry["column"]) for entry in found["findings"] if entry["code"][:3] == "REF"] == [
        ("REF001", "ITEM_ID"),
        ("REF003", "USER_ID"),
    ]
