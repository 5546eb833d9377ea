"""Writes the files of this folder: the same bytes on every run and machine.

Usage: python sample_data/make_sample_data.py [FOLDER]
"""

from __future__ import annotations

import itertools
import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

HERE = Path(__file__).resolve().parent
TABLE_START, TABLE_END = "<!-- planted defects: start -->\n", "<!-- planted defects: end -->\n"
JANUARY_2025 = 1_735_689_600
DAY = 86_400

MOVIES_HEADER = ("USER_ID", "ITEM_ID", "EVENT_TYPE", "EVENT_VALUE", "TIMESTAMP", "DEVICE")
SHOP_HEADER = ("USER_ID", "ITEM_ID", "EVENT_TYPE", "TIMESTAMP", "IMPRESSION", "DEVICE")
DEFECTS_HEADER = (
    "USER_ID",
    "ITEM_ID",
    "EVENT_TYPE",
    "EVENT_VALUE",
    "TIMESTAMP",
    "IMPRESSION",
    "RECOMMENDATION_ID",
    "EVENT_ATTRIBUTION_SOURCE",
    "DEVICE",
)

T = TypeVar("T")
Row = dict[str, str]


class Dice:
    """Choices made from `random()` alone: the one method whose sequence Python promises to keep."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed).random

    def below(self, limit: int) -> int:
        """A whole number from 0 to `limit - 1`."""
        return int(self._random() * limit)

    def favouring_low(self, limit: int) -> int:
        """The same, small numbers much more often: a few items get most of the interactions."""
        return int(self._random() * self._random() * self._random() * limit)

    def pick(self, options: Sequence[T]) -> T:
        """One of the options, each as likely."""
        return options[self.below(len(options))]

    def chance(self, percent: int) -> bool:
        """True in that many of 100 cases."""
        return self.below(100) < percent


def movies() -> bytes:
    """A custom-domain file without errors and warnings: clicks and watches, with the share watched as value."""
    return _lines(MOVIES_HEADER, _movie_rows(Dice(1), 5_000, days=150))


def _movie_rows(dice: Dice, count: int, *, days: int) -> list[str]:
    """What was watched and clicked in the first days of 2025, in order of time."""
    rows: list[tuple[int, str]] = []
    taken: set[tuple[int, int]] = set()
    while len(rows) < count:
        user, item = 1 + dice.below(480), 100 + 7 * dice.favouring_low(900)
        at = JANUARY_2025 + dice.below(days * DAY)
        # One user does one thing at a time: no two interactions of a user share a second.
        while (user, at) in taken:
            at += 1
        taken.add((user, at))
        watched = dice.chance(76)
        value = f"{(5 + dice.below(96)) / 100:.2f}" if watched else ""
        device = dice.pick(("tv", "tv", "tv", "phone", "tablet", "web"))
        rows.append((at, f"{user},{item},{'watch' if watched else 'click'},{value},{at},{device}"))
    return [text for _, text in sorted(rows)]


def yesterdays_movies() -> bytes:
    """The export of the night before movies.csv, which had more events; its report is the baseline."""
    return _lines(MOVIES_HEADER, _movie_rows(Dice(7), 7_000, days=149))


def yesterdays_report() -> bytes:
    """The JSON report of yesterday's export, as far as a comparison reads it: no checks are listed."""
    content = yesterdays_movies()
    rows = [dict(zip(MOVIES_HEADER, line.split(","), strict=True)) for line in content.decode().splitlines()[1:]]
    times = sorted(int(row["TIMESTAMP"]) for row in rows)
    hours = sorted({time // 3_600 for time in times})
    users, types = (Counter(row[name] for row in rows) for name in ("USER_ID", "EVENT_TYPE"))
    with_2 = sum(count >= 2 for count in users.values())
    return _json(
        {
            "version": 1,
            "tool": {"name": "interactions-cli", "version": "0.1.0"},
            "command": "validate",
            "ok": True,
            "fail_on": "error",
            "target": {
                "domain": "custom",
                "use_cases": [],
                "recipe": None,
                "import_mode": "full",
                "schema": "inferred",
                "events": [],
            },
            "inputs": [{"path": "movies.csv", "bytes": len(content), "rows": len(rows)}],
            "outputs": [],
            "summary": {"rows": len(rows), "errors": 0, "warnings": 0, "notes": 0, "passed": 0, "skipped": 0},
            "findings": [],
            "passed": [],
            "skipped": [],
            "notes": [],
            "metrics": {
                "rows": len(rows),
                "blank_lines": 0,
                "bytes": len(content),
                "columns": list(MOVIES_HEADER),
                "unique_interactions": len({tuple(row.values()) for row in rows}),
                "duplicate_rows": len(rows) - len({tuple(row.values()) for row in rows}),
                "duplicate_user_item_time": 0,
                "users": len(users),
                "users_with_2": with_2,
                "users_with_2_unique": with_2,
                "items": len({row["ITEM_ID"] for row in rows}),
                "event_types": dict(types.most_common()),
                "event_types_distinct": len(types),
                "timestamp_min": times[0],
                "timestamp_max": times[-1],
                "timestamp_newest": times[-1],
                "longest_gap_hours": max(later - hour - 1 for hour, later in itertools.pairwise(hours)),
                "completeness": {
                    name: float(f"{sum(bool(row[name]) for row in rows) / len(rows):.6g}")
                    for name in ("EVENT_VALUE", "DEVICE")
                },
                "estimated": [],
            },
        }
    )


def shop() -> bytes:
    """An e-commerce file without errors and warnings that every use case of the domain can be trained on."""
    dice = Dice(2)
    rows: list[str] = []
    while len(rows) < 4_200:
        row = _shop_row(dice, len(rows))
        rows.append(",".join(row[name] for name in SHOP_HEADER))
    return _lines(SHOP_HEADER, rows)


def _shop_row(dice: Dice, number: int) -> Row:
    item = _product(dice)
    event_type = dice.pick(("View",) * 9 + ("AddToCart",) * 4 + ("Purchase",) * 5)
    # Purchases come from the basket page, where no list is shown; elsewhere a few clicks come from search or a link.
    shown = _shown(dice, item, includes_item=dice.chance(94)) if event_type != "Purchase" else ""
    return {
        "USER_ID": f"c{20_000 + 3 * dice.below(650)}",
        "ITEM_ID": item,
        "EVENT_TYPE": event_type,
        "TIMESTAMP": str(JANUARY_2025 + 2_700 * number + dice.below(2_700)),
        "IMPRESSION": shown,
        "DEVICE": dice.pick(("desktop", "phone", "phone", "tablet")),
    }


def items() -> bytes:
    """The items dataset of the shop: every product but three, and some that nobody has looked at."""
    dice = Dice(8)
    rows = [
        f"p{number},{dice.pick(('shoes', 'bags', 'coats'))},{JANUARY_2025 - DAY * dice.below(400)}"
        for number in range(1_000, 1_340)
        if number not in (1_001, 1_117, 1_240)
    ]
    return _lines(("ITEM_ID", "CATEGORY_L1", "CREATION_TIMESTAMP"), rows)


def users() -> bytes:
    """The users dataset of the shop, exported by another job: it writes customers without the letter before."""
    dice = Dice(9)
    return _lines(
        ("USER_ID", "MEMBERSHIP"),
        [f"{20_000 + 3 * number},{dice.pick(('none', 'silver', 'gold'))}" for number in range(700)],
    )


def streamed() -> bytes:
    """What the shop sent with PutEvents in the days after the export: 240 events in bodies of requests."""
    dice = Dice(10)
    lines = []
    for number in range(60):
        at = JANUARY_2025 + 2_700 * 4_200 + 600 * number
        events = [
            {
                "eventType": "View",
                "itemId": _product(dice),
                "sentAt": at + 20 * place,
                "properties": '{"device": "phone"}',
            }
            for place in range(4)
        ]
        user = f"c{20_000 + 3 * dice.below(650)}"
        body = {"trackingId": "shop", "userId": user, "sessionId": f"s{number}", "eventList": events}
        lines.append(json.dumps(body))
    return "".join(f"{line}\n" for line in lines).encode()


def _product(dice: Dice) -> str:
    return f"p{1_000 + dice.favouring_low(300)}"


def _shown(dice: Dice, item: str, *, includes_item: bool, length: int = 0) -> str:
    ids = [item] if includes_item else []
    wanted = length or 5 + dice.below(5)
    while len(ids) < wanted:
        other = f"p{1_000 + dice.below(300)}"
        if other not in ids and other != item:
            ids.insert(dice.below(len(ids) + 1), other)
    return "|".join(ids)


@dataclass(frozen=True)
class Defect:
    """A defect planted in shop-defects.csv.

    `change` is laid over a clean row. `raw` replaces the whole line, `{…}` in it standing for cells of the clean row;
    `column` is None where the line is the defect. `line` is known once the file is made.
    """

    code: str
    column: str | None
    text: str
    change: Row = field(default_factory=dict)
    raw: Callable[[Row], bytes] | None = None
    line: int = 0


def planted_defects() -> list[Defect]:
    """Every defect of shop-defects.csv with its line, in file order."""
    return _defective_shop()[1]


def _defective_shop() -> tuple[bytes, list[Defect]]:
    dice, rows = Dice(3), []
    planted = {DEFECT_SPACING * (place + 1): defect for place, defect in enumerate(DEFECTS)}
    found: list[Defect] = []
    lines = [",".join(DEFECTS_HEADER).encode()]
    while len(lines) < 1_250:
        row = _defects_row(dice, len(lines))
        defect = planted.get(len(lines))
        if defect is None:
            rows.append(row)
            lines.append(_cells(row))
            continue
        # What a defect does to ITEM_ID would also make the list wrong: one line, one defect.
        row |= {"IMPRESSION": "", "RECOMMENDATION_ID": ""} | _expanded(defect.change, dice, row)
        found.append(replace(defect, line=len(lines) + 1))
        first, *others = (defect.raw(row) if defect.raw else _cells(row)).split(b"\n")
        lines.append(first)
        for rest in others:
            found.append(Defect("CSV007", None, "the rest of that record", line=len(lines) + 1))
            lines.append(rest)
    # Some deliveries arrive twice; the copies stand at the end, as a retry would append them.
    for place, row in enumerate(rows[40:1_000:320]):
        found.append(Defect("SET010", None, f"a copy of an earlier record ({place + 1} of 3)", line=len(lines) + 1))
        lines.append(_cells(row))
    return b"\n".join(lines) + b"\n", found


def _defects_row(dice: Dice, number: int) -> Row:
    row = _shop_row(dice, number)
    item, is_purchase = row["ITEM_ID"], row["EVENT_TYPE"] == "Purchase"
    return row | {
        "EVENT_VALUE": f"{(500 + dice.below(9_500)) / 100:.2f}" if is_purchase or dice.chance(65) else "",
        "IMPRESSION": "" if is_purchase else _shown(dice, item, includes_item=True),
        "RECOMMENDATION_ID": f"RID-{10_000_000 + dice.below(90_000_000)}-{1_000 + dice.below(9_000)}"
        if is_purchase
        else "",
        "EVENT_ATTRIBUTION_SOURCE": dice.pick(("newsletter", "search", "home")) if dice.chance(75) else "",
    }


def _cells(row: Row) -> bytes:
    return ",".join(row[name] for name in DEFECTS_HEADER).encode()


def _expanded(change: Row, dice: Dice, row: Row) -> Row:
    item = row["ITEM_ID"]
    words = {
        "item": item,
        "shown": _shown(dice, item, includes_item=True, length=5),
        "others": _shown(dice, item, includes_item=False, length=5),
        "many": _shown(dice, item, includes_item=True, length=180),
    }
    return {name: text.format_map(words) for name, text in change.items()}


def _line(template: str, encoding: str = "utf-8") -> Callable[[Row], bytes]:
    return lambda row: template.format_map(row).encode(encoding)


DEFECT_SPACING = 17
_START = "{USER_ID},{ITEM_ID},{EVENT_TYPE},{EVENT_VALUE},{TIMESTAMP},,,"
DEFECTS = (
    Defect("VAL003", "TIMESTAMP", "an ISO 8601 date", {"TIMESTAMP": "2025-01-09T14:03:27Z"}),
    Defect("VAL004", "TIMESTAMP", "milliseconds", {"TIMESTAMP": "1736431407000"}),
    Defect("VAL001", "USER_ID", "no user", {"USER_ID": ""}),
    Defect(
        "CSV007", None, "a comma inside an unquoted value: one field too many", raw=_line(_START + ",tablet, landscape")
    ),
    Defect(
        "VAL002", "USER_ID", "a session token of 257 characters as user", {"USER_ID": "s" + "0123456789abcdef" * 16}
    ),
    Defect("VAL009", "USER_ID", "a blank before the id", {"USER_ID": " c20417"}),
    Defect("VAL010", "USER_ID", "a word that stands for nothing", {"USER_ID": "null"}),
    Defect("CSV008", None, "a quote that is never closed", raw=_line(_START + ',"tablet')),
    Defect("VAL012", "ITEM_ID", "two ids in one cell", {"ITEM_ID": "p1007|p1031"}),
    Defect("CSV009", None, "nothing on the line", raw=_line("")),
    Defect("VAL004", "TIMESTAMP", "microseconds", {"TIMESTAMP": "1736431407000000"}),
    Defect("CSV010", None, "a vertical tab, as spreadsheets paste it", raw=_line(_START + ",tablet\x0blandscape")),
    Defect("CSV003", None, "a Latin-1 byte in a UTF-8 file", raw=_line(_START + ",téléphone", "latin-1")),
    Defect("CSV012", None, "a quote written as two quotes", raw=_line(_START + ',"7"" tablet"')),
    Defect("IMP001", "IMPRESSION", "180 ids, over 1,000 characters", {"IMPRESSION": "{many}"}),
    Defect("VAL001", "ITEM_ID", "no item", {"ITEM_ID": ""}),
    Defect("VAL016", "ITEM_ID", "an id that a spreadsheet took for a number", {"ITEM_ID": "1.00E+03"}),
    Defect("IMP002", "IMPRESSION", "nothing between two bars", {"IMPRESSION": "{shown}||p1999"}),
    Defect("IMP003", "IMPRESSION", "a list without the item", {"IMPRESSION": "{others}"}),
    Defect("VAL005", "TIMESTAMP", "zero", {"TIMESTAMP": "0"}),
    Defect("VAL006", "EVENT_VALUE", "a word", {"EVENT_VALUE": "free"}),
    Defect("CSV007", None, "a line that was cut off", raw=_line("{USER_ID},{ITEM_ID},{EVENT_TYPE}")),
    Defect(
        "VAL007", "DEVICE", "a browser's whole self-description", {"DEVICE": "Mozilla/5.0" + " AppleWebKit/537.36" * 55}
    ),
    Defect("VAL008", "EVENT_TYPE", "a name of 257 characters", {"EVENT_TYPE": "ViewFromCampaign" * 16 + "X"}),
    Defect("VAL003", "TIMESTAMP", "a decimal point", {"TIMESTAMP": "1736431407.0"}),
    Defect("VAL011", "EVENT_TYPE", "the name of a reserved field", {"EVENT_TYPE": "EVENT_VALUE"}),
    Defect("IMP004", "IMPRESSION", "the item twice in its list", {"IMPRESSION": "{shown}|{item}"}),
    Defect("IMP005", "IMPRESSION", "an id of 257 characters", {"IMPRESSION": "{shown}|x" + "0123456789abcdef" * 16}),
    Defect(
        "IMP006",
        "IMPRESSION",
        "a list and a recommendation id",
        {"IMPRESSION": "{shown}", "RECOMMENDATION_ID": "RID-48151623-4208"},
    ),
    Defect(
        "VAL014",
        "RECOMMENDATION_ID",
        "41 characters",
        {"RECOMMENDATION_ID": "RID-12345678-1234-1234-1234-123456789012X"},
    ),
    Defect("VAL015", "EVENT_ATTRIBUTION_SOURCE", "a letter outside ASCII", {"EVENT_ATTRIBUTION_SOURCE": "frühjahr"}),
    Defect(
        "CSV010", None, "an invisible left-to-right mark in front of the user", raw=_line("\u200e" + _START + ",phone")
    ),
    Defect("VAL002", "ITEM_ID", "a link of 260 characters as item", {"ITEM_ID": "https://shop.example/" + "p" * 239}),
    Defect("VAL009", "EVENT_TYPE", "a blank after the event type", {"EVENT_TYPE": "View "}),
    Defect("VAL001", "TIMESTAMP", "no time", {"TIMESTAMP": ""}),
    Defect("VAL012", "USER_ID", "a quote inside an id", {"USER_ID": 'sam"o"ne'}),
    Defect("VAL006", "EVENT_VALUE", "a value that is not a number", {"EVENT_VALUE": "NaN"}),
    Defect("VAL005", "TIMESTAMP", "the year 2100", {"TIMESTAMP": "4102444800"}),
    Defect("VAL001", "EVENT_TYPE", "no event type", {"EVENT_TYPE": ""}),
    Defect("VAL016", "ITEM_ID", "a spreadsheet's failed lookup", {"ITEM_ID": "#N/A"}),
    Defect("VAL010", "ITEM_ID", "a word that stands for nothing", {"ITEM_ID": "undefined"}),
    Defect("CSV008", None, "a record over two lines", raw=_line(_START + ',"tablet\nsmall"')),
    Defect("IMP002", "IMPRESSION", "a bar at the end", {"IMPRESSION": "{shown}|"}),
    Defect("VAL009", "TIMESTAMP", "a blank before the time", {"TIMESTAMP": " 1737463122"}),
    Defect("VAL015", "EVENT_ATTRIBUTION_SOURCE", "1,025 characters", {"EVENT_ATTRIBUTION_SOURCE": "utm-" + "x" * 1021}),
    Defect("CSV009", None, "nothing on the line", raw=_line("")),
    Defect("SET013", "EVENT_TYPE", "another spelling of Purchase", {"EVENT_TYPE": "purchase"}),
)


def schema() -> bytes:
    """The Avro schema of movies.csv, as it is given to CreateSchema."""
    types: dict[str, str | list[str]] = {"EVENT_VALUE": ["float", "null"], "TIMESTAMP": "long"}
    fields: list[dict[str, object]] = [{"name": name, "type": types.get(name, "string")} for name in MOVIES_HEADER]
    fields[-1]["categorical"] = True
    return _json(
        {
            "type": "record",
            "name": "Interactions",
            "namespace": "com.amazonaws.personalize.schema",
            "fields": fields,
            "version": "1.0",
        }
    )


CLICKS_HEADER = ("USER_ID", "ITEM_ID", "EVENT_TYPE", "TIMESTAMP", "RECOMMENDATION_ID")
ITEM_LOG_HEADER = ("recommendationId", "userId", "timestamp", "itemId")
STOCK_HEADER = ("ITEM_ID", "IN_STOCK")


@dataclass(frozen=True)
class Recommendation:
    """A list that the shop showed."""

    id: str
    user: str
    at: int
    items: list[str]


def recommendations() -> list[Recommendation]:
    """The lists that a shop showed on its pages within a fortnight, in order of time."""
    dice = Dice(4)
    shown = []
    for number in range(520):
        items: list[str] = []
        while len(items) < 6:
            item = _product(dice)
            if item not in items:
                items.append(item)
        shown.append(
            Recommendation(
                id=f"RID-{10_000_000 + 7 * number}",
                user=f"c{30_000 + dice.below(90)}",
                at=JANUARY_2025 + 2_300 * number + dice.below(2_300),
                items=items,
            )
        )
    return shown


def clicks(shown: Sequence[Recommendation]) -> bytes:
    """What was clicked, without lists: views for most lists, some without its id, and some that came from a search."""
    dice = Dice(5)
    rows: set[tuple[int, str]] = set()
    for entry in shown:
        for _ in range(dice.below(5)):
            at = entry.at + 5 + dice.below(900)
            # Most apps pass the id on; an old one does not.
            known = entry.id if dice.chance(70) else ""
            rows.add((at, f"{entry.user},{entry.items[dice.favouring_low(6)]},View,{at},{known}"))
    while len(rows) < 1_300:
        at = JANUARY_2025 + dice.below(14 * DAY)
        rows.add((at, f"c{30_000 + dice.below(90)},{_product(dice)},View,{at},"))
    return _lines(CLICKS_HEADER, [text for _, text in sorted(rows)])


def recommendation_log(shown: Sequence[Recommendation]) -> bytes:
    """The responses of GetRecommendations as the shop logged them, one a line, with the user and the time."""
    lines = (
        json.dumps(
            {
                "userId": entry.user,
                "timestamp": entry.at,
                "recommendationId": entry.id,
                "itemList": [{"itemId": item} for item in entry.items],
            }
        )
        for entry in shown
    )
    return "".join(f"{line}\n" for line in lines).encode()


def shown_items(shown: Sequence[Recommendation]) -> bytes:
    """The same log as a table with a row for every item that was shown; times in milliseconds."""
    rows = [f"{entry.id},{entry.user},{entry.at * 1000},{item}" for entry in shown for item in entry.items]
    return _lines(ITEM_LOG_HEADER, rows)


def stock() -> bytes:
    """The items that are in stock, nine of ten."""
    dice = Dice(6)
    return _lines(STOCK_HEADER, [f"p{1_000 + item},{1 + dice.below(40)}" for item in range(300) if dice.chance(90)])


def solution_config() -> bytes:
    """A CreateSolution request for movies.csv: watches of at least half a film, clicks at a third of the weight."""
    return _json(
        {
            "name": "movies",
            "datasetGroupArn": "arn:aws:personalize:us-east-1:123456789012:dataset-group/movies",
            "recipeArn": "arn:aws:personalize:::recipe/aws-user-personalization-v2",
            "solutionConfig": {
                "eventsConfig": {
                    "eventParametersList": [
                        {"eventType": "watch", "eventValueThreshold": 0.5, "weight": 0.9},
                        {"eventType": "click", "weight": 0.3},
                    ]
                }
            },
        }
    )


def readme(planted: Sequence[Defect]) -> bytes:
    """This folder's README with a fresh table of the planted defects."""
    before, rest = (HERE / "README.md").read_text(encoding="utf-8").split(TABLE_START)
    after = rest.split(TABLE_END)[1]
    rows = [f"| {defect.line} | {defect.code} | {defect.column or ''} | {defect.text} |\n" for defect in planted]
    table = "| line | rule | column | what is wrong |\n|---|---|---|---|\n" + "".join(rows)
    return (before + TABLE_START + table + TABLE_END + after).encode()


def _json(document: object) -> bytes:
    return (json.dumps(document, indent=2) + "\n").encode()


def _lines(header: Sequence[str], rows: Sequence[str]) -> bytes:
    return "".join(f"{line}\n" for line in [",".join(header), *rows]).encode()


def main(folder: Path) -> None:
    """Write every file into the folder."""
    defective, planted = _defective_shop()
    shown = recommendations()
    contents = {
        "README.md": readme(planted),
        "movies.csv": movies(),
        "movies-yesterday.json": yesterdays_report(),
        "shop.csv": shop(),
        "shop-defects.csv": defective,
        "schema.json": schema(),
        "solution-config.json": solution_config(),
        "shop-clicks.csv": clicks(shown),
        "shop-recommendations.jsonl": recommendation_log(shown),
        "shop-shown-items.csv": shown_items(shown),
        "shop-stock.csv": stock(),
        "shop-items.csv": items(),
        "shop-users.csv": users(),
        "shop-streamed.jsonl": streamed(),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
