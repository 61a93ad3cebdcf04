"""Errors of the policies of an organization: service control and resource control policies."""

from policies.catalog.globs import is_pattern
from policies.checks.policy import PRINCIPALS, Entry, Policy, Statement
from policies.checks.registry import Problems, actions, at, error, policies, shown, statements

POLICY_CHARACTERS = 5120  # quota of SCPs and RCPs, white space included

# services whose resources RCPs protect; AWS Organizations User Guide, "Resource control policies"
_RCP_SERVICES = """
s3 sts kms sqs secretsmanager cognito-identity cognito-idp logs dynamodb appconfig appstream autoscaling
codebuild codecommit comprehend comprehendmedical dax ecr health kinesisvideo aoss signin support
textract transcribe translate
"""
RCP_SERVICES = frozenset(_RCP_SERVICES.split())


@error("POLICY_SIZE_EXCEEDS_SCP_QUOTA", each=policies)
def policy_size_exceeds_scp_quota(policy: Policy) -> Problems:
    """A service control policy has at most 5,120 characters, white space included. Shorten it, or spread
    it over several policies."""
    if policy.is_scp and len(policy.text.text) > POLICY_CHARACTERS:
        yield at(policy.root, f"The policy has {len(policy.text.text)} of at most {POLICY_CHARACTERS} characters.")


@error("POLICY_SIZE_EXCEEDS_RCP_QUOTA", each=policies)
def policy_size_exceeds_rcp_quota(policy: Policy) -> Problems:
    """A resource control policy has at most 5,120 characters, white space included. Shorten it, or spread
    it over several policies."""
    if policy.is_rcp and len(policy.text.text) > POLICY_CHARACTERS:
        yield at(policy.root, f"The policy has {len(policy.text.text)} of at most {POLICY_CHARACTERS} characters.")


@error("SCP_SYNTAX_ERROR_ACTION_WILDCARD", each=actions)
def scp_syntax_error_action_wildcard(entry: Entry) -> Problems:
    """In a service control policy a wildcard in an action stands at its end. Write the beginning of the
    names in full."""
    if entry.policy.is_scp and is_pattern(entry.text.rstrip("*?")):
        yield at(entry.node, f"The wildcard in {shown(entry.text)} is not at the end.")


@error("SCP_SYNTAX_ERROR_PRINCIPAL", each=statements)
def scp_syntax_error_principal(statement: Statement) -> Problems:
    """A service control policy binds everybody in the accounts it is attached to. Remove Principal; to
    except somebody compare aws:PrincipalArn in a condition."""
    for name in PRINCIPALS if statement.policy.is_scp else ():
        if member := statement.member(name):
            yield at(member.key, f"A service control policy cannot have {name}. Remove it.")


@error("RCP_SYNTAX_ERROR_PRINCIPAL", each=statements)
def rcp_syntax_error_principal(statement: Statement) -> Problems:
    """A resource control policy speaks of everybody. Write `*` as Principal and describe who is meant in
    conditions."""
    if not statement.policy.is_rcp:
        return
    if member := statement.member("NotPrincipal"):
        yield at(member.key, "A resource control policy cannot have NotPrincipal.")
    for principal in statement.principals:
        if not (principal.text == "*" and principal.kind == ""):
            yield at(principal.node, 'The only Principal of a resource control policy is "*".')


@error("RCP_SYNTAX_ERROR_ALLOW", each=statements)
def rcp_syntax_error_allow(statement: Statement) -> Problems:
    """A resource control policy takes away; it can only allow for everybody, on all resources and without
    condition, as the one that comes with AWS does. Use Deny."""
    member = statement.member("Effect")
    if not statement.policy.is_rcp or not statement.allows or not member:
        return
    principals, resources = ([one.text for one in listed] for listed in (statement.principals, statement.resources))
    if principals != ["*"] or resources != ["*"] or statement.member("Condition"):
        yield at(member.value, "Allow is only for everybody, on all resources, without condition. Use Deny.")


@error("RCP_SYNTAX_ERROR_NOTACTION", each=statements)
def rcp_syntax_error_notaction(statement: Statement) -> Problems:
    """A resource control policy names the actions it denies. Use Action instead of NotAction."""
    member = statement.member("NotAction")
    if statement.policy.is_rcp and member:
        yield at(member.key, "A resource control policy cannot have NotAction. Use Action.")


@error("RCP_SYNTAX_ERROR_ACTION", each=actions)
def rcp_syntax_error_action(entry: Entry) -> Problems:
    """Resource control policies reach the resources of some services only, each of which is named. Write
    actions as service:name of such a service."""
    if not entry.policy.is_rcp or entry.element != "Action" or _allows_everything(entry.statement):
        return
    if entry.service not in RCP_SERVICES:
        yield at(entry.node, f"Resource control policies do not support {shown(entry.text)}.")


def _allows_everything(statement: Statement) -> bool:
    """Say whether this is the statement of RCPFullAWSAccess."""
    only = [entry.text for entry in (*statement.actions, *statement.resources)]
    return statement.allows and only == ["*", "*"] and not statement.conditions
