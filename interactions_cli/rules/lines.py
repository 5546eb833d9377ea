"""CSV rules about single lines: bytes, fields, quotes, characters that nobody sees."""

from __future__ import annotations

from typing import Final

from interactions_cli.personalize.fields import guide
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.rule import LineRule, Rule
from interactions_cli.rules.whole_files import ENCODINGS, LONE_RETURNS, PREAMBLE

FORMAT_PAGE: Final = guide("preparing-training-data")
LINES: Final[tuple[Rule, ...]] = (
    LineRule(
        code="CSV003",
        whole_file=ENCODINGS,
        name="not-utf8",
        effect=Effect.UNSTATED,
        message="{rows} with bytes that are not UTF-8; the guide requires UTF-8 as soon as a file has a non-ASCII "
        "character and names no consequence for one that has not",
        hint="Write UTF-8 where the file is made; {drop}. With --encoding and its name, such as cp1252, they are kept "
        "if all of the file is in that one.",
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
    LineRule(
        code="CSV007",
        name="field-count",
        effect=Effect.UNSTATED,
        message="{rows} with more or fewer fields than the header, so it is uncertain which value belongs to which "
        "column",
        hint="Quote values that contain a comma where the file is made; {prepare} takes surplus blank fields off and "
        "drops the other lines.",
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
        hint="Write values without line breaks and stray quotes where the file is made; {prepare} joins a record over "
        "several lines and drops lines whose quotes never close.",
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
        hint="Leave the blank lines out: {prepare}.",
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
        whole_file=LONE_RETURNS,
        name="control-character",
        effect=Effect.SUSPICIOUS,
        message="{rows} with a control or invisible formatting character; "
        "ids that look the same are then different ids",
        hint="Take the characters out: {prepare}.",
        source=FORMAT_PAGE,
        why="Looks for control characters other than the tab, Unicode line and paragraph separators, marks that steer "
        "the direction of text, and characters that take no place, such as the soft hyphen, the zero-width space and "
        "fillers. They arrive by copy and paste or from binary fields, cannot be seen, and make two values of one. "
        "Some programs also end a line at them, although the service counts physical lines. The joiners and selectors "
        "of words, emoji and flags are left alone.",
        before="u1,i\\u202e1,1700000000",
        after="u1,i1,1700000000",
        valid=(
            "u1,i1,1700000000",
            "u1,i\t1,1700000000",
            "u1,i\u200d1,1700000000",
            "u1,i\u20271,1700000000",
            "u1,\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645,1700000000",
            "u1,\u2764\ufe0f,1700000000",
            "u1,\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f,1700000000",
        ),
        invalid=(
            "u1,i\x001,1700000000",
            "u1,i\x1f1,1700000000",
            "u1,i1\x7f,1700000000",
            "u1,i\r1,1700000000",
            "u1,i\u20281,1700000000",
            "u1,i\u202e1,1700000000",
            "u1,\u200ei1,1700000000",
            "u1,i1\u2069,1700000000",
            *(
                f"u1,i{char}1,1700000000"
                for char in "\x80\x9f\xad\u115f\u1160\u180e\u200b\u2060\u2064\u206a\u3164\ufeff\uffa0\ufff9\U000e0001"
            ),
        ),
    ),
    LineRule(
        code="CSV012",
        name="doubled-quote",
        effect=Effect.SUSPICIOUS,
        message='{rows} with a quotation mark written as `""` inside a quoted field; '
        "the only escape the guide describes is a backslash, and it does so for text fields of items",
        hint="Write the quotation marks with a backslash: {prepare}.",
        source=guide("items-datasets"),
        why="Looks for quoted fields in which a quotation mark is doubled, as most CSV writers do. The guide only "
        "shows the backslash. Whether the importer of interactions takes the doubling as one mark, two or an end of "
        "the field is not documented.",
        before='u1,"the ""red"" one",1700000000',
        after="u1,the 'red' one,1700000000",
        valid=("u1,i1,1700000000", 'u1,"",1700000000', 'u1,a""b,1700000000', 'u1,"a \\"b\\" c",1700000000'),
        invalid=('u1,"a ""b"" c",1700000000', 'u1,"""i1",1700000000', 'u1,"i1""",1700000000'),
    ),
    LineRule(
        code="CSV015",
        whole_file=PREAMBLE,
        name="lines-around-the-table",
        effect=Effect.UNSTATED,
        message="{rows} that a program wrote below the table, such as a number of rows; the guide wants the header and "
        "one record per line, and nothing else",
        hint="Leave it out where the file is made (psql writes no footer after \\pset footer off); {drop}.",
        source=FORMAT_PAGE,
        why="Looks for lines above the column names (`sep=,`, a comment, a title), and below the records for the "
        "number of rows or a total, as database clients and spreadsheets write them. The service takes the first line "
        "as the header and every further line as a record; what it does with one that is neither is not documented.",
        before="u1,i1,1700000000\n(1 row)",
        after="u1,i1,1700000000",
        valid=("u1,i1,1700000000", "total,(2 rows),1700000000", "---,---,1700000000"),
        invalid=("(1 row)", "(1200 rows)", "1200 rows in set (0.05 sec)", "(2 rows affected)", "Total: 12", "---"),
    ),
)
