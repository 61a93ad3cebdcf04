"""Registered services as their operations show them."""

from typing import Any

from policies.models import RegisteredService


def service_shape(service: RegisteredService) -> dict[str, Any]:
    return {
        "Prefix": service.prefix,
        "Name": service.name,
        "Arn": service.arn,
        "ActionCount": service.action_count,
        "CreateDate": service.created,
        "UpdateDate": service.updated,
    }


def whole_service_shape(service: RegisteredService) -> dict[str, Any]:
    return service_shape(service) | {"Document": service.document}
