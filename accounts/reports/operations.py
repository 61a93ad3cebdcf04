"""iamconsole's own operations on reports and the mail they are sent in."""

from typing import Any

from accounts import resources
from accounts.account import services as accounts
from accounts.reports import services, shapes
from iamconsole import mail
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller
from iamconsole.errors import NoSuchEntity
from iamconsole.paging import page_of_values


# No change of the account, and no transaction around it: none may be open while a mail server is slow.
@operation("iamconsole", "SendKeyAgeReport", resource=resources.account, changes=False)
def send_key_age_report(caller: Caller, period: str) -> None:
    services.send_key_age(accounts.find(caller.account_id), period)


@operation("iamconsole", "ListMail")
def list_mail(caller: Caller, marker: str | None = None, max_items: int | None = None) -> dict[str, Any]:
    found = mail.outbox_of(caller.account_id).glob("*.eml")
    rows, more = page_of_values(found, shapes.newest_first, marker, max_items)
    return {"Mails": [shapes.mail_shape(path) for path in rows], **more}


@operation("iamconsole", "GetMail")
def get_mail(caller: Caller, mail_id: str) -> dict[str, Any]:
    path = mail.find(caller.account_id, mail_id)
    if path is None:
        raise NoSuchEntity(f"There is no mail {mail_id} in the outbox of this account.")
    return shapes.whole_mail_shape(path)
