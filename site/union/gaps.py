"""Pages and letters drawn once, with gaps for what is each reader's own.

What is kept is the same for everybody: it is drawn with gaps in the place of what is one reader's, and filled
for each. The filled one is kept nowhere.

Most callers know what is a reader's own and put the gaps in by themselves. Where that is deep inside a page,
whatever makes it says so: `own("stamp_7", lambda: stamp(...))` is a gap while somebody draws for everybody.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.safestring import SafeString, mark_safe

GAP = re.compile("\0([a-z0-9_]+)\0")  # no text of ours can hold a NUL


def gap(name: str) -> SafeString:
    """What stands in the drawn page where a reader's own `name` goes."""
    return mark_safe(f"\0{name}\0")


_for_everybody: ContextVar[bool] = ContextVar("drawing_for_everybody", default=False)


@contextmanager
def drawing_for_everybody() -> Iterator[None]:
    """Inside, whatever is a reader's own is a gap."""
    before = _for_everybody.set(True)
    try:
        yield
    finally:
        _for_everybody.reset(before)


def own(name: str, make: Callable[[], str]) -> str:
    """What is a reader's own: made, or a gap of this name while a page is drawn for everybody."""
    return gap(name) if _for_everybody.get() else make()


def is_for_everybody() -> bool:
    return _for_everybody.get()


def gaps(names: Iterable[str]) -> dict[str, SafeString]:
    """A gap for each of these, by its name."""
    return {name: gap(name) for name in names}


class Drawn:
    """A page or letter with its gaps."""

    def __init__(self, text: str) -> None:
        parts = GAP.split(text)
        self._between = [part.encode() for part in parts[::2]]
        self.gaps = parts[1::2]

    def filled(self, own: Mapping[str, str]) -> bytes:
        """The whole of it, with each gap filled from `own` as it is: HTML has to be escaped before."""
        pieces = [b""] * (2 * len(self.gaps) + 1)
        pieces[::2] = self._between
        pieces[1::2] = [own[name].encode() for name in self.gaps]
        return b"".join(pieces)


class Kept:
    """Up to `most` drawn pages of this process, each under all that it shows; all go when there are more."""

    def __init__(self, *, most: int) -> None:
        self._drawn: dict[Hashable, Drawn] = {}
        self._most = most

    def drawn(self, shows: Hashable, draw: Callable[[], str]) -> Drawn:
        """The page that shows this; `draw` draws it, with its gaps, where it is not kept."""
        found = self._drawn.get(shows)
        if found is None:
            found = Drawn(draw())
            if len(self._drawn) >= self._most:
                self._drawn.clear()
            self._drawn[shows] = found
        return found

    def clear(self) -> None:
        self._drawn.clear()
