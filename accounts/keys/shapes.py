"""Access keys as AWS shows them."""

from typing import Any

from accounts.models import AccessKey

NEVER = "N/A"


def key_shape(key: AccessKey) -> dict[str, Any]:
    return {
        # The API leaves out the name of root's keys.
        "UserName": key.user.name or None,
        "AccessKeyId": key.id,
        "Status": key.status,
        "CreateDate": key.created,
    }


def new_key_shape(key: AccessKey, secret: str) -> dict[str, Any]:
    shape = key_shape(key)
    return shape | {"UserName": shape["UserName"] or key.user.label, "SecretAccessKey": secret}


def last_used_shape(key: AccessKey) -> dict[str, Any]:
    return {
        "LastUsedDate": key.last_used,
        "ServiceName": key.last_used_service or NEVER,
        "Region": key.last_used_region or NEVER,
    }


def account_key_shape(key: AccessKey) -> dict[str, Any]:
    return {
        "AccessKeyId": key.pk,
        "UserName": key.user.label,
        "Status": key.status,
        "CreateDate": key.created,
        "LastUsedDate": key.last_used,
        "ServiceName": key.last_used_service or None,
        "Region": key.last_used_region or None,
    }
