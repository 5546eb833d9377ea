"""What is odd about lists that could all be read and written: figures that nearly always have a cause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from interactions_cli.personalize.fields import RECOMMENDATION_ID
from interactions_cli.rules.logs import ONE_ID, SEVERAL_LISTS, SPLIT, WITHOUT_ITEM
from interactions_cli.rules.rule import LogRule
from interactions_cli.transforms.merge.list_forms import separator_name
from interactions_cli.transforms.merge.match_rule import MatchRule
from interactions_cli.transforms.merge.shown import ITEMS
from interactions_cli.wording import percent, plural

if TYPE_CHECKING:
    from interactions_cli.transforms.merge.logs import LogSummary

# From these shares on a figure is named. They are our own judgement: the guide says nothing about logs.
MANY_CONTESTED: Final = 0.1
MOST: Final = 0.5


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """One finding about the logs as a whole; `words` fill its message and its hint."""

    rule: LogRule
    count: int
    words: Mapping[str, str] = field(default_factory=dict)


def doubts(figures: Mapping[str, Any], one_id: int, logs: Sequence[LogSummary], rule: MatchRule) -> Iterator[Doubt]:
    """What is odd about a merge.

    Args:
        figures: The report's `merge`.
        one_id: How many lists hold a single id.
        logs: What was made of each log.
        rule: How lists were found.
    """
    keys, contested = figures["keys"], figures["keys_with_several_lists"]
    if contested and contested >= MANY_CONTESTED * keys:
        words = {"figure": _part(contested, keys, f"{' and '.join(rule.key)} key")}
        yield Doubt(rule=SEVERAL_LISTS, count=contested, words=words)
    absent, matched = figures["item_not_in_list"], figures["matched"]
    if absent and absent > MOST * matched:
        words = {
            "figure": _part(absent, matched, "matched interaction"),
            "cause": _why_absent(figures, one_id).removesuffix("."),
        }
        yield Doubt(rule=WITHOUT_ITEM, count=absent, words=words)
    lists = figures["lists"]
    if lists > 1 and one_id > MOST * lists:
        words = {"figure": _part(one_id, lists, "list"), "cause": _why_one(logs, rule).removesuffix(".")}
        yield Doubt(rule=ONE_ID, count=one_id, words=words)
    split = [log for log in logs if log.was_split]
    if split:
        count = sum(log.lists for log in split)
        names = " and ".join(dict.fromkeys(separator_name(log.separator or "") for log in split))
        yield Doubt(rule=SPLIT, count=count, words={"figure": _part(count, lists, "list"), "separator": names})


def _part(count: int, whole: int, noun: str) -> str:
    return f"{count:,} of {plural(whole, noun)} ({percent(count / whole)})"


def _why_absent(figures: Mapping[str, Any], one_id: int) -> str:
    if figures["keys_with_several_lists"]:
        return (
            "The key names several lists, and the last one is rarely the right one: let times decide with `--within "
            "30m`."
        )
    if one_id > MOST * figures["lists"]:
        return "Most lists hold a single id: see LOG010."
    return (
        "Compare how both sides write item ids, and whether the key names one list: with `--within 30m` a list is "
        "found by its time and its items."
    )


def _why_one(logs: Sequence[LogSummary], rule: MatchRule) -> str:
    if any(log.shape == ITEMS for log in logs) and RECOMMENDATION_ID not in rule.on:
        return (
            "Items that were shown together have no time in common in the log: name the field that they share, such as "
            f"`--log-column {RECOMMENDATION_ID}=request_id`."
        )
    return "If the ids of a list are separated by another character name it: `--log-list-separator ';'`."
