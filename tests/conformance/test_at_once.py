"""Sixteen clients at a running server, all at once: no 500, nothing lost, no quota exceeded, each name once.

The server is as it is deployed, with its threads and its database; the clients are boto3 with real sockets.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from threading import Barrier
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.cast import EVERYTHING
from tests.services import Site

pytestmark = pytest.mark.conformance

CLIENTS = 16
ACCOUNT = "161616161616"
# The answers that rules give; anything else is the server's fault.
RULES = {"LimitExceeded", "EntityAlreadyExists", "NoSuchEntity", "DeleteConflict", "ConcurrentModification"}


def outcome(call: Callable[[], Any]) -> str:
    """Return the code of the error that a call met, `done` when none."""
    try:
        call()
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return "done"


@dataclass
class Crowd:
    """Sixteen clients of the root user, each with connections of its own."""

    clients: list[Any]

    @property
    def iam(self) -> Any:
        return self.clients[0]

    def each(self, call: Callable[[Any, int], Any]) -> Counter[str]:
        """Let all clients call at the same moment; return how often each outcome came."""
        ready = Barrier(CLIENTS)

        def run(number: int) -> str:
            ready.wait()
            return outcome(partial(call, self.clients[number], number))

        with ThreadPoolExecutor(CLIENTS) as pool:
            outcomes = Counter(pool.map(run, range(CLIENTS)))
        assert outcomes.keys() <= {"done", *RULES}, outcomes
        return outcomes


@pytest.fixture
def crowd(running_site: Site) -> Iterator[Crowd]:
    root = running_site.create_account(ACCOUNT)["Root"]
    # No second attempt: whatever the server answers is counted.
    config = Config(retries={"total_max_attempts": 1}, connect_timeout=30, read_timeout=60)
    made = [
        boto3.session.Session().client(
            "iam",
            endpoint_url=running_site.url,
            region_name="us-east-1",
            aws_access_key_id=root["AccessKeyId"],
            aws_secret_access_key=root["SecretAccessKey"],
            config=config,
        )
        for _ in range(CLIENTS)
    ]
    yield Crowd(made)
    for client in made:
        client.close()


def test_sixteen_clients_at_once(crowd: Crowd) -> None:
    iam = crowd.iam
    iam.create_user(UserName="carol")

    _keys(crowd)
    arns = _policies(crowd)
    _attachments(crowd, arns)
    _names(crowd)
    _tags(crowd)
    _versions(crowd, arns[0])
    _everything(crowd, arns)
    _end(crowd, arns)


def _keys(crowd: Crowd) -> None:
    outcomes = crowd.each(lambda client, _: client.create_access_key(UserName="carol"))

    assert outcomes == {"done": 2, "LimitExceeded": 14}
    assert len(crowd.iam.list_access_keys(UserName="carol")["AccessKeyMetadata"]) == 2


def _policies(crowd: Crowd) -> list[str]:
    outcomes = crowd.each(lambda client, n: client.create_policy(PolicyName=f"p{n:02}", PolicyDocument=EVERYTHING))

    assert outcomes == {"done": 16}
    return [policy["Arn"] for policy in crowd.iam.list_policies(Scope="Local")["Policies"]]


def _attachments(crowd: Crowd, arns: list[str]) -> None:
    outcomes = crowd.each(lambda client, n: client.attach_user_policy(UserName="carol", PolicyArn=arns[n]))

    assert outcomes == {"done": 10, "LimitExceeded": 6}
    attached = crowd.iam.list_attached_user_policies(UserName="carol")["AttachedPolicies"]
    assert len(attached) == 10
    counts = [crowd.iam.get_policy(PolicyArn=arn)["Policy"]["AttachmentCount"] for arn in arns]
    assert sorted(counts) == [0] * 6 + [1] * 10


def _names(crowd: Crowd) -> None:
    names = ["dave", "DAVE", "Dave", "dAVE"] * 4

    assert crowd.each(lambda client, n: client.create_user(UserName=names[n])) == {"done": 1, "EntityAlreadyExists": 15}
    users = [user["UserName"].lower() for user in crowd.iam.list_users()["Users"]]
    assert users == ["carol", "dave"]


def _tags(crowd: Crowd) -> None:
    """What sixteen write to one row is all there: no update is lost under another."""
    tag = [[{"Key": f"key{number:02}", "Value": "x"}] for number in range(CLIENTS)]

    assert crowd.each(lambda client, n: client.tag_user(UserName="carol", Tags=tag[n])) == {"done": 16}
    assert len(crowd.iam.list_user_tags(UserName="carol")["Tags"]) == 16


def _versions(crowd: Crowd, arn: str) -> None:
    outcomes = crowd.each(lambda client, _: client.create_policy_version(PolicyArn=arn, PolicyDocument=EVERYTHING))

    assert outcomes == {"done": 4, "LimitExceeded": 12}
    versions = crowd.iam.list_policy_versions(PolicyArn=arn)["Versions"]
    assert [version["VersionId"] for version in versions] == ["v5", "v4", "v3", "v2", "v1"]


def _everything(crowd: Crowd, arns: list[str]) -> None:
    """Creating, attaching, detaching and deleting beside each other, four clients at each thing."""

    met: list[str] = []

    def live(client: Any, number: int) -> None:
        group = {"GroupName": f"group{number // 4}"}
        member = {**group, "UserName": "carol"}
        attached, inline = {**group, "PolicyArn": arns[number]}, {**group, "PolicyName": "inline"}
        for call, given in (
            (client.create_group, group),
            (client.add_user_to_group, member),
            (client.attach_group_policy, attached),
            (client.put_group_policy, {**inline, "PolicyDocument": EVERYTHING}),
            (client.detach_group_policy, attached),
            (client.remove_user_from_group, member),
            (client.delete_group_policy, inline),
            (client.delete_group, group),
        ):
            met.append(outcome(partial(call, **given)))

    assert crowd.each(live) == {"done": 16}
    assert len(met) == 8 * CLIENTS
    assert set(met) <= {"done", *RULES}
    for group in crowd.iam.list_groups()["Groups"]:
        named = {"GroupName": group["GroupName"]}
        assert crowd.iam.get_group(**named)["Users"] == []
        assert crowd.iam.list_attached_group_policies(**named)["AttachedPolicies"] == []


def _end(crowd: Crowd, arns: list[str]) -> None:
    """Sixteen take everything away at once: it goes once, and the counts of what is left are right."""
    assert crowd.each(lambda client, n: client.detach_user_policy(UserName="carol", PolicyArn=arns[n])) == {
        "done": 10,
        "NoSuchEntity": 6,
    }
    assert crowd.each(lambda client, _: client.delete_user(UserName="dave")) == {"done": 1, "NoSuchEntity": 15}
    assert {crowd.iam.get_policy(PolicyArn=arn)["Policy"]["AttachmentCount"] for arn in arns} == {0}
    outcomes = crowd.each(lambda client, n: client.delete_policy(PolicyArn=arns[n]))
    assert outcomes == {"done": 15, "DeleteConflict": 1}
