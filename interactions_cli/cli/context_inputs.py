"""What a command reads besides the interactions to see them in their context: catalogues, streamed events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from interactions_cli.storage.inputs import Inputs, resolve_events, resolve_inputs


@dataclass(frozen=True)
class ContextInputs:
    """The options, and the files that they name once `resolved` is called."""

    items: Sequence[str] = ()
    users: Sequence[str] = ()
    streamed: Sequence[str] = ()
    files: dict[str, Inputs] = field(default_factory=dict)

    @property
    def given(self) -> list[str]:
        """All of them as given."""
        return [*self.items, *self.users, *self.streamed]

    def resolved(self) -> dict[str, Inputs]:
        """Option → its files.

        Raises:
            InputError: A path that leads nowhere.
            UsageError: A file is given twice for one option.
        """
        self.files.update(items=resolve_inputs(self.items), users=resolve_inputs(self.users))
        self.files["streamed"] = resolve_events(self.streamed)
        return self.files

    @property
    def paths(self) -> list[str]:
        """The files, once they are resolved."""
        return [path for inputs in self.files.values() for path in inputs.paths]
