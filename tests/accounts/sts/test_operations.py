"""The STS operations of callers who sign, through boto3."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import Role
from iamconsole import vault
from tests.cast import ACCOUNT, EVERYTHING, OTHER_ACCOUNT, TOO_MUCH, Person, with_credentials
from tests.refused import code, refused

READER = f"arn:aws:iam::{ACCOUNT}:role/reader"
LIST_USERS = json.dumps(
    {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:ListUsers", "Resource": "*"}}
)
NOTHING_BUT_GROUPS = LIST_USERS.replace("ListUsers", "ListGroups")
TEAM = [{"Key": "team", "Value": "blue"}]


@pytest.fixture
def iam(alice: Person) -> Any:
    """alice's client; a role `reader` that may do everything and trusts her."""
    client = alice.client()
    client.create_role(RoleName="reader", AssumeRolePolicyDocument=_trust(alice.user.arn), MaxSessionDuration=7200)
    client.put_role_policy(RoleName="reader", PolicyName="all", PolicyDocument=EVERYTHING)
    return client


def _trust(arn: str, condition: dict[str, Any] | None = None, *more: str) -> str:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": arn},
        "Action": ["sts:AssumeRole", *more],
        "Condition": condition or {},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": statement})


def _retrust(iam: Any, arn: str, condition: dict[str, Any] | None = None, *more: str) -> None:
    iam.update_assume_role_policy(RoleName="reader", PolicyDocument=_trust(arn, condition, *more))


def _ask(**more: Any) -> dict[str, Any]:
    return {"RoleArn": READER, "RoleSessionName": "session", **more}


def test_whom_a_role_trusts_may_assume_it(iam: Any, alice: Person) -> None:
    given = alice.client("sts").assume_role(**_ask())

    assert given["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/reader/session"
    assert "PackedPolicySize" not in given
    who = with_credentials("sts", given["Credentials"]).get_caller_identity()
    assert who["UserId"] == given["AssumedRoleUser"]["AssumedRoleId"]


def test_the_role_remembers_its_use(iam: Any, alice: Person) -> None:
    alice.assumed(READER).list_users()

    assert iam.get_role(RoleName="reader")["Role"]["RoleLastUsed"]["Region"] == "us-east-1"


def test_nobody_else_may(iam: Any, bob: Person, root: Person) -> None:
    assert code(bob.client("sts").assume_role, **_ask()) == "AccessDenied"
    assert code(bob.client("sts").assume_role, **_ask(RoleArn=READER + "s")) == "AccessDenied"
    assert refused(root.client("sts").assume_role, **_ask()) == (
        "AccessDenied",
        "Roles may not be assumed by root accounts.",
    )


def test_an_external_id_is_asked_for(iam: Any, alice: Person) -> None:
    _retrust(iam, alice.user.arn, {"StringEquals": {"sts:ExternalId": "secret"}})
    sts = alice.client("sts")

    assert sts.assume_role(**_ask(ExternalId="secret"))
    assert code(sts.assume_role, **_ask()) == code(sts.assume_role, **_ask(ExternalId="guess")) == "AccessDenied"


def test_another_account_needs_both_sides(iam: Any, alice: Person, mallory: Person) -> None:
    _retrust(iam, f"arn:aws:iam::{OTHER_ACCOUNT}:root")
    theirs = mallory.client()
    theirs.create_user(UserName="eve")
    pair = theirs.create_access_key(UserName="eve")["AccessKey"]
    eve = Person(mallory.user, pair["AccessKeyId"], pair["SecretAccessKey"])
    assert code(eve.client("sts").assume_role, **_ask()) == "AccessDenied"

    theirs.put_user_policy(UserName="eve", PolicyName="assume", PolicyDocument=EVERYTHING)

    assert eve.assumed(READER).list_users()["Users"]


@pytest.mark.parametrize("is_managed", [False, True])
def test_session_policies_only_take_away(iam: Any, alice: Person, is_managed: bool) -> None:
    arn = iam.create_policy(PolicyName="groups", PolicyDocument=NOTHING_BUT_GROUPS)["Policy"]["Arn"]
    given = {"PolicyArns": [{"arn": arn}]} if is_managed else {"Policy": NOTHING_BUT_GROUPS}

    session = alice.assumed(READER, **given)

    assert session.list_groups()["Groups"] == []
    assert code(session.list_users) == "AccessDenied"


def test_tags_must_be_trusted_and_stay_with_the_session(iam: Any, alice: Person) -> None:
    sts = alice.client("sts")
    assert code(sts.assume_role, **_ask(Tags=TEAM)) == "AccessDenied"
    _retrust(iam, alice.user.arn, {"StringLikeIfExists": {"aws:RequestTag/team": "b*"}}, "sts:TagSession")
    statement = json.loads(EVERYTHING)
    statement["Statement"]["Condition"] = {"StringEquals": {"aws:PrincipalTag/team": "blue"}}
    iam.put_role_policy(RoleName="reader", PolicyName="all", PolicyDocument=json.dumps(statement))

    assert alice.assumed(READER, Tags=TEAM).list_users()["Users"]
    assert code(alice.assumed(READER).list_users) == "AccessDenied"
    assert code(sts.assume_role, **_ask(Tags=[{"Key": "team", "Value": "red"}])) == "AccessDenied"


@pytest.fixture
def chain(iam: Any, alice: Person) -> Any:
    """An sts client of a session of `reader` with a transitive tag and a source identity; `next` trusts `reader`."""
    more = ("sts:TagSession", "sts:SetSourceIdentity")
    _retrust(iam, alice.user.arn, None, *more)
    iam.create_role(RoleName="next", AssumeRolePolicyDocument=_trust(READER, None, *more))
    iam.put_role_policy(RoleName="next", PolicyName="all", PolicyDocument=EVERYTHING)
    return alice.assumed(READER, "sts", Tags=TEAM, TransitiveTagKeys=["team"], SourceIdentity="alice")


NEXT = READER.replace("reader", "next")


def test_a_chain_hands_on_tags_and_source_identity(iam: Any, chain: Any) -> None:
    statement = json.loads(EVERYTHING)
    both = {"aws:PrincipalTag/team": "blue", "aws:SourceIdentity": "alice"}
    statement["Statement"]["Condition"] = {"StringEquals": both}
    iam.put_role_policy(RoleName="next", PolicyName="all", PolicyDocument=json.dumps(statement))

    given = chain.assume_role(**_ask(RoleArn=NEXT))

    assert given["SourceIdentity"] == "alice"
    assert with_credentials("iam", given["Credentials"]).list_users()["Users"]


def test_a_chain_lasts_an_hour(chain: Any) -> None:
    assert refused(chain.assume_role, **_ask(RoleArn=NEXT, DurationSeconds=3601)) == (
        "ValidationError",
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    )


def test_a_transitive_tag_is_not_set_again(chain: Any) -> None:
    error, message = refused(chain.assume_role, **_ask(RoleArn=NEXT, Tags=[{"Key": "TEAM", "Value": "red"}]))

    assert error == "InvalidParameterValue"
    assert "conflicts with a transitive tag key from the calling session" in message


def test_a_source_identity_is_not_changed(chain: Any) -> None:
    assert code(chain.assume_role, **_ask(RoleArn=NEXT, SourceIdentity="mallory")) == "AccessDenied"


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"DurationSeconds": 7201}, "ValidationError"),
        ({"RoleArn": f"arn:aws:iam::{ACCOUNT}:user/reader"}, "ValidationError"),
        ({"RoleSessionName": "a b"}, "ValidationError"),
        ({"Policy": "{}"}, "MalformedPolicyDocument"),
        ({"PolicyArns": [{"arn": f"arn:aws:iam::{ACCOUNT}:policy/none"}]}, "NoSuchEntity"),
        ({"PolicyArns": [{"arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}] * 11}, "ValidationError"),
        ({"Tags": [*TEAM, {"Key": "Team", "Value": "x"}]}, "InvalidParameterValue"),
        ({"Tags": [{"Key": "AWS:team", "Value": "x"}]}, "InvalidParameterValue"),
        ({"Tags": TEAM, "TransitiveTagKeys": ["other"]}, "InvalidParameterValue"),
        ({"SerialNumber": f"arn:aws:iam::{ACCOUNT}:mfa/none", "TokenCode": "123456"}, "AccessDenied"),
        ({"SerialNumber": f"arn:aws:iam::{ACCOUNT}:mfa/none"}, "ValidationError"),
    ],
)
def test_what_cannot_be_asked(iam: Any, alice: Person, given: dict[str, Any], error: str) -> None:
    assert code(alice.client("sts").assume_role, **_ask(**given)) == error


def test_packed_sessions_have_an_end(iam: Any, alice: Person) -> None:
    _retrust(iam, alice.user.arn, None, "sts:TagSession")
    import hashlib

    tags = [{"Key": f"k{n}", "Value": hashlib.sha512(b"%d" % n).hexdigest() * 2} for n in range(50)]

    assert code(alice.client("sts").assume_role, **_ask(Tags=tags)) == "PackedPolicyTooLarge"
    assert 0 < alice.client("sts").assume_role(**_ask(Tags=TEAM))["PackedPolicySize"] < 100


def test_sessions_are_revoked_by_their_time_of_issue(iam: Any, alice: Person) -> None:
    old = alice.assumed(READER)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2)):
        revocation = json.loads(EVERYTHING)
        issued = (datetime.now(UTC) - timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        revocation["Statement"] |= {"Effect": "Deny", "Condition": {"DateLessThan": {"aws:TokenIssueTime": issued}}}
        iam.put_role_policy(RoleName="reader", PolicyName="revoked", PolicyDocument=json.dumps(revocation))

        assert code(old.list_users) == "AccessDenied"
        assert alice.assumed(READER).list_users()["Users"]


def test_sessions_end(iam: Any, alice: Person) -> None:
    session = alice.assumed(READER, DurationSeconds=900)

    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=16)):
        assert code(session.list_users) == "ExpiredToken"


def test_sessions_go_with_their_role(iam: Any, alice: Person) -> None:
    session = alice.assumed(READER)
    iam.delete_role_policy(RoleName="reader", PolicyName="all")
    iam.delete_role(RoleName="reader")

    assert not Role.objects.exists()
    assert code(session.list_users) == "InvalidClientTokenId"


def test_a_federated_user_may_what_both_allow(iam: Any, alice: Person) -> None:
    given = alice.client("sts").get_federation_token(Name="guest", Policy=LIST_USERS)

    assert given["FederatedUser"]["Arn"] == f"arn:aws:sts::{ACCOUNT}:federated-user/guest"
    guest = with_credentials("sts", given["Credentials"])
    assert guest.get_caller_identity()["UserId"] == f"{ACCOUNT}:guest"
    assert code(with_credentials("iam", given["Credentials"]).list_users) == "InvalidClientTokenId"


def test_system_tags_are_not_passed(alice: Person) -> None:
    tags = [{"Key": "aws:team", "Value": "blue"}]

    assert refused(alice.client("sts").get_federation_token, Name="guest", Tags=tags) == (
        "InvalidParameterValue",
        "Tag keys beginning with aws: are reserved for system use.",
    )


def test_a_session_without_a_second_factor_cannot_call_iam(alice: Person) -> None:
    assert alice.session_client("sts").get_caller_identity()["Arn"] == alice.user.arn
    assert code(alice.session_client().list_users) == "InvalidClientTokenId"


@pytest.mark.parametrize(
    ("operation", "parameters", "error"),
    [
        ("get_federation_token", {"Name": "guest"}, "AccessDenied"),
        ("get_access_key_info", {"AccessKeyId": "AKIAIOSFODNN7EXAMPLE"}, "AccessDenied"),
        ("decode_authorization_message", {"EncodedMessage": "x"}, "AccessDenied"),
    ],
)
def test_nothing_works_without_a_permission(
    bob: Person, operation: str, parameters: dict[str, Any], error: str
) -> None:
    assert code(getattr(bob.client("sts"), operation), **parameters) == error


def test_the_rest(alice: Person) -> None:
    sts = alice.client("sts")

    assert sts.get_access_key_info(AccessKeyId=alice.key_id)["Account"] == ACCOUNT
    assert code(sts.get_access_key_info, AccessKeyId="0000000000000000") == "ValidationError"
    assert code(sts.decode_authorization_message, EncodedMessage="x") == "InvalidAuthorizationMessageException"
    root = {"arn": "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"}
    assert code(sts.assume_root, TargetPrincipal=OTHER_ACCOUNT, TaskPolicyArn=root) == "AccessDenied"
    sealed = vault.seal(f"authorization-message {ACCOUNT}", b'{"allowed":false}')
    assert sts.decode_authorization_message(EncodedMessage=sealed)["DecodedMessage"] == '{"allowed":false}'


def test_nobody_takes_a_context_that_nobody_signed(iam: Any, alice: Person) -> None:
    context = {"ProviderArn": "arn:aws:iam::aws:contextProvider/IdentityCenter", "ContextAssertion": "made-up"}
    ask = alice.client("sts").assume_role

    assert code(ask, **_ask(ProvidedContexts=[context])) == "AccessDenied"
    _retrust(iam, alice.user.arn, None, "sts:SetContext")
    assert code(ask, **_ask(ProvidedContexts=[context])) == "ExpiredTokenException"


def test_session_policies_of_a_federated_user_are_read_and_have_an_end(alice: Person) -> None:
    call = alice.client("sts").get_federation_token

    assert code(call, Name="carol", Policy="{}") == "MalformedPolicyDocument"
    assert code(call, Name="carol", **TOO_MUCH) == "PackedPolicyTooLarge"
