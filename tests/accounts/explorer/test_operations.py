"""Who can, what can, and the graph: asked through the pipeline as somebody of the cast."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.keys.authentication import signer  # noqa: F401 - the seam must import
from iamconsole.aws.pipeline import invoke
from iamconsole.caller import Caller, CallerKind, Face, Origin
from iamconsole.errors import AccessDenied, NoSuchEntity, ServiceError, ValidationError
from tests.cast import ACCOUNT, EVERYTHING, Person

TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"},
    }
)
REPORT = "arn:aws:s3:::reports/2026.csv"


def document(*actions: str, resource: str = "arn:aws:s3:::reports/*", **more: Any) -> str:
    statement = {"Sid": "Given", "Effect": "Allow", "Action": list(actions), "Resource": resource, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


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
        origin=Origin(Face.CONSOLE, "id"),
    )


def asked(person: Person, name: str, **given: Any) -> dict[str, Any]:
    return invoke(caller(person), "iamconsole", name, given)


def who(person: Person, action: str = "s3:GetObject", resource: str = REPORT, **given: Any) -> dict[str, Any]:
    rows = asked(person, "ListPrincipalsWhoCan", Action=action, Resource=resource, **given)["Principals"]
    return {row["Name"]: row for row in rows}


@pytest.fixture
def people(alice: Person, bob: Person) -> Any:
    """Bob reads reports by his group, the role `app` by its own policy; alice may do everything."""
    client = alice.client()
    client.create_group(GroupName="readers")
    client.put_group_policy(GroupName="readers", PolicyName="read", PolicyDocument=document("s3:Get*"))
    client.add_user_to_group(GroupName="readers", UserName="bob")
    client.create_role(RoleName="app", AssumeRolePolicyDocument=TRUST)
    arn = client.create_policy(PolicyName="AppRead", PolicyDocument=document("s3:GetObject"))["Policy"]["Arn"]
    client.attach_role_policy(RoleName="app", PolicyArn=arn)
    client.create_user(UserName="idle")
    return client


def test_it_finds_who_can_and_by_which_statement(people: Any, root: Person) -> None:
    found = who(root)

    assert sorted(found) == ["alice", "app", "bob"]
    assert found["app"] | {"PolicyId": ""} == {
        "Arn": f"arn:aws:iam::{ACCOUNT}:role/app",
        "Kind": "Role",
        "Name": "app",
        "PolicyName": "AppRead",
        "PolicyId": "",
        "Statement": "Given",
        "GroupName": "",
    }
    assert (found["bob"]["PolicyName"], found["bob"]["GroupName"]) == ("read", "readers")
    assert found["alice"]["Statement"] == "Statement 1"


def test_a_deny_and_a_boundary_count(people: Any, root: Person) -> None:
    deny = document("s3:GetObject").replace("Allow", "Deny")
    people.put_user_policy(UserName="bob", PolicyName="no", PolicyDocument=deny)
    people.put_role_permissions_boundary(
        RoleName="app", PermissionsBoundary="arn:aws:iam::aws:policy/IAMReadOnlyAccess"
    )

    assert sorted(who(root)) == ["alice"]


def test_mfa_is_part_of_the_question(people: Any, root: Person) -> None:
    with_mfa = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    people.put_user_policy(
        UserName="idle", PolicyName="mfa", PolicyDocument=document("s3:GetObject", Condition=with_mfa)
    )

    assert "idle" in who(root)
    assert "idle" not in who(root, WithMFA=False)


def test_policy_variables_are_each_principals_own(people: Any, root: Person) -> None:
    own = document("s3:GetObject", resource="arn:aws:s3:::home/${aws:username}/*")
    people.put_group_policy(GroupName="readers", PolicyName="home", PolicyDocument=own)
    people.add_user_to_group(GroupName="readers", UserName="idle")

    assert sorted(who(root, resource="arn:aws:s3:::home/idle/a")) == ["alice", "idle"]


def test_a_long_list_is_cut_and_says_so(people: Any, root: Person) -> None:
    answer = asked(root, "ListPrincipalsWhoCan", Action="s3:GetObject", Resource=REPORT, MaxItems=2)

    assert (len(answer["Principals"]), answer["IsTruncated"]) == (2, True)


@pytest.mark.parametrize("action", ["s3:Get*", "s3", "nothing:Here", "s3:NoSuchAction", "", "a" * 200])
def test_what_is_no_action_is_refused(root: Person, action: str) -> None:
    with pytest.raises(ValidationError):
        asked(root, "ListPrincipalsWhoCan", Action=action)


def test_other_accounts_take_no_part(people: Any, mallory: Person) -> None:
    assert who(mallory) == {}


def test_asking_needs_a_permission(people: Any, bob: Person) -> None:
    for name, given in (
        ("ListPrincipalsWhoCan", {"Action": "s3:GetObject"}),
        ("ListAllowedActions", {"PrincipalArn": bob.user.arn}),
        ("GetAccessGraph", {}),
    ):
        with pytest.raises(AccessDenied):
            asked(bob, name, **given)


def test_the_number_of_queries_does_not_grow(people: Any, root: Person) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            who(root)
        return len(captured)

    before = queries()
    for number in range(20):
        people.create_user(UserName=f"user{number}")
        people.put_user_policy(UserName=f"user{number}", PolicyName="read", PolicyDocument=document("s3:Get*"))

    assert queries() <= before


def test_it_counts_what_an_identity_can_do(people: Any, root: Person) -> None:
    answer = asked(root, "ListAllowedActions", PrincipalArn=f"arn:aws:iam::{ACCOUNT}:role/app", Service="s3")

    assert [(row["Prefix"], row["Allowed"]) for row in answer["Services"]] == [("s3", 1)]
    assert answer["Actions"] == [{"Name": "s3:GetObject", "AccessLevel": "Read"}]
    assert (answer["Administrator"], answer["WaysToAdministrator"]) == (False, [])


def test_an_administrator_is_called_one(alice: Person, root: Person) -> None:
    assert asked(root, "ListAllowedActions", PrincipalArn=alice.user.arn)["Administrator"]


def test_groups_can_be_asked_about(people: Any, root: Person) -> None:
    answer = asked(root, "ListAllowedActions", PrincipalArn=f"arn:aws:iam::{ACCOUNT}:group/readers")

    assert [row["Prefix"] for row in answer["Services"]] == ["s3"]


@pytest.mark.parametrize(
    "arn", ["nothing", f"arn:aws:iam::{ACCOUNT}:user/nobody", f"arn:aws:iam::{ACCOUNT}:policy/x", "arn:aws:s3:::a"]
)
def test_what_is_no_identity_is_not_found(root: Person, arn: str) -> None:
    with pytest.raises(NoSuchEntity):
        asked(root, "ListAllowedActions", PrincipalArn=arn)


def test_identities_of_other_accounts_are_not_found(alice: Person, mallory: Person) -> None:
    with pytest.raises(ServiceError):
        asked(mallory, "ListAllowedActions", PrincipalArn=alice.user.arn)


def graph(person: Person, **given: Any) -> tuple[set[str], set[tuple[str, str]]]:
    answer = asked(person, "GetAccessGraph", **given)
    labels = {node["Key"]: node["Label"] for node in answer["Nodes"]}
    links = {(labels[link["Source"]], labels[link["Target"]]) for link in answer["Links"]}
    return set(labels.values()), links


def test_the_graph_leads_from_identities_over_policies_to_resources(people: Any, root: Person) -> None:
    nodes, links = graph(root)

    assert {"user/alice", "user/bob", "user/idle", "group/readers", "role/app", "read", "AppRead"} <= nodes
    assert {"s3:reports/*", "* (everything)"} <= nodes
    assert {("user/bob", "read"), ("group/readers", "read"), ("role/app", "AppRead")} <= links
    assert ("AppRead", "s3:reports/*") in links


def test_the_graph_marks_what_gives_everything(people: Any, root: Person) -> None:
    answer = asked(root, "GetAccessGraph")

    risky = {node["Label"] for node in answer["Nodes"] if node["Risky"]}
    through = {link["GroupName"] for link in answer["Links"]}
    assert risky == {"everything", "* (everything)"}
    assert through == {"", "readers"}


def test_the_graph_of_one_node_has_only_its_paths(people: Any, root: Person) -> None:
    nodes, _ = graph(root, Node=f"arn:aws:iam::{ACCOUNT}:role/app")

    assert nodes == {"role/app", "AppRead", "s3:reports/*"}


def test_the_graph_is_searched(people: Any, root: Person) -> None:
    nodes, _ = graph(root, Search="APPREAD")

    assert nodes == {"role/app", "AppRead", "s3:reports/*"}
    assert graph(root, Search="no such thing") == (set(), set())


def test_a_policy_with_hundreds_of_resources_stays_readable(root: Person) -> None:
    many = [f"arn:aws:s3:::bucket{number}/*" for number in range(100)]
    root.client().create_group(GroupName="many")
    root.client().put_group_policy(GroupName="many", PolicyName="p", PolicyDocument=document("s3:*", resource=many))  # type: ignore[arg-type]

    nodes, _ = graph(root)

    assert 40 <= len(nodes) <= 45


def test_everything_is_allowed_by_not_resource_too(root: Person) -> None:
    text = json.loads(EVERYTHING)
    del text["Statement"]["Resource"]
    text["Statement"]["NotResource"] = "arn:aws:s3:::secret/*"
    root.client().create_group(GroupName="most")
    root.client().put_group_policy(GroupName="most", PolicyName="p", PolicyDocument=json.dumps(text))

    assert ("p", "* (everything)") in graph(root)[1]
