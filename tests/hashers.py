"""How tests keep passwords."""

from accounts.passwords.hashers import Argon2


class Quick(Argon2):
    """The same algorithm, with as little work as it can do."""

    time_cost = 1
    memory_cost = 8
