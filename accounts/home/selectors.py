"""What the dashboard counts; each function costs the same number of queries in every account."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import Count, Q

from accounts.groups import selectors as groups
from accounts.models import AccessKey, User
from accounts.users import selectors as users
from policies.documents import selectors as policies


def users_overview(account_id: str, now: datetime, limit_days: int) -> dict[str, Any]:
    """Return counts of the users, their second factors and their active keys; root's state stands beside."""
    has_mfa = users.has_mfa()
    counted = users.users(account_id).aggregate(
        users=Count("pk"),
        with_mfa=Count("pk", filter=has_mfa),
        without_mfa=Count("pk", filter=~has_mfa & Q(password_created__isnull=False)),
        without_password=Count("pk", filter=~has_mfa & Q(password_created__isnull=True)),
    )
    root = User.objects.filter(account_id=account_id, is_root=True).annotate(has_mfa=has_mfa)
    root_keys = AccessKey.objects.filter(user__account_id=account_id, user__is_root=True, status="Active")
    return {
        **counted,
        "ages": key_ages(account_id, now, limit_days),
        "root_has_mfa": root.values_list("has_mfa", flat=True).first(),
        "root_keys": root_keys.count(),
    }


def key_ages(account_id: str, now: datetime, limit_days: int) -> list[dict[str, Any]]:
    """Return how many active keys there are of each age, as bars: thirds of the limit, then beyond it."""
    edges = [0, limit_days // 3, 2 * limit_days // 3, limit_days, 2 * limit_days]
    labels = [f"{start + 1 if start else 0}–{end}" for start, end in pairwise(edges)]  # noqa: RUF001 - an en dash
    tones = ["success", "success", "warning", "danger", "danger"]
    counted = AccessKey.objects.filter(user__account_id=account_id, status="Active").aggregate(
        **{f"bar{index}": Count("pk", filter=_made(now, edges, index)) for index in range(len(edges))}
    )
    return [
        {"label": label, "tone": tone, "value": counted[f"bar{index}"]}
        for index, (label, tone) in enumerate(zip([*labels, f"> {edges[-1]}"], tones, strict=True))
    ]


def group_count(account_id: str) -> int:
    return groups.groups(account_id).count()


def policy_count(account_id: str) -> int:
    """Return how many policies of its own the account has."""
    return policies.policies(account_id, "Local").count()


def _made(now: datetime, edges: list[int], index: int) -> Q:
    """Return the condition of a key's age: over the edge `index` (the first takes the youngest too), up to the next."""
    over = Q(created__lt=now - timedelta(days=edges[index])) if index else Q()
    return over if index == len(edges) - 1 else over & Q(created__gte=now - timedelta(days=edges[index + 1]))
