"""The operations on reports: IAM's, and iamconsole's own on the mail that reports are sent in."""

from typing import Any

from accounts import resources
from accounts.account import services as accounts
from accounts.reports import generated, service_access, shapes
from iamconsole import mail
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller
from iamconsole.errors import NoSuchEntity
from iamconsole.paging import page_of_values


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


# It changes nothing that decides, and the report remembers the stamp that a change would raise.
@operation("iam", "GenerateCredentialReport", changes=False)
def generate_credential_report(caller: Caller) -> dict[str, Any]:
    state = generated.generate(accounts.find(caller.account_id))
    starting = "No report exists. Starting a new report generation task"
    return {"State": state, "Description": starting if state == generated.STARTED else None}


@operation("iam", "GetCredentialReport")
def get_credential_report(caller: Caller) -> dict[str, Any]:
    report = generated.find(accounts.find(caller.account_id))
    return {"Content": report.content.encode(), "ReportFormat": "text/csv", "GeneratedTime": report.generated}


@operation("iam", "ListPoliciesGrantingServiceAccess", resource=resources.named_by_arn)
def list_policies_granting_service_access(
    caller: Caller, arn: str, service_namespaces: list[str], marker: str | None = None
) -> dict[str, Any]:
    identity = service_access.find(caller.account_id, arn)
    rows, more = page_of_values(set(service_namespaces), str, marker, len(service_namespaces))
    return {"PoliciesGrantingServiceAccess": service_access.granting(identity, rows), **more}
