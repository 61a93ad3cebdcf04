"""Tell people by mail what happened to their credentials: the one place for it, whoever did it and by whatever way.

`tell` is called by the service that makes the change. The mail goes out by a task once the change is committed; a
queue or a mail server that fails undoes nothing.
"""

from dataclasses import dataclass

from accounts.models import User
from iamconsole import mail, queue


@dataclass(frozen=True, slots=True)
class Notice:
    """`subject` may hold {detail}, such as the name of a device; `happened` is a whole sentence."""

    subject: str
    happened: str


NOTICES = {
    "password-changed": Notice("Your password was changed", "Your console password was changed."),
    "password-removed": Notice("Your password was removed", "Your console password was taken away."),
    "device-added": Notice("MFA device {detail} was added", "The MFA device {detail} was added to your user."),
    "device-removed": Notice("MFA device {detail} was removed", "The MFA device {detail} was removed from your user."),
    "recovery-code-used": Notice(
        "A recovery code was used to sign in",
        "One of your recovery codes was used in place of an MFA device. Codes left: {detail}.",
    ),
    "email-changed": Notice(
        "Your e-mail address was changed", "Your user has another e-mail address now; this one no longer counts."
    ),
    "root-recovered": Notice(
        "Your root user was recovered",
        "The operator of the installation gave your root user a one-time password and ended its sessions.",
    ),
}


def tell(user: User, notice: str, detail: str = "") -> None:
    """Have a mail about `notice` sent to `user` once the present change holds, if an address is known to be theirs."""
    assert notice in NOTICES, f"{notice} is no notice"
    if user.mail_address:
        _after_commit(user, user.mail_address, notice, detail)


def tell_former_address(user: User, address: str) -> None:
    """Tell whoever reads `address`, which was `user`'s, that it is no longer."""
    _after_commit(user, address, "email-changed", "")


def send(account_id: str, address: str, name: str, notice: str, detail: str) -> None:
    """Send the mail now."""
    told = NOTICES[notice]
    subject = told.subject.format(detail=detail)
    context = {"name": name, "happened": told.happened.format(detail=detail)}
    mail.send(account_id, [address], f"{subject} ({name} in account {account_id})", "notice", context)


def _after_commit(user: User, address: str, notice: str, detail: str) -> None:
    queue.send_after_commit("accounts.tasks.send_notice", user.account_id, address, user.label, notice, detail)
