"""Headers and schemas that the examples of several rules are made of."""

from __future__ import annotations

import json
from typing import Any, Final

from interactions_cli.rules.rule import HeaderExample

PLAIN: Final = HeaderExample(header="USER_ID,ITEM_ID,TIMESTAMP")
WITH_DEVICE: Final = "USER_ID,ITEM_ID,TIMESTAMP,DEVICE"
CATEGORY: Final = {"name": "DEVICE", "type": ["null", "string"], "categorical": True}


def avro(*fields: dict[str, Any], name: str = "Interactions") -> str:
    """A schema document with the required fields of a custom data set and these."""
    required = [{"name": "USER_ID", "type": "string"}, {"name": "ITEM_ID", "type": "string"}]
    return json.dumps(
        {"type": "record", "name": name, "fields": [*required, {"name": "TIMESTAMP", "type": "long"}, *fields]}
    )
