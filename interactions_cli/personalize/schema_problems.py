"""What is wrong with a given schema: by the guide, by Avro, or only in that no schema of the guide is like it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from interactions_cli.personalize.fields import AVRO_TYPES, FIELD_TYPES, Domain, fold
from interactions_cli.personalize.limits import MAX_COLUMN_NAME_CHARS, MAX_SCHEMA_CHARS
from interactions_cli.personalize.service_documents import FIELD_KEYS, RECORD_KEYS

NAMESPACE: Final = "com.amazonaws.personalize.schema"
COLUMN_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
RECORD: Final = {"type": "record", "name": "Interactions"}
ALWAYS: Final = {"namespace": NAMESPACE, "version": "1.0"}
# The guide has this attribute in schemas of items alone.
TEXTUAL: Final = "textual"
WRITE: Final = "Write in {path}: `{part}`"
_OTHER_NAME: Final = "Give it another name in {path} and in the file, of letters, digits and _"
_NUMBER: Final = (int, float)
_FITS: Final[Mapping[str, Callable[[Any], bool]]] = {
    "null": lambda value: value is None,
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    **dict.fromkeys(("int", "long"), lambda value: isinstance(value, int) and not isinstance(value, bool)),
    **dict.fromkeys(("float", "double"), lambda value: isinstance(value, _NUMBER) and not isinstance(value, bool)),
}
# What Avro says of an attribute, by name: whether a value is allowed, and which ones are.
_ATTRIBUTES: Final[Mapping[str, tuple[Callable[[Any], bool], str]]] = {
    "doc": (lambda value: isinstance(value, str), "a text"),
    "aliases": (lambda value: isinstance(value, list) and all(map(_is_full_name, value)), "a list of names"),
    "order": (lambda value: value in ("ascending", "descending", "ignore"), "ascending, descending or ignore"),
}


@dataclass(frozen=True)
class SchemaProblem:
    """A part of a given schema that is wrong; `field` is None for the record itself.

    `advice` is a template of what to do, `part` what it speaks of. `is_broken`: the guide or Avro forbids it; otherwise
    no schema of the guide has it. `is_name`: it is about the name of a field.
    """

    field: str | None
    text: str
    advice: str = WRITE
    part: str = ""
    is_broken: bool = True
    is_name: bool = False


def types_of(entry: Mapping[str, Any]) -> list[Any]:
    """The parts of a field's type: one, or those of a union."""
    types = entry.get("type")
    return types if isinstance(types, list) else [types]


def record_problems(document: Mapping[str, Any], text: str) -> Iterable[SchemaProblem]:
    """What is wrong with the record beside its fields; `text` is the schema as CreateSchema would get it."""
    for is_broken, wanted in ((True, RECORD), (False, ALWAYS)):
        for key, value in wanted.items():
            if document.get(key) != value:
                found = f"is {json.dumps(document[key])}, not" if key in document else "is missing; the guide has"
                line = json.dumps({key: value})[1:-1]
                yield SchemaProblem(None, f'"{key}" {found} {json.dumps(value)}', part=line, is_broken=is_broken)
    yield from _attribute_problems(None, document, RECORD_KEYS, "")
    if len(text) > MAX_SCHEMA_CHARS:
        least = len(json.dumps(document, separators=(",", ":")))
        said = f"it has {len(text):,} characters, and CreateSchema takes {MAX_SCHEMA_CHARS:,}"
        yield SchemaProblem(None, said, f"Shorten it: without line breaks and blanks it has {least:,} characters")


def field_problems(entry: Mapping[str, Any], *, is_own: bool) -> Iterable[SchemaProblem]:
    """What is wrong with one field, but for its name beside others."""
    name, types = entry["name"], types_of(entry)
    line = json.dumps(_repaired(entry, is_own=is_own))
    if any(isinstance(kind, (dict, list)) for kind in types):
        yield SchemaProblem(name, "is nested: the schema must be flat", part=line)
        return
    type_problems = list(_type_problems(entry, is_own=is_own))
    yield from (SchemaProblem(name, text, part=line, is_broken=is_broken) for is_broken, text in type_problems)
    if "default" in entry and not type_problems and not any(_FITS[kind](entry["default"]) for kind in types):
        yield SchemaProblem(
            name, f"has the default {_shown(entry['default'])}, which is of none of its types", part=line
        )
    categorical = entry.get("categorical", False)
    if not is_own and categorical is True and FIELD_TYPES[name][0] == "string":
        yield SchemaProblem(name, "is a reserved string field and cannot be categorical", part=line)
    # Of an own string a rule says that training does not use it.
    if not isinstance(categorical, bool) and not (is_own and "string" in types):
        text = f'has "categorical": {_shown(categorical)}, which is neither true nor false'
        yield SchemaProblem(name, text, part=line, is_broken=False)
    yield from _attribute_problems(name, entry, FIELD_KEYS, line)


def domain_problems(group: str | None, domain: Domain) -> Iterable[SchemaProblem]:
    """That a document around the schema is for another domain than the one that is judged."""
    meant = (group or "").lower().replace("_", "-")
    if meant in [entry.value for entry in Domain] and meant != domain.value:
        said = f"it is for a dataset group of the domain {group}, and {domain.value} is what is judged"
        yield SchemaProblem(None, said, "Give `--domain {part}`", meant, is_broken=False)


def name_problems(names: Sequence[str], required: Sequence[str]) -> Iterable[SchemaProblem]:
    """Names that no field may have, those of several fields, and those that are missing.

    Underscores do not tell names apart, and case alone hardly does.
    """
    seen: dict[str, str] = {}
    for name in names:
        before = seen.setdefault(fold(name), name)
        if name != before:
            is_broken = name.replace("_", "") == before.replace("_", "")
            text = f"differs from {before} in {'underscores' if is_broken else 'spelling'} alone"
            yield SchemaProblem(name, text, _OTHER_NAME, is_broken=is_broken, is_name=True)
        if not COLUMN_NAME.fullmatch(name):
            yield SchemaProblem(name, "has a name that Avro does not allow", _OTHER_NAME, is_name=True)
        elif len(name) > MAX_COLUMN_NAME_CHARS:
            text = f"has a name of more than {MAX_COLUMN_NAME_CHARS} characters"
            yield SchemaProblem(name, text, _OTHER_NAME, is_name=True)
    for name in (name for name, count in Counter(names).items() if count > 1):
        yield SchemaProblem(name, "is listed twice", "List it once in {path}")
    for name in (name for name in required if name not in names):
        line = json.dumps({"name": name, "type": FIELD_TYPES[name][0]})
        yield SchemaProblem(name, "is required and missing from the schema", part=line)


def _type_problems(entry: Mapping[str, Any], *, is_own: bool) -> Iterable[tuple[bool, str]]:
    """Whether it is forbidden, and what it is."""
    types = types_of(entry)
    unknown = [kind for kind in types if kind not in AVRO_TYPES]
    allowed = AVRO_TYPES if is_own else FIELD_TYPES[entry["name"]]
    if unknown:
        yield True, f"has the type {_shown(unknown[0])}; allowed are {', '.join(AVRO_TYPES)}"
    elif not types:
        yield True, "has a union of no types"
    elif not is_own and (allowed[0] not in types or any(kind not in allowed for kind in types)):
        yield True, f"has the type {_shown(entry.get('type'))}; the guide gives it {json.dumps(list(allowed))}"
    elif len({*types}) < len(types):
        yield True, f"has the type {_shown(types)}, and Avro has no union with the same type twice"
    elif types == ["null"]:
        yield True, 'has only the type "null"'
    elif len({*types} - {"null"}) > 1:
        yield False, f"has the type {_shown(types)}; unions of the guide are of one type and null"


def _attribute_problems(
    name: str | None, found: Mapping[str, Any], known: Sequence[str], line: str
) -> Iterable[SchemaProblem]:
    subject = "it " if name is None else ""
    for key, value in found.items():
        fits, meant = _ATTRIBUTES.get(key, (lambda _value: True, ""))
        advice, part = (WRITE, line) if line else ("Leave out {part} in {path}", _shown(key))
        if key not in known:
            where = "which is for items" if key == TEXTUAL else "which no schema of the guide has"
            yield SchemaProblem(name, f"{subject}has {_shown(key)}, {where}", advice, part, is_broken=False)
        elif not fits(value):
            text = f'{subject}has "{key}": {_shown(value)}, and Avro wants {meant}'
            yield SchemaProblem(name, text, advice, part)


def _repaired(entry: Mapping[str, Any], *, is_own: bool) -> dict[str, Any]:
    """The field without what is wrong, everything else as it was."""
    name, written = entry["name"], list(dict.fromkeys(filter(_is_type, types_of(entry))))
    bases = [kind for kind in written if kind != "null"]
    if is_own:
        types = [kind for kind in written if kind in ("null", bases[0])] if bases else ["null", "string"]
    else:
        allowed = FIELD_TYPES[name]
        types = written if bases == [allowed[0]] and {*written} <= {*allowed} else list(allowed)
    made: dict[str, Any] = {"name": name, "type": types if len(types) > 1 else types[0]}
    if is_own and "string" in types and (entry.get("categorical") or not bases):
        made["categorical"] = True
    kept = {key: entry[key] for key, (fits, _meant) in _ATTRIBUTES.items() if key in entry and fits(entry[key])}
    if "default" in entry and any(_FITS[kind](entry["default"]) for kind in types):
        kept["default"] = entry["default"]
    return made | kept


def _is_type(kind: Any) -> bool:
    return isinstance(kind, str) and kind in AVRO_TYPES


def _is_full_name(text: Any) -> bool:
    return isinstance(text, str) and all(map(COLUMN_NAME.fullmatch, text.split(".")))


def _shown(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 60 else f"{text[:60]}…"
