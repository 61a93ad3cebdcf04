"""SimulateCustomPolicy and GetContextKeysForCustomPolicy, through boto3."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from policies.simulator import services
from tests.cast import ACCOUNT, OTHER_ACCOUNT, Person

BUCKET = "arn:aws:s3:::reports"
OBJECT = f"{BUCKET}/2026.csv"
READ = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]}'
CALLER = f"arn:aws:iam::{ACCOUNT}:user/carol"


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def statement(effect: str, action: str, resource: str = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": effect, "Action": action, "Resource": resource, **more}


def simulate(person: Person, policies: list[str], *actions: str, **more: Any) -> Any:
    return person.client().simulate_custom_policy(PolicyInputList=policies, ActionNames=list(actions), **more)


def one(person: Person, policies: list[str], action: str, **more: Any) -> Any:
    return simulate(person, policies, action, **more)["EvaluationResults"][0]


def refusal(person: Person, policies: list[str], *actions: str, **more: Any) -> tuple[str, str]:
    with pytest.raises(ClientError) as refused:
        simulate(person, policies, *actions, **more)
    error = refused.value.response["Error"]
    return error["Code"], error["Message"]


def entry(name: str, kind: str, *values: str) -> dict[str, Any]:
    return {"ContextKeyName": name, "ContextKeyType": kind, "ContextKeyValues": list(values)}


def test_it_tells_which_statement_allows(root: Person) -> None:
    result = one(root, [READ], "s3:getobject")

    assert result == {
        "EvalActionName": "s3:getobject",
        "EvalResourceName": "*",
        "EvalDecision": "allowed",
        "MatchedStatements": [
            {
                "SourcePolicyId": "PolicyInputList.1",
                "SourcePolicyType": "IAM Policy",
                "StartPosition": {"Line": 1, "Column": 41},
                "EndPosition": {"Line": 1, "Column": len(READ) - 1},
            }
        ],
        "MissingContextValues": [],
        "OrganizationsDecisionDetail": {"AllowedByOrganizations": True},
        "ResourceSpecificResults": [],
    }


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        # the example of `aws iam simulate-custom-policy help`
        (
            (
                '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*","Condition":'
                '{"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}}}}'
            ),
            (1, 38),
            (1, 167),
        ),
        # AdministratorAccess, as AWS writes it
        (
            (
                '{\n  "Version": "2012-10-17",\n  "Statement": [\n    {\n      "Effect": "Allow",\n'
                '      "Action": "*",\n      "Resource": "*"\n    }\n  ]\n}'
            ),
            (3, 17),
            (8, 6),
        ),
        # the sample response of the API reference
        (
            (
                '{\n  "Version":"2012-10-17",\n  "Statement":{\n    "Effect":"Allow",\n    "Action":"dynamodb:*",\n'
                '    "Resource":"*"\n  }\n}'
            ),
            (3, 16),
            (7, 4),
        ),
    ],
)
def test_positions_are_those_that_aws_answers(
    root: Person, text: str, start: tuple[int, int], end: tuple[int, int]
) -> None:
    time = entry("aws:CurrentTime", "date", "2019-04-25T11:00:00Z")

    matched = one(root, [text], "dynamodb:CreateBackup", ContextEntries=[time])["MatchedStatements"][0]

    assert (matched["StartPosition"]["Line"], matched["StartPosition"]["Column"]) == start
    assert (matched["EndPosition"]["Line"], matched["EndPosition"]["Column"]) == end


def test_a_statement_begins_where_the_one_before_ends(root: Person) -> None:
    text = policy(statement("Allow", "s3:Get*"), statement("Allow", "s3:Put*"))

    results = simulate(root, [text], "s3:GetObject", "s3:PutObject")["EvaluationResults"]

    first, second = (result["MatchedStatements"][0] for result in results)
    assert second["StartPosition"] == first["EndPosition"]


def test_a_deny_wins_and_is_the_only_statement_of_its_type(root: Person) -> None:
    text = policy(statement("Allow", "s3:*"), statement("Deny", "s3:Delete*"))

    result = one(root, [READ, text], "s3:DeleteObject")

    assert result["EvalDecision"] == "explicitDeny"
    assert [matched["SourcePolicyId"] for matched in result["MatchedStatements"]] == ["PolicyInputList.2"]


def test_all_statements_that_allow_are_told_in_their_order(root: Person) -> None:
    narrow = policy(statement("Allow", "s3:GetObject", OBJECT), statement("Allow", "s3:*"))

    result = one(root, [READ, narrow], "s3:GetObject", ResourceArns=[OBJECT])

    places = [(one["SourcePolicyId"], one["StartPosition"]["Column"]) for one in result["MatchedStatements"]]
    assert [name for name, _ in places] == ["PolicyInputList.1", "PolicyInputList.2", "PolicyInputList.2"]
    assert places == sorted(places)


def test_it_tells_each_resource_apart(root: Person) -> None:
    text = policy(statement("Allow", "s3:GetObject", OBJECT))
    other = "arn:aws:s3:::other/key"

    result = one(root, [text], "s3:GetObject", ResourceArns=[OBJECT, other])

    assert result["EvalDecision"] == "implicitDeny"
    assert result["EvalResourceName"].startswith("arn:aws:s3:::${BucketName}/")
    assert result["MatchedStatements"] == []
    assert result["EvalDecisionDetails"] == {}
    decisions = {one["EvalResourceName"]: one["EvalResourceDecision"] for one in result["ResourceSpecificResults"]}
    assert decisions == {OBJECT: "allowed", other: "implicitDeny"}


def test_a_single_resource_names_the_result(root: Person) -> None:
    result = one(root, [READ], "s3:GetObject", ResourceArns=[OBJECT])

    assert result["EvalResourceName"] == OBJECT
    assert result["MatchedStatements"] == result["ResourceSpecificResults"][0]["MatchedStatements"] != []


def test_resources_of_an_unknown_action_are_named_by_a_star(root: Person) -> None:
    result = one(root, [READ], "nowhere:Go", ResourceArns=[OBJECT, BUCKET])

    assert result["EvalResourceName"] == "*"


# -- context


CONDITION = {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}, "StringEquals": {"s3:prefix": "${aws:PrincipalTag/team}"}}


def test_what_is_missing_is_told_beside_an_implicit_deny(root: Person) -> None:
    text = policy(statement("Allow", "s3:ListBucket", Condition=CONDITION))

    result = one(root, [text], "s3:ListBucket", ContextEntries=[entry("AWS:SOURCEIP", "ip", "10.1.2.3")])

    assert result["EvalDecision"] == "implicitDeny"
    assert result["MissingContextValues"] == ["s3:prefix", "aws:PrincipalTag/team"]


def test_what_is_missing_for_a_resource_is_told_with_it(root: Person) -> None:
    text = policy(statement("Allow", "s3:ListBucket", Condition=CONDITION))

    result = one(root, [text], "s3:ListBucket", ResourceArns=[BUCKET])

    assert result["MissingContextValues"] == []
    assert "aws:SourceIp" in result["ResourceSpecificResults"][0]["MissingContextValues"]


def test_the_keys_that_are_given_decide(root: Person) -> None:
    text = policy(statement("Allow", "s3:ListBucket", Condition=CONDITION))
    entries = [
        entry("aws:SourceIp", "ip", "10.1.2.3"),
        entry("s3:prefix", "string", "red"),
        entry("aws:principaltag/TEAM", "string", "red"),
    ]

    assert one(root, [text], "s3:ListBucket", ContextEntries=entries)["EvalDecision"] == "allowed"


@pytest.mark.parametrize(
    ("operator", "wanted", "kind", "right", "wrong"),
    [
        ("StringEquals", "a", "string", "a", "b"),
        ("ForAllValues:StringEquals", "a", "stringList", "a", "b"),
        ("NumericLessThan", "10", "numeric", "9.5", "10"),
        ("ForAnyValue:NumericEquals", "10", "numericList", "10", "11"),
        ("Bool", "true", "boolean", "TRUE", "false"),
        ("ForAnyValue:Bool", "true", "booleanList", "true", "false"),
        ("IpAddress", "10.0.0.0/8", "ip", "10.1.1.1", "11.1.1.1"),
        ("ForAnyValue:IpAddress", "2001:db8::/32", "ipList", "2001:db8::1", "2001:db9::1"),
        ("BinaryEquals", "YQ==", "binary", "YQ==", "Yg=="),
        ("ForAnyValue:BinaryEquals", "YQ==", "binaryList", "YQ==", "Yg=="),
        ("DateLessThan", "2026-01-01T00:00:00Z", "date", "2025-12-31", "2026-01-01"),
        ("ForAnyValue:DateEquals", "2026-01-01T00:00:00Z", "dateList", "1767225600", "1767225601"),
    ],
)
def test_every_type_of_key_is_understood(
    root: Person, operator: str, wanted: str, kind: str, right: str, wrong: str
) -> None:
    text = policy(statement("Allow", "s3:GetObject", Condition={operator: {"test:key": wanted}}))

    decisions = [
        one(root, [text], "s3:GetObject", ContextEntries=[entry("test:key", kind, value)])["EvalDecision"]
        for value in (right, wrong)
    ]

    assert decisions == ["allowed", "implicitDeny"]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("numeric", "ten"),
        ("numeric", "NaN"),
        ("boolean", "yes"),
        ("ip", "10.0.0.256"),
        ("ip", "10.0.0.0/99"),
        ("binary", "%%%"),
        ("binary", "é"),
        ("date", "yesterday"),
        ("dateList", "2026-13-01"),
    ],
)
def test_a_value_of_another_type_is_refused(root: Person, kind: str, value: str) -> None:
    code, message = refusal(root, [READ], "s3:GetObject", ContextEntries=[entry("test:key", kind, value)])

    assert code == "InvalidInput"
    assert f"{value!r} of context key test:key" in message


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([{"ContextKeyValues": ["a"], "ContextKeyType": "string"}], "needs a ContextKeyName"),
        ([entry("a:key", "string", "1"), entry("A:KEY", "string", "2")], "Duplicate context key A:KEY"),
        ([entry("a:key", "string", "1", "2")], "use stringList"),
    ],
)
def test_entries_that_contradict_themselves_are_refused(
    root: Person, entries: list[dict[str, Any]], words: str
) -> None:
    code, message = refusal(root, [READ], "s3:GetObject", ContextEntries=entries)

    assert code == "InvalidInput"
    assert words in message


def test_an_entry_without_a_value_counts_as_missing(root: Person) -> None:
    text = policy(statement("Allow", "s3:GetObject", Condition={"Null": {"test:key": "true"}}))

    result = one(root, [text], "s3:GetObject", ContextEntries=[entry("test:key", "string")])

    assert result["EvalDecision"] == "allowed"


def test_the_callers_arn_fills_in_its_name(root: Person) -> None:
    text = policy(statement("Allow", "iam:GetUser", f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}"))

    assert one(root, [text], "iam:GetUser", ResourceArns=[CALLER], CallerArn=CALLER)["EvalDecision"] == "allowed"


# -- the other types of policy


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


def resource_policy(principal: str, effect: str = "Allow") -> str:
    return policy(statement(effect, "s3:*", f"{BUCKET}/*", Principal={"AWS": principal}))


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


# -- what is refused


@pytest.mark.parametrize(
    ("caller", "message"),
    [
        (None, "Invalid caller - Caller cannot be null or empty."),
        (f"arn:aws:iam::{ACCOUNT}:role/deploy", "Invalid caller - Caller must be an IAM user in this context."),
        (f"arn:aws:iam::{ACCOUNT}:group/team", "Invalid caller - Caller must be an IAM user in this context."),
        (
            f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/x",
            (
                f"Invalid Entity Arn: arn:aws:sts::{ACCOUNT}:assumed-role/deploy/x does not clearly define entity type"
                " and name."
            ),
        ),
        ("carol", "Invalid Entity Arn: carol does not clearly define entity type and name."),
    ],
)
def test_a_resource_policy_needs_a_user_as_caller(root: Person, caller: str | None, message: str) -> None:
    more = {"CallerArn": caller} if caller else {}

    answer = refusal(root, [], "s3:GetObject", ResourceArns=[OBJECT], ResourcePolicy=resource_policy(CALLER), **more)

    assert answer == ("InvalidInput", message)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"ResourceArns": ["reports"]}, "ResourceNames are not in a valid ARN format: reports."),
        ({"ResourceArns": ["*", BUCKET]}, "ResourceNames are not in a valid ARN format: *."),
        ({"ResourceOwner": "123456789012"}, "'123456789012' is not a valid as a Resource Owner."),
        ({"ResourceHandlingOption": "EC2-Moon"}, "Invalid input resource handling options: EC2-Moon."),
        (
            {
                "ResourceHandlingOption": "EC2-VPC-EBS",
                "ResourceArns": [f"arn:aws:ec2:eu-west-1:{ACCOUNT}:instance/*", "arn:aws:ec2:eu-west-1::image/ami-1"],
            },
            "The scenario EC2-VPC-EBS also needs these resources: security-group, network-interface, volume.",
        ),
        (
            {"ResourcePolicy": resource_policy("*"), "CallerArn": CALLER},
            "Invalid Entity Arn: * does not clearly define entity type and name.",
        ),
    ],
)
def test_what_does_not_fit_is_refused(root: Person, more: dict[str, Any], message: str) -> None:
    assert refusal(root, [READ], "s3:GetObject", **more) == ("InvalidInput", message)


@pytest.mark.parametrize("action", ["s3:Get*", "GetObject", "s3:", "s3:Get Object"])
def test_only_names_of_actions_are_simulated(root: Person, action: str) -> None:
    code, message = refusal(root, [READ], action)

    assert code == "InvalidInput"
    assert message.startswith(f"Invalid Input Actions: {action}")


def test_no_action_is_refused(root: Person) -> None:
    assert refusal(root, [READ]) == ("InvalidInput", "ActionNames is required.")


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"Version":"2012-10-17","Statement":[]}', READ.replace("Allow", "Permit"), "[" * 60_000]
)
def test_what_is_no_policy_is_refused(root: Person, text: str) -> None:
    code, message = refusal(root, [READ, text], "s3:GetObject")

    assert code == "MalformedPolicyDocument"
    assert message.startswith("PolicyInputList.2: ")


def test_a_user_needs_the_permission(bob: Person) -> None:
    code, message = refusal(bob, [READ], "s3:GetObject")

    assert code == "AccessDenied"
    assert "is not authorized to perform: iam:SimulateCustomPolicy" in message


# -- pages


def test_it_pages_over_the_actions_in_their_order(root: Person) -> None:
    actions = [f"s3:Get{number}" for number in range(7, 0, -1)]
    pages = root.client().get_paginator("simulate_custom_policy")

    found = list(pages.paginate(PolicyInputList=[READ], ActionNames=actions, PaginationConfig={"PageSize": 3}))

    assert [len(page["EvaluationResults"]) for page in found] == [3, 3, 1]
    assert [one["EvalActionName"] for page in found for one in page["EvaluationResults"]] == actions


def test_a_large_simulation_is_cut_into_pages(root: Person) -> None:
    many = policy(*[statement("Allow", "s3:GetObject", f"{BUCKET}/{number}") for number in range(1200)])
    resources = [f"{BUCKET}/{number}" for number in range(100)]

    page = simulate(root, [many], "s3:GetObject", "s3:PutObject", "s3:ListBucket", ResourceArns=resources)

    assert page["IsTruncated"]
    assert [one["EvalActionName"] for one in page["EvaluationResults"]] == ["s3:GetObject", "s3:PutObject"]


def test_a_simulation_beyond_all_bounds_is_refused(root: Person) -> None:
    many = policy(*[statement("Allow", "*") for _ in range(1500)])
    resources = [f"{BUCKET}/{number}" for number in range(200)]

    code, message = refusal(root, [many], "s3:GetObject", ResourceArns=resources)

    assert code == "InvalidInput"
    assert "200 resources and 1500 statements" in message


def test_an_answer_ends_before_it_grows_too_long(root: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MATCHES_PER_PAGE", 5)
    many = policy(*[statement("Allow", "s3:*") for _ in range(3)])

    page = simulate(root, [many], "s3:GetObject", "s3:PutObject")
    code, message = refusal(root, [many], "s3:GetObject", ResourceArns=[OBJECT, BUCKET])

    assert [one["EvalActionName"] for one in page["EvaluationResults"]] == ["s3:GetObject"]
    assert page["IsTruncated"]
    assert (code, message[:28]) == ("InvalidInput", "The simulation is too large:")


# -- context keys


def test_it_names_the_keys_and_variables_as_they_are_written(root: Person) -> None:
    text = policy(
        statement("Allow", "s3:ListBucket", "arn:aws:s3:::home/${aws:userName}/${*}", Condition=CONDITION),
        statement("Deny", "s3:*", Condition={"StringLike": {"S3:Prefix": "${aws:PrincipalTag/unit, 'none'}"}}),
    )

    names = root.client().get_context_keys_for_custom_policy(PolicyInputList=[text, READ])["ContextKeyNames"]

    assert names == ["aws:SourceIp", "s3:prefix", "aws:PrincipalTag/team", "aws:userName", "aws:PrincipalTag/unit"]


def test_policies_of_2008_have_no_variables(root: Person) -> None:
    text = READ.replace("2012-10-17", "2008-10-17")

    with pytest.raises(ClientError) as refused:
        root.client().get_context_keys_for_custom_policy(PolicyInputList=[text])

    assert refused.value.response["Error"]["Code"] == "MalformedPolicyDocument"


def test_context_keys_need_a_policy(root: Person) -> None:
    with pytest.raises(ClientError) as refused:
        root.client().get_context_keys_for_custom_policy(PolicyInputList=[])

    assert refused.value.response["Error"]["Code"] == "InvalidInput"
