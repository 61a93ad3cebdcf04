"""Many at once: of eight that want the same, as many get it as the rule allows, and nobody meets a 500."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from botocore.exceptions import ClientError
from django.db import connection

from accounts.models import AccessKey, Membership, User
from policies.models import PolicyVersion
from tests.cast import EVERYTHING, Person, new_root

THREADS = 8


@pytest.fixture
def boss(transactional_db: None) -> Person:
    """Root, in a database whose transactions are real."""
    return new_root("123456789012", "root@example.com")


def at_once(call: Callable[[Any, int], Any], boss: Person) -> Counter[str]:
    """Return how often each outcome came, of eight threads that call together."""
    ready = Barrier(THREADS)

    def run(number: int) -> str:
        client = boss.client()
        ready.wait()
        try:
            call(client, number)
        except ClientError as error:
            return str(error.response["Error"]["Code"])
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(THREADS) as pool:
        return Counter(pool.map(run, range(THREADS)))


def test_one_of_eight_makes_the_user(boss: Person) -> None:
    outcomes = at_once(lambda client, _: client.create_user(UserName="carol"), boss)

    assert outcomes == {"done": 1, "EntityAlreadyExists": 7}
    assert User.objects.filter(name="carol").count() == 1


def test_names_that_differ_in_case_alone_are_one(boss: Person) -> None:
    names = ["carol", "CAROL"] * 4

    outcomes = at_once(lambda client, number: client.create_user(UserName=names[number]), boss)

    assert outcomes == {"done": 1, "EntityAlreadyExists": 7}


def test_nobody_gets_a_third_key(boss: Person) -> None:
    boss.client().create_user(UserName="carol")

    outcomes = at_once(lambda client, _: client.create_access_key(UserName="carol"), boss)

    assert outcomes == {"done": 2, "LimitExceeded": 6}
    assert AccessKey.objects.filter(user__name="carol").count() == 2


def test_nobody_joins_an_eleventh_group(boss: Person) -> None:
    client = boss.client()
    client.create_user(UserName="carol")
    for number in range(15):
        client.create_group(GroupName=f"g{number}")
    for number in range(8, 15):
        client.add_user_to_group(GroupName=f"g{number}", UserName="carol")

    outcomes = at_once(lambda one, number: one.add_user_to_group(GroupName=f"g{number}", UserName="carol"), boss)

    assert outcomes == {"done": 3, "LimitExceeded": 5}
    assert Membership.objects.count() == 10


def test_no_policy_gets_a_sixth_version(boss: Person) -> None:
    arn = boss.client().create_policy(PolicyName="p", PolicyDocument=EVERYTHING)["Policy"]["Arn"]

    outcomes = at_once(lambda one, _: one.create_policy_version(PolicyArn=arn, PolicyDocument=EVERYTHING), boss)

    assert outcomes == {"done": 4, "LimitExceeded": 4}
    assert PolicyVersion.objects.filter(policy__name="p").count() == 5


def test_eight_may_attach_the_same(boss: Person) -> None:
    arn = boss.client().create_policy(PolicyName="p", PolicyDocument=EVERYTHING)["Policy"]["Arn"]
    boss.client().create_user(UserName="carol")

    outcomes = at_once(lambda client, _: client.attach_user_policy(UserName="carol", PolicyArn=arn), boss)

    assert outcomes == {"done": 8}
    assert boss.client().get_policy(PolicyArn=arn)["Policy"]["AttachmentCount"] == 1


def test_a_user_goes_once(boss: Person) -> None:
    boss.client().create_user(UserName="carol")

    outcomes = at_once(lambda client, _: client.delete_user(UserName="carol"), boss)

    assert outcomes == {"done": 1, "NoSuchEntity": 7}
