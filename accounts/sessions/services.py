"""The rules of console sessions: each is a row, and ends with it."""

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import ConsoleSession, User
from iamconsole.errors import NoSuchEntity


def sessions_of(user: User) -> QuerySet[ConsoleSession]:
    """Return the sessions of `user` that have not ended, the last used first."""
    return ConsoleSession.objects.filter(user=user, expire_date__gt=timezone.now()).order_by("-last_used", "pk")


def end(user: User, session_id: str) -> None:
    """End one session of `user`; its next request is a stranger's."""
    count, _ = ConsoleSession.objects.filter(user=user, pk=session_id).delete()
    if not count:
        raise NoSuchEntity("There is no such session: it may have ended already.")


def end_all(user: User, *, but: str = "") -> None:
    """End every session of `user`, except the one with the id `but`."""
    ConsoleSession.objects.filter(user=user).exclude(pk=but).delete()
