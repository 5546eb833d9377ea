"""What each command is going to do, in words: for `--debug`."""

from __future__ import annotations

from collections.abc import Iterator

from interactions_cli.engine.debug_plan import input_words, plan_lines, version_line
from interactions_cli.pages.words import event_words, target_words
from interactions_cli.personalize.target import Target
from interactions_cli.reading.dataset import Dataset
from interactions_cli.trace import Trace
from interactions_cli.transforms.filter.criteria import EVENTS, INVALID, MIN_ITEM, MIN_USER, SINCE, UNTIL, Choice
from interactions_cli.transforms.filter.passes import COPY, LOOK, FilterPass
from interactions_cli.transforms.merge.columns import MergeColumns
from interactions_cli.transforms.merge.logs import LOGS, Logs
from interactions_cli.transforms.merge.match_rule import MatchRule
from interactions_cli.transforms.merge.passes import MERGE


def tell_target(trace: Trace, target: Target, schema: str | None, *, redact: bool) -> None:
    """Say what is at work, and what the data are judged for; with `redact` without an account."""
    if not trace.is_on:
        return
    trace.say(version_line())
    words = target_words(target.to_dict(schema, redact=redact))
    trace.say(f"target: {', '.join(words)}; now is {target.now}")
    if target.events:
        trace.say(f"event filter: {'; '.join(event_words(entry.to_dict()) for entry in target.events)}")


def tell_filter(run: FilterPass, *, block_bytes: int) -> None:
    """Say which criteria are applied in which passes."""
    if not run.trace.is_on:
        return
    for line in plan_lines(run.dataset, run.columns, block_bytes=block_bytes):
        run.trace.say(line)
    run.trace.say(f"criteria: {', '.join(_criteria(run.choice))}")
    passes = [LOOK, COPY] if run.choice.needs_second_look else [COPY]
    what = {
        LOOK: "what the last criteria need to know of all rows",
        COPY: "lines kept" + (", rejected lines" if run.rejects else "") + (", figures" if run.effects.tally else ""),
    }
    for place, name in enumerate(passes, 1):
        run.trace.say(f"pass {place} of {len(passes)}: {name}: {what[name]}")


def _criteria(choice: Choice) -> Iterator[str]:
    details = {
        EVENTS: "; ".join(event_words(entry.to_dict()) for entry in choice.events),
        SINCE: choice.since,
        UNTIL: choice.until,
        INVALID: " ".join(dict.fromkeys(rule.code for rule in choice.invalid)),
        MIN_USER: choice.min_user,
        MIN_ITEM: choice.min_item,
    }
    for name in choice.names:
        yield f"{name} ({details[name]})" if name in details else name


def tell_merge(trace: Trace, dataset: Dataset, logs: Logs, rule: MatchRule, *, sizes: tuple[int, int]) -> None:
    """Say how lists are looked for; `sizes` are those of the blocks of interactions and of logs."""
    if not trace.is_on:
        return
    for line in plan_lines(dataset, MergeColumns(dataset, rule).read, block_bytes=sizes[0]):
        trace.say(line)
    for head in logs.heads:
        trace.say(f"log {input_words(head.path, head.compression)}, {head.format}")
    window = f", at most {rule.within} seconds before" if rule.by_time else ""
    item = ", with the item in it" if rule.by_time and rule.shown else ""
    trace.say(f"matched by {', '.join(rule.key)}{window}{item}")
    trace.say(f"pass 1 of 2: {LOGS}: lists into memory, blocks of {sizes[1]} bytes or less")
    trace.say(f"pass 2 of 2: {MERGE}: every interaction looked up and written")
