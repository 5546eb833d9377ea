"""What a report says of settings of a solution that filter nothing."""

from __future__ import annotations

from dataclasses import replace

from interactions_cli.personalize.target import Target, without_account
from interactions_cli.storage.inputs import Inputs


def with_filter_note(inputs: Inputs, target: Target, config: str | None, *, redact: bool) -> Inputs:
    """The inputs, with a note that nothing is filtered where the settings of a solution were given.

    Args:
        inputs: Of the run.
        target: What the data is for.
        config: Where the settings came from; None for nowhere.
        redact: Whether the account in an ARN is hidden.
    """
    if config is None or target.events:
        return inputs
    shown = without_account(config) if redact else config
    note = f"{shown} has no event filter: records of every type and value are used"
    return replace(inputs, notes=(*inputs.notes, note))
