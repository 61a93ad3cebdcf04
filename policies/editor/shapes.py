"""The catalog as the editor's script reads it."""

from collections.abc import Iterable
from typing import Any

from policies.catalog import Action, Catalog, ConditionKey, KeyType, Service
from policies.catalog.keys import GLOBAL_KEYS, SAML_KEYS, SESSION_KEYS, TAG_KEYS
from policies.editor import starters
from policies.language import Family
from policies.language.operators import NAMES

Shape = dict[str, Any]

# The operators that fit a key of each type, the usual one first. Texts may be compared with any key that is text.
FAMILIES = {
    KeyType.STRING: (Family.STRING,),
    KeyType.ARN: (Family.ARN, Family.STRING),
    KeyType.BOOL: (Family.BOOL,),
    KeyType.NUMERIC: (Family.NUMERIC,),
    KeyType.DATE: (Family.DATE, Family.NUMERIC),
    KeyType.IP: (Family.IP,),
    KeyType.BINARY: (Family.BINARY,),
}


def service_row(prefix: str, name: str, *, is_own: bool) -> Shape:
    return {"prefix": prefix, "name": name, "isOwn": is_own}


def service_shape(service: Service, catalog: Catalog) -> Shape:
    return {
        "prefix": service.prefix,
        "name": service.name,
        "actions": [_action(action, catalog) for action in service.actions],
        "resourceTypes": [{"name": kind.name, "arnFormat": kind.arn_format} for kind in service.resource_types],
        "conditionKeys": _keys(service.condition_keys),
    }


def language_shape() -> Shape:
    """Return what holds for every service: global keys, the operators for each type of key, ready statements."""
    keys = (*GLOBAL_KEYS, *SESSION_KEYS, *SAML_KEYS)
    return {
        "conditionKeys": _keys(key for key in keys if key.name not in TAG_KEYS),
        "tagKeys": _keys(key for key in GLOBAL_KEYS if key.name in TAG_KEYS),
        "operators": {
            kind.value: [*(name for family in families for name in NAMES[family]), *NAMES[Family.NULL]]
            for kind, families in FAMILIES.items()
        },
        "starters": {
            "identity": [_starter(one) for one in starters.IDENTITY],
            "trust": [_starter(one) for one in starters.TRUST],
        },
    }


def _action(action: Action, catalog: Catalog) -> Shape:
    return {
        "name": action.name,
        "level": action.access_level.value,
        "description": action.description,
        "resources": [{"name": one.name, "isRequired": one.required} for one in action.resources],
        "conditionKeys": [key.name for key in catalog.condition_keys(action)],
        "dependsOn": list(action.all_dependent_actions),
    }


def _starter(starter: starters.Starter) -> Shape:
    return {"name": starter.name, "words": starter.words, "statements": list(starter.statements)}


def _keys(keys: Iterable[ConditionKey]) -> list[Shape]:
    return [
        {
            "name": key.name,
            "type": key.type.value,
            "isMultivalued": key.multivalued,
            "description": key.description,
        }
        for key in keys
    ]
