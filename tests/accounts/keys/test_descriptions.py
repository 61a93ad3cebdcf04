"""What a key is for, shown and edited on the pages of its user and of oneself."""

import pytest

from accounts.models import User
from tests.cast import ACCOUNT, Person

OWN = "/console/security/"
BOB = "/console/users/bob/"
SECURITY = f"{BOB}?tab=security"
HOSTILE = "<script>alert(1)</script>"
DENY_TAGS = (
    '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"iam:ListUserTags",'
    f'"Resource":"arn:aws:iam::{ACCOUNT}:user/bob"}}}}'
)


def tags(name: str) -> list[list[str]]:
    found: list[list[str]] = User.objects.get(name=name).tags
    return sorted(found)


def test_the_description_of_a_key_is_written_changed_and_removed(alice: Person, bob: Person) -> None:
    alice.client().tag_user(UserName="bob", Tags=[{"Key": "team", "Value": "web"}])
    browser, page = alice.browser(), f"{BOB}describe-key/{bob.key_id}/"

    assert browser.post(page, {"description": "Nightly export"})["Location"] == SECURITY
    assert tags("bob") == [[bob.key_id, "Nightly export"], ["team", "web"]]
    assert 'value="Nightly export"' in browser.get(page).content.decode()
    assert "Nightly export" in browser.get(SECURITY).content.decode()
    browser.post(page, {"description": "Laptop"})
    assert tags("bob") == [[bob.key_id, "Laptop"], ["team", "web"]]
    browser.post(page, {"description": ""})
    assert tags("bob") == [["team", "web"]]


def test_ones_own_key_is_described(alice: Person) -> None:
    browser = alice.browser()

    browser.post(f"{OWN}describe-key/{alice.key_id}/", {"description": "Laptop"})

    assert tags("alice") == [[alice.key_id, "Laptop"]]
    assert "Laptop" in browser.get(OWN).content.decode()


@pytest.mark.parametrize("text", [HOSTILE, "x" * 257, "a\0b"])
def test_a_text_that_is_no_tag_is_refused(alice: Person, text: str) -> None:
    page = alice.browser().post(f"{OWN}describe-key/{alice.key_id}/", {"description": text})

    assert (page.status_code, HOSTILE in page.content.decode(), tags("alice")) == (422, False, [])


@pytest.mark.parametrize("key_id", ["AKIAAAAAAAAAAAAAAAAA", "team", "aws:x"])
def test_only_a_key_of_the_user_is_described(alice: Person, bob: Person, key_id: str) -> None:
    browser, sent = alice.browser(), {"description": "x"}

    for page in (f"{OWN}describe-key/{bob.key_id}/", f"{OWN}describe-key/{key_id}/", f"{BOB}describe-key/{key_id}/"):
        assert browser.get(page).status_code == 404
        assert browser.post(page, sent).status_code == 404

    assert (tags("alice"), tags("bob")) == ([], [])


def test_roots_keys_have_no_description(root: Person) -> None:
    browser = root.browser()

    assert "describe-key" not in browser.get(OWN).content.decode()
    assert browser.post(f"{OWN}describe-key/{root.key_id}/", {"description": "x"}).status_code == 404


def test_it_needs_the_permissions(alice: Person, bob: Person, mallory: Person) -> None:
    sent = {"description": "x"}

    assert bob.browser().post(f"{OWN}describe-key/{bob.key_id}/", sent).status_code == 403
    assert bob.browser().post(f"/console/users/alice/describe-key/{alice.key_id}/", sent).status_code == 403
    assert mallory.browser().post(f"{BOB}describe-key/{bob.key_id}/", sent).status_code == 404

    assert (tags("alice"), tags("bob")) == ([], [])


def test_who_may_not_read_tags_sees_the_keys_without_descriptions(alice: Person, bob: Person) -> None:
    alice.client().tag_user(UserName="bob", Tags=[{"Key": bob.key_id, "Value": "Laptop"}])
    alice.client().put_user_policy(UserName="alice", PolicyName="deny", PolicyDocument=DENY_TAGS)

    page = alice.browser().get(SECURITY).content.decode()

    assert bob.key_id in page
    assert "Laptop" not in page
