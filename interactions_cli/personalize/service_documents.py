"""The service's own documents: a schema or a solution's settings, in the shapes in which people have them.

Known shapes are unwrapped: requests, describe outputs, CloudFormation resources, the settings of MLOps samples. Any
other shape and any unknown key is refused with the nearest known one: settings that are ignored train another model.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import Any, Final

from interactions_cli.errors import InputError
from interactions_cli.shell import shell_name
from interactions_cli.wording import plural, unparsed

# The API's shapes CreateSolutionRequest, Solution and SolutionVersion in one.
SOLUTION_KEYS: Final = frozenset(
    {
        *("name", "performHPO", "performAutoML", "performAutoTraining", "recipeArn", "datasetGroupArn", "eventType"),
        *("solutionConfig", "tags", "solutionArn", "autoMLResult", "status", "creationDateTime", "lastUpdatedDateTime"),
        *("latestSolutionVersion", "latestSolutionUpdate", "performIncrementalUpdate", "solutionVersionArn"),
        *("trainingHours", "trainingMode", "tunedHPOParams", "failureReason", "trainingType", "solutionUpdateConfig"),
        "name",
    }
)
CONFIG_KEYS: Final = frozenset(
    {
        *("eventValueThreshold", "hpoConfig", "algorithmHyperParameters", "featureTransformationParameters"),
        *("autoMLConfig", "optimizationObjective", "trainingDataConfig", "autoTrainingConfig", "eventsConfig"),
    }
)
EVENTS_KEYS: Final = frozenset({"eventParametersList"})
ENTRY_KEYS: Final = frozenset({"eventType", "eventValueThreshold", "weight"})
# One level that stands around the settings, and what may stand beside them there.
WAY: Final = "Print the expected form with `aws personalize create-solution --generate-cli-skeleton`."
SOLUTION_WRAPS: Final = ("serviceConfig", "Properties", "solution", "solutionVersion")
BESIDE: Final = frozenset({"ResponseMetadata", "solutionVersion", "solution", "Type", "DependsOn", "Metadata"})
SCHEMA_WRAPS: Final = ("schema", "serviceConfig", "Properties")
SCHEMA_RESOURCE: Final = "AWS::Personalize::Schema"
SOLUTION_RESOURCE: Final = "AWS::Personalize::Solution"
RECORD_KEYS: Final = ("type", "name", "namespace", "fields", "version", "doc", "aliases")
FIELD_KEYS: Final = ("name", "type", "categorical", "default", "doc", "order", "aliases")
# Avro allows attributes of one's own; this close to one of the format's it is a misspelling.
MISSPELT: Final = 0.8


def parse_json(text: str, path: str) -> Any:
    """A JSON document, or the document in a JSON text.

    Raises:
        InputError: It is no JSON, or names a key twice.
    """

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        repeated = [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]
        if repeated:
            raise InputError(
                f"{path} names the key {repeated[0]!r} twice in one object",
                "Keep the one that is meant: one has no effect.",
            )
        return dict(pairs)

    try:
        document = json.loads(text, object_pairs_hook=once)
        return json.loads(document, object_pairs_hook=once) if isinstance(document, str) else document
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"{path} is not JSON: {unparsed(error)}", f"Check it with `python3 -m json.tool {shell_name(path)}`."
        ) from None


def solution_settings(text: str, path: str) -> Mapping[str, Any]:
    """The settings of a solution as a CreateSolution request has them.

    Args:
        text: The document.
        path: Where it came from, for messages.

    Raises:
        InputError: It is no JSON, or of no known shape, or has a key that no such document has.
    """
    settings = _unwrapped(parse_json(text, path), path)
    _refuse_unknown(settings, SOLUTION_KEYS, path, "a CreateSolution request")
    if not any(key in settings for key in ("recipeArn", "solutionConfig", "eventType", "performAutoML")):
        raise InputError(f"{path} has no solution settings: none of recipeArn, solutionConfig and eventType", WAY)
    config = _mapping(settings.get("solutionConfig") or {}, "solutionConfig", path)
    _refuse_unknown(config, CONFIG_KEYS, path, "solutionConfig")
    events = _mapping(config.get("eventsConfig") or {}, "eventsConfig", path)
    _refuse_unknown(events, EVENTS_KEYS, path, "eventsConfig")
    listed = events.get("eventParametersList")
    for entry in listed if isinstance(listed, list) else ():
        _refuse_unknown(_mapping(entry, "eventParametersList", path), ENTRY_KEYS, path, "eventParametersList")
    return settings


def _unwrapped(document: Any, path: str) -> Mapping[str, Any]:
    settings = _mapping(document, "the document", path)
    if isinstance(settings.get("solutions"), list):
        raise InputError(
            f"{path} lists {plural(len(settings['solutions']), 'solution')}",
            "Save the one that is meant as a file of its own; what list-solutions prints has no settings.",
        )
    if "fields" in settings:
        raise InputError(f"{path} is an Avro schema, not the settings of a solution", "Give it with --schema.")
    for key in SOLUTION_WRAPS:
        if isinstance(settings.get(key), Mapping):
            _refuse_unknown(settings, {*BESIDE, key}, path, f"a document with {key}")
            return _mapping(_api_spelling(settings[key]) if key == "Properties" else settings[key], key, path)
    if any(key in settings for key in ("Resources", "AWSTemplateFormatVersion")):
        return _only_resource(settings, SOLUTION_RESOURCE, path)
    return settings


def _plain(kind: str) -> str:
    """The last part of a type: two colons in a line are a command to some runners."""
    return kind.rsplit(":", 1)[-1]


def _only_resource(template: Mapping[str, Any], kind: str, path: str) -> Mapping[str, Any]:
    resources = _mapping(template.get("Resources") or {}, "Resources", path)
    found = [entry for entry in resources.values() if isinstance(entry, Mapping) and entry.get("Type") == kind]
    if len(found) != 1:
        raise InputError(
            f"{path} is a template with {len(found)} resources of the type {_plain(kind)}",
            "Save the one that is meant as a file of its own.",
        )
    return _mapping(_api_spelling(found[0].get("Properties") or {}), "Properties", path)


def _api_spelling(value: Any) -> Any:
    """CloudFormation's capital names as the API spells them."""
    if isinstance(value, Mapping):
        return {_lower_first(key): _api_spelling(entry) for key, entry in value.items()}
    return [_api_spelling(entry) for entry in value] if isinstance(value, list) else value


def _lower_first(key: str) -> str:
    known = {name.lower(): name for name in (*SOLUTION_KEYS, *CONFIG_KEYS, *EVENTS_KEYS, *ENTRY_KEYS)}
    return known.get(key.lower(), key[:1].lower() + key[1:])


def _mapping(value: Any, what: str, path: str) -> Mapping[str, Any]:
    if isinstance(value, Mapping):
        return value
    found = json.dumps(value)[:60]
    raise InputError(f"{path} is not a CreateSolution request: {what} is {found}, no object", WAY)


def _refuse_unknown(found: Mapping[str, Any], known: Collection[str], path: str, where: str) -> None:
    for key in found:
        if key not in known:
            close = get_close_matches(key, known, n=1, cutoff=0.6) or [
                name for name in known if name.lower() == key.lower()
            ]
            near = f"Did you mean {close[0]}? " if close else ""
            elsewhere = _place_of(key)
            hint = f"{near}{elsewhere}" or WAY
            raise InputError(f"{path}: {where} has no key {key!r}", hint.strip())


def _place_of(key: str) -> str:
    for place, keys in (
        ("solutionConfig", CONFIG_KEYS),
        ("solutionConfig.eventsConfig", EVENTS_KEYS),
        ("an entry of eventParametersList", ENTRY_KEYS - {"eventType"}),
        ("the top level", SOLUTION_KEYS),
    ):
        if key in keys:
            return f"It belongs in {place}."
    return ""


def avro_record(text: str, path: str) -> tuple[Any, str, str | None]:
    """The Avro record of a schema file, itself or unwrapped from what stands around it, and the text that it is.

    Last the domain that stands beside it, None where there is none.

    Raises:
        InputError: It is no JSON, or a template with several schemas.
    """
    document, written = _parsed(text, path)
    domain = None
    for _ in range(3):
        if not isinstance(document, Mapping) or "fields" in document:
            break
        if "Resources" in document:
            document = _schema_resource(document, path)
            continue
        domain = next((document[key] for key in ("domain", "Domain") if isinstance(document.get(key), str)), domain)
        inside = next((document[key] for key in (*SCHEMA_WRAPS, "Schema") if key in document), None)
        if inside is None:
            break
        # CreateSchema takes a text, and of an object the shortest one is meant.
        document, written = _parsed(
            inside if isinstance(inside, str) else json.dumps(inside, separators=(",", ":")), path
        )
    return document, written, domain


def _parsed(text: str, path: str) -> tuple[Any, str]:
    document = parse_json(text, path)
    return document, str(json.loads(text)) if text.lstrip().startswith('"') else text


def _schema_resource(template: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    resources = _mapping(template.get("Resources") or {}, "Resources", path)
    found = [
        entry for entry in resources.values() if isinstance(entry, Mapping) and entry.get("Type") == SCHEMA_RESOURCE
    ]
    if len(found) != 1:
        raise InputError(
            f"{path} is a template with {len(found)} resources of the type {_plain(SCHEMA_RESOURCE)}",
            "Save the one that is meant as a file of its own.",
        )
    return found[0]


def refuse_misspelt_keys(record: Mapping[str, Any], path: str) -> None:
    """Refuse keys of an Avro record that are nearly those of the format.

    Raises:
        InputError: There is one.
    """
    fields = record.get("fields")
    entries = [entry for entry in fields if isinstance(entry, Mapping)] if isinstance(fields, list) else []
    for entry, known in ((record, RECORD_KEYS), *((entry, FIELD_KEYS) for entry in entries)):
        for key in entry:
            close = get_close_matches(key.lower(), known, n=1, cutoff=MISSPELT)
            if close and key not in known:
                where = f"the field {entry.get('name')}" if known is FIELD_KEYS else "the record"
                raise InputError(f"{path}: {where} has a key {key!r}", f"Did you mean {close[0]}?")
