"""BinaryEquals: the same bytes, which a request may only write in canonical base64."""

import base64
import binascii
from collections.abc import Sequence

from policies.language.variables import Tokens

from .string import Predicate, plain


def equals(values: Sequence[Tokens]) -> Predicate:
    wanted = {canonical for value in values if (canonical := _canonical(plain(value))) is not None}
    return wanted.__contains__


def _canonical(text: str) -> str | None:
    try:
        return base64.b64encode(base64.b64decode(text, validate=True)).decode()
    except (binascii.Error, ValueError):
        return None
