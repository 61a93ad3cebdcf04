"""The rules of users' e-mail addresses: given by who may, and good for nothing until a mailed link was followed.

Root's address is given with the account and stays; it counts as known.
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError as FieldError
from django.core.validators import validate_email
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from accounts.models import User
from accounts.notices import services as notices
from iamconsole import mail, queue
from iamconsole.errors import EntityAlreadyExists, InvalidInput, InvalidUserType, LimitExceeded, NoSuchEntity

SALT = "accounts.emails.confirm"
LINK_LIFETIME = timedelta(days=3)
# Between two mails with a link to one user: nobody's mailbox is to be filled from here.
DISTANCE = timedelta(minutes=1)
NO_LINK = "This link is not valid any more. Have another one mailed to you."


def set_address(user: User, address: str) -> None:
    """Give `user` an address, and mail a link there that confirms it; one that waits for that gets another link."""
    if user.is_root:
        raise InvalidUserType("The address of root is the one the account was made with.")
    try:
        validate_email(address)
    except FieldError:
        raise InvalidInput("This is not an e-mail address.") from None
    if address == user.mail_address:
        raise EntityAlreadyExists("This address is confirmed already.")
    check_distance(user, DISTANCE)
    if address != user.email:
        _tell_former(user)
        user.email = address
        user.email_confirmed = None
    user.link_mailed = timezone.now()
    user.save(update_fields=["email", "email_confirmed", "link_mailed"])
    mail_by_task("accounts.tasks.mail_confirmation_link", user)


def remove_address(user: User) -> None:
    if user.is_root:
        raise InvalidUserType("Root keeps its address.")
    _tell_former(user)
    user.email = ""
    user.email_confirmed = None
    user.save(update_fields=["email", "email_confirmed"])


def confirm(token: str) -> User:
    """Note that whoever holds `token` reads the address it was mailed to; return the user."""
    user = _user_of(token)
    if user.email_confirmed is None:
        user.email_confirmed = timezone.now()
        user.save(update_fields=["email_confirmed"])
    return user


def account_of(token: str) -> str:
    """Return the account of the user a token is about; NoSuchEntity when it is none of ours, or too old."""
    return _user_of(token).account_id


def mail_link(user: User) -> None:
    """Mail the link that confirms the user's address."""
    token = signing.dumps({"user": user.unique_id, "address": user.email}, salt=SALT)
    context = {"name": user.label, "link": link_to("recovery:confirm-email", token), "days": LINK_LIFETIME.days}
    mail.send_privately(user.account_id, [user.email], "Confirm your e-mail address", "confirm_email", context)


def link_to(page: str, token: str) -> str:
    """Return a link for a mail. The token stands in the query: paths are logged."""
    return f"{settings.PUBLIC_URL}{reverse(page)}?{urlencode({'token': token})}"


def check_distance(user: User, distance: timedelta) -> None:
    """Raise while the last link mailed to `user` is younger than `distance`."""
    if user.link_mailed is not None and timezone.now() - user.link_mailed < distance:
        raise LimitExceeded("A link was mailed a moment ago. Look for it, or try again in a few minutes.")


def mail_by_task(task: str, user: User) -> None:
    """Have a task mail a link once the present change holds; the link itself never enters the queue."""
    queue.send_after_commit(task, user.pk)


def _user_of(token: str) -> User:
    try:
        meant = signing.loads(token, salt=SALT, max_age=LINK_LIFETIME)
    except signing.BadSignature:
        raise NoSuchEntity(NO_LINK) from None
    user = User.objects.filter(unique_id=meant["user"], email=meant["address"]).select_related("account").first()
    if user is None:
        raise NoSuchEntity(NO_LINK)
    return user


def _tell_former(user: User) -> None:
    if user.email_confirmed is not None:
        notices.tell_former_address(user, user.email)
