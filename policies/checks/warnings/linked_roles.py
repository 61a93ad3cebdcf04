"""iam:CreateServiceLinkedRole given too widely: each such role gives a service rights in the account."""

from collections.abc import Iterator

from policies.catalog.globs import is_pattern
from policies.checks.policy import Statement
from policies.checks.reach import LINKED_ROLES, Reach, places_on_all, places_on_all_but_some
from policies.checks.registry import Problem, Problems, at_all, statements, warning

CREATE = "iam:createservicelinkedrole"
SERVICE_NAME = "iam:AWSServiceName"


@warning("CREATE_SLR_WITH_NOTRESOURCE", each=statements)
def create_slr_with_notresource(statement: Statement) -> Problems:
    """NotResource lets the roles of nearly every service be created. Name the roles in Resource."""
    yield from _all_but(statement, Reach.NAMED, "iam:CreateServiceLinkedRole")


@warning("CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOTRESOURCE", each=statements)
def create_slr_with_star_in_action_and_notresource(statement: Statement) -> Problems:
    """The wildcard in Action includes iam:CreateServiceLinkedRole, and NotResource lets it create the roles
    of nearly every service. Name the roles in Resource."""
    yield from _all_but(statement, Reach.STAR, "A wildcard that includes iam:CreateServiceLinkedRole")


@warning("CREATE_SLR_WITH_NOTACTION_AND_NOTRESOURCE", each=statements)
def create_slr_with_notaction_and_notresource(statement: Statement) -> Problems:
    """NotAction leaves iam:CreateServiceLinkedRole in, and NotResource lets it create the roles of nearly
    every service. Add the action to NotAction."""
    yield from _all_but(statement, Reach.NOT_ACTION, "NotAction without iam:CreateServiceLinkedRole")


@warning("CREATE_SLR_WITH_STAR_IN_RESOURCE", each=statements)
def create_slr_with_star_in_resource(statement: Statement) -> Problems:
    """The roles of every service can be created. Name the roles in Resource, or compare iam:AWSServiceName
    in a condition."""
    yield from _any(statement, Reach.NAMED, "iam:CreateServiceLinkedRole")


@warning("CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE", each=statements)
def create_slr_with_star_in_action_and_resource(statement: Statement) -> Problems:
    """The wildcard in Action includes iam:CreateServiceLinkedRole, for the roles of every service. Name the
    actions, and for this one the roles."""
    yield from _any(statement, Reach.STAR, "A wildcard that includes iam:CreateServiceLinkedRole")


@warning("CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOTACTION", each=statements)
def create_slr_with_star_in_resource_and_notaction(statement: Statement) -> Problems:
    """NotAction leaves iam:CreateServiceLinkedRole in, for the roles of every service. Add the action to
    NotAction."""
    yield from _any(statement, Reach.NOT_ACTION, "NotAction without iam:CreateServiceLinkedRole")


def _all_but(statement: Statement, reach: Reach, what: str) -> Iterator[Problem]:
    if places := places_on_all_but_some(statement, CREATE, reach):
        yield at_all(places, f"{what} with NotResource can create nearly every service-linked role.")


def _any(statement: Statement, reach: Reach, what: str) -> Iterator[Problem]:
    places = places_on_all(statement, CREATE, reach, LINKED_ROLES)
    if places and not _names_services(statement):
        yield at_all(places, f"{what} on all resources can create every service-linked role.")


def _names_services(statement: Statement) -> bool:
    """Say whether a condition names the services in full: AWS reports policies that use wildcards there."""
    return any(
        condition.is_key(SERVICE_NAME) and not any(is_pattern(value.text) for value in condition.values)
        for condition in statement.conditions
    )
