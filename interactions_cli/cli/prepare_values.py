"""Values of the options of `prepare`, as they are typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from interactions_cli.errors import UsageError


def parse_pairs(texts: Sequence[str] | None, option: str, form: str) -> Mapping[str, str]:
    """Options of the form `A=B` as a mapping.

    Raises:
        UsageError: One is not of that form, or names the same thing twice.
    """
    found: dict[str, str] = {}
    for text in texts or ():
        name, equals, value = text.partition("=")
        if not equals or not name or (not value and option != "--set"):
            raise UsageError(f"{option} {text!r} is not {form}", f"Write it like {option} {EXAMPLES[option]}.")
        if name in found:
            raise UsageError(f"{option} names {name} twice", "Leave one of them out.")
        found[name] = value
    return found


def parse_sources(texts: Sequence[str] | None) -> Mapping[str, tuple[str, ...]]:
    """`--map` as field → columns, which are several where the option names a field again.

    Raises:
        UsageError: One is not FIELD=COLUMN, or names the same column again.
    """
    found: dict[str, tuple[str, ...]] = {}
    for text in texts or ():
        ((field, column),) = parse_pairs([text], "--map", "FIELD=COLUMN").items()
        if column in found.get(field, ()):
            raise UsageError(f"--map names {field}={column} twice", "Leave one of them out.")
        found[field] = (*found.get(field, ()), column)
    return found


EXAMPLES = {
    "--map": "ITEM_ID=product_id",
    "--set": "EVENT_TYPE=View",
    "--rename-event": "view=View",
}


def parse_separator(text: str | None, option: str) -> str | None:
    """A separator as it is typed: one character, or a word for the tab.

    Raises:
        UsageError: It is longer.
    """
    if text is None:
        return None
    character = {"\\t": "\t", "tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " "}.get(
        text.lower(), text
    )
    if len(character) != 1 or character in '"\n\r' or not character.isascii():
        raise UsageError(f"{option} {text!r} is not one character", f"Write it like {option} ';' or {option} tab.")
    return character


def parse_names(text: str | None) -> tuple[str, ...]:
    """`--columns` as names.

    Raises:
        UsageError: One of them is empty or occurs twice.
    """
    names = tuple(name.strip() for name in text.split(",")) if text else ()
    if not all(names) or len(set(names)) < len(names):
        raise UsageError(
            f"--columns {text!r} has an empty name or one twice", "Write it like USER_ID,ITEM_ID,TIMESTAMP."
        )
    return names
