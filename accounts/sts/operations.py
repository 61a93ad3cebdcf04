"""The STS operations; temporary credentials change nothing, so they wait for nobody."""

from typing import Any, NoReturn

from accounts import resources
from accounts.access.authorize import authorize_by_trust
from accounts.models import Role
from accounts.sts import services, vouched
from accounts.sts.packing import Passed, passed
from accounts.sts.requests import RoleRequest, subject_tags
from accounts.sts.tokens import TemporaryCredentials
from accounts.sts.vouched import Vouched
from accounts.users import services as users
from iamconsole import arns, tags
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller
from iamconsole.errors import AccessDenied, InvalidIdentityToken
from policies.engine import PrincipalKind

Tags = list[dict[str, str]]


@operation("sts", "GetCallerIdentity", resource=resources.own, open_to_all=True)
def get_caller_identity(caller: Caller) -> dict[str, Any]:
    """Allowed even against an explicit Deny (STS API Reference, GetCallerIdentity)."""
    return {"UserId": caller.user_id, "Account": caller.account_id, "Arn": caller.arn}


@operation("sts", "GetSessionToken", resource=resources.own, open_to_all=True)
def get_session_token(
    caller: Caller,
    duration_seconds: int | None = None,
    serial_number: str | None = None,
    token_code: str | None = None,
    minimum_session_token_size: int = 0,
) -> dict[str, Any]:
    services.refuse_sessions(caller, "GetSessionToken")
    credentials = services.user_session(
        users.find_own(caller.account_id, None, caller.user_key),
        seconds=duration_seconds,
        serial_number=serial_number,
        code=token_code,
        minimum_size=minimum_session_token_size,
    )
    return {"Credentials": credentials.shape(), "SessionTokenSize": len(credentials.token)}


@operation(
    "sts",
    "GetFederationToken",
    resource=lambda caller, parameters: arns.sts(caller.account_id, f"federated-user/{parameters['Name']}"),
    context=lambda _caller, parameters: tags.request_context(parameters),
)
def get_federation_token(
    caller: Caller,
    name: str,
    policy: str | None = None,
    policy_arns: list[dict[str, str]] | None = None,
    duration_seconds: int | None = None,
    tags: Tags | None = None,
    minimum_session_token_size: int = 0,
) -> dict[str, Any]:
    services.refuse_sessions(caller, "GetFederationToken")
    user = users.find_own(caller.account_id, None, caller.user_key)
    given = passed(caller.account_id, policy, policy_arns, tags)
    credentials = services.federated_session(
        user, name, given, seconds=duration_seconds, minimum_size=minimum_session_token_size
    )
    return {
        "Credentials": credentials.shape(),
        "FederatedUser": {
            "FederatedUserId": f"{caller.account_id}:{name}",
            "Arn": arns.sts(caller.account_id, f"federated-user/{name}"),
        },
        "PackedPolicySize": given.packed_size or 0,
        "SessionTokenSize": len(credentials.token),
    }


@operation("sts", "AssumeRole", resource=resources.role_to_assume, by_trust=True, changes=False)
def assume_role(
    caller: Caller,
    role_arn: str,
    role_session_name: str,
    policy_arns: list[dict[str, str]] | None = None,
    policy: str | None = None,
    duration_seconds: int | None = None,
    tags: Tags | None = None,
    transitive_tag_keys: list[str] | None = None,
    external_id: str | None = None,
    serial_number: str | None = None,
    token_code: str | None = None,
    source_identity: str = "",
    provided_contexts: list[dict[str, str]] | None = None,
    minimum_session_token_size: int = 0,
) -> dict[str, Any]:
    services.refuse_federated_users(caller, "AssumeRole")
    role = services.find_role(role_arn)
    asked = RoleRequest(
        caller=caller,
        session_name=role_session_name,
        tags=tuple(tags or ()),
        transitive_keys=tuple(transitive_tag_keys or ()),
        external_id=external_id,
        source_identity=source_identity,
        provided_contexts=tuple(provided_contexts or ()),
        with_mfa=services.caller_verified(caller, serial_number, token_code),
    )
    given = passed(
        role.account_id if role else caller.account_id,
        policy,
        policy_arns,
        tags,
        transitive_tag_keys,
        caller.session,
        subject_tags(caller),
    )
    if caller.is_root:
        raise AccessDenied("Roles may not be assumed by root accounts.")
    if role is None:
        # Nobody learns from the answer which roles there are.
        raise AccessDenied(f"User: {caller.arn} is not authorized to perform: sts:AssumeRole on resource: {role_arn}")
    asked.refuse_another_source_identity()
    for action in asked.actions:
        authorize_by_trust(caller, role, action, asked.context())
    asked.refuse_unproved_contexts()
    credentials = services.role_session(
        role,
        role_session_name,
        given,
        seconds=duration_seconds,
        is_chained=services.is_chained(caller),
        source_identity=asked.effective_source_identity,
        minimum_size=minimum_session_token_size,
    )
    return {
        "Credentials": credentials.shape(),
        "AssumedRoleUser": {
            "AssumedRoleId": f"{role.unique_id}:{role_session_name}",
            "Arn": role.session_arn(role_session_name),
        },
        "PackedPolicySize": given.packed_size,
        "SourceIdentity": asked.effective_source_identity or None,
        "SessionTokenSize": len(credentials.token),
    }


# Nobody signs it: the provider's signature is looked at inside.
@operation(
    "sts",
    "AssumeRoleWithWebIdentity",
    resource=resources.role_to_assume,
    by_trust=True,
    changes=False,
    account_of=resources.account_of_role,
)
def assume_role_with_web_identity(
    caller: Caller,
    role_arn: str,
    role_session_name: str,
    web_identity_token: str,
    provider_id: str | None = None,
    policy_arns: list[dict[str, str]] | None = None,
    policy: str | None = None,
    duration_seconds: int | None = None,
    minimum_session_token_size: int = 0,
) -> dict[str, Any]:
    if provider_id is not None:
        raise InvalidIdentityToken("ProviderId is for OAuth 2.0 access tokens, and no provider of those is known here.")
    identity = vouched.web_identity(caller.account_id, web_identity_token)
    who = Vouched(
        action="sts:AssumeRoleWithWebIdentity",
        kind=PrincipalKind.WEB_IDENTITY,
        provider_arn=identity.provider.arn,
        session_name=role_session_name,
        claims=identity.claims,
        keys=identity.keys,
    )
    role = vouched.find_role(role_arn, who)
    given = passed(role.account_id, policy, policy_arns, who.claims.tags, who.claims.transitive_keys)
    vouched.authorize(caller, role, who)
    credentials = services.role_session(
        role,
        role_session_name,
        given,
        seconds=duration_seconds,
        source_identity=who.claims.source_identity,
        keys=identity.lasting_keys,
        minimum_size=minimum_session_token_size,
    )
    return _assumed(role, who, given, credentials) | {
        "SubjectFromWebIdentityToken": identity.subject,
        "Provider": identity.provider.issuer,
        "Audience": identity.audience,
    }


@operation(
    "sts",
    "AssumeRoleWithSAML",
    resource=resources.role_to_assume,
    by_trust=True,
    changes=False,
    account_of=resources.account_of_role,
)
def assume_role_with_saml(
    caller: Caller,
    role_arn: str,
    principal_arn: str,
    saml_assertion: str,
    policy_arns: list[dict[str, str]] | None = None,
    policy: str | None = None,
    duration_seconds: int | None = None,
    minimum_session_token_size: int = 0,
) -> dict[str, Any]:
    identity = vouched.saml_identity(caller.account_id, principal_arn, saml_assertion)
    who = Vouched(
        action="sts:AssumeRoleWithSAML",
        kind=PrincipalKind.SAML,
        provider_arn=principal_arn,
        session_name=identity.session_name,
        claims=identity.claims,
        keys=identity.keys,
    )
    role = vouched.find_role(role_arn, who)
    given = passed(role.account_id, policy, policy_arns, who.claims.tags, who.claims.transitive_keys)
    vouched.require_offer(identity, role)
    vouched.authorize(caller, role, who)
    credentials = services.role_session(
        role,
        identity.session_name,
        given,
        seconds=duration_seconds,
        seconds_at_most=identity.seconds_at_most,
        source_identity=who.claims.source_identity,
        keys=identity.lasting_keys,
        minimum_size=minimum_session_token_size,
    )
    return _assumed(role, who, given, credentials) | {
        "Subject": identity.subject,
        "SubjectType": identity.subject_type,
        "Issuer": identity.issuer,
        "Audience": identity.recipient,
        "NameQualifier": identity.name_qualifier,
    }


def _assumed(role: Role, who: Vouched, given: Passed, credentials: TemporaryCredentials) -> dict[str, Any]:
    return {
        "Credentials": credentials.shape(),
        "AssumedRoleUser": {
            "AssumedRoleId": f"{role.unique_id}:{who.session_name}",
            "Arn": role.session_arn(who.session_name),
        },
        "PackedPolicySize": given.packed_size,
        "SourceIdentity": who.claims.source_identity or None,
        "SessionTokenSize": len(credentials.token),
    }


@operation("sts", "GetAccessKeyInfo")
def get_access_key_info(caller: Caller, access_key_id: str) -> dict[str, Any]:
    services.refuse_sessions_of_users(caller, "GetAccessKeyInfo")
    return {"Account": services.account_of_key(access_key_id)}


@operation("sts", "DecodeAuthorizationMessage")
def decode_authorization_message(caller: Caller, encoded_message: str) -> dict[str, Any]:
    services.refuse_sessions_of_users(caller, "DecodeAuthorizationMessage")
    return {"DecodedMessage": services.decoded_message(caller.account_id, encoded_message)}


@operation(
    "sts",
    "AssumeRoot",
    resource=lambda _caller, parameters: services.root_arn(parameters["TargetPrincipal"]),
    context=lambda _caller, parameters: {"sts:taskpolicyarn": parameters["TaskPolicyArn"].get("arn", "")},
)
def assume_root(
    caller: Caller,
    target_principal: str,
    task_policy_arn: dict[str, str],
    duration_seconds: int | None = None,
    minimum_session_token_size: int = 0,
) -> NoReturn:
    """Only the management account of an organization may, and there are no organizations here."""
    target = services.root_arn(target_principal)
    raise AccessDenied(f"User: {caller.arn} is not authorized to perform: sts:AssumeRoot on resource: {target}")
