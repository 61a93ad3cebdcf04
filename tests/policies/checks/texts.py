"""Small policies for the tests."""

import json
from typing import Any

ALLOW = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}


def text_of(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, separators=(",", ":"))
