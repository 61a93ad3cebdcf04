"""Simulate policies through boto3, and read what comes back."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.cast import ACCOUNT, Person

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


def resource_policy(principal: str, effect: str = "Allow") -> str:
    return policy(statement(effect, "s3:*", f"{BUCKET}/*", Principal={"AWS": principal}))
