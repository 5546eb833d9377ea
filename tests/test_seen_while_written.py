"""What the records say is the same whether it is looked for or known from their edits."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from interactions_cli.personalize.target import make_target
from interactions_cli.reading.raw_csv import Dialect, read_proven
from interactions_cli.transforms.prepare.decide import Questions, decide
from interactions_cli.transforms.prepare.edits import edit_batch
from interactions_cli.transforms.prepare.evidence import seen_in
from interactions_cli.transforms.prepare.plan import PlanOptions
from tests.examples import examples

NAMES = ("USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_VALUE")
NOW = 1_760_000_000
TIMES = ("2023-11-14T22:13:20Z", "+023-11-14T22:13:20Z", "-023-11-14T22:13:20Z", "2023-02-30T22:13:20Z", "1700000000")
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
    known = seen_in(batch, questions, reading, zoned=edited.zoned, numbers=edited.numbers)
    assert known == seen
    are_good = all(value in VALUES[:8] for _, value in rows)
    assert edited.numbers == ({"EVENT_VALUE"} if are_good else set())
    assert edited.zoned == ("TIMESTAMP" if all(time in (TIMES[0], TIMES[3]) for time, _ in rows) else None)
