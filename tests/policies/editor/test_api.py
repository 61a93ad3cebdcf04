"""What the editor's script asks: the catalog, operators, and policies to take statements from."""

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from iamconsole.aws.pipeline import invoke
from iamconsole.operator import operator
from policies.catalog import default_catalog
from tests.cast import ACCOUNT, OTHER_ACCOUNT, Person

OWN = '{"actions": [{"name": "GetInvoice", "accessLevel": "Read", "description": "Read it"}]}'
READ = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:Get*","Resource":"*"}}'


def ask(browser: Client, path: str, **query: str) -> Any:
    answer = browser.get(f"/api/{path}", query)
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def register(account_id: str) -> None:
    given = {"Prefix": "our-billing", "Name": "Our billing", "Document": OWN}
    invoke(operator(account_id), "iamconsole", "PutService", given)


def test_every_service_is_listed_with_its_name(alice: Person) -> None:
    services = ask(alice.browser(), "catalog/services")

    assert len(services) == len(default_catalog().prefixes)
    assert {"prefix": "s3", "name": "Amazon S3", "isOwn": False} in services


def test_a_service_tells_actions_resources_and_keys(alice: Person) -> None:
    service = ask(alice.browser(), "catalog/services/lambda")

    create = next(action for action in service["actions"] if action["name"] == "CreateFunction")
    assert create["level"] == "Write"
    assert {"name": "function", "isRequired": True} in create["resources"]
    assert "iam:PassRole" in create["dependsOn"]
    assert "lambda:VpcIds" in create["conditionKeys"]
    assert any(kind["arnFormat"].startswith("arn:${Partition}:lambda:") for kind in service["resourceTypes"])
    assert any(key["name"] == "lambda:VpcIds" for key in service["conditionKeys"])


def test_operators_are_given_for_each_type_of_key(alice: Person) -> None:
    language = ask(alice.browser(), "catalog/language")

    assert language["operators"]["Bool"] == ["Bool", "Null"]
    assert language["operators"]["ARN"][:2] == ["ArnEquals", "ArnNotEquals"]
    assert "aws:SourceIp" in {key["name"] for key in language["conditionKeys"]}


def test_own_services_stand_beside_those_of_aws(alice: Person) -> None:
    register(ACCOUNT)
    browser = alice.browser()

    assert {"prefix": "our-billing", "name": "Our billing", "isOwn": True} in ask(browser, "catalog/services")
    assert ask(browser, "catalog/services/our-billing")["actions"][0]["name"] == "GetInvoice"


def test_own_services_are_not_told_to_whoever_may_not_read_them(bob: Person, mallory: Person) -> None:
    register(ACCOUNT)
    for person in (bob, mallory):
        browser = person.browser()
        assert not any(row["isOwn"] for row in ask(browser, "catalog/services"))
        assert browser.get("/api/catalog/services/our-billing").status_code == 404


def test_a_service_that_is_not_there_is_not_found(alice: Person) -> None:
    assert alice.browser().get("/api/catalog/services/no-such").status_code == 404


def test_a_browser_keeps_the_catalog_and_asks_only_whether_it_changed(alice: Person) -> None:
    browser = alice.browser()

    first = browser.get("/api/catalog/services/s3")
    second = browser.get("/api/catalog/services/s3", headers={"If-None-Match": first["ETag"]})
    packed = browser.get("/api/catalog/services/s3", headers={"Accept-Encoding": "gzip"})

    assert "private" in first["Cache-Control"]
    assert second.status_code == 304
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(first.content) / 4


def test_policies_are_searched_by_name(alice: Person) -> None:
    alice.client().create_policy(PolicyName="reader", PolicyDocument=READ)
    browser = alice.browser()

    assert ask(browser, "policies", q="READER")[0] == {
        "name": "reader",
        "arn": f"arn:aws:iam::{ACCOUNT}:policy/reader",
        "isAwsManaged": False,
    }
    assert len(ask(browser, "policies")) == 20
    assert ask(browser, "policies", q="no such policy") == []


def test_policies_of_another_account_cannot_be_taken_from(alice: Person, mallory: Person) -> None:
    mallory.client().create_policy(PolicyName="spy", PolicyDocument=READ)
    browser = alice.browser()

    assert ask(browser, "policies", q="spy") == []
    answer = browser.get("/api/policies/document", {"arn": f"arn:aws:iam::{OTHER_ACCOUNT}:policy/spy"})
    assert answer.status_code == 403
    assert "iam:Get*" not in answer.content.decode()


def test_the_default_document_is_given_as_it_is_stored(alice: Person) -> None:
    arn = alice.client().create_policy(PolicyName="reader", PolicyDocument=READ)["Policy"]["Arn"]

    assert ask(alice.browser(), "policies/document", arn=arn) == {"name": "reader", "document": READ}


def test_reading_policies_needs_the_permissions(bob: Person) -> None:
    browser = bob.browser()

    for path in ("/api/policies", "/api/policies/document?arn=arn:aws:iam::aws:policy/ReadOnlyAccess"):
        answer = browser.get(path)
        assert answer.status_code == 403
        assert answer.json()["code"] == "AccessDenied"


@pytest.mark.parametrize(
    "path",
    [
        "policies/document",
        "policies/document?arn=short",
        "policies/document?arn=" + "x" * 3000,
        "policies/document?arn=no-arn-at-all-but-long-enough",
        "policies/document?arn=arn:aws:iam::aws:policy/%00",
        "policies?q=" + "x" * 300,
        "policies?q=%00",
    ],
)
def test_what_is_asked_wrongly_is_refused(alice: Person, path: str) -> None:
    assert alice.browser().get(f"/api/{path}").status_code in {400, 404}


def test_the_catalog_takes_few_queries(alice: Person, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    browser = alice.browser()
    browser.get("/api/catalog/services")

    with django_assert_max_num_queries(6):
        browser.get("/api/catalog/services")
