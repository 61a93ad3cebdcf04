"""The IAM operations on console passwords (login profiles) and on the account's password policy."""

from typing import Any

from accounts import resources
from accounts.models import PasswordPolicy
from accounts.models.password import SHORTEST
from accounts.passwords import policy, services, shapes
from accounts.users import services as users
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller, CallerKind, Face
from iamconsole.errors import AccessDenied, InvalidUserType


@operation("iam", "CreateLoginProfile", resource=resources.user)
def create_login_profile(
    caller: Caller, user_name: str | None = None, password: str | None = None, password_reset_required: bool = False
) -> dict[str, Any]:
    user = users.find_own(caller.account_id, user_name, caller.user_key)
    if user.is_root or password is None:
        raise InvalidUserType("Name a user and a password: root's password is set at its own sign-in.")
    if caller.origin.face is Face.CONSOLE:
        services.check_not_easy(user, password)
    services.create_profile(user, password, must_change=password_reset_required)
    return {"LoginProfile": shapes.profile_shape(user)}


@operation("iam", "GetLoginProfile", resource=resources.user)
def get_login_profile(caller: Caller, user_name: str | None = None) -> dict[str, Any]:
    user = users.find_own(caller.account_id, user_name, caller.user_key)
    services.check_profile(user)
    return {"LoginProfile": shapes.profile_shape(user)}


@operation("iam", "UpdateLoginProfile", resource=resources.user)
def update_login_profile(
    caller: Caller, user_name: str, password: str | None = None, password_reset_required: bool | None = None
) -> None:
    user = users.find(caller.account_id, user_name)
    if caller.origin.face is Face.CONSOLE and password is not None:
        services.check_not_easy(user, password)
    services.update_profile(user, password, must_change=password_reset_required)


@operation("iam", "DeleteLoginProfile", resource=resources.user)
def delete_login_profile(caller: Caller, user_name: str | None = None) -> None:
    user = users.find_own(caller.account_id, user_name, caller.user_key)
    if user.is_root:
        raise InvalidUserType("Root keeps its password.")
    services.delete_profile(user)


@operation("iam", "ChangePassword", resource=resources.own)
def change_password(caller: Caller, old_password: str, new_password: str) -> None:
    if caller.kind is not CallerKind.USER:
        raise InvalidUserType("Only IAM users change their passwords here; root does at its own sign-in.")
    user = users.find_own(caller.account_id, None, caller.user_key)
    if caller.origin.face is Face.CONSOLE:
        services.check_not_locked_out(user)
        services.check_not_easy(user, new_password)
        services.change_own(user, old_password, new_password)
        return
    # On the wire AWS refuses access; a page says at the field what was wrong.
    services.change_own(user, old_password, new_password, AccessDenied)


@operation("iam", "GetAccountPasswordPolicy")
def get_account_password_policy(caller: Caller) -> dict[str, Any]:
    return {"PasswordPolicy": shapes.policy_shape(policy.find(caller.account_id))}


@operation("iam", "UpdateAccountPasswordPolicy")
def update_account_password_policy(
    caller: Caller,
    minimum_password_length: int = SHORTEST,
    require_symbols: bool = False,
    require_numbers: bool = False,
    require_uppercase_characters: bool = False,
    require_lowercase_characters: bool = False,
    allow_users_to_change_password: bool = False,
    max_password_age: int | None = None,
    password_reuse_prevention: int | None = None,
    hard_expiry: bool = False,
) -> None:
    policy.replace(
        PasswordPolicy(
            account_id=caller.account_id,
            shortest=minimum_password_length,
            needs_symbol=require_symbols,
            needs_number=require_numbers,
            needs_upper=require_uppercase_characters,
            needs_lower=require_lowercase_characters,
            users_may_change=allow_users_to_change_password,
            max_age_days=max_password_age,
            reuse=password_reuse_prevention,
            hard_expiry=hard_expiry,
        )
    )


@operation("iam", "DeleteAccountPasswordPolicy")
def delete_account_password_policy(caller: Caller) -> None:
    policy.delete(caller.account_id)
