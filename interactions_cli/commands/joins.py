"""Catalogues of items and users for a command: read, and made ready to be asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from interactions_cli.commands.options import ContextOptions, resolved
from interactions_cli.errors import InputError, UsageError
from interactions_cli.measures.join_set import JoinSet
from interactions_cli.measures.joins import Join
from interactions_cli.measures.known_ids import KnownIds
from interactions_cli.personalize.fields import ITEM_ID, USER_ID
from interactions_cli.reading.catalogue import catalogue_blocks
from interactions_cli.report import samples_to_keep
from interactions_cli.shell import shell_text
from interactions_cli.storage.inputs import Inputs, refuse_repeats, resolve_events
from interactions_cli.storage.streams import STDIN
from interactions_cli.wording import plural


@dataclass(frozen=True)
class Joins:
    """The catalogues of a run, what has to be said of their files, and the logs of streamed events."""

    joins: JoinSet = field(default_factory=JoinSet)
    notes: tuple[str, ...] = ()
    streamed: tuple[str, ...] = ()


def read_joins(inputs: Inputs, options: ContextOptions) -> Joins:
    """Read the catalogues that a command was given, one after the other.

    Args:
        inputs: The files of the data set.
        options: What the command may be told.

    Raises:
        InputError: A file cannot be read, has no column with the ids, or a catalogue has no id at all.
        UsageError: The same file twice in one catalogue, a log that is an input, or standard input for two things.
    """
    items, users = resolved(options.items), resolved(options.users)
    logs = resolved(options.streamed, resolve=resolve_events)
    if sum(STDIN in files.paths for files in (inputs, items, users, logs)) > 1:
        raise UsageError(
            "standard input is wanted for two things", "Pipe one of them in as -, and name a file besides."
        )
    if logs.paths:
        refuse_repeats([*inputs.paths, *logs.paths])
    joins: list[Join] = []
    notes: list[str] = []
    with options.trace.stage("catalogues"):
        for column, files in ((ITEM_ID, items), (USER_ID, users)):
            if files.paths:
                known, said = _read(files, column, options)
                notes += [*files.notes, *said]
                joins.append(Join(column, files.paths, known, keep=samples_to_keep(options.max_samples)))
                options.trace.say(f"catalogue {column}: {known.count} ids, {known.size} bytes")
    return Joins(JoinSet(joins), (*notes, *logs.notes), logs.paths)


def _read(files: Inputs, column: str, options: ContextOptions) -> tuple[KnownIds, Sequence[str]]:
    known = KnownIds()
    notes = list(_add_files(known, files.paths, column, options))
    known.close()
    if not known.count:
        raise InputError(
            f"{files.paths[0]} has no {column} in any line, so every id would be unknown",
            f"Look at it: `head {shell_text(files.paths[0])}`.",
        )
    return known, notes


def _add_files(known: KnownIds, paths: Sequence[str], column: str, options: ContextOptions) -> Iterator[str]:
    for path in paths:
        broken = 0
        for block in catalogue_blocks(path, column, block_bytes=options.block_bytes, max_bytes=options.max_bytes):
            known.add(block.ids)
            broken += block.broken_lines
        if broken:
            yield f"{path}: left out {plural(broken, 'line')} of the catalogue that cannot be read under its header"
