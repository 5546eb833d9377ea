"""CSV rules: bytes, lines and headers, before any cell is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from interactions_cli.personalize.fields import guide
from interactions_cli.reading.view import DatasetView, Header
from interactions_cli.rules.evidence import Facts, Problem
from interactions_cli.rules.kit.headers import file_problem, header_sample, readable
from interactions_cli.rules.rule import DatasetRule, Effect, HeaderExample, HeaderRule, LineRule, Rule
from interactions_cli.wording import plural

FORMAT_PAGE: Final = guide("preparing-training-data")
PLAIN: Final = HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP")
SEPARATORS: Final = MappingProxyType({";": "semicolons", "\t": "tabs", "|": "vertical bars"})
ENCODED: Final = "{{path}} is encoded as {}: the guide asks for UTF-8, and nothing else of the file was judged"
RECODED: Final = "Convert it: `iconv -f {} -t UTF-8 {{path}} > fixed.csv`."
# Why a file cannot be read beyond its first line → the line rule's code, with message and hint for the whole file.
FILE_MESSAGES: Final[Mapping[str, tuple[str, str, str]]] = MappingProxyType(
    {
        "utf-16": ("CSV003", ENCODED.format("UTF-16"), RECODED.format("UTF-16")),
        "utf-16le": ("CSV003", ENCODED.format("UTF-16"), RECODED.format("UTF-16LE")),
        "utf-16be": ("CSV003", ENCODED.format("UTF-16"), RECODED.format("UTF-16BE")),
        "utf-32": ("CSV003", ENCODED.format("UTF-32"), RECODED.format("UTF-32")),
        "zip": (
            "CSV003",
            "{path} is a ZIP archive or an Excel workbook: the guide asks for CSV, and nothing of the file was judged",
            "Save a workbook as CSV UTF-8, or unpack an archive, after a look at what it holds: `unzip -l {path}`.",
        ),
        "parquet": (
            "CSV003",
            "{path} is an Apache Parquet file: the guide asks for CSV, and nothing of the file was judged",
            'Convert it: `pd.read_parquet({literal}).to_csv("fixed.csv", index=False)`.',
        ),
        "bzip2": (
            "CSV003",
            "{path} is packed with bzip2: the guide asks for CSV, and nothing of the file was judged",
            "Unpack it: `bzip2 -dc {path} > fixed.csv`.",
        ),
        "xz": (
            "CSV003",
            "{path} is packed with xz: the guide asks for CSV, and nothing of the file was judged",
            "Unpack it: `xz -dc {path} > fixed.csv`.",
        ),
        "zeros": (
            "CSV003",
            "{path} begins with zero bytes, as a file does that was not written to its end; nothing else was judged",
            "Write or fetch the file again, and look at its first bytes: `head -c 64 {path} | od -c`.",
        ),
        "not-utf8": (
            "CSV003",
            "the header line of {path} has bytes that are not UTF-8, so its columns have no certain names; "
            "nothing else of the file was judged",
            "Convert it from the encoding it was written in: `iconv -f WINDOWS-1252 -t UTF-8 {path} > fixed.csv`.",
        ),
        "lone-cr": (
            "CSV010",
            "{path} ends its lines with a carriage return alone, so it reads as one long header; "
            "nothing else of the file was judged",
            "Turn the carriage returns into newlines: `tr '\\r' '\\n' < {path} > fixed.csv`.",
        ),
    }
)


def _empty(view: DatasetView) -> Iterable[Problem]:
    return file_problem([header for header in view.headers if header.problem == "empty"])


def _no_records(facts: Facts) -> Iterable[Problem]:
    # A file of one long line must not pass for want of lines to judge, nor because another file has some.
    headers = [header for header in facts.view.headers if header.problem == "lone-cr"]
    if facts.metrics.rows == 0:
        headers = [header for header in facts.view.headers if header.problem in (None, "lone-cr")]
    if headers:
        is_one_line = headers[0].problem == "lone-cr"
        advice = "its line ends first (CSV010)" if is_one_line else "the query that wrote the file"
        yield Problem(samples=tuple(header_sample(header) for header in headers), details={"advice": advice})


def _no_header(facts: Facts) -> str | None:
    has_line = any(header.problem in (None, "lone-cr") for header in facts.view.headers)
    return None if has_line else "no header could be read"


def _byte_order_mark(view: DatasetView) -> Iterable[Problem]:
    return file_problem([header for header in view.headers if header.has_bom and header.problem is None])


def _wrong_delimiter(view: DatasetView) -> Iterable[Problem]:
    headers = [header for header in readable(view) if header.separator != ","]
    if headers:
        first = headers[0].separator
        yield from file_problem(
            headers, delimiter=SEPARATORS.get(first, repr(first)), separator=first.replace("\t", "\\t")
        )


def _quoted_header(view: DatasetView) -> Iterable[Problem]:
    return file_problem([header for header in readable(view) if header.is_quoted])


def _header_mismatch(view: DatasetView) -> Iterable[Problem]:
    headers = readable(view)
    if headers:
        others = [header for header in headers if header.names != headers[0].names]
        yield from file_problem(others, first=headers[0].path, verb="has" if len(others) == 1 else "have")


def _single_file(view: DatasetView) -> str | None:
    return None if len(readable(view)) > 1 else "there is only one header to compare"


def _unpack_command(header: Header) -> str:
    return "zstd -d" if (header.compression or "").startswith("zst") else "gunzip -k"


def _compressed(view: DatasetView) -> Iterable[Problem]:
    headers = [header for header in view.headers if header.compression]
    if headers:
        yield Problem(
            count=len(headers),
            samples=tuple(header_sample(header) for header in headers),
            details={"files": plural(len(headers), "file"), "command": _unpack_command(headers[0])},
        )


STRUCTURE: Final[tuple[Rule, ...]] = (
    HeaderRule(
        code="CSV001",
        name="empty-file",
        effect=Effect.UNSTATED,
        message="no header line in {files}: the guide requires column names in the first row, "
        "and without them nothing was judged there",
        hint="Write the column names as the first line, or leave the file out: "
        "`(echo USER_ID,ITEM_ID,TIMESTAMP; grep . {path}) > fixed.csv`.",
        source=FORMAT_PAGE,
        why="Looks for inputs that hold no bytes or whose first line is blank. The service takes the names of the "
        "columns from the first line; the guide does not say what an import does with a file that has none.",
        before="(nothing)",
        after="USER_ID,ITEM_ID,TIMESTAMP",
        check=_empty,
        valid=(PLAIN,),
        invalid=(HeaderExample(header=""),),
    ),
    DatasetRule(
        code="CSV002",
        name="no-records",
        effect=Effect.UNSTATED,
        message="a header but not a single record: the guide asks for one row per interaction "
        "and is silent about a file without any",
        hint="Check {advice}: `wc -l {path}` should count more than the header.",
        source=FORMAT_PAGE,
        why="Looks for a data set in which no line follows the header. Such a file usually comes from an export whose "
        "filter matched nothing. An import job is documented to need 1,000 records. A file whose lines end with a "
        "carriage return alone is one long line, and so a header without records as well.",
        before="USER_ID,ITEM_ID,TIMESTAMP",
        after="USER_ID,ITEM_ID,TIMESTAMP\nu1,i1,1700000000",
        check=_no_records,
        skip=_no_header,
    ),
    LineRule(
        code="CSV003",
        name="not-utf8",
        effect=Effect.UNSTATED,
        message="{rows} with bytes that are not UTF-8; the guide requires UTF-8 as soon as a file has a non-ASCII "
        "character and names no consequence for one that has not",
        hint="Convert the file from the encoding it was written in: "
        "`iconv -f WINDOWS-1252 -t UTF-8 {path} > fixed.csv`.",
        source=FORMAT_PAGE,
        why="Looks for byte sequences that UTF-8 does not allow, line by line. They come from spreadsheets and "
        "databases that write Windows or Latin encodings. An id with such a byte cannot be matched with the same id "
        "elsewhere.",
        before="u1,caf\\xe9,1700000000",
        after="u1,café,1700000000",
        valid=("u1,i1,1700000000", "u1,café,1700000000", "u1,日本,1700000000"),
        # Bytes that no text holds are written as the surrogates that `surrogateescape` turns back into them.
        invalid=("u1,caf\udce9,1700000000", "u\udcff1,i1,1700000000", "u1,i1\udcc3,1700000000"),
    ),
    HeaderRule(
        code="CSV004",
        name="byte-order-mark",
        effect=Effect.UNSTATED,
        message="a byte order mark before the first column name in {files}: the guide does not mention one, "
        "but a first column that the service did not find has been reported",
        hint='Cut the three bytes off: `tail -c +4 {path} > fixed.csv`; in pandas write with `encoding="utf-8"`.',
        source=FORMAT_PAGE,
        why="Looks for the bytes EF BB BF at the start of a file, which spreadsheets and `utf-8-sig` writers put "
        "there. A reader that does not expect them takes them as part of the first name. A user reported a first "
        "column that the service did not find; that a mark was the cause is not documented.",
        before="\\ufeffUSER_ID,ITEM_ID,TIMESTAMP",
        after="USER_ID,ITEM_ID,TIMESTAMP",
        check=_byte_order_mark,
        valid=(PLAIN,),
        invalid=(HeaderExample(header="\ufeffUSER_ID,ITEM_ID,TIMESTAMP"),),
    ),
    HeaderRule(
        code="CSV005",
        name="wrong-delimiter",
        effect=Effect.UNSTATED,
        message="columns separated by {delimiter} in {files}: comma-separated values are the only format the guide "
        "names",
        hint="Write the file again with commas: "
        '`pd.read_csv({literal}, sep="{separator}", dtype=str, keep_default_na=False)'
        '.to_csv("fixed.csv", index=False)`.',
        source=FORMAT_PAGE,
        why="Looks for a header whose known column names appear when it is split at a semicolon, tab or vertical bar "
        "rather than a comma. Spreadsheets in many languages export semicolons. The rest of the file is judged as if "
        "it were repaired.",
        before="USER_ID;ITEM_ID;TIMESTAMP",
        after="USER_ID,ITEM_ID,TIMESTAMP",
        check=_wrong_delimiter,
        valid=(PLAIN, HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,A;B")),
        invalid=(
            HeaderExample(header="USER_ID;ITEM_ID;TIMESTAMP"),
            HeaderExample(header="USER_ID\tITEM_ID\tTIMESTAMP"),
            HeaderExample(header="USER_ID|ITEM_ID|TIMESTAMP"),
        ),
    ),
    HeaderRule(
        code="CSV006",
        name="quoted-header",
        effect=Effect.UNSTATED,
        message="column names in quotation marks in {files}: the guide rules that out without saying what follows",
        hint="Take the quotes off the first line: `sed '1s/\"//g' {path} > fixed.csv`.",
        source=FORMAT_PAGE,
        why="Looks for quotation marks around names in the header. The guide wants names without them, whatever the "
        "fields below look like. Writers that quote every field quote the header as well.",
        before='"USER_ID","ITEM_ID","TIMESTAMP"',
        after="USER_ID,ITEM_ID,TIMESTAMP",
        check=_quoted_header,
        valid=(PLAIN,),
        invalid=(
            HeaderExample(header='"USER_ID","ITEM_ID","TIMESTAMP"'),
            HeaderExample(header='USER_ID,"ITEM_ID",TIMESTAMP'),
        ),
    ),
    LineRule(
        code="CSV007",
        name="field-count",
        effect=Effect.UNSTATED,
        message="{rows} with more or fewer fields than the header, so it is uncertain which value belongs to which "
        "column",
        hint="Quote values that contain a comma where the file is made, as CSV writers do, and look at the "
        "first such line: `sed -n {line}p {path}`.",
        source=FORMAT_PAGE,
        why="Looks for lines whose number of fields differs from the header's. An unquoted comma inside a value, a "
        "trailing comma or a line cut short does it. The guide requires one record per line under the header's "
        "columns and does not say that single bad lines are passed over.",
        before="u1,shoes, red,1700000000",
        after='u1,"shoes, red",1700000000',
        valid=("u1,i1,1700000000", 'u1,"a,b",1700000000', "u1,,1700000000"),
        invalid=("u1,i1", "u1,i1,1700000000,", "u1,a,b,1700000000", " "),
    ),
    LineRule(
        code="CSV008",
        name="broken-quoting",
        effect=Effect.UNSTATED,
        message="{rows} with a quoted field that does not close before the next separator or the end of the line; "
        "the guide requires every record to be on a single line",
        hint="Replace line breaks and stray quotes inside values before the export: "
        "`df = df.replace(r'[\\r\\n\"]+', ' ', regex=True)`.",
        source=FORMAT_PAGE,
        why="Looks for fields that open with a quotation mark and are not closed by one that a separator or the line "
        "end follows, with the quotes inside escaped either way. A value with a line break is split over several "
        "lines and each piece looks like this. The service's own message about such a file speaks of a value's "
        "length.",
        before='u1,"red\nshoes",1700000000',
        after='u1,"red shoes",1700000000',
        valid=(
            "u1,i1,1700000000",
            'u1,"i1",1700000000',
            'u1,ab"c,1700000000',
            'u1,"a \\"b\\" c",1700000000',
            'u1,"a ""b"" c",1700000000',
            'u1,"i1\\",1700000000',
        ),
        invalid=('u1,"i1,1700000000', 'u1,"i"1,1700000000', 'u1,i1,"1700000000', 'u1,"i1" ,1700000000'),
    ),
    LineRule(
        code="CSV009",
        name="blank-line",
        effect=Effect.SUSPICIOUS,
        message="{rows} without a single character; whether an import passes over blank lines is not documented",
        hint="Remove the blank lines: `grep -v '^[[:space:]]*$' {path} > fixed.csv`.",
        source=FORMAT_PAGE,
        why="Looks for lines without a single character. They are left over from joining files or from a trailing "
        "newline too many. The guide wants one record on each line and does not mention empty ones.",
        before="u1,i1,1700000000\n\nu2,i1,1700000060",
        after="u1,i1,1700000000\nu2,i1,1700000060",
        valid=("u1,i1,1700000000", " ", ",,"),
        invalid=("",),
    ),
    LineRule(
        code="CSV010",
        name="control-character",
        effect=Effect.SUSPICIOUS,
        message="{rows} with a control or invisible formatting character; "
        "ids that look the same are then different ids",
        hint="Remove the characters: `perl -CSD -pe "
        "'s/[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\x7F\\x{{61C}}\\x{{200E}}\\x{{200F}}\\x{{2028}}-\\x{{202E}}"
        "\\x{{2066}}-\\x{{2069}}]|\\r(?!\\n)//g' {path} > fixed.csv`.",
        source=FORMAT_PAGE,
        why="Looks for control characters other than the tab, Unicode line and paragraph separators, and marks that "
        "steer the direction of text. They arrive by copy and paste or from binary fields, cannot be seen, and make "
        "two values of one. Some programs also end a line at them, although the service counts physical lines.",
        before="u1,i\\u202e1,1700000000",
        after="u1,i1,1700000000",
        valid=("u1,i1,1700000000", "u1,i\t1,1700000000", "u1,i\u200d1,1700000000", "u1,i\u20271,1700000000"),
        invalid=(
            "u1,i\x001,1700000000",
            "u1,i\x1f1,1700000000",
            "u1,i1\x7f,1700000000",
            "u1,i\r1,1700000000",
            "u1,i\u20281,1700000000",
            "u1,i\u202e1,1700000000",
            "u1,\u200ei1,1700000000",
            "u1,i1\u2069,1700000000",
        ),
    ),
    HeaderRule(
        code="CSV011",
        name="header-mismatch",
        effect=Effect.UNSTATED,
        message="{files} {verb} other columns, or another order, than {first}; "
        "the guide requires the same headers in all files of one import",
        hint="Write every file with the columns of the first: compare `head -n 1 {first} {path}`.",
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
    LineRule(
        code="CSV012",
        name="doubled-quote",
        effect=Effect.SUSPICIOUS,
        message='{rows} with a quotation mark written as `""` inside a quoted field; '
        "the only escape the guide describes is a backslash, and it does so for text fields of items",
        hint="Keep quotation marks out of the values: `df = df.replace('\"', \"'\", regex=True)` before `to_csv`.",
        source=guide("items-datasets"),
        why="Looks for quoted fields in which a quotation mark is doubled, as most CSV writers do. The guide only "
        "shows the backslash. Whether the importer of interactions takes the doubling as one mark, two or an end of "
        "the field is not documented.",
        before='u1,"the ""red"" one",1700000000',
        after="u1,the 'red' one,1700000000",
        valid=("u1,i1,1700000000", 'u1,"",1700000000', 'u1,a""b,1700000000', 'u1,"a \\"b\\" c",1700000000'),
        invalid=('u1,"a ""b"" c",1700000000', 'u1,"""i1",1700000000', 'u1,"i1""",1700000000'),
    ),
    HeaderRule(
        code="CSV013",
        name="compressed-input",
        effect=Effect.INFORMATION,
        message="compressed content in {files}: it was read here, but the guide speaks of CSV files only",
        hint="Decompress before the upload: `{command} {file}`.",
        source=FORMAT_PAGE,
        why="Looks at the first bytes of each input for gzip and Zstandard. This tool reads both; whether an import "
        "job does is not documented. The size limits are checked against the decompressed size.",
        before="interactions.csv.gz",
        after="interactions.csv",
        check=_compressed,
        valid=(PLAIN,),
        invalid=(),
    ),
)
