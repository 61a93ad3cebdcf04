"""How a principal may be written in a resource policy or a trust policy."""

import re
from typing import cast

from .errors import Refusal
from .grammar import RawStatement, listed
from .parser import Json

_AWS = re.compile(
    r"\*|[0-9]{12}|A(?:ID|RO)A[A-Z0-9]+"
    r"|arn:aws[a-z-]*:iam::[0-9]{12}:(?:root|(?:user|role)/[^*?]+)"
    r"|arn:aws[a-z-]*:sts::[0-9]{12}:(?:assumed-role/[^*?/]+/[^*?/]+|federated-user/[^*?/]+)"
    r"|arn:aws[a-z-]*:iam::cloudfront:user/[^*?]+"
)


def check_principals(statement: RawStatement, path: str) -> None:
    """Require a principal of which every name can be one; AWS wants whole names, a wildcard stands alone."""
    element = "NotPrincipal" if "NotPrincipal" in statement else "Principal"
    principal = statement.get(element)
    if not principal or principal == {}:
        raise Refusal("Missing required field Principal", "Say whom the statement is about.", path)
    if principal == "*":
        return
    for kind, names in cast("dict[str, Json]", principal).items():
        for index, name in enumerate(cast("list[str]", listed(names))):
            if not _is_principal(kind, name):
                place = f"{path}.{element}.{kind}" + (f"[{index}]" if isinstance(names, list) else "")
                detail = f'"{name}" is no {kind} principal; wildcards inside a principal are not allowed.'
                raise Refusal(f'Invalid principal in policy: "{kind}":"{name}"', detail, place)


def _is_principal(kind: str, name: str) -> bool:
    if kind == "AWS":
        return bool(_AWS.fullmatch(name))
    # Every provider may be meant, never every service.
    return (kind == "Federated" and name == "*") or (bool(name) and "*" not in name)
