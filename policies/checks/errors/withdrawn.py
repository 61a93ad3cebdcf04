"""Errors that AWS reported until service control policies got the whole language in 2025.

They are not among the checks that `validate` runs by itself.
"""

from policies.checks.policy import Statement
from policies.checks.registry import Problems, at, statements, withdrawn_error


@withdrawn_error("SCP_SYNTAX_ERROR_ALLOW_CONDITION", each=statements)
def scp_syntax_error_allow_condition(statement: Statement) -> Problems:
    """An Allow in a service control policy could once have no condition. Today it can."""
    member = statement.member("Condition")
    if statement.policy.is_scp and statement.allows and member:
        yield at(member.key, "Condition was not supported with Allow.")


@withdrawn_error("SCP_SYNTAX_ERROR_ALLOW_NOTACTION", each=statements)
def scp_syntax_error_allow_notaction(statement: Statement) -> Problems:
    """An Allow in a service control policy could once not name the actions it leaves out. Today it can."""
    member = statement.member("NotAction")
    if statement.policy.is_scp and statement.allows and member:
        yield at(member.key, "NotAction was not supported with Allow.")


@withdrawn_error("SCP_SYNTAX_ERROR_ALLOW_RESOURCE", each=statements)
def scp_syntax_error_allow_resource(statement: Statement) -> Problems:
    """An Allow in a service control policy could once only be for all resources. Today it can name some."""
    for entry in statement.resources:
        if statement.policy.is_scp and statement.allows and entry.text != "*":
            yield at(entry.node, "Resource had to be * with Allow.")


@withdrawn_error("SCP_SYNTAX_ERROR_NOTRESOURCE", each=statements)
def scp_syntax_error_notresource(statement: Statement) -> Problems:
    """A service control policy could once not have NotResource. Today it can."""
    member = statement.member("NotResource")
    if statement.policy.is_scp and member:
        yield at(member.key, "NotResource was not supported.")
