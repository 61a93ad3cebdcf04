"""The console's sessions: who is signed in where, since when, and until when."""

from django.db import models

from accounts.models.user import User


class ConsoleSession(models.Model):
    """A session as Django's middleware keeps it, known by a digest of the key that the browser has.

    Whoever reads this table finds no key to come in with. The session ends when its row goes.
    """

    # 160 bits of SHA-256 in hexadecimal digits.
    session_key = models.CharField(primary_key=True, max_length=40)
    session_data = models.TextField()
    expire_date = models.DateTimeField(db_index=True)
    # Without a constraint: Django takes a row that cannot be written for a key that is taken, and tries for ever.
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, related_name="console_sessions", db_constraint=False
    )
    started = models.DateTimeField()
    last_used = models.DateTimeField()
    address = models.CharField(max_length=64, blank=True)
    user_agent = models.CharField(max_length=512, blank=True)

    def __str__(self) -> str:
        return f"session of {self.user_id} since {self.started:%Y-%m-%d %H:%M}"
