"""What may stand in a translation in the place of a link, a picture or a page of the English side."""

from typing import Any

from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist, ValidationError
from django.core.validators import URLValidator, validate_email
from wagtail.documents.permissions import permission_policy as documents
from wagtail.images.permissions import permission_policy as images
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail.whitelist import check_url
from wagtail_localize.models import OverridableSegment, Translation
from wagtail_localize.views.edit_translation import TabHelper, get_segment_location_info

from union.numbers import number_in

FILES = {"image_chooser": images, "document_chooser": documents}
FILE_RIGHTS = ["choose", "change", "delete"]
BREAKS = (ValueError, TypeError, LookupError, ObjectDoesNotExist, ValidationError)


class NotForATranslation(Exception):
    """This cannot stand there; the message says why."""


def check_override(segment: OverridableSegment, value: str, *, user: Any) -> None:
    """Raises NotForATranslation for what an editor could not have chosen or typed on the page itself.

    Records are the same in each language.
    """
    kind = _kind(segment)
    if kind == "text":
        _check_address(segment, value)
    elif not _may_choose(kind, number_in(value), user):
        raise NotForATranslation("This cannot be chosen here.")


def check_that_it_fits(translation: Translation) -> None:
    """Raises NotForATranslation where the page cannot be put together with what was just given."""
    try:
        translation.source.get_ephemeral_translated_instance(translation.target_locale, fallback=True)
    except BREAKS as broken:
        raise NotForATranslation("This does not fit in its place.") from broken


def _kind(segment: OverridableSegment) -> str:
    page = segment.source.get_source_instance()
    path = segment.context.path
    try:
        field = segment.context.get_field_path(page)
        found = get_segment_location_info(page, TabHelper(page), path, field, widget=True)
    except (*BREAKS, FieldDoesNotExist):
        return "unknown"
    return str(found["widget"]["type"])


def _check_address(segment: OverridableSegment, value: str) -> None:
    """A link within a text, an e-mail address or an address of the web: whichever the English one is."""
    if segment.context.path.endswith("'"):
        if not value.strip() or check_url(value) is None:
            raise NotForATranslation("A link begins with https://, mailto: or tel:, or with a stroke.")
        return
    try:
        (validate_email if "@" in str(segment.data) else URLValidator(schemes=["http", "https"]))(value)
    except ValidationError as wrong:
        raise NotForATranslation(wrong.messages[0]) from wrong


def _may_choose(kind: str, pk: int, user: Any) -> bool:
    """A page that readers see or of one's own part, a file of a collection one works with."""
    if kind == "page_chooser":
        mine = page_permission_policy.explorable_instances(user)
        return Page.objects.live().filter(pk=pk).exists() or mine.filter(pk=pk).exists()
    if kind not in FILES:
        return False
    found = FILES[kind].instances_user_has_any_permission_for(user, FILE_RIGHTS)
    return bool(found.filter(pk=pk).exists())
