"""What an administrator has to do before the site can be used; it stands in the CMS until it is done."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from wagtail.models import Page, Site

from campaigns.consultations.models import Consultation, SafeguardingAdvice
from campaigns.models import HomePage
from union.accounts.models import Role, User
from union.members.models import Branch
from union.pages.addresses import form_of
from union.pages.models import Organisation
from union.publishing.models import SecondPersonTask
from union.publishing.todo import ToDo


def to_do(*, user: Any, at: datetime) -> list[ToDo]:
    return list(_steps()) if user.is_superuser else []


def _steps() -> Iterator[ToDo]:
    if not HomePage.objects.live().exists():
        yield ToDo("The site has no front page yet: write it, and publish it", _front_page())
    if not settings.DEMO and not _has_a_name():
        said = "The site does not say whose it is yet: name, contact, where people join, colours"
        yield ToDo(said, _setting("pages", "organisation"))
    if not approvers():
        said = "Nobody but administrators can approve pages: add colleagues to the group Moderators"
        yield ToDo(said, reverse("wagtailusers_users:index"))
    if not Branch.objects.exists():
        yield ToDo("No branch is set up yet: branches and the roll come from files, see docs/operations.md")
    elif not Role.objects.exists():
        said = "Nobody holds a role at the desk yet: officers of branches, ballot offices, scrutineers"
        yield ToDo(said, reverse("desk_roles:index"))
    if not settings.DEMO and Consultation.objects.exists() and not SafeguardingAdvice.objects.exists():
        said = "Nobody has written whom a moderator rings when somebody may be at risk: safeguarding advice"
        yield ToDo(said, _setting("consultations", "safeguardingadvice"))


def approvers() -> bool:
    """Whether there are people in the groups that approve pages."""
    groups = SecondPersonTask.objects.filter(active=True).values("groups")
    return User.objects.filter(is_active=True, groups__in=groups).exists()


def _has_a_name() -> bool:
    """Whether somebody has put the union's name in the place of ours."""
    ours = Organisation._meta.get_field("name").default
    return Organisation.objects.exclude(name=ours).exists()


def _front_page() -> str:
    """The form of the home that was begun, or an empty one."""
    begun = HomePage.objects.order_by("path").first()
    if begun is not None:
        return form_of(begun)
    root = Page.get_first_root_node()
    return reverse("wagtailadmin_pages:add", args=["campaigns", "homepage", root.pk])


def _setting(app: str, model: str) -> str:
    site = Site.objects.filter(is_default_site=True).values_list("pk", flat=True).first()
    return reverse("wagtailsettings:edit", args=[app, model, site])
