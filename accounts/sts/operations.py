"""The STS operations."""

from typing import Any

from accounts import resources
from accounts.sts import services
from accounts.users import services as users
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller
from iamconsole.errors import AccessDenied


@operation("sts", "GetCallerIdentity", resource=resources.own, open_to_all=True)
def get_caller_identity(caller: Caller) -> dict[str, Any]:
    """Allowed even against an explicit Deny (STS API Reference, GetCallerIdentity)."""
    return {"UserId": caller.user_id, "Account": caller.account_id, "Arn": caller.arn}


# Read as a change: a code of an MFA device is used up, and no two calls may use the same one.
@operation("sts", "GetSessionToken", resource=resources.own, open_to_all=True, changes=True)
def get_session_token(
    caller: Caller,
    duration_seconds: int | None = None,
    serial_number: str | None = None,
    token_code: str | None = None,
    minimum_session_token_size: int = 0,
) -> dict[str, Any]:
    if caller.is_temporary:
        raise AccessDenied("Cannot call GetSessionToken with session credentials")
    user = users.find_own(caller.account_id, None, caller.user_key)
    credentials = services.session_of(
        user,
        seconds=duration_seconds,
        serial_number=serial_number,
        code=token_code,
        minimum_size=minimum_session_token_size,
    )
    return {
        "Credentials": {
            "AccessKeyId": credentials.key_id,
            "SecretAccessKey": credentials.secret,
            "SessionToken": credentials.token,
            "Expiration": credentials.expires_at,
        }
    }
