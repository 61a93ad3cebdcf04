"""Events tell what a change made of the thing it was done to."""

import json
from typing import Any

import pytest

from iamconsole.audit.models import Event
from tests.cast import EVERYTHING, Person
from tests.providers import metadata

READ = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}}'
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"},
    }
)
READ_ONLY = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"


def last() -> dict[str, Any]:
    """Return the differences of the newest event."""
    differences: dict[str, Any] = Event.objects.latest("id").differences
    return differences


@pytest.fixture
def client(root: Person, bob: Person) -> Any:
    return root.client()


def test_a_renamed_user_stays_the_same_thing(client: Any) -> None:
    client.update_user(UserName="bob", NewUserName="robert", NewPath="/people/")

    assert last() == {"Name": ["bob", "robert"], "Path": ["/", "/people/"]}


def test_tags_groups_policies_and_boundaries_of_a_user(client: Any) -> None:
    client.tag_user(UserName="bob", Tags=[{"Key": "team", "Value": "a"}])
    assert last() == {"Tags": [{}, {"team": "a"}]}

    client.put_user_policy(UserName="bob", PolicyName="p", PolicyDocument=READ)
    assert last() == {"Inline policy p": [None, READ]}

    client.attach_user_policy(UserName="bob", PolicyArn=READ_ONLY)
    assert last() == {"Attached policies": [[], [READ_ONLY]]}

    client.put_user_permissions_boundary(UserName="bob", PermissionsBoundary=READ_ONLY)
    assert last() == {"Boundary": ["", READ_ONLY]}


def test_keys_by_id_and_status_never_by_secret(client: Any, bob: Person) -> None:
    client.update_access_key(UserName="bob", AccessKeyId=bob.key_id, Status="Inactive")
    assert last() == {f"Access key {bob.key_id}": ["Active", "Inactive"]}

    client.delete_access_key(UserName="bob", AccessKeyId=bob.key_id)
    assert last() == {f"Access key {bob.key_id}": ["Inactive", None]}


def test_what_is_deleted_is_told_as_it_was(client: Any) -> None:
    client.create_group(GroupName="staff", Path="/x/")

    client.delete_group(GroupName="staff")

    assert last() == {"Name": ["staff", None], "Path": ["/x/", None], "Attached policies": [[], None]}


def test_a_role_tells_its_trust_and_description(client: Any) -> None:
    client.create_role(RoleName="app", AssumeRolePolicyDocument=TRUST)

    client.update_assume_role_policy(RoleName="app", PolicyDocument=TRUST.replace("ec2", "ecs"))
    old, new = last()["Trust policy"]
    client.update_role(RoleName="app", Description="the app", MaxSessionDuration=7200)

    assert ("ec2" in old, "ecs" in new) == (True, True)
    assert last() == {"Description": ["", "the app"], "Maximum session": ["3600 seconds", "7200 seconds"]}


def test_a_policy_tells_its_versions_and_document(client: Any) -> None:
    arn = client.create_policy(PolicyName="p", PolicyDocument=READ)["Policy"]["Arn"]

    client.create_policy_version(PolicyArn=arn, PolicyDocument=EVERYTHING, SetAsDefault=True)

    assert last() == {
        "Versions": [["v1"], ["v1", "v2"]],
        "Default version": ["v1", "v2"],
        "Document": [READ, EVERYTHING],
    }


def test_the_account_tells_its_alias_and_password_policy(client: Any) -> None:
    client.create_account_alias(AccountAlias="acme")
    assert last() == {"Alias": ["", "acme"]}

    client.update_account_password_policy(MinimumPasswordLength=14)
    assert last()["Password policy: shortest"] == [None, 14]


@pytest.mark.parametrize("kind", ["oidc", "saml", "profile", "device"])
def test_other_things_tell_their_tags(client: Any, kind: str) -> None:
    tags = [{"Key": "k", "Value": "v"}]
    match kind:
        case "oidc":
            arn = client.create_open_id_connect_provider(Url="https://idp.example.com")["OpenIDConnectProviderArn"]
            client.tag_open_id_connect_provider(OpenIDConnectProviderArn=arn, Tags=tags)
        case "saml":
            arn = client.create_saml_provider(Name="corp", SAMLMetadataDocument=metadata())["SAMLProviderArn"]
            client.tag_saml_provider(SAMLProviderArn=arn, Tags=tags)
        case "profile":
            client.create_instance_profile(InstanceProfileName="web")
            client.tag_instance_profile(InstanceProfileName="web", Tags=tags)
        case "device":
            device = client.create_virtual_mfa_device(VirtualMFADeviceName="phone")["VirtualMFADevice"]
            client.tag_mfa_device(SerialNumber=device["SerialNumber"], Tags=tags)

    assert last() == {"Tags": [{}, {"k": "v"}]}


def test_a_denied_change_made_no_difference(bob: Person) -> None:
    with pytest.raises(Exception, match="AccessDenied"):
        bob.client().tag_user(UserName="bob", Tags=[{"Key": "k", "Value": "v"}])

    assert last() == {}


def test_a_change_from_another_account_is_not_told_here(client: Any, mallory: Person) -> None:
    with pytest.raises(Exception, match="NoSuchEntity"):
        mallory.client().update_user(UserName="bob", NewUserName="x")

    assert last() == {}


def test_the_page_of_an_event_shows_before_and_after(client: Any, alice: Person) -> None:
    client.put_user_policy(UserName="bob", PolicyName="p", PolicyDocument=READ)
    client.put_user_policy(UserName="bob", PolicyName="p", PolicyDocument=READ.replace("Get", "Put"))
    event = Event.objects.latest("id")

    text = alice.browser().get(f"/console/events/{event.event_id}/").content.decode()

    assert "What it changed" in text
    assert "s3:Get*" in text.partition("What it changed")[2].partition("Parameters")[0]


def test_a_password_leaves_only_when_it_was_set(client: Any) -> None:
    client.update_login_profile(UserName="bob", Password="Another-Horse-9!")

    differences = last()
    assert list(differences) == ["Console password since"]
    assert "Horse" not in str(Event.objects.latest("id").__dict__)
