"""The reports there are, by name."""

from accounts.reporting.key_age import KEY_AGE
from accounts.reporting.model import Kind
from iamconsole.errors import InvalidInput

KINDS: dict[str, Kind] = {kind.name: kind for kind in (KEY_AGE,)}


def kind_named(name: str) -> Kind:
    if name not in KINDS:
        raise InvalidInput(f"There is no report called {name[:100]}. Choose one of {', '.join(KINDS)}.")
    return KINDS[name]
