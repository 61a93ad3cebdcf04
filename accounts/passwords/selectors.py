"""Reads of password policies: when a password expires, and what a policy lets every user do."""

import json
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import PasswordPolicy, User
from accounts.passwords import rules
from accounts.passwords.rules import Rules
from policies.engine import Source
from policies.language import PolicyKind

GRANTED = "AllowUsersToChangePassword"


def policy_for(user: User) -> PasswordPolicy | None:
    """Return the policy that holds for `user`; none does for root."""
    return None if user.is_root else PasswordPolicy.objects.filter(account_id=user.account_id).first()


def rules_in(account_id: str) -> Rules:
    """Return the rules for passwords of the account's users."""
    policy = PasswordPolicy.objects.filter(account_id=account_id).first()
    return rules.of_policy(policy) if policy else rules.DEFAULT


def rules_of(user: User) -> Rules:
    """Return the rules for the password of `user`; the account's own are not for root."""
    policy = policy_for(user)
    return rules.of_policy(policy) if policy else rules.DEFAULT


def all_may_change(account_id: str) -> bool:
    """Whether the account lets all its users change their own passwords, without a policy of theirs."""
    return PasswordPolicy.objects.filter(account_id=account_id, users_may_change=True).exists()


def expiry(user: User, policy: PasswordPolicy | None) -> datetime | None:
    """Return when the user's password expires, or has expired, under `policy`."""
    if policy is None or policy.max_age_days is None or user.password_changed is None or user.is_root:
        return None
    return user.password_changed + timedelta(days=policy.max_age_days)


def must_change(user: User) -> bool:
    """Whether `user` must choose another password before anything else: told to, or because it expired."""
    return user.must_change_password or _is_expired(user, policy_for(user))


def is_locked_out(user: User) -> bool:
    """Whether the password has expired where only an administrator may set another."""
    policy = policy_for(user)
    return policy is not None and policy.hard_expiry and _is_expired(user, policy)


def granted_to(user: User) -> list[Source]:
    """Return what the account's password policy allows each of its users, as the policy it amounts to."""
    return granted_by(policy_for(user), user)


def granted_by(policy: PasswordPolicy | None, user: User) -> list[Source]:
    """Do the same for whoever has read the account's password policy already."""
    if policy is None or user.is_root or not policy.users_may_change:
        return []
    statements = [
        {"Effect": "Allow", "Action": "iam:ChangePassword", "Resource": user.arn},
        {"Effect": "Allow", "Action": "iam:GetAccountPasswordPolicy", "Resource": "*"},
    ]
    document = json.dumps({"Version": "2012-10-17", "Statement": statements})
    return [Source(GRANTED, GRANTED, PolicyKind.IDENTITY, document)]


def _is_expired(user: User, policy: PasswordPolicy | None) -> bool:
    expires = expiry(user, policy)
    return expires is not None and expires <= timezone.now()
