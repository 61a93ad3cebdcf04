"""The pages of server certificates."""

import json
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from django.utils import timezone

from accounts.models import ServerCertificate
from iamconsole.audit.models import Event
from tests.cast import ACCOUNT, Person
from tests.certificates import Issued, certificate, private_pem, rsa_key

LIST = "/console/server-certificates/"
UPLOAD = LIST + "new/certificate/"
WWW = LIST + "www/"
ODD = "o+d=d,n.a@m-e_"
HOSTILE = "<script>alert(1)</script>"


def upload(person: Person, name: str = "www", issued: Issued | None = None, **more: Any) -> ServerCertificate:
    issued = issued or certificate()
    person.client().upload_server_certificate(
        ServerCertificateName=name, CertificateBody=issued.body, PrivateKey=issued.private_key, **more
    )
    return ServerCertificate.objects.get(name=name)


def rows(amount: int) -> None:
    """Make many certificates, past what an account may upload."""
    now = timezone.now()
    ServerCertificate.objects.bulk_create(
        ServerCertificate(
            account_id=ACCOUNT,
            unique_id=f"ASCA{number:017}",
            name=f"site-{number:02}",
            created=now - timedelta(days=number),
            expires=now + timedelta(days=10 * number - 15),
        )
        for number in range(amount)
    )


def names(page: Any) -> list[str]:
    return [row.name for row in page.context["rows"]] if "rows" in page.context else []


def fields(**changed: str) -> dict[str, str]:
    issued = certificate()
    return {
        "certificate_name": "www",
        "path": "",
        "body": issued.body,
        "private_key": issued.private_key,
        "chain": "",
    } | changed


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SITE-01", ["site-01"]),
        ("state:expired", ["site-00", "site-01"]),
        ("state:expiring", ["site-02", "site-03", "site-04"]),
        ("state:valid -state:expiring", ["site-05"]),
        ("name:*5", ["site-05"]),
        ("id:asca00000000000000003", ["site-03"]),
        (HOSTILE, []),
    ],
)
def test_the_search_finds_by_name_state_and_id(alice: Person, text: str, found: list[str]) -> None:
    rows(6)

    page = alice.browser().get(LIST, {"q": text})

    assert names(page) == found
    assert HOSTILE not in page.content.decode()


def test_the_search_says_what_it_does_not_understand(alice: Person) -> None:
    assert alice.browser().get(LIST, {"q": "state:old"}).status_code == 422


@pytest.mark.parametrize(
    ("sort", "first"),
    [("name", "site-00"), ("-name", "site-59"), ("expires", "site-00"), ("-uploaded", "site-00"), ("x", "site-00")],
)
def test_the_list_is_sorted_and_goes_on(alice: Person, sort: str, first: str) -> None:
    rows(60)
    browser = alice.browser()

    page = browser.get(LIST, {"sort": sort})
    after = browser.get(LIST + page.context["after_url"])

    assert (names(page)[0], len(names(page)), len(names(after))) == (first, 50, 10)
    assert len({*names(page), *names(after)}) == 60


@pytest.mark.parametrize("amount", [3, 60])
def test_the_list_costs_the_same_however_long_it_is(
    alice: Person, amount: int, django_assert_max_num_queries: Any
) -> None:
    browser = alice.browser()
    browser.get(LIST)
    rows(amount)

    with django_assert_max_num_queries(12) as asked:
        page = browser.get(LIST)

    assert len(names(page)) == min(amount, 50)
    assert not any("sealed_key" in query["sql"] for query in asked.captured_queries)


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_the_whole_list_is_a_file_without_keys(alice: Person, kind: str) -> None:
    upload(alice, ODD)
    rows(60)

    text = alice.browser().get(LIST, {"export": kind}).getvalue().decode()

    assert (text.count("site-"), ODD in text, "PRIVATE" in text) == (120, True, False)
    assert kind == "csv" or json.loads(text)[0]["name"] == ODD


def test_several_are_deleted_at_once_each_with_its_result(alice: Person, bob: Person) -> None:
    rows(3)
    asked = {"action": "delete", "pick": ["site-00", "site-02"], "do": "run", "confirm": "2 server certificates"}

    assert bob.browser().post(LIST, asked).status_code == 403
    assert alice.browser().post(LIST, asked | {"confirm": "2"}).status_code == 422
    assert ServerCertificate.objects.count() == 3

    page = alice.browser().post(LIST, asked)

    assert (page.context["done"], [*ServerCertificate.objects.values_list("name", flat=True)]) == (2, ["site-01"])
    assert Event.objects.filter(name="DeleteServerCertificate", outcome="allowed").count() == 2


def test_a_certificate_is_uploaded_as_a_browser_sends_it(alice: Person) -> None:
    authority = certificate("Example authority")
    issued = certificate(issuer=authority)
    sent = fields(body=issued.body, chain=authority.body, path="/site/", certificate_name=ODD)
    sent = {name: text.replace("\n", "\r\n") for name, text in sent.items()}

    answer = alice.browser().post(UPLOAD, sent | {"tags-key": ["team"], "tags-value": ["web"]}, follow=True)

    made = ServerCertificate.objects.get(name=ODD)
    assert (made.body, made.chain, made.path) == (issued.body.strip(), authority.body.strip(), "/site/")
    assert made.tags == [["team", "web"]]
    assert f"The certificate {ODD} is uploaded." in answer.content.decode()


OTHER_KEY = "another"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"certificate_name": ""}, "certificate_name"),
        ({"certificate_name": HOSTILE}, "certificate_name"),
        ({"certificate_name": "TAKEN"}, "certificate_name"),
        ({"path": "site"}, "path"),
        ({"body": "nonsense"}, "body"),
        ({"body": "x" * 16385}, "body"),
        ({"body": "\u4e2d"}, "body"),
        ({"body": HOSTILE}, "body"),
        ({"private_key": ""}, "private_key"),
        ({"private_key": "nonsense"}, "private_key"),
        ({"private_key": OTHER_KEY}, "private_key"),
        ({"chain": "nonsense"}, "chain"),
        ({"chain": OTHER_KEY}, "chain"),
    ],
)
def test_what_does_not_fit_is_told_at_its_field(alice: Person, changed: dict[str, str], field: str) -> None:
    upload(alice, "taken")
    others = {"private_key": private_pem(rsa_key(OTHER_KEY)), "chain": certificate(OTHER_KEY).body}
    changed = {name: others[name] if text == OTHER_KEY else text for name, text in changed.items()}

    page: Any = alice.browser().post(UPLOAD, fields(**changed))

    assert (page.status_code, [*page.context["form"].errors]) == (422, [field])
    assert ServerCertificate.objects.count() == 1
    assert HOSTILE not in page.content.decode()


def test_dates_are_told_at_the_body(alice: Person) -> None:
    for day in (-100, 10):
        issued = certificate(from_day=day)

        page: Any = alice.browser().post(UPLOAD, fields(body=issued.body, private_key=issued.private_key))

        assert [*page.context["form"].errors] == ["body"]


def test_a_form_that_comes_back_never_shows_the_private_key(alice: Person) -> None:
    sent = fields(certificate_name="")

    page = alice.browser().post(UPLOAD, sent).content.decode()

    assert sent["private_key"].splitlines()[1] not in page
    assert sent["body"].splitlines()[1] in page


def test_the_page_shows_what_stands_in_the_certificate(alice: Person, django_assert_max_num_queries: Any) -> None:
    authority = certificate("Example <authority>")
    san = x509.SubjectAlternativeName([x509.DNSName("*.example.com")])
    issued = certificate(issuer=authority, extension=san)
    made = upload(alice, issued=issued, CertificateChain=authority.body, Tags=[{"Key": "team", "Value": "web"}])
    browser = alice.browser()
    browser.get(WWW)

    with django_assert_max_num_queries(20):
        page = browser.get(WWW).content.decode()

    for shown in (made.arn, made.unique_id, "*.example.com", "CN=Example \\&lt;authority\\&gt;", "Valid", "team"):
        assert shown in page, shown
    assert issued.body.splitlines()[1] in page
    assert authority.body.splitlines()[1] in page
    assert "PRIVATE KEY" not in page
    assert f"/console/events/?resource={made.arn.replace(':', '%3A').replace('/', '%2F')}" in page


@pytest.mark.parametrize(
    ("left", "told"),
    [
        (timedelta(days=40), "Valid"),
        (timedelta(days=29, hours=1), "29 days left"),
        (timedelta(days=1, hours=1), "1 day left"),
        (timedelta(hours=1), "Expires within a day"),
        (-timedelta(hours=1), "This certificate has expired"),
    ],
)
def test_the_page_warns_before_and_after_a_certificate_ends(alice: Person, left: timedelta, told: str) -> None:
    upload(alice)
    ServerCertificate.objects.update(expires=timezone.now() + left)

    page = alice.browser().get(WWW).content.decode()

    assert told in page
    assert ("expires soon" in page) == (timedelta(0) < left < timedelta(days=30))


def test_a_certificate_that_cannot_be_read_has_its_page(alice: Person) -> None:
    rows(1)
    ServerCertificate.objects.update(body=HOSTILE, chain=HOSTILE)

    page = alice.browser().get(LIST + "site-00/")

    assert page.status_code == 200
    assert "It cannot be read here." in page.content.decode()
    assert HOSTILE not in page.content.decode()


def test_a_certificate_gets_another_name_and_path(alice: Person) -> None:
    upload(alice)
    upload(alice, "taken")
    browser = alice.browser()

    assert 'value="www"' in browser.get(WWW + "rename/").content.decode()
    assert browser.post(WWW + "rename/", {"new_name": "taken"}).status_code == 422
    assert browser.post(WWW + "rename/", {"new_name": HOSTILE}).status_code == 422
    answer: Any = browser.post(WWW + "rename/", {"new_name": ODD, "new_path": "/site/"})

    assert ServerCertificate.objects.get(name=ODD).path == "/site/"
    assert browser.get(answer.url).status_code == 200


def test_its_tags_are_edited_all_at_once(alice: Person) -> None:
    upload(alice, Tags=[{"Key": "old", "Value": "1"}, {"Key": "team", "Value": "web"}])
    browser = alice.browser()
    assert 'value="old"' in browser.get(WWW + "tags/").content.decode()

    browser.post(WWW + "tags/", {"tags-key": ["team", HOSTILE], "tags-value": ["ops", ""]})
    assert len(ServerCertificate.objects.get().tags) == 2
    browser.post(WWW + "tags/", {"tags-key": ["team", "new"], "tags-value": ["ops", ""]})

    assert sorted(ServerCertificate.objects.get().tags) == [["new", ""], ["team", "ops"]]


def test_deleting_asks_for_the_name(alice: Person) -> None:
    upload(alice)
    browser = alice.browser()

    assert "www" in browser.get(WWW + "delete/").content.decode()
    assert browser.post(WWW + "delete/", {"confirm": "WWW"}).status_code == 422
    assert browser.post(WWW + "delete/", {"confirm": "www"}).url == LIST
    assert not ServerCertificate.objects.exists()


@pytest.mark.parametrize(
    ("page", "sent"),
    [
        ("rename/", {"new_name": "other"}),
        ("tags/", {"tags-key": ["a"], "tags-value": ["b"]}),
        ("delete/", {"confirm": "www"}),
    ],
)
def test_no_change_is_possible_without_the_permission(
    alice: Person, bob: Person, mallory: Person, page: str, sent: dict[str, Any]
) -> None:
    made = upload(alice)

    assert bob.browser().post(WWW + page, sent).status_code == 403
    assert mallory.browser().get(WWW + page).status_code == 404
    assert mallory.browser().post(WWW + page, sent).status_code in (404, 422)

    left = ServerCertificate.objects.get()
    assert (left.name, left.tags) == (made.name, made.tags)


def test_an_upload_needs_the_permission(bob: Person) -> None:
    page = bob.browser().post(UPLOAD, fields())

    assert page.status_code == 403
    assert not ServerCertificate.objects.exists()


def test_who_may_not_read_is_told_so(alice: Person, bob: Person, mallory: Person) -> None:
    made = upload(alice)

    assert "not authorized to perform: iam:ListServerCertificates" in bob.browser().get(LIST).content.decode()
    page = bob.browser().get(WWW).content.decode()
    assert "not authorized to perform: iam:GetServerCertificate" in page
    assert made.unique_id not in page
    assert (names(mallory.browser().get(LIST)), mallory.browser().get(WWW).status_code) == ([], 404)
