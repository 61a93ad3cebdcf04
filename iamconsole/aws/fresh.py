"""Which operations of the console ask for a fresh factor first, and whether there was one.

Somebody who finds an open browser, or steals a session, must not be able to make it last: what gives access, or takes
it away, is done only shortly after its owner showed a second factor, or the password where there is no device. Pages
ask before their form is shown; the pipeline asks again of whatever comes from a page, so that no page can forget it.
Requests that are signed prove themselves each time, and are not asked. Source: OWASP ASVS 4.0, 3.7.1.
"""

import re
from datetime import timedelta
from fnmatch import translate
from functools import cache

from django.conf import settings
from django.utils import timezone

from iamconsole.aws.registry import Operation
from iamconsole.caller import Caller, Face

# Between the asking of a page and its last operation.
LEEWAY = timedelta(minutes=1)
SENSITIVE = (
    # keys and other credentials
    "iam:*AccessKey",
    "iam:*SSHPublicKey",
    "iam:*SigningCertificate",
    "iam:*ServiceSpecificCredential",
    # passwords, and the addresses that links to new ones are sent to
    "iam:*LoginProfile",
    "iam:ChangePassword",
    "iamconsole:ChangeOwnPassword",
    "iamconsole:SendPasswordReset",
    "iamconsole:*UserEmail",
    # second factors, and who needs one
    "iam:*MFADevice",
    "iamconsole:*MFADevice",
    "iamconsole:*SecurityKey",
    "iamconsole:*RecoveryCodes",
    "iamconsole:*MFARequirement",
    # who may do what
    "iam:*Policy",
    "iam:*PolicyVersion",
    "iam:*PermissionsBoundary",
    "iam:AddUserToGroup",
    "iam:RemoveUserFromGroup",
    # who is there: their pages give permissions and credentials too, or take all of them away
    "iam:CreateUser",
    "iam:CreateGroup",
    "iam:CreateRole",
    "iam:DeleteUser",
    "iam:DeleteGroup",
    "iam:DeleteRole",
)


class ConfirmationRequired(Exception):
    """The person at the console must show a factor again first; no operation has run."""


def is_sensitive(operation: Operation) -> bool:
    return operation.changes and bool(_sensitive().fullmatch(operation.action))


def ask(caller: Caller, operation: Operation) -> None:
    """Raise ConfirmationRequired when `operation` is sensitive, comes from a page, and the last factor is old."""
    _check(caller, operation, timedelta(minutes=settings.FRESH_FACTOR_MINUTES))


def check(caller: Caller, operation: Operation) -> None:
    """Do the same where the operation is about to run: what a page began in time it may finish."""
    _check(caller, operation, timedelta(minutes=settings.FRESH_FACTOR_MINUTES) + LEEWAY)


def _check(caller: Caller, operation: Operation, limit: timedelta) -> None:
    if caller.origin.face is not Face.CONSOLE or not is_sensitive(operation):
        return
    confirmed = caller.origin.confirmed_at
    if confirmed is None or timezone.now() - confirmed > limit:
        raise ConfirmationRequired(operation.action)


@cache
def _sensitive() -> re.Pattern[str]:
    return re.compile("|".join(translate(pattern) for pattern in SENSITIVE))
