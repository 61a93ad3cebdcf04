"""The key-age report: every long-term credential of an account, what it can do, and why it should be looked at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.access.shelf import shelf_of
from accounts.mfa import selectors as mfa
from accounts.models import (
    AccessKey,
    ServerCertificate,
    ServiceCredential,
    SigningCertificate,
    SSHPublicKey,
    User,
)
from accounts.reporting.model import (
    USER,
    Bar,
    Batch,
    Chart,
    Column,
    Figure,
    Finding,
    Kind,
    Summary,
    Thresholds,
    amount,
    bounded,
    days_between,
)
from accounts.reporting.powers import Powers, powers_of, universe_of
from iamconsole.audit import usage
from iamconsole.audit.usage import Use

ACCESS_KEY = "Access key"
SIGN_IN = "signin:ConsoleLogin"
DAYS_A_STEP = 30
IN_ORDER = "Within the limits."

# What each reason adds to the risk; an inactive credential can do nothing and stays at the end of the list.
OLD, EACH_STEP, MOST_STEPS = 30, 3, 15
ADMINISTRATOR, ROOT_KEY, NO_MFA, UNUSED, EXPIRED, INACTIVE = 25, 60, 30, 15, 40, 10


@dataclass(frozen=True, slots=True)
class Credential:
    """One key, password or certificate, whatever its table; `use` is empty when it was never seen in use."""

    kind: str
    id: str
    is_active: bool
    created: datetime
    use: Use | None = None
    tells_use: bool = True
    expires: datetime | None = None
    lacks_mfa: bool = False

    def age(self, now: datetime) -> int:
        return days_between(self.created, now)


@dataclass(frozen=True, slots=True)
class Reason:
    risk: int
    words: str


def examine(batch: Batch) -> Iterator[Finding]:
    """Yield a finding for every credential of the users of the batch, and of the account beside its root user."""
    users = [subject for subject in batch.subjects if isinstance(subject, User)]
    shelf, universe = shelf_of(batch.account_id, users), universe_of(batch.account_id)
    for user, credentials in _credentials(batch, users):
        powers = powers_of(user, shelf, universe)
        for credential in credentials:
            yield _finding(batch, user, credential, powers)


def _finding(batch: Batch, user: User, credential: Credential, powers: Powers) -> Finding:
    reasons = list(_reasons(batch, user, credential, powers))
    age, use = credential.age(batch.now), credential.use
    state = "active" if credential.is_active else "inactive"
    return Finding(
        key=f"{credential.kind.lower().replace(' ', '-')}/{credential.id}",
        risk=bounded(sum(reason.risk for reason in reasons)),
        subject=user.arn,
        title=f"{credential.kind} {credential.id}" if credential.id != user.label else f"Password of {user.label}",
        reason=" ".join(reason.words for reason in reasons) or IN_ORDER,
        facts={
            "owner": user.label,
            "credential": credential.kind,
            "id": credential.id,
            "status": state,
            "age_days": age,
            "created": credential.created.isoformat(),
            "last_used": use.time.isoformat() if use else None,
            "unused_days": days_between(use.time, batch.now) if use else None,
            "service": use.action.partition(":")[0] if use else "",
            "action": use.action if use else "",
            "source": use.source_ip if use else "",
            "access": powers.told,
            "administrator": powers.is_administrator,
        },
        owner=user.unique_id,
        marks=tuple(_marks(batch, credential, powers)),
    )


def _reasons(batch: Batch, user: User, credential: Credential, powers: Powers) -> Iterator[Reason]:
    limit, age = batch.thresholds.limit_days, credential.age(batch.now)
    if not credential.is_active:
        if age > limit:
            yield Reason(INACTIVE, f"Inactive and {amount(age, 'day')} old: it can be deleted.")
        return
    if user.is_root and credential.kind == ACCESS_KEY:
        yield Reason(ROOT_KEY, "It belongs to the root user, which should have no keys.")
    if age > limit:
        steps = min(MOST_STEPS, (age - limit) // DAYS_A_STEP * EACH_STEP)
        yield Reason(OLD + steps, f"{amount(age, 'day')} old, the limit is {limit}.")
    if credential.expires and credential.expires <= batch.now:
        yield Reason(EXPIRED, f"Expired on {credential.expires:%Y-%m-%d}.")
    if credential.tells_use and not credential.use and age > limit:
        yield Reason(UNUSED, "Never used.")
    unused = days_between(credential.use.time, batch.now) if credential.use else 0
    if unused > limit:
        yield Reason(UNUSED, f"Unused for {amount(unused, 'day')}.")
    if credential.lacks_mfa:
        yield Reason(NO_MFA, "Its user has no MFA device.")
    if powers.is_administrator and age > limit:
        yield Reason(ADMINISTRATOR, "Whoever has it is, or can become, an administrator.")


def _marks(batch: Batch, credential: Credential, powers: Powers) -> Iterator[str]:
    yield "credentials"
    if credential.is_active and credential.lacks_mfa:
        yield "without_mfa"
    if credential.kind != ACCESS_KEY:
        return
    age = credential.age(batch.now)
    yield from ("access_keys", f"age_{_age_band(age)}")
    if age > batch.thresholds.limit_days:
        yield "old_keys"
        if credential.is_active:
            yield "old_active_keys"
        if credential.is_active and powers.is_administrator:
            yield "old_administrator_keys"


AGE_BANDS = (("0-30", 30), ("31-90", 90), ("91-180", 180), ("181-365", 365))
OLDEST_BAND = "over-365"


def _age_band(age: int) -> str:
    return next((label for label, most in AGE_BANDS if age <= most), OLDEST_BAND)


# -- the credentials of users, read a table at a time -------------------------------------------------------------


def _credentials(batch: Batch, users: Sequence[User]) -> Iterator[tuple[User, list[Credential]]]:
    found: dict[int, list[Credential]] = {user.pk: [] for user in users}
    for read in (_passwords, _access_keys, _certificates, _ssh_keys, _service_credentials, _server_certificates):
        for user_key, credential in read(batch, users):
            found[user_key].append(credential)
    for user in users:
        yield user, found[user.pk]


Read = Iterator[tuple[int, Credential]]


def _access_keys(batch: Batch, users: Sequence[User]) -> Read:
    keys = list(AccessKey.objects.filter(user__in=users).order_by("pk"))
    uses = usage.last_use_of_keys(batch.account_id, {key.pk for key in keys})
    for key in keys:
        use = uses.get(key.pk)
        if use is None and key.last_used:
            # The key was seen, and whatever it asked for was refused: the row knows the service, and no more.
            use = Use(key.last_used, key.last_used_region, "", key.last_used_service)
        yield key.user_id, Credential(ACCESS_KEY, key.pk, key.is_active, key.created, use)


def _passwords(batch: Batch, users: Sequence[User]) -> Read:
    with_password = [user for user in users if user.has_password]
    uses = usage.last_used(batch.account_id, {user.unique_id for user in with_password})
    with_mfa = mfa.with_devices(with_password)
    for user in with_password:
        created = user.password_changed or user.password_created
        assert created is not None, "a password that is there was set"
        seen = uses.get((user.unique_id, SIGN_IN))
        use = Use(user.password_used, "", seen.source_ip if seen else "", SIGN_IN) if user.password_used else None
        lacks_mfa = user.pk not in with_mfa
        yield user.pk, Credential("Console password", user.label, True, created, use, lacks_mfa=lacks_mfa)


def _certificates(_batch: Batch, users: Sequence[User]) -> Read:
    for one in SigningCertificate.objects.filter(user__in=users).order_by("pk"):
        active = one.status == "Active"
        yield one.user_id, Credential("Signing certificate", one.pk, active, one.created, tells_use=False)


def _ssh_keys(_batch: Batch, users: Sequence[User]) -> Read:
    for one in SSHPublicKey.objects.filter(user__in=users).order_by("pk"):
        yield one.user_id, Credential("SSH key", one.pk, one.status == "Active", one.created, tells_use=False)


def _service_credentials(batch: Batch, users: Sequence[User]) -> Read:
    for one in ServiceCredential.objects.filter(user__in=users).order_by("pk"):
        active = one.status_at(batch.now) == "Active"
        kind = "Service credential"
        yield one.user_id, Credential(kind, one.pk, active, one.created, tells_use=False, expires=one.expires)


def _server_certificates(batch: Batch, users: Sequence[User]) -> Read:
    """Server certificates belong to the account: they are told with its root user."""
    root = next((user for user in users if user.is_root), None)
    if root is None:
        return
    for one in ServerCertificate.objects.filter(account_id=batch.account_id).order_by("name_key"):
        credential = Credential("Server certificate", one.name, True, one.created, tells_use=False, expires=one.expires)
        yield root.pk, credential


# -- how it is told -----------------------------------------------------------------------------------------------


def _headline(summary: Summary) -> str:
    count, limit = summary["old_keys"], summary.thresholds.limit_days
    return f"{amount(count, 'access key')} older than {limit} days in account {summary.account}"


def _figures(thresholds: Thresholds) -> tuple[Figure, ...]:
    return (
        Figure(f"access keys older than {thresholds.limit_days} days", "old_keys", "danger"),
        Figure("of them active", "old_active_keys", "danger"),
        Figure("active ones of administrators", "old_administrator_keys", "danger"),
        Figure("passwords without MFA", "without_mfa", "warning"),
        Figure("access keys in all", "access_keys"),
        Figure("credentials in all", "credentials"),
    )


def _chart(thresholds: Thresholds) -> Chart:
    edges = [*((label, most) for label, most in AGE_BANDS), (OLDEST_BAND, thresholds.limit_days + 1)]
    bars = (
        Bar(
            label.replace("-", " to ") if label != OLDEST_BAND else "over 365",
            f"age_{label}",
            "success" if most <= thresholds.limit_days else "danger",
        )
        for label, most in edges
    )
    return Chart("Access keys by age", tuple(bars), "Days")


def _columns() -> tuple[Column, ...]:
    hidden: Any = {"shown": False}
    return (
        Column("owner", "Owner"),
        Column("credential", "Credential", **hidden),
        Column("id", "ID", **hidden),
        Column("status", "Status"),
        Column("age_days", "Age in days"),
        Column("created", "Created", **hidden),
        Column("last_used", "Last used"),
        Column("unused_days", "Days unused", **hidden),
        Column("service", "Service", **hidden),
        Column("action", "Last action"),
        Column("source", "From"),
        Column("access", "May do"),
        Column("administrator", "Administrator", **hidden),
    )


KEY_AGE = Kind(
    name="key-age",
    title="Key age",
    about="Access keys, console passwords and certificates: how old they are, when they were last used, and what"
    " whoever has them may do.",
    subjects=(USER,),
    columns=_columns(),
    examine=examine,
    headline=_headline,
    figures=_figures,
    chart=_chart,
    advice="Make a second key, put it where the first is used, watch “last used” of the first stand still, deactivate"
    " it, and delete it.",
)
