"""Recovery codes: the way in for somebody whose devices are lost; each works once."""

from django.contrib.auth.hashers import check_password
from django.db import models
from django_otp.models import Device, ThrottlingMixin

from accounts.models.user import User


class RecoveryCodes(ThrottlingMixin, Device):
    """The codes of a user that were not used yet, as hashes. To django-otp they are a device, to IAM they are none."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="recovery_codes")
    name = models.CharField(max_length=64, default="Recovery codes", editable=False)
    hashes = models.JSONField(default=list)
    made = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.left} recovery codes of {self.user_id}"

    @property
    def left(self) -> int:
        return len(self.hashes)

    def verify_token(self, token: str) -> bool:
        """Whether `token` is one of the codes, which is gone then; too many wrong ones make it wait longer."""
        allowed, _ = self.verify_is_allowed()
        if not allowed:
            return False
        # Every hash is tried, so that the time does not tell which one it was.
        rest = [known for known in self.hashes if not check_password(token, known)]
        if len(rest) == len(self.hashes):
            self.throttle_increment()
            return False
        self.hashes = rest
        self.throttle_reset(commit=False)
        self.save()
        return True

    def get_throttle_factor(self) -> int:
        return 1
