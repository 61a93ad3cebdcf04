"""Deactivate the keys that a schedule has warned of often enough: by the operation that a person would call."""

import logging
import uuid

from accounts.models import AccessKey, ReportRun
from accounts.schedules import warnings
from iamconsole.aws.pipeline import invoke
from iamconsole.caller import Face
from iamconsole.errors import ServiceError
from iamconsole.operator import operator

logger = logging.getLogger(__name__)


def deactivate(run_id: uuid.UUID) -> int:
    """Deactivate those keys of the run that are still unused; return how many. Doing it twice does nothing more."""
    run = ReportRun.objects.select_related("schedule").get(pk=run_id)
    schedule = run.schedule
    if schedule is None or not schedule.deactivate_days:
        return 0
    keys = (warnings.still_unused(run.account_id, schedule, key_id) for key_id in run.settings.get("deactivate", ()))
    return sum(_deactivated(run.account_id, key) for key in keys if key)


def _deactivated(account_id: str, key: AccessKey) -> bool:
    # A root user has no name; without one UpdateAccessKey looks at the caller's own keys.
    named = {} if key.user.is_root else {"UserName": key.user.name}
    asked = {**named, "AccessKeyId": key.pk, "Status": AccessKey.Status.INACTIVE.value}
    try:
        invoke(operator(account_id, Face.TASK), "iam", "UpdateAccessKey", asked)
    except ServiceError:
        logger.exception("access key %s could not be deactivated", key.pk)
        return False
    return True
