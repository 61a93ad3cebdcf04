"""What an account that is in no organization answers, through boto3."""

import pytest

from tests.cast import Person
from tests.refused import code


@pytest.mark.parametrize(
    "name",
    [
        "list_organizations_features",
        "enable_organizations_root_credentials_management",
        "disable_organizations_root_credentials_management",
        "enable_organizations_root_sessions",
        "disable_organizations_root_sessions",
    ],
)
def test_no_account_is_in_an_organization(alice: Person, name: str) -> None:
    client = alice.client()

    with pytest.raises(client.exceptions.OrganizationNotFoundException):
        getattr(client, name)()


def test_there_is_no_report_of_an_organization(alice: Person) -> None:
    client = alice.client()

    path = "o-a1b2c3d4e5/r-f6g7h8i9j0"

    assert code(client.generate_organizations_access_report, EntityPath=path) == "OrganizationNotFoundException"
    assert code(client.get_organizations_access_report, JobId="x" * 36) == "NoSuchEntity"
