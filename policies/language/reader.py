"""From text to Document: parse the JSON, check its shape, check it as AWS does, keep what it says."""

from collections.abc import Sequence
from typing import cast

from .checks import check
from .document import Condition, Document, Effect, PolicyKind, Principals, Statement, Version
from .errors import SYNTAX, PolicySyntaxError, Refusal
from .grammar import RawStatement, listed, statements_of
from .operators import Operator, find_operator
from .parser import Json, parse
from .places import Places

NO_JSON = {PolicyKind.TRUST: "This policy contains invalid Json"}


def read(text: str, kind: PolicyKind = PolicyKind.IDENTITY) -> Document:
    """Return the policy that `text` is, or raise PolicySyntaxError with AWS's message and the place."""
    policy = parse(text, NO_JSON.get(kind, SYNTAX))
    places = Places(text)
    try:
        statements = statements_of(policy)
        envelope = cast("dict[str, str]", policy)
        check(statements, envelope.get("Version"), kind)
    except Refusal as refusal:
        place = places.nearest(refusal.path).start
        raise PolicySyntaxError(
            refusal.message, refusal.detail, path=refusal.path, line=place.line, column=place.column
        ) from None
    return Document(
        kind=kind,
        version=Version(envelope.get("Version", Version.OLD.value)),
        statements=tuple(_statement(index, raw, places) for index, raw in enumerate(statements)),
        text=text,
        places=places,
        id=envelope.get("Id"),
        has_version="Version" in envelope,
    )


def _statement(index: int, raw: RawStatement, places: Places) -> Statement:
    path = f"Statement[{index}]"
    return Statement(
        index=index,
        path=path,
        effect=Effect(raw["Effect"]),
        places=places,
        sid=cast("str | None", raw.get("Sid")),
        principals=_principals(raw.get("Principal")),
        not_principals=_principals(raw.get("NotPrincipal")),
        actions=_texts(raw, "Action"),
        not_actions=_texts(raw, "NotAction"),
        resources=_texts(raw, "Resource"),
        not_resources=_texts(raw, "NotResource"),
        conditions=tuple(_conditions(raw, path, places)) if "Condition" in raw else (),
    )


def _principals(raw: Json) -> Principals | None:
    if raw is None:
        return None
    if raw == "*":
        return Principals(anyone=True)
    named = cast("dict[str, Json]", raw)
    return Principals(
        aws=_texts(named, "AWS") or (),
        service=_texts(named, "Service") or (),
        federated=_texts(named, "Federated") or (),
        canonical_user=_texts(named, "CanonicalUser") or (),
    )


def _texts(raw: RawStatement, element: str) -> tuple[str, ...] | None:
    if element not in raw:
        return None
    values = listed(raw[element])
    # Only a list of resources may hold null; it names nothing.
    return tuple(cast("list[str]", values if None not in values else [value for value in values if value is not None]))


def _conditions(raw: RawStatement, path: str, places: Places) -> Sequence[Condition]:
    return [
        Condition(
            operator=cast("Operator", find_operator(operator)),
            key=key,
            values=tuple(_value_text(value) for value in listed(values)),
            path=f"{path}.Condition.{operator}.{key}",
            places=places,
        )
        for operator, keys in cast("dict[str, dict[str, Json]]", raw["Condition"]).items()
        for key, values in keys.items()
    ]


def _value_text(value: Json) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
