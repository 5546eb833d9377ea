"""Where each field comes from: what is given, exact names, near misses, the API's names, then guesses by content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from interactions_cli.errors import UsageError
from interactions_cli.personalize.fields import EVENT_TYPE, EVENT_VALUE, REQUIRED, RESERVED, fold
from interactions_cli.personalize.schema import Field, default_field
from interactions_cli.transforms.prepare.contents import CONTENT
from interactions_cli.transforms.prepare.evidence import Evidence
from interactions_cli.transforms.prepare.likely import likeliest_first
from interactions_cli.transforms.prepare.names import API_NAMES, SYNONYMS
from interactions_cli.transforms.prepare.plan import (
    API,
    CONSTANT,
    EXACT,
    FOLDED,
    GIVEN,
    GUESSED,
    FieldPlan,
    OpenQuestionError,
    PlanOptions,
)
from interactions_cli.transforms.prepare.source_questions import or_from, several, without_source
from interactions_cli.transforms.prepare.spellings import pair
from interactions_cli.wording import did_you_mean, listing


def wanted_fields(options: PlanOptions) -> tuple[Field, ...]:
    """The fields that the output may have besides own columns, in the order of the output."""
    if options.schema is not None:
        return options.schema.fields
    domain = options.target.domain
    names = dict.fromkeys((*REQUIRED[domain][:3], *RESERVED))
    return tuple(default_field(name, domain) for name in names)


def find_sources(names: Sequence[str], evidence: Evidence, options: PlanOptions) -> list[FieldPlan]:
    """A source for every field that has one: all columns that spell it, where no record has two of them.

    Raises:
        OpenQuestionError: A required field has none, or a field may have several that are not the same.
        UsageError: An option names a column that does not exist.
    """
    _refuse_unknown(names, evidence, options)
    wanted = wanted_fields(options)
    used = {options.time_of_day, *options.drop, *options.given_columns}
    free = [name for name in names if name not in used]
    found: dict[str, FieldPlan] = {}
    for entry in wanted:
        if plan := _given(entry, free, evidence, options) or _named(entry, free, evidence, options):
            found[entry.name] = plan
    if options.is_saved:
        return list(found.values())
    if options.guess:
        _guess(wanted, free, found, evidence, options)
    needed = [entry for entry in wanted if not entry.nullable and _is_required(entry, options)]
    blank = _drop_blank(needed, found, evidence, options)
    if missing := [entry for entry in needed if entry.name not in found]:
        left, has_types = _left(free, found), _has_types(found, evidence)
        raise without_source(missing, left, evidence, options, blank=blank, has_types=has_types)
    return [found[entry.name] for entry in wanted if entry.name in found]


def _has_types(found: Mapping[str, FieldPlan], evidence: Evidence) -> bool:
    """Whether EVENT_TYPE has a source that is more than a guess, or that tells records apart."""
    types = found.get(EVENT_TYPE)
    return types is not None and (types.how != GUESSED or evidence.of(types.sources).distinct != 1)


def _drop_blank(
    needed: Sequence[Field], found: dict[str, FieldPlan], evidence: Evidence, options: PlanOptions
) -> list[str]:
    """Take no required field from columns without any value, if there is a record; these columns."""
    blank: list[str] = []
    for entry in needed:
        plan = found.get(entry.name)
        is_chosen = plan is None or plan.how in (GIVEN, CONSTANT) or options.accepts_rejects
        if plan is not None and not is_chosen and evidence.records and not evidence.of(plan.sources).filled:
            blank += found.pop(entry.name).sources
    return blank


def _given(entry: Field, free: Sequence[str], evidence: Evidence, options: PlanOptions) -> FieldPlan | None:
    if entry.name in options.constants:
        return FieldPlan(entry, None, CONSTANT, options.constants[entry.name])
    if entry.name not in options.mapped:
        return None
    columns = options.mapped[entry.name]
    spelt = {fold(name) for name in columns} if not options.is_saved else ()
    also = apart(columns, [name for name in free if fold(name) in spelt], evidence)
    return FieldPlan(entry, columns[0], GIVEN, also=(*columns[1:], *also))


def _named(entry: Field, free: Sequence[str], evidence: Evidence, options: PlanOptions) -> FieldPlan | None:
    """The columns that have the name of a field: the name itself, near misses, those of the API."""
    api = {fold(name) for name in API_NAMES.get(entry.name, ())}
    levels = {
        EXACT: [name for name in free if name == entry.name],
        FOLDED: [name for name in free if name != entry.name and fold(name) == fold(entry.name)],
        API: [name for name in free if fold(name) in api - {fold(entry.name)}],
    }
    if options.is_saved:
        levels = {EXACT: levels[EXACT]}
    sources: list[str] = []
    how = None
    for level, names in levels.items():
        if names and how is None:
            how = level
            if any(pair(*two) in evidence.together for two in combinations(names, 2)):
                raise several(entry.name, names)
        sources += apart(sources, names, evidence)
    return None if how is None else FieldPlan(entry, sources[0], how, also=tuple(sources[1:]))


def apart(sources: Sequence[str], names: Sequence[str], evidence: Evidence) -> list[str]:
    """Those of some columns that never stand beside one of the sources or beside each other."""
    found: list[str] = []
    for name in names:
        if not any(pair(name, other) in evidence.together for other in (*sources, *found)):
            found.append(name)
    return found


def _left(free: Sequence[str], found: Mapping[str, FieldPlan]) -> list[str]:
    used = {name for entry in found.values() for name in entry.sources}
    return [name for name in free if name not in used]


def _is_required(entry: Field, options: PlanOptions) -> bool:
    return options.schema is not None or entry.name in REQUIRED[options.target.domain]


def _refuse_unknown(names: Sequence[str], evidence: Evidence, options: PlanOptions) -> None:
    if options.explode is not None and evidence.records and not evidence.lists and not options.is_saved:
        raise OpenQuestionError(
            f"--explode: no record has a list {options.explode!r} with an entry",
            did_you_mean(options.explode, names, cutoff=0.5, then=f"The columns are {listing(names, most=20)}."),
        )
    # Whether inputs have what a saved plan names is judged by all their records.
    if not options.names_are_complete or options.is_saved:
        return
    given = [("--map", name) for columns in options.mapped.values() for name in columns]
    given += [("--time-of-day", name) for name in (options.time_of_day,) if name is not None]
    given += [("--keep", name) for name in options.keep] + [("--drop", name) for name in options.drop]
    for option, name in given:
        if name not in names:
            raise UsageError(
                f"{option}: no input has a column {name!r}",
                did_you_mean(name, names, cutoff=0.5, then=f"The columns are {listing(names, most=20)}."),
            )


def _guess(
    wanted: Sequence[Field],
    free: Sequence[str],
    found: dict[str, FieldPlan],
    evidence: Evidence,
    options: PlanOptions,
) -> None:
    """Add the fields that one column looks like by a synonym of its name and by its contents."""
    # Where all that is required has its own name, other columns are what they are called.
    is_clean = all(
        name in found and found[name].how == EXACT and not found[name].also for name in REQUIRED[options.target.domain]
    )
    unsure: dict[str, tuple[Sequence[str], Sequence[str]]] = {}
    for entry in wanted:
        plan = found.get(entry.name)
        if entry.name not in SYNONYMS or (plan.how in (GIVEN, CONSTANT) if plan else is_clean):
            continue
        fitting = [
            name
            for name in _left(free, found)
            if fold(name) in SYNONYMS[entry.name]
            and not (entry.name in (EVENT_TYPE, EVENT_VALUE) and name.startswith("_"))
            and CONTENT[entry.name](evidence.column(name))
        ]
        if plan is None and fitting:
            if len(apart((), fitting, evidence)) < len(fitting):
                raise several(entry.name, likeliest_first(entry.name, fitting, evidence))
            spelt = [name for name in fitting if fold(name) == fold(fitting[0])]
            found[entry.name] = plan = FieldPlan(entry, spelt[0], GUESSED, also=tuple(spelt[1:]))
        if plan is not None and (others := apart(plan.sources, _without(fitting, plan.sources), evidence)):
            unsure[entry.name] = (plan.sources, others)
    if unsure:
        raise or_from(unsure)


def _without(names: Sequence[str], others: Sequence[str]) -> list[str]:
    return [name for name in names if name not in others]
