"""The text report: goldens at three widths, and what must hold at every width.

`make golden` rewrites tests/golden/; the diff is the review.
"""

from __future__ import annotations

import re
import shlex
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text

from interactions_cli.errors import UsageError
from interactions_cli.formats import FORMATS, render
from interactions_cli.formats.terminal import Page
from interactions_cli.formats.text import render_text
from interactions_cli.pages.escape import units, visible
from interactions_cli.pages.next_step import line_command, next_step
from interactions_cli.pages.overview import facts
from interactions_cli.report import InputFile, Passed, Report, Sample, Severity
from interactions_cli.rules.effect import Effect
from tests.example_report import BIDI, CLEAN, FILTERED, FINDINGS, HOSTILE, MARKUP, RICH, SURROGATE, TIMESTAMPS, finding
from tests.examples import examples
from tests.golden_files import assert_golden
from tests.processes import finished
from tests.report_readers import without_styles

WIDTHS = (60, 80, 120)
UNWRAPPED = ("https://", "see a line: ", "next: ")
COMMAND = re.compile(r" *(fix: )?`[^`]+`[.,;:]?")


def text(report: Report, width: int = 80, **options: Any) -> str:
    return render_text(report, **({"width": width, "color": False} | options))


def with_samples(*samples: Sample, inputs: tuple[InputFile, ...] = CLEAN.inputs, **more: Any) -> Report:
    changes: dict[str, Any] = {"samples": samples, "samples_cut": False} | more
    return replace(CLEAN, inputs=inputs, findings=(replace(TIMESTAMPS, **changes),))


def fact(report: Report, label: str) -> str | None:
    return next(("\n".join("; ".join(line) for line in one.lines) for one in facts(report) if one.label == label), None)


def test_goldens() -> None:
    for name, report, width in [*(("rich", RICH, width) for width in WIDTHS), ("clean", CLEAN, 80)]:
        assert_golden(f"report-{name}-{width}.txt", text(report, width))


def test_the_end_has_the_verdict_the_rules_what_to_type_and_the_exit_code() -> None:
    *_before, end = text(RICH).partition("FAIL  ")
    lines = end.splitlines()
    assert lines[0] == "4 errors, 5 warnings, 2 notes in 128,300 rows"
    assert [re.split(" {2,}", line) for line in lines[1:4]] == [
        ["severity", "code", "name", "count", "of rows", "column"],
        ["error", "VAL003", "timestamp-not-integer", "4,815", "3.8 %", "TIMESTAMP"],
        ["error", "CSV003", "not-utf8", "1", "< 0.01 %"],
    ]
    assert lines[-2:] == ["see a line: sed -n 402p exports/2024-03/clicks.csv", "exit 1: 4 errors (--fail-on error)"]
    lines = text(CLEAN).splitlines()
    assert lines[-3:] == ["PASS  no findings in 1,203 rows", "", "exit 0: no errors (--fail-on error)"]


def test_the_summary_of_the_longest_report_fits_on_a_screen() -> None:
    found = tuple(finding(f"XXX{number:03}", "some-defect", Effect.UNSTATED, None, number) for number in range(1, 90))
    *_before, end = text(replace(CLEAN, findings=found)).partition("\nFAIL  ")
    assert len(end.splitlines()) <= 20
    assert "… and 77 rules more: 77 errors" in end


@pytest.mark.parametrize(
    ("fail_on", "effects", "word", "last"),
    [
        ("error", [Effect.IGNORED], "PASS  1 warning ", "exit 0: no errors (--fail-on error)"),
        ("error", [Effect.UNSTATED, Effect.IGNORED], "FAIL  1 error, 1 warning ", "exit 1: 1 error (--fail-on error)"),
        ("warning", [Effect.RECOMMENDED], "PASS  1 note ", "exit 0: no errors or warnings (--fail-on warning)"),
        (
            "warning",
            [Effect.UNSTATED, Effect.IGNORED, Effect.SUSPICIOUS, Effect.RECOMMENDED],
            "FAIL  1 error, 2 warnings, 1 note ",
            "exit 1: 1 error, 2 warnings (--fail-on warning)",
        ),
        ("note", [Effect.RECOMMENDED], "FAIL  1 note ", "exit 1: 1 note (--fail-on note)"),
        ("note", [], "PASS  no findings ", "exit 0: no findings (--fail-on note)"),
        ("never", [Effect.UNSTATED], "FAIL  1 error ", "exit 0: 1 error (--fail-on never)"),
        ("never", [], "PASS  no findings ", "exit 0: no findings (--fail-on never)"),
    ],
)
def test_verdict_and_exit(fail_on: str, effects: list[Effect], word: str, last: str) -> None:
    found = tuple(finding("XXX001", "some-defect", effect, None, 1) for effect in effects)
    lines = text(replace(CLEAN, fail_on=fail_on, findings=found)).splitlines()
    assert f"{word}in 1,203 rows" in lines
    assert lines[-1] == last


@pytest.mark.parametrize("width", [*WIDTHS, 40, 47, 200])
@pytest.mark.parametrize("report", [RICH, CLEAN], ids=["rich", "clean"])
def test_lines_fit_and_have_no_trailing_space(report: Report, width: int) -> None:
    for line in text(report, width).splitlines():
        assert line == line.rstrip()
        assert cell_len(line) <= width or line.strip().startswith(UNWRAPPED) or COMMAND.fullmatch(line), line


@pytest.mark.parametrize("width", WIDTHS)
def test_commands_of_hints_are_whole_and_can_be_copied(width: int) -> None:
    commands = ["df = df[~df['USER_ID'].isin(" + "['a word', 'and another'] * 3" * 6 + ")]", "sed -n 1p x.csv"]
    hint = (
        f"Leave such rows out: `{commands[0]}` in pandas, then look again and do not forget the rest: `{commands[1]}`."
    )
    lines = text(replace(RICH, findings=(replace(FINDINGS[0], hint=hint),)), width).splitlines()
    assert f"               `{commands[0]}`" in lines
    assert any(f"`{commands[1]}`." in line for line in lines)
    first = next(place for place, line in enumerate(lines) if line.startswith(" " * 10 + "fix: "))
    shown = lines[first : next(place for place, line in enumerate(lines) if place > first and not line)]
    assert " ".join(line.strip().removeprefix("fix: ") for line in shown) == hint, "no word is lost"
    lines = text(replace(RICH, findings=(replace(FINDINGS[0], hint=f"`{commands[0]}`"),)), width).splitlines()
    assert f"          fix: `{commands[0]}`" in lines


def test_a_tiny_width_is_taken_as_40() -> None:
    assert text(RICH, 1) == text(RICH, 40)


@pytest.mark.parametrize("width", WIDTHS)
def test_addresses_stay_whole(width: int) -> None:
    lines = [line.strip() for line in text(RICH, width).splitlines()]
    addresses = [line for line in lines if line.startswith("https://")]
    errors = [entry for entry in FINDINGS if entry.severity is Severity.ERROR]
    assert sorted(addresses) == sorted({entry.source for entry in errors}), "once a page"
    full = [line.strip() for line in text(RICH, width, verbose=True).splitlines()]
    assert sorted(line for line in full if line.startswith("https://")) == sorted(entry.source for entry in FINDINGS)


def test_every_effect_has_a_heading_and_they_come_in_order() -> None:
    headings = [effect.heading for effect in Effect]
    lines = text(RICH, verbose=True).splitlines()
    assert [line.rsplit("  ", 1)[0] for line in lines if line.startswith(tuple(headings))] == headings


def test_without_colour_there_is_no_escape_character() -> None:
    shown = text(RICH)
    assert "\x1b" not in shown
    assert all(line.isprintable() for line in shown.split("\n"))


def test_colour_changes_nothing_but_the_styles(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"TERM": "dumb", "NO_COLOR": "1", "COLUMNS": "20"}.items():
        monkeypatch.setenv(name, value)
    for verbose in (False, True):
        shown = text(RICH, color=True, verbose=verbose)
        assert "\x1b[1;31mFAIL" in shown
        assert without_styles(shown) == text(RICH, verbose=verbose)


def test_codes_and_addresses_can_be_opened_where_there_are_colours() -> None:
    links = re.findall(r"\x1b\]8;;(https:[^\x1b]+)\x1b\\", text(RICH, color=True))
    assert set(links) == {entry.source for entry in FINDINGS}


def test_environment_cannot_switch_colour_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    assert "\x1b" not in text(RICH)


def test_hostile_values_are_shown_and_do_nothing() -> None:
    shown = text(RICH, 120, verbose=True)
    assert r"\x1b[31mred\x1b[0m\x07\x9b2J" in shown
    assert MARKUP in shown
    assert r"abc\u202edcba\u2066 \u200b\ufeff\u2028end" in shown
    assert r"caf\udce9 was left out" in shown
    assert r"\x1b]0;title\x07a name that a spreadshe…" in shown


def test_every_text_of_the_report_is_escaped() -> None:
    hostile = f"{HOSTILE}{BIDI}{SURROGATE}\n\r\t"
    bad = replace(
        finding("VAL003", "x", Effect.SUSPICIOUS, hostile, 9, message=hostile, hint=hostile, source=hostile),
        samples=(Sample(path=hostile, line=1, value=hostile), Sample(path=hostile, value=hostile)),
    )
    metrics = {"event_types": {hostile: 1}, "timestamp_min": -(2**63), "timestamp_max": 2**63 - 1}
    report = replace(
        RICH,
        findings=(bad,),
        inputs=(InputFile(path=hostile, bytes=1, rows=1),) * 2,
        target={"schema": hostile, "events": [{"event_type": hostile}]},
        metrics=metrics,
        notes=(hostile,),
    )
    for line in text(report).split("\n"):
        assert line.isprintable()
    assert text(report).encode().isascii() is False
    assert len(re.findall(r"\\x1b\[31m", text(report, 4000, verbose=True))) >= 9


@settings(max_examples=examples(100), deadline=None)
@given(st.text(st.characters()), st.integers(40, 130))
def test_any_value_fits_and_is_printable(value: str, width: int) -> None:
    report = with_samples(Sample(path="x.csv", line=7, value=value), message=value, column=value, hint=value)
    for line in text(report, width).split("\n"):
        assert line.isprintable()
        assert line == line.rstrip()
        assert cell_len(line) <= width or line.strip().startswith(UNWRAPPED)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain [b]text[/b] \\x", "plain [b]text[/b] \\x"),
        ("", ""),
        ("naïve 東京 🗼 e\u0301", "naïve 東京 🗼 e\u0301"),
        ("\x00\t\n\r\x1b\x7f\x85\x9f", r"\x00\x09\x0a\x0d\x1b\x7f\x85\x9f"),
        ("\u200b\u200e\u202e\u2066\u061c\ufeff\u2028\u2029", r"\u200b\u200e\u202e\u2066\u061c\ufeff\u2028\u2029"),
        ("\u00a0\u00ad\u3000\ufe0f\u3164", r"\xa0\xad\u3000\ufe0f\u3164"),
        ("\ud800\ue000\U000e0041", r"\ud800\ue000\U000e0041"),
        ("::error::x ::Add-Mask file=x::y", r"\x3a:error\x3a:x \x3a:Add-Mask file=x::y"),
        ("###[group]x ##vso[task.complete]", r"#\x23#[group]x \x23#vso[task.complete]"),
        ("a:b ts)::bigint ## [x] #[y]", "a:b ts)::bigint ## [x] #[y]"),
    ],
)
def test_visible(raw: str, shown: str) -> None:
    assert visible(raw) == shown


def test_units_keep_an_escape_in_one_piece() -> None:
    assert units(r"a\x1b\u202e\U000e0041\z") == ["a", r"\x1b", r"\u202e", r"\U000e0041", "\\", "z"]


def test_a_folded_value_loses_nothing_and_cuts_no_escape() -> None:
    value = "\x1b" * 80
    lines = text(with_samples(Sample(path="x.csv", line=7, value=value)), 60, verbose=True).splitlines()
    pieces = [line[14:] for line in lines if r"\x1b" in line]
    assert "".join(pieces) == r"\x1b" * 80
    assert all(len(piece) % 4 == 0 for piece in pieces)


def test_samples_of_one_input_stand_under_each_other_without_path() -> None:
    samples = (Sample(path="x.csv", line=402, value="2023-11-14"), Sample(path="x.csv", line=12_031, value="東京"))
    assert "\n      line   402  2023-11-14\n      line 12031  東京\n    fix: " in text(
        with_samples(*samples), verbose=True
    )


def test_samples_of_several_inputs_carry_their_path() -> None:
    inputs = (InputFile(path="a.csv", bytes=1, rows=1), InputFile(path="東.csv", bytes=1, rows=1))
    samples = (Sample(path="a.csv", line=402, value="x"), Sample(path="東.csv", line=7, value="y"))
    assert "\n      a.csv:402  x\n      東.csv:7   y\n" in text(with_samples(*samples, inputs=inputs), verbose=True)
    long = replace(samples[1], value="y" * 80, value_cut=True)
    assert "\n      a.csv\n        line 402  x\n      東.csv\n        line   7  yyy" in text(
        with_samples(samples[0], long, inputs=inputs), verbose=True
    )


@pytest.mark.parametrize(
    ("sample", "shown"),
    [
        (Sample(line=7, value=" u1 "), '      line 7  " u1 "'),
        (Sample(line=7, value=""), '      line 7  ""'),
        (Sample(line=7), "      line 7"),
        (Sample(value="Watch = watch"), "      Watch = watch"),
        (Sample(line=7, value="abc", value_cut=True), "      line 7  abc…"),
    ],
)
def test_sample_values(sample: Sample, shown: str) -> None:
    assert f"\n{shown}\n" in text(with_samples(sample), verbose=True)


@pytest.mark.parametrize(("count", "cut", "more"), [(4813, True, "4,812"), (1, True, None), (4813, False, None)])
def test_how_many_samples_are_not_shown(count: int, cut: bool, more: str | None) -> None:
    shown = text(with_samples(Sample(line=7, value="x"), count=count, samples_cut=cut), verbose=True)
    assert re.findall(r"… and (.*) more", shown) == ([more] if more else [])
    assert "… and" not in text(with_samples(count=count, samples_cut=cut))


@pytest.mark.parametrize(
    ("count", "share", "shown"),
    [
        (1, 0.5, "VAL003  timestamp-not-integer  TIMESTAMP  1 row (50 %)"),
        (2, 0.00166251, "VAL003  timestamp-not-integer  TIMESTAMP  2 rows (0.17 %)"),
        (3, None, "VAL003  timestamp-not-integer  TIMESTAMP  3 found"),
        (1, None, "VAL003  timestamp-not-integer  TIMESTAMP"),
    ],
)
def test_headline_of_a_finding(count: int, share: float | None, shown: str) -> None:
    assert f"\n  {shown}\n" in text(with_samples(count=count, share=share), verbose=True)


def test_commands_and_percentages_in_prose_stay_together() -> None:
    shown = text(
        with_samples(message=f"{'m' * 53} 70 %", hint="Run " + "h" * 30 + " `sed -i '/^$/d' x.csv`."), 60, verbose=True
    )
    assert "\n    70 %\n" in shown
    assert "\n         `sed -i '/^$/d' x.csv`.\n" in shown


@pytest.mark.parametrize(
    ("path", "command"),
    [
        ("x.csv", "sed -n 402p x.csv"),
        ("my data/it's.csv", """sed -n 402p 'my data/it'"'"'s.csv'"""),
        ("-x.csv", "sed -n 402p ./-x.csv"),
        ("x.csv.gz", "zcat x.csv.gz | sed -n 402p"),
        ("x y.CSV.ZST", "zstdcat 'x y.CSV.ZST' | sed -n 402p"),
        ("-", None),
        ("a\x1bb.csv", None),
    ],
)
def test_command_that_shows_a_line(path: str, command: str | None) -> None:
    report = with_samples(Sample(path=path, line=402, value="x"))
    assert line_command(report) == command
    # Beside what `prepare` repairs, its command stands there instead.
    assert ("see a line: " in text(replace(report, command="filter"))) is (command is not None)


def test_command_takes_the_first_sample_with_a_line_in_a_file() -> None:
    samples = (Sample(value="x"), Sample(path="-", line=1), Sample(path="b.csv", line=2), Sample(path="c.csv", line=3))
    assert line_command(with_samples(*samples)) == "sed -n 2p b.csv"
    assert line_command(with_samples(Sample(line=9))) == "sed -n 9p x.csv"
    assert line_command(replace(with_samples(Sample(line=9)), inputs=CLEAN.inputs * 2)) is None
    assert line_command(CLEAN) is None


def test_the_command_works(tmp_path: Path) -> None:
    path = tmp_path / "it's [a] file.csv"
    path.write_text("one\ntwo\nthree\n")
    command = line_command(with_samples(Sample(path=str(path), line=2)))
    assert command is not None
    assert finished(shlex.split(command), capture_output=True, text=True, check=True).stdout == "two\n"


def test_findings_only_leave_out_figures_and_checks_but_not_what_was_left_out() -> None:
    shown, full = text(RICH, findings_only=True), text(RICH)
    start, end = full.index("The import job fails"), full.index("Checks that did not run")
    assert shown == full[start:end] + full[full.index("About this run") :]
    assert text(CLEAN, findings_only=True) == (
        "PASS  no findings in 1,203 rows\n\nexit 0: no errors (--fail-on error)\n"
    )


def test_skipped_passed_and_notes() -> None:
    *_before, end = text(RICH).partition("Checks that did not run  ")
    assert end.startswith(
        "41 checks passed\n"
        "  no IMPRESSION column: IMP001, IMP002\n"
        "  without --use-case, --recipe: SET007, SET017\n"
        "  in --ignore: VAL007 in DEVICE, VAL007 in LOCATION\n"
        "\nAbout this run\n"
        "  _SUCCESS in exports/2024-03 was left out: not a CSV file\n"
        "  caf\\udce9 was left out\n"
        "\nSources\n"
    )
    assert "\n1 check passed.\n" in text(replace(CLEAN, passed=(Passed(code="CSV001", column=None),)))
    assert "passed" not in text(replace(CLEAN, passed=()))


def columns(*names: str, rule: Any = TIMESTAMPS) -> tuple[Any, ...]:
    return tuple(
        replace(rule, column=name, count=number, share=number / 100, samples=(Sample(line=number, value=name),))
        for number, name in enumerate(names, 1)
    )


def test_a_rule_is_one_block_with_its_columns_in_one_list_the_highest_count_first() -> None:
    shown = text(replace(CLEAN, findings=columns("A", "LONGER")))
    assert shown.count("fix: ") == 1
    assert "\n          LONGER  2 rows (2 %); line 2  LONGER\n          A       1 row (1 %); line 1  A\n" in shown
    assert re.search(r"\nerror +VAL003  timestamp-not-integer  +3 +≤ 3 %  2 columns\n", shown)
    full = text(replace(CLEAN, findings=columns("A", "LONGER")), verbose=True)
    assert full.count("fix: ") == 2


def test_columns_beyond_eight_are_counted() -> None:
    shown = text(replace(CLEAN, findings=columns(*(f"C{number}" for number in range(11)))))
    assert "\n          … and 3 more columns\n" in shown


def test_beside_worse_findings_a_note_has_a_line_and_in_a_long_report_a_warning_too() -> None:
    effects = [Effect.UNSTATED, Effect.SUSPICIOUS, Effect.INFORMATION]
    few = tuple(finding(f"XXX00{number}", "defect", effect, None, 1) for number, effect in enumerate(effects))
    many = few + tuple(finding(f"YYY00{number}", "defect", Effect.UNSTATED, None, 1) for number in range(8))
    assert [text(replace(CLEAN, findings=found)).count("fix: ") for found in (few, few[1:], few[2:], many)] == [
        *(2, 1, 1, 9)
    ]
    assert text(replace(CLEAN, findings=many), verbose=True).count("fix: ") == len(many)


def test_the_next_command_is_the_one_that_most_failing_findings_have_in_common() -> None:
    def hinted(*hints: str) -> Report:
        return replace(CLEAN, findings=tuple(replace(TIMESTAMPS, code="XXX001", hint=hint) for hint in hints))

    copies, own = "interactions-cli filter x.csv --drop-duplicates -o z.csv", "interactions-cli prepare x.csv -o y.csv"
    assert next_step(hinted(f"Do `{copies}`.", f"Or `{own}`.", f"Or `{own}`.")) == ("repairs 2 of 3 errors", own)
    assert next_step(hinted(f"Do `{copies}`.", f"Or `{own}`.")) == ("next", copies), "of equals the worst"
    assert next_step(hinted(f"Add `--time-zone UTC` to `{own}`.")) == ("next", own), "what comes of it is open"
    assert next_step(hinted("Do `df = df[1:]`.")) == ("see a line", "sed -n 402p exports/2024-03/clicks.csv")
    assert next_step(hinted("Look: `interactions-cli validate x.csv`.")) == next_step(hinted("Look."))
    assert next_step(CLEAN) is None
    assert "fix: Do the command at the end.\n" in text(hinted(f"Do `{own}`."))


def test_a_command_that_did_not_judge_everything_never_says_pass() -> None:
    for report in (FILTERED, replace(CLEAN, command="stats"), replace(CLEAN, command="merge-impressions")):
        for form in FORMATS:
            assert "PASS" not in render(report, form)
    assert text(FILTERED).startswith("1,100 of 1,203 lines kept (91.4 %)\n")
    assert "\nFAIL  " in text(replace(FILTERED, failure="no row was kept"))


@pytest.mark.parametrize("form", FORMATS)
def test_what_was_left_out_is_said_in_every_format(form: str) -> None:
    shown = render(replace(RICH, notes=("the folder deeper was left out",)), form, findings_only=True)
    assert "the folder deeper was left out" in shown


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("input", "x.csv; 1,203 rows; 45.8 kB"),
        ("output", None),
        (
            "target",
            "ecommerce domain; use case aws-ecomm-recommended-for-you; incremental import; "
            "schema inferred from the header",
        ),
        ("event filter", None),
        ("interactions", "1,203 rows; 1,203 unique"),
        ("users", "412; 309 with 2 or more interactions"),
        ("items", "1,017"),
        ("event types", "View 1,203"),
        ("time span", "2023-11-14 UTC"),
        ("for training", None),
    ],
)
def test_facts(label: str, shown: str | None) -> None:
    assert fact(CLEAN, label) == shown


def test_facts_of_a_report_without_figures() -> None:
    empty = replace(CLEAN, inputs=(), target={}, metrics={})
    assert facts(empty) == []
    assert fact(replace(empty, metrics={"timestamp_min": None, "timestamp_max": None}), "time span") is None
    assert text(replace(empty, passed=())).startswith("PASS")


def test_many_inputs_are_summed_up() -> None:
    inputs = tuple(InputFile(path=f"{number}.csv", bytes=1000, rows=number) for number in range(13))
    shown = text(replace(CLEAN, inputs=inputs))
    assert "input          0 rows   1.0 kB  0.csv\n               1 row    1.0 kB  1.csv\n" in shown
    assert "              33 rows   3.0 kB  in 3 more\n              78 rows  13.0 kB  in 13 files\n" in shown
    assert "10.csv" not in shown


def test_the_total_is_not_given_where_a_size_is_not_known() -> None:
    inputs = (InputFile(path="x.csv", bytes=1000, rows=1), InputFile(path="-", bytes=None, rows=2))
    assert fact(replace(CLEAN, inputs=inputs), "input") == (
        "1 row   1.0 kB; x.csv\n2 rows        ; standard input\n3 rows        ; in 2 files"
    )
    assert fact(replace(CLEAN, inputs=inputs[1:]), "input") == "standard input; 2 rows"


def test_the_event_filter_in_words() -> None:
    events = [
        {"event_type": "watch", "threshold": 0.5, "weight": 0.7},
        {"event_type": "click", "threshold": None, "weight": None},
        {"event_type": None, "threshold": 3.0, "weight": None},
    ]
    report = replace(CLEAN, target={"events": events})
    assert fact(report, "event filter") == "watch >= 0.5 (weight 0.7); click; any type >= 3"


def test_event_types_that_are_not_listed_are_counted() -> None:
    types = {f"t{number:03}": 200 - number for number in range(100)}
    report = replace(CLEAN, metrics={"event_types": types, "event_types_distinct": 1234})
    shown = fact(report, "event types")
    assert shown is not None
    assert shown.startswith("t000 200; t001 199; ")
    assert shown.endswith("; t009 191; … and 1,224 more")


def test_render_finds_the_format_and_passes_the_options() -> None:
    assert render(RICH, "text", width=60, color=True, findings_only=True) == text(
        RICH, 60, color=True, findings_only=True
    )
    with pytest.raises(UsageError) as caught:
        render(RICH, "tekst")
    assert caught.value.hint.startswith("Did you mean text?")
    with pytest.raises(UsageError) as caught:
        render(RICH, "../x")
    assert caught.value.hint == "Choose one of text, concise, json, markdown, html, github, junit, sarif."


def test_formats_load_rich_and_polars_only_where_they_need_them() -> None:
    code = (
        "import sys; from tests.example_report import RICH; from interactions_cli.formats import render;"
        "[render(RICH, name) for name in ('json', 'markdown', 'github')]; assert 'rich' not in sys.modules;"
        "render(RICH, 'text'); assert 'rich' in sys.modules; assert 'polars' not in sys.modules"
    )
    root = Path(__file__).parent.parent
    done = finished([sys.executable, "-c", code], capture_output=True, text=True, cwd=root)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("width", range(40, 121))
def test_a_percentage_is_in_one_line_at_every_width(width: int) -> None:
    words = "0 of 2 users with two or more interactions, 1 needed to train (1 % of the users): 1 missing"
    page = Page(width, color=False)
    page.flow([Text(words), Text(words)], "; ", lead=Text("  SET003  "), indent=10)
    assert page.text.count("(1 %") == 2
    assert all(cell_len(line) <= width for line in page.text.splitlines())
