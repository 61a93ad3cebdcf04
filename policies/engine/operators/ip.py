"""Addresses inside a network. A request's value that is no address is neither inside nor outside."""

import ipaddress
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from policies.language.variables import Tokens

from .string import Predicate, plain

# Python refuses the zeros that AWS reads: 192.000.2.1 is 192.0.2.1.
_LEADING_ZEROS = re.compile(r"(?<![0-9a-zA-Z])0+(?=[0-9])")

_LENGTH_ONLY = re.compile("[^/]*(/[0-9]+)?")


class Address(NamedTuple):
    version: int
    number: int


class Network(NamedTuple):
    version: int
    number: int
    mask: int

    def holds(self, address: Address) -> bool:
        return address.version == self.version and address.number & self.mask == self.number


def inside(values: Sequence[Tokens]) -> Predicate:
    networks = _networks(values)

    def predicate(value: str) -> bool:
        address = parse_address(value)
        return address is not None and any(network.holds(address) for network in networks)

    return predicate


def outside(values: Sequence[Tokens]) -> Predicate:
    networks = _networks(values)

    def predicate(value: str) -> bool:
        address = parse_address(value)
        return address is not None and not any(network.holds(address) for network in networks)

    return predicate


# The same few callers ask again and again, and Python's parser is slow.
@lru_cache(maxsize=4096)
def parse_address(text: str) -> Address | None:
    # A zone such as fe80::1%eth0 belongs to a machine, not to an address on the net.
    if "%" in text:
        return None
    try:
        address = ipaddress.ip_address(_without_zeros(text))
    except ValueError:
        return None
    return Address(address.version, int(address))


def _networks(values: Sequence[Tokens]) -> list[Network]:
    return [network for value in values if (network := _network(plain(value))) is not None]


def _network(text: str) -> Network | None:
    # Python also reads 10.0.0.0/255.0.0.0, which is no CIDR block.
    if not _LENGTH_ONLY.fullmatch(text):
        return None
    try:
        network = ipaddress.ip_network(_without_zeros(text), strict=False)
    except ValueError:
        return None
    return Network(network.version, int(network.network_address), int(network.netmask))


def _without_zeros(text: str) -> str:
    return text if ":" in text else _LEADING_ZEROS.sub("", text)
