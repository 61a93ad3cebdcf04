"""IP addresses and ranges as conditions write them."""

from functools import lru_cache
from ipaddress import IPv4Interface, IPv6Interface, ip_interface

Range = IPv4Interface | IPv6Interface


@lru_cache(maxsize=1024)
def parse_range(text: str) -> Range | None:
    """Return an address or a CIDR range; the address of a range may have host bits."""
    if len(text) > 64 or "%" in text:
        return None
    try:
        return ip_interface(text)
    except ValueError:
        return None


def is_private(text: str) -> bool:
    """Say whether no request can come to AWS from that range over the internet."""
    network = parse_range(text)
    return network is not None and network.network.is_private and network.network.prefixlen > 0


def has_host_bits(text: str) -> bool:
    network = parse_range(text)
    return network is not None and network.ip != network.network.network_address
