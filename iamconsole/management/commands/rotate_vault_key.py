"""manage.py rotate_vault_key: encrypt every stored secret with the newest key of the vault."""

import base64
import secrets
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from iamconsole import rotation

STEPS = """\
To replace the key:
  1. manage.py rotate_vault_key --new-key   puts a new key in front of the old one (or do so in IAMCONSOLE_VAULT_KEYS)
  2. restart iamconsole                     everything new is sealed with the new key from now on
  3. manage.py rotate_vault_key             seals what is stored with it, while iamconsole runs
  4. after 36 hours, when the last temporary credentials have expired, drop the old key and restart
"""


class Command(BaseCommand):
    help = "Encrypt every stored secret with the newest key of the vault; can be cut off and started again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog = STEPS
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--check", action="store_true", help="only tell what is sealed with which key")
        choice.add_argument(
            "--new-key", action="store_true", help="only put a new key in front, in the file under var/"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["new_key"]:
            path = _put_in_front(settings.VAULT_KEYS_FILE)
            self.stdout.write(f"A new key stands first in {path}. Restart iamconsole, then rotate.")
            return
        older = lost = 0
        for column in rotation.sealed_columns():
            renewed = 0 if options["check"] else rotation.rotate(column)
            counted = rotation.count(column)
            self.stdout.write(
                f"{column}: {renewed} sealed anew; {counted.newest} with the newest key, {counted.older} with an older "
                f"one, {counted.lost} that no key opens"
            )
            older, lost = older + counted.older, lost + counted.lost
        if lost:
            raise CommandError(f"No key of the vault opens {lost} of the secrets: put back the key that was dropped.")
        if older:
            raise CommandError(f"{older} secrets are sealed with an older key. Keep it, and rotate.")
        self.stdout.write("Nothing that is stored needs an older key.")


def _put_in_front(path: Path | None) -> Path:
    if path is None:
        raise CommandError("The keys are chosen by IAMCONSOLE_VAULT_KEYS: put a new one in front there.")
    fresh = base64.urlsafe_b64encode(secrets.token_bytes(48)).decode()
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    draft.touch(mode=0o600)
    draft.write_text(f"{fresh},{path.read_text().strip()}")
    draft.replace(path)
    return path
