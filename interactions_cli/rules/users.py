"""SET rules about users: one who is no person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from interactions_cli.personalize.fields import USER_ID, guide
from interactions_cli.rules.cell import quoted_cell
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.evidence import Facts, Problem
from interactions_cli.rules.kit.skip_reasons import skip_facts, with_column
from interactions_cli.rules.rule import DatasetRule, Rule
from interactions_cli.wording import percent, quoted

# Our own judgement: a person has such a share of a data set of so many users in no shop that was looked at.
DOMINANT_SHARE: Final = 0.1
PLACEHOLDER_SHARE: Final = 0.01
ENOUGH_USERS: Final = 100
TIMES_THE_SECOND: Final = 20


def _dominant(facts: Facts) -> Iterable[Problem]:
    metrics = facts.metrics
    words = {word: n for word, n in metrics.placeholder_users.items() if n >= PLACEHOLDER_SHARE * metrics.records}
    count = sum(words.values())
    who = " and ".join(f"the user {quoted(word)}" for word in words)
    if not words:
        first, second = (*metrics.top_users, 0, 0)[:2]
        if metrics.users < ENOUGH_USERS or first < TIMES_THE_SECOND * second:
            return
        if first <= DOMINANT_SHARE * metrics.records:
            return
        named = f"the user {quoted_cell(facts.top_user)}" if facts.top_user else "one user"
        count, who = first, f"{named} of {metrics.users:,}, {first // max(second, 1):,} times as many as the next"
    details = {"who": who, "part": percent(count / metrics.rows)}
    yield Problem(count=count, share=count / metrics.rows, details=details)


USERS: Final[tuple[Rule, ...]] = (
    DatasetRule(
        code="SET025",
        name="dominant-user",
        effect=Effect.SUSPICIOUS,
        counts_rows=True,
        message="{rows} ({part}) belong to {who}: that is hardly a person",
        hint="Give each visitor an id of their own where the file is made, such as that of the session, or leave these "
        "rows out.",
        source=guide("interactions-datasets"),
        why="Looks for one user with more than a tenth of the records and at least twenty times as many as the next, "
        "and for ids such as guest, anonymous or -1 from 1 % of the records on. Programs write one id for all who have "
        "not signed in, or a test account clicks all night. The guide wants an interaction between a user and an item; "
        "taken as one user, a crowd has no taste.",
        before="700 of 1,000 records with USER_ID guest",
        after="700 records with the ids of 400 sessions",
        check=_dominant,
        skip=skip_facts(with_column(USER_ID)),
    ),
)
