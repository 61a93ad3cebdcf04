"""iamconsole's own operations on the e-mail addresses of users, which AWS's users do not have."""

from typing import Any

from accounts import resources
from accounts.emails import services, shapes
from accounts.users import services as users
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller


@operation("iamconsole", "GetOwnEmail", resource=resources.own, open_to_all=True)
def get_own_email(caller: Caller) -> dict[str, Any]:
    return {"UserEmail": shapes.email_shape(users.find_own(caller.account_id, None, caller.user_key))}


@operation("iamconsole", "GetUserEmail", resource=resources.user)
def get_user_email(caller: Caller, user_name: str) -> dict[str, Any]:
    return {"UserEmail": shapes.email_shape(users.find(caller.account_id, user_name))}


@operation("iamconsole", "SetUserEmail", resource=resources.user)
def set_user_email(caller: Caller, email: str, user_name: str = "") -> None:
    services.set_address(users.find_own(caller.account_id, user_name, caller.user_key), email)


@operation("iamconsole", "DeleteUserEmail", resource=resources.user)
def delete_user_email(caller: Caller, user_name: str = "") -> None:
    services.remove_address(users.find_own(caller.account_id, user_name, caller.user_key))


@operation("iamconsole", "ConfirmEmail", resource=resources.account, open_to_all=True)
def confirm_email(caller: Caller, token: str) -> None:
    """Whoever reads the mail may; the token is the proof."""
    services.confirm(token)
