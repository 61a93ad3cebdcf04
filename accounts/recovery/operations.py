"""iamconsole's own operations for people who cannot get in."""

from accounts import resources
from accounts.recovery import services
from accounts.users import services as users
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller, CallerKind
from iamconsole.errors import AccessDenied


@operation("iamconsole", "SendPasswordReset", resource=resources.user)
def send_password_reset(caller: Caller, user_name: str) -> None:
    services.request_link(users.find(caller.account_id, user_name))


@operation("iamconsole", "RequestPasswordReset", resource=resources.forgetful_user, open_to_all=True)
def request_password_reset(caller: Caller, user_name: str = "") -> None:
    """Whoever asks at the sign-in may, for themselves or not: only the owner of the mailbox gets anything."""
    if caller.kind is not CallerKind.ANONYMOUS:
        raise AccessDenied("You are signed in: change your password on My security.")
    account_id = caller.account_id
    services.request_link(users.find(account_id, user_name) if user_name else users.root_of(account_id))


@operation("iamconsole", "ResetPassword", resource=resources.account, open_to_all=True)
def reset_password(caller: Caller, token: str, new_password: str) -> None:
    """Whoever reads the mail may; the token is the proof."""
    services.reset_password(token, new_password)


@operation("iamconsole", "RecoverRoot", resource=resources.account, open_to_all=True)
def recover_root(caller: Caller, password: str, remove_devices: bool = False) -> None:
    if not caller.is_operator:
        raise AccessDenied("Root is recovered by the operator of the installation.")
    services.recover_root(users.root_of(caller.account_id), password, remove_devices=remove_devices)
