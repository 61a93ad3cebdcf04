"""Statements for the common needs, to start a policy from. A text in capitals is what the person has to put in."""

from dataclasses import dataclass
from typing import Any

Statement = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Starter:
    name: str
    words: str
    statements: tuple[Statement, ...]


def _statement(effect: str, actions: Any, resources: Any, **more: Any) -> Statement:
    return {"Effect": effect, "Action": actions, "Resource": resources, **more}


IDENTITY = (
    Starter(
        "Read one bucket",
        "List the objects of one S3 bucket and read them.",
        (
            _statement("Allow", ["s3:ListBucket", "s3:GetBucketLocation"], "arn:aws:s3:::BUCKET"),
            _statement("Allow", "s3:GetObject", "arn:aws:s3:::BUCKET/*"),
        ),
    ),
    Starter(
        "Read and write one bucket",
        "List, read, write and delete the objects of one S3 bucket.",
        (
            _statement("Allow", ["s3:ListBucket", "s3:GetBucketLocation"], "arn:aws:s3:::BUCKET"),
            _statement("Allow", ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], "arn:aws:s3:::BUCKET/*"),
        ),
    ),
    Starter(
        "A folder for each user",
        "Let each user work with the objects below a prefix of the user's own name.",
        (
            _statement(
                "Allow",
                "s3:ListBucket",
                "arn:aws:s3:::BUCKET",
                Condition={"StringLike": {"s3:prefix": "${aws:username}/*"}},
            ),
            _statement(
                "Allow", ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], "arn:aws:s3:::BUCKET/${aws:username}/*"
            ),
        ),
    ),
    Starter(
        "Assume one role",
        "Let whoever has the policy assume a role that trusts them.",
        (_statement("Allow", "sts:AssumeRole", "arn:aws:iam::111122223333:role/ROLE"),),
    ),
    Starter(
        "Pass one role to one service",
        "Hand one role to a service, such as a function that runs with it.",
        (
            _statement(
                "Allow",
                "iam:PassRole",
                "arn:aws:iam::111122223333:role/ROLE",
                Condition={"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}},
            ),
        ),
    ),
    Starter(
        "Manage one's own password, keys and MFA",
        "What users need to look after their own credentials, and nobody else's.",
        (
            _statement("Allow", ["iam:GetAccountPasswordPolicy", "iam:ListVirtualMFADevices"], "*"),
            _statement(
                "Allow",
                [
                    "iam:GetUser",
                    "iam:ChangePassword",
                    "iam:CreateAccessKey",
                    "iam:DeleteAccessKey",
                    "iam:ListAccessKeys",
                    "iam:UpdateAccessKey",
                    "iam:GetAccessKeyLastUsed",
                    "iam:EnableMFADevice",
                    "iam:DeactivateMFADevice",
                    "iam:ListMFADevices",
                    "iam:ResyncMFADevice",
                ],
                "arn:aws:iam::*:user/${aws:username}",
            ),
            _statement("Allow", ["iam:CreateVirtualMFADevice"], "arn:aws:iam::*:mfa/*"),
        ),
    ),
    Starter(
        "Nothing without MFA",
        "Deny everything but setting up a device until somebody has signed in with MFA.",
        (
            {
                "Sid": "NothingWithoutMFA",
                "Effect": "Deny",
                "NotAction": [
                    "iam:CreateVirtualMFADevice",
                    "iam:EnableMFADevice",
                    "iam:GetUser",
                    "iam:ListMFADevices",
                    "iam:ListVirtualMFADevices",
                    "iam:ResyncMFADevice",
                    "sts:GetSessionToken",
                ],
                "Resource": "*",
                "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
            },
        ),
    ),
    Starter(
        "Only from these networks",
        "Deny everything from other addresses, except what services do on somebody's behalf.",
        (
            _statement(
                "Deny",
                "*",
                "*",
                Sid="OnlyFromTheseNetworks",
                Condition={
                    "NotIpAddress": {"aws:SourceIp": ["192.0.2.0/24", "203.0.113.0/24"]},
                    "BoolIfExists": {"aws:ViaAWSService": "false"},
                },
            ),
        ),
    ),
    Starter(
        "Only in these Regions",
        "Deny everything in other Regions, except services that have none.",
        (
            {
                "Sid": "OnlyInTheseRegions",
                "Effect": "Deny",
                "NotAction": ["iam:*", "sts:*", "organizations:*", "route53:*", "cloudfront:*", "support:*"],
                "Resource": "*",
                "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["us-east-1", "eu-west-1"]}},
            },
        ),
    ),
    Starter(
        "Start and stop one's own machines",
        "Start and stop EC2 instances whose tag Owner is the user's name.",
        (
            _statement(
                "Allow",
                ["ec2:StartInstances", "ec2:StopInstances"],
                "arn:aws:ec2:*:*:instance/*",
                Condition={"StringEquals": {"aws:ResourceTag/Owner": "${aws:username}"}},
            ),
            _statement("Allow", "ec2:DescribeInstances", "*"),
        ),
    ),
    Starter(
        "Look at users, groups, roles and policies",
        "Read everything in IAM and change nothing.",
        (_statement("Allow", ["iam:Get*", "iam:List*", "iam:Simulate*"], "*"),),
    ),
)

TRUST = (
    Starter(
        "Another account",
        "Users and roles of another account may assume the role, when their own policies allow it too.",
        ({"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"},),
    ),
    Starter(
        "Another account, with an external ID",
        "For a third party: it must name the ID that you agreed on.",
        (
            {
                "Effect": "Allow",
                "Principal": {"AWS": "111122223333"},
                "Action": "sts:AssumeRole",
                "Condition": {"StringEquals": {"sts:ExternalId": "ID"}},
            },
        ),
    ),
    Starter(
        "Another account, with MFA",
        "Whoever assumes the role must have signed in with a second factor.",
        (
            {
                "Effect": "Allow",
                "Principal": {"AWS": "111122223333"},
                "Action": "sts:AssumeRole",
                "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
            },
        ),
    ),
    Starter(
        "A service",
        "A service may assume the role to work for this account.",
        ({"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"},),
    ),
)
