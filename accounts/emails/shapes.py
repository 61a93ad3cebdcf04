"""E-mail addresses as iamconsole's own operations show them."""

from typing import Any

from accounts.models import User


def email_shape(user: User) -> dict[str, Any]:
    return {"Email": user.email, "Confirmed": bool(user.mail_address)}
