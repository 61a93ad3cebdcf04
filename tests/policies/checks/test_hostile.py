"""Policies made to break or to stall validation are answered, in time that grows with their length."""

from typing import Any

import pytest

from policies.checks import TRUST_POLICY, PolicyType, validate
from tests.policies.checks.texts import ALLOW, text_of

# Each took minutes in an earlier version, or would in a careless one; now all together take seconds.
HOSTILE = {
    "ten thousand statements": '{"Statement":[' + ",".join(["{}"] * 10_000) + "]}",
    "deep lists": '{"Statement":' + "[" * 900 + "]" * 900 + "}",
    "deep conditions": text_of({**ALLOW, "Condition": {}}).replace("{}", '{"a":' * 900 + "1" + "}" * 900),
    "deeper than Python reads": "[" * 60_000 + "]" * 60_000,
    "a long number": '{"Version":' + "1" * 50_000 + "}",
    "open variables": text_of({**ALLOW, "Resource": "arn:aws:s3:::" + "${" * 10_000}),
    "stars in actions": text_of({**ALLOW, "Action": [f"ec2:*a*a*{number}*b" for number in range(1000)]}),
    "stars in a resource": text_of({**ALLOW, "Resource": "arn:aws:s3:::" + "*a" * 60_000}),
    "stars in resources": text_of(
        {**ALLOW, "Resource": ["arn:aws:ec2:*:*:instance/" + "*a" * 100 + str(n) for n in range(50)]}
    ),
    "misspelled actions": text_of({**ALLOW, "Action": [f"ec2:Describx{number}" for number in range(2000)]}),
    "many actions and keys": text_of(
        {
            **ALLOW,
            "Action": ["s3:GetObject"] * 1000,
            "Condition": {"StringEquals": {f"kms:EncryptionContext:{number}": "x" for number in range(1000)}},
        }
    ),
    "many tags": text_of(
        {
            **ALLOW,
            "Action": ["ec2:*", "s3:*"],
            "Condition": {"StringEquals": {f"aws:ResourceTag/{number}": "x" for number in range(1000)}},
        }
    ),
}


@pytest.mark.parametrize("policy_type", [PolicyType.IDENTITY, PolicyType.RESOURCE])
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_policy_is_answered(name: str, policy_type: PolicyType) -> None:
    validate(HOSTILE[name], policy_type, TRUST_POLICY)


ANYTHING = ["", "null", "1", '"x"', "[]", "{}", '{"Statement": null}', '{"Statement": [1, null, [], {}]}']
ODD_VALUES: list[Any] = [None, 1, 1.5, True, "", "x", [], {}, [None], [1], [[]], [{}], {"": ""}, {"x": []}, {"x": {}}]
ELEMENTS = [
    *("Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction"),
    *("Resource", "NotResource", "Condition", "Unknown"),
]


@pytest.mark.parametrize("policy_type", PolicyType)
def test_any_json_is_answered(policy_type: PolicyType) -> None:
    for text in ANYTHING:
        assert validate(text, policy_type)


@pytest.mark.parametrize("policy_type", PolicyType)
@pytest.mark.parametrize("element", ELEMENTS)
def test_any_value_of_an_element_is_answered(element: str, policy_type: PolicyType) -> None:
    for value in ODD_VALUES:
        for resource_type in (None, TRUST_POLICY, "AWS::S3::Bucket", "AWS::No::Such"):
            validate(text_of({**ALLOW, element: value}), policy_type, resource_type)


@pytest.mark.parametrize(
    "operator", ["StringLike", "Bool", "Null", "DateEquals", "IpAddress", "ForAnyValue:ArnLike", ""]
)
def test_any_value_of_a_condition_is_answered(operator: str) -> None:
    for value in ODD_VALUES:
        validate(text_of({**ALLOW, "Condition": {operator: {"aws:PrincipalArn": value}}}), PolicyType.IDENTITY)
        validate(text_of({**ALLOW, "Condition": {operator: value}}), PolicyType.IDENTITY)
