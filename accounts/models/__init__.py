"""The tables of the accounts app, one noun a file."""

from accounts.models.access_key import AccessKey
from accounts.models.account import Account
from accounts.models.attachment import Attachment, InlinePolicy
from accounts.models.group import Group, Membership
from accounts.models.mfa import VirtualMFADevice
from accounts.models.report import Report
from accounts.models.role import InstanceProfile, Role
from accounts.models.user import User

__all__ = [
    "AccessKey",
    "Account",
    "Attachment",
    "Group",
    "InlinePolicy",
    "InstanceProfile",
    "Membership",
    "Report",
    "Role",
    "User",
    "VirtualMFADevice",
]
