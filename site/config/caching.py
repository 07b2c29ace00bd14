"""A cache in Redis that may be lost at any moment: then it forgets, and the site goes on.

Limits and counts are in the cache, never anything that must be kept; so a Redis that is down costs a limit
for a while and never a signature or a vote.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def forgiving(method: Callable[..., Any], *, lost: Callable[..., Any]) -> Callable[..., Any]:
    """The method, answering what an empty cache would answer when Redis is away."""

    @wraps(method)
    def attempt(*args: Any, **kwargs: Any) -> Any:
        try:
            return method(*args, **kwargs)
        except RedisError as error:
            logger.warning("the cache is away: %s", type(error).__name__)
            return lost(*args, **kwargs)

    return attempt


class ForgivingClient(RedisCacheClient):
    """Django's client of Redis; a failing call looks like an empty cache."""

    add = forgiving(RedisCacheClient.add, lost=lambda *_: True)
    get = forgiving(RedisCacheClient.get, lost=lambda self, key, default: default)
    set = forgiving(RedisCacheClient.set, lost=lambda *_: None)
    touch = forgiving(RedisCacheClient.touch, lost=lambda *_: False)
    delete = forgiving(RedisCacheClient.delete, lost=lambda *_: False)
    get_many = forgiving(RedisCacheClient.get_many, lost=lambda *_: {})
    has_key = forgiving(RedisCacheClient.has_key, lost=lambda *_: False)
    incr = forgiving(RedisCacheClient.incr, lost=lambda self, key, delta: delta)
    set_many = forgiving(RedisCacheClient.set_many, lost=lambda *_: None)
    delete_many = forgiving(RedisCacheClient.delete_many, lost=lambda *_: None)
    clear = forgiving(RedisCacheClient.clear, lost=lambda *_: False)


class ForgivingRedisCache(RedisCache):
    """`CACHE_URL=redis://...` leads here; waits half a second for Redis and no longer."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        patience = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}
        super().__init__(server, {**params, "OPTIONS": {**patience, **params.get("OPTIONS", {})}})
        self._class = ForgivingClient
