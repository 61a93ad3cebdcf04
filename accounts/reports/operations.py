"""iamconsole's own operations on reports and the mail they are sent in."""

from accounts import resources
from accounts.account import services as accounts
from accounts.reports import services
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller


# No change of the account, and no transaction around it: none may be open while a mail server is slow.
@operation("iamconsole", "SendKeyAgeReport", resource=resources.account, changes=False)
def send_key_age_report(caller: Caller, period: str) -> None:
    services.send_key_age(accounts.find(caller.account_id), period)
