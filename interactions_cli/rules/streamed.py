"""EVT rules: the events of logs of what was sent with PutEvents."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from interactions_cli.personalize.fields import guide
from interactions_cli.personalize.limits import MAX_EVENTS, MAX_ID_CHARS, MAX_IMPRESSION_ITEMS
from interactions_cli.reading.event_defect import EventDefect
from interactions_cli.rules.effect import Effect
from interactions_cli.rules.evidence import Facts, Problem
from interactions_cli.rules.rule import EventRule, Rule
from interactions_cli.wording import plural

EVENTS_PAGE: Final = guide("putevents-example")
GOOD: Final = '{"userId": "u1", "sessionId": "s1", "eventType": "watch", "itemId": "i1", "sentAt": 1700000000}'


def _without_log(facts: Facts) -> str | None:
    return None if facts.streamed else "no log of streamed events given (--streamed)"


def _found(wanted: EventDefect) -> Callable[[Facts], Iterable[Problem]]:
    def check(facts: Facts) -> Iterable[Problem]:
        for (defect, column), hits in (facts.streamed.hits if facts.streamed else {}).items():
            if defect is wanted:
                samples = [facts.sample(path, number, text) for path, number, text in hits.samples]
                units = {"events": "event", "requests": "request", "properties": "property", "entries": "entry"}
                details = {word: plural(hits.count, unit, word) for word, unit in units.items()}
                yield Problem(column=column, count=hits.count, samples=samples, details=details)

    return check


def _event(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


def _request(events: int, head: str = '"trackingId": "t1", "userId": "u1", "sessionId": "s1"') -> str:
    event = '{"eventType": "watch", "itemId": "i1", "sentAt": 1700000000}'
    return f'{{{head}, "eventList": [{", ".join([event] * events)}]}}'


def _shown(count: int) -> str:
    return _event('"i1"', '"i1", "impression": [' + ", ".join(f'"i{n}"' for n in range(count)) + "]")


STREAMED: Final[tuple[Rule, ...]] = (
    EventRule(
        code="EVT001",
        name="no-type-or-session",
        effect=Effect.IGNORED,
        check=_found(EventDefect.NO_TYPE_OR_SESSION),
        skip=_without_log,
        message="{events} without eventType, or in a request without sessionId: PutEvents refuses such a request",
        hint="Set both where the request is made; a data set without event types takes any word as a placeholder.",
        source=EVENTS_PAGE,
        why="Looks for events without an eventType and for requests without a sessionId, which the API requires. The "
        "session joins what a visitor did before signing in. A single event of a log that has no sessionId at all is "
        "not judged by it, because only requests have one.",
        before=_event('"watch"', '""'),
        after=GOOD,
        valid=(GOOD, _event(', "sessionId": "s1"', ""), _request(1)),
        invalid=(_event('"eventType": "watch", ', ""), _event('"s1"', '" "'), _request(1, '"userId": "u1"')),
    ),
    EventRule(
        code="EVT002",
        name="too-many-events",
        effect=Effect.IGNORED,
        check=_found(EventDefect.TOO_MANY_EVENTS),
        skip=_without_log,
        message=f"{{requests}} with more than {MAX_EVENTS} events: PutEvents takes no more in one",
        hint=f"Send at most {MAX_EVENTS} events of a user in one request.",
        source=guide("limits"),
        why="Counts the events of each request. PutEvents takes from one to ten of them and refuses a request with "
        "more, so none of its events is recorded; they are counted here all the same.",
        before="eleven events in one eventList",
        after="ten events in one eventList, the last in another request",
        valid=(_request(10),),
        invalid=(_request(11),),
    ),
    EventRule(
        code="EVT003",
        name="event-time",
        effect=Effect.SUSPICIOUS,
        check=_found(EventDefect.TIME),
        skip=_without_log,
        message="{events} whose sentAt is absent, no Unix time in seconds, before 1990 or more than a day ahead: first "
        "`{value}`",
        hint="Send the seconds since 1970 where the event is made; a clock in milliseconds gives a thousand times too "
        "much.",
        source=EVENTS_PAGE,
        why="Looks at the time of every event. The API wants seconds since 1970, fractions may follow; some clients, "
        "and connectors that build on them, write milliseconds or text. What is no whole number of seconds has no time "
        "here, and then the event counts for no minimum.",
        before=_event("1700000000", "1700000000000"),
        after=GOOD,
        valid=(GOOD, _event("1700000000", '"1700000000"'), _event("1700000000", "1700000000.25")),
        invalid=(
            _event("1700000000", "1700000000000"),
            _event("1700000000", '"2023-11-14T22:13:20Z"'),
            _event("1700000000", "null"),
            _event("1700000000", "0"),
        ),
    ),
    EventRule(
        code="EVT004",
        name="event-id-too-long",
        effect=Effect.IGNORED,
        check=_found(EventDefect.ID_TOO_LONG),
        skip=_without_log,
        message=f"{{events}} with more than {MAX_ID_CHARS} characters in {{column}}: PutEvents refuses such a request",
        hint="Send the id or type itself; a longer text is mostly an address or a description.",
        source=guide("limits"),
        why="Counts the characters of user, item and event type of every event. The API takes 256 of each and refuses "
        "a request with more, and no row of a file could have the same id.",
        before="itemId of 257 characters",
        after="itemId of 256 characters",
        valid=(_event("i1", "é" * 256), _event("watch", "w" * 256)),
        invalid=(_event("i1", "é" * 257), _event("watch", "w" * 257), _event("u1", "u" * 257)),
    ),
    EventRule(
        code="EVT005",
        name="event-impression-too-long",
        effect=Effect.IGNORED,
        check=_found(EventDefect.IMPRESSION_TOO_LONG),
        skip=_without_log,
        message=f"{{events}} with more than {MAX_IMPRESSION_ITEMS} items in impression: PutEvents refuses such a "
        "request",
        hint=f"Send the first {MAX_IMPRESSION_ITEMS} items that were on the screen, the one of the event among them.",
        source=guide("interactions-datasets"),
        why="Counts the items of the list that an event says was shown. The API takes up to 25 of them and refuses a "
        "request with more; a file has another limit, 1,000 characters.",
        before="26 items in impression",
        after="25 items in impression",
        valid=(_shown(25),),
        invalid=(_shown(26),),
    ),
    EventRule(
        code="EVT006",
        name="unknown-property",
        effect=Effect.IGNORED,
        check=_found(EventDefect.UNKNOWN_PROPERTY),
        skip=_without_log,
        message="{properties} of events that no column of the data set has the name of: first `{value}`",
        hint="Name properties as the columns are named, numberOfRatings for NUMBER_OF_RATINGS, or add the column to "
        "the schema and the file.",
        source=EVENTS_PAGE,
        why="Compares the keys in the properties of events with the columns of the file and its schema, without regard "
        "to case and underscores. The service takes in what has a field in the schema; another property has no place "
        "to go. Of several columns all keys are counted in one finding.",
        before='"properties": {"colour": "red"}',
        after='"properties": {"device": "tv"} beside a column DEVICE',
        valid=(
            _event('"i1"', '"i1", "properties": "{\\"eventValue\\": \\"4\\"}"'),
            _event('"itemId": "i1"', '"properties": {"itemId": "i1"}'),
        ),
        invalid=(
            _event('"i1"', '"i1", "properties": "{\\"colour\\": \\"red\\"}"'),
            _event('"i1"', '"i1", "properties": {"colour": null}'),
        ),
    ),
    EventRule(
        code="EVT007",
        name="no-event",
        effect=Effect.SUSPICIOUS,
        check=_found(EventDefect.NO_EVENT),
        skip=_without_log,
        message="not counted: {entries} of the logs without an event that PutEvents takes: first `{value}`",
        hint="Write bodies of PutEvents requests or events as JSON with nothing else between them, and look at the "
        "first of these.",
        source=EVENTS_PAGE,
        why="Looks for what cannot be read in a log of streamed events: lines that are cut off, no JSON or not UTF-8, "
        "objects that have none of the keys of an event, and events with a list or an object as id or type, an "
        "eventValue that is no number, or properties that are no object. What they stood for is not counted, so the "
        "figures may be too low.",
        before=GOOD[:40],
        after=GOOD,
        valid=(GOOD,),
        invalid=(
            *('{"a": 1}', '{"sessionId": "s1", "eventList": []}', "17", "hello", GOOD[:40]),
            _event('"i1"', '["i1"]'),
            _event('"i1"', '"i1", "eventValue": "much"'),
            _event('"i1"', '"i1", "properties": [1]'),
        ),
    ),
)
