"""Doors of the translator: what is locked stays as it is, and nothing comes in that no editor could type."""

import io
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.db import transaction
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    QueryDict,
)
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST
from wagtail.admin.auth import require_admin_access
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Page
from wagtail_localize.models import OverridableSegment, Translation
from wagtail_localize.views import edit_translation

from union.publishing.locking import PageLocked, check_lock
from union.publishing.overriding import NotForATranslation, check_override, check_that_it_fits

OURS = b"X-WagtailLocalize-TranslationID"  # what a PO file says that was fetched from here
NOT_OURS = "This file is not of this page: download the PO file here, translate that, and send it back."


@require_admin_access
def string(request: HttpRequest, translation_id: int, string_segment_id: int) -> HttpResponseBase:
    """One sentence in Welsh."""
    try:
        check_lock(_side(translation_id), by=request.user)
        if request.method == "PUT":
            _value(request)
    except (PageLocked, NotForATranslation) as refused:
        return _refused(refused)
    return _theirs(edit_translation.edit_string_translation(request, translation_id, string_segment_id))


@require_admin_access
def override(request: HttpRequest, translation_id: int, overridable_segment_id: int) -> HttpResponseBase:
    """A link, a picture or a page that is another one in Welsh; nothing is kept that cannot stand there."""
    translation = get_object_or_404(Translation, pk=translation_id)
    segment = get_object_or_404(OverridableSegment, pk=overridable_segment_id)
    try:
        check_lock(_side(translation_id), by=request.user)
        if request.method == "PUT":
            check_override(segment, _value(request), user=request.user)
        with transaction.atomic():
            answer = edit_translation.edit_override(request, translation_id, overridable_segment_id)
            if request.method == "PUT" and answer.status_code < 400:
                check_that_it_fits(translation)
    except (PageLocked, NotForATranslation) as refused:
        return _refused(refused)
    return _theirs(answer)


@require_admin_access
@require_POST
def upload(request: HttpRequest, translation_id: int) -> HttpResponseBase:
    """All sentences at once, from a PO file."""
    file = request.FILES.get("file")
    content = file.read() if file else b""
    try:
        check_lock(_side(translation_id), by=request.user)
        if not file or OURS not in content or b"\0" in content:
            raise NotForATranslation(NOT_OURS if file else "Choose the PO file first.")
        file.seek(0)
        with transaction.atomic():
            return _theirs(edit_translation.upload_pofile(request, translation_id))
    except (PageLocked, NotForATranslation) as refused:
        messages.error(request, str(refused))
    except LookupError:  # it says whose it is, and not where a PO file says so
        messages.error(request, NOT_OURS)
    return redirect(get_valid_next_url_from_request(request) or "wagtailadmin_home")


@require_admin_access
@require_POST
def stop(request: HttpRequest, translation_id: int) -> HttpResponseBase:
    """The page is written by itself from now on."""
    try:
        check_lock(_side(translation_id), by=request.user)
    except PageLocked as locked:
        messages.error(request, str(locked))
        return redirect(get_valid_next_url_from_request(request) or "wagtailadmin_home")
    return _theirs(edit_translation.stop_translation(request, translation_id))


def keep_what_is_locked(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Before the translator, whose editor asks for no lock: the hook `before_edit_page`."""
    if request.method != "POST" or not Translation.objects.filter(
        source__object_id=page.translation_key, target_locale_id=page.locale_id
    ):
        return None
    try:
        check_lock(page, by=request.user)
    except PageLocked as locked:
        messages.error(request, str(locked))
        return redirect("wagtailadmin_pages:edit", page.pk)
    return None


def _side(translation_id: int) -> Page:
    """The page that is written. Raises Http404."""
    try:
        side = get_object_or_404(Translation, pk=translation_id).get_target_instance()
    except ObjectDoesNotExist as gone:
        raise Http404 from gone
    assert isinstance(side, Page)  # nothing else is translated here
    return side


def _value(request: HttpRequest) -> str:
    """What is to stand there. Raises NotForATranslation for nothing, and for what no database keeps."""
    try:
        value = _form(request).get("value")
    except MultiPartParserError:
        value = None
    if value is None or "\0" in value:
        raise NotForATranslation("Nothing that can be kept was sent.")
    return value


def _form(request: HttpRequest) -> QueryDict:
    """What was put: Django reads the form of a POST alone. The body stays for the translator to read too."""
    if request.content_type != "multipart/form-data":
        return QueryDict(request.body)
    files = [MemoryFileUploadHandler(request)]
    return MultiPartParser(request.META, io.BytesIO(request.body), files).parse()[0]


def _refused(reason: Exception) -> JsonResponse:
    """The translator's editor marks the sentence as not saved."""
    return JsonResponse({"error": str(reason)}, status=403 if isinstance(reason, PageLocked) else 400)


def _theirs(answer: Any) -> HttpResponseBase:
    found: HttpResponseBase = answer
    return found
