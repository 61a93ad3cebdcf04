"""What a password must be: the account's own policy, or AWS's default where there is none.

Source: IAM User Guide, "Set an account password policy for IAM users". The policy is for IAM users; root always follows
the default one.
"""

import re
import secrets
from dataclasses import dataclass

from accounts.models import PasswordPolicy

UPPER, LOWER, NUMBER, SYMBOL = r"[A-Z]", r"[a-z]", r"[0-9]", r"[!@#$%^&*()_+\-=\[\]{}|']"
WORDS = {UPPER: "one uppercase letter", LOWER: "one lowercase letter", NUMBER: "one number", SYMBOL: "one symbol"}
NAMES = {
    UPPER: "one uppercase letter",
    LOWER: "one lowercase letter",
    NUMBER: "one number",
    SYMBOL: "one of the symbols ! @ # $ % ^ & * ( ) _ + - = [ ] { } | '",
}
CLASSES = tuple(NAMES)
DEFAULT_SHORTEST = 8
# Without the characters that look like others.
READABLE = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
RANDOM_CHARACTERS = 20
ONE_OF_EACH = "-Aa7"
DEFAULT_CLASSES = 3


@dataclass(frozen=True, slots=True)
class Rules:
    """`needed` are the classes that a password must have, `classes` how many of all four at least."""

    shortest: int = DEFAULT_SHORTEST
    needed: tuple[str, ...] = ()
    classes: int = DEFAULT_CLASSES
    reuse: int = 0

    def fault_of(self, password: str) -> str:
        """Return what is wrong with `password`, or "" when nothing is."""
        if len(password) < self.shortest:
            return f"Password should have a minimum length of {self.shortest}"
        missing = next((pattern for pattern in self.needed if not re.search(pattern, password)), None)
        if missing:
            return f"Password should have at least {WORDS[missing]}"
        absent = [pattern for pattern in CLASSES if not re.search(pattern, password)]
        more = self.classes - (len(CLASSES) - len(absent))
        if more <= 0:
            return ""
        choice = ", ".join(f"Password should have at least {WORDS[pattern]}" for pattern in absent)
        return f"Password should meet {more} more of the following requirements: {choice}"

    @property
    def told(self) -> str:
        """What a person choosing a password is told."""
        asked = [f"at least {self.shortest} characters"]
        if self.classes:
            asked.append("three of: upper case, lower case, numbers, symbols")
        asked += [NAMES[pattern] for pattern in self.needed]
        if self.reuse:
            asked.append(f"none of your last {self.reuse} passwords")
        told = ", ".join(asked)
        return f"{told[:1].upper()}{told[1:]}."

    def random_password(self) -> str:
        """Return a random password of at least 24 characters that meets these rules: 110 random bits and more."""
        length = max(RANDOM_CHARACTERS, self.shortest - len(ONE_OF_EACH))
        return "".join(secrets.choice(READABLE) for _ in range(length)) + ONE_OF_EACH


DEFAULT = Rules()


def of_policy(policy: PasswordPolicy) -> Rules:
    wanted = {
        UPPER: policy.needs_upper,
        LOWER: policy.needs_lower,
        NUMBER: policy.needs_number,
        SYMBOL: policy.needs_symbol,
    }
    needed = tuple(pattern for pattern, is_wanted in wanted.items() if is_wanted)
    return Rules(policy.shortest, needed, classes=0, reuse=policy.reuse or 0)
