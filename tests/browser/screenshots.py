"""`make screenshots`: pictures of the main pages, taken from a running installation with a little in it."""

import argparse
import base64
import itertools
import re
import tempfile
from pathlib import Path
from typing import Any

import boto3
from playwright.sync_api import Browser

from tests.browser.person import Person, Scheme, chromium
from tests.services import Site, new_site

ACCOUNT = "111122223333"
EMAIL = f"root@{ACCOUNT}.test"
PASSWORD = "Correct-Horse-7"
SEARCH = "#search"
# name, address, scheme, width; the palette is opened over a page.
SHOWN_IN_README: tuple[tuple[str, str, Scheme, int], ...] = (
    ("dashboard", "/console/", "light", 1280),
    ("users", "/console/users/", "light", 1280),
    ("users-dark", "/console/users/?q=key-age%3E90", "dark", 1280),
    ("users-phone", "/console/users/", "light", 390),
    ("search", f"/console/policies/{SEARCH}", "dark", 1280),
)
PAGES = {
    "dashboard": "/console/",
    "users": "/console/users/",
    "roles": "/console/roles/",
    "access-keys": "/console/access-keys/",
    "user": "/console/users/alice/",
    "groups": "/console/groups/",
    "policies": "/console/policies/",
    "policy": f"/console/policies/detail/?arn=arn:aws:iam::{ACCOUNT}:policy/ReadReports",
    "policy-editor": f"/console/policies/edit/?arn=arn:aws:iam::{ACCOUNT}:policy/ReadReports",
    "simulator": f"/console/simulator/?principal=arn:aws:iam::{ACCOUNT}:user/alice&action=iam:CreateUser",
    "events": "/console/events/",
    "my-security": "/console/security/",
}
AGES = """
from datetime import timedelta
from accounts.models import AccessKey
from django.utils import timezone
for number, key in enumerate(AccessKey.objects.order_by("pk")):
    AccessKey.objects.filter(pk=key.pk).update(created=timezone.now() - timedelta(days=(number * 53) % 260))
"""
READ_REPORTS = """{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "ReadReports",
      "Effect": "Allow",
      "Action": ["s3:GetObject", "s3:ListBucket"],
      "Resource": ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"],
      "Condition": {"Bool": {"aws:SecureTransport": "true"}}
    },
    {"Sid": "NoDelete", "Effect": "Deny", "Action": "s3:Delete*", "Resource": "*"}
  ]
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="every page, light and dark, wide and narrow")
    folder = parser.parse_args().all
    with new_site(Path(tempfile.mkdtemp(prefix="iamconsole-pictures-")), is_first=True) as site, chromium() as browser:
        site.start()
        account = site.create_account(ACCOUNT)
        fill(site, account["Root"])
        person = Person.at(browser, site.url)
        enrol(person, account["Root"]["Password"])
        if folder is None:
            take_shown(browser, person, Path("docs"))
        else:
            take_all(browser, person, folder)


def fill(site: Site, root: dict[str, Any]) -> None:
    """Make users, groups, policies and keys of different ages."""
    iam = boto3.client(
        "iam",
        endpoint_url=site.url,
        region_name="us-east-1",
        aws_access_key_id=root["AccessKeyId"],
        aws_secret_access_key=root["SecretAccessKey"],
    )
    iam.create_policy(PolicyName="ReadReports", PolicyDocument=READ_REPORTS, Description="Reports, and nothing else")
    arn = f"arn:aws:iam::{ACCOUNT}:policy/ReadReports"
    for group in ("auditors", "developers", "operators"):
        iam.create_group(GroupName=group)
        iam.attach_group_policy(GroupName=group, PolicyArn="arn:aws:iam::aws:policy/IAMReadOnlyAccess")
    names = ["alice", "bob", "mallory", *(f"{kind}-{place}" for kind in ("build", "deploy") for place in "abcd")]
    for name, group in zip(names, itertools.cycle(("developers", "auditors", "operators")), strict=False):
        iam.create_user(UserName=name, Tags=[{"Key": "team", "Value": "payments"}])
        iam.add_user_to_group(GroupName=group, UserName=name)
        iam.create_access_key(UserName=name)
    iam.attach_user_policy(UserName="alice", PolicyArn=arn)
    iam.create_login_profile(UserName="alice", Password=PASSWORD, PasswordResetRequired=True)
    site.manage("shell", "-c", AGES)


def enrol(person: Person, one_time_password: str, email: str = EMAIL) -> None:
    """Sign in as root for the first time."""
    person.goes_to("/console/sign-in/root-user/")
    person.fills("Root user e-mail address", email)
    person.fills("Password", one_time_password)
    person.presses("Sign in")
    person.fills("Current password", one_time_password)
    person.fills("New password", PASSWORD)
    person.fills("New password again", PASSWORD)
    person.presses("Set password")
    person.page.locator("summary").first.click()
    seed = re.search(r"[A-Z2-7]{32}", person.reads())
    assert seed is not None
    person.seed = base64.b32decode(seed[0])
    person.fills("First code", person.code(-1))
    person.fills("The code after it", person.code())
    person.presses("Set up and continue")
    person.page.get_by_role("heading", name="Dashboard").wait_for()


def signed_in(
    site: Site, browser: Browser, account_id: str, scheme: Scheme, width: int
) -> tuple[Person, dict[str, Any]]:
    """Return root of a new account at a window of its own, and the account as `create_account` tells it."""
    account = site.create_account(account_id)
    person = Person.at(browser, site.url, width=width, scheme=scheme)
    enrol(person, account["Root"]["Password"], f"root@{account_id}.test")
    return person, account


def take_shown(browser: Browser, person: Person, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for name, path, scheme, width in SHOWN_IN_README:
        other = window(browser, person, scheme, width)
        other.goes_to(path.removesuffix(SEARCH))
        if path.endswith(SEARCH):
            other.page.keyboard.press("Control+k")
            other.page.keyboard.type("ali")
            other.page.get_by_role("option").filter(has_text="alice").first.wait_for()
        other.page.screenshot(path=folder / f"{name}.png")


def window(browser: Browser, person: Person, scheme: Scheme, width: int) -> Person:
    """Return another window of the same person."""
    other = Person.at(browser, person.url, width=width, scheme=scheme)
    other.page.context.add_cookies(person.page.context.cookies())  # type: ignore[arg-type]
    return other


def take(person: Person, pages: dict[str, str], folder: Path, suffix: str = "") -> None:
    folder.mkdir(exist_ok=True)
    for name, path in pages.items():
        person.goes_to(path)
        person.page.screenshot(path=folder / f"{name}{suffix}.png", full_page=bool(suffix))


def take_all(browser: Browser, person: Person, folder: Path) -> None:
    schemes: tuple[Scheme, ...] = ("light", "dark")
    for scheme, width in itertools.product(schemes, (1280, 390)):
        other = window(browser, person, scheme, width)
        take(other, PAGES, folder, f"-{scheme}-{width}")
        if other.complaints:
            raise SystemExit(f"The browser complained: {other.complaints}")


if __name__ == "__main__":
    main()
