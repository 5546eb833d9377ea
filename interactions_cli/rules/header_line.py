"""CSV rules about how the header line is written: mark, separator, quotes."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from interactions_cli.personalize.fields import guide
from interactions_cli.reading.view import DatasetView
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.evidence import Problem
from interactions_cli.rules.kit.examples import PLAIN
from interactions_cli.rules.kit.headers import file_problem, readable
from interactions_cli.rules.rule import HeaderExample, HeaderRule, Rule

FORMAT_PAGE: Final = guide("preparing-training-data")
SEPARATORS: Final = MappingProxyType({";": "semicolons", "\t": "tabs", "|": "vertical bars"})


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


HEADER_LINE: Final[tuple[Rule, ...]] = (
    HeaderRule(
        code="CSV004",
        name="byte-order-mark",
        effect=Effect.UNSTATED,
        message="a byte order mark before the first column name in {files}: the guide does not mention one, "
        "but a first column that the service did not find has been reported",
        hint="Leave the mark out: {prepare}.",
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
        hint="Write commas between the fields: {prepare}.",
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
        hint="Write the names without quotes: {prepare}.",
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
)
