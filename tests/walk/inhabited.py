"""The account of the walks as a browser meets it, with the sessions of its people.

Names are as long as they may be, and have no place to break: a page that cannot hold one is found.
"""

from dataclasses import dataclass
from pathlib import Path

from axes.models import AccessAttempt
from django.conf import settings
from django.core import signing
from django.test import Client
from django.utils import timezone

from accounts.emails import services as emails
from accounts.mfa import recovery
from accounts.mfa import services as devices
from accounts.models import SecurityKey, User
from accounts.recovery import tokens
from tests.cast import ACCOUNT, Person, new_user
from tests.codes import enable
from tests.walk import world

# The prefix of a service is the shortest of the longest names.
LONG_NAME = "known".ljust(63, "w")


@dataclass(frozen=True)
class Inhabited:
    """`names` as in a `World`; `sessions` are the cookies of everybody by what they have got to.

    `seed` is that of alice's authenticator app.
    """

    names: dict[str, str]
    sessions: dict[str, str]
    seed: bytes


def inhabit(outbox: Path) -> Inhabited:
    """Make the account; return what its pages are about and who may see them."""
    made = world.build(outbox, LONG_NAME)
    seed = made.alice.user.mfa_devices.get().seed
    return Inhabited(names={**made.names, **_more(made)}, sessions=_sessions(made), seed=seed)


def _more(made: world.World) -> dict[str, str]:
    """Add what only pages ask for; return its names."""
    alice, known = made.alice.user, User.objects.get(name=LONG_NAME)
    recovery.make(alice)
    key = SecurityKey.objects.create(
        user=alice, name=LONG_NAME, key_id="A" * 16, credential_id=b"id", public_key=b"key"
    )
    known.email, known.email_confirmed = "known@example.com", timezone.now()
    known.save(update_fields=["email", "email_confirmed"])
    AccessAttempt.objects.create(username=known.unique_id, ip_address="192.0.2.1", failures_since_start=7)
    proof = signing.dumps({"user": known.unique_id, "address": known.email}, salt=emails.SALT)
    own = alice.access_keys.get()
    return {
        "security.key_id": own.id,
        "known_app": enable(devices.create(ACCOUNT, f"{LONG_NAME}-app"), known).serial_number,
        "own_app": alice.mfa_devices.get().serial_number,
        "serial": key.serial_number,
        "reset": tokens.make(known),
        "confirm": proof,
    }


def _sessions(made: world.World) -> dict[str, str]:
    """Return a session of somebody at each step of a sign-in."""
    expired = new_user("expired")
    expired.user.must_change_password = True
    expired.user.save(update_fields=["must_change_password"])
    return {
        "alice": _session_key(made.alice.browser()),
        "bob": _session_key(made.bob.browser()),
        "at the code": _session_key(_with_password_only(made.alice)),
        "without a device": _session_key(_with_password_only(made.newcomer)),
        "with an old password": _session_key(_with_password_only(expired)),
    }


def _with_password_only(person: Person) -> Client:
    browser = Client()
    browser.force_login(person.user)
    return browser


def _session_key(browser: Client) -> str:
    return browser.cookies[settings.SESSION_COOKIE_NAME].value
