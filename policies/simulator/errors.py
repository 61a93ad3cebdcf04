"""The error that only the simulator knows."""

from iamconsole.errors import ServiceError


class PolicyEvaluation(ServiceError):
    """A stored policy that cannot be read: nothing that the request could do better."""

    status = 500
