"""Errors that a family of operations shares, each of them asked: tags, boundaries, who holds the turn."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from iamconsole.aws import registry
from iamconsole.aws.serial import turn_in
from tests import providers
from tests.cast import ACCOUNT, EVERYTHING, Person, new_root
from tests.certificates import certificate
from tests.refused import code, refused

FOR_SERVICES = "arn:aws:iam::aws:policy/aws-service-role/AmazonRDSServiceRolePolicy"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
TWICE = [{"Key": "a", "Value": ""}] * 2
FIFTY = [{"Key": f"k{number}", "Value": ""} for number in range(50)]
ONE_MORE = [{"Key": "one", "Value": "more"}]
TRUST = (
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole",'
    '"Principal":{"Service":"ec2.amazonaws.com"}}}'
)
NAMES = {
    "user": {"UserName": "carol"},
    "role": {"RoleName": "web"},
    "policy": {"PolicyArn": f"arn:aws:iam::{ACCOUNT}:policy/p"},
    "instance_profile": {"InstanceProfileName": "machine"},
    "mfa_device": {"SerialNumber": f"arn:aws:iam::{ACCOUNT}:mfa/phone"},
    "open_id_connect_provider": {"OpenIDConnectProviderArn": f"arn:aws:iam::{ACCOUNT}:oidc-provider/idp.example.com"},
    "saml_provider": {"SAMLProviderArn": f"arn:aws:iam::{ACCOUNT}:saml-provider/corp"},
    "server_certificate": {"ServerCertificateName": "www"},
}

IDENTITIES = {"user": {"UserName": "carol"}, "group": {"GroupName": "staff"}, "role": {"RoleName": "web"}}


@pytest.fixture
def iam(root: Person) -> Any:
    """Root's client, and one of each thing that can have tags."""
    client = root.client()
    client.create_user(UserName="carol")
    client.create_group(GroupName="staff")
    client.create_role(RoleName="web", AssumeRolePolicyDocument=TRUST)
    client.create_policy(PolicyName="p", PolicyDocument=EVERYTHING)
    client.create_instance_profile(InstanceProfileName="machine")
    client.create_virtual_mfa_device(VirtualMFADeviceName="phone")
    client.create_open_id_connect_provider(Url="https://idp.example.com")
    client.create_saml_provider(Name="corp", SAMLMetadataDocument=providers.metadata())
    client.upload_server_certificate(
        ServerCertificateName="www", CertificateBody=certificate().body, PrivateKey=certificate().private_key
    )
    return client


def test_nothing_has_a_tag_twice_or_more_than_fifty(iam: Any) -> None:
    too_many = ("LimitExceeded", "Cannot exceed quota for TagsPerResource: 50")

    for kind, named in NAMES.items():
        tag = getattr(iam, f"tag_{kind}")
        assert code(tag, **named, Tags=TWICE) == "InvalidInput", kind
        tag(**named, Tags=FIFTY)
        assert refused(tag, **named, Tags=ONE_MORE) == too_many, kind


NEW = {
    "create_user": {"UserName": "dave"},
    "create_role": {"RoleName": "db", "AssumeRolePolicyDocument": TRUST},
    "create_policy": {"PolicyName": "q", "PolicyDocument": EVERYTHING},
    "create_instance_profile": {"InstanceProfileName": "other"},
    "create_virtual_mfa_device": {"VirtualMFADeviceName": "tablet"},
    "create_open_id_connect_provider": {"Url": "https://other.example.com"},
    "create_saml_provider": {"Name": "other", "SAMLMetadataDocument": providers.metadata()},
    "upload_server_certificate": {
        "ServerCertificateName": "other",
        "CertificateBody": certificate().body,
        "PrivateKey": certificate().private_key,
    },
}


def test_nothing_is_made_with_a_tag_twice(root: Person) -> None:
    client = root.client()

    for name, given in NEW.items():
        assert code(getattr(client, name), **given, Tags=TWICE) == "InvalidInput", name


def test_nothing_is_made_with_more_than_fifty_tags(root: Person) -> None:
    client = root.client()

    for name, given in NEW.items():
        error, told = refused(getattr(client, name), **given, Tags=FIFTY + ONE_MORE)
        assert error == "ValidationError", name
        assert told.endswith(
            "at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50."
        ), name


def test_a_policy_of_services_is_put_on_nobody(iam: Any) -> None:
    for kind, named in IDENTITIES.items():
        assert code(getattr(iam, f"attach_{kind}_policy"), **named, PolicyArn=FOR_SERVICES) == "PolicyNotAttachable"
    for kind in ("user", "role"):
        put = getattr(iam, f"put_{kind}_permissions_boundary")
        assert code(put, **IDENTITIES[kind], PermissionsBoundary=FOR_SERVICES) == "PolicyNotAttachable"


def test_no_identity_has_an_eleventh_policy(iam: Any) -> None:
    made = [iam.create_policy(PolicyName=f"p{number}", PolicyDocument=EVERYTHING) for number in range(11)]
    *ten, eleventh = [one["Policy"]["Arn"] for one in made]

    for kind, named in IDENTITIES.items():
        attach = getattr(iam, f"attach_{kind}_policy")
        for arn in ten:
            attach(**named, PolicyArn=arn)
        told = f"Cannot exceed quota for PoliciesPer{kind.capitalize()}: 10"
        assert refused(attach, **named, PolicyArn=eleventh) == ("LimitExceeded", told)


def test_nobody_changes_a_policy_of_aws(iam: Any) -> None:
    for name, given in (
        ("set_default_policy_version", {"VersionId": "v1"}),
        ("delete_policy_version", {"VersionId": "v1"}),
        ("create_policy_version", {"PolicyDocument": EVERYTHING}),
        ("delete_policy", {}),
        ("tag_policy", {"Tags": ONE_MORE}),
        ("untag_policy", {"TagKeys": ["one"]}),
    ):
        assert code(getattr(iam, name), PolicyArn=READ_ONLY, **given) == "InvalidInput", name


# One valid request of each operation that can meet others at the same thing.
ASKED: dict[str, Any] = {
    "AccountAlias": "acme",
    "AssumeRolePolicyDocument": TRUST,
    "AuthenticationCode1": "123456",
    "AuthenticationCode2": "123456",
    "CertificateBody": certificate().body,
    "CertificateId": "A" * 24,
    "ClientID": "client",
    "InstanceProfileName": "machine",
    "Name": "corp",
    "OpenIDConnectProviderArn": f"arn:aws:iam::{ACCOUNT}:oidc-provider/idp.example.com",
    "PolicyArn": f"arn:aws:iam::{ACCOUNT}:policy/p",
    "PolicyDocument": EVERYTHING,
    "PolicyName": "p",
    "PrivateKey": certificate().private_key,
    "Properties": {"RoleManager/Enabled": "true"},
    "RoleName": "web",
    "SAMLMetadataDocument": providers.metadata(),
    "SAMLProviderArn": f"arn:aws:iam::{ACCOUNT}:saml-provider/corp",
    "SerialNumber": f"arn:aws:iam::{ACCOUNT}:mfa/phone",
    "ServerCertificateName": "www",
    "TagKeys": ["one"],
    "Tags": ONE_MORE,
    "ThumbprintList": ["a" * 40],
    "Url": "https://idp.example.com",
    "UserName": "carol",
    "VirtualMFADeviceName": "phone",
}


@pytest.fixture
def busy(transactional_db: None, settings: Any) -> Iterator[Any]:
    """Root's client while somebody else is changing the account, and nobody waits long."""
    client = new_root(ACCOUNT, "root@example.com").client()
    # So that its key was used a moment ago, and that need not be written again.
    client.get_account_summary()
    settings.TURN_SECONDS = 0.02
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA busy_timeout = 20")
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with turn_in(ACCOUNT):
            held.set()
            done.wait()
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait()
    yield client
    done.set()
    holder.join()
    connection.close()


def test_whose_turn_does_not_come_is_told_so(busy: Any) -> None:
    meeting = [one for one in registry.operations() if one.changes and "ConcurrentModification" in one.error_codes]
    ours = [one for one in meeting if set(one.model.input_shape.required_members) <= ASKED.keys()]

    for operation in ours:
        given = {name: ASKED[name] for name in operation.model.input_shape.required_members}
        method = busy.meta.method_to_api_mapping
        name = next(python for python, api in method.items() if api == operation.name)
        assert code(getattr(busy, name), **given) == "ConcurrentModification", operation.name

    assert len(ours) == 40
    # Where AWS has no word for it, clients are told to try again.
    assert code(busy.create_group, GroupName="staff") == "ServiceUnavailable"
