"""Addresses inside a network. A request's value that is no address is neither inside nor outside."""

import ipaddress
import re
from collections.abc import Sequence

from policies.language.variables import Tokens

from .string import Predicate, plain

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Python refuses the zeros that AWS reads: 192.000.2.1 is 192.0.2.1.
_LEADING_ZEROS = re.compile(r"(?<![0-9a-fA-F:.])0+(?=[0-9])|(?<=\.)0+(?=[0-9])")


def inside(values: Sequence[Tokens]) -> Predicate:
    networks = _networks(values)

    def predicate(value: str) -> bool:
        address = parse_address(value)
        return address is not None and any(address in network for network in networks)

    return predicate


def outside(values: Sequence[Tokens]) -> Predicate:
    networks = _networks(values)

    def predicate(value: str) -> bool:
        address = parse_address(value)
        return address is not None and not any(address in network for network in networks)

    return predicate


def parse_address(text: str) -> Address | None:
    # A zone such as fe80::1%eth0 belongs to a machine, not to an address on the net.
    if "%" in text:
        return None
    try:
        return ipaddress.ip_address(_without_zeros(text))
    except ValueError:
        return None


def _networks(values: Sequence[Tokens]) -> list[Network]:
    return [network for value in values if (network := _network(plain(value))) is not None]


def _network(text: str) -> Network | None:
    try:
        return ipaddress.ip_network(_without_zeros(text), strict=False)
    except ValueError:
        return None


def _without_zeros(text: str) -> str:
    return text if ":" in text else _LEADING_ZEROS.sub("", text)
