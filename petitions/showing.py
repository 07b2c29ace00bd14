"""What the public pages show of a petition, kept for ten seconds in the cache: most visits ask no table.

A change of state or words is shown at once; whoever comes between reads what was true ten seconds ago. What
decides anything (whether a link is honoured, whether somebody has signed) is always read from the tables.
"""

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from petitions.counting import published_count
from petitions.integrity import Figures, figures
from petitions.keeping import SECONDS, key_of
from petitions.limiting import Guard, guard_of
from petitions.models import Entry, Limits, Petition
from petitions.reasons import Voice, voices
from union.statements import ALL, Tables, records

NOT_PUBLIC = (Petition.State.DRAFT.value, Petition.State.IN_REVIEW.value)
PETITION: Tables = (("p", Petition, ALL), ("successor", Petition, ALL), ("l", Limits, ALL))
FROM_PETITION = """FROM petitions_petition p
    LEFT JOIN petitions_petition successor ON successor.id = p.successor_id
    LEFT JOIN petitions_limits l ON l.petition_id = p.id
    WHERE p.slug = %s AND p.state NOT IN (%s, %s)"""
ENTRIES: Tables = (("e", Entry, ALL),)
FROM_ENTRIES = """FROM petitions_entry e
    WHERE e.petition_id = %s AND e.published_at IS NOT NULL AND e.taken_back_at IS NULL
    ORDER BY e.happened_on DESC, e.published_at DESC, e.id DESC"""


@dataclass(frozen=True)
class Shown:
    petition: Petition
    count: int
    guard: Guard
    integrity: Figures
    voices: tuple[Voice, ...] = ()
    entries: tuple[Entry, ...] = ()


def shown(slug: str) -> Shown | None:
    """The public petition at this address, at most ten seconds old; None where there is none."""
    found: Shown | None = cache.get(key_of(slug))
    if found is None:
        found = _read(slug)
        if found is not None:
            cache.set(key_of(slug), found, SECONDS)
    return found


def _read(slug: str) -> Shown | None:
    """In six statements, written out: whoever reads a petition's page begins with them."""
    rows: list[Any] = records(PETITION, FROM_PETITION, [slug, *NOT_PUBLIC])
    for petition, successor, limits in rows:
        petition.successor = successor
        count = published_count(petition)
        entries: list[Any] = records(ENTRIES, FROM_ENTRIES, [petition.pk])
        return Shown(
            petition,
            count,
            guard_of(petition, limits=limits or Limits(petition=petition)),
            integrity=figures(petition, confirmed=count),
            voices=voices(petition),
            entries=tuple(entry for [entry] in entries),
        )
    return None
