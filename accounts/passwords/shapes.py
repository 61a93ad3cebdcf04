"""Login profiles and password policies as AWS shows them."""

from typing import Any

from accounts.models import PasswordPolicy, User


def profile_shape(user: User) -> dict[str, Any]:
    return {
        "UserName": user.name,
        "CreateDate": user.password_created,
        "PasswordResetRequired": user.must_change_password,
    }


def policy_shape(policy: PasswordPolicy) -> dict[str, Any]:
    """A policy as a whole; `MaxPasswordAge` is 0 where passwords do not expire."""
    return {
        "MinimumPasswordLength": policy.shortest,
        "RequireSymbols": policy.needs_symbol,
        "RequireNumbers": policy.needs_number,
        "RequireUppercaseCharacters": policy.needs_upper,
        "RequireLowercaseCharacters": policy.needs_lower,
        "AllowUsersToChangePassword": policy.users_may_change,
        "ExpirePasswords": policy.max_age_days is not None,
        "MaxPasswordAge": policy.max_age_days or 0,
        "PasswordReusePrevention": policy.reuse,
        "HardExpiry": policy.hard_expiry,
    }
