"""What `prepare` may be told besides its target."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from interactions_cli.commands.options import RuleOptions, WritingOptions, silent
from interactions_cli.errors import UsageError
from interactions_cli.judging.policy import Budget, parse_budget
from interactions_cli.transforms.prepare.look import FIRST_LOOK_BYTES


@dataclass(frozen=True, kw_only=True)
class PrepareOptions(RuleOptions, WritingOptions):
    """What `prepare` may be told besides its target; see the command's help.

    `table` are the keys of a plan that the configuration file `table_path` has; options go before them. `notice` is
    told what a person should know during the run.
    """

    rejects: str | None = None
    schema_output: str | None = None
    save_plan: str | None = None
    plan: str | None = None
    table: Mapping[str, Any] = field(default_factory=dict)
    table_path: str = ""
    mapped: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    guess: bool = True
    nulls: tuple[str, ...] = ()
    renamed_events: Mapping[str, str] = field(default_factory=dict)
    explode: str | None = None
    delimiter: str | None = None
    encoding: str | None = None
    input_format: str | None = None
    time_zone: str | None = None
    time_format: str | None = None
    time_epoch: str | None = None
    time_of_day: str | None = None
    decimal: str | None = None
    list_separator: str | None = None
    max_rejected: Budget = field(default_factory=lambda: Budget("5%"))
    accept_rejects: bool = False
    sample: int = 10_000
    fail_on: str = "error"
    first_look_bytes: int = FIRST_LOOK_BYTES
    notice: Callable[[str], None] = silent

    @property
    def given_columns(self) -> frozenset[str]:
        """The columns that fields are said to come from."""
        return frozenset(name for columns in self.mapped.values() for name in columns)


def parse_most(value: int | str) -> Budget:
    """How many records may be rejected: a number of them or a share, as `100`, `"100"` or `"5%"`.

    Raises:
        UsageError: It is neither.
    """
    found = parse_budget(int(value) if isinstance(value, str) and value.isdecimal() else value)
    if found is None:
        raise UsageError(f"--max-rejected {value!r} is neither a number nor a share", "Write it like 100 or 5%.")
    return found
