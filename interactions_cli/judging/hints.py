"""The hints of a report: written once all findings are known, because they name one command for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from interactions_cli.report import Finding
from interactions_cli.rules.cell import settled
from interactions_cli.rules.kit.losses import blocking, dropped
from interactions_cli.rules.kit.prepare_commands import CommandLine
from interactions_cli.wording import plural

NOT_DROPPED = "prepare drops so large a part only if told to"


class Hints:
    """Takes the hints of findings as templates and writes them at the end.

    Args:
        typed: What the command was given.
        redact: Whether texts from the data are hidden.
    """

    def __init__(self, typed: CommandLine, *, redact: bool) -> None:
        self._typed = typed
        self._redact = redact
        self._drafts: list[tuple[str, Mapping[str, Any]]] = []

    def draft(self, template: str, words: Mapping[str, Any]) -> str:
        """What stands for a hint until `written`."""
        self._drafts.append((template, words))
        return str(len(self._drafts) - 1)

    def written(self, findings: Sequence[Finding]) -> list[Finding]:
        """The findings with their hints."""
        if not findings:
            return []
        cause = blocking(findings)
        command = self._typed.prepare(rejects=dropped(findings)[1] > 0) if cause is None else ""
        return [replace(entry, hint=self._hint(entry, cause, command)) for entry in findings]

    def _hint(self, finding: Finding, cause: Finding | None, command: str) -> str:
        template, words = self._drafts[int(finding.hint)]
        if cause is None:
            drop = f"{command} drops {plural(finding.count, 'row')}"
        else:
            command = f"prepare once {_named(cause)} is settled"
            drop = NOT_DROPPED if cause is finding else f"{command} drops them"
        copies = self._typed.filter("--drop-duplicates")
        values = {**words, "prepare": command, "drop": drop, "copies": copies}
        if "advice" in words:
            # A command whose words are hidden could not be typed.
            advice = (
                words["advice_without_cells"] if self._redact and "advice_without_cells" in words else words["advice"]
            )
            values["advice"] = advice.format_map(values)
        return settled(template.format_map(values), hide=self._redact)


def _named(finding: Finding) -> str:
    return f"{finding.code} in {finding.column}" if finding.column else finding.code
