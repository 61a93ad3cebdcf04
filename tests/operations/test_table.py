"""What docs/operations.md says of each operation is so."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from accounts.models import AccessKey, ServiceCredential
from iamconsole import errors, tags
from iamconsole.aws import model, registry
from iamconsole.aws.registry import Operation
from tests import world
from tests.operations import table
from tests.world import World

pytestmark = pytest.mark.django_db

# Members by which requests name what is not there yet, and others that context functions read.
REQUEST = {
    "TargetPrincipal": "arn:aws:iam::123456789012:root",
    "TaskPolicyArn": {"arn": "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"},
    "TemplateArn": "arn:aws:iam::aws:role-template/x",
    "EntityArn": "arn:aws:iam::123456789012:delegation-request/x",
    "DeletionTaskId": "task/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS/x",
    "AWSServiceName": "rds.amazonaws.com",
    "AccessKeyId": "",
    "Audience": ["https://example.com"],
    "CredentialAgeDays": 30,
    "DelegationRequestId": "d-1",
    "DurationSeconds": 300,
    "EntityPath": "o-1/r-1",
    "Name": "someone",
    "NotificationChannel": "arn:aws:sns:us-east-1:123456789012:channel",
    "OrganizationsPolicyId": "p-12345678",
    "OwnerId": "123456789012",
    "Permissions": {"PolicyTemplateArn": "arn:aws:iam::aws:template/x"},
    "ServiceName": "codecommit.amazonaws.com",
    "SessionDuration": 3600,
    "SigningAlgorithm": "RS256",
    "Url": "https://idp00.example.com",
    "VirtualMFADeviceName": "device0000",
}
# What is about to be made has no tags yet.
MAKES = ("Create", "Upload")
NEW = {"aws:resourcetag", "iam:resourcetag"}
# Keys of things that are not here: security keys, and the role that was deleted.
ABSENT: dict[str, set[str]] = {
    "EnableMFADevice": {
        "iam:registersecuritykey",
        "iam:fido-fips-140-2-certification",
        "iam:fido-fips-140-3-certification",
        "iam:fido-certification",
    },
    "GetServiceLinkedRoleDeletionStatus": NEW,
}


@pytest.fixture(scope="module")
def full(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One small account for all the tests of this module, gone with them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield world.create("123456789012", users=3, roles=3, policies=3)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def asked(full: World) -> dict[str, Any]:
    """A value for every member that a resource or a condition key is read from."""
    return {
        **REQUEST,
        **world.parameters(full),
        "AccessKeyId": AccessKey.objects.filter(user__account_id=full.account_id)[0].pk,
        "ServiceSpecificCredentialId": ServiceCredential.objects.get(user__name="user0000").pk,
    }


def operations() -> list[Operation]:
    return [one for one in registry.operations() if one.service in table.WHOLE]


def authorized() -> list[Operation]:
    return [one for one in operations() if one.is_authorized_first and not table.is_refusing(one)]


def test_the_page_says_what_the_code_says() -> None:
    assert table.PAGE.read_text() == table.page(), "docs/operations.md is out of date: run `make operations-table`"


@pytest.mark.parametrize("service", table.WHOLE)
def test_every_operation_of_the_model_is_there(service: str) -> None:
    served = {one.name for one in operations() if one.service == service}

    assert served == set(model.service(service).operation_names)


@pytest.mark.parametrize("operation", authorized(), ids=lambda one: one.name)
def test_conditions_can_test_what_aws_lets_them_test(operation: Operation, full: World, asked: dict[str, Any]) -> None:
    shape = operation.model.input_shape
    given = {name: value for name, value in asked.items() if shape and name in shape.members}

    resource = operation.resource_of(full.user, given)
    keys = {**tags.resource_context(resource.arn, resource.tags), **operation.context(full.user, given)}

    absent = ABSENT.get(operation.name, NEW if operation.name.startswith(MAKES) else set())
    wanted = {_without_tag(key) for key in table.condition_keys(operation)} - absent
    assert {_without_tag(key) for key in keys} >= wanted


def test_an_operation_names_its_quotas_exactly_where_one_can_be_exceeded() -> None:
    can = {
        one.name
        for one in operations()
        if "LimitExceeded" in one.error_codes and not table.never_occurs(one, "LimitExceeded")
    }

    assert {one.name for one in operations() if one.quotas} == can


@pytest.mark.parametrize("service", table.SERVICES)
def test_errors_have_the_status_of_the_model(service: str) -> None:
    described = model.service(service)
    shapes = [described.shape_for(name).metadata.get("error", {}) for name in described.shape_names]
    wanted = {shape["code"]: shape["httpStatusCode"] for shape in shapes if {"code", "httpStatusCode"} <= shape.keys()}

    assert {code: getattr(errors, code).status for code in wanted if hasattr(errors, code)} == {
        code: status for code, status in wanted.items() if hasattr(errors, code)
    }


def _without_tag(key: str) -> str:
    """Return a key in lower case, `aws:ResourceTag/${TagKey}` without what stands for the tag."""
    return key.lower().partition("/")[0]
