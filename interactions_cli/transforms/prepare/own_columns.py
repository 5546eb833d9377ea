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
from interactions_cli.transforms.prepare.column_evidence import MOST_CATEGORIES, ColumnEvidence
from interactions_cli.transforms.prepare.evidence import Evidence
from interactions_cli.transforms.prepare.plan import CONSTANT, EXACT, FOLDED, FieldPlan, PlanOptions
from interactions_cli.transforms.prepare.spellings import pair
from interactions_cli.wording import listing

NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
IDENTIFIER: Final = re.compile(r"(id|uuid|guid|key|token|hash|session)$")
# A unit in brackets, or a note here and there, makes no column of lists.
MOST_ARRAYS: Final = 0.1
NO_CONSTANTS: Final = (USER_ID, ITEM_ID, TIMESTAMP)
SERVICE_NAMES: Final = (USER_ID, ITEM_ID, TIMESTAMP, *RESERVED)


def choose_own(
    names: Sequence[str], found: Sequence[FieldPlan], evidence: Evidence, options: PlanOptions
) -> tuple[list[FieldPlan], list[tuple[str, str]]]:
    """The own columns that stay, in source order, and what is left out with the reason.

    Raises:
        UsageError: More columns are to be kept than the service takes.
    """
    used = {options.time_of_day, *options.given_columns, *(name for entry in found for name in entry.sources)}
    others = [name for name in names if name not in used]
    if options.schema is not None or options.is_saved:
        return [], [(name, "not in the schema" if options.schema else "not in the plan") for name in others]
    kept, left_out = [], []
    # A constant id or time stands for a column that options will name.
    is_clean = all(entry.how == EXACT or (entry.how == CONSTANT and entry.name not in NO_CONSTANTS) for entry in found)
    candidates: list[tuple[str, ...]] = []
    for name in others:
        reason = _refused(name, options, {entry.name for entry in found})
        if reason and name not in options.keep:
            left_out.append((name, reason))
        else:
            _group(name, candidates, evidence)
    room = MAX_METADATA_COLUMNS - len([name for name in options.mapped if name not in SERVICE_NAMES])
    stays_whole = is_clean and len(candidates) <= room
    forced = [group for group in candidates if {*group} & {*options.keep}]
    if len(forced) > room:
        raise UsageError(
            f"--keep names {len(forced)} columns, and the service takes {MAX_METADATA_COLUMNS} of your own",
            f"Keep fewer: {listing([group[0] for group in forced], most=9)}.",
        )
    spare = room - len(forced)
    for group in candidates:
        stays = stays_whole or group in forced
        reason = None if stays else _not_context(group[0], evidence.of(group), evidence.records)
        if reason is None and not stays:
            spare -= 1
            reason = f"there are {MAX_METADATA_COLUMNS} own columns before it" if spare < 0 else None
        if reason:
            left_out += [(name, reason) for name in group]
        else:
            kept.append(group)
    order = {name: place for place, name in enumerate(names)}
    return list(_valid(kept, found, options)), sorted(left_out, key=lambda entry: order[entry[0]])


def _group(name: str, groups: list[tuple[str, ...]], evidence: Evidence) -> None:
    """Put a column to those that it is another spelling of, if it never stands beside one of them."""
    for place, group in enumerate(groups):
        if fold(group[0]) == fold(name) and not any(pair(name, other) in evidence.together for other in group):
            groups[place] = (*group, name)
            return
    groups.append((name,))


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
    if column.arrays > MOST_ARRAYS * column.filled:
        return "arrays or objects"
    if column.longest > MAX_CATEGORICAL_CHARS:
        return f"values of more than {MAX_CATEGORICAL_CHARS:,} characters"
    distinct = column.distinct or 0
    if distinct > MOST_CATEGORIES:
        return f"more than {MOST_CATEGORIES:,} categories"
    return "always the same value" if distinct < 2 else None


def _valid(kept: Sequence[tuple[str, ...]], found: Sequence[FieldPlan], options: PlanOptions) -> Iterator[FieldPlan]:
    taken = {plain(entry.name) for entry in found} | {plain(name) for name in options.mapped}
    for name, *also in kept:
        renamed = valid_name(name)
        number = 2
        while plain(renamed) in taken:
            renamed, number = f"{valid_name(name)}_{number}x", number + 1
        taken.add(plain(renamed))
        entry = default_field(renamed, options.target.domain)
        how = EXACT if renamed == name else FOLDED
        yield FieldPlan(replace(entry, name=renamed), name, how, also=tuple(also))


def valid_name(name: str) -> str:
    """A name that a schema may have: letters, digits and underscores, no digit first."""
    if NAME.fullmatch(name) and len(name) <= MAX_COLUMN_NAME_CHARS:
        return name
    ascii_text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    cleaned = re.sub(r"[^A-Za-z0-9_]+", "_", ascii_text).strip("_")[: MAX_COLUMN_NAME_CHARS - 8]
    if not cleaned:
        return "COLUMN"
    return cleaned if NAME.fullmatch(cleaned) else f"C_{cleaned}"
