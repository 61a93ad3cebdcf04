"""Reports on how people sign in: the credential report as AWS gives it, MFA coverage, the password policy."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from accounts.access.shelf import shelf_of
from accounts.mfa import selectors as mfa
from accounts.models import PasswordPolicy, User
from accounts.passwords.selectors import expiry
from accounts.reporting.model import (
    USER,
    Bar,
    Batch,
    Chart,
    Column,
    Figure,
    Finding,
    Kind,
    amount,
    bounded,
    days_between,
)
from accounts.reporting.powers import powers_of, universe_of
from accounts.reports.credential_report import COLUMNS, rows_of

NO_MFA, ROOT_NO_MFA, ADMINISTRATOR = 45, 90, 30
EXPIRED, EXPIRES_SOON, OLDER_THAN_POLICY, NO_EXPIRY = 60, 20, 15, 5
SOON = timedelta(days=14)
# How AWS's CSV writes it.
YES, NO = "true", "false"


# -- the credential report ----------------------------------------------------------------------------------------


def examine_credentials(batch: Batch) -> Iterator[Finding]:
    """Yield AWS's row of each user; the CSV of this report is AWS's."""
    users = User.objects.filter(pk__in=[user.pk for user in _users(batch)]).order_by("pk")
    for user, values in rows_of(batch.account_id, users):
        row = dict(zip(COLUMNS, values, strict=True))
        reasons = list(_faults(user, row))
        yield Finding(
            key=f"user/{user.unique_id}",
            risk=bounded(sum(risk for risk, _ in reasons)),
            subject=user.arn,
            title=f"Credentials of {user.label}",
            reason=" ".join(words for _, words in reasons) or "In order.",
            facts=row,
            owner=user.unique_id,
            marks=tuple(_credential_marks(row)),
        )


def _faults(user: User, row: dict[str, str]) -> Iterator[tuple[int, str]]:
    has_keys = YES in (row["access_key_1_active"], row["access_key_2_active"])
    if row["password_enabled"] == YES and row["mfa_active"] == NO:
        yield (ROOT_NO_MFA if user.is_root else NO_MFA), "A password without MFA."
    if user.is_root and has_keys:
        yield 60, "The root user has active access keys."
    if row["access_key_1_active"] == row["access_key_2_active"] == YES:
        yield 10, "Two active access keys."


def _credential_marks(row: dict[str, str]) -> Iterator[str]:
    yield "users"
    has_password, has_mfa = row["password_enabled"] == YES, row["mfa_active"] == YES
    if has_password:
        yield "with_password"
        yield "with_mfa" if has_mfa else "without_mfa"
    keys = sum(row[f"access_key_{number}_active"] == YES for number in (1, 2))
    yield f"keys_{keys}"
    if keys:
        yield "with_keys"


SHOWN = {
    "user",
    "password_enabled",
    "password_last_used",
    "mfa_active",
    "access_key_1_active",
    "access_key_2_active",
}


def _label(column: str) -> str:
    words = column.replace("_", " ")
    return words.replace("mfa", "MFA", 1) if words.startswith("mfa") else words.capitalize()


CREDENTIALS = Kind(
    name="credential",
    title="Credential report",
    about="Every user with the state of password, MFA, access keys and certificates, in the columns of AWS's credential"
    " report.",
    subjects=(USER,),
    columns=tuple(Column(name, _label(name), name in SHOWN) for name in COLUMNS),
    is_csv_bare=True,
    examine=examine_credentials,
    headline=lambda summary: f"Credentials of {amount(summary['users'], 'user')} in account {summary.account}",
    figures=lambda _: (
        Figure("passwords without MFA", "without_mfa", "danger"),
        Figure("with a password", "with_password"),
        Figure("with active access keys", "with_keys"),
        Figure("users in all", "users"),
    ),
    chart=lambda _: Chart(
        "Users by active access keys",
        (Bar("no key", "keys_0", "success"), Bar("one key", "keys_1"), Bar("two keys", "keys_2", "warning")),
        "Keys",
    ),
)


# -- MFA coverage -------------------------------------------------------------------------------------------------


def examine_mfa(batch: Batch) -> Iterator[Finding]:
    users = _users(batch)
    shelf, universe = shelf_of(batch.account_id, users), universe_of(batch.account_id)
    with_mfa = mfa.with_devices(users)
    for user in users:
        powers = powers_of(user, shelf, universe)
        covered = user.pk in with_mfa
        state = "covered" if covered else "without_mfa" if user.has_password else "no_password"
        is_open = state == "without_mfa"
        risk = (ROOT_NO_MFA if user.is_root else NO_MFA + ADMINISTRATOR * powers.is_administrator) if is_open else 0
        used = user.password_used
        yield Finding(
            key=f"mfa/{user.unique_id}",
            risk=bounded(risk),
            subject=user.arn,
            title=f"MFA of {user.label}",
            reason={
                "covered": "It has an MFA device.",
                "no_password": "It has no password, so nobody signs in to the console as this user.",
                "without_mfa": "It has a password and no MFA device: it is asked to set one up at the next sign-in.",
            }[state],
            facts={
                "user": user.label,
                "password": user.has_password,
                "mfa": covered,
                "last_used": used.isoformat() if used else None,
                "access": powers.told,
            },
            owner=user.unique_id,
            marks=("users", state, *(("open_administrators",) if is_open and powers.is_administrator else ())),
        )


MFA = Kind(
    name="mfa-coverage",
    title="MFA coverage",
    about="Who signs in to the console with a second factor, and who could without one.",
    subjects=(USER,),
    columns=(
        Column("user", "User"),
        Column("password", "Password"),
        Column("mfa", "MFA"),
        Column("last_used", "Last sign-in"),
        Column("access", "May do"),
    ),
    examine=examine_mfa,
    headline=lambda summary: (
        f"{amount(summary['without_mfa'], 'user')} with a password and no MFA in account {summary.account}"
    ),
    figures=lambda _: (
        Figure("passwords without MFA", "without_mfa", "danger"),
        Figure("of administrators", "open_administrators", "danger"),
        Figure("with MFA", "covered"),
        Figure("users in all", "users"),
    ),
    chart=lambda _: Chart(
        "Users by second factor",
        (
            Bar("MFA", "covered", "success"),
            Bar("no password", "no_password", "neutral"),
            Bar("password only", "without_mfa", "danger"),
        ),
        "State",
    ),
    advice="Ask these people to sign in: the console lets nobody go on without a second factor. Delete passwords that"
    " nobody uses.",
)


# -- the password policy ------------------------------------------------------------------------------------------


def examine_passwords(batch: Batch) -> Iterator[Finding]:
    """Yield the passwords that break the policy, as far as anybody can tell who knows hashes only."""
    policy = PasswordPolicy.objects.filter(account_id=batch.account_id).first()
    for user in _users(batch):
        changed = user.password_changed or user.password_created
        if changed is None or user.is_root:
            continue
        expires = expiry(user, policy)
        reasons = list(_password_faults(batch, user, policy))
        yield Finding(
            key=f"password/{user.unique_id}",
            risk=bounded(sum(risk for risk, _, _ in reasons)),
            subject=user.arn,
            title=f"Password of {user.name}",
            reason=" ".join(words for _, words, _ in reasons) or "It complies with the password policy.",
            facts={
                "user": user.name,
                "changed": changed.isoformat(),
                "age_days": days_between(changed, batch.now),
                "expires": expires.isoformat()[:10] if expires else "",
                "must_change": user.must_change_password,
            },
            owner=user.unique_id,
            marks=("passwords", *(mark for _, _, mark in reasons), *(() if reasons else ("compliant",))),
        )


def _password_faults(batch: Batch, user: User, policy: PasswordPolicy | None) -> Iterator[tuple[int, str, str]]:
    changed, expires = user.password_changed or user.password_created, expiry(user, policy)
    assert changed is not None, "only passwords that are there are looked at"
    if policy is None:
        yield NO_EXPIRY, "The account has no password policy of its own, so its passwords never expire.", "no_policy"
    elif expires is None:
        yield NO_EXPIRY, "The password policy lets it live for ever.", "never_expires"
    elif expires <= batch.now:
        yield EXPIRED, f"It expired on {expires:%Y-%m-%d}.", "expired"
    elif expires <= batch.now + SOON:
        yield EXPIRES_SOON, f"It expires on {expires:%Y-%m-%d}.", "expires_soon"
    if changed < batch.old_before and expires is None:
        age = amount(days_between(changed, batch.now), "day")
        yield OLDER_THAN_POLICY, f"It is {age} old.", "old"
    if user.must_change_password:
        yield EXPIRES_SOON, "A first password that its user has not changed yet.", "first"


PASSWORDS = Kind(
    name="password-policy",
    title="Password policy",
    about="Which console passwords comply with the account's password policy; rules on characters held when a password"
    " was set, and cannot be checked again.",
    subjects=(USER,),
    columns=(
        Column("user", "User"),
        Column("age_days", "Age in days"),
        Column("changed", "Changed"),
        Column("expires", "Expires"),
        Column("must_change", "Must be changed"),
    ),
    examine=examine_passwords,
    headline=lambda summary: (
        f"{amount(summary['passwords'] - summary['compliant'], 'password')} to look at in account {summary.account}"
    ),
    figures=lambda thresholds: (
        Figure("expired", "expired", "danger"),
        Figure("expire in two weeks", "expires_soon", "warning"),
        Figure(f"older than {thresholds.limit_days} days that never expire", "old", "warning"),
        Figure("first passwords not changed", "first", "warning"),
        Figure("that comply", "compliant"),
        Figure("passwords in all", "passwords"),
    ),
    chart=lambda _: Chart(
        "Passwords by compliance",
        (
            Bar("compliant", "compliant", "success"),
            Bar("expire soon", "expires_soon", "warning"),
            Bar("expired", "expired", "danger"),
            Bar("never expire", "never_expires", "neutral"),
            Bar("no policy", "no_policy", "neutral"),
        ),
        "State",
    ),
    advice="Set a password policy with a maximum age, and ask the people named here to change their passwords.",
)


def _users(batch: Batch) -> Sequence[User]:
    return [subject for subject in batch.subjects if isinstance(subject, User)]
