"""The functions of the package: what they take, what they return, and what they say when they cannot."""

from __future__ import annotations

import doctest
import inspect
import re
import shutil
import typing
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import interactions_cli as face
from interactions_cli.commands.api.border import keyword_words
from interactions_cli.report import Finding, Severity
from tests.cli_runner import ROOT, codes
from tests.cli_runner import report as reported

HEADER = "USER_ID,ITEM_ID,TIMESTAMP\n"
FUNCTIONS = ("validate_interactions", "interaction_stats", "filter_interactions", "merge_impressions")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Two good rows and one without a user."""
    file = tmp_path / "x.csv"
    file.write_text(HEADER + "u1,i1,1736431407\n,i2,1736431408\nu2,i1,1736431409\n")
    return file


def test_the_page_about_python_tells_the_truth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "sample_data", tmp_path / "sample_data")
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    session = "\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL))
    test = doctest.DocTestParser().get_doctest(session, {}, "docs/python.md", None, 0)
    said: list[str] = []
    results = doctest.DocTestRunner().run(test, out=said.append)
    assert (said, results.failed) == ([], 0)
    assert results.attempted > 20


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_argument_has_a_name_a_type_and_a_line(name: str) -> None:
    function = getattr(face, name)
    parameters = inspect.signature(function).parameters.values()
    assert {entry.kind for entry in parameters} == {
        inspect.Parameter.POSITIONAL_OR_KEYWORD,
        inspect.Parameter.KEYWORD_ONLY,
    }
    assert Any not in typing.get_type_hints(function).values()
    assert [entry.name for entry in parameters if f"\n    {entry.name}: " not in inspect.getdoc(function)] == []  # type: ignore[operator]


@pytest.mark.parametrize(
    "form", [str, Path, lambda path: [path], lambda path: (str(path),)], ids=["str", "Path", "list", "tuple"]
)
def test_paths_in_every_form(path: Path, form: Any) -> None:
    assert face.validate_interactions(form(path), select="VAL001", now=0).to_dict() == (
        face.validate_interactions(str(path), select=["VAL001"], now=0).to_dict()
    )


@pytest.mark.parametrize("wrong", [3, None, b"x.csv", [3], []])
def test_what_is_no_path_is_named(wrong: Any) -> None:
    with pytest.raises(face.UsageError, match="paths is"):
        face.validate_interactions(wrong)


@pytest.mark.parametrize("make", [lambda frame: frame, lambda frame: frame.lazy()], ids=["eager", "lazy"])
def test_a_frame_is_judged_as_its_file(path: Path, make: Any) -> None:
    frame = make(pl.read_csv(path))
    judged = face.validate_interactions(frame, now=1_736_500_000).to_dict()
    assert [entry["path"] for entry in judged["inputs"]] == [f"<{type(frame).__name__}>"]
    assert codes(judged) == codes(reported(path, "--now", "1736500000"))
    described = face.interaction_stats(frame, now=1_736_500_000)
    assert (
        described.sections["stats"]["overview"]
        == (face.interaction_stats(path, now=1_736_500_000).sections["stats"]["overview"])
    )


def test_values_of_a_frame_arrive_as_they_are() -> None:
    odd = ['say "hi"', "a,b", "back\\slash", " b "]
    frame = pl.DataFrame({"USER_ID": odd, "ITEM_ID": "i", "TIMESTAMP": 1_736_431_407})
    judged = face.validate_interactions(frame, select=["CSV", "VAL"]).to_dict()
    assert codes(judged) == {"VAL009", "VAL012"}
    assert {entry["code"] for entry in judged["skipped"] if "data frame" in entry["reason"]} == {"CSV012", "CSV013"}
    assert judged["metrics"]["users"] == 4


@pytest.mark.parametrize(
    ("column", "said"),
    [(pl.Series([["a"]]), "list.join"), (pl.Series([{"a": 1}]), "Cast it"), (pl.Series([b"a"]), "Cast it")],
)
def test_a_column_that_no_csv_can_hold_is_named(column: pl.Series, said: str) -> None:
    with pytest.raises(face.UsageError, match="column IMPRESSION is") as raised:
        face.validate_interactions(pl.DataFrame({"IMPRESSION": column}))
    assert said in raised.value.hint


def test_a_lazy_frame_that_cannot_be_computed_is_an_error_in_words() -> None:
    with pytest.raises(face.InputError, match="<LazyFrame> cannot be computed"):
        face.validate_interactions(pl.LazyFrame({"USER_ID": ["u"]}).select("NOPE"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"use_cases": "most-viewed", "recipe": "aws-sims"}, "use_cases and recipe"),
        ({"select": "NOPE"}, "select NOPE"),
        ({"fail_on": "always"}, "fail_on 'always' is not known"),
        ({"max_bytes": 3}, "max_bytes"),
        ({"events": "watch:much"}, "not a number"),
    ],
)
def test_errors_speak_of_keywords(path: Path, arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(face.InteractionsError) as raised:
        face.validate_interactions(path, **arguments)
    assert said in raised.value.message
    assert not re.search(r"(^|[^-\w])--[a-z]", raised.value.message)
    assert raised.value.__notes__ == [raised.value.hint]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Add `--within 30m`, or leave --match out.", 'Add `within="30m"`, or leave match out.'),
        ("--log-column names it", "log_columns names it"),
        ("Look: `head -c 9 x | less --raw`.", "Look: `head -c 9 x | less --raw`."),
        ("a -- b, x--y", "a -- b, x--y"),
        ("Write one with `--report json=FILE`, again.", "Write one with `json.dumps(report.to_dict())`, again."),
    ],
)
def test_options_become_keywords(words: str, expected: str) -> None:
    assert keyword_words(words) == expected


def test_a_report_is_short_to_look_at(path: Path) -> None:
    judged = face.validate_interactions(path, select="VAL", now=1_736_500_000)
    assert repr(judged) == f"<Report of validate: not ok, 1 error, 3 rows, {path}>"
    assert isinstance(judged, face.Report)
    page = judged._repr_html_()
    assert "<td>VAL001</td>" in page
    assert len(page) < 2_000
    frame = judged.to_frame()
    assert frame.select("code", "severity", "column", "count", "line").rows() == [("VAL001", "error", "USER_ID", 1, 3)]
    assert face.validate_interactions(path, select="CSV").to_frame().schema == frame.schema
    assert "VAL001" in judged.to_text()
    assert "VAL001" in judged.to_markdown()


def test_nothing_of_the_data_is_markup_in_a_notebook(tmp_path: Path) -> None:
    path = tmp_path / "<img src=x>.csv"
    path.write_text("USER_ID,ITEM_ID,TIMESTAMP,<script>alert(1)</script>\nu1,i1,x<b>\x1b[31m,1\n")
    page = face.validate_interactions(path)._repr_html_()
    assert set(re.findall(r"<(/?[a-z]+)", page)) == {
        "p",
        "/p",
        "b",
        "/b",
        "table",
        "/table",
        "tr",
        "/tr",
        *("th", "/th"),
    } | {
        "td",
        "/td",
    }
    assert "\x1b" not in page


def test_many_findings_are_counted_and_not_shown(path: Path) -> None:
    judged = face.validate_interactions(path, now=1_736_500_000)
    one = judged.findings[0]
    many = face.Report.of(judged)
    object.__setattr__(many, "findings", (one,) * 33)
    page = many._repr_html_()
    assert page.count("<tr>") == 21
    assert "and 13 more" in page
    assert isinstance(one, Finding)
    assert one.severity in Severity
