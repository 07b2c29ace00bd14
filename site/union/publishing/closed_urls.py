"""Doors of Wagtail that lead past an approval, a reason or a lock: each leads to where one is asked for.

One more begins nearer to what is looked for.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.generic import RedirectView
from wagtail.admin.auth import require_admin_access

from union.publishing import (
    cms_approving,
    cms_doors,
    cms_files,
    cms_redirects,
    cms_sites,
    cms_translator,
    cms_welsh,
)
from union.publishing.cms_choosing import ChooseAnAddress, ChooseAPage
from union.publishing.cms_front import Front
from union.publishing.cms_locking import LockEverySide, UnlockEverySide

TRANSLATION = "localize/translate/<int:translation_id>"


def one_by_one(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Many pages at once would be published or withdrawn without anybody's word on each."""
    if request.user.is_authenticated:
        messages.error(request, "Publish and recall pages one at a time: each needs its approval or reason.")
    return redirect("wagtailadmin_explore_root")


urlpatterns = [
    path("", require_admin_access(Front.as_view())),
    path("pages/<int:page_id>/edit/", cms_approving.edit),
    path("pages/workflow/action/<int:page_id>/approve/<int:task_state_id>/", cms_approving.from_a_list),
    path("pages/<int:pk>/unpublish/", RedirectView.as_view(pattern_name="publishing:recall")),
    path("bulk/wagtailcore/page/publish/", one_by_one),
    path("bulk/wagtailcore/page/unpublish/", one_by_one),
    path("bulk/wagtailcore/page/<str:action>/", cms_doors.bulk),
    path("bulk/pages/<str:kind>/<str:action>/", cms_files.bulk),
    path("images/chooser/<int:image_id>/select_format/", cms_files.select_format),
    path("pages/<int:page_to_move_id>/move/<int:destination_id>/confirm/", cms_doors.move),
    path("pages/<int:page_id>/privacy/", cms_doors.set_privacy),
    path("pages/<int:page_to_move_id>/set_position/", cms_doors.set_position),
    path("choose-page/<int:parent_page_id>/", cms_doors.choose_beneath),
    path("choose-page/chosen-multiple/", cms_doors.chosen_pages),
    path("reports/page-types-usage/", cms_doors.kinds_of_pages),
    path("reports/page-types-usage/results/", cms_doors.kinds_of_pages, {"results_only": True}),
    path("failwhale/", RedirectView.as_view(pattern_name="wagtailadmin_home")),
    path("localize/reports/translations/", cms_doors.translations),
    path("localize/reports/translations/results/", cms_doors.translations, {"results_only": True}),
    path("api/main/pages/<int:pk>/action/<str:action>/", one_by_one),
    path("localize/submit/page/<int:page_id>/", cms_welsh.begin_translation),
    path("localize/update/<int:translation_source_id>/", cms_welsh.update_translations),
    path("localize/page/<int:pk>/convert_to_alias/", one_by_one),
    path(f"{TRANSLATION}/strings/<int:string_segment_id>/edit/", cms_translator.string),
    path(f"{TRANSLATION}/overrides/<int:overridable_segment_id>/edit/", cms_translator.override),
    path(f"{TRANSLATION}/pofile/upload/", cms_translator.upload),
    path(f"{TRANSLATION}/disable/", cms_translator.stop),
    path("pages/<int:page_id>/lock/", require_admin_access(LockEverySide.as_view())),
    path("pages/<int:page_id>/unlock/", require_admin_access(UnlockEverySide.as_view())),
    path("sites/new/", require_admin_access(cms_sites.kept.add_view)),
    path("sites/edit/<int:pk>/", require_admin_access(cms_sites.kept.edit_view)),
    path("sites/delete/<int:pk>/", require_admin_access(cms_sites.kept.delete_view)),
    path("redirects/import/process/", cms_redirects.import_them),
    path("settings/<slug:app_name>/<slug:model_name>/<int:pk>/", cms_doors.edit_setting),
    path("choose-page/", ChooseAPage.as_view()),
    path("choose-external-link/", ChooseAnAddress.as_view()),
]
