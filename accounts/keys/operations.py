"""The IAM operations on access keys."""

from typing import Any

from accounts import resources
from accounts.keys import selectors, services, shapes
from accounts.users import services as users
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller
from iamconsole.paging import page


@operation("iam", "CreateAccessKey", resource=resources.user, quotas=(services.KEYS_PER_USER,))
def create_access_key(caller: Caller, user_name: str | None = None) -> dict[str, Any]:
    user = users.find_own(caller.account_id, user_name, caller.user_key)
    key, secret = services.create(user)
    return {"AccessKey": shapes.new_key_shape(key, secret)}


@operation("iam", "ListAccessKeys", resource=resources.user)
def list_access_keys(
    caller: Caller, user_name: str | None = None, marker: str | None = None, max_items: int | None = None
) -> dict[str, Any]:
    user = users.find_own(caller.account_id, user_name, caller.user_key)
    rows, more = page(user.access_keys.select_related("user"), ["created", "pk"], marker, max_items)
    return {"AccessKeyMetadata": [shapes.key_shape(key) for key in rows], **more}


@operation("iamconsole", "ListAccountAccessKeys")
def list_account_access_keys(caller: Caller, marker: str | None = None, max_items: int | None = None) -> dict[str, Any]:
    """List the keys of everybody in the account, for which AWS has no operation but the credential report."""
    rows, more = page(selectors.keys(caller.account_id), ["created", "pk"], marker, max_items)
    return {"AccessKeys": [shapes.account_key_shape(key) for key in rows], **more}


@operation("iam", "UpdateAccessKey", resource=resources.user_or_owner_of_key)
def update_access_key(caller: Caller, access_key_id: str, status: str, user_name: str | None = None) -> None:
    services.set_status(services.find_named(caller.account_id, access_key_id, user_name), status)


@operation("iam", "DeleteAccessKey", resource=resources.user_or_owner_of_key)
def delete_access_key(caller: Caller, access_key_id: str, user_name: str | None = None) -> None:
    services.delete(services.find_named(caller.account_id, access_key_id, user_name))


@operation("iam", "GetAccessKeyLastUsed", resource=resources.user_of_key)
def get_access_key_last_used(caller: Caller, access_key_id: str) -> dict[str, Any]:
    key = services.find_in_account(caller.account_id, access_key_id)
    return {"UserName": key.user.label, "AccessKeyLastUsed": shapes.last_used_shape(key)}
