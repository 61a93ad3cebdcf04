"""The credential report: every user of an account with the state of each of its credentials, as CSV.

Source: IAM User Guide, "Generate credential reports for your AWS account". `N/A` is what does not apply,
`no_information` what was never seen, `not_supported` what AWS does not tell of root.
"""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO

from django.db.models import Prefetch, QuerySet

from accounts.models import AccessKey, PasswordPolicy, SigningCertificate, User, VirtualMFADevice
from accounts.passwords.selectors import expiry

NOT_APPLICABLE, NO_INFORMATION, NOT_SUPPORTED = "N/A", "no_information", "not_supported"
ROOT = "<root_account>"
OF_EACH_KEY = ("active", "last_rotated", "last_used_date", "last_used_region", "last_used_service")
OF_EACH_CERTIFICATE = ("active", "last_rotated")
COLUMNS = (
    "user",
    "arn",
    "user_creation_time",
    "password_enabled",
    "password_last_used",
    "password_last_changed",
    "password_next_rotation",
    "mfa_active",
    *(f"access_key_{number}_{name}" for number in (1, 2) for name in OF_EACH_KEY),
    *(f"cert_{number}_{name}" for number in (1, 2) for name in OF_EACH_CERTIFICATE),
)


def credential_report(account_id: str) -> str:
    """Return the report as it is now: root first, then the users by name."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    everybody = User.objects.filter(account_id=account_id).order_by("-is_root", "name_key")
    writer.writerows(values for _, values in rows_of(account_id, everybody))
    return text.getvalue().rstrip("\n")


def rows_of(account_id: str, users: QuerySet[User]) -> Iterator[tuple[User, tuple[str, ...]]]:
    """Yield each of the users with its row, a value for each of COLUMNS."""
    policy = PasswordPolicy.objects.filter(account_id=account_id).first()
    for user in _with_credentials(users):
        yield user, tuple(_row(user, policy))


def _with_credentials(users: QuerySet[User]) -> QuerySet[User]:
    return users.prefetch_related(
        Prefetch("access_keys", AccessKey.objects.order_by("created", "pk")),
        Prefetch("signing_certificates", SigningCertificate.objects.order_by("created", "pk")),
        Prefetch("mfa_devices", VirtualMFADevice.objects.filter(confirmed=True)),
        "security_keys",
    )


def _row(user: User, policy: PasswordPolicy | None) -> Iterator[str]:
    keys, certificates = list(user.access_keys.all()), list(user.signing_certificates.all())
    yield from (ROOT if user.is_root else user.name, user.arn, _time(user.created))
    yield from _password(user, policy)
    yield _boolean(bool(user.mfa_devices.all() or user.security_keys.all()))
    for key in (*keys[:2], None, None)[:2]:
        yield from _key(key)
    for certificate in (*certificates[:2], None, None)[:2]:
        yield from _certificate(certificate)


def _password(user: User, policy: PasswordPolicy | None) -> tuple[str, ...]:
    used = _time(user.password_used) if user.password_used else NO_INFORMATION
    if user.is_root:
        return _boolean(user.has_password), used, NOT_SUPPORTED, NOT_SUPPORTED
    if not user.has_password:
        return "false", NOT_APPLICABLE, NOT_APPLICABLE, NOT_APPLICABLE
    return "true", used, _time(user.password_changed), _time(expiry(user, policy))


def _key(key: AccessKey | None) -> tuple[str, ...]:
    if key is None:
        return "false", *[NOT_APPLICABLE] * 4
    return (
        _boolean(key.is_active),
        _time(key.created),
        _time(key.last_used),
        key.last_used_region or NOT_APPLICABLE,
        key.last_used_service or NOT_APPLICABLE,
    )


def _certificate(certificate: SigningCertificate | None) -> tuple[str, str]:
    if certificate is None:
        return "false", NOT_APPLICABLE
    return _boolean(certificate.status == "Active"), _time(certificate.created)


def _boolean(value: bool) -> str:
    return "true" if value else "false"


def _time(moment: datetime | None) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else NOT_APPLICABLE
