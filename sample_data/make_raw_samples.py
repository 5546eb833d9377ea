"""Writes the raw exports in raw/: the same bytes on every run and machine. Each is prepared in docs/prepare.md.

Usage: python sample_data/make_raw_samples.py [FOLDER]
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent / "raw"
START = 1_735_689_600
RECORDS = 1_200
USERS, ITEMS = 60, 40
DEVICES = ("phone", "tablet", "tv")


class Dice:
    """Choices made from `random()` alone: the one method whose sequence Python promises to keep."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed).random

    def below(self, limit: int) -> int:
        """A whole number from 0 to `limit - 1`."""
        return int(self._random() * limit)


def spreadsheet_shop() -> bytes:
    """A shop's export that went through a spreadsheet: semicolons, decimal commas, a byte order mark, milliseconds."""
    dice = Dice(1)
    lines = ["user_id;product_id;event_time;event_type;score;device"]
    for number in range(RECORDS):
        score = f"{dice.below(5)},{dice.below(10)}" if number % 3 else ""
        time = (START + 61 * number) * 1000 + dice.below(1000)
        lines.append(
            f"u{dice.below(USERS)};i{dice.below(ITEMS)};{time};{('view', 'add_to_cart')[number % 5 == 0]};{score};"
            f"{DEVICES[dice.below(3)]}"
        )
    for place in (200, 700):
        lines[place] += ";surplus"
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


def javascript_clicks() -> bytes:
    """Template strings of a script that met missing values: `undefined` users and `NaN` times."""
    dice = Dice(2)
    lines = ["USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE"]
    for number in range(RECORDS):
        user = "undefined" if number % 50 == 7 else f"u{dice.below(USERS)}"
        time = "NaN" if number % 60 == 11 else str(START + 61 * number)
        lines.append(f"{user},i{dice.below(ITEMS)},{time},{('VIEW', 'CLICK')[dice.below(2)]}")
    return "\n".join(lines).encode()


def event_bus() -> bytes:
    """JSON Lines of an event bus: nested, ISO times with an offset."""
    dice = Dice(3)
    events = (
        {
            "detail": {"userId": f"u{dice.below(USERS)}", "itemId": f"i{dice.below(ITEMS)}"},
            "type": ("View", "Purchase")[dice.below(8) == 0],
            "time": f"{_iso(START + 61 * number)}Z",
            "client": {"device": DEVICES[dice.below(3)], "version": f"1.{dice.below(4)}"},
        }
        for number in range(RECORDS)
    )
    return _json_lines(*events)


def put_events() -> bytes:
    """PutEvents request bodies one after the other, without line breaks, as a delivery stream writes them."""
    dice = Dice(4)
    bodies = []
    for number in range(RECORDS // 2):
        user = f"u{dice.below(USERS)}"
        events = [
            {
                "eventType": "Watch",
                "itemId": f"i{dice.below(ITEMS)}",
                "sentAt": START + 122 * number + second,
                "properties": json.dumps({"device": DEVICES[dice.below(3)]}),
            }
            for second in (0, 30)
        ]
        bodies.append({"trackingId": "t-1", "userId": user, "sessionId": f"s{number}", "eventList": events})
    return "".join(json.dumps(body, separators=(",", ":")) for body in bodies).encode()


def glue_parts() -> dict[str, bytes]:
    """A folder of part files without a suffix, by day, as an ETL job leaves it."""
    dice = Dice(5)
    found = {}
    for day in range(3):
        lines = ["user_id,item_id,timestamp,event_type"]
        for number in range(RECORDS // 3):
            time = START + 86_400 * day + 61 * number
            lines.append(f"u{dice.below(USERS)},i{dice.below(ITEMS)},{time},Watch")
        found[f"glue/dt=2025-01-0{day + 1}/run-1735689600-part-r-0000{day}"] = ("\n".join(lines) + "\n").encode()
        found[f"glue/dt=2025-01-0{day + 1}/_SUCCESS"] = b""
    return found


def ratings() -> bytes:
    """Ratings without a header line, separated by tabs."""
    dice = Dice(6)
    lines = (
        f"{dice.below(USERS)}\t{dice.below(ITEMS)}\t{1 + dice.below(5)}\t{START + 61 * number}"
        for number in range(RECORDS)
    )
    return ("\n".join(lines) + "\n").encode()


def _iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _json_lines(*documents: Mapping[str, object]) -> bytes:
    return "".join(json.dumps(document, separators=(",", ":")) + "\n" for document in documents).encode()


def files() -> dict[str, bytes]:
    """Every file with its content."""
    return {
        "shop-export.csv": spreadsheet_shop(),
        "clicks.csv": javascript_clicks(),
        "events.jsonl": event_bus(),
        "put-events.json": put_events(),
        "u.data": ratings(),
        **glue_parts(),
    }


def main(folder: Path) -> None:
    """Write them."""
    for name, content in files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
