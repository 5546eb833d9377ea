"""CSV rules about whole files: what they are, and whether several of them belong together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from interactions_cli.personalize.fields import guide
from interactions_cli.reading.header_problem import HeaderProblem
from interactions_cli.reading.view import DatasetView
from interactions_cli.report import Sample
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.evidence import Facts, Problem
from interactions_cli.rules.kit.examples import PLAIN
from interactions_cli.rules.kit.headers import file_problem, header_sample, readable
from interactions_cli.rules.rule import DatasetRule, HeaderExample, HeaderRule, LineRule, Rule
from interactions_cli.rules.whole_files import OTHER_KINDS
from interactions_cli.wording import listed_names, plural

FORMAT_PAGE: Final = guide("preparing-training-data")
UNREAD_FILE: Final = "CSV016"


def _empty(view: DatasetView) -> Iterable[Problem]:
    return file_problem([header for header in view.headers if header.problem is HeaderProblem.EMPTY])


def _no_records(facts: Facts) -> Iterable[Problem]:
    # A file of one long line has no lines to judge; it must not pass, also where another file has some.
    headers = [header for header in facts.view.headers if header.problem is HeaderProblem.LONE_CR]
    if facts.metrics.rows == 0:
        headers = [header for header in facts.view.headers if header.problem in (None, HeaderProblem.LONE_CR)]
    if headers:
        is_one_line = headers[0].problem is HeaderProblem.LONE_CR
        cause = "its line ends first (CSV010)" if is_one_line else "the query that wrote the file"
        yield Problem(samples=tuple(header_sample(header) for header in headers), details={"cause": cause})


def _no_header(facts: Facts) -> str | None:
    has_line = any(header.problem in (None, HeaderProblem.LONE_CR) for header in facts.view.headers)
    return None if has_line else "no input has a header line that can be read"


def _unread(facts: Facts) -> Iterable[Problem]:
    unread = facts.view.unread
    if unread:
        samples = [Sample(path=path) for path in unread]
        details = {"files": plural(len(unread), "file"), "names": listed_names(unread)}
        yield Problem(count=len(unread), samples=samples, details=details)


def _header_mismatch(view: DatasetView) -> Iterable[Problem]:
    headers = readable(view)
    if headers:
        others = [header for header in headers if header.names != headers[0].names]
        yield from file_problem(others, first=headers[0].path, verb="has" if len(others) == 1 else "have")


def _single_file(view: DatasetView) -> str | None:
    return None if len(readable(view)) > 1 else "there is only one header to compare"


def _compressed(view: DatasetView) -> Iterable[Problem]:
    headers = [header for header in view.headers if header.compression]
    if headers:
        yield Problem(
            count=len(headers),
            samples=tuple(header_sample(header) for header in headers),
            details={"files": plural(len(headers), "file")},
        )


FILES: Final[tuple[Rule, ...]] = (
    DatasetRule(
        code=UNREAD_FILE,
        name="unread-file",
        effect=Effect.SUSPICIOUS,
        message="{files} beside the inputs by name data and not read: {names}; the service uses the files in the first "
        "level of a folder, whatever they are called",
        hint="Name the files that are meant, or move the others to another folder before the import.",
        source=guide("bulk-data-import-step"),
        why="Looks for files of a folder or glob that are not read here although their names are those of tables: "
        "another suffix (.json, .tsv, .parquet), a copy (.csv.bak), a packing that is not unpacked (.csv.bz2), parts "
        "without a suffix beside others. What was judged is then less than what an import of the folder would use.",
        before="january.csv, february.csv.bak",
        after="january.csv, february.csv",
        check=_unread,
    ),
    HeaderRule(
        code="CSV001",
        name="empty-file",
        effect=Effect.UNSTATED,
        message="no header line in {files}: the guide requires column names in the first row, "
        "and without them nothing was judged there",
        hint="Write the column names as the first line, or leave the file out; prepare passes over blank lines above "
        "the names.",
        source=FORMAT_PAGE,
        why="Looks for inputs that hold no bytes or whose first line is blank. The service takes the names of the "
        "columns from the first line; the guide does not say what an import does with a file that has none.",
        before="(nothing)",
        after="USER_ID,ITEM_ID,TIMESTAMP",
        check=_empty,
        judges_unreadable=True,
        valid=(PLAIN,),
        invalid=(HeaderExample(header=""),),
    ),
    DatasetRule(
        code="CSV002",
        name="no-records",
        effect=Effect.UNSTATED,
        message="a header but not a single record: the guide asks for one row per interaction "
        "and is silent about a file without any",
        hint="Check {cause}: the file ends with its header.",
        source=FORMAT_PAGE,
        why="Looks for a data set in which no line follows the header. Such a file usually comes from an export whose "
        "filter matched nothing. An import job is documented to need 1,000 records. A file whose lines end with a "
        "carriage return alone is one long line, and so a header without records as well.",
        before="USER_ID,ITEM_ID,TIMESTAMP",
        after="USER_ID,ITEM_ID,TIMESTAMP\nu1,i1,1700000000",
        check=_no_records,
        judges_empty=True,
        of_files=True,
        skip=_no_header,
    ),
    HeaderRule(
        code="CSV011",
        name="header-mismatch",
        effect=Effect.UNSTATED,
        message="{files} {verb} other columns, or another order, than {first}; "
        "the guide requires the same headers in all files of one import",
        hint="Write all files with the same columns where they are made, or make one file of them: {prepare}.",
        source=FORMAT_PAGE,
        why="Looks for inputs whose column names or their order differ from the first input's. All files of a folder "
        "are imported into one data set with one schema. What happens to a file with another header is not "
        "documented; here each file is judged by its own.",
        before="a.csv: USER_ID,ITEM_ID,TIMESTAMP\nb.csv: ITEM_ID,USER_ID,TIMESTAMP",
        after="a.csv: USER_ID,ITEM_ID,TIMESTAMP\nb.csv: USER_ID,ITEM_ID,TIMESTAMP",
        check=_header_mismatch,
        skip=_single_file,
        valid=(PLAIN,),
        invalid=(),
    ),
    HeaderRule(
        code="CSV013",
        name="compressed-input",
        effect=Effect.INFORMATION,
        message="compressed content in {files}: it was read here, but the guide speaks of CSV files only",
        hint="Decompress {files} before the upload if the import is to see CSV and nothing else.",
        source=FORMAT_PAGE,
        why="Looks at the first bytes of each input for gzip and Zstandard. This tool reads both; whether an import "
        "job does is not documented. The size limits are checked against the decompressed size.",
        before="interactions.csv.gz",
        after="interactions.csv",
        check=_compressed,
        valid=(PLAIN,),
        invalid=(),
    ),
    LineRule(
        code="CSV014",
        name="not-csv",
        effect=Effect.UNSTATED,
        counts_rows=False,
        whole_file=OTHER_KINDS,
        message="{path} is no CSV file",
        hint="Export it as CSV in UTF-8 from the program that made it.",
        source=FORMAT_PAGE,
        why="Looks at the first bytes for what other kinds of file begin with: JSON and JSON Lines, Apache Parquet, "
        "Avro, ORC and Arrow, workbooks, archives, XML and HTML (an error page saved in place of a file is one). "
        "The guide names CSV as the only format of a bulk import; what an import does with another is not stated.",
        before='{"userId": "u1", "itemId": "i1", "timestamp": 1700000000}',
        after="USER_ID,ITEM_ID,TIMESTAMP\nu1,i1,1700000000",
        valid=('"{",i1,1700000000', "[u1],i1,1700000000"),
        invalid=(),
    ),
)
