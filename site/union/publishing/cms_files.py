"""Doors of Wagtail that would show the titles and names of files somebody has nothing to do with."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.bulk_action.dispatcher import index as bulk_action
from wagtail.documents import permissions as documents
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images import permissions as images
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.images.views.chooser import viewset as image_chooser

from union.numbers import number_in

POLICIES = {"campaignimage": images.permission_policy, "campaigndocument": documents.permission_policy}
ANY = ["choose", "change", "delete"]


def _mine(policy: Any, user: Any) -> QuerySet[Any]:
    found: QuerySet[Any] = policy.instances_user_has_any_permission_for(user, ANY)
    return found


def _keep_out(request: HttpRequest, kind: str, keys: Iterable[str | int]) -> None:
    """Raises PermissionDenied where one of these files is in no collection this person works with."""
    asked = {number_in(str(key)) for key in keys if key != "all"}
    if _mine(POLICIES[kind], request.user).filter(pk__in=asked).count() < len(asked):
        raise PermissionDenied


@require_admin_access
def bulk(request: HttpRequest, kind: str, action: str) -> HttpResponseBase:
    if kind not in POLICIES:
        raise PermissionDenied
    _keep_out(request, kind, request.GET.getlist("id"))
    if not number_in(request.GET.get("childOf", "1")):
        raise Http404("No collection has this number.")
    return bulk_action(request, "pages", kind, action)


@require_admin_access
def select_format(request: HttpRequest, image_id: int) -> HttpResponseBase:
    _keep_out(request, "campaignimage", [image_id])
    answer: HttpResponseBase = image_chooser.select_format_view(request, image_id=image_id)
    return answer


class OwnImages(ImagesAdminAPIViewSet):
    def get_queryset(self) -> QuerySet[Any]:
        mine = _mine(images.permission_policy, self.request.user)
        return super().get_queryset().filter(pk__in=mine.values("pk"))


class OwnDocuments(DocumentsAdminAPIViewSet):
    def get_queryset(self) -> QuerySet[Any]:
        mine = _mine(documents.permission_policy, self.request.user)
        return super().get_queryset().filter(pk__in=mine.values("pk"))


def own_files(router: Any) -> None:
    """In the place of Wagtail's, which list every file to everybody at the CMS."""
    router.register_endpoint("images", OwnImages)
    router.register_endpoint("documents", OwnDocuments)
