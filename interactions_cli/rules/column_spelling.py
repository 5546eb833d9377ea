"""SCH rules about names that are nearly those of the service: another spelling, a twin beside the right one."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from typing import Final

from interactions_cli.personalize.fields import REQUIRED, RESERVED, fold, guide
from interactions_cli.reading.view import DatasetView, Header, plain
from interactions_cli.report import Sample
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.evidence import Problem
from interactions_cli.rules.kit.advice import can_be_typed
from interactions_cli.rules.kit.examples import PLAIN
from interactions_cli.rules.kit.headers import column_problem, holding, readable, renamed
from interactions_cli.rules.kit.near_names import meant_by
from interactions_cli.rules.rule import HeaderExample, HeaderRule, Rule

KEYWORD_PAGE: Final = guide("custom-datasets-and-schemas")
TWIN_COLUMN: Final = "SCH013"


def _spelling(view: DatasetView) -> Iterable[Problem]:
    spelled: dict[str, list[Header]] = {}
    for header in readable(view):
        for name in renamed(header):
            spelled.setdefault(name, []).append(header)
    for name, headers in spelled.items():
        written = renamed(headers[0])[name]
        shown = written if written == written.strip() else f'"{written}"'
        yield column_problem(name, headers, written=shown, advice="Write names as the guide does: {prepare}")
    for name, written in view.schema.spelled.items():
        if name not in spelled:
            yield Problem(
                column=name,
                samples=(Sample(path=view.schema.path, value=written),),
                samples_are_cells=False,
                details={
                    "written": written,
                    "files": "the schema",
                    "advice": "Write names as the guide does, in the schema and in the file",
                },
            )


def _twins(view: DatasetView) -> Iterable[Problem]:
    required = REQUIRED[view.target.domain]
    in_schema = view.schema.names if view.schema.path else ()
    for name in filter(None, view.names):
        meant = meant_by(name, (*required, *RESERVED))
        # Of a required column that is missing another rule speaks, and names this one.
        if meant is None or name == meant or name in in_schema or (meant in required and meant not in view.names):
            continue
        beside = f"beside {meant}" if meant in view.names else f"and there is no {meant}"
        yield column_problem(name, holding(view, name), meant=meant, beside=beside, **_twin_advice(name, meant, view))
    first: dict[str, str] = {}
    for name in (name for name in view.names if name and name not in in_schema):
        other = first.setdefault(fold(name), name)
        # Names that are equal without underscores are one name, of which another rule speaks.
        if plain(other) != plain(name) and not {other, name} & {*required, *RESERVED}:
            advice = _twin_advice(name, other, view)
            yield column_problem(name, holding(view, name), meant=other, beside=f"beside {other}", **advice)


def _twin_advice(name: str, meant: str, view: DatasetView) -> Mapping[str, str]:
    words = {"quoted": shlex.quote(name), "mapped": shlex.quote(f"{meant}={name}")}
    if not can_be_typed(name):
        return {"advice": "Give it another name, or {meant}, where the file is made"}
    if meant in view.names:
        return {"advice": "Add `--drop {quoted}` to {prepare}, or name it otherwise where the file is made", **words}
    return {"advice": "Add `--drop {quoted}` to {prepare}, or `--map {mapped}` if that is what it holds", **words}


COLUMN_SPELLING: Final[tuple[Rule, ...]] = (
    HeaderRule(
        code="SCH012",
        name="column-name-case",
        effect=Effect.UNSTATED,
        message="{written} stands for {column} in {files}: the guide writes {column} throughout, "
        "and whether another spelling is understood is not documented",
        hint="{advice}.",
        source=KEYWORD_PAGE,
        why="Looks for names that are a required, reserved or schema name but for upper and lower case, underscores, "
        "spaces and hyphens. The column is judged as if it had the guide's name. Taken literally, the service would "
        "call the column missing.",
        before="user_id,ItemId,timestamp",
        after="USER_ID,ITEM_ID,TIMESTAMP",
        check=_spelling,
        valid=(
            PLAIN,
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,user_id"),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,EVENTS"),
        ),
        invalid=(
            HeaderExample(header="user_id,item_id,timestamp"),
            HeaderExample(header="USERID,ITEM_ID,TIMESTAMP"),
            HeaderExample(header="USER_ID,Item Id,TIMESTAMP"),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,Event-Type"),
        ),
    ),
    HeaderRule(
        code=TWIN_COLUMN,
        name="twin-column",
        effect=Effect.SUSPICIOUS,
        message="column {column} in {files} is nearly called {meant}, {beside}; it is taken as a column of your own",
        hint="{advice}.",
        source=KEYWORD_PAGE,
        why="Looks for columns whose name is a required or reserved one in another spelling while that one is there, "
        "too (USER_ID and userId), in the plural (IMPRESSIONS, EVENT_TYPES), with a slip in one letter (IMPRESION, "
        "EVENT_TYP) or without its last word (RECOMMENDATION). Joins that keep both keys leave the first. The service "
        "knows such a name as little as any other; an own column counts against the limits and its values are "
        "categories.",
        before="USER_ID,ITEM_ID,TIMESTAMP,IMPRESSIONS",
        after="USER_ID,ITEM_ID,TIMESTAMP,IMPRESSION",
        check=_twins,
        valid=(
            PLAIN,
            HeaderExample(header="user_id,ITEM_ID,TIMESTAMP"),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,EVENTS"),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,USER_ID"),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,USER_IP,EVENT_TIME,EVENT_TYPE_2,ITEM_IDS_SEEN"),
        ),
        invalid=(
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,userId"),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,IMPRESSIONS"),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,Event Types"),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,Timestamp"),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,IMPRESION"),
            HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP,RECOMMENDATION"),
        ),
    ),
)
