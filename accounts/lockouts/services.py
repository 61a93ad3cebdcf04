"""The rules of guessing: how many tries who has, and when the next one is allowed.

Failures are counted for a user at an address, for the address, and for the user wherever they come from. A user at an
address is locked out first, so that a stranger elsewhere locks out nobody but himself. Many failures of one user from
everywhere only slow down the next tries, and whoever sits at a browser that the user signed in with before does not
even notice.
"""

import ipaddress
from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt
from django.contrib.auth.signals import user_login_failed
from django.db.models import Max, Q, QuerySet, Sum
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.lockouts import browsers
from accounts.models import User
from iamconsole.aws.wire import client_address

COOL_OFF = timedelta(minutes=15)
TRIES_OF_USER_AT_ADDRESS = 5
TRIES_AT_ADDRESS = 50
# From so many failures on, from everywhere together, a user's next try must keep this distance from the last failure.
UNHURRIED_TRIES_OF_USER = 20
PACE = timedelta(seconds=3)
# A browser that was proved: more patience, and nobody else's failures count.
TRIES_OF_PROVED_BROWSER = 10
# Mails with links that are asked for, whoever they are for, and the name they are counted under.
LINKS_AT_ADDRESS = 10
LINK = "mailed link"
# The smallest part of the IPv6 Internet that somebody is given: who has one has all its addresses.
IPV6_PREFIX = 64
NOT_YET = timedelta()


def wait(request: HttpRequest, name: str) -> timedelta:
    """Return how long whoever asks must wait before trying to sign in as `name`; zero is "now"."""
    here = counted(request, name)
    if here["username"] != name:
        return _until(AccessAttempt.objects.filter(**here), TRIES_OF_PROVED_BROWSER, COOL_OFF)
    return max(
        _until(AccessAttempt.objects.filter(**here), TRIES_OF_USER_AT_ADDRESS, COOL_OFF),
        _until(AccessAttempt.objects.filter(ip_address=here["ip_address"]), TRIES_AT_ADDRESS, COOL_OFF),
        _until(AccessAttempt.objects.filter(username=name), UNHURRIED_TRIES_OF_USER, PACE),
    )


def wait_for_link(request: HttpRequest) -> timedelta:
    """Return how long whoever asks must wait before asking for another mail with a link."""
    asked = AccessAttempt.objects.filter(username=LINK, ip_address=address_of(request))
    return _until(asked, LINKS_AT_ADDRESS, COOL_OFF)


def note_link(request: HttpRequest) -> None:
    """Count that a mail with a link was asked for."""
    user_login_failed.send(sender=__name__, credentials={"username": LINK}, request=request)


def told(waits: timedelta) -> str:
    """Return the sentence for somebody who must wait; it is the same for users that there are and are not."""
    if waits <= PACE:
        return "Many sign-ins as this user have failed just now. Wait a few seconds and try again."
    minutes = -(-int(waits.total_seconds()) // 60)
    return (
        f"Too many sign-ins have failed here. Try again in {minutes} minute{'' if minutes == 1 else 's'}, "
        "or ask an administrator to release you."
    )


def fail(request: HttpRequest, user: User) -> None:
    """Count something else that was guessed wrong, such as a code, like a wrong password."""
    user_login_failed.send(sender=__name__, credentials={"username": user.unique_id}, request=request)


def counted(request: HttpRequest, name: str) -> dict[str, Any]:
    """Return under which name and address failures of this request are counted."""
    browser = browsers.name_of(request, name)
    return {"username": f"{name} {browser}" if browser else name, "ip_address": address_of(request)}


def address_of(request: HttpRequest) -> str | None:
    """Return where a request comes from, an IPv6 network in place of its many addresses; axes asks as well."""
    try:
        address = ipaddress.ip_address(client_address(request.META).partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, IPV6_PREFIX), strict=False).network_address)


def name_to_count(user: User | None, *typed: str) -> str:
    """Return the name under which failures are counted: of a user that there is not, a digest of what was typed."""
    if user is not None:
        return user.unique_id
    return "nobody " + salted_hmac("accounts.lockouts", "\0".join(typed).lower(), algorithm="sha256").hexdigest()[:32]


def failures_of(user: User) -> QuerySet[AccessAttempt]:
    """Return what of late failed for `user`, by address, the newest first."""
    since = timezone.now() - COOL_OFF
    named = Q(username=user.unique_id) | Q(username__startswith=f"{user.unique_id} ")
    found: QuerySet[AccessAttempt] = AccessAttempt.objects.filter(named, attempt_time__gt=since)
    return found.order_by("-attempt_time")


def release(user: User) -> int:
    """Let `user` try again at once, wherever; return how many addresses had failed."""
    count, _ = failures_of(user).delete()
    return count


def release_address(address: str) -> int:
    """Let everybody at `address` try again; return how many users had failed there."""
    count: int = AccessAttempt.objects.filter(ip_address=address).delete()[0]
    return count


def forget_old() -> None:
    AccessAttempt.objects.filter(attempt_time__lte=timezone.now() - COOL_OFF).delete()


def _until(failures: QuerySet[AccessAttempt], tries: int, distance: timedelta) -> timedelta:
    """Return how long it is until `distance` after the last of these failures, if there were so many."""
    now = timezone.now()
    found = failures.filter(attempt_time__gt=now - COOL_OFF)
    of_late = found.aggregate(count=Sum("failures_since_start"), last=Max("attempt_time"))
    if (of_late["count"] or 0) < tries:
        return NOT_YET
    until: timedelta = of_late["last"] + distance - now
    return max(until, NOT_YET)
