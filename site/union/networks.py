"""What counts as one place, for those who count how often one place asks."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network


def network_of(address: str) -> str:
    """An IPv4 address, or the first half of an IPv6 one: who has one of those has all of its other half."""
    found = parsed(address)
    if found is None:
        return "unknown"
    return str(found) if found.version == 4 else str(ip_network((int(found), 64), strict=False))


def parsed(address: str) -> IPv4Address | IPv6Address | None:
    """The address, one of IPv4 as such however it is written; None for what is none."""
    try:
        found = ip_address(address)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
