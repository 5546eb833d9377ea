"""Headers and schemas that the examples of several rules are made of."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from interactions_cli.personalize.schema_problems import ALWAYS, RECORD
from interactions_cli.rules.baseline_rule import BaselineExample
from interactions_cli.rules.rule import HeaderExample

PLAIN_NAMES: Final = "USER_ID,ITEM_ID,TIMESTAMP"
PLAIN: Final = HeaderExample(header=PLAIN_NAMES)
WITH_DEVICE: Final = "USER_ID,ITEM_ID,TIMESTAMP,DEVICE"
CATEGORY: Final = {"name": "DEVICE", "type": ["null", "string"], "categorical": True}


def avro(*fields: dict[str, Any], **other: Any) -> str:
    """A schema document with the required fields of a custom data set and these, and other keys than the guide's."""
    required = [{"name": "USER_ID", "type": "string"}, {"name": "ITEM_ID", "type": "string"}]
    return json.dumps(
        {**RECORD, **ALWAYS, "fields": [*required, {"name": "TIMESTAMP", "type": "long"}, *fields], **other}
    )


def compared(header: str, then: Sequence[str], now: Sequence[str]) -> BaselineExample:
    """The lines of a baseline and those that are compared with it, under one header."""
    return BaselineExample(then=(header, *then), now=(header, *now))
