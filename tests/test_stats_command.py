"""The `stats` command as it is called: sections, options, forms, and what it says of the purpose of the data."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from interactions_cli import interaction_stats
from interactions_cli.formats.charts import SHADES, curve, shade, shades_legend
from interactions_cli.formats.markdown_blocks import set_section
from interactions_cli.judging.readiness import DECIDING, WORDS
from interactions_cli.measures.sections import SECTIONS
from interactions_cli.pages.figures import number
from interactions_cli.pages.stats import stats_sections
from interactions_cli.personalize.recipes import RECIPES, USE_CASES
from tests.cli_runner import ROOT, run

MOVIES, SHOP = ROOT / "sample_data" / "movies.csv", ROOT / "sample_data" / "shop.csv"
WIDTHS = (60, 80, 120)
HEADER = "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\n"


def report_of(*words: str | Path, code: int = 0) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(run("stats", *words, "--format", "json", code=code).stdout)
    return report


def stats_of(*words: str | Path) -> dict[str, Any]:
    """The sections of a run."""
    sections: dict[str, Any] = report_of(*words)["stats"]
    return sections


def table(path: Path, rows: list[str], header: str = HEADER) -> Path:
    path.write_text(header + "".join(f"{row}\n" for row in rows))
    return path


def events(count: int, kind: str = "watch", users: int = 50) -> list[str]:
    return [f"u{number % users},i{number},{1_700_000_000 + number},{kind}" for number in range(count)]


def readiness(*words: str | Path) -> dict[str, dict[str, Any]]:
    targets = stats_of(*words, "--section", "readiness")["readiness"]["targets"]
    return {entry["name"]: entry for entry in targets}


def missing(entry: dict[str, Any]) -> list[str]:
    return [problem["text"] for problem in entry["missing"]]


# Sections


def test_all_sections_by_default_in_the_documented_order() -> None:
    assert list(stats_of(SHOP)) == list(SECTIONS)


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_alone_is_the_same_as_among_all(name: str) -> None:
    alone = stats_of(SHOP, "--section", name, "--event", "View")
    every = stats_of(SHOP, "--event", "View")
    assert alone[name] == every[name]
    assert set(alone) == {name, "training"}
    assert set(alone["training"]) == ({name} - {"readiness"})


def test_sections_are_refused_with_the_near_miss() -> None:
    result = run("stats", SHOP, "--section", "threshold", code=2)
    assert "Did you mean thresholds?" in result.stderr
    assert result.stdout == ""
    assert "day" in run("stats", SHOP, "--period", "year", code=2).stderr


def test_a_filter_gives_every_section_of_what_it_leaves(tmp_path: Path) -> None:
    found = stats_of(MOVIES, "--event", "watch:0.5")
    kept = run("filter", MOVIES, "--event", "watch:0.5").stdout
    (tmp_path / "kept.csv").write_text(kept)
    alone = stats_of(tmp_path / "kept.csv")
    del alone["readiness"]
    assert found["training"] == alone


def test_files_without_records_or_columns(tmp_path: Path) -> None:
    for content in ("", "USER_ID\n", HEADER, "A,B\n1,2\n", HEADER + "u1,i1\n", "\xff\xfe", "USER_ID,IMPRESSION\nu,\n"):
        path = tmp_path / "odd.csv"
        path.write_bytes(content.encode("latin-1"))
        for form in ("text", "json", "markdown"):
            assert run("stats", path, "--format", form).stdout


def test_shares_of_nobody_are_null_as_documented(tmp_path: Path) -> None:
    path = table(tmp_path / "x.csv", ["1700000000"], "TIMESTAMP\n")
    (period,) = stats_of(path, "--section", "time")["time"]["periods"]
    documented = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    for name in ("new_user_share", "new_item_share"):
        assert period[name] is None
        assert re.search(rf"^ +{name} +number or null$", documented, re.MULTILINE)


# The command


def test_findings_decide_the_exit_code_only_if_asked(tmp_path: Path) -> None:
    path = table(tmp_path / "few.csv", events(3))
    assert "SET001" in run("stats", path).stdout
    assert run("stats", path, "--fail-on", "error", code=1).stdout.endswith("(--fail-on error)\n")
    skipped = report_of(path)["skipped"]
    assert {entry["reason"] for entry in skipped if entry["code"].startswith("VAL")} == {
        "stats judges no cells: run `interactions-cli validate`"
    }


def test_quiet_prints_nothing_and_still_writes_files(tmp_path: Path) -> None:
    copy, output = tmp_path / "copy.json", tmp_path / "report.txt"
    result = run("stats", SHOP, "--quiet", "--report", f"json={copy}", "--output", output)
    assert result.stdout == ""
    assert json.loads(copy.read_text())["command"] == "stats"
    assert "Ready for" in output.read_text()


def test_a_report_is_not_written_over_an_input(tmp_path: Path) -> None:
    path = table(tmp_path / "few.csv", events(3))
    assert "is an input" in run("stats", path, "--output", path, code=2).stderr
    assert path.read_text().startswith(HEADER)


def test_the_python_function_is_the_command() -> None:
    report = interaction_stats(
        str(SHOP), events="View", period="week", sections=("overview", "time"), now=1_750_000_000
    )
    words = ("--event", "View", "--period", "week", "--section", "time", "--section", "overview", "--now", "1750000000")
    assert json.loads(json.dumps(report.to_dict())) == report_of(str(SHOP), *words)


def test_standard_input_and_several_files_are_one_data_set(tmp_path: Path) -> None:
    rows = events(40)
    whole = table(tmp_path / "whole.csv", rows)
    first, second = table(tmp_path / "a.csv", rows[:7]), table(tmp_path / "b.csv", rows[7:])
    expected = stats_of(whole)
    assert stats_of(first, second) == expected
    piped = run("stats", "-", "--format", "json", stdin=whole.read_bytes()).stdout
    assert json.loads(piped)["stats"] == expected


def test_redact_hides_every_name_and_value(tmp_path: Path) -> None:
    rows = [f"u{n % 30},secret{n % 9},{1_700_000_000 + n},hidden{n % 2},0.5,veiled,secret1|secret2" for n in range(90)]
    rows += [row.replace("veiled", "Veiled") for row in rows[:5]]
    path = table(tmp_path / "x.csv", rows, "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE,CITY,IMPRESSION\n")
    for form in ("text", "json", "markdown"):
        shown = run("stats", path, "--redact", "--format", form).stdout
        assert not re.search("secret|hidden|veiled", shown, re.IGNORECASE)
        assert "redacted-2" in shown
    plain, hidden = stats_of(path), stats_of(path, "--redact")
    assert hidden["events"]["types"][0]["rows"] == plain["events"]["types"][0]["rows"]
    assert hidden["overview"] == plain["overview"]


# Text


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", [MOVIES, SHOP], ids=lambda path: path.stem)
def test_text_fits_the_terminal(path: Path, width: int) -> None:
    shown = run("stats", path, "--event", "watch:0.5", env={"COLUMNS": str(width)}).stdout
    assert max(map(len, shown.splitlines())) <= width
    assert "\x1b" not in shown
    assert not re.search(r"\d…|[ \t]\n", shown)


def test_charts_show_the_figures() -> None:
    shown = run("stats", SHOP, "--section", "events", "--section", "time").stdout
    assert re.search(r"View +2,120 +50\.5 % +██████\n", shown)
    assert re.search(r"rows +[▁▂▃▄▅▆▇█]{40,}\n", shown)
    assert re.search(r"Mon  [·░▒▓█]{48}\n", shown)
    assert "Users and items" not in shown


def text_of(path: Path, *words: str, width: int = 80) -> str:
    return run("stats", path, *words, env={"COLUMNS": str(width)}).stdout


def test_one_of_each_is_not_called_many(tmp_path: Path) -> None:
    hours = [f"u1,i1,{1_700_000_000 + 3600 * hour},i1|i2" for hour in range(15)]
    header = "USER_ID,ITEM_ID,TIMESTAMP,IMPRESSION\n"
    one = text_of(table(tmp_path / "one.csv", hours[:1], header))
    assert "  pairs         1 different (user, item) pair\n" in one
    assert "1 unique interaction where 50,000 are recommended" in one
    assert "  clicked       1 row with their own item in the list; 100 %\n" in one
    assert "       · none  █ 1 row an hour of the week\n" in one
    assert "2023-11-14 22:00 (1 row);" in text_of(table(tmp_path / "many.csv", hours, header), "--period", "hour")


@pytest.mark.parametrize("width", [40, *WIDTHS])
def test_figures_are_whole_however_narrow_the_page(tmp_path: Path, width: int) -> None:
    names = ("recommendation_carousel_click", "subscription_plan_purchased_now")
    rows = [
        f"u{n},item-with-a-long-identifier-{n},{1_700_000_000 + n},{names[n % 2]},{-9_876_543 + n * 98_765}"
        for n in range(200)
    ]
    path = table(tmp_path / "x.csv", rows, HEADER.replace("\n", ",EVENT_VALUE\n"))
    shown = text_of(path, "--section", "events", "--section", "thresholds", width=width)
    quantiles = [entry["values"]["quantiles"] for entry in stats_of(path)["events"]["types"]]
    for figures in quantiles:
        least, median, most = (number(figures[name]) for name in ("min", "p50", "max"))
        assert re.search(rf"{least} .*{median} .*{most}\n", shown)
    if width >= WIDTHS[0]:
        assert max(map(len, shown.splitlines())) <= width


def test_numbers_at_the_ends_of_what_floats_hold_have_four_digits() -> None:
    assert [number(value) for value in (-1.7976931348623157e308, 1.7976931348623157e308)] == [
        "-1.798e+308",
        "1.798e+308",
    ]
    assert [number(value) for value in (9.736e-317, 0.0, 1234567.0, 0.05)] == ["9.736e-317", "0", "1,235,000", "0.05"]


@pytest.mark.parametrize("periods", [60, 61, 119, 121, 150])
def test_what_stays_the_same_does_not_fall_at_the_end_of_a_sparkline(periods: int) -> None:
    points = [(place, 3) for place in range(periods)]
    assert set(curve(points, (), 60)) == {"█"}
    assert set(curve(points, points, 60)) == {"█"}


@pytest.mark.parametrize("most", [1, 2, 3, 4, 5, 42, 43, 1000])
def test_the_legend_says_which_counts_have_the_darkest_shade(most: int) -> None:
    darkest = [count for count in range(1, most + 1) if shade(count, most) == SHADES[4]]
    span = f"{darkest[0]:,} to {most:,} rows" if len(darkest) > 1 else f"{most} row{'s' if most > 1 else ''}"
    assert shades_legend(most) == f"· none  █ {span} an hour of the week"


@pytest.mark.parametrize(
    ("hours", "words"), [(46, "46 hours"), (58, "2 days 10 hours"), (96, "4 days"), (250, "10 days")]
)
def test_gaps_are_told_to_the_hour_while_that_matters(tmp_path: Path, hours: int, words: str) -> None:
    rows = [f"u1,i1,{time},watch" for time in (1_700_000_000, 1_700_000_000 + 3600 * (hours + 1))]
    assert f"longest gaps  {words} from" in text_of(table(tmp_path / "x.csv", rows), "--section", "time")


def test_nothing_is_no_share_of_anything(tmp_path: Path) -> None:
    header = "USER_ID,ITEM_ID,TIMESTAMP,CITY,IMPRESSION\n"
    shown = text_of(table(tmp_path / "x.csv", [], header))
    assert "  pairs         no row has both a user and an item\n" in shown
    assert re.search(r"^  CITY  +- +0\n", shown, re.MULTILINE)
    assert "  lists         no row has a list\n" in shown
    assert not re.search(r"^.{14}.*- (of|with|complete)", shown, re.MULTILINE)


def test_a_section_that_was_asked_for_says_what_it_lacks(tmp_path: Path) -> None:
    path = table(tmp_path / "x.csv", ["u1,i1,1700000000"], "USER_ID,ITEM_ID,TIMESTAMP\n")
    words = {
        "events": "Event types\n  No row has an event type.\n",
        "thresholds": "What a threshold leaves\n  No row has an EVENT_VALUE that is a number.\n",
        "columns": "Own columns\n  There are no columns of your own.\n",
        "impressions": "Impressions\n  There is no column IMPRESSION.\n",
    }
    every = text_of(path)
    for name, said in words.items():
        assert said in text_of(path, "--section", name)
        assert said not in every


def test_event_types_whose_curve_is_not_shown_are_counted(tmp_path: Path) -> None:
    rows = [f"u1,i1,1700000000,type{n},0.5" for n in range(7)]
    path = table(tmp_path / "x.csv", rows, HEADER.replace("\n", ",EVENT_VALUE\n"))
    assert "  … and 2 more event types; the JSON report has up to 100.\n" in text_of(path, "--section", "thresholds")
    assert "more event type" not in text_of(table(path, rows[:5], HEADER.replace("\n", ",EVENT_VALUE\n")))


@pytest.mark.parametrize("width", WIDTHS)
def test_names_of_recipes_are_not_torn_apart(width: int) -> None:
    shown = text_of(SHOP, "--section", "readiness", width=width)
    assert set(RECIPES) <= set(shown.split())
    of_domain = text_of(SHOP, "--section", "readiness", "--domain", "ecommerce", width=width)
    assert "\n  Frequently bought together  " in of_domain


def test_names_cannot_harm_a_terminal_or_a_table(tmp_path: Path) -> None:
    nasty = ["\x1b[31mred", "[bold]x[/bold]", "a|b", "`tick`", "x" * 300, "‮evil", "@someone", "<b>", " ", "*a*"]
    rows = [f"u{n},i{n},1700000000,{name}" for n, name in enumerate(nasty) for _ in range(2)]
    path = table(tmp_path / "x.csv", rows)
    shown = run("stats", path, env={"COLUMNS": "60"}).stdout
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "[bold]x[/bold]" in shown
    assert max(map(len, shown.splitlines())) <= 60


# Markdown


def test_markdown_has_the_same_sections_and_well_formed_tables() -> None:
    shown = "\n\n".join(map(set_section, stats_sections(stats_of(MOVIES, "--event", "watch:0.5", "--period", "month"))))
    headings = re.findall(r"^### (.+)$", shown, re.MULTILINE)
    assert headings[:3] == ["Overview", "Users and items", "Event types"]
    assert headings[-1] == "Ready for"
    assert "Overview, after the event filter" in headings
    for block in shown.split("\n\n"):
        lines = [line for line in block.splitlines() if line.startswith("|")]
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in lines}) <= 1
    assert re.search(r"^\| 0\.52 \| 1,910 \| 50\.4 % \| █+ \| 467 \| 431 \| yes \|$", shown, re.MULTILINE)


def test_markdown_is_a_format_of_stats(tmp_path: Path) -> None:
    copy = tmp_path / "copy.md"
    shown = run("stats", SHOP, "--format", "markdown", "--report", f"markdown={copy}").stdout
    assert shown == copy.read_text(encoding="utf-8")
    assert shown.startswith("## 4,200 rows; 3 notes\n")
    assert "\n\n### Overview\n\n- **records**: 4,200; 0 exact copies;" in shown
    assert "4,200 unique interactions where 50,000 are recommended" in shown


# Readiness


def test_every_deciding_rule_has_its_words() -> None:
    assert set(WORDS) == {rule.code for rule in DECIDING}


def test_every_use_case_and_recipe_is_listed_and_options_narrow_the_list(tmp_path: Path) -> None:
    path = table(tmp_path / "x.csv", events(5))
    of_domain = {"video-on-demand": "aws-vod", "ecommerce": "aws-ecomm"}
    assert list(readiness(path)) == [*USE_CASES, *RECIPES]
    for domain, prefix in of_domain.items():
        assert list(readiness(path, "--domain", domain)) == [name for name in USE_CASES if name.startswith(prefix)]
    assert list(readiness(path, "--domain", "custom")) == list(RECIPES)
    assert list(readiness(path, "--use-case", "most-viewed")) == ["aws-ecomm-popular-items-by-views"]
    assert list(readiness(path, "--recipe", "aws-sims")) == ["aws-sims"]


def test_ready_with_what_is_needed_and_not_with_one_row_less(tmp_path: Path) -> None:
    enough = readiness(table(tmp_path / "1000.csv", events(1000, "Purchase")))
    short = readiness(table(tmp_path / "999.csv", events(999, "Purchase")))
    name = "aws-ecomm-popular-items-by-purchases"
    assert enough[name]["ready"]
    assert missing(short[name]) == ["1 more unique interaction", "1 more `Purchase` event"]
    assert missing(enough["aws-ecomm-popular-items-by-views"]) == ["1,000 more `View` events"]
    assert enough["aws-vod-trending-now"]["ready"]
    assert missing(short["aws-vod-trending-now"]) == ["1 more unique interaction", "1 more interaction"]
    assert enough["aws-sims"]["ready"]
    assert missing(short["aws-sims"]) == ["1 more unique interaction"]
    assert short["aws-semantic-similarity"]["ready"]


def test_users_with_two_interactions(tmp_path: Path) -> None:
    rows = [*events(48, users=24), *(f"v{n},i{n},{1_700_000_000 + n},watch" for n in range(3000))]
    entry = readiness(table(tmp_path / "x.csv", rows))["aws-sims"]
    assert missing(entry) == [
        "1 more user with two or more interactions",
        "7 more users with two or more interactions (1 % of all users)",
    ]


def test_another_spelling_is_named(tmp_path: Path) -> None:
    entry = readiness(table(tmp_path / "x.csv", events(1203, "purchase")))["aws-ecomm-popular-items-by-purchases"]
    assert missing(entry) == ["1,000 more `Purchase` events; the file spells it `purchase` (1,203)"]


def test_columns_are_told_together_with_the_names_that_they_have(tmp_path: Path) -> None:
    path = table(tmp_path / "x.csv", events(1203), "user_id,Item_ID,TIMESTAMP,kind\n")
    entry = readiness(path)["aws-vod-trending-now"]
    assert missing(entry)[:3] == [
        *("the column USER_ID (here user_id)", "the column ITEM_ID (here Item_ID)", "the column EVENT_TYPE")
    ]
    text = run("stats", path, "--section", "readiness").stdout
    assert "the columns USER_ID" in text
    assert "the column " not in text


def test_types_columns_and_times(tmp_path: Path) -> None:
    many = readiness(table(tmp_path / "types.csv", [row + str(n % 12) for n, row in enumerate(events(2000))]))
    assert missing(many["aws-sims"]) == ["2 event types fewer"]
    without = readiness(table(tmp_path / "x.csv", [row.rpartition(",")[0] for row in events(1500)], HEADER[:25] + "\n"))
    assert missing(without["aws-vod-trending-now"]) == ["the column EVENT_TYPE"]
    assert without["aws-sims"]["ready"]
    one_time = readiness(table(tmp_path / "t.csv", [f"u{n % 50},i{n},1700000000,watch" for n in range(1200)]))
    assert missing(one_time["aws-item-affinity"]) == ["a second TIMESTAMP"]
    assert one_time["aws-sims"]["ready"]


def test_recipes_are_judged_on_what_the_filter_leaves_and_use_cases_on_everything(tmp_path: Path) -> None:
    path = table(tmp_path / "x.csv", [*events(1000, "Purchase"), *events(400, "View")])
    found = readiness(path, "--event", "View")
    assert missing(found["aws-sims"]) == ["600 more unique interactions"]
    assert found["aws-ecomm-popular-items-by-purchases"]["ready"]


def test_what_of_the_data_is_used(tmp_path: Path) -> None:
    found = readiness(table(tmp_path / "x.csv", events(5)))
    assert found["aws-user-personalization"]["uses"] == {
        "impressions": True,
        "context": True,
        "event_values": True,
        "event_weights": False,
    }
    assert found["aws-vod-top-picks"]["uses"]["impressions"]
    assert found["aws-vod-more-like-x"]["also_needs"] == "an Items dataset"
    assert stats_of(MOVIES)["readiness"]["in_data"] == {"impressions": False, "context": True, "event_values": True}


def test_validate_shows_the_table_of_a_chosen_domain() -> None:
    def judged(*words: str) -> dict[str, Any]:
        report: dict[str, Any] = json.loads(run("validate", SHOP, *words, "--format", "json").stdout)
        return report

    assert "readiness" not in judged()
    shown = judged("--domain", "ecommerce")
    assert shown["readiness"] == stats_of(SHOP, "--domain", "ecommerce")["readiness"]
    assert "Ready for" in run("validate", SHOP, "--domain", "ecommerce").stdout
    # An increment is only a part of what is trained on.
    assert "readiness" not in judged("--domain", "ecommerce", "--import-mode", "incremental")


def test_white_space_is_no_value_and_padded_ids_are_the_same_ids(tmp_path: Path) -> None:
    rows = ["u1,i1,1,tv,i1|i2", "u2, i1,2,   , i1 | i3 ", "u3,i2 ,3,\t,   ", "u4,i2,4,tv,i2"]
    (tmp_path / "x.csv").write_text("USER_ID,ITEM_ID,TIMESTAMP,DEVICE,IMPRESSION\n" + "\n".join(rows) + "\n")
    found = json.loads(run("stats", tmp_path / "x.csv", "--format", "json").stdout)["stats"]
    (device,) = found["columns"]
    assert (device["distinct"], device["completeness"]) == (1, 0.5)
    assert [(entry["value"], entry["rows"]) for entry in device["top_values"]] == [("tv", 2)]
    lists = found["impressions"]
    assert (lists["rows"], lists["interacted_shown"], lists["shown_items"]) == (3, 3, 3)
    top = [(entry["item"], entry["shown"], entry["clicks"]) for entry in lists["top_items"]]
    assert top == [("i1", 2, 2), ("i2", 2, 1), ("i3", 1, 0)]
