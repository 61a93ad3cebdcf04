"""An unmodified aws CLI against a running site: what an administrator does in the first hour."""

import json
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.services import Site

pytestmark = pytest.mark.conformance

ACCOUNT = "456456456456"
AWS = Path(sys.executable).with_name("aws")
READER = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["iam:Get*","iam:List*"],"Resource":"*"}}'
DENY = '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"iam:ListUsers","Resource":"*"}}'


@dataclass(frozen=True)
class Failed:
    """What the CLI says when it is refused."""

    text: str

    def __contains__(self, part: str) -> bool:
        return part in self.text


@dataclass(frozen=True)
class Shell:
    """A shell whose environment holds one access key and the address of the site."""

    url: str
    key_id: str
    secret: str
    token: str = ""

    def aws(self, line: str, **options: str) -> Any:
        """Run one command; return its JSON (None when it prints nothing), or Failed."""
        more = [part for name, value in options.items() for part in (f"--{name.replace('_', '-')}", value)]
        run = subprocess.run(
            [AWS, *line.split(), *more],
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        if run.returncode:
            return Failed(run.stderr)
        return json.loads(run.stdout) if run.stdout.startswith(("{", "[")) else run.stdout.strip() or None

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": "/nonexistent",
            "AWS_ENDPOINT_URL": self.url,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_MAX_ATTEMPTS": "1",
            "AWS_PAGER": "",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ACCESS_KEY_ID": self.key_id,
            "AWS_SECRET_ACCESS_KEY": self.secret,
            **({"AWS_SESSION_TOKEN": self.token} if self.token else {}),
        }


@pytest.fixture(scope="module")
def account(running_site: Site) -> dict[str, Any]:
    return running_site.create_account(ACCOUNT)


@pytest.fixture
def root(running_site: Site, account: dict[str, Any]) -> Iterator[Shell]:
    """The root user of an account that is emptied after each test."""
    keys = account["Root"]
    yield Shell(running_site.url, keys["AccessKeyId"], keys["SecretAccessKey"])
    running_site.manage("reset_account", ACCOUNT, "--yes")


@pytest.fixture
def alice(root: Shell) -> Shell:
    """A user with a key and no policies."""
    root.aws("iam create-user --user-name alice")
    return _with_key(root, "alice")


def test_an_administrator_lets_a_user_read(root: Shell) -> None:
    user = root.aws("iam create-user --user-name alice")["User"]
    alice = _with_key(root, "alice")
    root.aws("iam put-user-policy --user-name alice --policy-name reader", policy_document=READER)

    listed = alice.aws("iam list-users")["Users"]
    refused = alice.aws("iam create-user --user-name bob")

    assert [row["Arn"] for row in listed] == [user["Arn"]]
    assert "(AccessDenied)" in refused
    assert f"perform: iam:CreateUser on resource: arn:aws:iam::{ACCOUNT}:user/bob" in refused


def test_a_deny_takes_effect_on_the_next_call(root: Shell, alice: Shell) -> None:
    root.aws("iam put-user-policy --user-name alice --policy-name reader", policy_document=READER)
    assert alice.aws("iam list-users")["Users"]

    root.aws("iam put-user-policy --user-name alice --policy-name stop", policy_document=DENY)

    assert "with an explicit deny in an identity-based policy" in alice.aws("iam list-users")


def test_everybody_learns_who_they_are(root: Shell, alice: Shell) -> None:
    identities = [shell.aws("sts get-caller-identity")["Arn"] for shell in (root, alice)]

    assert identities == [f"arn:aws:iam::{ACCOUNT}:root", f"arn:aws:iam::{ACCOUNT}:user/alice"]


def test_a_wrong_secret_and_an_unknown_key_are_refused(root: Shell) -> None:
    wrong = Shell(root.url, root.key_id, root.secret + "x")
    unknown = Shell(root.url, "AKIAAAAAAAAAAAAAAAAA", root.secret)

    assert "(SignatureDoesNotMatch)" in wrong.aws("sts get-caller-identity")
    assert "(InvalidClientTokenId)" in unknown.aws("sts get-caller-identity")


def test_a_key_can_be_switched_off_and_on(root: Shell, alice: Shell) -> None:
    update = f"iam update-access-key --user-name alice --access-key-id {alice.key_id} --status"

    root.aws(f"{update} Inactive")
    refused = alice.aws("sts get-caller-identity")
    root.aws(f"{update} Active")

    assert "(InvalidClientTokenId)" in refused
    assert alice.aws("sts get-caller-identity")["Account"] == ACCOUNT


def test_a_group_hands_a_managed_policy_to_its_members(root: Shell, alice: Shell) -> None:
    arn = root.aws("iam create-policy --policy-name reader --path /team/", policy_document=READER)["Policy"]["Arn"]
    root.aws("iam create-group --group-name readers")
    root.aws(f"iam attach-group-policy --group-name readers --policy-arn {arn}")

    root.aws("iam add-user-to-group --group-name readers --user-name alice")

    assert [group["GroupName"] for group in alice.aws("iam list-groups")["Groups"]] == ["readers"]


def test_a_policy_comes_back_as_it_was_given(root: Shell) -> None:
    arn = root.aws("iam create-policy --policy-name reader", policy_document=READER)["Policy"]["Arn"]
    root.aws(f"iam create-policy-version --policy-arn {arn} --set-as-default", policy_document=DENY)

    version = root.aws(f"iam get-policy-version --policy-arn {arn} --version-id v1")["PolicyVersion"]
    versions = root.aws(f"iam list-policy-versions --policy-arn {arn}")["Versions"]

    assert version["Document"] == json.loads(READER)
    assert [row["VersionId"] for row in versions] == ["v2", "v1"]


def test_lists_come_in_pages(root: Shell) -> None:
    for number in range(5):
        root.aws(f"iam create-group --group-name g{number}")

    first = root.aws("iam list-groups --max-items 2 --page-size 2")
    rest = root.aws("iam list-groups --page-size 2", starting_token=first["NextToken"])

    assert [row["GroupName"] for row in first["Groups"] + rest["Groups"]] == [f"g{number}" for number in range(5)]


def test_a_waiter_sees_the_new_user(root: Shell, alice: Shell) -> None:
    assert root.aws("iam wait user-exists --user-name alice") is None


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("iam create-user --user-name alice", "EntityAlreadyExists"),
        ("iam create-user --user-name al/ice", "ValidationError"),
        ("iam get-user --user-name nobody", "NoSuchEntity"),
        ("iam delete-user --user-name alice", "DeleteConflict"),
        ("iam create-policy --policy-name p --policy-document {}", "MalformedPolicyDocument"),
    ],
)
def test_a_refusal_has_the_code_of_aws(root: Shell, alice: Shell, line: str, code: str) -> None:
    assert f"({code})" in root.aws(line)


def test_a_session_token_works_and_cannot_be_bent(root: Shell, alice: Shell) -> None:
    made = alice.aws("sts get-session-token")["Credentials"]
    session = Shell(root.url, made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"])
    bent = Shell(root.url, made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"] + "x")

    assert session.aws("sts get-caller-identity")["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/alice"
    assert "(InvalidClientTokenId)" in bent.aws("sts get-caller-identity")


def test_curl_signs_the_reset_of_a_sandbox(root: Shell, alice: Shell) -> None:
    curl = shutil.which("curl")
    assert curl, "curl is not installed"
    command = [curl, "-sS", "--fail", "-X", "POST", "--aws-sigv4", "aws:amz:us-east-1:iam"]

    subprocess.run([*command, "--user", f"{root.key_id}:{root.secret}", f"{root.url}/api/sandbox/reset"], check=True)

    assert root.aws("iam list-users")["Users"] == []


def test_a_path_is_signed_as_the_server_got_it(root: Shell) -> None:
    refused = root.aws("accessanalyzer list-tags-for-resource", resource_arn=f"arn:aws:iam::{ACCOUNT}:a/b c")

    # The ARN travels as %2F and %20: an error about the signature would show that the server has decoded it.
    assert isinstance(refused, Failed)
    assert "InvalidSignature" not in refused


def test_an_unknown_host_is_told_so(root: Shell) -> None:
    request = urllib.request.Request(f"{root.url}/?Action=ListUsers", headers={"Host": "evil.example.com"})  # noqa: S310  our own address

    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)  # noqa: S310  our own address
    with refused.value as answer:
        assert (answer.status, b"is not a host of this installation" in answer.read()) == (400, True)


def _with_key(root: Shell, name: str) -> Shell:
    key = root.aws(f"iam create-access-key --user-name {name}")["AccessKey"]
    return Shell(root.url, key["AccessKeyId"], key["SecretAccessKey"])
