"""One catalogue of words, where Django keeps one for each app.

English stands in the code and in templates, so each sentence of a page is looked for in all of them, and in
vain: that was a twentieth of what a page costs.
"""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

from django.utils.translation import trans_real

ENOUGH = range(200)  # numbers for which two rules of the plural are compared


def put_together(language: str) -> None:
    """Answer from one catalogue what Django would find in several; nothing else about it changes.

    Leaves them as they are where not all have one rule of the plural, as behind the Welsh words the English.
    """
    words: Any = trans_real.translation(language)
    asked = list(_asked(words))
    if len({tuple(int(plural(n)) for n in ENOUGH) for _, plural in asked}) > 1:
        return
    in_turn = [catalogue.items() for catalogue, _ in reversed(asked)]  # the first that has a sentence says it
    words._catalog._catalogs = [dict(chain.from_iterable(in_turn))]
    words._catalog._plurals = [asked[0][1]]
    words._fallback = None


def _asked(words: Any) -> Iterator[tuple[dict[Any, str], Callable[[int], int]]]:
    """The catalogues in the order in which they are asked, each with its rule of the plural."""
    while words is not None:
        catalogue = words._catalog
        if isinstance(catalogue, trans_real.TranslationCatalog):
            yield from zip(catalogue._catalogs, catalogue._plurals, strict=True)  # type: ignore[attr-defined]
        else:
            yield catalogue, words.plural
        words = words._fallback
