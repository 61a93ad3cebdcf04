"""The ARN an operation on policies acts on, from its parameters; these functions never raise."""

from collections.abc import Mapping
from typing import Any

from iamconsole import arns
from iamconsole.aws.registry import Resource
from iamconsole.caller import Caller
from policies.models import Policy


def policy(caller: Caller, parameters: Mapping[str, Any]) -> Resource:
    arn = str(parameters["PolicyArn"])
    found = Policy.objects.by_arn(arn, caller.account_id)
    return Resource(arn, found.tags if found else ())


def new_policy(caller: Caller, parameters: Mapping[str, Any]) -> str:
    return arns.named(caller.account_id, "policy", parameters.get("Path", "/"), parameters["PolicyName"])


def all_policies(caller: Caller, parameters: Mapping[str, Any]) -> str:
    return arns.iam(caller.account_id, "policy" + parameters.get("PathPrefix", "/"))
