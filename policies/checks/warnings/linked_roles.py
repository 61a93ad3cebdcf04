"""iam:CreateServiceLinkedRole given too widely: each such role gives a service rights in the account."""

from collections.abc import Iterator

from policies.checks.policy import Statement
from policies.checks.reach import LINKED_ROLES, Reach, is_limited, reach_of, star_resources
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
    reached = reach_of(statement, CREATE)
    if reached and reached[0] is reach and statement.not_resources:
        nodes = [*reached[1], *(entry.node for entry in statement.not_resources)]
        yield at_all(nodes, f"{what} with NotResource can create nearly every service-linked role.")


def _any(statement: Statement, reach: Reach, what: str) -> Iterator[Problem]:
    reached = reach_of(statement, CREATE)
    stars = star_resources(statement, LINKED_ROLES)
    if reached and reached[0] is reach and stars and not is_limited(statement, SERVICE_NAME):
        yield at_all([*reached[1], *stars], f"{what} on all resources can create every service-linked role.")
