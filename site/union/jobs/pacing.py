"""How far long work is, told while it is done."""

from collections.abc import Callable

Pace = Callable[[int, int], None]
"""Called with how many are done, of how many; it may raise, and then the work ends there."""


def in_silence(done: int, of: int) -> None:
    """Nobody wants to know."""
