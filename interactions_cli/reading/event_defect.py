"""What may be wrong with a streamed event, before a rule gives it a code."""

from __future__ import annotations

from enum import Enum, auto


class EventDefect(Enum):
    """A way in which PutEvents would refuse an event, or the data set could not take it in."""

    NO_TYPE_OR_SESSION = auto()
    TOO_MANY_EVENTS = auto()
    TIME = auto()
    ID_TOO_LONG = auto()
    IMPRESSION_TOO_LONG = auto()
    UNKNOWN_PROPERTY = auto()
    NO_EVENT = auto()
