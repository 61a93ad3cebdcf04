"""Who must have a second factor in the console, as the account set it."""

from functools import cache

from accounts.access.effective import policies_of_identity
from accounts.mfa.selectors import has_device
from accounts.models import Account, Role, User
from accounts.models.account import MFARequirement
from policies.catalog import AccessLevel, default_catalog
from policies.engine import granted

# Beside what the catalog calls permissions management: these give somebody else's permissions.
TAKING_OVER = ("iam:AddUserToGroup", "iam:CreateLoginProfile", "iam:UpdateLoginProfile")


def requirement(account_id: str) -> MFARequirement:
    return MFARequirement(Account.objects.values_list("mfa_requirement", flat=True).get(pk=account_id))


def require(account_id: str, of_whom: MFARequirement) -> None:
    """Have a second factor asked of these users from now on; root is always asked."""
    Account.objects.filter(pk=account_id).update(mfa_requirement=of_whom)


def is_required_of(user: User) -> bool:
    """Whether `user` can do nothing in the console without a device."""
    if user.is_root:
        return True
    match requirement(user.account_id):
        case MFARequirement.ALL:
            return True
        case MFARequirement.ADMINISTRATORS:
            return is_administrator(user)
        case MFARequirement.POLICY:
            return False


def is_closed(account_id: str, role_name: str, user: User) -> bool:
    """Whether `user` may not act in the console as a role: it would be an administrator, and has no device."""
    if requirement(user.account_id) is not MFARequirement.ADMINISTRATORS or has_device(user):
        return False
    role = Role.objects.filter(account_id=account_id, name_key=role_name.lower()).first()
    return role is not None and is_administrator(role)


def is_administrator(identity: User | Role) -> bool:
    """Whether its policies can let `identity` change what anybody may do, on any resource, under any condition."""
    return bool(granted(policies_of_identity(identity), _powers()).actions)


@cache
def _powers() -> tuple[str, ...]:
    """Return the actions that make an administrator, by the access levels of the catalog rather than by a list."""
    catalog = default_catalog()
    found = [action for name in catalog.expand("iam:*") if (action := catalog.action(name)) is not None]
    managing = (str(action) for action in found if action.access_level is AccessLevel.PERMISSIONS_MANAGEMENT)
    return (*managing, *TAKING_OVER)
