"""Boundaries, organizations' policies and resource policies in simulations."""

from tests.cast import OTHER_ACCOUNT, Person
from tests.policies.simulator.simulating import CALLER, OBJECT, READ, one, policy, refusal, resource_policy, statement


def test_a_boundary_that_does_not_allow_denies(root: Person) -> None:
    boundary = policy(statement("Allow", "iam:*"))

    result = one(root, [READ], "s3:GetObject", PermissionsBoundaryPolicyInputList=[boundary], ResourceArns=[OBJECT])

    assert result["EvalDecision"] == "implicitDeny"
    assert result["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": False}
    assert result["ResourceSpecificResults"][0]["PermissionsBoundaryDecisionDetail"] == {
        "AllowedByPermissionsBoundary": False
    }


def test_a_boundary_that_allows_is_said_to(root: Person) -> None:
    result = one(root, [READ], "s3:GetObject", PermissionsBoundaryPolicyInputList=[policy(statement("Allow", "s3:*"))])

    assert result["EvalDecision"] == "allowed"
    assert result["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": True}
    assert [one["SourcePolicyId"] for one in result["MatchedStatements"]] == ["PolicyInputList.1"]


def test_a_deny_of_a_boundary_is_told(root: Person) -> None:
    boundary = policy(statement("Deny", "s3:GetObject"), statement("Allow", "*"))

    result = one(root, [READ], "s3:GetObject", PermissionsBoundaryPolicyInputList=[boundary])

    assert result["EvalDecision"] == "explicitDeny"
    found = [(one["SourcePolicyId"], one["SourcePolicyType"]) for one in result["MatchedStatements"]]
    assert ("PermissionsBoundaryPolicyInputList.1", "Permissions Boundary Policy") in found


def test_there_is_one_boundary(root: Person) -> None:
    code, message = refusal(root, [READ], "s3:GetObject", PermissionsBoundaryPolicyInputList=[READ, READ])

    assert (code, message) == ("InvalidInput", "The list of Permissions Boundary policies cannot exceed 1 items.")


def test_every_level_of_the_organization_must_allow(root: Person) -> None:
    levels = [
        {"ServiceControlPolicyInputList": [policy(statement("Allow", "*"))]},
        {"ServiceControlPolicyInputList": [policy(statement("Allow", "iam:*"))]},
    ]

    result = one(root, [READ], "s3:GetObject", OrderedOrganizationPolicyInputList=levels, ResourceArns=[OBJECT])

    assert result["EvalDecision"] == "implicitDeny"
    assert result["OrganizationsDecisionDetail"] == {"AllowedByOrganizations": False}
    assert result["ResourceSpecificResults"][0]["MatchedStatements"] == []


def test_a_level_without_policies_is_refused(root: Person) -> None:
    code, message = refusal(
        root, [READ], "s3:GetObject", OrderedOrganizationPolicyInputList=[{"ServiceControlPolicyInputList": []}]
    )

    assert code == "InvalidInput"
    assert message == "Organization policy at index 1 must contain at least one service control policy"


def test_a_resource_policy_allows_a_user_of_its_account(root: Person) -> None:
    result = one(
        root, [], "s3:GetObject", ResourceArns=[OBJECT], ResourcePolicy=resource_policy(CALLER), CallerArn=CALLER
    )

    assert result["EvalDecision"] == "allowed"
    assert result["MatchedStatements"][0]["SourcePolicyId"] == "ResourcePolicy"
    assert result["MatchedStatements"][0]["SourcePolicyType"] == "Resource Policy"


def test_a_deny_of_the_resource_policy_is_told_beside_the_identitys_allow(root: Person) -> None:
    result = one(
        root,
        [READ],
        "s3:GetObject",
        ResourceArns=[OBJECT],
        ResourcePolicy=resource_policy("*", "Deny"),
        CallerArn=CALLER,
    )

    assert result["EvalDecision"] == "explicitDeny"
    assert [one["SourcePolicyId"] for one in result["MatchedStatements"]] == ["ResourcePolicy", "PolicyInputList.1"]


def test_across_accounts_each_type_of_policy_is_told(root: Person) -> None:
    result = one(
        root,
        [],
        "s3:PutObject",
        ResourceArns=[OBJECT],
        ResourceOwner=f"arn:aws:iam::{OTHER_ACCOUNT}:root",
        ResourcePolicy=resource_policy(CALLER),
        CallerArn=CALLER,
        PermissionsBoundaryPolicyInputList=[policy(statement("Allow", "iam:*"))],
    )

    assert result["EvalDecision"] == "implicitDeny"
    assert result["MatchedStatements"] == []
    assert result["EvalDecisionDetails"] == {
        "IAM Policy": "implicitDeny",
        "Resource Policy": "allowed",
        "Permissions Boundary Policy": "implicitDeny",
    }
    specific = result["ResourceSpecificResults"][0]
    assert specific["EvalDecisionDetails"] == result["EvalDecisionDetails"]
    assert [one["SourcePolicyId"] for one in specific["MatchedStatements"]] == ["ResourcePolicy"]


def test_across_accounts_both_sides_must_allow(root: Person) -> None:
    result = one(
        root,
        [READ],
        "s3:GetObject",
        ResourceArns=[OBJECT],
        ResourceOwner=f"arn:aws:iam::{OTHER_ACCOUNT}:root",
        ResourcePolicy=resource_policy(CALLER),
        CallerArn=CALLER,
    )

    assert result["EvalDecision"] == "allowed"
    assert result["EvalDecisionDetails"] == {"IAM Policy": "allowed", "Resource Policy": "allowed"}
