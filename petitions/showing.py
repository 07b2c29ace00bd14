"""What the public pages show of a petition, kept for ten seconds in the cache: most visits ask no table.

A change of state or words is shown at once; whoever comes between reads what was true ten seconds ago. What
decides anything (whether a link is honoured, whether somebody has signed) is always read from the tables.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.cache import cache

from petitions.counting import published_count
from petitions.integrity import Figures, figures
from petitions.keeping import SECONDS, key_of
from petitions.limiting import Guard, guard_of
from petitions.models import Entry, Petition
from petitions.reasons import Voice, voices
from union.pages.standing import addresses_of, spoken_here


@dataclass(frozen=True)
class Shown:
    petition: Petition
    count: int
    guard: Guard
    integrity: Figures
    voices: tuple[Voice, ...] = ()
    entries: tuple[Entry, ...] = ()
    pages: Mapping[str, str] = field(default_factory=dict)  # of the CMS, where it stands, by their language

    @property
    def page(self) -> str:
        """The address of its live CMS page in the language of the moment, if there is one."""
        return self.pages.get(spoken_here(), "")


def shown(slug: str) -> Shown | None:
    """The public petition at this address, at most ten seconds old; None where there is none."""
    found: Shown | None = cache.get(key_of(slug))
    if found is None:
        petition = Petition.objects.public().select_related("successor").filter(slug=slug).first()
        if petition is None:
            return None
        count = published_count(petition)
        found = Shown(
            petition,
            count,
            guard_of(petition),
            integrity=figures(petition, confirmed=count),
            voices=voices(petition),
            entries=tuple(petition.entries.public().newest_first()),
            pages=addresses_of(petition),
        )
        cache.set(key_of(slug), found, SECONDS)
    return found
