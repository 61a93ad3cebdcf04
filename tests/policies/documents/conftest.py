import pytest

from tests.cast import Person
from tests.policies.documents.pages import READ


@pytest.fixture
def reader(alice: Person) -> str:
    """A policy of the account; return its ARN."""
    arn: str = alice.client().create_policy(PolicyName="reader", PolicyDocument=READ)["Policy"]["Arn"]
    return arn
