"""Calls every operation as somebody who may do nothing, and as somebody of another account."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape
from django.db import transaction

from accounts.keys.authentication import signer
from iamconsole.aws import registry
from iamconsole.aws.pipeline import invoke
from iamconsole.aws.registry import Operation
from iamconsole.caller import Caller, Face, Origin
from iamconsole.errors import AccessDenied, ServiceError
from tests.cast import ACCOUNT, Person
from tests.walk import world
from tests.walk.addresses import report
from tests.walk.world import World, rows

OPERATIONS = tuple(
    operation for operation in registry.operations() if operation.name not in ("CreateAccount", "DeleteAccount")
)
ARN = f"arn:aws:iam::{ACCOUNT}"
TEXTS = {
    "Arn": f"{ARN}:user/division/{world.NAME}",
    "AssumeRolePolicyDocument": world.TRUST,
    "PolicyDocument": world.DOCUMENT,
    "Policy": world.DOCUMENT,
    "policyDocument": world.DOCUMENT,
    "Document": world.SERVICE,
    "Action": "iam:ListUsers",
    "TokenCode": "123456",
    "Path": "/",
    "PathPrefix": "/",
    "EntityPath": "o-1234567890/r-1234/ou-1234-12345678",
    "AuthenticationCode1": "123456",
    "AuthenticationCode2": "123456",
    "VersionId": "v1",
    "AWSServiceName": "elasticbeanstalk.amazonaws.com",
    "ServiceNamespace": "iam",
    "ServiceName": "codecommit.amazonaws.com",
    "DeletionTaskId": f"task/aws-service-role/known/{world.NAME}/00000000-0000-0000-0000-000000000000",
    "Thumbprint": "0" * 40,
    "ThumbprintList": "0" * 40,
    "Url": "https://other.example.com",
    "policyArn": f"{ARN}:policy/{world.NAME}",
    "PermissionsBoundary": f"{ARN}:policy/{world.NAME}",
    "TargetPrincipal": f"{ARN}:root",
    "DelegationRequestId": "0" * 16,
    "EventId": "00000000-0000-0000-0000-000000000000",
    "PolicySourceArn": f"{ARN}:user/division/{world.NAME}",
    "OrganizationsPolicyId": "p-12345678",
    "Kind": "key-age",
    "Mark": "0" * 16,
    "Marker": None,
    "MaxItems": None,
}


def test_a_user_without_permission_may_call_nothing(account: World) -> None:
    caller, before, wrong = _caller(account.bob), rows(), []
    for operation in OPERATIONS:
        # Nobody signs what an identity provider vouches for, so there is no permission to lack.
        if operation.open_to_all or operation.account_of is not None:
            continue
        answer = _undone(caller, operation, account)
        if not isinstance(answer, AccessDenied):
            wrong.append((operation.action, answer))

    assert not wrong, report(wrong)
    assert rows() == before


def test_a_user_of_another_account_sees_and_changes_nothing(account: World) -> None:
    caller, wrong = _caller(account.mallory), []
    for operation in OPERATIONS:
        with transaction.atomic():
            answer = _answer(caller, operation, account)
            seen = account.seen_in(str(answer).encode(), world.ALIAS)
            changed = world.changed(account.before_mallory)
            transaction.set_rollback(True)
        if seen or changed:
            wrong.append((operation.action, seen, changed, answer))

    assert not wrong, report(wrong)


def _caller(person: Person) -> Caller:
    origin = Origin(Face.API, "walk", "127.0.0.1", "walk", "us-east-1")
    return signer(person.key_id, "", "iam", "us-east-1").caller(origin)


def _undone(caller: Caller, operation: Operation, account: World) -> Any:
    with transaction.atomic():
        answer = _answer(caller, operation, account)
        transaction.set_rollback(True)
    return answer


def _answer(caller: Caller, operation: Operation, account: World) -> Any:
    parameters = _given(operation.model.input_shape, "", account.names) if operation.model.input_shape else {}
    try:
        return invoke(caller, operation.service, operation.name, parameters)
    except ServiceError as error:
        return error


def _given(shape: Shape, name: str, names: Mapping[str, str]) -> Any:
    """Return a value that the model admits, and that names something in the account where that is possible."""
    match shape:
        case StructureShape():
            wanted = {member for member in shape.members if member in shape.required_members or _names(member, names)}
            given = {member: _given(shape.members[member], member, names) for member in sorted(wanted)}
            return {member: value for member, value in given.items() if value is not None}
        case ListShape():
            return [_given(shape.member, name, names)]
        case MapShape():
            return {}
    match shape.type_name:
        case "string":
            return _text(shape, name, names)
        case "integer" | "long":
            return max(shape.metadata.get("min", 0), 1)
        case "timestamp":
            return datetime(2026, 1, 1, tzinfo=UTC)
        case "blob":
            return b"x" * shape.metadata.get("min", 1)
    return False


def _names(member: str, names: Mapping[str, str]) -> bool:
    return member in names or member in TEXTS


def _text(shape: Shape, name: str, names: Mapping[str, str]) -> Any:
    if shape.metadata.get("enum"):
        return shape.metadata["enum"][0]
    if name in TEXTS or name in names:
        return TEXTS.get(name, names.get(name))
    return world.NAME.ljust(shape.metadata.get("min", 0), "x")
