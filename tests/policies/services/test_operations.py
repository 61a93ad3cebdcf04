"""iamconsole's operations on registered services."""

import json
from dataclasses import replace
from typing import Any

import pytest

from iamconsole.aws.pipeline import invoke
from iamconsole.caller import Caller, CallerKind, Face, Origin
from iamconsole.errors import AccessDenied, InvalidInput, LimitExceeded, NoSuchEntity, ServiceError, ValidationError
from policies.catalog import default_catalog
from policies.models import RegisteredService
from policies.services import services
from policies.services.selectors import catalog_of
from tests.cast import ACCOUNT, OTHER_ACCOUNT, Person

SHOP = {
    "actions": [
        {"name": "GetOrder", "accessLevel": "Read", "resourceTypes": ["order"], "conditionKeys": ["shop:Region"]},
        {"name": "ListOrders", "accessLevel": "List", "description": "All of them", "conditionKeys": ["aws:SourceIp"]},
    ],
    "resourceTypes": [
        {
            "name": "order",
            "arnFormat": "arn:${Partition}:shop:${Region}:${Account}:order/${OrderId}",
            "conditionKeys": ["shop:Tag/${TagKey}"],
        }
    ],
    "conditionKeys": [
        {"name": "shop:Region", "type": "String", "multivalued": True, "description": "Where it was ordered"},
        {"name": "shop:Tag/${TagKey}", "type": "String"},
    ],
}


def caller(person: Person) -> Caller:
    user = person.user
    return Caller(
        kind=CallerKind.ROOT if user.is_root else CallerKind.USER,
        account_id=user.account_id,
        arn=user.arn,
        principal_arn=user.arn,
        user_id=user.unique_id,
        user_key=user.pk,
        user_name=user.name,
        origin=Origin(Face.CONSOLE, "test"),
    )


def call(person: Person, name: str, **parameters: Any) -> dict[str, Any]:
    return invoke(caller(person), "iamconsole", name, parameters)


def put(person: Person, document: Any, prefix: str = "shop", name: str = "Our shop") -> dict[str, Any]:
    text = document if isinstance(document, str) else json.dumps(document)
    return call(person, "PutService", Prefix=prefix, Name=name, Document=text)


def changed(path: str, value: Any) -> dict[str, Any]:
    """Return SHOP with the member at `path` (`actions.0.name`) replaced."""
    document: Any = json.loads(json.dumps(SHOP))
    *parents, last = path.split(".")
    node = document
    for part in parents:
        node = node[int(part)] if part.isdigit() else node[part]
    node[int(last) if last.isdigit() else last] = value
    return document


def test_it_keeps_what_was_put(root: Person) -> None:
    put(root, SHOP)

    service = call(root, "GetService", Prefix="shop")["Service"]

    assert (service["Prefix"], service["Name"], service["ActionCount"]) == ("shop", "Our shop", 2)
    assert service["Arn"] == f"arn:aws:iamconsole::{ACCOUNT}:service/shop"
    assert json.loads(service["Document"]) == SHOP


def test_the_catalog_of_the_account_knows_it(root: Person) -> None:
    put(root, SHOP)

    catalog = catalog_of(ACCOUNT)

    assert catalog.expand("shop:*") == ("shop:GetOrder", "shop:ListOrders")
    action = catalog.action("SHOP:getorder")
    assert action is not None
    assert [kind.name for kind in catalog.resource_types(action)] == ["order"]
    key = catalog.condition_key("shop:tag/team")
    assert key is not None
    assert catalog.condition_key("shop:region").multivalued  # type: ignore[union-attr]


def test_another_account_does_not_know_it(root: Person, mallory: Person) -> None:
    put(root, SHOP)

    assert catalog_of(OTHER_ACCOUNT) is default_catalog()
    assert call(mallory, "ListServices")["Services"] == []
    for name in ("GetService", "DeleteService"):
        with pytest.raises(NoSuchEntity):
            call(mallory, name, Prefix="shop")


def test_putting_it_again_replaces_it(root: Person) -> None:
    put(root, SHOP)
    before = catalog_of(ACCOUNT)

    put(root, {"actions": [{"name": "Close", "accessLevel": "Write"}]}, name="Closed shop")

    assert before.expand("shop:*") != catalog_of(ACCOUNT).expand("shop:*") == ("shop:Close",)
    assert RegisteredService.objects.count() == 1


def test_the_catalog_is_made_once_while_nothing_changes(root: Person) -> None:
    put(root, SHOP)

    assert catalog_of(ACCOUNT) is catalog_of(ACCOUNT)


def test_deleting_it_takes_it_from_the_catalog(root: Person) -> None:
    put(root, SHOP)
    call(root, "DeleteService", Prefix="shop")

    assert catalog_of(ACCOUNT) is default_catalog()
    with pytest.raises(NoSuchEntity):
        call(root, "GetService", Prefix="shop")


def test_it_lists_in_pages(root: Person) -> None:
    for prefix in ("zoo", "shop", "mail-room"):
        put(root, {"actions": [{"name": "Do", "accessLevel": "Write"}]}, prefix)

    first = call(root, "ListServices", MaxItems=2)
    second = call(root, "ListServices", MaxItems=2, Marker=first["Marker"])

    found = [one["Prefix"] for page in (first, second) for one in page["Services"]]
    assert found == ["mail-room", "shop", "zoo"]
    assert not second["IsTruncated"]


@pytest.mark.parametrize("name", ["PutService", "GetService", "ListServices", "DeleteService"])
def test_each_needs_its_permission(bob: Person, name: str) -> None:
    parameters = {
        "PutService": {"Prefix": "shop", "Name": "x", "Document": "{}"},
        "ListServices": {},
    }.get(name, {"Prefix": "shop"})

    with pytest.raises(AccessDenied, match=f"iamconsole:{name}"):
        call(bob, name, **parameters)


@pytest.mark.parametrize("prefix", ["s3", "iam", "aws", "iamconsole", "-shop", "shop-", "sh--op"])
def test_only_free_prefixes_can_be_had(root: Person, prefix: str) -> None:
    with pytest.raises(InvalidInput, match="prefix"):
        put(root, SHOP, prefix)


@pytest.mark.parametrize("prefix", ["Shop", "a", "shop:x", "sh op", "x" * 64, "shöp"])
def test_prefixes_have_a_form(root: Person, prefix: str) -> None:
    with pytest.raises(ValidationError):
        put(root, SHOP, prefix)


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ("{ ", "line 1, column 3: this is not JSON"),
        ("[]", "the document: must be an object"),
        ("{}", "actions: must name at least one action"),
        ('{"actions":[],"actions":[]}', "'actions' is given twice"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' + "9" * 5000 + "}", "a number is too long"),
        ({**SHOP, "owner": "x"}, "has no member 'owner'"),
        ({"actions": {}}, "actions: must be a list"),
        ({"actions": ["GetOrder"]}, "actions[0]: must be an object"),
        ({"actions": [{"name": "A", "accessLevel": "Read"}] * 1001}, "actions: has 1001 entries"),
        (changed("actions.0.name", "Get Order"), "actions[0].name"),
        (changed("actions.0.name", 7), "actions[0].name"),
        (changed("actions.1.name", "getorder"), "actions: getorder is there twice"),
        (changed("actions.0.accessLevel", "Sometimes"), "actions[0].accessLevel: must be one of List"),
        (changed("actions.0.description", "two\nlines"), "actions[0].description"),
        (changed("actions.0.description", "x" * 1001), "actions[0].description"),
        (changed("actions.0.resourceTypes", ["parcel"]), "'parcel' is no resource type"),
        (changed("actions.0.resourceTypes", [["order"]]), "actions[0].resourceTypes[0]: must be a text"),
        (changed("actions.0.conditionKeys", ["shop:Nothing"]), "'shop:Nothing' is neither"),
        (changed("actions.0.conditionKeys", ["aws:Nothing"]), "'aws:Nothing' is neither"),
        (changed("actions.0.conditionKeys", ["x"] * 101), "has 101 entries"),
        (changed("resourceTypes.0.name", "<b>"), "resourceTypes[0].name"),
        (changed("resourceTypes.0.arnFormat", "order/1"), "must have six parts"),
        (changed("resourceTypes.0.arnFormat", None), "must have six parts"),
        (changed("resourceTypes.0.arnFormat", "arn:evil:shop:::order"), "second part"),
        (changed("resourceTypes.0.arnFormat", "arn:aws:s3:::order"), "third part must be shop"),
        (changed("resourceTypes.0.arnFormat", "arn:aws:shop:::*"), "placeholders"),
        (changed("resourceTypes.0.arnFormat", "arn:aws:shop:::${open"), "placeholders"),
        (changed("resourceTypes.0.arnFormat", "arn:aws:shop:::" + "x" * 3000), "must have six parts"),
        (changed("conditionKeys.0.name", "s3:prefix"), "conditionKeys[0].name: must be shop:"),
        (changed("conditionKeys.0.name", ["shop:x"]), "conditionKeys[0].name"),
        (changed("conditionKeys.0.type", "Text"), "conditionKeys[0].type: must be one of String"),
        (changed("conditionKeys.0.type", ["String"]), "conditionKeys[0].type"),
        (changed("conditionKeys.0.multivalued", "yes"), "must be true or false"),
    ],
)
def test_a_document_that_is_wrong_is_refused_with_the_place(root: Person, document: Any, told: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        put(root, document)

    assert told in refused.value.message
    assert not RegisteredService.objects.exists()


def test_it_tells_no_more_than_ten_things(root: Person) -> None:
    with pytest.raises(InvalidInput) as refused:
        put(root, {"actions": [{"name": "", "accessLevel": "x"}] * 50})

    assert refused.value.message.count("; ") == 9


def test_an_account_has_a_hundred_services(root: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "SERVICES_PER_ACCOUNT", replace(services.SERVICES_PER_ACCOUNT, limit=1))
    put(root, SHOP)
    put(root, SHOP)

    with pytest.raises(LimitExceeded):
        put(root, {"actions": [{"name": "Do", "accessLevel": "Write"}]}, "zoo")


def test_the_largest_document_has_a_limit(root: Person) -> None:
    with pytest.raises(ServiceError):
        put(root, " " * 262_145)
