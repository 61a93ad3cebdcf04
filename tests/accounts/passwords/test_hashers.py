"""How much work the hash of a password is."""

from accounts.passwords.hashers import Argon2
from iamconsole import settings
from tests.hashers import Quick


def test_passwords_are_kept_as_owasp_advises() -> None:
    hasher = Argon2()
    kept = hasher.encode("Correct-Horse-7", hasher.salt())

    (used,) = settings.PASSWORD_HASHERS
    assert used == f"{Argon2.__module__}.{Argon2.__qualname__}"
    assert kept.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert hasher.verify("Correct-Horse-7", kept)
    assert not hasher.verify("correct-horse-7", kept)


def test_a_hash_that_was_too_little_work_is_made_anew() -> None:
    quick = Quick()

    assert Argon2().must_update(quick.encode("Correct-Horse-7", quick.salt()))
