"""The CMS around a translation: submitted like any page, and begun by those alone who may edit the page."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST
from wagtail.admin.auth import require_admin_access
from wagtail.models import Locale, Page
from wagtail_localize.models import TranslationSource
from wagtail_localize.views.submit_translations import SubmitPageTranslationView
from wagtail_localize.views.update_translations import UpdateTranslationsView

from union.accounts.permitted import staff
from union.pages.addresses import form_of
from union.publishing import next_steps, translating, welsh
from union.publishing.locking import PageLocked, check_lock


@require_POST
def submit_translation(request: HttpRequest, pk: int) -> HttpResponse:
    page = get_object_or_404(Page, pk=pk)
    try:
        translating.submit_translation(page, by=staff(request))
        messages.success(request, next_steps.sent(page))
    except translating.AlreadyWaits as waits:
        messages.info(request, str(waits))
    except PageLocked as locked:
        messages.error(request, str(locked))
    return redirect("wagtailadmin_pages:edit", page.pk)


def _editable(request: HttpRequest, page: Page) -> None:
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied


class BeginTranslation(SubmitPageTranslationView):
    """The translator's own, in our words; where there is one language to choose, it is chosen."""

    def get_form(self) -> Any:
        form = super().get_form()
        locales = form.fields["locales"]
        locales.label = "Into which language?"
        if not form.is_bound and locales.queryset.count() == 1:
            form.initial = {"locales": list(locales.queryset)}
        beneath = self.object.get_descendants().count()
        form.fields["include_subtree"].label = (
            "The page beneath it too" if beneath == 1 else f"The {beneath} pages beneath it too"
        )
        form.fields["include_subtree"].help_text = ""
        return form

    def get_success_message(self, locales: str) -> str:
        return f"Write the words in {locales} beneath each sentence. Then submit them for approval."


@require_admin_access
def begin_translation(request: HttpRequest, page_id: int) -> HttpResponseBase:
    """wagtail-localize asks for the right to translate alone, not for one on this page.

    A page that has every language already leads to its other side.
    """
    page = get_object_or_404(Page, pk=page_id)
    _editable(request, page)
    sides = page.get_translations().filter(alias_of=None)
    if not Locale.objects.exclude(
        pk__in=[page.locale_id, *sides.values_list("locale_id", flat=True)]
    ).exists():
        messages.info(request, "This page has its other side already: here it is.")
        return redirect("wagtailadmin_pages:edit", sides.get().pk) if sides else redirect("wagtailadmin_home")
    return BeginTranslation.as_view()(request, page_id=page_id)


class BringOver(UpdateTranslationsView):
    """The translator's own, in our words: nothing of it is live before it is approved."""

    def get_form(self) -> Any:
        form = super().get_form()
        now = form.fields["publish_translations"]
        now.label = "Write them into the Welsh page at once, as a draft"
        now.help_text = "Readers see it once it is approved; what is not translated yet stands in English."
        return form


@require_admin_access
def update_translations(request: HttpRequest, translation_source_id: int) -> HttpResponseBase:
    source = get_object_or_404(TranslationSource, pk=translation_source_id)
    page = Page.objects.filter(translation_key=source.object_id, locale=source.locale).first()
    if page is not None:
        _editable(request, page)
    if request.method == "POST":
        try:
            for side in Page.objects.filter(translation_key=source.object_id):
                check_lock(side, by=request.user)
        except PageLocked as locked:
            messages.error(request, str(locked))
            return redirect("wagtailadmin_pages:edit", page.pk) if page else redirect("wagtailadmin_home")
    return BringOver.as_view()(request, translation_source_id=translation_source_id)


def say_what_wales_needs(request: HttpRequest, page: Page) -> None:
    """Above the form of a page that waits for its Welsh side."""
    if request.method == "GET" and welsh.lacks_welsh(page):
        there = welsh.welsh_side(page)
        edit = form_of(there) if there else ""
        translate = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
        messages.warning(request, welsh.sentence_with_the_way(page, translate=translate, edit=edit))


def publish_like_any_page(request: HttpRequest, page: Page) -> Any:
    """The translator's button to publish leads to where every other one leads."""
    if request.POST.get("action") == "publish" and translating.translation_of(page):
        if not page.permissions_for_user(request.user).can_publish():
            raise PermissionDenied
        translating.save_translation(page, by=staff(request))
        return redirect("publishing:hurry", page.pk)
    return None


urlpatterns = [path("pages/<int:pk>/submit-translation/", submit_translation, name="submit_translation")]
