"""The rules of password policies: one or none per account, replaced as a whole."""

from accounts.models import PasswordPolicy
from iamconsole.errors import NoSuchEntity


def find(account_id: str) -> PasswordPolicy:
    policy = PasswordPolicy.objects.filter(account_id=account_id).first()
    if policy is None:
        raise NoSuchEntity(f"The Password Policy with domain name {account_id} cannot be found.")
    return policy


def replace(policy: PasswordPolicy) -> None:
    """Put `policy` in the place of the account's: what it leaves out is asked for no longer."""
    PasswordPolicy.objects.filter(account_id=policy.account_id).delete()
    policy.save(force_insert=True)


def delete(account_id: str) -> None:
    """Go back to AWS's default policy."""
    deleted, _ = PasswordPolicy.objects.filter(account_id=account_id).delete()
    if not deleted:
        raise NoSuchEntity("The account policy with name PasswordPolicy cannot be found.")
