"""LOG rules: the lines of a log of shown lists, and the lists that could not be written."""

from __future__ import annotations

from typing import Final

from interactions_cli.personalize.fields import IMPRESSION, guide
from interactions_cli.personalize.limits import MAX_ID_CHARS
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.rule import LogRule

IMPRESSIONS_PAGE: Final = guide("interactions-datasets")

UNREADABLE: Final = LogRule(
    code="LOG001",
    name="log-line-unreadable",
    effect=Effect.SUSPICIOUS,
    message="{lines} of the log cannot be read: neither a record under its header nor a JSON object",
    hint="Look at line {line} of {log}; where it is JSON, an object has to stand on one line.",
    source=IMPRESSIONS_PAGE,
    why="Looks for lines of a log that have more or fewer fields than its header or are no JSON object, and for lists "
    "whose brackets do not close. What such a line showed is not known, so interactions may lack their list.",
    before='{"userId": "u1", "itemList": ["i1", "i2"',
    after='{"userId": "u1", "itemList": ["i1", "i2"]}',
)
WITHOUT_LIST: Final = LogRule(
    code="LOG002",
    name="log-line-without-list",
    effect=Effect.INFORMATION,
    message="{lines} of the log with no item that was shown",
    hint="Name the field that holds them if it is another one: `--log-column IMPRESSION=FIELD`.",
    source=IMPRESSIONS_PAGE,
    why="Looks for lines of a log whose list is blank or absent. A request that returned nothing is logged like that, "
    "and so is every line of a log whose list stands in a field of another name.",
    before='{"userId": "u1", "itemList": []}',
    after='{"userId": "u1", "itemList": ["i1", "i2"]}',
)
WITHOUT_KEY: Final = LogRule(
    code="LOG003",
    name="log-line-without-key",
    effect=Effect.SUSPICIOUS,
    message="{lines} of the log left out because {columns} is blank",
    hint="Look at line {line} of {log}; match by other columns with --on or --by.",
    source=IMPRESSIONS_PAGE,
    why="Looks for lists without a value in a column that lists and interactions are matched by. Such a list belongs "
    "to no interaction. Visitors who have not signed in often have no user id in a log.",
    before='{"userId": null, "itemList": ["i1", "i2"]}',
    after='{"userId": "u1", "itemList": ["i1", "i2"]}',
)
BAD_TIME: Final = LogRule(
    code="LOG004",
    name="log-time-unreadable",
    effect=Effect.SUSPICIOUS,
    message="{lines} of the log left out because the time is neither a number of seconds, milliseconds or microseconds "
    "since 1970 nor ISO 8601 with an offset",
    hint="Say whose times without an offset are: `--log-time-zone UTC` (or a name such as Europe/Berlin).",
    source=IMPRESSIONS_PAGE,
    why="Looks for times of a log that cannot be placed on the clock, among them ISO 8601 without an offset, which "
    "may be hours away from what it says. A list is found by its time where `--within` is given.",
    before='{"userId": "u1", "sentAt": "2025-01-09 14:03", "itemList": ["i1"]}',
    after='{"userId": "u1", "sentAt": "2025-01-09T14:03:27Z", "itemList": ["i1"]}',
)
UNWRITABLE: Final = LogRule(
    code="LOG005",
    name="log-item-unwritable",
    effect=Effect.SUSPICIOUS,
    message="{lines} of the log with an item id that holds a vertical bar or a control character; IMPRESSION has no "
    "way to write it, so it was left out of the list",
    hint="Look at line {line} of {log}; rename such items in the items dataset and in every log.",
    source=IMPRESSIONS_PAGE,
    why="Looks for ids that cannot stand in a list of impressions, whose ids are joined by vertical bars; the guide "
    "describes no escape for one. The rest of the list is written.",
    before='{"userId": "u1", "itemList": ["shoes|42", "i2"]}',
    after='{"userId": "u1", "itemList": ["shoes-42", "i2"]}',
)
OVERLONG: Final = LogRule(
    code="LOG006",
    name="log-item-too-long",
    effect=Effect.SUSPICIOUS,
    message=f"{{lines}} of the log with an item id of more than {MAX_ID_CHARS} characters, which no ITEM_ID has; it "
    "was left out of the list",
    hint="Look at line {line} of {log}; join ids with vertical bars, or write a JSON array.",
    source=guide("limits"),
    why="Counts the characters of the ids of a list. An id of an item has a limit of 256, so a longer one matches "
    "nothing; mostly the ids of the list were joined by another character than the vertical bar.",
    before="i1;i2;i3;…(300 characters)",
    after="i1|i2|i3|…",
)
NOT_WRITTEN: Final = LogRule(
    code="LOG007",
    name="list-not-written",
    effect=Effect.SUSPICIOUS,
    message="{lines} of the interactions without the list that was found: beside the quotes and backslashes of that "
    "line it would be read as something else",
    hint='Look at line {line} of {log}; write quotes inside fields as \\" and backslashes as \\\\.',
    source=guide("preparing-training-data"),
    why="Looks for interactions whose line has quotes that can be read in two ways, of which a further field would "
    "change the one that is right. The line is written as it was, and its list is left out.",
    before='u1,"i1\\",1700000000',
    after='u1,"i1\\\\",1700000000',
    column=IMPRESSION,
)
SEVERAL_LISTS: Final = LogRule(
    code="LOG008",
    name="key-with-several-lists",
    effect=Effect.SUSPICIOUS,
    message="{figure} have different lists in the logs, and the last one of each was written",
    hint="Add a column that tells the lists apart, such as `--on RECOMMENDATION_ID`, or let times decide with "
    "`--within 30m`: a key should name one list.",
    source=IMPRESSIONS_PAGE,
    why="Counts the keys that stand beside different lists, from a tenth of the keys on. A key such as a session names "
    "many lists, of which an interaction belongs to one. That this is a mistake is our own judgement.",
    before="session s1 with i1|i2, and once more with i7|i8",
    after="session s1 with i1|i2",
)
WITHOUT_ITEM: Final = LogRule(
    code="LOG009",
    name="list-without-the-item",
    effect=Effect.SUSPICIOUS,
    message="{figure} with an item that is not in the list that was found",
    hint="Look at both sides. {cause}.",
    source=IMPRESSIONS_PAGE,
    why="Counts the matched interactions whose item is not in their list, from half of them on. What was clicked was "
    "shown, so the lists are those of somebody or something else. That this is a mistake is our own judgement.",
    before="i9, with i1|i2",
    after="i1, with i1|i2",
)
ONE_ID: Final = LogRule(
    code="LOG010",
    name="list-of-one-id",
    effect=Effect.SUSPICIOUS,
    message="{figure} hold a single id",
    hint="Look at the log. {cause}.",
    source=IMPRESSIONS_PAGE,
    why="Counts the lists that hold one id, from half of the lists on. Either the ids are joined by a character that "
    "was not told, or items that were shown together stand on lines that have nothing in common. That this is a "
    "mistake is our own judgement.",
    before="i1;i2;i3",
    after="i1|i2|i3",
)
SPLIT: Final = LogRule(
    code="LOG011",
    name="list-separator",
    effect=Effect.INFORMATION,
    message="{figure} have their ids separated by {separator}, and were split there",
    hint="Name what stands between ids if they hold such characters themselves: `--log-list-separator '|'`.",
    source=IMPRESSIONS_PAGE,
    why="Names the character that the ids of most lists of a log are joined by where that is no vertical bar. Lists "
    "are split by it when nearly all of them agree, and the column IMPRESSION has vertical bars.",
    before="i1,i2",
    after="i1|i2",
)
DOUBTS: Final = (SEVERAL_LISTS, WITHOUT_ITEM, ONE_ID, SPLIT)
LOGS: Final = (UNREADABLE, WITHOUT_LIST, WITHOUT_KEY, BAD_TIME, UNWRITABLE, OVERLONG, NOT_WRITTEN, *DOUBTS)
