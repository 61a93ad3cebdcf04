"""SimulatePrincipalPolicy and GetContextKeysForPrincipalPolicy, through boto3."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.cast import ACCOUNT, OTHER_ACCOUNT, Person
from tests.refused import code as refused_code

READ = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}]}'
WRITE = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Put*","Resource":"*"}]}'
OWN = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Action": "iam:GetUser",
            "Resource": f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}",
            "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
        },
    }
)
TRUST = (
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},'
    '"Action":"sts:AssumeRole"}}'
)
BOB = f"arn:aws:iam::{ACCOUNT}:user/bob"
GROUP = f"arn:aws:iam::{ACCOUNT}:group/team"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/deploy"


def simulate(person: Person, arn: str, *actions: str, **more: Any) -> Any:
    answer = person.client().simulate_principal_policy(PolicySourceArn=arn, ActionNames=list(actions), **more)
    return answer["EvaluationResults"]


def refusal(person: Person, arn: str, **more: Any) -> tuple[str, str]:
    with pytest.raises(ClientError) as refused:
        simulate(person, arn, "s3:GetObject", **more)
    error = refused.value.response["Error"]
    return error["Code"], error["Message"]


def sources(result: Any) -> list[str]:
    return [matched["SourcePolicyId"] for matched in result["MatchedStatements"]]


def test_an_inline_policy_is_called_by_its_owner_and_name(root: Person, bob: Person) -> None:
    root.client().put_user_policy(UserName="bob", PolicyName="read", PolicyDocument=READ)

    (result,) = simulate(root, BOB, "s3:GetObject")

    assert result["EvalDecision"] == "allowed"
    assert result["MatchedStatements"] == [
        {
            "SourcePolicyId": "user_bob_read",
            "SourcePolicyType": "IAM Policy",
            "StartPosition": {"Line": 1, "Column": 38},
            "EndPosition": {"Line": 1, "Column": len(READ) - 1},
        }
    ]


def test_a_managed_policy_is_called_by_its_name(root: Person, bob: Person) -> None:
    iam = root.client()
    arn = iam.create_policy(PolicyName="Reading", PolicyDocument=READ)["Policy"]["Arn"]
    iam.attach_user_policy(UserName="bob", PolicyArn=arn)

    (result,) = simulate(root, BOB, "s3:GetObject")

    assert sources(result) == ["Reading"]


def test_a_user_has_the_policies_of_its_groups(root: Person, bob: Person) -> None:
    iam = root.client()
    iam.create_group(GroupName="team")
    iam.put_group_policy(GroupName="team", PolicyName="read", PolicyDocument=READ)
    iam.add_user_to_group(GroupName="team", UserName="bob")

    (of_user,), (of_group,) = simulate(root, BOB, "s3:GetObject"), simulate(root, GROUP, "s3:GetObject")

    assert sources(of_user) == ["group_team_read"]
    assert of_user == of_group


def test_a_group_has_the_default_version_of_what_is_attached(root: Person) -> None:
    iam = root.client()
    arn = iam.create_policy(PolicyName="Reading", PolicyDocument=WRITE)["Policy"]["Arn"]
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=READ, SetAsDefault=True)
    iam.create_group(GroupName="team")
    iam.attach_group_policy(GroupName="team", PolicyArn=arn)

    reading, writing = simulate(root, GROUP, "s3:GetObject", "s3:PutObject")

    assert (reading["EvalDecision"], writing["EvalDecision"]) == ("allowed", "implicitDeny")


def test_a_role_is_simulated_like_a_user(root: Person) -> None:
    iam = root.client()
    iam.create_role(RoleName="deploy", AssumeRolePolicyDocument=TRUST)
    iam.put_role_policy(RoleName="deploy", PolicyName="read", PolicyDocument=READ)

    (result,) = simulate(root, ROLE, "s3:GetObject")

    assert sources(result) == ["role_deploy_read"]


def test_policies_of_the_request_are_added(root: Person, bob: Person) -> None:
    (result,) = simulate(root, BOB, "s3:PutObject", PolicyInputList=[WRITE])

    assert sources(result) == ["PolicyInputList.1"]


def test_its_boundary_counts(root: Person, bob: Person) -> None:
    iam = root.client()
    arn = iam.create_policy(PolicyName="Bounds", PolicyDocument=WRITE)["Policy"]["Arn"]
    iam.put_user_policy(UserName="bob", PolicyName="read", PolicyDocument=READ)
    iam.put_user_permissions_boundary(UserName="bob", PermissionsBoundary=arn)

    (result,) = simulate(root, BOB, "s3:GetObject")

    assert result["EvalDecision"] == "implicitDeny"
    assert result["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": False}


def test_a_boundary_of_the_request_takes_its_place(root: Person, bob: Person) -> None:
    iam = root.client()
    arn = iam.create_policy(PolicyName="Bounds", PolicyDocument=WRITE)["Policy"]["Arn"]
    iam.put_user_policy(UserName="bob", PolicyName="read", PolicyDocument=READ)
    iam.put_user_permissions_boundary(UserName="bob", PermissionsBoundary=arn)

    (result,) = simulate(root, BOB, "s3:GetObject", PermissionsBoundaryPolicyInputList=[READ])

    assert result["EvalDecision"] == "allowed"


@pytest.mark.parametrize(
    ("exclusion", "decision"),
    [
        ({"PolicyType": "inline"}, "implicitDeny"),
        ({"PolicyType": "user-managed"}, "allowed"),
        (
            {"InlinePolicyIdentifier": {"PolicyName": "read", "AttachmentType": "user", "AttachmentName": "bob"}},
            "implicitDeny",
        ),
        (
            {"InlinePolicyIdentifier": {"PolicyName": "other", "AttachmentType": "user", "AttachmentName": "bob"}},
            "allowed",
        ),
        ({"PolicyArn": f"arn:aws:iam::{ACCOUNT}:policy/Other"}, "allowed"),
    ],
)
def test_policies_can_be_left_out(root: Person, bob: Person, exclusion: dict[str, Any], decision: str) -> None:
    root.client().put_user_policy(UserName="bob", PolicyName="read", PolicyDocument=READ)

    (result,) = simulate(root, BOB, "s3:GetObject", PolicyExclusionList=[exclusion])

    assert result["EvalDecision"] == decision


@pytest.mark.parametrize("by_type", [True, False])
def test_managed_policies_and_boundaries_can_be_left_out(root: Person, bob: Person, by_type: bool) -> None:
    iam = root.client()
    arn = iam.create_policy(PolicyName="Reading", PolicyDocument=READ)["Policy"]["Arn"]
    iam.attach_user_policy(UserName="bob", PolicyArn=arn)
    iam.put_user_permissions_boundary(UserName="bob", PermissionsBoundary=arn)
    exclusion = {"PolicyType": "user-managed"} if by_type else {"PolicyArn": arn}

    (result,) = simulate(root, BOB, "s3:GetObject", PolicyExclusionList=[exclusion])
    (unbound,) = simulate(root, BOB, "s3:GetObject", PolicyExclusionList=[{"PolicyType": "permission-boundary"}])

    assert result["EvalDecision"] == "implicitDeny"
    assert "PermissionsBoundaryDecisionDetail" not in unbound


def test_the_identity_is_the_caller(root: Person, bob: Person) -> None:
    root.client().put_user_policy(UserName="bob", PolicyName="own", PolicyDocument=OWN)
    mfa = {"ContextKeyName": "aws:MultiFactorAuthPresent", "ContextKeyType": "boolean", "ContextKeyValues": ["true"]}

    without, with_mfa = (
        simulate(root, BOB, "iam:GetUser", ResourceArns=[BOB], ContextEntries=entries)[0] for entries in ([], [mfa])
    )

    assert without["EvalDecision"] == "implicitDeny"
    assert "aws:MultiFactorAuthPresent" in without["ResourceSpecificResults"][0]["MissingContextValues"]
    assert with_mfa["EvalDecision"] == "allowed"


@pytest.mark.parametrize("arn", [GROUP, ROLE])
def test_a_resource_policy_is_for_users(root: Person, arn: str) -> None:
    root.client().create_group(GroupName="team")
    root.client().create_role(RoleName="deploy", AssumeRolePolicyDocument=TRUST)
    text = READ.replace('"Action"', '"Principal":"*","Action"').replace('"*"}', '"arn:aws:s3:::x/*"}')

    answer = refusal(root, arn, ResourcePolicy=text, ResourceArns=["arn:aws:s3:::x/y"])

    assert answer == ("InvalidInput", "Invalid caller - Caller must be an IAM user in this context.")


# -- what is refused


@pytest.mark.parametrize("kind", ["user", "group", "role"])
def test_who_does_not_exist_is_not_found(root: Person, kind: str) -> None:
    answer = refusal(root, f"arn:aws:iam::{ACCOUNT}:{kind}/nobody")

    assert answer == ("NoSuchEntity", f"The {kind} with name nobody cannot be found.")


def test_the_arn_must_be_the_stored_one(root: Person, bob: Person) -> None:
    code, _ = refusal(root, f"arn:aws:iam::{ACCOUNT}:user/other/path/bob")

    assert code == "NoSuchEntity"


@pytest.mark.parametrize(
    "arn", [f"arn:aws:iam::{ACCOUNT}:policy/Reading", f"arn:aws:iam::{ACCOUNT}:root", f"arn:aws:iam::{ACCOUNT}:user/"]
)
def test_only_identities_are_simulated(root: Person, arn: str) -> None:
    answer = refusal(root, arn)

    assert answer == ("InvalidInput", f"Invalid Entity Arn: {arn} does not clearly define entity type and name.")


def test_another_accounts_user_is_out_of_reach(mallory: Person, bob: Person) -> None:
    with pytest.raises(ClientError) as keys:
        mallory.client().get_context_keys_for_principal_policy(PolicySourceArn=BOB)

    assert refusal(mallory, BOB)[0] == "AccessDenied"
    assert keys.value.response["Error"]["Code"] == "AccessDenied"


def test_the_permission_is_on_the_identity(root: Person, bob: Person) -> None:
    allowed = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": {"Effect": "Allow", "Action": "iam:SimulatePrincipalPolicy", "Resource": BOB},
        }
    )
    root.client().put_user_policy(UserName="bob", PolicyName="self", PolicyDocument=allowed)

    own = simulate(bob, BOB, "iam:SimulatePrincipalPolicy")
    other = refusal(bob, f"arn:aws:iam::{OTHER_ACCOUNT}:user/bob")

    assert own[0]["EvalActionName"] == "iam:SimulatePrincipalPolicy"
    assert other[0] == "AccessDenied"


# -- context keys


def test_it_names_the_keys_of_all_its_policies(root: Person, bob: Person) -> None:
    iam = root.client()
    iam.put_user_policy(UserName="bob", PolicyName="own", PolicyDocument=OWN)
    added = READ.replace('"*"}', '"*","Condition":{"StringEquals":{"s3:prefix":"a"}}}')

    answer = iam.get_context_keys_for_principal_policy(PolicySourceArn=BOB, PolicyInputList=[added])

    assert answer["ContextKeyNames"] == ["aws:MultiFactorAuthPresent", "aws:username", "s3:prefix"]


def test_the_keys_of_nobody_are_not_found(root: Person) -> None:
    with pytest.raises(ClientError) as refused:
        root.client().get_context_keys_for_principal_policy(PolicySourceArn=GROUP)

    assert refused.value.response["Error"]["Code"] == "NoSuchEntity"


def test_context_keys_of_what_is_no_identity(alice: Person) -> None:
    call = alice.client().get_context_keys_for_principal_policy

    assert refused_code(call, PolicySourceArn=f"arn:aws:iam::{ACCOUNT}:policy/everything") == "InvalidInput"
