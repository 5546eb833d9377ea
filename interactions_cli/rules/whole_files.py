"""What line rules say of a file that cannot be read beyond its first line: message and hint, by what is the matter."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from interactions_cli.reading.header_problem import HeaderProblem

Words = Mapping[HeaderProblem, tuple[str, str]]
_ENCODED: Final = "{{path}} is encoded as {}: the guide asks for UTF-8, and nothing else of the file was judged"
_RECODED: Final = "Write it in UTF-8: {prepare}."
# No mark at its beginning tells the encoding.
_UNMARKED: Final = "Write it in UTF-8: add `--encoding {}` to {{prepare}}."
_NOT_CSV: Final = "{{path}} is {}: the guide asks for CSV, and nothing of the file was judged"
_MADE_CSV: Final = "Make a CSV file of it: {prepare}."
_UNPACKED: Final = "Unpack it, or pack it with gzip or Zstandard, which are read here."
_FILES_IN_IT: Final = "Unpack it, and give the files in it."
_EXPORTED: Final = "Export it as CSV in UTF-8 from the program that made it."

ENCODINGS: Final[Words] = MappingProxyType(
    {
        HeaderProblem.UTF16: (_ENCODED.format("UTF-16"), _RECODED),
        HeaderProblem.UTF16LE: (_ENCODED.format("UTF-16"), _UNMARKED.format("utf-16-le")),
        HeaderProblem.UTF16BE: (_ENCODED.format("UTF-16"), _UNMARKED.format("utf-16-be")),
        HeaderProblem.UTF32: (_ENCODED.format("UTF-32"), _RECODED),
        HeaderProblem.NOT_UTF8: (
            "the header line of {path} has bytes that are not UTF-8, so its columns have no certain names; "
            "nothing else of the file was judged",
            "Add the encoding that it was written in, such as `--encoding cp1252`, to {prepare}.",
        ),
    }
)
OTHER_KINDS: Final[Words] = MappingProxyType(
    {
        HeaderProblem.ZIP: (
            _NOT_CSV.format("a ZIP archive or an Excel workbook"),
            "Save a workbook as CSV UTF-8, or unpack an archive after a look at what it holds.",
        ),
        HeaderProblem.PARQUET: (_NOT_CSV.format("an Apache Parquet file"), _MADE_CSV),
        HeaderProblem.JSON: (_NOT_CSV.format("JSON"), _MADE_CSV),
        HeaderProblem.QUOTED_JSON: (
            _NOT_CSV.format("JSON in quotes"),
            "Export the records as CSV, or as JSON without quotes around each, which prepare reads.",
        ),
        HeaderProblem.DRAWN_TABLE: (_NOT_CSV.format("a table drawn with bars and dashes"), _MADE_CSV),
        HeaderProblem.RETURNS_FIRST: (
            "{path} ends its lines with a line feed and then a carriage return, which so begins the next line; nothing "
            "else of the file was judged",
            "Write line feeds alone: {prepare}.",
        ),
        HeaderProblem.LONG_SEPARATOR: (
            "{path} has several characters, such as ::, between its fields: the guide asks for commas, and nothing of "
            "the file was judged",
            "Write commas between the fields where the file is made; prepare, on this file, prints a command that does "
            "it on the way.",
        ),
        HeaderProblem.SPACES: (
            "{path} has spaces between its columns: the guide asks for commas, and nothing of the file was judged",
            "Write commas between the fields where the file is made, or add `--delimiter ' '` to {prepare} if one "
            "space stands in each place.",
        ),
        HeaderProblem.LFS: (
            "{path} is a pointer of Git LFS, not the file itself: the guide asks for CSV, and nothing was judged",
            "Fetch the file that it stands for, which git lfs pull does.",
        ),
        HeaderProblem.SQL: (
            _NOT_CSV.format("a dump in SQL"),
            "Export the table as CSV in UTF-8 from the database.",
        ),
        HeaderProblem.JAVASCRIPT: (
            _NOT_CSV.format("JavaScript"),
            "Export the records as CSV; prepare, on this file, prints a command that reads the JSON in it.",
        ),
        HeaderProblem.DOUBLED_SEPARATOR: (
            "{path} has its separator twice between its fields: the guide asks for one comma, and nothing of the file "
            "was judged",
            "Write commas between the fields: {prepare}.",
        ),
        HeaderProblem.TAR: (_NOT_CSV.format("a tar archive"), _FILES_IN_IT),
        HeaderProblem.RAR: (_NOT_CSV.format("a RAR archive"), _FILES_IN_IT),
        HeaderProblem.LZ4: (_NOT_CSV.format("packed with lz4"), _UNPACKED),
        HeaderProblem.BZIP2: (_NOT_CSV.format("packed with bzip2"), _UNPACKED),
        HeaderProblem.XZ: (_NOT_CSV.format("packed with xz"), _UNPACKED),
        HeaderProblem.ZEROS: (
            "{path} begins with zero bytes, as a file does that was not written to its end; nothing else was judged",
            "Write or fetch the file again.",
        ),
        **{
            kind: (_NOT_CSV.format(what), _EXPORTED)
            for kind, what in (
                (HeaderProblem.SHEET, "an Excel workbook"),
                (HeaderProblem.AVRO, "an Apache Avro file"),
                (HeaderProblem.ORC, "an Apache ORC file"),
                (HeaderProblem.ARROW, "an Apache Arrow file"),
                (HeaderProblem.SEVEN_ZIP, "a 7-Zip archive"),
                (HeaderProblem.PDF, "a PDF document"),
                (HeaderProblem.SQLITE, "an SQLite database"),
                (HeaderProblem.XML, "XML or HTML"),
                (HeaderProblem.YAML, "YAML"),
                (HeaderProblem.KEY_VALUES, "a file of lines such as name=value"),
            )
        },
    }
)
PREAMBLE: Final[Words] = MappingProxyType(
    {
        HeaderProblem.PREAMBLE: (
            "{path} has other lines above the column names: line {table_line} is the header, which the guide wants as "
            "the first; nothing else of the file was judged",
            "Leave the lines above it out: {prepare}.",
        )
    }
)
LONE_RETURNS: Final[Words] = MappingProxyType(
    {
        HeaderProblem.LONE_CR: (
            "{path} ends its lines with a carriage return alone, so it reads as one long header; "
            "nothing else of the file was judged",
            "Write newlines in their place: {prepare}.",
        ),
    }
)
# The words of CSV010 where nothing but line ends has a carriage return too many.
LINE_ENDS: Final = (
    "{rows} with more carriage returns than one before the line feed, and no other control character; the line feeds "
    "were taken as the line ends, what the service makes of the rest is not documented",
    "End lines once where the file is made, a program on Windows did it twice; or take the carriage returns out: "
    "{prepare}.",
)
