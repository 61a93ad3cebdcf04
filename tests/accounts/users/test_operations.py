"""The IAM operations on users, through boto3."""

import pytest
from botocore.exceptions import ClientError

from tests.cast import ACCOUNT, Person


def test_it_creates_a_user(alice: Person) -> None:
    user = alice.client().create_user(UserName="carol", Path="/people/")["User"]

    assert user["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/people/carol"


def test_a_user_without_policies_is_refused(bob: Person) -> None:
    with pytest.raises(ClientError) as refused:
        bob.client().create_user(UserName="carol")

    assert refused.value.response["Error"]["Message"] == (
        f"User: arn:aws:iam::{ACCOUNT}:user/bob is not authorized to perform: iam:CreateUser on resource:"
        f" arn:aws:iam::{ACCOUNT}:user/carol because no identity-based policy allows the iam:CreateUser action"
    )
