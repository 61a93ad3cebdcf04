"""Roles for the tests of their pages."""

import pytest

from accounts.models import Role
from accounts.roles import services
from tests.accounts.roles.pages import LINKED, OWN_ACCOUNT
from tests.cast import ACCOUNT, Person


@pytest.fixture
def role(alice: Person) -> Role:
    return services.create(ACCOUNT, "deploy", OWN_ACCOUNT, path="/team/", description="Deploys")


@pytest.fixture
def linked(alice: Person) -> Role:
    alice.client().create_service_linked_role(AWSServiceName="acm.amazonaws.com")
    return Role.objects.get(name=LINKED)
