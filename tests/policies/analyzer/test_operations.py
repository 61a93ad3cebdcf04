"""ValidatePolicy through boto3: findings, their places, pages and errors."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from policies.services import services
from tests.cast import ACCOUNT, Person

STAR = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:PassRole","Resource":"*"}]}'
TRUST = (
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},'
    '"Action":"sts:AssumeRole","Resource":"*"}}'
)


def validate(person: Person, document: str, policy_type: str = "IDENTITY_POLICY", **more: Any) -> Any:
    client = person.client("accessanalyzer")
    return client.validate_policy(policyDocument=document, policyType=policy_type, **more)


def refusal(person: Person, *arguments: Any, **more: Any) -> tuple[str, str]:
    with pytest.raises(ClientError) as refused:
        validate(person, *arguments, **more)
    error = refused.value.response["Error"]
    return error["Code"], error["Message"]


def test_a_finding_says_what_is_wrong_and_where(root: Person) -> None:
    (finding,) = validate(root, STAR)["findings"]

    assert finding["findingType"] == "SECURITY_WARNING"
    assert finding["issueCode"] == "PASS_ROLE_WITH_STAR_IN_RESOURCE"
    assert finding["findingDetails"]
    assert finding["learnMoreLink"]
    (location,) = finding["locations"][-1:]
    assert {"value": "Statement"} in location["path"]
    assert {"index": 0} in location["path"]
    start, end = location["span"]["start"], location["span"]["end"]
    assert start["line"] == 1
    assert STAR[start["offset"] : end["offset"]] in STAR


def test_a_good_policy_has_no_findings(root: Person) -> None:
    good = STAR.replace("iam:PassRole", "s3:GetObject").replace('"*"', '"arn:aws:s3:::reports/*"')

    answer = validate(root, good)

    assert answer["findings"] == []
    assert "nextToken" not in answer


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 50_000, '{"Version":1e99999}', "é", "\u2028"])
def test_what_is_no_policy_is_a_finding_and_no_error(root: Person, text: str) -> None:
    findings = validate(root, text)["findings"]

    assert findings[0]["findingType"] == "ERROR"


@pytest.mark.parametrize(
    "policy_type", ["IDENTITY_POLICY", "RESOURCE_POLICY", "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"]
)
def test_every_type_of_policy_is_known(root: Person, policy_type: str) -> None:
    assert isinstance(validate(root, STAR, policy_type, locale="DE")["findings"], list)


def test_the_type_of_the_resource_counts(root: Person) -> None:
    trust = "AWS::IAM::AssumeRolePolicyDocument"

    codes = {one["issueCode"] for one in validate(root, TRUST, "RESOURCE_POLICY")["findings"]}
    of_role = validate(root, TRUST, "RESOURCE_POLICY", validatePolicyResourceType=trust)["findings"]

    assert {one["issueCode"] for one in of_role} - codes


def test_it_pages_over_the_findings(root: Person) -> None:
    actions = [f"s3:Nothing{number}" for number in range(5)]
    text = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]})
    client = root.client("accessanalyzer")
    pages = client.get_paginator("validate_policy").paginate(
        policyDocument=text, policyType="IDENTITY_POLICY", PaginationConfig={"PageSize": 2}
    )

    found = [finding for page in pages for finding in page["findings"]]

    assert found == validate(root, text)["findings"]
    assert len(found) >= 5


@pytest.mark.parametrize(
    ("more", "member"),
    [
        ({"maxResults": 0}, "maxResults"),
        ({"maxResults": 1001}, "maxResults"),
        ({"locale": "XX"}, "locale"),
        ({"validatePolicyResourceType": "AWS::Moon::Base"}, "validatePolicyResourceType"),
    ],
)
def test_what_the_operation_does_not_know_is_refused(root: Person, more: dict[str, Any], member: str) -> None:
    code, message = refusal(root, STAR, **more)

    assert code == "ValidationException"
    assert f"'{member}'" in message


def test_a_token_of_nobody_is_refused(root: Person) -> None:
    assert refusal(root, STAR, nextToken="abc")[0] == "ValidationException"


def test_a_policy_beyond_all_bounds_is_refused(root: Person) -> None:
    code, message = refusal(root, " " * 131_073)

    assert code == "ValidationException"
    assert "'policyDocument'" in message


def test_it_needs_the_permission(bob: Person) -> None:
    code, message = refusal(bob, STAR)

    assert code == "AccessDeniedException"
    assert "access-analyzer:ValidatePolicy" in message


def test_the_services_of_the_account_are_known(root: Person, mallory: Person) -> None:
    services.put(ACCOUNT, "shop", "Shop", '{"actions": [{"name": "GetInvoice", "accessLevel": "Read"}]}')
    text = STAR.replace("iam:PassRole", "shop:GetInvoice")

    own, other = (validate(person, text)["findings"] for person in (root, mallory))

    assert "INVALID_SERVICE_IN_ACTION" not in {one["issueCode"] for one in own}
    assert "INVALID_SERVICE_IN_ACTION" in {one["issueCode"] for one in other}
