"""iam:PassRole given too widely: whoever can pass any role to a service can become any role."""

from collections.abc import Iterator

from policies.checks.policy import Statement
from policies.checks.reach import MANY_ROLES, Reach, places_on_all, places_on_all_but_some
from policies.checks.registry import Problem, Problems, at_all, security_warning, statements

PASSING = "iam:passrole"
PASSED_TO = "iam:PassedToService"


@security_warning("PASS_ROLE_WITH_NOTRESOURCE", each=statements)
def pass_role_with_notresource(statement: Statement) -> Problems:
    """NotResource lets every role be passed except a few, also those made later. Name the roles that may be
    passed in Resource."""
    yield from _all_but(statement, Reach.NAMED, "iam:PassRole")


@security_warning("PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOTRESOURCE", each=statements)
def pass_role_with_star_in_action_and_notresource(statement: Statement) -> Problems:
    """The wildcard in Action includes iam:PassRole, and NotResource lets it pass nearly every role. Give
    iam:PassRole a statement of its own that names the roles."""
    yield from _all_but(statement, Reach.STAR, "A wildcard that includes iam:PassRole")


@security_warning("PASS_ROLE_WITH_NOTACTION_AND_NOTRESOURCE", each=statements)
def pass_role_with_notaction_and_notresource(statement: Statement) -> Problems:
    """NotAction leaves iam:PassRole in, and NotResource lets it pass nearly every role. Add iam:PassRole to
    NotAction and allow it in a statement that names the roles."""
    yield from _all_but(statement, Reach.NOT_ACTION, "NotAction without iam:PassRole")


@security_warning("PASS_ROLE_WITH_STAR_IN_RESOURCE", each=statements)
def pass_role_with_star_in_resource(statement: Statement) -> Problems:
    """Any role of the account can be passed, an administrator's too. Name the roles in Resource, or compare
    iam:PassedToService in a condition."""
    yield from _any(statement, Reach.NAMED, "iam:PassRole")


@security_warning("PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE", each=statements)
def pass_role_with_star_in_action_and_resource(statement: Statement) -> Problems:
    """The wildcard in Action includes iam:PassRole, for any role of the account. Give iam:PassRole a
    statement of its own that names the roles, or compare iam:PassedToService in a condition."""
    yield from _any(statement, Reach.STAR, "A wildcard that includes iam:PassRole")


@security_warning("PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOTACTION", each=statements)
def pass_role_with_star_in_resource_and_notaction(statement: Statement) -> Problems:
    """NotAction leaves iam:PassRole in, for any role of the account. Add iam:PassRole to NotAction and allow
    it in a statement that names the roles."""
    yield from _any(statement, Reach.NOT_ACTION, "NotAction without iam:PassRole")


def _all_but(statement: Statement, reach: Reach, what: str) -> Iterator[Problem]:
    if places := places_on_all_but_some(statement, PASSING, reach):
        yield at_all(places, f"{what} with NotResource can pass nearly every role.")


def _any(statement: Statement, reach: Reach, what: str) -> Iterator[Problem]:
    places = places_on_all(statement, PASSING, reach, MANY_ROLES)
    if places and not statement.has_condition(PASSED_TO):
        yield at_all(places, f"{what} on all resources can pass every role.")
