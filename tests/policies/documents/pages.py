"""What tests of the pages of policies share."""

from urllib.parse import urlencode

from django.http import HttpResponse

from tests.cast import ACCOUNT, Person

POLICIES = "/console/policies/"
READ = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:Get*","Resource":"*"}}'
ARN = f"arn:aws:iam::{ACCOUNT}:policy/reader"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
HOSTILE = "<script>alert(1)</script>"


def url(page: str, arn: str = ARN, **more: str) -> str:
    return f"{POLICIES}{page}/?{urlencode({'arn': arn, **more})}"


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def add_versions(alice: Person, count: int) -> None:
    for _ in range(count):
        alice.client().create_policy_version(PolicyArn=ARN, PolicyDocument=READ)
