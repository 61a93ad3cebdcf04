"""The reports there are, by name."""

from accounts.reporting.changes import CHANGES
from accounts.reporting.credentials import CREDENTIALS, MFA, PASSWORDS
from accounts.reporting.key_age import KEY_AGE
from accounts.reporting.model import Kind
from accounts.reporting.principals import ADMINISTRATORS, EXTERNAL_TRUST
from accounts.reporting.unused.kind import UNUSED
from iamconsole.errors import InvalidInput

ALL = (KEY_AGE, UNUSED, CREDENTIALS, MFA, PASSWORDS, CHANGES, ADMINISTRATORS, EXTERNAL_TRUST)
KINDS: dict[str, Kind] = {kind.name: kind for kind in ALL}


def kind_named(name: str) -> Kind:
    if name not in KINDS:
        raise InvalidInput(f"There is no report called {name[:100]}. Choose one of {', '.join(KINDS)}.")
    return KINDS[name]
