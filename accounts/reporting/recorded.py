"""What the principals of a batch did in the tracking period, as the engine would be asked about it again."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from accounts.reporting.model import Batch
from iamconsole.audit import usage
from iamconsole.audit.usage import RecordedCall
from policies.engine import Context, Principal, Request, principal_keys


@dataclass(frozen=True, slots=True)
class Used:
    """The actions of each principal, by its unique id."""

    actions: Mapping[str, frozenset[str]]

    def of(self, ids: Iterable[str]) -> frozenset[str]:
        """Return what any of the principals used."""
        return frozenset().union(*(self.actions.get(one, frozenset()) for one in ids))


def used_in(batch: Batch, ids: Collection[str]) -> Used:
    found: dict[str, set[str]] = defaultdict(set)
    for (principal, action), use in usage.last_used(batch.account_id, ids).items():
        # Signing in is no permission.
        if use.time >= batch.since and not action.startswith("signin:"):
            found[principal].add(action)
    return Used({principal: frozenset(actions) for principal, actions in found.items()})


def calls_in(batch: Batch, ids: Collection[str]) -> Iterator[RecordedCall]:
    """Yield the recorded calls of the principals as a stream."""
    return usage.recorded_calls(batch.account_id, ids, batch.since)


def request_of(call: RecordedCall, principal: Principal) -> Request:
    """Return the call as it was, as far as events tell: conditions on other keys cannot be met again."""
    moment = call.time
    context: Context = {
        **principal_keys(principal),
        "aws:requestedregion": call.region or "us-east-1",
        "aws:securetransport": "true",
        "aws:multifactorauthpresent": "true",
        "aws:currenttime": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "aws:epochtime": str(int(moment.timestamp())),
        **({"aws:sourceip": call.source_ip} if call.source_ip else {}),
    }
    return Request(principal, call.action, call.resource or "*", principal.account_id, context)
