"""What a policy would change, told before it is saved: for whom, on which requests, and which recorded calls."""

import json
from typing import Any

import pytest

from iamconsole.aws.pipeline import invoke
from iamconsole.caller import Caller
from iamconsole.errors import AccessDenied, InvalidInput, MalformedPolicyDocument, NoSuchEntity
from iamconsole.operator import operator
from tests.cast import ACCOUNT, OTHER_ACCOUNT, Person
from tests.inprocess import refusal

ARN = f"arn:aws:iam::{ACCOUNT}:policy/helpdesk"
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
            "Action": "sts:AssumeRole",
        },
    }
)


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(*actions: str, resource: str = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": resource, **more}


def review(document: str, **named: str) -> dict[str, Any]:
    given = {"PolicyDocument": document, **(named or {"PolicyArn": ARN})}
    result: dict[str, Any] = invoke(operator(ACCOUNT), "iamconsole", "SimulatePolicyChange", given)["Review"]
    return result


def actions(proofs: list[dict[str, Any]]) -> set[str]:
    return {proof["Action"] for proof in proofs}


@pytest.fixture
def helpdesk(alice: Person, bob: Person) -> str:
    """A policy that bob has; return its text."""
    text = policy(allow("iam:ListUsers", "iam:ListGroups"))
    alice.client().create_policy(PolicyName="helpdesk", PolicyDocument=text)
    alice.client().attach_user_policy(UserName="bob", PolicyArn=ARN)
    return text


def test_it_tells_what_is_newly_allowed_and_no_longer_allowed(helpdesk: str) -> None:
    told = review(policy(allow("iam:ListUsers", "iam:CreateUser")))

    (comparison,) = told["Comparisons"]
    assert actions(comparison["Gained"]) == {"iam:CreateUser"}
    assert actions(comparison["Lost"]) == {"iam:ListGroups"}
    assert comparison["Gained"][0]["IsWhole"]
    assert comparison["Gained"][0]["AccessLevel"] == "Write"
    assert told["TouchedActions"] == 3


def test_what_it_tells_is_what_happens(helpdesk: str, alice: Person, bob: Person) -> None:
    after = policy(allow("iam:ListUsers", "iam:ListRoles"))
    (comparison,) = review(after)["Comparisons"]
    assert (actions(comparison["Gained"]), actions(comparison["Lost"])) == ({"iam:ListRoles"}, {"iam:ListGroups"})
    bob.client().list_groups()
    assert refusal(bob.client().list_roles)[1] == "AccessDenied"

    alice.client().create_policy_version(PolicyArn=ARN, PolicyDocument=after, SetAsDefault=True)

    bob.client().list_roles()
    assert refusal(bob.client().list_groups)[1] == "AccessDenied"


def test_a_request_shows_the_resource_and_the_keys_that_it_needs(helpdesk: str) -> None:
    wider = allow(
        "iam:GetUser",
        resource=f"arn:aws:iam::{ACCOUNT}:user/helped/*",
        Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}, "IpAddress": {"aws:SourceIp": "192.0.2.0/24"}},
    )

    (comparison,) = review(policy(allow("iam:ListUsers", "iam:ListGroups"), wider))["Comparisons"]

    (proof,) = comparison["Gained"]
    assert proof["Resource"] == f"arn:aws:iam::{ACCOUNT}:user/helped/example"
    assert proof["Context"] == [
        {"Key": "aws:MultiFactorAuthPresent", "Value": "true"},
        {"Key": "aws:SourceIp", "Value": "192.0.2.0"},
    ]


def test_an_action_that_stays_possible_elsewhere_is_told_apart(helpdesk: str) -> None:
    before = policy(allow("iam:GetUser", resource=f"arn:aws:iam::{ACCOUNT}:user/*"))
    after = policy(allow("iam:GetUser", resource=f"arn:aws:iam::{ACCOUNT}:user/helped/*"))
    invoke(
        operator(ACCOUNT),
        "iam",
        "CreatePolicyVersion",
        {"PolicyArn": ARN, "PolicyDocument": before, "SetAsDefault": True},
    )

    (comparison,) = review(after)["Comparisons"]

    assert [(proof["Action"], proof["IsWhole"]) for proof in comparison["Lost"]] == [("iam:GetUser", False)]
    assert comparison["Gained"] == []


def test_other_policies_of_the_person_count(helpdesk: str, alice: Person) -> None:
    alice.client().put_user_policy(UserName="bob", PolicyName="own", PolicyDocument=policy(allow("iam:ListGroups")))

    (comparison,) = review(policy(allow("iam:ListUsers")))["Comparisons"]

    assert comparison["Lost"] == []


def test_an_explicit_deny_of_another_policy_takes_a_gain_away(helpdesk: str, alice: Person) -> None:
    deny = {"Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*"}
    alice.client().put_user_policy(UserName="bob", PolicyName="own", PolicyDocument=policy(deny))

    (comparison,) = review(policy(allow("iam:ListUsers", "iam:ListGroups", "iam:CreateUser")))["Comparisons"]

    assert comparison["Gained"] == []


def test_spelling_order_and_sids_change_nothing(helpdesk: str) -> None:
    same = {"Version": "2012-10-17", "Statement": allow("iam:ListUsers", "iam:ListGroups", Sid="Renamed")}

    told = review(json.dumps(same, indent=2))

    assert told["TouchedActions"] == 0
    assert told["Comparisons"][0]["GainedCount"] == told["Comparisons"][0]["LostCount"] == 0


def test_everybody_who_has_the_policy_is_named_once(helpdesk: str, alice: Person) -> None:
    iam = alice.client()
    iam.create_group(GroupName="helpers")
    iam.attach_group_policy(GroupName="helpers", PolicyArn=ARN)
    for name in ("carol", "dave"):
        iam.create_user(UserName=name)
        iam.add_user_to_group(GroupName="helpers", UserName=name)
    iam.add_user_to_group(GroupName="helpers", UserName="bob")
    iam.create_role(RoleName="deploy", AssumeRolePolicyDocument=TRUST, PermissionsBoundary=ARN)

    told = review(policy(allow("iam:ListUsers")))

    assert [(one["Type"], one["Name"], one["Via"]) for one in told["Principals"]] == [
        ("user", "bob", "attached"),
        ("user", "carol", "group helpers"),
        ("user", "dave", "group helpers"),
        ("role", "deploy", "permissions boundary"),
    ]
    alike = [[one["Name"] for one in comparison["Principals"]] for comparison in told["Comparisons"]]
    assert ["carol", "dave"] in alike or ["bob", "carol", "dave"] in alike


def test_a_boundary_takes_and_never_gives(helpdesk: str, alice: Person) -> None:
    iam = alice.client()
    iam.create_role(RoleName="deploy", AssumeRolePolicyDocument=TRUST, PermissionsBoundary=ARN)
    iam.put_role_policy(RoleName="deploy", PolicyName="own", PolicyDocument=policy(allow("iam:ListGroups")))

    told = review(policy(allow("iam:ListUsers", "iam:CreateUser")))

    role = next(one for one in told["Comparisons"] if one["Principals"][0]["Name"] == "deploy")
    assert (actions(role["Gained"]), actions(role["Lost"])) == (set(), {"iam:ListGroups"})


def test_a_new_policy_reaches_nobody(helpdesk: str) -> None:
    told = invoke(
        operator(ACCOUNT), "iamconsole", "SimulatePolicyChange", {"PolicyDocument": policy(allow("iam:ListUsers"))}
    )["Review"]

    assert (told["Principals"], told["Comparisons"], told["TouchedActions"]) == ([], [], 1)


@pytest.mark.parametrize("kind", ["User", "Group", "Role"])
def test_inline_policies_are_reviewed_alike(helpdesk: str, alice: Person, kind: str) -> None:
    iam = alice.client()
    iam.create_group(GroupName="helpers")
    iam.add_user_to_group(GroupName="helpers", UserName="bob")
    iam.create_role(RoleName="deploy", AssumeRolePolicyDocument=TRUST)
    name = {"User": "bob", "Group": "helpers", "Role": "deploy"}[kind]

    told = review(policy(allow("iam:CreateUser")), IdentityType=kind, IdentityName=name, PolicyName="own")

    (comparison,) = told["Comparisons"]
    assert told["Principals"][0]["Name"] == ("deploy" if kind == "Role" else "bob")
    assert actions(comparison["Gained"]) == {"iam:CreateUser"}


def test_an_inline_policy_that_is_there_is_replaced(alice: Person, bob: Person) -> None:
    alice.client().put_user_policy(UserName="bob", PolicyName="own", PolicyDocument=policy(allow("iam:ListRoles")))

    told = review(policy(allow("iam:ListUsers")), IdentityType="User", IdentityName="bob", PolicyName="own")

    (comparison,) = told["Comparisons"]
    assert (actions(comparison["Gained"]), actions(comparison["Lost"])) == ({"iam:ListUsers"}, {"iam:ListRoles"})


def test_recorded_calls_are_decided_again(helpdesk: str, bob: Person) -> None:
    for _ in range(3):
        bob.client().list_groups()
    bob.client().list_users()
    refusal(bob.client().list_roles)

    replay = review(policy(allow("iam:ListUsers", "iam:ListRoles")))["Replay"]

    assert (replay["Calls"], replay["NowDeniedCount"], replay["NowAllowedCount"], replay["Unclear"]) == (5, 3, 1, 0)
    assert [(call["Name"], call["Action"], call["Count"]) for call in replay["NowDenied"]] == [
        ("bob", "iam:ListGroups", 3)
    ]
    assert [call["Action"] for call in replay["NowAllowed"]] == ["iam:ListRoles"]


def test_calls_of_role_sessions_are_found_by_their_role(helpdesk: str, alice: Person) -> None:
    iam = alice.client()
    role = iam.create_role(RoleName="deploy", AssumeRolePolicyDocument=TRUST)["Role"]
    iam.attach_role_policy(RoleName="deploy", PolicyArn=ARN)
    alice.assumed(role["Arn"]).list_groups()

    replay = review(policy(allow("iam:ListUsers")))["Replay"]

    assert [(call["Type"], call["Name"]) for call in replay["NowDenied"]] == [("role", "deploy")]


def test_a_call_that_its_event_does_not_explain_is_not_judged(alice: Person, bob: Person) -> None:
    with_mfa = allow("iam:ListGroups", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})
    alice.client().create_policy(PolicyName="helpdesk", PolicyDocument=policy(with_mfa))
    alice.client().attach_user_policy(UserName="bob", PolicyArn=ARN)
    bob.browser().get("/console/groups/")

    replay = review(policy(allow("iam:ListUsers")))["Replay"]

    assert replay["Unclear"] >= 1
    assert replay["NowDenied"] == []


def test_a_change_of_everything_is_sampled_and_says_so(helpdesk: str) -> None:
    told = review(policy(allow("*")))

    assert told["TouchedActions"] > 20_000
    assert 0 < told["ComparedActions"] < told["TouchedActions"]
    assert told["Comparisons"][0]["GainedCount"] > told["ComparedActions"] / 2


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"PolicyDocument": "{"}, MalformedPolicyDocument),
        ({"PolicyDocument": policy(allow("iam:ListUsers")), "PolicyArn": f"{ARN}-gone"}, NoSuchEntity),
        ({"PolicyDocument": policy(allow("iam:ListUsers")), "IdentityType": "User"}, NoSuchEntity),
        ({"PolicyDocument": policy(allow("iam:ListUsers")), "IdentityName": "bob"}, InvalidInput),
    ],
)
def test_what_is_asked_wrongly_is_refused(helpdesk: str, given: dict[str, str], error: type[Exception]) -> None:
    with pytest.raises(error):
        invoke(operator(ACCOUNT), "iamconsole", "SimulatePolicyChange", given)


def test_it_needs_the_permission_on_the_policy(helpdesk: str, bob: Person) -> None:
    caller = _caller(bob)
    given = {"PolicyArn": ARN, "PolicyDocument": helpdesk}

    with pytest.raises(AccessDenied):
        invoke(caller, "iamconsole", "SimulatePolicyChange", given)

    own = policy(allow("iamconsole:SimulatePolicyChange", resource=ARN))
    invoke(operator(ACCOUNT), "iam", "PutUserPolicy", {"UserName": "bob", "PolicyName": "own", "PolicyDocument": own})
    assert invoke(caller, "iamconsole", "SimulatePolicyChange", given)["Review"]["Principals"]


def test_a_policy_of_another_account_is_not_there(helpdesk: str, mallory: Person) -> None:
    given = {"PolicyArn": ARN, "PolicyDocument": helpdesk}

    with pytest.raises(NoSuchEntity):
        invoke(operator(OTHER_ACCOUNT), "iamconsole", "SimulatePolicyChange", given)


def _caller(person: Person) -> Caller:
    from accounts.keys.authentication import signer
    from iamconsole.caller import Face, Origin

    return signer(person.key_id, "", "iam", "us-east-1").caller(Origin(Face.CONSOLE, "test"))
