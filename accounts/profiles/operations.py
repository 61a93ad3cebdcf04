"""The IAM operations on instance profiles."""

from collections.abc import Mapping
from typing import Any

from accounts import resources
from accounts.profiles import selectors, services, shapes
from accounts.roles import services as roles
from iamconsole import tags
from iamconsole.aws.pipeline import require
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller
from iamconsole.paging import page, page_by_position

Tags = list[dict[str, str]]

# Who hands the role of a profile on: machines are EC2's.
PASSED_TO = {"iam:passedtoservice": "ec2.amazonaws.com"}


def _tagging(_caller: Caller, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    return tags.request_context(parameters)


@operation(
    "iam",
    "CreateInstanceProfile",
    resource=resources.new_instance_profile,
    context=_tagging,
    quotas=(services.PROFILES_PER_ACCOUNT, tags.TAGS_PER_RESOURCE),
)
def create_instance_profile(
    caller: Caller, instance_profile_name: str, path: str = "/", tags: Tags | None = None
) -> dict[str, Any]:
    profile = services.create(caller.account_id, instance_profile_name, path=path, new_tags=tags)
    return {"InstanceProfile": shapes.whole_profile_shape(profile)}


@operation("iam", "GetInstanceProfile", resource=resources.instance_profile)
def get_instance_profile(caller: Caller, instance_profile_name: str) -> dict[str, Any]:
    profile = services.find(caller.account_id, instance_profile_name, "Instance profile {} not found")
    return {"InstanceProfile": shapes.whole_profile_shape(profile)}


@operation("iam", "ListInstanceProfiles", resource=resources.all_instance_profiles)
def list_instance_profiles(
    caller: Caller, path_prefix: str = "/", marker: str | None = None, max_items: int | None = None
) -> dict[str, Any]:
    rows, more = page(selectors.profiles(caller.account_id, path_prefix), ["name_key"], marker, max_items)
    return {"InstanceProfiles": shapes.profile_shapes(rows), **more}


@operation("iam", "ListInstanceProfilesForRole", resource=resources.role)
def list_instance_profiles_for_role(
    caller: Caller, role_name: str, marker: str | None = None, max_items: int | None = None
) -> dict[str, Any]:
    role = roles.find(caller.account_id, role_name)
    rows, more = page(selectors.profiles_of(role), ["name_key"], marker, max_items)
    return {"InstanceProfiles": shapes.profile_shapes(rows), **more}


@operation("iam", "AddRoleToInstanceProfile", resource=resources.instance_profile, quotas=(services.ROLES_PER_PROFILE,))
def add_role_to_instance_profile(caller: Caller, instance_profile_name: str, role_name: str) -> None:
    profile = services.find(caller.account_id, instance_profile_name)
    role = roles.find_modifiable(caller.account_id, role_name)
    require(caller, "iam:PassRole", role.arn, PASSED_TO)
    services.add_role(profile, role)


@operation("iam", "RemoveRoleFromInstanceProfile", resource=resources.instance_profile)
def remove_role_from_instance_profile(caller: Caller, instance_profile_name: str, role_name: str) -> None:
    profile = services.find(caller.account_id, instance_profile_name)
    services.remove_role(profile, roles.find_modifiable(caller.account_id, role_name))


@operation("iam", "DeleteInstanceProfile", resource=resources.instance_profile)
def delete_instance_profile(caller: Caller, instance_profile_name: str) -> None:
    services.delete(services.find(caller.account_id, instance_profile_name))


@operation(
    "iam", "TagInstanceProfile", resource=resources.instance_profile, context=_tagging, quotas=(tags.TAGS_PER_RESOURCE,)
)
def tag_instance_profile(caller: Caller, instance_profile_name: str, tags: Tags) -> None:
    services.add_tags(services.find(caller.account_id, instance_profile_name), tags)


@operation("iam", "UntagInstanceProfile", resource=resources.instance_profile, context=_tagging)
def untag_instance_profile(caller: Caller, instance_profile_name: str, tag_keys: list[str]) -> None:
    services.remove_tags(services.find(caller.account_id, instance_profile_name), tag_keys)


@operation("iam", "ListInstanceProfileTags", resource=resources.instance_profile)
def list_instance_profile_tags(
    caller: Caller, instance_profile_name: str, marker: str | None = None, max_items: int | None = None
) -> dict[str, Any]:
    profile = services.find(caller.account_id, instance_profile_name)
    rows, more = page_by_position(tags.shape(sorted(profile.tags)), marker, max_items)
    return {"Tags": rows, **more}
