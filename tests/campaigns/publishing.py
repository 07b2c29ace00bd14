"""Kit publishes alone: with the right to a hurry, and a reason; and what of it is printed."""

from typing import Any

from django.contrib.auth.models import Permission
from django.test import Client
from playwright.sync_api import Page
from wagtail.models import Locale
from wagtail.models import Page as SitePage

from union.accounts.models import User
from union.pages.models import PagePrint
from union.publishing.approving import version

REASON = "Nobody else is in the office today."


def may_hurry(user: User) -> User:
    """The same person, who may publish without a second person."""
    user.user_permissions.add(Permission.objects.get(codename="publish_in_a_hurry"))
    return User.objects.get(pk=user.pk)


def newest(page: SitePage) -> str:
    """The version of the page that somebody reads who opens it now."""
    return version(SitePage.objects.get(pk=page.pk))


def publish_now(editor: Client, path: str, form: dict[str, Any]) -> Any:
    """The form of a page with its button to publish, and the reason that is asked for then."""
    asked = editor.post(path, form)
    assert asked["Location"].endswith("/hurry/")
    why = {"reason": REASON, "read": editor.get(asked["Location"]).context["read"]}
    return editor.post(asked["Location"], why, follow=True)


def say_why(page: Page) -> None:
    """The same in a browser, after its button to publish was pressed."""
    page.get_by_label("Why?").fill(REASON)
    page.get_by_role("button", name="Publish without a second person").click()


def in_welsh(page: SitePage, **words: Any) -> Any:
    """Its Welsh side, live, with its parents'."""
    side = page.specific.copy_for_translation(Locale.objects.get(language_code="cy"), copy_parents=True)
    for name, value in words.items():
        setattr(side, name, value)
    side.save_revision().publish()
    for parent in SitePage.objects.ancestor_of(side).filter(depth__gt=1, live=False).specific():
        parent.save_revision().publish()
    return SitePage.objects.get(pk=side.pk).specific


def want_only(*pages: SitePage) -> None:
    """Of the PDFs wanted the worker finds these alone: each takes a second, and only they are read."""
    PagePrint.objects.exclude(page__in=pages).delete()
