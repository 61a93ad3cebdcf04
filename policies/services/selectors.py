"""Reads of registered services, and the catalog that an account sees: AWS's services and its own."""

from collections import OrderedDict
from threading import Lock

from django.db.models import QuerySet

from policies.catalog import Catalog, default_catalog
from policies.models import RegisteredService
from policies.services.document import read_service

CATALOGS_REMEMBERED = 64

Edition = tuple[tuple[str, str], ...]

_catalogs: OrderedDict[str, tuple[Edition, Catalog]] = OrderedDict()
_lock = Lock()


def services(account_id: str) -> QuerySet[RegisteredService]:
    return RegisteredService.objects.filter(account_id=account_id)


def catalog_of(account_id: str) -> Catalog:
    """Return the catalog of an account as it is now; it is made anew when a registered service changed."""
    rows = services(account_id).order_by("prefix").values_list("prefix", "updated")
    edition = tuple((prefix, updated.isoformat()) for prefix, updated in rows)
    if not edition:
        return default_catalog()
    with _lock:
        known = _catalogs.get(account_id)
        if known is not None and known[0] == edition:
            _catalogs.move_to_end(account_id)
            return known[1]
    catalog = default_catalog().with_services(
        read_service(row.prefix, row.name, row.document) for row in services(account_id)
    )
    with _lock:
        _catalogs[account_id] = (edition, catalog)
        while len(_catalogs) > CATALOGS_REMEMBERED:
            _catalogs.popitem(last=False)
    return catalog
