"""What is not read of a folder, and in which words it is named."""

from __future__ import annotations

import re
from collections.abc import Sequence

from interactions_cli.storage.interface import Entry, Kind
from interactions_cli.wording import LISTED_NAMES, listing

PACKED = (".gz", ".zst")
# Suffixes of tables of events that are not CSV.
OTHER_TABLES = (".tsv", ".json", ".jsonl", ".ndjson", ".parquet", ".avro", ".orc", ".xlsx", ".xls")
# CSV that is packed in a way that is not unpacked here, or a copy: `x.csv.bz2`, `x.csv.bak`, `x.csv~`, `x.csv (1)`.
MORE_THAN_CSV = re.compile(r"\.csv[^a-z0-9].*")
# Suffixes of files that are written beside the data about it, by Spark, Glue, Hadoop or for a check of its bytes.
BOOK_KEEPING = (".crc", ".metadata", ".md5", ".sha1", ".sha256", ".sha512", ".sig", ".asc")


def is_part_file(entry: Entry) -> bool:
    """Whether a file without a suffix is named as Spark, Glue, Hive and UNLOAD name their parts: `part-r-00001`.

    A digit is asked for, because README and LICENSE have no suffix either.
    """
    name = entry.name.lower().removesuffix(".gz").removesuffix(".zst")
    if entry.kind is not Kind.FILE or not entry.size or name.startswith((".", "_")) or name.endswith(BOOK_KEEPING):
        return False
    return "." not in name and any(character.isdigit() for character in name)


def looks_like_data(entry: Entry) -> bool:
    """Whether a file that is not read is, by its name, a table of events: the service reads every file of a folder."""
    name = entry.name.lower().removesuffix(".gz").removesuffix(".zst")
    if entry.kind is not Kind.FILE or not entry.size or name.startswith((".", "_")) or name.endswith(BOOK_KEEPING):
        return False
    return is_part_file(entry) or name.endswith(OTHER_TABLES) or MORE_THAN_CSV.search(name) is not None


def remarks(path: str, entries: Sequence[Entry], not_data: str) -> tuple[str, ...]:
    """A sentence for each reason to leave entries of a folder or glob out.

    Args:
        path: The folder or glob.
        entries: What is left out.
        not_data: Why a file is.
    """
    tables = [entry for entry in entries if looks_like_data(entry)]
    files = [entry for entry in entries if entry.kind in (Kind.FILE, Kind.NOTHING) and entry not in tables]
    reasons = (
        (tables, f"{not_data} by name; warning: this looks like data, and the service reads every file of a folder"),
        (files, not_data),
        ([entry for entry in entries if entry.kind is Kind.FOLDER], "sub-folders are not read"),
        ([entry for entry in entries if entry.kind is Kind.STREAM], "no regular file"),
    )
    return tuple(
        f"{path}: left out {listing((_shown(path, entry) for entry in left_out), most=LISTED_NAMES)} ({why})"
        for left_out, why in reasons
        if left_out
    )


def _shown(path: str, entry: Entry) -> str:
    name = entry.path.removeprefix(f"{path.rstrip('/')}/")
    return f"{name}/" if entry.kind is Kind.FOLDER else name
