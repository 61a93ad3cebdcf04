"""Who gets a report: users, groups and bare addresses, and the addresses they come to at the moment of sending."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError as FieldError
from django.core.validators import validate_email

from accounts.groups import services as groups
from accounts.models import ReportRecipient, ReportSchedule, User
from accounts.users import services as users
from iamconsole.errors import InvalidInput, NoSuchEntity

USER, GROUP, ADDRESS = "user", "group", "address"
ROOT = "root"
MOST = 50

Given = Mapping[str, Any]


def recipients_in(account_id: str, given: Iterable[Given]) -> list[ReportRecipient]:
    """Return rows, not yet saved, for what a request names; raise for names that nobody has."""
    found = [_recipient(account_id, one["Type"], one["Value"]) for one in given]
    if len(found) > MOST:
        raise InvalidInput(f"A report goes to at most {MOST} recipients.")
    return found


def replace_recipients(schedule: ReportSchedule, recipients: Iterable[ReportRecipient]) -> None:
    schedule.recipients.all().delete()
    for recipient in recipients:
        recipient.schedule = schedule
        recipient.save(force_insert=True)


def addresses_of(recipients: Iterable[ReportRecipient]) -> list[str]:
    """Return the known addresses behind the recipients, each once whatever its spelling of case."""
    found: dict[str, str] = {}
    for recipient in recipients:
        for address in _addresses(recipient):
            found.setdefault(address.lower(), address)
    return list(found.values())


def address_of(user: User) -> str:
    """Return where the user gets mail, or "" when no address was confirmed."""
    return user.mail_address


def root_address(account_id: str) -> str:
    return User.objects.get(account_id=account_id, is_root=True).email


def _recipient(account_id: str, kind: str, value: str) -> ReportRecipient:
    if kind == ADDRESS:
        try:
            validate_email(value)
        except FieldError:
            raise InvalidInput(f"{value[:254]} is no e-mail address.") from None
        return ReportRecipient(address=value)
    try:
        if kind == GROUP:
            return ReportRecipient(group=groups.find(account_id, value))
        if value == ROOT:
            return ReportRecipient(user=User.objects.get(account_id=account_id, is_root=True))
        return ReportRecipient(user=users.find(account_id, value))
    except NoSuchEntity:
        raise InvalidInput(f"There is no {kind} called {value[:128]} in this account.") from None


def _addresses(recipient: ReportRecipient) -> list[str]:
    if recipient.address:
        return [recipient.address]
    if recipient.user:
        return [address for address in [address_of(recipient.user)] if address]
    members = User.objects.filter(memberships__group=recipient.group).order_by("name_key")
    return [address for user in members if (address := address_of(user))]
