"""From the id of an access key to who holds it: the first thing asked of every API call, so it is one query."""

import json
from datetime import UTC, datetime
from functools import partial

from django.db import connection

from accounts.keys import services
from accounts.models.access_key import SECRET
from accounts.sts import tokens
from iamconsole import arns, ids, vault
from iamconsole.aws import model
from iamconsole.aws.endpoint import Signer
from iamconsole.caller import Caller, CallerKind, Origin
from iamconsole.errors import InvalidClientTokenId

UNKNOWN = "The security token included in the request is invalid."

_SQL = """
    SELECT k.sealed_secret, k.status, k.last_used, k.last_used_service, k.last_used_region,
           u.id, u.unique_id, u.account_id, u.is_root, u.name, u.path, u.tags
      FROM accounts_accesskey k JOIN accounts_user u ON u.id = k.user_id
     WHERE k.id = %s
"""


def signer(key_id: str, token: str, service: str, region: str) -> Signer:
    """Return the secret and the caller of an access key; InvalidClientTokenId when it is unknown or inactive."""
    if key_id.startswith(ids.SESSION_KEY):
        return tokens.signer(key_id, token, service)
    row = _row(key_id)
    if row is None or row[1] != "Active" or token:
        raise InvalidClientTokenId(UNKNOWN)
    secret = vault.unseal(SECRET + key_id, str(row[0])).decode()
    return Signer(secret, partial(_caller, key_id, row, service, region))


def _caller(key_id: str, row: tuple[object, ...], service: str, region: str, origin: Origin) -> Caller:
    _, _, last_used, last_service, last_region, user_key, unique_id, account_id, is_root, name, path, tags = row
    service = model.signing_name(service)
    same_use = (last_service, last_region) == (service, region)
    services.note_use(key_id, _aware(last_used) if same_use else None, service, region)
    arn = arns.root(str(account_id)) if is_root else arns.named(str(account_id), "user", str(path), str(name))
    return Caller(
        kind=CallerKind.ROOT if is_root else CallerKind.USER,
        account_id=str(account_id),
        arn=arn,
        principal_arn=arn,
        user_id=str(unique_id),
        user_key=int(str(user_key)),
        user_name=str(name),
        access_key_id=key_id,
        # Both databases give a cursor JSON as its text.
        tags=dict(json.loads(str(tags))),
        origin=origin,
    )


def _row(key_id: str) -> tuple[object, ...] | None:
    if not key_id.isascii() or "\0" in key_id:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [key_id])
        row: tuple[object, ...] | None = cursor.fetchone()
    return row


def _aware(moment: object) -> datetime | None:
    """Return a time as it comes from a cursor: SQLite gives what was written, without its zone."""
    if not isinstance(moment, datetime):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
