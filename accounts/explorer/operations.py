"""iamconsole's own operations that see access as a whole: who can, what can, and the graph."""

from typing import Any

from django.utils import timezone

from accounts.access.shelf import shelf_of
from accounts.explorer import selectors, shapes
from accounts.explorer.graph import IDENTITIES_SHOWN, graph_of
from accounts.reporting.powers import powers_of, universe_of
from iamconsole.aws.registry import operation
from iamconsole.caller import Caller
from iamconsole.errors import NoSuchEntity, ValidationError
from policies.services.selectors import catalog_of

PRINCIPALS_SHOWN = 1000


@operation("iamconsole", "ListPrincipalsWhoCan")
def list_principals_who_can(
    caller: Caller, action: str, resource: str = "*", with_mfa: bool = True, max_items: int = PRINCIPALS_SHOWN
) -> dict[str, Any]:
    if catalog_of(caller.account_id).action(action) is None:
        raise ValidationError(f"There is no action {action}. Actions are named like s3:GetObject.")
    found = selectors.able(caller.account_id, action, resource, timezone.now(), with_mfa=with_mfa)
    rows = [shapes.able_shape(able) for able, _ in zip(found, range(max_items + 1), strict=False)]
    return {"Principals": rows[:max_items], "IsTruncated": len(rows) > max_items}


@operation("iamconsole", "ListAllowedActions", resource=lambda _caller, given: str(given["PrincipalArn"]))
def list_allowed_actions(caller: Caller, principal_arn: str, service: str = "") -> dict[str, Any]:
    identity = selectors.find(caller.account_id, principal_arn)
    if identity is None:
        raise NoSuchEntity(f"There is no user, group or role {principal_arn} in this account.")
    shelf = shelf_of(caller.account_id, [identity])
    powers = powers_of(identity, shelf, universe_of(caller.account_id))
    return shapes.powers_shape(identity.arn, powers, catalog_of(caller.account_id), service)


@operation("iamconsole", "GetAccessGraph")
def get_access_graph(caller: Caller, search: str = "", node: str = "") -> dict[str, Any]:
    identities = selectors.all_identities(caller.account_id, IDENTITIES_SHOWN + 1)
    shown = identities[:IDENTITIES_SHOWN]
    graph = graph_of(shown, shelf_of(caller.account_id, shown))
    graph = graph.around(node) if node else graph
    graph = graph.matching(search) if search else graph
    return shapes.graph_shape(graph) | {"IsTruncated": len(identities) > IDENTITIES_SHOWN}
