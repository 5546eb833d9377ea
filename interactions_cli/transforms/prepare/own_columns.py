"""Which other columns stay as contextual metadata, under which names, and why the rest is left out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Final

from interactions_cli.errors import UsageError
from interactions_cli.personalize.fields import ITEM_ID, RESERVED, TIMESTAMP, USER_ID, fold
from interactions_cli.personalize.limits import (
    MAX_CATEGORICAL_CHARS,
    MAX_COLUMN_NAME_CHARS,
    MAX_METADATA_COLUMNS,
    MIN_COMPLETENESS,
    part_of,
)
from interactions_cli.personalize.schema import default_field
from interactions_cli.reading.view import plain
from interactions_cli.transforms.prepare.evidence import MOST_CATEGORIES, ColumnEvidence, Evidence
from interactions_cli.transforms.prepare.plan import CONSTANT, EXACT, FOLDED, FieldPlan, PlanOptions
from interactions_cli.wording import listing

NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
IDENTIFIER: Final = re.compile(r"(id|uuid|guid|key|token|hash|session)$")
SERVICE_NAMES: Final = (USER_ID, ITEM_ID, TIMESTAMP, *RESERVED)


def choose_own(
    names: Sequence[str], found: Sequence[FieldPlan], evidence: Evidence, options: PlanOptions
) -> tuple[list[FieldPlan], list[tuple[str, str]]]:
    """The own columns that stay, in source order, and what is left out with the reason.

    Raises:
        UsageError: More columns are to be kept than the service takes.
    """
    used = {*options.mapped.values(), *(entry.source for entry in found)}
    others = [name for name in names if name not in used]
    if options.schema is not None or options.is_saved:
        return [], [(name, "not in the schema" if options.schema else "not in the plan") for name in others]
    kept, left_out = [], []
    is_clean = all(entry.how in (EXACT, CONSTANT) for entry in found)
    candidates = []
    for name in others:
        reason = _refused(name, options, {entry.name for entry in found})
        if reason and name not in options.keep:
            left_out.append((name, reason))
        else:
            candidates.append(name)
    room = MAX_METADATA_COLUMNS - len([name for name in options.mapped if name not in SERVICE_NAMES])
    stays_whole = is_clean and len(candidates) <= room
    forced = [name for name in candidates if name in options.keep]
    if len(forced) > room:
        raise UsageError(
            f"--keep names {len(forced)} columns, and the service takes {MAX_METADATA_COLUMNS} of your own",
            f"Keep fewer: {listing(forced, most=9)}.",
        )
    spare = room - len(forced)
    for name in candidates:
        reason = None if stays_whole or name in forced else _not_context(name, evidence.column(name), evidence.records)
        if reason is None and not stays_whole and name not in forced:
            spare -= 1
            reason = f"there are {MAX_METADATA_COLUMNS} own columns before it" if spare < 0 else None
        if reason:
            left_out.append((name, reason))
        else:
            kept.append(name)
    order = {name: place for place, name in enumerate(names)}
    return list(_named(kept, found, options)), sorted(left_out, key=lambda entry: order[entry[0]])


def _refused(name: str, options: PlanOptions, fields: Collection[str]) -> str | None:
    if name in options.drop:
        return "--drop"
    twin = next((field for field in SERVICE_NAMES if fold(field) == fold(name)), None)
    if twin:
        return f"a second {twin}" if twin in fields else f"{twin} is left out"
    same = next((field for field in fields if plain(field) == plain(name)), None)
    return f"the same name as {same} but for underscores" if same else None


def _not_context(name: str, column: ColumnEvidence, records: int) -> str | None:
    """Why a column does not look like contextual metadata."""
    if IDENTIFIER.search(fold(name.rsplit(".", 1)[-1])) or column.uuids > column.filled / 2:
        return "an id, not a category"
    if not records or column.filled < part_of(MIN_COMPLETENESS, records):
        return f"less than {MIN_COMPLETENESS:.0%} complete".replace("%", " %")
    if column.arrays:
        return "arrays or objects"
    if column.longest > MAX_CATEGORICAL_CHARS:
        return f"values of more than {MAX_CATEGORICAL_CHARS:,} characters"
    distinct = column.distinct or 0
    if distinct > MOST_CATEGORIES:
        return f"more than {MOST_CATEGORIES:,} categories"
    return "always the same value" if distinct < 2 else None


def _named(kept: Sequence[str], found: Sequence[FieldPlan], options: PlanOptions) -> Iterator[FieldPlan]:
    taken = {plain(entry.name) for entry in found} | {plain(name) for name in options.mapped}
    for name in kept:
        renamed = valid_name(name)
        number = 2
        while plain(renamed) in taken:
            renamed, number = f"{valid_name(name)}_{number}x", number + 1
        taken.add(plain(renamed))
        entry = default_field(renamed, options.target.domain)
        yield FieldPlan(replace(entry, name=renamed), name, EXACT if renamed == name else FOLDED)


def valid_name(name: str) -> str:
    """A name that a schema may have: letters, digits and underscores, no digit first."""
    if NAME.fullmatch(name) and len(name) <= MAX_COLUMN_NAME_CHARS:
        return name
    ascii_text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    cleaned = re.sub(r"[^A-Za-z0-9_]+", "_", ascii_text).strip("_")[: MAX_COLUMN_NAME_CHARS - 8]
    if not cleaned:
        return "COLUMN"
    return cleaned if NAME.fullmatch(cleaned) else f"C_{cleaned}"
