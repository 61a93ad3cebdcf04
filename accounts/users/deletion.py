"""What must go before a user can go: the operations that take everything from it, as its own operations tell it."""

from collections.abc import Mapping
from typing import Any

from accounts.mfa.services import SECURITY_KEY
from accounts.models import AccessKey
from iamconsole.aws.pipeline import invoke
from iamconsole.caller import Caller
from iamconsole.console.steps import Step
from iamconsole.errors import NoSuchEntity

MOST = 1000

Asked = Mapping[str, Any]


def steps_to_delete(caller: Caller, name: str) -> tuple[Step, ...]:
    """Return the operations that take everything from the user and delete it.

    Reading for them needs the permissions to read. The policies go last: who deletes the user it is needs them.
    """
    asked = {"UserName": name}
    # Asked first, because the user may not exist at all: that is an error, and no password is not.
    groups = invoke(caller, "iam", "ListGroupsForUser", asked)["Groups"]
    return (
        *_password(caller, asked),
        *_keys(caller, asked),
        *_devices(caller, asked),
        *_credentials(caller, asked),
        *(
            Step(
                "RemoveUserFromGroup",
                asked | {"GroupName": group["GroupName"]},
                f"Membership of the group {group['GroupName']}",
            )
            for group in groups
        ),
        *_policies(caller, asked),
        Step("DeleteUser", asked),
    )


def _password(caller: Caller, asked: Asked) -> list[Step]:
    try:
        invoke(caller, "iam", "GetLoginProfile", asked)
    except NoSuchEntity:
        return []
    return [Step("DeleteLoginProfile", asked, "Console password")]


def _keys(caller: Caller, asked: Asked) -> list[Step]:
    keys = invoke(caller, "iam", "ListAccessKeys", asked)["AccessKeyMetadata"]
    return [
        Step("DeleteAccessKey", {**asked, "AccessKeyId": key["AccessKeyId"]}, f"{_state(key)} {key['AccessKeyId']}")
        for key in keys
    ]


def _devices(caller: Caller, asked: Asked) -> list[Step]:
    steps = []
    for device in invoke(caller, "iam", "ListMFADevices", asked)["MFADevices"]:
        serial_number = {"SerialNumber": device["SerialNumber"]}
        name = device["SerialNumber"].rpartition("/")[2]
        steps.append(Step("DeactivateMFADevice", {**asked, **serial_number}, f"MFA device {name}"))
        if SECURITY_KEY not in device["SerialNumber"]:
            steps.append(Step("DeleteVirtualMFADevice", serial_number))
    return steps


def _credentials(caller: Caller, asked: Asked) -> list[Step]:
    """Return the steps that take SSH keys, signing certificates and credentials of single services away."""
    return [
        *(
            Step(
                "DeleteSSHPublicKey",
                {**asked, "SSHPublicKeyId": one["SSHPublicKeyId"]},
                f"SSH public key {one['SSHPublicKeyId']}",
            )
            for one in invoke(caller, "iam", "ListSSHPublicKeys", asked)["SSHPublicKeys"]
        ),
        *(
            Step(
                "DeleteSigningCertificate",
                {**asked, "CertificateId": one["CertificateId"]},
                f"Signing certificate {one['CertificateId']}",
            )
            for one in invoke(caller, "iam", "ListSigningCertificates", asked)["Certificates"]
        ),
        *(
            Step(
                "DeleteServiceSpecificCredential",
                {**asked, "ServiceSpecificCredentialId": one["ServiceSpecificCredentialId"]},
                f"Credential for {one['ServiceName']}",
            )
            for one in invoke(caller, "iam", "ListServiceSpecificCredentials", asked)["ServiceSpecificCredentials"]
        ),
    ]


def _policies(caller: Caller, asked: Asked) -> list[Step]:
    attached = invoke(caller, "iam", "ListAttachedUserPolicies", asked)["AttachedPolicies"]
    inline = invoke(caller, "iam", "ListUserPolicies", {**asked, "MaxItems": MOST})["PolicyNames"]
    return [
        *(
            Step("DetachUserPolicy", {**asked, "PolicyArn": one["PolicyArn"]}, f"Attached policy {one['PolicyName']}")
            for one in attached
        ),
        *(Step("DeleteUserPolicy", {**asked, "PolicyName": name}, f"Inline policy {name}") for name in inline),
    ]


def _state(key: Mapping[str, Any]) -> str:
    return "Active access key" if key["Status"] == AccessKey.Status.ACTIVE else "Inactive access key"
