"""What the records say is the same whether it is looked for or known from their edits."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from interactions_cli.personalize.target import make_target
from interactions_cli.reading.columns import Column
from interactions_cli.reading.raw_csv import Dialect, read_proven
from interactions_cli.transforms.prepare.decide import Questions, decide
from interactions_cli.transforms.prepare.edits import edit_batch
from interactions_cli.transforms.prepare.evidence import seen_in
from interactions_cli.transforms.prepare.plan import PlanOptions
from tests.examples import examples

NAMES = ("USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_VALUE")
NOW = 1_760_000_000
TIMES = ("2023-11-14T22:13:20Z", "+023-11-14T22:13:20Z", "-023-11-14T22:13:20Z", "2023-02-30T22:13:20Z", "1700000000")
IDS = ("u1", "7", "42.0", "-7.0", "42.0", ".0", "null", "NaN", "u" * 256, "u" * 257, "USER_ID", "")
TYPES = ("view", "click", "buy", "null", "NULL", "EVENT_TYPE", "")
VALUES = ("", "5", "0.5", "-1.25", "1.299", "12.999", "1e3", "+1", "nan", "1e400", "x", " 5")
ROWS = st.lists(
    st.tuples(
        st.sampled_from(TIMES[:1]) | st.sampled_from(TIMES), st.sampled_from(VALUES[:6]) | st.sampled_from(VALUES)
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=examples(200), deadline=None)
@given(ROWS)
@example([(TIMES[0], "5"), (TIMES[0], "0.5")])
@example([(TIMES[0], "5"), (TIMES[1], "0.5")])
@example([(TIMES[2], "5")])
def test_it_is_the_same(rows: list[tuple[str, str]]) -> None:
    block = "".join(f"u1,i1,{time},{value}\n" for time, value in rows).encode()
    batch = read_proven(block, Dialect(NAMES, ","))
    assert batch is not None
    options = PlanOptions(target=make_target(now=NOW))
    questions, reading = Questions(options).about(batch.names), options.time_reading
    seen = seen_in(batch, questions, reading)
    edited = edit_batch(batch, decide(seen, options), max_samples=5)
    known = seen_in(batch, questions, reading, edited.facts)
    assert known == seen
    are_good = all(value in VALUES[:8] for _, value in rows)
    assert edited.facts.numbers == ({"EVENT_VALUE"} if are_good else set())
    assert edited.facts.zoned == ("TIMESTAMP" if all(time in (TIMES[0], TIMES[3]) for time, _ in rows) else None)


@settings(max_examples=examples(200), deadline=None)
@given(
    rows=st.lists(
        st.tuples(*[st.sampled_from(IDS[:2]) | st.sampled_from(IDS)] * 2, st.sampled_from(TYPES)), min_size=1
    ),
    renamed=st.sampled_from([{}, {"view": "watch"}, {"view": "null"}]),
    whole_ids=st.booleans(),
)
@example(rows=[("u1", "7", "view")], renamed={}, whole_ids=False)
@example(rows=[("u1", "42.0", "view")], renamed={}, whole_ids=False)
@example(rows=[("u1", "u" * 257, "view"), ("u1", "7", "view")], renamed={}, whole_ids=False)
@example(rows=[("u1", "7", "view")], renamed={"view": "null"}, whole_ids=False)
def test_no_cell_that_is_written_breaks_a_rule_that_is_said_to_be_kept(
    rows: list[tuple[str, str, str]], renamed: dict[str, str], whole_ids: bool
) -> None:
    # Of ids that are blank in every record prepare asks where they are.
    assume(all(any(row[place] not in ("", "null", "NaN") for row in rows) for place in (0, 1)))
    names = ("USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE")
    block = "".join(f"{user},{item},{TIMES[0]},{kind}\n" for user, item, kind in rows).encode()
    batch = read_proven(block, Dialect(names, ","))
    assert batch is not None
    options = PlanOptions(target=make_target(now=NOW), renamed_events=renamed)
    questions, reading = Questions(options).about(batch.names), options.time_reading
    seen = seen_in(batch, questions, reading)
    plan = replace(decide(seen, options), whole_ids=frozenset(("USER_ID", "ITEM_ID")) if whole_ids else frozenset())
    edited = edit_batch(batch, plan, max_samples=5)
    assert seen_in(batch, questions, reading, edited.facts) == seen
    kinds = {field.name: field for field in (entry.field for entry in plan.fields)}
    for rule, name in edited.facts.passed:
        column = Column(kinds[name], 0)
        cells = edited.known[name].alias(column.raw_name).to_frame()
        assert not cells.select(rule.violation(column).fill_null(value=False).any()).item(), (rule.code, name)
    said = {(rule.name, name) for rule, name in edited.facts.passed}
    assert {("id-too-long", "USER_ID"), ("placeholder", "ITEM_ID")} <= said
    assert (("placeholder", "EVENT_TYPE") in said) is not bool(renamed)
    for place, name in enumerate(("USER_ID", "ITEM_ID")):
        ids = [row[place] for row in rows]
        is_plain = all(text not in IDS[2:8] and text != IDS[9] for text in ids)
        assert (name in edited.facts.ids) is is_plain
