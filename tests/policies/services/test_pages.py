"""The pages of registered services."""

from policies.services import services
from tests.cast import ACCOUNT, Person

URL = "/console/services/"
DOCUMENT = '{"actions": [{"name": "GetOrder", "accessLevel": "Read"}]}'


def test_a_service_is_registered_edited_and_deleted(alice: Person) -> None:
    browser = alice.browser()

    made = browser.post(
        f"{URL}register/", {"service_prefix": "shop", "name": "Our <shop>", "document": DOCUMENT}, follow=True
    )
    form = browser.get(f"{URL}shop/edit/")
    edited = browser.post(f"{URL}shop/edit/", {"name": "Shop", "document": DOCUMENT}, follow=True)
    asked = browser.get(f"{URL}shop/delete/")
    gone = browser.post(f"{URL}shop/delete/", follow=True)

    assert "shop is registered." in made.content.decode()
    assert "Our &lt;shop&gt;" in made.content.decode()
    assert "GetOrder" in form.content.decode()
    assert "shop is saved." in edited.content.decode()
    assert "Delete the service shop?" in asked.content.decode()
    assert "shop is deleted." in gone.content.decode()


def test_what_is_wrong_is_told_at_the_field(alice: Person) -> None:
    browser = alice.browser()

    wrong = browser.post(f"{URL}register/", {"service_prefix": "shop", "name": "x", "document": '{"actions": 7}'})
    taken = browser.post(f"{URL}register/", {"service_prefix": "s3", "name": "x", "document": DOCUMENT})

    assert wrong.status_code == taken.status_code == 422
    assert "actions: must be a list" in wrong.content.decode()
    assert "belongs to AWS" in taken.content.decode()


def test_the_example_can_be_registered_as_it_is(alice: Person) -> None:
    browser = alice.browser()
    document = browser.get(f"{URL}register/").context["form"]["document"].value()

    made = browser.post(f"{URL}register/", {"service_prefix": "shop", "name": "Shop", "document": document})

    assert made.status_code == 302


def test_who_may_not_list_is_told(bob: Person) -> None:
    page = bob.browser().get(URL)

    assert page.status_code == 200
    assert "iamconsole:ListServices" in page.content.decode()


def test_another_accounts_service_is_not_found(mallory: Person) -> None:
    services.put(ACCOUNT, "shop", "Shop", DOCUMENT)

    browser = mallory.browser()

    assert browser.get(f"{URL}shop/edit/").status_code == 404
    assert browser.post(f"{URL}shop/delete/").status_code == 422
    assert "Shop" not in browser.get(URL).content.decode()
