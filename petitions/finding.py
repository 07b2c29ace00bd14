"""Petitions in the search of the site, where no page of a campaign is found in their place."""

import re
from collections.abc import Sequence

from django.db.models import Q

from petitions.models import Petition
from union.languages import page_is_welsh
from union.pages.searching import FoundRecord
from union.pages.standing import on_no_page

MOST, LOOKED_AT, MOST_WORDS = 10, 50, 10
WORDS = ("title", "demand", "background", "decision_maker")


def find_by_words(words: Sequence[str]) -> list[FoundRecord]:
    """Public petitions that stand on no page and hold every one of these words, the newest first."""
    found = Petition.objects.public().order_by("-opened_at", "-pk")
    words = words[:MOST_WORDS]
    for word in words:
        found = found.filter(_holds(word))
    alone = on_no_page([petition for petition in found[:LOOKED_AT] if _says(petition, words)])
    return [_found(petition) for petition in alone[:MOST]]


def _holds(word: str) -> Q:
    holds = Q()
    for field in WORDS:
        holds |= Q(**{f"{field}__icontains": word}) | Q(**{f"{field}_cy__icontains": word})
    return holds


def _says(petition: Petition, words: Sequence[str]) -> bool:
    """Whether a word of the petition begins with each of these, as pages are searched."""
    text = " ".join(getattr(petition, f"{field}{tongue}") for field in WORDS for tongue in ("", "_cy"))
    return all(re.search(rf"\b{re.escape(word)}", text, re.IGNORECASE) for word in words)


def _found(petition: Petition) -> FoundRecord:
    text = " ".join(petition.words(field) for field in ("demand", "background"))
    foreign = page_is_welsh() and not petition.speaks_welsh
    return FoundRecord(
        petition.words("title"),
        " ".join(text.split()),
        petition.get_absolute_url(),
        "en-GB" if foreign else "",
    )
