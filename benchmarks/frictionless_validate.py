"""Frictionless validates the file against the types, required cells and lengths of the schema.

Usage: python benchmarks/frictionless_validate.py FILE
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from frictionless import Resource, Schema, system

FIELDS: dict[str, dict[str, object]] = {
    "USER_ID": {"type": "string", "constraints": {"required": True, "maxLength": 256}},
    "ITEM_ID": {"type": "string", "constraints": {"required": True, "maxLength": 256}},
    "EVENT_TYPE": {"type": "string", "constraints": {"required": True, "maxLength": 256}},
    "EVENT_VALUE": {"type": "number"},
    "TIMESTAMP": {"type": "integer", "constraints": {"required": True, "maximum": 99_999_999_999}},
    "DEVICE": {"type": "string", "constraints": {"maxLength": 1000}},
}


def main(path: str) -> int:
    """Print the verdict and the counts; the exit code tells whether the file is valid."""
    schema = Schema.from_descriptor({"fields": [{"name": name, **field} for name, field in FIELDS.items()]})
    # It refuses absolute paths unless told otherwise.
    os.chdir(Path(path).resolve().parent)
    with system.use_context(trusted=True):
        report = Resource(path=Path(path).name, schema=schema).validate()
    print(report.valid, report.stats)
    return 0 if report.valid else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
