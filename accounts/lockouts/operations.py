"""iamconsole's own operations on users who guessed too often, or for whom somebody did."""

from typing import Any

from accounts import resources
from accounts.lockouts import services, shapes
from accounts.users import services as users
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller


@operation("iamconsole", "GetSignInLock", resource=resources.user)
def get_sign_in_lock(caller: Caller, user_name: str) -> dict[str, Any]:
    return shapes.lock_shape(users.find(caller.account_id, user_name))


@operation("iamconsole", "ReleaseUser", resource=resources.user)
def release_user(caller: Caller, user_name: str = "") -> None:
    # The operator names nobody to release root, who has no name.
    is_for_root = caller.is_operator and not user_name
    account_id = caller.account_id
    services.release(
        users.root_of(account_id) if is_for_root else users.find_own(account_id, user_name, caller.user_key)
    )
