"""From evidence to a plan: a function of what the records say in all, so that no cut into blocks can change it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from interactions_cli.personalize.fields import EVENT_TYPE, IMPRESSION, ITEM_ID, REQUIRED, TIMESTAMP, USER_ID, fold
from interactions_cli.personalize.schema import Field, default_field
from interactions_cli.rules.ids import FLOAT_ID_SHARE
from interactions_cli.transforms.prepare.column_evidence import Question
from interactions_cli.transforms.prepare.contents import are_days
from interactions_cli.transforms.prepare.day_questions import clock_columns, days_alone, no_days
from interactions_cli.transforms.prepare.day_times import may_hold_times
from interactions_cli.transforms.prepare.decimals import decimals_of
from interactions_cli.transforms.prepare.evidence import Evidence
from interactions_cli.transforms.prepare.likely import lists_of_items
from interactions_cli.transforms.prepare.majorities import AGREE, UTC, compact_reading
from interactions_cli.transforms.prepare.names import API_NAMES, SYNONYMS
from interactions_cli.transforms.prepare.own_columns import SERVICE_NAMES, choose_own
from interactions_cli.transforms.prepare.plan import CONSTANT, GIVEN, FieldPlan, OpenQuestionError, Plan, PlanOptions
from interactions_cli.transforms.prepare.source_questions import lacking
from interactions_cli.transforms.prepare.sources import find_sources, wanted_fields
from interactions_cli.transforms.prepare.time_forms import TimeReading, is_aware

OWN = len(SERVICE_NAMES)


class Questions:
    """What must be known about each column, by its name and the options alone; found out once for every name.

    Args:
        options: What is decided already.
        first: Whether it is the first look, at which also that is told which decides nothing.
    """

    def __init__(self, options: PlanOptions, *, first: bool = False) -> None:
        self._options = options
        self._more = Question.SIGN if first and options.schema is None and not options.is_saved else Question.NONE
        self._known: dict[str, Question] = {}

    def about(self, names: Sequence[str]) -> dict[str, Question]:
        """What must be known about some columns."""
        for name in names:
            if name not in self._known:
                is_own = name not in SERVICE_NAMES and name not in self._options.drop
                self._known[name] = _questions(name, self._options) | (self._more if is_own else Question.NONE)
        return {name: self._known[name] for name in names}


def _questions(name: str, options: PlanOptions) -> Question:
    if name == options.time_of_day or (name in options.drop and name not in options.given_columns):
        return Question.NONE
    wanted = Question.DAY if may_hold_times(name) and not options.is_saved else Question.NONE
    for entry in wanted_fields(options):
        # Nobody asks what is in a column of event types that stands under its own name.
        if _may_give(name, entry, options) and (name, entry.name) != (EVENT_TYPE, EVENT_TYPE):
            wanted |= _question_about(entry)
    for field in (field for field, columns in options.mapped.items() if name in columns):
        wanted |= _question_about(default_field(field, options.target.domain))
    is_taken = name in options.given_columns or name in SERVICE_NAMES
    if options.schema is None and not options.is_saved and not is_taken and options.chooses_own:
        wanted |= Question.CATEGORY
    if name in options.float_columns:
        wanted |= Question.ID | Question.FLOAT
    return wanted


def _may_give(name: str, entry: Field, options: PlanOptions) -> bool:
    if entry.name in options.mapped or entry.name in options.constants:
        return False
    spellings = {fold(entry.name), *(fold(api) for api in API_NAMES.get(entry.name, ()))}
    return fold(name) in spellings or (options.guess and fold(name) in SYNONYMS.get(entry.name, ()))


def _question_about(entry: Field) -> Question:
    if entry.name == TIMESTAMP:
        return Question.TIME | Question.DAY
    if entry.name in (USER_ID, ITEM_ID):
        return Question.ID
    if entry.name == IMPRESSION:
        return Question.LIST
    if entry.name == EVENT_TYPE:
        return Question.TYPE
    return Question.NUMBER if entry.is_number else Question.NONE


def decide(evidence: Evidence, options: PlanOptions) -> Plan:
    """The plan that the evidence asks for; of readings that hold for nearly all values it has a first guess.

    Raises:
        OpenQuestionError: Only the user can decide.
        UsageError: An option names what does not exist.
    """
    names = tuple(evidence.columns)
    if not names:
        raise OpenQuestionError("there is no record in the input", "Export it again, over a longer period.")
    found = find_sources(names, evidence, options)
    own, left_out = choose_own(names, found, evidence, options)
    extra = [
        FieldPlan(default_field(name, options.target.domain), columns[0], GIVEN, also=columns[1:])
        for name, columns in options.mapped.items()
        if name not in {entry.name for entry in found}
    ]
    extra += [
        FieldPlan(default_field(name, options.target.domain), None, CONSTANT, value)
        for name, value in options.constants.items()
        if name not in {entry.name for entry in found}
    ]
    fields = _in_order(found, [*extra, *own], options)
    _refuse_lacking(fields, evidence, options)
    _refuse_days_alone(fields, evidence, options)
    _refuse_no_days(fields, evidence, options)
    return Plan(
        fields=tuple(fields),
        times=_time_reading(fields, evidence, options),
        left_out=tuple(left_out),
        decimals=tuple(decimals_of(fields, evidence, options)),
        whole_ids=frozenset(_whole_ids(fields, evidence, options)) | options.whole_ids,
        list_separator=options.list_separator or _list_separator(fields, evidence),
        renamed_events=tuple(sorted(options.renamed_events.items())),
        nulls=tuple(sorted(options.nulls)),
        signed=tuple(_signed(own, evidence)),
        item_lists=() if options.explode else tuple(lists_of_items([name for name, _ in left_out], evidence)),
    )


def _signed(own: Sequence[FieldPlan], evidence: Evidence) -> Iterator[tuple[str, str]]:
    """The columns of one's own nearly all of whose values are numbers with a sign, and the first of each."""
    for entry in own:
        column = evidence.of(entry.sources)
        if column.first_signed is not None and column.signed >= AGREE * column.filled:
            yield entry.name, column.first_signed


def _refuse_lacking(fields: Sequence[FieldPlan], evidence: Evidence, options: PlanOptions) -> None:
    """Refuse a table without a column that no record may be without: all of its records would be rejected."""
    if options.accepts_rejects:
        return
    used = {name for entry in fields if entry.name in SERVICE_NAMES for name in entry.sources}
    for path, header in options.headers:
        for entry in fields:
            if entry.sources and not entry.field.nullable and not header & {*entry.sources}:
                left = [name for name in evidence.columns if name in header - used]
                is_required = options.schema is not None or entry.name in REQUIRED[options.target.domain]
                raise lacking(path, entry, left, evidence, is_required=is_required)


def _refuse_days_alone(fields: Sequence[FieldPlan], evidence: Evidence, options: PlanOptions) -> None:
    """Refuse times that are days while the times of day stand in a column of their own: all would be at midnight."""
    sources = _sources(fields, TIMESTAMP)
    if options.time_of_day is not None or options.is_saved or not are_days(evidence.of(sources)):
        return
    if clocks := [name for name in clock_columns(evidence) if name not in (*sources, *options.drop)]:
        raise days_alone(" and ".join(sources), clocks, options)


def _refuse_no_days(fields: Sequence[FieldPlan], evidence: Evidence, options: PlanOptions) -> None:
    """Refuse times of day where TIMESTAMP has no day that they belong to: the option would have no effect."""
    sources = _sources(fields, TIMESTAMP)
    column = evidence.of(sources)
    if options.time_of_day is None or options.is_saved or not column.filled:
        return
    if options.time_of_day in sources or not column.joined:
        raise no_days(" and ".join(sources), options.time_of_day)


def _in_order(found: Sequence[FieldPlan], own: Sequence[FieldPlan], options: PlanOptions) -> list[FieldPlan]:
    if options.schema is not None:
        return _with_blank_columns(found, options.schema.fields)
    # IMPRESSION and what is reserved behind it follow the own columns.
    names = [entry.name for entry in found]
    cut = next((place for place, name in enumerate(names) if name in SERVICE_NAMES[5:]), len(names))
    return [*found[:cut], *own, *found[cut:]]


def _with_blank_columns(found: Sequence[FieldPlan], fields: Sequence[Field]) -> list[FieldPlan]:
    """The fields of a schema; one that no column gives and that may be blank is blank in every record."""
    by_name = {entry.name: entry for entry in found}
    return [by_name.get(entry.name, FieldPlan(entry, None, CONSTANT, "")) for entry in fields]


def _time_reading(fields: Sequence[FieldPlan], evidence: Evidence, options: PlanOptions) -> TimeReading:
    sources = _sources(fields, TIMESTAMP)
    source, column = " and ".join(sources), evidence.of(sources)
    reading = options.time_reading
    form = options.time_format
    if form and not options.time_zone and not is_aware(form):
        raise OpenQuestionError(
            "--time-format has no offset, and times need one",
            "Add `--time-zone UTC`, or the zone of the clock that wrote them, as `--time-zone Europe/Berlin`.",
            by_names=True,
            answer=UTC,
        )
    if column.zoneless and not options.time_zone and not form:
        are = "value of {} is a time" if column.zoneless == 1 else "values of {} are times"
        raise OpenQuestionError(
            f"{column.zoneless:,} {are.format(source)} without an offset",
            "Say which clock wrote them: `--time-zone UTC`, or a zone as `--time-zone Europe/Berlin`.",
            answer=UTC,
        )
    if not reading.is_plain:
        return reading
    dates = Counter({8: column.days8, 14: column.days14})
    return compact_reading(source, dates, column.filled - column.words, reading)


def _sources(fields: Sequence[FieldPlan], name: str) -> tuple[str, ...]:
    return next((entry.sources for entry in fields if entry.name == name), ())


def _whole_ids(fields: Sequence[FieldPlan], evidence: Evidence, options: PlanOptions) -> list[str]:
    found = []
    for entry in fields:
        if entry.name not in (USER_ID, ITEM_ID) or not entry.source:
            continue
        column = evidence.of(entry.sources)
        if options.float_columns & {*entry.sources} and column.fractions:
            raise OpenQuestionError(
                f"{entry.source} holds floating point numbers, {column.fractions:,} not whole or without all digits",
                "Export ids as text or as whole numbers: a float cannot hold long ids.",
            )
        if column.point_zero and column.point_zero >= FLOAT_ID_SHARE * column.filled:
            found.append(entry.name)
    return found


def _list_separator(fields: Sequence[FieldPlan], evidence: Evidence) -> str | None:
    column = evidence.of(_sources(fields, IMPRESSION))
    if not column.with_separator:
        return None
    mark, count = max(column.with_separator.items(), key=lambda entry: entry[1])
    return mark if count >= AGREE * column.filled and column.arrays <= count / 2 else None
