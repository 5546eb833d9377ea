"""Limits that no page of the guide states: our own judgement, which a configuration may set otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from interactions_cli.errors import UsageError
from interactions_cli.wording import did_you_mean

# Shares: of the rows, and of a catalogue.
OWN_LIMITS: Final[Mapping[str, float]] = MappingProxyType(
    {"unknown-items": 0.01, "unknown-users": 0.01, "near-miss-ids": 0.01, "idle-catalogue": 0.5}
)


def refuse_limits(limits: Mapping[str, float]) -> None:
    """Refuse limits that do not exist or are no shares.

    Raises:
        UsageError: There is one, with the nearest name.
    """
    for name, share in limits.items():
        if name not in OWN_LIMITS:
            hint = did_you_mean(name, OWN_LIMITS, then=f"The limits are {', '.join(OWN_LIMITS)}.")
            raise UsageError(f"no limit is called {name!r}", hint)
        if not is_share(share):
            raise UsageError(f"the limit {name} is {share!r}, not a share from 0 to 1", f"Write it like {name} = 0.05.")


def is_share(value: object) -> bool:
    """Whether a value is a number from 0 to 1."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
