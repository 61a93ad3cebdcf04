"""The rules of getting back in: a mailed link in place of a forgotten password, and root's way by the machine.

A reset link gives a new password and nothing else: the sign-in after it asks for the second factor as always.
"""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from accounts.emails import services as emails
from accounts.lockouts import services as lockouts
from accounts.mfa import services as devices
from accounts.models import User
from accounts.notices import services as notices
from accounts.passwords import services as passwords
from accounts.recovery import tokens
from accounts.sessions import services as sessions
from iamconsole import mail
from iamconsole.errors import InvalidUserType, NoSuchEntity

# Between two reset links to one user.
DISTANCE = timedelta(minutes=5)


def request_link(user: User) -> None:
    """Have a reset link mailed to `user`, who must have a password to forget and a confirmed address."""
    if not user.has_password:
        raise InvalidUserType("The user has no console password.")
    if not user.mail_address:
        raise InvalidUserType("The user has no confirmed e-mail address.")
    passwords.check_not_locked_out(user)
    emails.check_distance(user, DISTANCE)
    user.link_mailed = timezone.now()
    user.save(update_fields=["link_mailed"])
    emails.mail_by_task("accounts.tasks.mail_reset_link", user)


def mail_link(user: User) -> None:
    """Mail the reset link; its token is made here, so that it stands in the mail and nowhere else."""
    if not user.mail_address:
        return
    context = {
        "name": user.label,
        "link": emails.link_to("recovery:reset-password", tokens.make(user)),
        "minutes": settings.PASSWORD_RESET_TIMEOUT // 60,
    }
    mail.send_privately(user.account_id, [user.mail_address], "Reset your password", "reset_password", context)


def account_of(token: str) -> str:
    """Return the account of the user whose password the token may replace; NoSuchEntity when it may none."""
    return _user_of(token).account_id


def reset_password(token: str, password: str) -> None:
    """Replace the password of the token's user, who is told, must sign in anew, and no longer has to wait."""
    user = _user_of(token)
    passwords.check_not_locked_out(user)
    passwords.check_not_easy(user, password)
    passwords.set_password(user, password, must_change=False)
    lockouts.release(user)


def recover_root(root: User, password: str, *, remove_devices: bool) -> None:
    """Give root a one-time password, end its sessions and, when asked, take its MFA devices away."""
    passwords.set_password(root, password, must_change=True)
    sessions.end_all(root)
    lockouts.release(root)
    if remove_devices:
        devices.remove_all(root)
    notices.tell(root, "root-recovered")


def _user_of(token: str) -> User:
    user = tokens.user_of(token)
    if user is None or not user.has_password:
        raise NoSuchEntity(emails.NO_LINK)
    return user
