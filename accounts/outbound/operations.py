"""The operations by which an account vouches for its own people to the outside."""

from collections.abc import Mapping
from typing import Any

from accounts.outbound import services
from iamconsole import tags
from iamconsole.aws.pipeline import require
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller

Tags = list[dict[str, str]]


def _token(_caller: Caller, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    return tags.request_context(parameters) | {
        "sts:identitytokenaudience": tuple(parameters["Audience"]),
        "sts:signingalgorithm": parameters["SigningAlgorithm"],
        "sts:durationseconds": str(parameters.get("DurationSeconds", services.DEFAULT_SECONDS)),
    }


@operation("iam", "EnableOutboundWebIdentityFederation")
def enable_outbound_web_identity_federation(caller: Caller) -> dict[str, Any]:
    return {"IssuerIdentifier": services.enable(caller.account_id).url}


@operation("iam", "DisableOutboundWebIdentityFederation")
def disable_outbound_web_identity_federation(caller: Caller) -> None:
    services.disable(caller.account_id)


@operation("iam", "GetOutboundWebIdentityFederationInfo")
def get_outbound_web_identity_federation_info(caller: Caller) -> dict[str, Any]:
    issuer = services.find_enabled(caller.account_id)
    return {"IssuerIdentifier": issuer.url, "JwtVendingEnabled": issuer.is_enabled}


@operation("sts", "GetWebIdentityToken", context=_token)
def get_web_identity_token(
    caller: Caller,
    audience: list[str],
    signing_algorithm: str,
    duration_seconds: int = services.DEFAULT_SECONDS,
    tags: Tags | None = None,
) -> dict[str, Any]:
    if tags:
        require(caller, "sts:TagGetWebIdentityToken", "*", _token(caller, _given(audience, signing_algorithm, tags)))
    token = services.issue_token(caller, audience, signing_algorithm, seconds=duration_seconds, tags=tags or ())
    return {"WebIdentityToken": token.text, "Expiration": token.expires}


def _given(audience: list[str], algorithm: str, tags: Tags) -> dict[str, Any]:
    return {"Audience": audience, "SigningAlgorithm": algorithm, "Tags": tags}
