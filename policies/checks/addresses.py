"""IP addresses and ranges as conditions write them."""

from functools import lru_cache
from ipaddress import IPv4Interface, IPv4Network, IPv6Interface, IPv6Network, ip_interface, ip_network

_PRIVATE = tuple(map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")))

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
    """Say whether the range lies in one that no request over the internet comes from."""
    network = parse_range(text)
    if network is None:
        return False
    # ipaddress's own is_private also counts the ranges of documentation, in which examples are written
    return any(_lies_in(network, private) for private in _PRIVATE)


def has_host_bits(text: str) -> bool:
    network = parse_range(text)
    return network is not None and network.ip != network.network.network_address


def _lies_in(range_: Range, network: IPv4Network | IPv6Network) -> bool:
    return range_.version == network.version and range_.ip in network and range_.network.prefixlen >= network.prefixlen
