"""Warnings about the use of condition keys."""

import re

from policies.catalog.keys import DEPRECATED_KEYS
from policies.checks.policy import Condition, Statement
from policies.checks.registry import Problems, at, conditions, shown, statements, warning
from policies.checks.security.principals import GITHUB
from policies.language.operators import Family

_WILDCARD = re.compile(r"[*?]")
_ESCAPED = re.compile(r"\$\{[^{}]*\}")
_REPOSITORY = re.compile(r"repo:[^*?]+")
_BRANCH = re.compile(r"repo:[^*?]+:ref:refs/(heads|tags)/[^*?]+")

# IAM User Guide, "AWS global condition context keys": the services that support each of these keys.
# iam supports them except for iam:PassRole.
_ENDPOINT_SERVICES = """
apprunner discovery athena servicediscovery applicationinsights cloudformation comprehendmedical
compute-optimizer ecr ecs kinesisanalytics route53 datasync dynamodb ebs scheduler firehose gamelift
medical-imaging healthlake omics iam iotfleetwise iotwireless kms lambda payment-cryptography polly acm-pca
rbin rekognition servicequotas s3 shield storagegateway ssm-contacts textract transcribe transfer
"""
_ORGANIZATION_SERVICES = """
b2bi cognito-identity dms ds-data identitystore iottwinmaker cassandra network-firewall sms-voice pricing ses
sqs workmail
"""
ENDPOINT_SERVICES = frozenset(_ENDPOINT_SERVICES.split())
ENDPOINT_KEYS = {
    "aws:vpceaccount": ENDPOINT_SERVICES,
    "aws:vpceorgid": ENDPOINT_SERVICES | frozenset(_ORGANIZATION_SERVICES.split()),
    "aws:vpceorgpaths": ENDPOINT_SERVICES,
}


@warning("DEPRECATED_GLOBAL_CONDITION_KEY", each=conditions)
def deprecated_global_condition_key(condition: Condition) -> Problems:
    """The key has a better-defined successor. Use that instead."""
    successor = DEPRECATED_KEYS.get(condition.name.lower())
    if successor and not condition.policy.is_resource:
        yield at(condition.node, f"{condition.name} is out of use. Compare {successor}.")


@warning("WILDCARD_WITHOUT_LIKE_OPERATOR", each=conditions)
def wildcard_without_like_operator(condition: Condition) -> Problems:
    """This operator compares `*` and `?` as ordinary characters. If they are meant as wildcards use a Like
    operator."""
    operator = condition.operator
    if operator and operator.family is Family.STRING and not operator.name.endswith("Like"):
        for value in condition.values:
            if _WILDCARD.search(_ESCAPED.sub("", value.text)):
                yield at(value, f"{operator.text} takes the wildcard in {shown(value.text)} literally.")


@warning("SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED", each=conditions)
def specific_github_repo_and_branch_recommended(condition: Condition) -> Problems:
    """Workflows of more than one branch, or more than one repository, can assume the role. Name the
    repository in the subject, and the branch there or in a condition on the claim ref."""
    has_branch = condition.statement.has_condition(f"{GITHUB}:ref")
    if condition.is_key(f"{GITHUB}:sub"):
        for value in condition.values:
            if not (_REPOSITORY if has_branch else _BRANCH).fullmatch(value.text):
                yield at(value, f"{shown(value.text)} does not name one repository and one branch.")


@warning("USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES", each=statements)
def use_condition_key_only_with_supported_services(statement: Statement) -> Problems:
    """Only some services tell who owns the VPC endpoint that a request came through; for the others the key
    is missing. Keep their actions apart."""
    named = {entry.service for entry in statement.actions}
    without = {key: sorted(named - supported)[:10] for key, supported in ENDPOINT_KEYS.items()}
    for condition in statement.conditions:
        services = without.get(condition.name.lower())
        if services or (services is not None and statement.not_actions):
            listed = ", ".join(services) or "those that NotAction leaves in"
            yield at(condition.node, f"Not all services have {shown(condition.name)}, such as {listed}.")
