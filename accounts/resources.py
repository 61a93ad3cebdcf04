"""The ARN an operation on identities acts on, from its parameters; these functions never raise.

What exists is named as it is stored, path and case included; what does not is named as the request names it.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from accounts.models import (
    AccessKey,
    Account,
    Group,
    InstanceProfile,
    OIDCProvider,
    Role,
    SAMLProvider,
    ServerCertificate,
    User,
    VirtualMFADevice,
)
from accounts.roles.linked import LinkedService, linked_services
from iamconsole import arns
from iamconsole.aws.registry import Resource
from iamconsole.caller import Caller
from policies.models import Policy

Parameters = Mapping[str, Any]


def user(caller: Caller, parameters: Parameters) -> Resource | str:
    """The user a request names, or the caller's own when it names none."""
    name = parameters.get("UserName")
    if not name:
        return Resource(caller.principal_arn, tuple(caller.tags.items()))
    found = User.objects.filter(account_id=caller.account_id, name_key=name.lower()).first()
    return Resource(found.arn, found.tags) if found else arns.named(caller.account_id, "user", "/", name)


def forgetful_user(caller: Caller, parameters: Parameters) -> Resource | str:
    """The user somebody names who is not signed in, root when none is named."""
    return user(caller, parameters) if parameters.get("UserName") else account(caller, parameters)


def new_user(caller: Caller, parameters: Parameters) -> str:
    return arns.named(caller.account_id, "user", parameters.get("Path", "/"), parameters["UserName"])


def all_users(caller: Caller, parameters: Parameters) -> str:
    """Listing is authorized against the path: AWS's own AccessDenied texts read `arn:aws:iam::ACCT:user/`."""
    return arns.iam(caller.account_id, "user" + parameters.get("PathPrefix", "/"))


def group(caller: Caller, parameters: Parameters) -> str:
    name = parameters["GroupName"]
    found = Group.objects.filter(account_id=caller.account_id, name_key=name.lower()).first()
    return found.arn if found else arns.named(caller.account_id, "group", "/", name)


def new_group(caller: Caller, parameters: Parameters) -> str:
    return arns.named(caller.account_id, "group", parameters.get("Path", "/"), parameters["GroupName"])


def all_groups(caller: Caller, parameters: Parameters) -> str:
    return arns.iam(caller.account_id, "group" + parameters.get("PathPrefix", "/"))


def user_or_owner_of_key(caller: Caller, parameters: Parameters) -> Resource | str:
    """The user a request names, or the owner of the access key."""
    return user(caller, parameters) if parameters.get("UserName") else user_of_key(caller, parameters)


def user_of_key(caller: Caller, parameters: Parameters) -> Resource | str:
    """The owner of an access key that a request names by its id alone."""
    key = AccessKey.objects.select_related("user").filter(
        pk=parameters["AccessKeyId"], user__account_id=caller.account_id
    )
    found = key.first()
    return Resource(found.user.arn, found.user.tags) if found else "*"


def new_mfa_device(caller: Caller, parameters: Parameters) -> str:
    return arns.named(caller.account_id, "mfa", parameters.get("Path", "/"), parameters["VirtualMFADeviceName"])


def mfa_device(caller: Caller, parameters: Parameters) -> Resource | str:
    serial_number = str(parameters["SerialNumber"])
    name = serial_number.rpartition("/")[2]
    found = VirtualMFADevice.objects.filter(account_id=caller.account_id, name_key=name.lower()).first()
    return Resource(serial_number, found.tags) if found and found.serial_number == serial_number else serial_number


def all_mfa_devices(caller: Caller, _parameters: Parameters) -> str:
    return arns.iam(caller.account_id, "mfa/")


def own(caller: Caller, _parameters: Parameters) -> Resource:
    """The caller itself."""
    return Resource(caller.principal_arn, tuple(caller.tags.items()))


def account(caller: Caller, _parameters: Parameters) -> str:
    return arns.root(caller.account_id)


def role(caller: Caller, parameters: Parameters) -> Resource | str:
    name = parameters["RoleName"]
    found = Role.objects.filter(account_id=caller.account_id, name_key=name.lower()).first()
    return Resource(found.arn, found.tags) if found else arns.named(caller.account_id, "role", "/", name)


def new_role(caller: Caller, parameters: Parameters) -> str:
    return arns.named(caller.account_id, "role", parameters.get("Path", "/"), parameters["RoleName"])


def new_service_linked_role(caller: Caller, parameters: Parameters) -> str:
    principal = parameters["AWSServiceName"]
    service = linked_services().get(principal) or LinkedService(principal, "", "")
    return arns.named(caller.account_id, "role", service.path, service.role_name(parameters.get("CustomSuffix", "")))


def role_of_deletion(caller: Caller, parameters: Parameters) -> str:
    """The role that a deletion task names: `task/aws-service-role/SERVICE/ROLE/UUID`."""
    named = parameters["DeletionTaskId"].removeprefix("task/").rpartition("/")[0]
    return arns.iam(caller.account_id, f"role/{named}")


def all_roles(caller: Caller, parameters: Parameters) -> str:
    return arns.iam(caller.account_id, "role" + parameters.get("PathPrefix", "/"))


def named_by_arn(caller: Caller, parameters: Parameters) -> Resource:
    """The user, group, role or policy of the caller's account that `Arn` names, with its tags."""
    return _tagged(caller, str(parameters["Arn"]))


def policy_source(caller: Caller, parameters: Parameters) -> Resource:
    """The identity whose policies a simulation starts from."""
    return _tagged(caller, str(parameters["PolicySourceArn"]))


def _tagged(caller: Caller, arn: str) -> Resource:
    parts = arns.parse(arn)
    kind, _, name = parts.resource.partition("/") if parts else ("", "", "")
    rows: QuerySet[User] | QuerySet[Role] | QuerySet[Policy]
    match kind:
        case "user":
            rows = User.objects.all()
        case "role":
            rows = Role.objects.all()
        case "policy":
            rows = Policy.objects.all()
        case _:
            return Resource(arn)
    found = rows.filter(account_id=caller.account_id, name_key=name.rpartition("/")[2].lower()).first()
    return Resource(arn, found.tags if found is not None and found.arn == arn else ())


def account_of_role(parameters: Parameters) -> str:
    """The account of the role that a request names, "" when it is none of ours."""
    parts = arns.parse(str(parameters["RoleArn"]))
    return parts.account_id if parts and Account.objects.filter(pk=parts.account_id).exists() else ""


def role_to_assume(_caller: Caller, parameters: Parameters) -> str:
    return str(parameters["RoleArn"])


def instance_profile(caller: Caller, parameters: Parameters) -> Resource | str:
    name = parameters["InstanceProfileName"]
    found = InstanceProfile.objects.filter(account_id=caller.account_id, name_key=name.lower()).first()
    return Resource(found.arn, found.tags) if found else arns.named(caller.account_id, "instance-profile", "/", name)


def new_instance_profile(caller: Caller, parameters: Parameters) -> str:
    path, name = parameters.get("Path", "/"), parameters["InstanceProfileName"]
    return arns.named(caller.account_id, "instance-profile", path, name)


def all_instance_profiles(caller: Caller, parameters: Parameters) -> str:
    return arns.iam(caller.account_id, "instance-profile" + parameters.get("PathPrefix", "/"))


def server_certificate(caller: Caller, parameters: Parameters) -> Resource | str:
    name = parameters["ServerCertificateName"]
    found = ServerCertificate.objects.filter(account_id=caller.account_id, name_key=name.lower()).first()
    return Resource(found.arn, found.tags) if found else arns.named(caller.account_id, "server-certificate", "/", name)


def new_server_certificate(caller: Caller, parameters: Parameters) -> str:
    path, name = parameters.get("Path", "/"), parameters["ServerCertificateName"]
    return arns.named(caller.account_id, "server-certificate", path, name)


def all_server_certificates(caller: Caller, parameters: Parameters) -> str:
    return arns.iam(caller.account_id, "server-certificate" + parameters.get("PathPrefix", "/"))


def user_or_all_users(caller: Caller, parameters: Parameters) -> Resource | str:
    return all_users(caller, {}) if parameters.get("AllUsers") else user(caller, parameters)


def oidc_provider(caller: Caller, parameters: Parameters) -> str | Resource:
    return _provider(OIDCProvider, caller, parameters["OpenIDConnectProviderArn"])


def new_oidc_provider(caller: Caller, parameters: Parameters) -> str:
    return arns.iam(caller.account_id, f"oidc-provider/{OIDCProvider.address(parameters['Url'])}")


def saml_provider(caller: Caller, parameters: Parameters) -> str | Resource:
    return _provider(SAMLProvider, caller, parameters["SAMLProviderArn"])


def new_saml_provider(caller: Caller, parameters: Parameters) -> str:
    return arns.iam(caller.account_id, f"saml-provider/{parameters['Name']}")


def _provider(model: type[OIDCProvider | SAMLProvider], caller: Caller, arn: str) -> str | Resource:
    """The provider that an ARN names, with its tags where it is the caller's account's."""
    name = arn.partition("-provider/")[2]
    field = "url" if model is OIDCProvider else "name"
    found = model._default_manager.filter(account_id=caller.account_id, **{field: name}).first()
    return Resource(found.arn, found.tags) if found is not None and found.arn == arn else arn


def access_report(caller: Caller, parameters: Parameters) -> str:
    return arns.iam(caller.account_id, f"access-report/{parameters['EntityPath']}")


def delegation_request(caller: Caller, parameters: Parameters) -> str:
    return arns.iam(caller.account_id, f"delegation-request/{parameters['DelegationRequestId']}")


def new_delegation_request(caller: Caller, parameters: Parameters) -> str:
    """The request has no id yet, so any may be meant; it belongs to the account that is asked."""
    return arns.iam(parameters.get("OwnerAccountId") or caller.account_id, "delegation-request/*")
