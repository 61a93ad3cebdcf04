"""Warnings about the use of condition keys."""

import re

from policies.catalog.keys import DEPRECATED_KEYS
from policies.checks.policy import Condition, Statement
from policies.checks.registry import Problems, at, conditions, shown, statements, warning
from policies.checks.security.principals import GITHUB
from policies.language.operators import Family

_WILDCARD = re.compile(r"[*?]")
_ESCAPED = re.compile(r"\$\{[^{}]*\}")
_BRANCH = re.compile(r"repo:[^*?]+:ref:refs/(heads|tags)/[^*?]+")

ENDPOINT_KEYS = ("aws:VpceAccount", "aws:VpceOrgID", "aws:VpceOrgPaths")

# Prefixes of services that fill in the keys of the endpoint's owner.
_ENDPOINT_SERVICES = """
apprunner discovery servicediscovery cloudtrail-data codebuild comprehendmedical dynamodb ebs scheduler
firehose medical-imaging healthlake omics iam iotfleetwise iotwireless kms lambda payment-cryptography
polly acm-pca rbin rekognition servicequotas s3 storagegateway textract transcribe sqs sns secretsmanager
ssm sts
"""
ENDPOINT_SERVICES = frozenset(_ENDPOINT_SERVICES.split())


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
    repository and the branch in the subject."""
    if condition.is_key(f"{GITHUB}:sub"):
        for value in condition.values:
            if not _BRANCH.fullmatch(value.text):
                yield at(value, f"{shown(value.text)} does not name one repository and one branch.")


@warning("USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES", each=statements)
def use_condition_key_only_with_supported_services(statement: Statement) -> Problems:
    """Only some services tell who owns the VPC endpoint that a request came through; for the others the key
    is missing. Keep their actions apart."""
    services = {entry.service for entry in statement.actions} - ENDPOINT_SERVICES
    if not services and not statement.not_actions:
        return
    named = ", ".join(sorted(services)[:10]) or "all that NotAction leaves in"
    for condition in statement.conditions:
        if condition.is_key(*ENDPOINT_KEYS):
            yield at(condition.node, f"Not all services have {shown(condition.name)}, such as {named}.")
