"""iamconsole's operations on services that an account registers beside AWS's."""

from collections.abc import Mapping
from typing import Any

from iamconsole.aws.registry import operation
from iamconsole.caller import Caller
from iamconsole.paging import page
from policies.models.service import arn_of
from policies.services import selectors, services, shapes


def _service(caller: Caller, parameters: Mapping[str, Any]) -> str:
    return arn_of(caller.account_id, str(parameters["Prefix"]).lower())


def _all_services(caller: Caller, _parameters: Mapping[str, Any]) -> str:
    return arn_of(caller.account_id, "")


@operation("iamconsole", "PutService", resource=_service, quotas=(services.SERVICES_PER_ACCOUNT,))
def put_service(caller: Caller, prefix: str, name: str, document: str) -> dict[str, Any]:
    return {"Service": shapes.service_shape(services.put(caller.account_id, prefix, name, document))}


@operation("iamconsole", "GetService", resource=_service)
def get_service(caller: Caller, prefix: str) -> dict[str, Any]:
    return {"Service": shapes.whole_service_shape(services.find(caller.account_id, prefix))}


@operation("iamconsole", "ListServices", resource=_all_services)
def list_services(caller: Caller, marker: str | None = None, max_items: int | None = None) -> dict[str, Any]:
    rows, more = page(selectors.services(caller.account_id), ["prefix"], marker, max_items)
    return {"Services": [shapes.service_shape(service) for service in rows], **more}


@operation("iamconsole", "DeleteService", resource=_service)
def delete_service(caller: Caller, prefix: str) -> None:
    services.delete(services.find(caller.account_id, prefix))
