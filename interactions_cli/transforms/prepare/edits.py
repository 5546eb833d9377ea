"""One batch through the plan: what is written, what is rejected and why, what was repaired."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from interactions_cli.measures.samples import FULL
from interactions_cli.personalize.fields import IMPRESSION, ITEM_ID, TIMESTAMP, USER_ID
from interactions_cli.personalize.times import EARLIEST_PLAUSIBLE
from interactions_cli.reading.batch import MARK, Batch, column_of, frame_name
from interactions_cli.reading.line_defect import LineDefect
from interactions_cli.rules.defects import CODES
from interactions_cli.transforms.prepare.cell_edits import edit_cells
from interactions_cli.transforms.prepare.cells import Cells, first_problem
from interactions_cli.transforms.prepare.day_times import one_text
from interactions_cli.transforms.prepare.known_facts import KnownFacts, known_facts
from interactions_cli.transforms.prepare.lists import edit_lists
from interactions_cli.transforms.prepare.majorities import Majorities, majorities_in, note_refused
from interactions_cli.transforms.prepare.merged_rows import PAIRS, Change, pairs_of
from interactions_cli.transforms.prepare.plan import FieldPlan, Plan

AROUND_THE_TABLE: Final = CODES[LineDefect.AROUND_THE_TABLE]
# Of several problems of a record the first of these is its reason.
ORDER: Final = ("VAL001", "VAL002", "VAL003", "VAL006", "VAL007", "VAL011", "VAL018")
FOOTER: Final = r"^\s*(?:\(?\s*[0-9][0-9,.]* rows?\b.*|#.*|--.*|//.*|total\b.*|time\b.*|\x1a)$"


@dataclass(frozen=True)
class Repair:
    """Cells of a column that were changed for one reason; places are (line, before, after)."""

    code: str
    column: str | None
    count: int
    samples: Sequence[tuple[int, str, str]]


@dataclass(kw_only=True)
class Edited:
    """What became of a batch.

    `frame` has the output's columns as texts, `rejects` the other records: `line`, `key`, `code`. `known` is the frame
    with numbers in place of their texts where these were read already. `is_bare`: no text in it has anything but
    visible ASCII, a comma, a quote or a plus at its start. `pairs` are hashes of the written records as they were read,
    with the columns that are left out, and as written. `implausible` is how many written times lie before 1990 or in
    the future, `first_time` the first of them as read. `said` bears on readings that hold for nearly all values.
    `facts` are what is known of its cells besides.
    """

    frame: pl.DataFrame
    known: pl.DataFrame
    lines: pl.Series
    rejects: pl.DataFrame
    said: Majorities
    pairs: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PAIRS))
    repairs: list[Repair] = field(default_factory=list)
    implausible: int = 0
    first_time: str | None = None
    facts: KnownFacts = field(default_factory=KnownFacts)
    is_bare: bool = False


def edit_batch(batch: Batch, plan: Plan, *, max_samples: int, limit: int = FULL) -> Edited:
    """Apply a plan to a batch; `limit` is that of the `pairs`."""
    height = batch.frame.height
    raws, columns = _cells_of(batch, plan)
    problem = _problems(batch, plan, raws, columns)
    values = pl.DataFrame([columns[entry.name].value.alias(entry.name) for entry in plan.fields])
    rejects = _unread(batch)
    kept = None
    if problem is not None and problem.null_count() < height:
        kept = problem.is_null()
        keys = batch.record_keys.alias("key")
        bad = pl.DataFrame([batch.lines.alias("line"), keys, problem.alias("code")]).filter(~kept)
        rejects = pl.concat([rejects, bad]).sort("key", maintain_order=True)
    known = pl.DataFrame([_known(columns[series.name], series) for series in values])
    edited = Edited(
        frame=values if kept is None else values.filter(kept),
        known=known if kept is None else known.filter(kept),
        lines=batch.lines if kept is None else batch.lines.filter(kept),
        rejects=rejects,
        said=majorities_in(columns, kept, height),
        is_bare=batch.is_bare and all(_is_bare(entry, columns[entry.name], raws) for entry in plan.fields),
    )
    if kept is not None:
        note_refused(edited.said, columns, raws)
    edited.facts = known_facts(batch, plan, columns, raws)
    _note_changes(edited, batch, plan, columns, raws, kept, max_samples, limit)
    return edited


def _unread(batch: Batch) -> pl.DataFrame:
    """What is no record, as the rejects are."""
    keys = batch.defect_keys.alias("key")
    if not batch.defects.height:
        return pl.DataFrame(schema={"line": pl.Int64, "key": keys.dtype, "code": pl.String})
    code = pl.col("defect").replace_strict(dict(CODES), return_dtype=pl.String)
    return batch.defects.select("line", keys, code=code)


def _known(cells: Cells, value: pl.Series) -> pl.Series:
    return value if cells.number is None else cells.number.alias(value.name)


def _cells_of(batch: Batch, plan: Plan) -> tuple[dict[str, pl.Series], dict[str, Cells]]:
    """The cells of every field as they were read and on their way."""
    columns: dict[str, Cells] = {}
    raws: dict[str, pl.Series] = {}
    for entry in plan.fields:
        raw = _raw(batch, entry, batch.frame.height)
        if entry.name == TIMESTAMP and plan.times.of_day is not None:
            raw = one_text(raw, column_of(batch, plan.times.of_day))
        raws[entry.name] = raw
        if entry.name == IMPRESSION and entry.source is not None:
            continue
        is_bare = batch.is_bare and entry.source is not None and plan.times.of_day is None
        columns[entry.name] = edit_cells(raw, entry.field, plan, is_plain=batch.is_plain, is_bare=is_bare)
    if IMPRESSION in raws and IMPRESSION not in columns:
        columns[IMPRESSION] = edit_lists(raws[IMPRESSION], columns[ITEM_ID].value, plan.list_separator)
    return raws, columns


def _is_bare(entry: FieldPlan, cells: Cells, raws: dict[str, pl.Series]) -> bool:
    """Whether the cells of a field have nothing but what the batch has, or are numbers."""
    return cells.value.dtype == pl.Int64 or (entry.source is not None and cells.value is raws[entry.name])


def _note_changes(
    edited: Edited,
    batch: Batch,
    plan: Plan,
    columns: dict[str, Cells],
    raws: dict[str, pl.Series],
    kept: pl.Series | None,
    max_samples: int,
    limit: int,
) -> None:
    """Add the repairs of the records that are written, and their hashes before and after."""
    used = {frame_name(plan.times.of_day)} if plan.times.of_day is not None else set()
    changes = []
    for entry in plan.fields:
        if entry.source is None:
            continue
        raw = raws[entry.name] if kept is None else raws[entry.name].filter(kept)
        cells = columns[entry.name]
        meaning = raw
        if cells.value is not raws[entry.name]:
            edited.repairs += _repairs(entry, cells, raw, edited, max_samples)
            meaning = edited.frame[entry.name]
        if cells.meaning is not None:
            meaning = cells.meaning if kept is None else cells.meaning.filter(kept)
            _note_times(edited, meaning, raw, plan)
        changes.append(Change(entry.name, entry.source, raw, meaning))
        used |= {frame_name(name) for name in entry.sources}
    left_out = [
        (name.removeprefix(MARK), batch.frame[name] if kept is None else batch.frame[name].filter(kept))
        for name in batch.frame.columns
        if name not in used
    ]
    edited.pairs = pairs_of(edited.frame.height, changes, left_out, limit)


def _note_times(edited: Edited, seconds: pl.Series, raw: pl.Series, plan: Plan) -> None:
    outside = ~seconds.is_between(EARLIEST_PLAUSIBLE, plan.times.latest)
    edited.implausible = int(outside.sum())
    if edited.implausible:
        edited.first_time = raw[int(outside.fill_null(value=False).arg_max() or 0)]


def _raw(batch: Batch, entry: FieldPlan, height: int) -> pl.Series:
    if entry.source is None:
        return pl.Series([entry.constant or None], dtype=pl.String).new_from_index(0, height)
    present = [name for name in map(frame_name, entry.sources) if name in batch.frame.columns]
    if not present:
        return column_of(batch, entry.source)
    if len(present) > 1:
        return batch.frame.select(pl.coalesce(pl.col(name) for name in present).alias("c"))["c"]
    return batch.frame[present[0]]


def _problems(batch: Batch, plan: Plan, raws: dict[str, pl.Series], columns: dict[str, Cells]) -> pl.Series | None:
    found = [cells.problem for cells in columns.values() if cells.problem is not None]
    if not found:
        return None
    repeated = _repeated_header(plan, raws)
    first: list[pl.Series | None] = [repeated]
    codes = pl.DataFrame([series.alias(str(place)) for place, series in enumerate(found)])
    present = {code for series in found for code in series.unique().drop_nulls()}
    for code in sorted(present, key=lambda entry: ORDER.index(entry)):
        mask = codes.select(pl.any_horizontal(pl.all() == code).fill_null(value=False).alias("m"))["m"]
        first.append(mask.alias("m").to_frame().select(pl.when("m").then(pl.lit(code)).alias("c"))["c"])
    return first_problem(*first)


def _repeated_header(plan: Plan, raws: dict[str, pl.Series]) -> pl.Series | None:
    """The reason of records that repeat the header line: their cells are the names of the columns."""
    mask: pl.Series | None = None
    for entry in plan.fields:
        if entry.name in (USER_ID, ITEM_ID, TIMESTAMP) and entry.source is not None:
            same = raws[entry.name].str.strip_chars().is_in(list(entry.sources)).fill_null(value=False)
            mask = same if mask is None else mask & same
    if mask is None or not mask.any():
        return None
    return mask.alias("m").to_frame().select(pl.when("m").then(pl.lit(AROUND_THE_TABLE)).alias("c"))["c"]


def _repairs(entry: FieldPlan, cells: Cells, raw: pl.Series, edited: Edited, max_samples: int) -> list[Repair]:
    after = edited.frame[entry.name]
    changed = after.is_not_null() if after.dtype == pl.Int64 else raw.ne_missing(after)
    if not changed.any():
        return []
    before = pl.col("before")
    if cells.only_code:
        first = changed.arg_true().head(max_samples)
        places = zip(edited.lines.gather(first), raw.gather(first), after.gather(first), strict=True)
        samples = [(line, old or "", str(new or "")) for line, old, new in places]
        return [Repair(cells.only_code, entry.name, int(changed.sum()), samples)]
    texts = after.cast(pl.String)
    frame = pl.DataFrame([edited.lines.alias("line"), raw.alias("before"), texts.alias("after")]).filter(changed)
    frame = frame.with_columns(code=cells.code(before, pl.col("after")))
    found = []
    for code in sorted(frame["code"].unique()):
        of_code = frame.filter(pl.col("code") == code)
        samples = [(line, old or "", new or "") for line, old, new, _ in of_code.head(max_samples).rows()]
        found.append(Repair(code, entry.name, of_code.height, samples))
    return found
