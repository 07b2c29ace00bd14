"""Petitions and people for the tests."""

from datetime import date, datetime, timedelta
from typing import Any

from petitions import doubts, links
from petitions.models import Entry, Petition, Signature
from petitions.signing import Signer
from union.members.models import Branch, Employer, Member, Region

# The states after the close, and the time that each of them and the later ones must have.
AFTERWARDS = {
    "handed_in": "handed_in_at",
    "responded": "responded_at",
    "concluded": "concluded_at",
    "archived": "archived_at",
}


def open_petition(*, at: datetime, **fields: Any) -> Petition:
    """An open petition; `at` is when it opened."""
    values: dict[str, Any] = {
        "title": "Back the ten-point plan",
        "slug": "ten-points",
        "demand": "Adopt the plan in full.",
        "background": "Caseloads are too high.",
        "decision_maker": "the Secretary of State",
        "goal": 500,
        "state": Petition.State.OPEN,
        "opened_at": at,
        **fields,
    }
    for state, field in AFTERWARDS.items():
        if values["state"] in list(AFTERWARDS)[list(AFTERWARDS).index(state) :]:
            values.setdefault(field, at)
    if values["state"] in ("concluded", "archived"):
        values.setdefault("outcome", "won")
    return Petition.objects.create(**values)


def rowan(**fields: Any) -> Signer:
    values: dict[str, Any] = {
        "name": "Rowan Ashby",
        "email": "rowan.ashby@example.org",
        "postcode": "LS1 4AP",
        **fields,
    }
    return Signer(**values)


def filled_form(petition: Petition, *, at: datetime, **fields: Any) -> dict[str, Any]:
    """What a browser sends when Rowan signs, a minute after the form was shown."""
    return {
        "name": "Rowan Ashby",
        "email": "rowan.ashby@example.org",
        "postcode": "ls1 4ap",
        "shown": doubts.stamp(petition, at=at - timedelta(minutes=1)),
        "website": "",
        **fields,
    }


def link_to(signature: Signature) -> str:
    return f"/petitions/confirm/{links.token_for(signature.pk)}/"


def branch(code: str) -> Branch:
    """A branch in the region its code begins with."""
    region, _ = Region.objects.get_or_create(code=code[:2], defaults={"name": f"Region {code[:2]}"})
    return Branch.objects.get_or_create(code=code, defaults={"name": f"Branch {code}", "region": region})[0]


def member(**fields: Any) -> Member:
    values: dict[str, Any] = {
        "number": "M1",
        "name": "Rowan Ashby",
        "email": "rowan.ashby@example.org",
        "joined": date(2015, 9, 1),
        **fields,
    }
    return Member.objects.create(**values)


def an_entry(petition: Petition, *, at: datetime, **fields: Any) -> Entry:
    """A published entry; with `published_at=None` a draft."""
    values: dict[str, Any] = {
        "title": "We met the minister",
        "text": "She listened.",
        "happened_on": at.date(),
        "written_at": at,
        "published_at": at,
        **fields,
    }
    return Entry.objects.create(petition=petition, **values)


def employers(*names: str, members: int = 10) -> None:
    """Places where so many members work."""
    region, _new = Region.objects.get_or_create(code="NW", name="North West")
    branch, _new = Branch.objects.get_or_create(code="NW-001", name="Quarnthwaite", region=region)
    for name in names:
        place = Employer.objects.create(name=name)
        Member.objects.bulk_create(
            Member(
                number=f"{place.pk}-{n}",
                name="Rowan Ashby",
                branch=branch,
                employer=place,
                joined="2020-01-01",
            )
            for n in range(members)
        )
