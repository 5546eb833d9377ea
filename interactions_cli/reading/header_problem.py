"""Why nothing behind the first line of an input can be read."""

from __future__ import annotations

from enum import StrEnum


class HeaderProblem(StrEnum):
    """What an input is instead of a table with a header line in UTF-8."""

    EMPTY = "empty"
    UTF16 = "utf-16"
    UTF16LE = "utf-16le"
    UTF16BE = "utf-16be"
    UTF32 = "utf-32"
    ZIP = "zip"
    PARQUET = "parquet"
    BZIP2 = "bzip2"
    XZ = "xz"
    ZEROS = "zeros"
    SHEET = "sheet"
    AVRO = "avro"
    ORC = "orc"
    ARROW = "arrow"
    SEVEN_ZIP = "7z"
    TAR = "tar"
    RAR = "rar"
    LZ4 = "lz4"
    PDF = "pdf"
    SQLITE = "sqlite"
    XML = "xml"
    JSON = "json"
    PREAMBLE = "preamble"
    LONE_CR = "lone-cr"
    NOT_UTF8 = "not-utf8"
    LONG_SEPARATOR = "long-separator"
    DOUBLED_SEPARATOR = "doubled-separator"
    SPACES = "spaces"
    LFS = "lfs"
    SQL = "sql"
    JAVASCRIPT = "javascript"
    QUOTED_JSON = "quoted-json"
    YAML = "yaml"
    KEY_VALUES = "key-values"
    DRAWN_TABLE = "drawn-table"
    RETURNS_FIRST = "returns-first"

    @property
    def words(self) -> str:
        """What is the matter, to follow the input's name."""
        return _WORDS[self]


_WORDS = {
    HeaderProblem.EMPTY: "has no header line",
    HeaderProblem.UTF16: "is UTF-16, not UTF-8",
    HeaderProblem.UTF16LE: "is UTF-16, not UTF-8",
    HeaderProblem.UTF16BE: "is UTF-16, not UTF-8",
    HeaderProblem.UTF32: "is UTF-32, not UTF-8",
    HeaderProblem.ZIP: "is a ZIP archive or an Excel workbook, not CSV",
    HeaderProblem.PARQUET: "is an Apache Parquet file, not CSV",
    HeaderProblem.BZIP2: "is packed with bzip2",
    HeaderProblem.XZ: "is packed with xz",
    HeaderProblem.ZEROS: "begins with zero bytes",
    HeaderProblem.SHEET: "is an Excel workbook of the old kind, not CSV",
    HeaderProblem.AVRO: "is an Apache Avro file, not CSV",
    HeaderProblem.ORC: "is an Apache ORC file, not CSV",
    HeaderProblem.ARROW: "is an Apache Arrow file, not CSV",
    HeaderProblem.SEVEN_ZIP: "is a 7-Zip archive, not CSV",
    HeaderProblem.TAR: "is a tar archive, not CSV",
    HeaderProblem.RAR: "is a RAR archive, not CSV",
    HeaderProblem.LZ4: "is packed with lz4",
    HeaderProblem.PDF: "is a PDF document, not CSV",
    HeaderProblem.SQLITE: "is an SQLite database, not CSV",
    HeaderProblem.XML: "is XML or HTML, not CSV",
    HeaderProblem.JSON: "is JSON, not CSV",
    HeaderProblem.PREAMBLE: "has other lines above the column names",
    HeaderProblem.LONE_CR: "ends its lines by carriage returns alone",
    HeaderProblem.NOT_UTF8: "has a header line that is not UTF-8",
    HeaderProblem.LONG_SEPARATOR: "has several characters, such as ::, between its fields",
    HeaderProblem.SPACES: "has spaces between its columns",
    HeaderProblem.LFS: "is a pointer of Git LFS, not the file itself",
    HeaderProblem.SQL: "is a dump in SQL, not CSV",
    HeaderProblem.JAVASCRIPT: "is JavaScript, not CSV",
    HeaderProblem.QUOTED_JSON: "is JSON in quotes, not CSV",
    HeaderProblem.YAML: "is YAML, not CSV",
    HeaderProblem.KEY_VALUES: "is a file of lines such as name=value, not CSV",
    HeaderProblem.DRAWN_TABLE: "is a table drawn with bars and dashes, not CSV",
    HeaderProblem.RETURNS_FIRST: "ends its lines by a line feed and a carriage return, in that order",
    HeaderProblem.DOUBLED_SEPARATOR: "has its separator twice between its fields",
}
