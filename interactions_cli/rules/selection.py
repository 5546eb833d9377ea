"""The choice of rules by code, prefix or name."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from interactions_cli.errors import UsageError
from interactions_cli.rules.rule import Rule
from interactions_cli.wording import listing

# Why a rule is left out.
NOT_SELECTED = "not in --select"
IGNORED = "in --ignore"
# Shorter words than this are looked for in no explanation.
SHORTEST_WORD = 4


def select_rules(rules: Sequence[Rule], select: Sequence[str], ignore: Sequence[str]) -> dict[str, str]:
    """Which rules are left out and why.

    Args:
        rules: The registry.
        select: Codes, code prefixes (`IMP`) or names to keep; empty keeps all.
        ignore: Codes, prefixes or names to leave out.

    Returns:
        Code → reason, for the rules that are left out.

    Raises:
        UsageError: A word that matches no rule, with the nearest one, or a choice of none.
    """
    left_out: dict[str, str] = {}
    if select:
        kept = match_rules(rules, select, "--select")
        if not kept:
            # An empty shell variable must not turn the gate into one that lets everything through.
            raise UsageError("--select names no rule", "Name codes, prefixes or names: --select CSV,VAL001.")
        left_out |= {rule.code: NOT_SELECTED for rule in rules if rule.code not in kept}
    return left_out | dict.fromkeys(sorted(match_rules(rules, ignore, "--ignore")), IGNORED)


def find_rules(rules: Sequence[Rule], words: Sequence[str]) -> list[Rule]:
    """The rules that codes, prefixes or names mean; all of them without words.

    Raises:
        UsageError: A word that matches no rule, with the nearest one.
    """
    codes = match_rules(rules, words, "rules") if words else {rule.code for rule in rules}
    return [rule for rule in rules if rule.code in codes]


def match_rules(rules: Sequence[Rule], words: Sequence[str], option: str) -> set[str]:
    """The codes that codes, prefixes or names mean; a word may hold several of them, separated by commas.

    `option` says where the words were given.

    Raises:
        UsageError: A word that matches no rule, with the nearest one.
    """
    found: set[str] = set()
    for word in (part.strip() for entry in words for part in entry.split(",") if part.strip()):
        codes = {rule.code for rule in rules if rule.name == word.lower() or rule.code.startswith(word.upper())}
        if not codes:
            raise UsageError(f"{option} {word}: no rule has that code, prefix or name", rule_hint(rules, word))
        found |= codes
    return found


def rule_hint(rules: Sequence[Rule], word: str) -> str:
    """The nearest code or name to a word that is none, and where the list is."""
    if word.upper().startswith("LOG") and "LOG001" not in {rule.code for rule in rules}:
        return "LOG rules are about logs, which `interactions-cli merge-impressions` reads."
    known = [rule.code for rule in rules] + [rule.name for rule in rules]
    if word.endswith("*") and (prefix := word.rstrip("*").upper()) and any(code.startswith(prefix) for code in known):
        return f"Write the beginning alone: {prefix}. See `interactions-cli rules`."
    if about := _about(rules, word.lower()):
        return f"Rules about that: {listing(about)}."
    close = (
        [code for code in known if code == _padded(word)]
        or get_close_matches(word.upper(), known, n=1)
        or get_close_matches(word.lower(), known, n=1)
    )
    near = f"Did you mean {close[0]}? " if close else ""
    return near + "See `interactions-cli rules`."


def _about(rules: Sequence[Rule], word: str) -> list[str]:
    """Codes and names of the rules whose name has a word in it, or else of those whose explanation has it."""
    if not word.isalpha() or len(word) < SHORTEST_WORD:
        return []
    named = [rule for rule in rules if word in rule.name]
    found = named or [rule for rule in rules if any(word in variant.why.lower() for variant in rule.ways)]
    return [f"{rule.code} {rule.name}" for rule in found]


def _padded(word: str) -> str:
    """A word as the code it would be with all digits: VAL4 is VAL004."""
    # The letter O for a zero, as in VALO04, in what stands after the family.
    word = word[:3] + word[3:].upper().replace("O", "0")
    letters = word.rstrip("0123456789")
    return f"{letters.upper()}{int(word[len(letters) :] or 0):03}" if word[len(letters) :].isascii() else ""
