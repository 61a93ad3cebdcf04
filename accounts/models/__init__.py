"""The tables of the accounts app, one noun a file."""

from accounts.models.access_key import AccessKey
from accounts.models.account import Account
from accounts.models.attachment import Attachment, InlinePolicy
from accounts.models.console_session import ConsoleSession
from accounts.models.credential import ServiceCredential, SigningCertificate, SSHPublicKey
from accounts.models.credential_report import CredentialReport
from accounts.models.group import Group, Membership
from accounts.models.identity_provider import OIDCProvider, SAMLPrivateKey, SAMLProvider
from accounts.models.last_accessed import LastAccessedReport
from accounts.models.mfa import VirtualMFADevice
from accounts.models.password import FormerPassword, PasswordPolicy
from accounts.models.recovery_codes import RecoveryCodes
from accounts.models.report import ArchivedFinding, KeyWarning, ReportMail, ReportPart, ReportRow, ReportRun
from accounts.models.role import InstanceProfile, Role
from accounts.models.role_deletion import RoleDeletion
from accounts.models.schedule import ReportRecipient, ReportSchedule
from accounts.models.security_key import SecurityKey
from accounts.models.server_certificate import ServerCertificate
from accounts.models.switched_role import SwitchedRole
from accounts.models.token_issuer import TokenIssuer, TokenSigningKey
from accounts.models.user import User

__all__ = [
    "AccessKey",
    "Account",
    "ArchivedFinding",
    "Attachment",
    "ConsoleSession",
    "CredentialReport",
    "FormerPassword",
    "Group",
    "InlinePolicy",
    "InstanceProfile",
    "KeyWarning",
    "LastAccessedReport",
    "Membership",
    "OIDCProvider",
    "PasswordPolicy",
    "RecoveryCodes",
    "ReportMail",
    "ReportPart",
    "ReportRecipient",
    "ReportRow",
    "ReportRun",
    "ReportSchedule",
    "Role",
    "RoleDeletion",
    "SAMLPrivateKey",
    "SAMLProvider",
    "SSHPublicKey",
    "SecurityKey",
    "ServerCertificate",
    "ServiceCredential",
    "SigningCertificate",
    "SwitchedRole",
    "TokenIssuer",
    "TokenSigningKey",
    "User",
    "VirtualMFADevice",
]
