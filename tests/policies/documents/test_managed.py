"""The policies that AWS manages, as every account sees them."""

import pytest
from botocore.exceptions import ClientError

from policies.documents import managed
from policies.models import LoadedData, Policy
from tests.cast import Person

READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def test_more_than_a_thousand_can_be_listed(alice: Person) -> None:
    pages = alice.client().get_paginator("list_policies").paginate(Scope="AWS", PaginationConfig={"PageSize": 1000})

    arns = {policy["Arn"] for page in pages for policy in page["Policies"]}

    assert len(arns) > 1000
    assert {READ_ONLY, "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"} <= arns


def test_its_document_decides_for_whom_it_is_attached_to(alice: Person, bob: Person) -> None:
    alice.client().attach_user_policy(UserName="bob", PolicyArn=READ_ONLY)

    assert bob.client().list_users()["Users"]
    with pytest.raises(ClientError, match="AccessDenied"):
        bob.client().create_user(UserName="carol")


def test_each_account_counts_its_own_attachments(alice: Person, mallory: Person) -> None:
    alice.client().attach_user_policy(UserName="alice", PolicyArn=READ_ONLY)

    counts = [
        person.client().get_policy(PolicyArn=READ_ONLY)["Policy"]["AttachmentCount"] for person in (alice, mallory)
    ]

    assert counts == [1, 0]


def test_nobody_can_change_one(root: Person) -> None:
    with pytest.raises(ClientError, match="InvalidInput"):
        root.client().delete_policy(PolicyArn=READ_ONLY)

    assert Policy.objects.filter(account_id="aws", name="ReadOnlyAccess").exists()


def test_one_for_service_linked_roles_cannot_be_attached(root: Person, bob: Person) -> None:
    arn = "arn:aws:iam::aws:policy/aws-service-role/AWSSupportServiceRolePolicy"

    with pytest.raises(ClientError, match="PolicyNotAttachable"):
        root.client().attach_user_policy(UserName="bob", PolicyArn=arn)


def test_another_edition_of_the_data_keeps_the_rows(db: None) -> None:
    before = Policy.objects.get(account_id="aws", name="ReadOnlyAccess")
    LoadedData.objects.update(digest="older")

    managed.load()

    after = Policy.objects.get(account_id="aws", name="ReadOnlyAccess")
    assert (after.pk, after.unique_id, after.versions.count()) == (before.pk, before.unique_id, 1)
