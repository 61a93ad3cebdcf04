"""An account with one of everything, so that whoever walks through another account can be caught seeing it.

What somebody of another account may know to ask for has plain names (`known`); everything that an answer may then not
tell carries the word `unseen`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.utils import timezone

from accounts.mfa import services as devices
from accounts.models import ConsoleSession, ReportRow, ReportRun, User
from iamconsole.audit.models import Event
from iamconsole.aws.pipeline import invoke
from iamconsole.operator import operator
from tests import certificates, providers
from tests.cast import ACCOUNT, EVERYTHING, OTHER_ACCOUNT, PASSWORD, Person, new_root, new_user
from tests.codes import enable

UNSEEN = "unseen"
NAME = "known"
# Whoever belongs to the account reads it on every page.
ALIAS = "concealed-alias"
TAGS = [{"Key": "unseen-key", "Value": "unseen-value"}]
TRUST = (
    '{"Version":"2012-10-17","Statement":[{"Sid":"unseen","Effect":"Allow",'
    f'"Principal":{{"AWS":"arn:aws:iam::{ACCOUNT}:root"}},"Action":"sts:AssumeRole"}}]}}'
)
DOCUMENT = (
    '{"Version":"2012-10-17","Statement":[{"Sid":"unseen","Effect":"Allow","Action":"s3:GetObject",'
    '"Resource":"arn:aws:s3:::unseen/*"}]}'
)
SERVICE = '{"actions": [{"name": "GetUnseen", "accessLevel": "Read", "description": "unseen"}]}'
# Rows that every request writes, whatever it is allowed.
WRITTEN_ALWAYS = {"iamconsole.event", "iamconsole.usage"}
# Neither are the policies that AWS manages looked at, nor the sessions of those who walk.
NOT_LOOKED_AT = {
    "policies.policy": {"account_id": "aws"},
    "policies.policyversion": {"policy__account_id": "aws"},
    "accounts.consolesession": {"user_agent": ""},
}

Rows = dict[tuple[str, Any], tuple[Any, ...]]


@dataclass(frozen=True)
class World:
    """`names` are the identifiers in the account, by the argument, field or member that asks for them.

    alice may do everything, bob nothing, newcomer has no MFA device yet; mallory is root of another account, and
    `before_mallory` is what there was before that account.
    """

    names: Mapping[str, str]
    secrets: tuple[str, ...]
    alice: Person
    bob: Person
    newcomer: Person
    mallory: Person
    before_mallory: Rows

    def seen_in(self, content: bytes, *more: str) -> list[str]:
        """Return what of the account stands in an answer."""
        text = content.decode(errors="replace")
        return [secret for secret in (UNSEEN, *self.secrets, *more) if secret in text]


def build(outbox: Path, name: str = NAME) -> World:
    """Make the account and its people, and somebody of another account; `name` is what everything is called."""
    root = new_root(ACCOUNT, "unseen@example.com")
    iam, alice, bob = root.client(), new_user("alice"), new_user("bob")
    iam.put_user_policy(UserName="alice", PolicyName=name, PolicyDocument=EVERYTHING)
    iam.create_group(GroupName=name, Path="/division/")
    iam.create_group(GroupName="unseen-group")
    iam.create_user(UserName=name, Path="/division/", Tags=TAGS)
    iam.create_user(UserName="unseen-user", Tags=TAGS)
    for group in (name, "unseen-group"):
        iam.add_user_to_group(GroupName=group, UserName=name)
        iam.put_group_policy(GroupName=group, PolicyName=name, PolicyDocument=DOCUMENT)
    iam.add_user_to_group(GroupName=name, UserName="unseen-user")
    iam.create_login_profile(UserName=name, Password=PASSWORD)
    iam.put_user_policy(UserName=name, PolicyName=name, PolicyDocument=DOCUMENT)
    policy = iam.create_policy(PolicyName=name, PolicyDocument=DOCUMENT, Description="unseen", Tags=TAGS)["Policy"]
    iam.create_policy_version(PolicyArn=policy["Arn"], PolicyDocument=DOCUMENT)
    iam.create_policy(PolicyName="unseen-policy", PolicyDocument=DOCUMENT)
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST, Description="unseen", Tags=TAGS)["Role"]
    iam.create_role(RoleName="unseen-role", AssumeRolePolicyDocument=TRUST)
    iam.put_role_policy(RoleName=name, PolicyName=name, PolicyDocument=DOCUMENT)
    for holder in ("user", "group", "role"):
        attach = getattr(iam, f"attach_{holder}_policy")
        attach(**{f"{holder.title()}Name": name, "PolicyArn": policy["Arn"]})
    iam.create_instance_profile(InstanceProfileName=name, Path="/division/", Tags=TAGS)
    iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=name)
    key, hidden_key = (iam.create_access_key(UserName=owner)["AccessKey"] for owner in (name, "unseen-user"))
    ssh = iam.upload_ssh_public_key(
        UserName=name, SSHPublicKeyBody=f"{certificates.ssh_line(certificates.rsa_key())} unseen"
    )["SSHPublicKey"]
    signing = iam.upload_signing_certificate(
        UserName=name, CertificateBody=certificates.certificate("unseen.example.com").body
    )["Certificate"]
    issued = certificates.certificate("www.example.com")
    iam.upload_server_certificate(
        ServerCertificateName=name,
        CertificateBody=issued.body,
        PrivateKey=issued.private_key,
        Path="/division/",
        Tags=TAGS,
    )
    service = iam.create_service_specific_credential(UserName=name, ServiceName="codecommit.amazonaws.com")[
        "ServiceSpecificCredential"
    ]
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName=name, Tags=TAGS)["VirtualMFADevice"]
    oidc = iam.create_open_id_connect_provider(Url="https://known.example.com", ClientIDList=["unseen"], Tags=TAGS)
    saml = iam.create_saml_provider(
        Name=name, SAMLMetadataDocument=providers.metadata(entity="https://unseen.example.com"), Tags=TAGS
    )
    iam.create_account_alias(AccountAlias=ALIAS)
    issuer = iam.enable_outbound_web_identity_federation()["IssuerIdentifier"]
    iam.generate_credential_report()
    job = iam.generate_service_last_accessed_details(Arn=f"arn:aws:iam::{ACCOUNT}:user/division/{name}")["JobId"]
    invoke(operator(ACCOUNT), "iamconsole", "PutService", {"Prefix": name, "Name": "unseen", "Document": SERVICE})
    session_id = _session(User.objects.get(name=name))
    event = Event.objects.filter(name="CreatePolicy").earliest("pk")
    schedule, row = _report(name, key["AccessKeyId"])
    names = {
        "name": name,
        "prefix": name,
        "users.key_id": key["AccessKeyId"],
        "security.key_id": key["AccessKeyId"],
        "event_id": str(event.event_id),
        "mail_id": _mail(outbox),
        "schedule_id": schedule,
        "run_id": str(row.run_id),
        "row_id": str(row.pk),
        "file_format": "csv",
        "ScheduleId": schedule,
        "RunId": str(row.run_id),
        "RowId": str(row.pk),
        "issuer_id": issuer.rpartition("/")[2],
        "arn": policy["Arn"],
        "policy_arn": policy["Arn"],
        "role_arn": role["Arn"],
        "role_name": name,
        "session_id": session_id,
        "SessionId": session_id,
        "email": "known@example.com",
        "Email": "known@example.com",
        "account": ACCOUNT,
        "key_id": key["AccessKeyId"],
        "ssh_id": ssh["SSHPublicKeyId"],
        "certificate_id": signing["CertificateId"],
        "credential_id": service["ServiceSpecificCredentialId"],
        "serial_number": device["SerialNumber"],
        "oidc_arn": oidc["OpenIDConnectProviderArn"],
        "saml_arn": saml["SAMLProviderArn"],
        "job_id": job,
        **_members(name, policy["Arn"], role["Arn"]),
        "AccessKeyId": key["AccessKeyId"],
        "SSHPublicKeyId": ssh["SSHPublicKeyId"],
        "CertificateId": signing["CertificateId"],
        "ServiceSpecificCredentialId": service["ServiceSpecificCredentialId"],
        "SerialNumber": device["SerialNumber"],
        "OpenIDConnectProviderArn": oidc["OpenIDConnectProviderArn"],
        "SAMLProviderArn": saml["SAMLProviderArn"],
        "JobId": job,
    }
    unseen_ids = (hidden_key["AccessKeyId"], policy["PolicyId"], role["RoleId"])
    for person in (alice, bob):
        enable(devices.offer(person.user), person.user)
    newcomer = new_user("newcomer")
    before_mallory = rows()
    mallory = new_root(OTHER_ACCOUNT, "mallory@example.com")
    return World(names, unseen_ids, alice, bob, newcomer, mallory, before_mallory)


def _members(name: str, policy_arn: str, role_arn: str) -> dict[str, str]:
    kinds = ("User", "Group", "Role", "Policy", "InstanceProfile", "ServerCertificate")
    named = {f"{kind}Name": name for kind in kinds} | {"VirtualMFADeviceName": name}
    return named | {"PolicyArn": policy_arn, "RoleArn": role_arn}


def _session(user: User) -> str:
    now = timezone.now()
    ends = now + timedelta(hours=1)
    session = ConsoleSession(session_key="5e55" * 10, user=user, started=now, last_used=now, expire_date=ends)
    session.user_agent = UNSEEN
    session.save(force_insert=True)
    return session.pk


def _mail(outbox: Path) -> str:
    folder = outbox / ACCOUNT
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "20260101T000000-ab.eml").write_text("Subject: unseen\nTo: unseen@example.com\n\nunseen\n")
    return "20260101T000000-ab"


def _report(name: str, key_id: str) -> tuple[str, ReportRow]:
    """Make a schedule, a report, and a finding of it that offers everything a finding can."""
    asked = {"Name": "unseen", "Kind": "key-age", "EveryDays": 1}
    to = [{"Type": "address", "Value": "unseen@example.com"}]
    made = invoke(operator(ACCOUNT), "iamconsole", "CreateReportSchedule", {**asked, "Recipients": to})["Schedule"]
    start = {"ScheduleId": made["ScheduleId"], "Period": "unseen"}
    run = ReportRun.objects.get(
        pk=invoke(operator(ACCOUNT), "iamconsole", "StartReportSchedule", start)["Run"]["RunId"]
    )
    row = ReportRow.objects.create(
        run=run,
        finding=f"access-key/{key_id}",
        risk=50,
        subject=f"arn:aws:iam::{ACCOUNT}:user/division/{name}",
        title="unseen",
        reason="unseen",
        facts={"id": key_id, "policy": name, "inline_of": ["user", name], "present": DOCUMENT, "proposal": DOCUMENT},
        marks=" listed ",
    )
    return made["ScheduleId"], row


def rows() -> Rows:
    """Return the rows of the database by table and key."""
    found: Rows = {}
    for model in apps.get_models():
        label = model._meta.label_lower
        if label in WRITTEN_ALWAYS:
            continue
        kept = model._default_manager.exclude(**NOT_LOOKED_AT.get(label, {"pk": None}))
        # The stamp says that somebody was allowed to change something of their own.
        columns = [field.attname for field in model._meta.fields if field.attname != "policies_stamp"]
        found |= {(label, row[0]): row for row in kept.values_list("pk", *columns)}
    return found


def changed(before: Rows) -> list[Any]:
    """Return the rows that were there before and are not as they were, and new ones that name the account."""
    now = rows()
    return [key for key, row in before.items() if now.get(key) != row] + [
        key for key, row in now.items() if key not in before and ACCOUNT in row
    ]
