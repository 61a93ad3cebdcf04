"""iamconsole's own operations on the caller itself.

They need no permission, because without them nobody could finish a first sign-in; so they do no more than that takes:
whoever has a device already, or a password that need not be changed, goes by the IAM operations and their policies.
Root changes its password and enables and resyncs its devices by them always: IAM's operations want the name of a user.
"""

from typing import Any

from accounts import resources
from accounts.mfa import recovery, security_keys
from accounts.mfa import selectors as mfa
from accounts.mfa import services as devices
from accounts.models import User
from accounts.passwords import selectors as password_selectors
from accounts.passwords import services as passwords
from accounts.users import services as users
from iamconsole import tags
from iamconsole.aws.pipeline import require
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller
from iamconsole.errors import AccessDenied


@operation("iamconsole", "ChangeOwnPassword", resource=resources.own, open_to_all=True)
def change_own_password(caller: Caller, old_password: str, new_password: str) -> None:
    user = _signed_in(caller)
    if not (password_selectors.must_change(user) or user.is_root):
        raise AccessDenied("Your password need not be changed: change it on My security, as your policies allow.")
    passwords.check_not_locked_out(user)
    passwords.check_not_easy(user, new_password)
    passwords.change_own(user, old_password, new_password)


@operation("iamconsole", "StartOwnMFADevice", resource=resources.own, open_to_all=True)
def start_own_mfa_device(caller: Caller) -> dict[str, Any]:
    device = devices.offer(_without_device(caller))
    return {
        "SerialNumber": device.serial_number,
        "Base32StringSeed": device.seed_text,
        "QRCodeURI": devices.uri(device),
    }


@operation("iamconsole", "EnableOwnMFADevice", resource=resources.own, open_to_all=True)
def enable_own_mfa_device(
    caller: Caller, serial_number: str, authentication_code1: str, authentication_code2: str
) -> None:
    user = _signed_in(caller) if caller.is_root else _without_device(caller)
    devices.enable(user, serial_number, authentication_code1, authentication_code2)


@operation("iamconsole", "ResyncOwnMFADevice", resource=resources.own, open_to_all=True)
def resync_own_mfa_device(
    caller: Caller, serial_number: str, authentication_code1: str, authentication_code2: str
) -> None:
    if not caller.is_root:
        raise AccessDenied("Resync your MFA devices on My security, as your policies allow.")
    devices.resync(_signed_in(caller), serial_number, authentication_code1, authentication_code2)


@operation("iamconsole", "StartOwnSecurityKey", resource=resources.own, open_to_all=True)
def start_own_security_key(caller: Caller) -> dict[str, Any]:
    options = security_keys.registration(_registering(caller, "Create"))
    return {"Options": options, "Challenge": options["challenge"]}


@operation("iamconsole", "RegisterOwnSecurityKey", resource=resources.own, open_to_all=True)
def register_own_security_key(caller: Caller, device_name: str, challenge: str, credential: str) -> dict[str, Any]:
    key = security_keys.register(_registering(caller, "Activate"), device_name, challenge, credential)
    return {"SerialNumber": key.serial_number}


@operation("iamconsole", "CreateRecoveryCodes", resource=resources.own, open_to_all=True)
def create_recovery_codes(caller: Caller) -> dict[str, Any]:
    """Another way in needs the permission for another device; IAM itself knows no recovery codes."""
    user = _signed_in(caller)
    require(caller, "iam:EnableMFADevice", user.arn, tags.resource_context(user.arn, user.tags))
    return {"Codes": recovery.make(user)}


@operation("iamconsole", "GetRecoveryCodesStatus", resource=resources.own, open_to_all=True)
def get_recovery_codes_status(caller: Caller) -> dict[str, Any]:
    codes = recovery.of(_signed_in(caller))
    return {"Left": codes.left, "CreateDate": codes.made} if codes else {"Left": 0}


def _registering(caller: Caller, stage: str) -> User:
    """Return the caller's user, who needs AWS's permission for another device.

    AWS has no operation for it: its console calls EnableMFADevice, and tells policies the stage. Source: IAM User
    Guide, "AWS global and IAM condition keys", iam:RegisterSecurityKey.
    """
    user = _signed_in(caller)
    if mfa.has_device(user):
        stage_key = {"iam:registersecuritykey": stage}
        require(caller, "iam:EnableMFADevice", user.arn, tags.resource_context(user.arn, user.tags) | stage_key)
    return user


def _signed_in(caller: Caller) -> User:
    return users.find_own(caller.account_id, None, caller.user_key)


def _without_device(caller: Caller) -> User:
    user = _signed_in(caller)
    if mfa.has_device(user):
        raise AccessDenied("You have an MFA device: add others on My security, as your policies allow.")
    return user
