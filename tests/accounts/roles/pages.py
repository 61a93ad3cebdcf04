"""What tests of the pages of roles share."""

import json
from typing import Any

from tests.cast import ACCOUNT

LIST = "/console/roles/"
CREATE = "/console/roles/new/role/"
ROLE = "/console/roles/deploy/"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
POWER = "arn:aws:iam::aws:policy/PowerUserAccess"
LINKED = "AWSServiceRoleForCertificateManager"


def trusting(principal: dict[str, Any], action: str = "sts:AssumeRole", **more: Any) -> str:
    statement = {"Effect": "Allow", "Principal": principal, "Action": action, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


EC2 = trusting({"Service": "ec2.amazonaws.com"})
OWN_ACCOUNT = trusting({"AWS": f"arn:aws:iam::{ACCOUNT}:root"})
