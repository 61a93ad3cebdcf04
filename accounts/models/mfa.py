"""Virtual MFA devices: authenticator apps that show a six-digit code every thirty seconds (RFC 6238)."""

from base64 import b32encode
from datetime import datetime

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django_otp.models import Device, ThrottlingMixin
from django_otp.oath import TOTP

from accounts.models.account import Account
from accounts.models.user import User
from iamconsole import arns, vault
from iamconsole.sealed import SealedCharField

SEED = "mfa-seed"
STEP_SECONDS = 30
DIGITS = 6
NAME_LENGTH = 226
LABEL_LENGTH = 64
# A code of the step before or after still counts: clocks of phones are not exact (RFC 6238, section 5.2).
TOLERANCE_STEPS = 1


class VirtualMFADevice(ThrottlingMixin, Device):
    """A device of the account; `user` is empty until it is enabled for somebody.

    django-otp asks it at sign-in and slows down who guesses. `last_step` makes every code good for one use. `number`
    counts the account's devices as they are made: lists go by it.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="mfa_devices")
    user = models.ForeignKey(  # type: ignore[assignment]  # django-otp's devices always have one
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="mfa_devices"
    )
    path = models.CharField(max_length=512, default="/")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=NAME_LENGTH)
    name_key = models.GeneratedField(
        expression=Lower("name"), output_field=models.CharField(max_length=NAME_LENGTH), db_persist=True
    )
    tags = models.JSONField(default=list, blank=True)
    sealed_seed = SealedCharField(max_length=200, purpose=lambda _device: SEED)
    created = models.DateTimeField()
    enabled = models.DateTimeField(null=True, blank=True)
    label = models.CharField(max_length=LABEL_LENGTH, blank=True)
    last_used = models.DateTimeField(null=True, blank=True)
    last_step = models.BigIntegerField(default=-1)
    drift = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint("account", "path", "name_key", name="mfa_device_at_path_once"),
            models.UniqueConstraint("account", "number", name="mfa_device_number_once"),
        ]

    def __str__(self) -> str:
        return self.serial_number

    @property
    def serial_number(self) -> str:
        return arns.named(self.account_id, "mfa", self.path, self.name)

    @property
    def shown_name(self) -> str:
        """What its owner calls it; the serial number keeps the name it was made with."""
        return self.label or self.name

    @property
    def kind(self) -> str:
        return "Authenticator app"

    @property
    def is_app(self) -> bool:
        return True

    @property
    def since(self) -> datetime | None:
        return self.enabled

    @property
    def seed(self) -> bytes:
        return vault.unseal(SEED, self.sealed_seed)

    @property
    def seed_text(self) -> str:
        """The seed as a person types it into an app: base 32."""
        return b32encode(self.seed).decode().rstrip("=")

    def seal_seed(self, seed: bytes) -> None:
        self.sealed_seed = vault.seal(SEED, seed)

    def verify_token(self, token: str) -> bool:
        """Whether `token` is a code of now that was not used before; too many wrong ones make it wait longer."""
        allowed, _ = self.verify_is_allowed()
        step = self.step_of(token, timezone.now(), TOLERANCE_STEPS) if allowed else None
        if step is None:
            if allowed:
                self.throttle_increment()
            return False
        self.last_step = step
        self.last_used = timezone.now()
        self.throttle_reset(commit=False)
        self.save()
        return True

    def step_of(self, token: str, now: datetime, tolerance: int) -> int | None:
        """Return the time step whose code `token` is, if it is within `tolerance` and later than the last used."""
        if len(token) != DIGITS or not (token.isascii() and token.isdecimal()):
            return None
        totp = TOTP(self.seed, step=STEP_SECONDS, digits=DIGITS, drift=self.drift)
        totp.time = now.timestamp()
        if not totp.verify(int(token), tolerance=tolerance, min_t=self.last_step + 1):
            return None
        return int(totp.t())

    def get_throttle_factor(self) -> int:
        return 1
