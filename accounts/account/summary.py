"""What GetAccountSummary counts, and the quotas beside it."""

from typing import Any

from accounts.attachments.services import KINDS
from accounts.credentials.server import CERTIFICATES_PER_ACCOUNT
from accounts.credentials.signing import CERTIFICATES_PER_USER
from accounts.groups.services import GROUPS_PER_ACCOUNT, GROUPS_PER_USER
from accounts.keys.services import KEYS_PER_USER
from accounts.mfa import selectors as mfa
from accounts.models import (
    Account,
    Attachment,
    Group,
    OIDCProvider,
    Role,
    SAMLProvider,
    SecurityKey,
    User,
    VirtualMFADevice,
)
from accounts.profiles.services import PROFILES_PER_ACCOUNT
from accounts.roles.services import ROLES_PER_ACCOUNT
from accounts.roles.trust import TRUST_SIZE
from accounts.users.services import USERS_PER_ACCOUNT
from policies.documents.services import POLICIES_PER_ACCOUNT, POLICY_SIZE, VERSIONS_PER_POLICY
from policies.models import Policy

VERSIONS_IN_USE_PER_ACCOUNT = 10_000


def summary(account: Account) -> dict[str, int]:
    return _counts(account) | _of_root(account) | _quotas()


def _counts(account: Account) -> dict[str, int]:
    devices = VirtualMFADevice.objects.filter(account=account)
    keys = SecurityKey.objects.filter(user__account=account)
    providers = [OIDCProvider.objects.filter(account=account), SAMLProvider.objects.filter(account=account)]
    users = Attachment.objects.filter(user__account=account).count()
    groups = Attachment.objects.filter(group__account=account).count()
    roles = Attachment.objects.filter(role__account=account).count()
    return {
        "Users": account.users.filter(is_root=False).count(),
        "Groups": account.groups.count(),
        "Roles": account.roles.count(),
        "InstanceProfiles": account.instance_profiles.count(),
        "Policies": Policy.objects.filter(account_id=account.pk).count(),
        "PolicyVersionsInUse": users + groups + roles,
        "Providers": sum(found.count() for found in providers),
        "ServerCertificates": account.server_certificates.count(),
        "MFADevices": devices.count() + keys.count(),
        "MFADevicesInUse": devices.filter(confirmed=True).count() + keys.count(),
        "GlobalEndpointTokenVersion": account.token_version,
    }


def _of_root(account: Account) -> dict[str, int]:
    root = account.users.get(is_root=True)
    present: dict[str, Any] = {
        "AccountMFAEnabled": mfa.has_device(root),
        "AccountAccessKeysPresent": root.access_keys.exists(),
        "AccountPasswordPresent": root.has_password,
        "AccountSigningCertificatesPresent": root.signing_certificates.exists(),
    }
    return {name: int(is_present) for name, is_present in present.items()}


def _quotas() -> dict[str, int]:
    return {
        "UsersQuota": USERS_PER_ACCOUNT.limit,
        "GroupsQuota": GROUPS_PER_ACCOUNT.limit,
        "GroupsPerUserQuota": GROUPS_PER_USER.limit,
        "RolesQuota": ROLES_PER_ACCOUNT.limit,
        "InstanceProfilesQuota": PROFILES_PER_ACCOUNT.limit,
        "PoliciesQuota": POLICIES_PER_ACCOUNT.limit,
        "PolicyVersionsInUseQuota": VERSIONS_IN_USE_PER_ACCOUNT,
        "VersionsPerPolicyQuota": VERSIONS_PER_POLICY.limit,
        "PolicySizeQuota": POLICY_SIZE.limit,
        "AssumeRolePolicySizeQuota": TRUST_SIZE.limit,
        "UserPolicySizeQuota": KINDS[User].inline_size.limit,
        "GroupPolicySizeQuota": KINDS[Group].inline_size.limit,
        "RolePolicySizeQuota": KINDS[Role].inline_size.limit,
        "AttachedPoliciesPerUserQuota": KINDS[User].policies.limit,
        "AttachedPoliciesPerGroupQuota": KINDS[Group].policies.limit,
        "AttachedPoliciesPerRoleQuota": KINDS[Role].policies.limit,
        "AccessKeysPerUserQuota": KEYS_PER_USER.limit,
        "SigningCertificatesPerUserQuota": CERTIFICATES_PER_USER.limit,
        "ServerCertificatesQuota": CERTIFICATES_PER_ACCOUNT.limit,
    }
