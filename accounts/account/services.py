"""The rules of accounts: made with a root user, emptied for tests, removed."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError as FieldError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.keys import services as keys
from accounts.models import (
    AccessKey,
    Account,
    ArchivedFinding,
    Attachment,
    CredentialReport,
    Group,
    InlinePolicy,
    InstanceProfile,
    LastAccessedReport,
    Membership,
    OIDCProvider,
    PasswordPolicy,
    RecoveryCodes,
    ReportRun,
    ReportSchedule,
    Role,
    RoleDeletion,
    SAMLProvider,
    SecurityKey,
    ServerCertificate,
    ServiceCredential,
    SigningCertificate,
    SSHPublicKey,
    TokenIssuer,
    User,
    VirtualMFADevice,
)
from accounts.models.account import ALIAS, MFARequirement
from accounts.passwords import rules
from accounts.passwords import services as passwords
from iamconsole.console import services as console
from iamconsole.errors import EntityAlreadyExists, InvalidInput, NoSuchEntity, ValidationError
from policies.models import Policy, PolicyUse, RegisteredService


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account as it was made; the secrets are shown this once."""

    account: Account
    root: User
    password: str
    key_id: str = ""
    secret: str = ""


def create(
    account_id: str, *, alias: str = "", root_email: str, password: str = "", with_root_key: bool = False
) -> NewAccount:
    """Return a new account whose root user must choose another password at the first sign-in.

    The one-time password is random unless it is given.
    """
    account = Account(id=account_id, alias=alias, created=timezone.now())
    root = User(
        account=account,
        unique_id=account_id,
        is_root=True,
        email=root_email,
        created=timezone.now(),
        password="!",  # noqa: S106 - Django's mark of an unusable password
    )
    try:
        account.clean_fields()
        root.clean_fields(exclude=["account", "name_key"])
    except FieldError as error:
        raise InvalidInput(" ".join(error.messages)) from None
    if User.objects.filter(is_root=True, email__iexact=root_email).exists():
        raise EntityAlreadyExists(f"The e-mail address {root_email} is already the root user's of another account.")
    password = password or rules.DEFAULT.random_password()
    try:
        with transaction.atomic():
            account.save(force_insert=True)
            root.save(force_insert=True)
            passwords.create_profile(root, password, must_change=True)
            key, secret = keys.create(root) if with_root_key else (None, "")
    except IntegrityError:
        raise EntityAlreadyExists(f"Account {account_id} or alias {alias} already exists.") from None
    return NewAccount(account, root, password, key.id if key else "", secret)


def find(account_id: str) -> Account:
    account = Account.objects.filter(pk=account_id).first()
    if account is None:
        raise NoSuchEntity(f"Account {account_id} cannot be found.")
    return account


def free_account_id() -> str:
    """Return a random account number that nobody has."""
    while True:
        account_id = f"{secrets.randbelow(9 * 10**11) + 10**11}"
        if not Account.objects.filter(pk=account_id).exists():
            return account_id


def set_alias(account: Account, alias: str) -> None:
    """Give the account another alias, in the place of the one it may have."""
    try:
        ALIAS(alias)
    except FieldError as error:
        raise ValidationError(" ".join(error.messages)) from None
    account.alias = alias
    try:
        with transaction.atomic():
            account.save(update_fields=["alias"])
    except IntegrityError:
        raise EntityAlreadyExists(f"The account alias {alias} already exists.") from None


def delete_alias(account: Account, alias: str) -> None:
    if account.alias != alias:
        raise NoSuchEntity(f"The account alias with name {alias} cannot be found.")
    account.alias = ""
    account.save(update_fields=["alias"])


def set_token_version(account: Account, version: int) -> None:
    """Choose the form of the session tokens of the global endpoint, of which AWS has two."""
    account.token_version = version
    account.save(update_fields=["token_version"])


def check_properties(properties: Mapping[str, str]) -> None:
    """Raise InvalidInput unless all keys read `Namespace/PropertyName`, of one namespace."""
    if not properties:
        raise InvalidInput("Properties must not be empty.")
    keys = [key.split("/") for key in properties]
    if not all(len(parts) == 2 and all(parts) for parts in keys):
        raise InvalidInput("The key of an account property reads Namespace/PropertyName, with exactly one slash.")
    if len({namespace for namespace, _ in keys}) > 1:
        raise InvalidInput("All account properties of a request must belong to the same namespace.")


@transaction.atomic
def reset(account: Account) -> None:
    """Empty the account. The root user stays, with its password and keys; the events stay, as they always do."""
    of_users = User.objects.filter(account=account, is_root=False)
    Attachment.objects.filter(user__account=account).delete()
    Attachment.objects.filter(group__account=account).delete()
    InlinePolicy.objects.filter(user__account=account).delete()
    InlinePolicy.objects.filter(group__account=account).delete()
    Attachment.objects.filter(role__account=account).delete()
    InlinePolicy.objects.filter(role__account=account).delete()
    InstanceProfile.objects.filter(account=account).delete()
    Role.objects.filter(account=account).delete()
    RoleDeletion.objects.filter(account=account).delete()
    OIDCProvider.objects.filter(account=account).delete()
    SAMLProvider.objects.filter(account=account).delete()
    TokenIssuer.objects.filter(account=account).delete()
    LastAccessedReport.objects.filter(account=account).delete()
    ReportSchedule.objects.filter(account=account).delete()
    ReportRun.objects.filter(account=account).delete()
    ArchivedFinding.objects.filter(account=account).delete()
    Membership.objects.filter(group__account=account).delete()
    AccessKey.objects.filter(user__in=of_users).delete()
    SSHPublicKey.objects.filter(user__account=account).delete()
    SigningCertificate.objects.filter(user__account=account).delete()
    ServiceCredential.objects.filter(user__account=account).delete()
    ServerCertificate.objects.filter(account=account).delete()
    PasswordPolicy.objects.filter(account=account).delete()
    CredentialReport.objects.filter(account=account).delete()
    VirtualMFADevice.objects.filter(account=account).exclude(user__is_root=True).delete()
    SecurityKey.objects.filter(user__in=of_users).delete()
    RecoveryCodes.objects.filter(user__in=of_users).delete()
    of_users.delete()
    Group.objects.filter(account=account).delete()
    Policy.objects.filter(account_id=account.pk).delete()
    PolicyUse.objects.filter(account_id=account.pk).delete()
    RegisteredService.objects.filter(account_id=account.pk).delete()
    console.forget_account(account.pk)
    account.alias = ""
    account.token_version = 1
    account.mfa_requirement = MFARequirement.ALL
    account.save(update_fields=["alias", "token_version", "mfa_requirement"])


@transaction.atomic
def delete(account: Account) -> None:
    """Remove the account and everything in it but its events."""
    reset(account)
    AccessKey.objects.filter(user__account=account).delete()
    VirtualMFADevice.objects.filter(account=account).delete()
    SecurityKey.objects.filter(user__account=account).delete()
    RecoveryCodes.objects.filter(user__account=account).delete()
    User.objects.filter(account=account).delete()
    account.delete()
