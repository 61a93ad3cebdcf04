"""Rotating the vault's key: everything that is stored opens with the new one, and no column is forgotten."""

import ast
import base64
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models
from django.utils import timezone

from accounts.models import AccessKey, SAMLPrivateKey, SAMLProvider
from iamconsole import rotation, vault
from iamconsole.rotation import sealed_columns
from tests import certificates
from tests.cast import ACCOUNT, Person

SOURCES = [path for app in ("accounts", "policies", "iamconsole") for path in sorted(Path(app).rglob("*.py"))]
NEW = "a-new-key-for-the-vault"


@pytest.fixture
def everything(alice: Person) -> Person:
    """A row in every sealed column."""
    client = alice.client()
    client.create_virtual_mfa_device(VirtualMFADeviceName="phone")
    issued = certificates.certificate("www.example.com")
    client.upload_server_certificate(
        ServerCertificateName="www", CertificateBody=issued.body, PrivateKey=issued.private_key
    )
    client.enable_outbound_web_identity_federation()
    provider = SAMLProvider(account_id=ACCOUNT, name="p", created=alice.user.created, valid_until=timezone.now())
    provider.save()
    key = SAMLPrivateKey(provider=provider, unique_id="k", created=alice.user.created)
    key.seal(b"pem")
    key.save()
    return alice


def run(*options: str) -> str:
    output = StringIO()
    call_command("rotate_vault_key", *options, stdout=output)
    return output.getvalue()


def with_new_key(settings: Any) -> tuple[str, ...]:
    old: tuple[str, ...] = settings.VAULT_KEYS
    settings.VAULT_KEYS = (NEW, *old)
    return old


def test_every_sealed_column_has_rows_here(everything: Person) -> None:
    empty = [str(column) for column in sealed_columns() if not column.model._base_manager.exists()]

    assert empty == [], "give the new column a row in `everything`"


def test_after_a_rotation_the_old_key_can_be_dropped(everything: Person, settings: Any) -> None:
    with_new_key(settings)

    told = run()
    settings.VAULT_KEYS = (NEW,)

    assert "Nothing that is stored needs an older key." in told
    assert everything.client().list_users()["Users"]
    assert SAMLPrivateKey.objects.get().pem == b"pem"
    for column in sealed_columns():
        counted = rotation.count(column)
        assert (counted.older, counted.lost) == (0, 0), column
        assert counted.newest == column.model._base_manager.count(), column


def test_a_check_changes_nothing_and_says_what_is_left(everything: Person, settings: Any) -> None:
    before = AccessKey.objects.get(pk=everything.key_id).sealed_secret
    with_new_key(settings)

    with pytest.raises(CommandError, match="sealed with an older key"):
        run("--check")

    assert AccessKey.objects.get(pk=everything.key_id).sealed_secret == before


def test_a_rotation_that_was_cut_off_goes_on_where_it_was(
    everything: Person, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 1)
    with_new_key(settings)
    keys = next(column for column in sealed_columns() if column.model is AccessKey)
    first = AccessKey.objects.order_by("pk")[:1]
    rotation._renewed(keys, first[0])

    assert rotation.rotate(keys) == AccessKey.objects.count() - 1
    assert rotation.rotate(keys) == 0


def test_a_change_made_meanwhile_stays(everything: Person, settings: Any) -> None:
    with_new_key(settings)
    keys = next(column for column in sealed_columns() if column.model is AccessKey)
    read = AccessKey.objects.get(pk=everything.key_id)
    changed = AccessKey.objects.get(pk=everything.key_id)
    changed.seal_secret("another")
    changed.save()

    assert rotation._renewed(keys, read) == 0
    assert AccessKey.objects.get(pk=everything.key_id).secret == "another"


def test_a_key_that_was_dropped_too_early_is_missed(everything: Person, settings: Any) -> None:
    old = settings.VAULT_KEYS
    settings.VAULT_KEYS = (NEW,)

    with pytest.raises(CommandError, match="No key of the vault opens"):
        run()

    settings.VAULT_KEYS = old
    assert everything.client().list_users()["Users"]


def test_a_new_key_is_put_in_front_of_the_old(settings: Any, tmp_path: Path) -> None:
    settings.VAULT_KEYS_FILE = tmp_path / "vault.key"
    settings.VAULT_KEYS_FILE.write_text("old")

    run("--new-key")

    new, old = settings.VAULT_KEYS_FILE.read_text().split(",")
    assert (len(base64.urlsafe_b64decode(new)), old) == (48, "old")
    assert settings.VAULT_KEYS_FILE.stat().st_mode & 0o777 == 0o600


def test_keys_that_the_deployment_chose_are_its_own_business(settings: Any) -> None:
    settings.VAULT_KEYS_FILE = None

    with pytest.raises(CommandError, match="IAMCONSOLE_VAULT_KEYS"):
        run("--new-key")


def test_no_other_column_holds_anything_sealed(everything: Person) -> None:
    known = {(column.model, column.field.attname) for column in sealed_columns()}
    texts = [
        (model, field.attname)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
    ]
    found = {
        (model, name)
        for model, name in texts
        for value in model._base_manager.values_list(name, flat=True)
        if value and _is_sealed(value)
    }

    assert found == known


def test_what_a_model_seals_is_kept_in_a_sealed_column() -> None:
    known = {column.field.attname for column in sealed_columns()}
    kept = {target for path in SOURCES for target in _sealed_into(path)}

    assert kept <= known
    assert kept


def _is_sealed(value: str) -> bool:
    if not re.fullmatch(r"[A-Za-z0-9_-]{40,}", value):
        return False
    return vault.is_newest(value)


def _sealed_into(path: Path) -> set[str]:
    """Return the attributes that take what `vault.seal` returns in this file."""
    return {
        target.attr
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("vault.seal(")
        for target in node.targets
        if isinstance(target, ast.Attribute)
    }
