"""A cache whose Redis is away answers like an empty one."""

import pytest

from config.caching import ForgivingRedisCache
from tests import servers


@pytest.fixture
def away() -> ForgivingRedisCache:
    return ForgivingRedisCache(f"redis://127.0.0.1:{servers.free_port()}/1", {})


def test_a_lost_cache_holds_nothing_and_raises_nothing(away: ForgivingRedisCache) -> None:
    away.set("a", 1)
    away.set_many({"b": 2})
    assert (away.get("a"), away.get("a", "default"), away.get_many(["a", "b"])) == (None, "default", {})
    assert ("a" in away, away.touch("a"), away.delete("a")) == (False, False, False)
    away.delete_many(["a", "b"])
    away.clear()


def test_a_lost_cache_lets_everybody_through_a_limit(away: ForgivingRedisCache) -> None:
    assert (away.add("limit", 0), away.incr("limit")) == (True, 1)
