"""What counts as one place, and how often a day one place may try something."""

from datetime import datetime
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.core.cache import cache
from django.utils import timezone
from django.utils.crypto import salted_hmac

A_DAY = 24 * 60 * 60


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


def too_many_tries(door: str, *, address: str, most: int, at: datetime) -> bool:
    """Count one try at this door from the place of an internet address; whether it had over `most` today.

    In the cache, which may be lost, and under a key that changes daily, so that nobody is followed.
    """
    key = _key(door, address, at)
    cache.add(key, 0, A_DAY)
    return _move(key, 1) > most


def take_back(door: str, *, address: str, at: datetime) -> None:
    """Count a try no longer: it was none of those that the limit is for."""
    _move(_key(door, address, at), -1)


def _move(key: str, by: int) -> int:
    try:
        tries = cache.incr(key, by)
    except ValueError:  # it went at this very moment
        return 1
    cache.touch(key, A_DAY)  # which a cache of files would shorten to five minutes at each count
    return int(tries)


def _key(door: str, address: str, at: datetime) -> str:
    words = f"{door}:{network_of(address)}:{timezone.localdate(at)}"
    return f"tries:{salted_hmac('union.networks.tries', words, algorithm='sha256').hexdigest()}"
