"""Files that stand where another kind belongs: a schema among the inputs, a catalogue of users after --items."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from interactions_cli.cli.file_kinds import FileKind, told_kind
from interactions_cli.cli.strays import refuse_strays, values_of
from interactions_cli.errors import UsageError
from interactions_cli.shell import option_of, shell_name
from interactions_cli.storage.streams import STDIN

if TYPE_CHECKING:
    import typer

INPUTS: Final = "paths"
# Kind → the parameters that such a file is meant for.
MEANT_FOR: Final[Mapping[FileKind, tuple[str, ...]]] = MappingProxyType(
    {
        FileKind.SCHEMA: ("schema",),
        FileKind.SOLUTION: ("solution_config",),
        FileKind.REPORT: ("baseline",),
        FileKind.PLAN: ("plan",),
        FileKind.CONFIG: ("config",),
        FileKind.STREAM: ("streamed", "impressions"),
        FileKind.RESPONSES: ("impressions",),
        FileKind.LISTS: ("impressions",),
        FileKind.ITEMS: ("items", "available"),
        FileKind.USERS: ("users",),
        FileKind.ACTIONS: (),
        FileKind.ACTION_INTERACTIONS: (),
        FileKind.REJECTS: (),
        FileKind.INTERACTIONS: (INPUTS,),
    }
)
# Parameter → other kinds that it takes: whatever has the ids, or a column by which lists are matched.
TAKEN_TOO: Final = MappingProxyType(
    {
        "items": frozenset({FileKind.LISTS, FileKind.INTERACTIONS}),
        "users": frozenset({FileKind.LISTS, FileKind.INTERACTIONS}),
        "available": frozenset({FileKind.LISTS, FileKind.INTERACTIONS}),
        "impressions": frozenset({FileKind.ITEMS, FileKind.USERS, FileKind.INTERACTIONS}),
    }
)
DOCUMENTS: Final = frozenset({FileKind.SCHEMA, FileKind.SOLUTION, FileKind.REPORT, FileKind.PLAN, FileKind.CONFIG})
# What merge-impressions cannot do without.
LOGS: Final = "impressions"
# What is given beside interactions: with it another dataset among the inputs is none, also where it stands alone.
BESIDE: Final = ("items", "users", "streamed")
# More inputs are the parts of an export, in which only documents are looked for.
MOST_TABLES: Final = 50
TABLES: Final = (".csv", ".csv.gz", ".csv.zst")
# Commands that take what others do not.
COMMANDS: Final = MappingProxyType(
    {
        **dict.fromkeys(("schema", "solution_config", "baseline", "items", "users", "streamed"), "validate"),
        "plan": "prepare",
        "impressions": "merge-impressions",
    }
)
# Options of one value.
SINGLE: Final = frozenset({"schema", "solution_config", "baseline", "plan", "config", "available"})


@dataclass(frozen=True)
class Misplaced:
    """A file, what it is, the parameter that it was given for, and the one that takes it, if the command has it."""

    path: str
    kind: FileKind
    given_for: str
    belongs_to: str | None


def refuse_misplaced(ctx: typer.Context, *, are_raw: bool = False) -> None:
    """Refuse files that are given for something else than they are.

    Args:
        ctx: The command line.
        are_raw: Whether the inputs are raw exports: objects in JSON are such, in any shape but that of a document.

    Raises:
        UsageError: There are, also beside their right place, or a pattern without quotes left some among the inputs.
    """
    if not are_raw:
        refuse_strays(ctx.params.get(INPUTS) or [], ctx.params)
    wrong = [*_wrong_inputs(ctx.params, are_raw=are_raw), *_wrong_values(ctx.params)]
    for each in wrong:
        if each.belongs_to and each.path in values_of(ctx.params, each.belongs_to):
            place = "among the inputs" if each.given_for == INPUTS else f"after {option_of(each.given_for)}"
            raise UsageError(f"{each.path} is given twice", f"Leave it out {place}.")
    if wrong:
        raise _error(ctx, wrong)


def _wrong_inputs(params: Mapping[str, Any], *, are_raw: bool) -> Iterator[Misplaced]:
    paths = [path for path in params.get(INPUTS) or () if path != STDIN]
    looked = [path for path in paths if len(paths) <= MOST_TABLES or not path.lower().endswith(TABLES)]
    kinds = {path: told_kind(path) for path in looked}
    has_interactions = FileKind.INTERACTIONS in kinds.values() or any(params.get(name) for name in BESIDE)
    for path, kind in kinds.items():
        is_raw = are_raw and kind in (FileKind.STREAM, FileKind.RESPONSES)
        is_wrong = kind in DOCUMENTS or (has_interactions and kind is not FileKind.INTERACTIONS and not is_raw)
        if kind is not None and is_wrong:
            yield Misplaced(path, kind, INPUTS, _taker(kind, params))


def _wrong_values(params: Mapping[str, Any]) -> Iterator[Misplaced]:
    options = {name for names in MEANT_FOR.values() for name in names} - {INPUTS}
    for name in sorted(options & set(params)):
        for path in dict.fromkeys(values_of(params, name)):
            kind = None if path == STDIN else told_kind(path)
            if kind is not None and name not in MEANT_FOR[kind] and kind not in TAKEN_TOO.get(name, ()):
                yield Misplaced(path, kind, name, _taker(kind, params))


def _taker(kind: FileKind, params: Mapping[str, Any]) -> str | None:
    return next((name for name in MEANT_FOR[kind] if name in params), None)


def _error(ctx: typer.Context, wrong: Sequence[Misplaced]) -> UsageError:
    told = "; ".join(f"{each.path} {each.kind.value}{_instead(each)}" for each in wrong)
    words = _corrected(list(ctx.obj or ()), ctx.params, wrong)
    inputs = {*values_of(ctx.params, INPUTS)} - {each.path for each in wrong}
    rest = "" if inputs or words else " Name the files of the interactions as inputs."
    return UsageError(told, f"Write `{shlex.join(['interactions-cli', *words])}`." if words else _ways(wrong) + rest)


def _instead(each: Misplaced) -> str:
    return ", not interactions" if each.given_for == INPUTS else f", which {option_of(each.given_for)} does not take"


def _ways(wrong: Sequence[Misplaced]) -> str:
    ways = []
    for each in wrong:
        name, usual = shell_name(each.path), next(iter(MEANT_FOR[each.kind]), "")
        if each.belongs_to == INPUTS:
            ways.append(f"give {name} without an option")
        elif each.belongs_to:
            ways.append(f"give {name} with {option_of(each.belongs_to)}")
        elif usual in COMMANDS:
            ways.append(f"give {name} to {COMMANDS[usual]} with {option_of(usual)}")
        else:
            ways.append(f"leave {name} out")
    text = ", ".join(ways)
    return f"{text[0].upper()}{text[1:]}."


def _corrected(words: list[str], params: Mapping[str, Any], wrong: Sequence[Misplaced]) -> list[str]:
    """The words of the command line with each file where it belongs, none where that cannot be typed."""
    moved = {each.path for each in wrong}
    inputs = [path for path in params.get(INPUTS) or () if path not in moved]
    for each in wrong:
        option = [] if each.given_for == INPUTS else [option_of(each.given_for)]
        place = words.index(each.path) - len(option) if words.count(each.path) == 1 else -1
        if place < 0 or each.belongs_to is None or words[place : place + len(option)] != option:
            return []
        del words[place : place + len(option) + 1]
        words += [each.path] if each.belongs_to == INPUTS else [option_of(each.belongs_to), each.path]
        inputs += [each.path] * (each.belongs_to == INPUTS)
    placed = [each.belongs_to for each in wrong]
    logs = {*values_of(params, LOGS)} - moved
    lacks_log = LOGS in params and LOGS not in placed and not logs
    filled = [
        name for name in SINGLE & set(placed) if not {*values_of(params, name)} <= moved or placed.count(name) > 1
    ]
    can_be_typed = all(word.isprintable() and "`" not in word for word in words) and "--" not in words
    return words if inputs and can_be_typed and not filled and not lacks_log else []
