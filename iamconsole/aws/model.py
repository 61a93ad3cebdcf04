"""The service models: what each operation takes and gives, read from botocore once per process.

iamconsole's own operations (the console's sign-in, the sandbox) are described in the same form by JSON files beside
this module, so they are checked, authorized and recorded by the same code as AWS's.
"""

import json
import re
from functools import cache
from pathlib import Path

from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel, Shape

AWS_SERVICES = ("iam", "sts", "accessanalyzer")
OWN_SERVICES = ("iamconsole",)

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@cache
def service(name: str) -> ServiceModel:
    """Return the model of `name`; KeyError when iamconsole serves no such service."""
    if name in AWS_SERVICES:
        return ServiceModel(Loader().load_service_model(name, "service-2"), name)
    if name in OWN_SERVICES:
        return ServiceModel(json.loads(Path(__file__).with_name(f"{name}.json").read_text()), name)
    raise KeyError(name)


@cache
def operation_model(service_name: str, operation_name: str) -> OperationModel:
    """Return the model of one operation; raise KeyError when the service has none of that name."""
    model = service(service_name)
    if operation_name not in model.operation_names:
        raise KeyError(operation_name)
    return model.operation_model(operation_name)


@cache
def shape(service_name: str, shape_name: str) -> Shape:
    """Return a named shape: forms take their limits from it."""
    return service(service_name).shape_for(shape_name)


@cache
def signing_name(service_name: str) -> str:
    """Return the name that stands in a signature's scope: `access-analyzer` for accessanalyzer."""
    return str(service(service_name).signing_name)


@cache
def action_prefix(service_name: str) -> str:
    """Return the prefix of the service's actions in policies, which is its signing name."""
    return signing_name(service_name)


@cache
def snake(member: str) -> str:
    """Return a member's name as Python writes it: `SSHPublicKeyId` -> `ssh_public_key_id`."""
    return _HUMP.sub("_", member).lower()
