"""A redirect that somebody types leads somewhere, and nobody round in a ring."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from wagtail.contrib.redirects.forms import RedirectForm
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

_clean = RedirectForm.clean


def check_redirect(redirect: Redirect) -> None:
    """Raises ValidationError where it leads nowhere, to two places, or back to where it begins."""
    if not redirect.redirect_page_id and not redirect.redirect_link:
        raise ValidationError("Say where it leads: choose a page, or type an address.")
    if redirect.redirect_page_id and redirect.redirect_link:
        raise ValidationError("Choose a page or type an address, not both: readers are led to one place.")
    start = Redirect.normalise_path(redirect.old_path)
    passed, there = [start], _path(redirect)
    while there and there not in passed:
        onward = Redirect.objects.filter(old_path=there).exclude(pk=redirect.pk).first()
        passed.append(there)
        there = _path(onward) if onward else ""
    if there:
        ring = " → ".join([*passed, there])
        raise ValidationError(f"This leads round in a ring, and readers would never arrive: {ring}.")


def _path(redirect: Redirect) -> str:
    """The path on this site that it leads to; empty for another site’s, and for a page that has none."""
    link = str((redirect.redirect_page.url if redirect.redirect_page else redirect.redirect_link) or "")
    host = urlsplit(link).hostname
    if not link or (host and host not in _ours()):
        return ""
    return str(Redirect.normalise_path(urlsplit(link).path))


def _ours() -> set[str | None]:
    return {urlsplit(settings.BASE_URL).hostname, *Site.objects.values_list("hostname", flat=True)}


def clean(form: RedirectForm) -> Any:
    """What Wagtail asks of the form, and then where it leads, once each of its fields is right."""
    given = _clean(form)
    if not form.errors:
        asked = ("old_path", "redirect_page", "redirect_link")
        check_redirect(Redirect(pk=form.instance.pk, **{name: form.cleaned_data[name] for name in asked}))
    return given


def take_over() -> None:
    """For whatever writes one by a form: the page of a redirect, and the file with many."""
    RedirectForm.clean = clean
