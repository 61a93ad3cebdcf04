"""Events as iamconsole's own operations show them."""

from typing import Any

from iamconsole.audit.models import Event


def event_shape(event: Event) -> dict[str, Any]:
    return {
        "EventId": str(event.event_id),
        "EventTime": event.time,
        "Action": event.action,
        "Changes": event.changes,
        "Outcome": event.outcome,
        "ErrorCode": event.error_code,
        "ErrorMessage": event.error_message,
        "Principal": event.principal,
        "PrincipalType": event.principal_kind,
        "PrincipalId": event.principal_id,
        "AccessKeyId": event.access_key_id,
        "InvokedBy": event.invoked_by,
        "SourceIdentity": event.source_identity,
        "Resource": event.resource,
        "Parameters": event.parameters,
        "Differences": event.differences,
        "Face": event.face,
        "SourceIp": event.source_ip,
        "UserAgent": event.user_agent,
        "Region": event.region,
        "RequestId": event.request_id,
    }
