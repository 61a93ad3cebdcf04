"""The IAM operations on console passwords (login profiles)."""

from typing import Any

from accounts import resources
from accounts.models import User
from accounts.passwords import services
from accounts.users import services as users
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller
from iamconsole.errors import InvalidUserType


def _profile(user: User) -> dict[str, Any]:
    return {
        "UserName": user.name,
        "CreateDate": user.password_created,
        "PasswordResetRequired": user.must_change_password,
    }


@operation("iam", "CreateLoginProfile", resource=resources.user)
def create_login_profile(
    caller: Caller, user_name: str | None = None, password: str | None = None, password_reset_required: bool = False
) -> dict[str, Any]:
    user = users.find_own(caller.account_id, user_name, caller.user_key)
    if user.is_root or password is None:
        raise InvalidUserType("Name a user and a password: root's password is set at its own sign-in.")
    services.create_profile(user, password, must_change=password_reset_required)
    return {"LoginProfile": _profile(user)}


@operation("iam", "GetLoginProfile", resource=resources.user)
def get_login_profile(caller: Caller, user_name: str | None = None) -> dict[str, Any]:
    user = users.find_own(caller.account_id, user_name, caller.user_key)
    services.check_profile(user)
    return {"LoginProfile": _profile(user)}


@operation("iam", "UpdateLoginProfile", resource=resources.user)
def update_login_profile(
    caller: Caller, user_name: str, password: str | None = None, password_reset_required: bool | None = None
) -> None:
    user = users.find(caller.account_id, user_name)
    services.update_profile(user, password, must_change=password_reset_required)


@operation("iam", "DeleteLoginProfile", resource=resources.user)
def delete_login_profile(caller: Caller, user_name: str | None = None) -> None:
    user = users.find_own(caller.account_id, user_name, caller.user_key)
    if user.is_root:
        raise InvalidUserType("Root keeps its password.")
    services.delete_profile(user)


@operation("iam", "ChangePassword", resource=resources.own)
def change_password(caller: Caller, old_password: str, new_password: str) -> None:
    if caller.is_root:
        raise InvalidUserType("Root changes its password at its own sign-in.")
    user = users.find_own(caller.account_id, None, caller.user_key)
    services.change_own(user, old_password, new_password)
