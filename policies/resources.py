"""The ARN an operation on policies acts on, from its parameters; these functions never raise."""

from collections.abc import Mapping
from typing import Any

from iamconsole import arns
from iamconsole.caller import Caller


def policy(_caller: Caller, parameters: Mapping[str, Any]) -> str:
    return str(parameters["PolicyArn"])


def new_policy(caller: Caller, parameters: Mapping[str, Any]) -> str:
    return arns.named(caller.account_id, "policy", parameters.get("Path", "/"), parameters["PolicyName"])


def all_policies(caller: Caller, parameters: Mapping[str, Any]) -> str:
    return arns.iam(caller.account_id, "policy" + parameters.get("PathPrefix", "/"))
