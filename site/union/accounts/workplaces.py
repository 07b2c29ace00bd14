"""Where somebody who has signed in works: in the CMS, at the desk, in both or in neither."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse

from union.accounts.models import User
from union.accounts.roles import works_at_the_desk

ENTER_CMS = "wagtailadmin.access_admin"
BOUND_FOR = "bound_for"  # in the session: where somebody was going when a second factor was asked for


@dataclass(frozen=True)
class Workplace:
    name: str
    address: str


def workplaces(user: User | AnonymousUser) -> list[Workplace]:
    """The back offices that let this person in: the desk first, for which a role is given by hand."""
    places = []
    if works_at_the_desk(user):
        places.append(Workplace("desk", reverse("desk:front")))
    if user.has_perm(ENTER_CMS):
        places.append(Workplace("CMS", reverse("wagtailadmin_home")))
    return places


def remember_where_to(request: HttpRequest) -> None:
    """Keep for later the page that somebody asked for; a form that was sent there is not sent again."""
    if request.method == "GET":
        request.session[BOUND_FOR] = request.get_full_path()


def where_to(request: HttpRequest) -> str:
    """The page that was asked for before the second factor was set up, or ""."""
    return str(request.session.get(BOUND_FOR, ""))
