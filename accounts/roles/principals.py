"""The names under which AWS services take roles on.

There is no published list. These are the ones that AWS's own managed policies name, where a policy says to which
service a role may be passed or for which service a role may be made; an account's own services come after them.
"""

import re
from functools import cache

from policies.catalog import managed_policies

_PRINCIPAL = re.compile(r'"([a-z0-9][a-z0-9.-]*\.amazonaws\.com)"')
# What the AWS console lists first, with its use case.
COMMON = {
    "ec2.amazonaws.com": "EC2: machines, through an instance profile",
    "lambda.amazonaws.com": "Lambda: functions",
    "ecs-tasks.amazonaws.com": "Elastic Container Service: tasks",
    "eks.amazonaws.com": "EKS: clusters",
    "cloudformation.amazonaws.com": "CloudFormation: stacks",
    "codebuild.amazonaws.com": "CodeBuild: builds",
    "apigateway.amazonaws.com": "API Gateway",
    "states.amazonaws.com": "Step Functions: state machines",
}
EC2 = "ec2.amazonaws.com"


@cache
def service_principals() -> tuple[str, ...]:
    """Return the known ones, the common ones first."""
    named = {
        name for policy in managed_policies().by_arn.values() for name in _PRINCIPAL.findall(policy.compact_document)
    }
    return (*COMMON, *sorted(named - COMMON.keys()))
