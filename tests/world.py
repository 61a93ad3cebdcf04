"""An account that is full: as many users, roles and policies as wanted, and one of each with all that can hang on it.

Written in bulk, past the operations, because thousands of them would take minutes; it obeys the same quotas.
"""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar

from django.db.models import Model

from accounts.account import services as accounts
from accounts.models import (
    AccessKey,
    Attachment,
    Group,
    InlinePolicy,
    InstanceProfile,
    LastAccessedReport,
    Membership,
    OIDCProvider,
    ReportRow,
    ReportRun,
    Role,
    SAMLProvider,
    ServerCertificate,
    ServiceCredential,
    SigningCertificate,
    SSHPublicKey,
    User,
    VirtualMFADevice,
)
from accounts.roles import trust
from accounts.usage.shapes import service_entry
from iamconsole import ids
from iamconsole.aws.registry import Operation
from iamconsole.caller import Caller, CallerKind, Face, Origin
from policies.models import Policy, PolicyUse, PolicyVersion, RegisteredService
from tests import providers
from tests.certificates import certificate, rsa_key, ssh_line

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}'
# Access Analyzer finds something at each of its statements.
CARELESS = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": f"s3:Nothing{number}", "Resource": "*"} for number in range(12)],
    }
)
TAGS = [[f"tag{number:02}", "red"] for number in range(50)]
# Rows written with one statement; SQLite takes no more variables.
BATCH = 500

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class World:
    """An account by its number, and how many there are of each thing of which it can have many."""

    account_id: str
    users: int
    roles: int
    policies: int

    @property
    def root(self) -> Caller:
        return _caller(CallerKind.ROOT, User.objects.get(account_id=self.account_id, is_root=True))

    @property
    def user(self) -> Caller:
        """`user0000` itself."""
        return _caller(CallerKind.USER, User.objects.get(account_id=self.account_id, name="user0000"))

    def arn(self, resource: str) -> str:
        return f"arn:aws:iam::{self.account_id}:{resource}"


def _caller(kind: CallerKind, user: User) -> Caller:
    return Caller(
        kind=kind,
        account_id=user.account_id,
        arn=user.arn,
        user_id=user.unique_id,
        origin=Origin(Face.API, str(uuid.uuid4())),
        principal_arn=user.arn,
        user_key=user.pk,
        user_name=user.name,
        tags=dict(user.tags),
    )


def create(account_id: str, *, users: int, roles: int, policies: int) -> World:
    """Return a new account: `user0000`, `role0000`, `policy0000` and `group0000` have all that can hang on them.

    Every user, role and group has that policy; every user and role has it as boundary too, and every user is in that
    group.
    """
    accounts.create(account_id, root_email=f"root@{account_id}.test")
    made = World(account_id, users, roles, policies)
    documents = _policies(made)
    people = _users(made, documents[0])
    groups = _groups(made, people, documents)
    bearers = _roles(made, documents[0], people[0])
    _policies_on(people, groups, bearers, documents)
    _credentials(made, people)
    _others(made, bearers[0])
    return made


def parameters(world: World) -> dict[str, Any]:
    """Return a value for each member by which an operation names what it is about."""
    arn = world.arn
    return {
        "UserName": "user0000",
        "GroupName": "group0000",
        "RoleName": "role0000",
        "PolicyName": "inline00",
        "PolicyArn": arn("policy/policy0000"),
        "PermissionsBoundary": arn("policy/policy0000"),
        "InstanceProfileName": "profile0000",
        "ServerCertificateName": "certificate00",
        "SerialNumber": arn("mfa/device0000"),
        "OpenIDConnectProviderArn": arn("oidc-provider/idp00.example.com"),
        "SAMLProviderArn": arn("saml-provider/idp00"),
        "JobId": str(LastAccessedReport.objects.get(account_id=world.account_id).pk),
        "ServiceNamespace": "s3",
        "ServiceNamespaces": ["s3"],
        "Arn": arn("user/user0000"),
        "PolicySourceArn": arn("user/user0000"),
        "ActionNames": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
        "PolicyInputList": [DOCUMENT],
        "Tags": [{"Key": "team", "Value": "red"}],
        "TagKeys": ["team"],
        "RunId": str(ReportRun.objects.get(account_id=world.account_id, key="run0000").pk),
        "policyDocument": CARELESS,
        "policyType": "IDENTITY_POLICY",
        "PrincipalArn": arn("user/user0000"),
        "Action": "s3:GetObject",
    }


def given(operation: Operation, world: World) -> dict[str, Any]:
    """Return the parameters that an operation needs, and the user where it may be left out."""
    known, shape = parameters(world), operation.model.input_shape
    required = set(shape.required_members) if shape else set()
    assert required <= known.keys(), f"parameters() has no {required - known.keys()} for {operation.action}"
    named = required | ({"UserName"} & shape.members.keys() if shape else set())
    return {name: known[name] for name in named}


def _policies(world: World) -> list[Policy]:
    made = _write(
        Policy,
        world.policies,
        lambda number: Policy(
            account_id=world.account_id,
            unique_id=ids.new_entity_id(ids.POLICY),
            name=f"policy{number:04}",
            tags=TAGS,
            latest_version=5,
            created=NOW,
            updated=NOW,
        ),
    )
    versions = [(policy, number) for policy in made for number in range(1, 6 if policy is made[0] else 2)]
    _write(
        PolicyVersion,
        len(versions),
        lambda index: PolicyVersion(
            policy=versions[index][0], number=versions[index][1], document=DOCUMENT, created=NOW
        ),
    )
    return made


def _users(world: World, boundary: Policy) -> list[User]:
    return _write(
        User,
        world.users,
        lambda number: User(
            account_id=world.account_id,
            unique_id=ids.new_entity_id(ids.USER),
            name=f"user{number:04}",
            tags=TAGS if number == 0 else TAGS[:2],
            boundary=boundary,
            created=NOW,
            password="!",
        ),
    )


def _groups(world: World, people: list[User], documents: list[Policy]) -> list[Group]:
    made = _write(
        Group,
        min(world.roles, 300),
        lambda number: Group(
            account_id=world.account_id,
            unique_id=ids.new_entity_id(ids.GROUP),
            name=f"group{number:04}",
            created=NOW,
        ),
    )
    members = [(made[0], user) for user in people] + [(group, people[0]) for group in made[1:10]]
    _write(
        Membership,
        len(members),
        lambda index: Membership(group=members[index][0], user=members[index][1], created=NOW),
    )
    return made


def _roles(world: World, boundary: Policy, trusted: User) -> list[Role]:
    document = (
        '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole",'
        f'"Principal":{{"AWS":"{trusted.arn}"}}}}}}'
    )
    trusted_ids = trust.check(document)
    made = _write(
        Role,
        world.roles,
        lambda number: Role(
            account_id=world.account_id,
            unique_id=ids.new_entity_id(ids.ROLE),
            name=f"role{number:04}",
            trust=document,
            trusted_ids=trusted_ids,
            tags=TAGS if number == 0 else TAGS[:2],
            boundary=boundary,
            created=NOW,
        ),
    )
    _write(
        InstanceProfile,
        world.roles,
        lambda number: InstanceProfile(
            account_id=world.account_id,
            unique_id=ids.new_entity_id(ids.INSTANCE_PROFILE),
            name=f"profile{number:04}",
            role=made[0] if number % 2 == 0 else made[number],
            tags=TAGS if number == 0 else [],
            created=NOW,
        ),
    )
    return made


def _policies_on(people: list[User], groups: list[Group], bearers: list[Role], documents: list[Policy]) -> None:
    owners: list[tuple[str, Any]] = [
        *(("user", user) for user in people),
        *(("group", group) for group in groups),
        *(("role", role) for role in bearers),
    ]
    laden = [("user", people[0]), ("group", groups[0]), ("role", bearers[0])]
    attached = [(documents[0], kind, owner) for kind, owner in owners]
    attached += [(policy, kind, owner) for kind, owner in laden for policy in documents[1:10]]
    _write(
        Attachment,
        len(attached),
        lambda index: Attachment(policy=attached[index][0], created=NOW, **{attached[index][1]: attached[index][2]}),
    )
    inline = [(f"inline{number:02}", kind, owner) for kind, owner in owners for number in range(2)]
    inline += [
        (f"inline{number:02}", kind, owner) for kind, owner in laden for number in range(2, min(10, len(people)))
    ]
    _write(
        InlinePolicy,
        len(inline),
        lambda index: InlinePolicy(name=inline[index][0], document=DOCUMENT, **{inline[index][1]: inline[index][2]}),
    )
    PolicyUse.objects.create(
        policy=documents[0],
        account_id=documents[0].account_id,
        attachments=len(owners),
        boundaries=len(people) + len(bearers),
    )


def _credentials(world: World, people: list[User]) -> None:
    owner = people[0]
    keys = _write(
        AccessKey,
        min(2, len(people)),
        lambda _: AccessKey(
            id=ids.new_key_id(ids.ACCESS_KEY, world.account_id), account_id=world.account_id, user=owner, created=NOW
        ),
    )
    assert keys, "there is a user at least"
    _write(
        SSHPublicKey,
        min(5, len(people)),
        lambda number: SSHPublicKey(
            id=ids.new_key_id(ids.PUBLIC_KEY, world.account_id),
            user=owner,
            body=ssh_line(rsa_key()),
            fingerprint=f"{number:047}",
            created=NOW,
        ),
    )
    _write(
        SigningCertificate,
        min(2, len(people)),
        lambda number: SigningCertificate(
            id=f"{world.account_id}CERTIFICATE{number:05}", user=owner, body="-", digest=f"{number:064}", created=NOW
        ),
    )
    _write(
        ServiceCredential,
        len(people),
        lambda number: ServiceCredential(
            id=ids.new_entity_id(ids.SERVICE_CREDENTIAL),
            user=people[number],
            service="codecommit.amazonaws.com",
            login=f"{people[number].name}-at-{world.account_id}",
            secret_hash="-",
            created=NOW,
        ),
    )
    devices = [(owner, number) for number in range(min(8, len(people)))]
    devices += [(user, 8 + number) for number, user in enumerate(people[1:])]
    _write(
        VirtualMFADevice,
        len(devices),
        lambda index: VirtualMFADevice(
            account_id=world.account_id,
            number=index + 1,
            name=f"device{devices[index][1]:04}",
            user=devices[index][0],
            confirmed=True,
            enabled=NOW,
            tags=TAGS if index == 0 else [],
            sealed_seed="-",
            created=NOW,
        ),
    )


def _others(world: World, role: Role) -> None:
    body = _certificate()
    _write(
        ServerCertificate,
        min(20, world.users),
        lambda number: ServerCertificate(
            account_id=world.account_id,
            unique_id=ids.new_entity_id(ids.CERTIFICATE),
            name=f"certificate{number:02}",
            body=body,
            sealed_key="-",
            tags=TAGS if number == 0 else [],
            created=NOW,
            expires=NOW,
        ),
    )
    _write(
        OIDCProvider,
        min(100, world.users),
        lambda number: OIDCProvider(
            account_id=world.account_id, url=f"idp{number:02}.example.com", tags=TAGS, created=NOW
        ),
    )
    _write(
        SAMLProvider,
        min(100, world.users),
        lambda number: SAMLProvider(
            account_id=world.account_id,
            unique_id=ids.new_entity_id(ids.SAML_PROVIDER),
            name=f"idp{number:02}",
            metadata=providers.metadata(),
            valid_until=NOW,
            tags=TAGS,
            created=NOW,
        ),
    )
    _write(
        RegisteredService,
        min(100, world.users),
        lambda number: RegisteredService(
            account_id=world.account_id,
            prefix=f"service{number:02}",
            name="Service",
            document='{"actions":[{"name":"Do","accessLevel":"Write"}]}',
            action_count=1,
            created=NOW,
            updated=NOW,
        ),
    )
    runs = _write(
        ReportRun,
        world.users,
        lambda number: ReportRun(
            account_id=world.account_id,
            key=f"run{number:04}",
            kind="keys",
            title="Report",
            state=ReportRun.State.DONE,
            started=NOW,
            started_by="-",
        ),
    )
    _write(
        ReportRow,
        world.users,
        lambda number: ReportRow(
            run=runs[0], finding=f"{number}", risk=number % 3, subject="-", title="Row", reason="-"
        ),
    )
    LastAccessedReport.objects.create(
        account_id=world.account_id,
        arn=world.arn("policy/policy0000"),
        granularity="SERVICE_LEVEL",
        services=[service_entry(name, name, {}, {}, []) for name in ("ec2", "iam", "s3", "sts")],
        created=NOW,
    )


@cache
def _certificate() -> str:
    return certificate().body


def _write(model: type[Row], count: int, make: Callable[[int], Row]) -> list[Row]:
    return model._default_manager.bulk_create([make(number) for number in range(count)], batch_size=BATCH)
