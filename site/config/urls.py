"""Every address of the site. The first segments here are reserved: no page slug may take them."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from config import views
from union.accounts.views import confirm_code, prove_by_key
from union.desk.urls import section_urls
from union.pages import passwords
from union.pages import views as page_views
from union.pages.serving import serve as serve_page


def closed(request: HttpRequest) -> HttpResponse:
    """A door that is bricked up, whatever the method."""
    return redirect("account_login")


# No second door beside allauth, and no form that takes a password: each of these leads to the one login page.
to_login = RedirectView.as_view(pattern_name="account_login", query_string=True)
closed_doors = [
    path("cms/login/", to_login),
    re_path(r"^cms/password_reset/", closed),
    re_path(r"^accounts/password/", closed),
    path("accounts/signup/", closed),
]

urlpatterns = [
    path("healthz/", views.healthz, name="healthz"),
    *closed_doors,
    path("", include("union.pages.urls")),
    path("", include("union.publishing.urls")),
    path("accounts/reauthenticate/code/confirm/", confirm_code),
    path("accounts/2fa/webauthn/reauthenticate/", prove_by_key),
    path("accounts/", include("allauth.urls")),
    path("cms/", include("union.publishing.closed_urls")),
    path("cms/", include(wagtailadmin_urls)),
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        passwords.open_collection,
        name="wagtaildocs_authenticate_with_password",
    ),
    re_path(r"^documents/(\d+)/(.*)$", page_views.document, name="wagtaildocs_serve"),
    path("documents/", include(wagtaildocs_urls)),
    path("api/", include("union.api.urls")),
    path("desk/", include("union.desk.urls")),
    path("desk/", include(section_urls)),
    # In Welsh under /cy/: the pages that speak both languages.
    *i18n_patterns(
        path("search/", page_views.search, name="search"),
        path("take-part/", include("campaigns.taking_part_views")),
        path("petitions/", include("petitions.urls")),
        path("newsletters/", include("campaigns.newsletters.urls")),
        path("me/", include("union.desk.me_urls")),
        path("comments/", include("campaigns.comments.urls")),
        path("views/", include("campaigns.consultations.news_urls")),
        path("views/", include("campaigns.consultations.urls")),
        path("", include("ballots.urls")),
        prefix_default_language=False,
    ),
]
if settings.DEMO:
    # In production the proxy serves pictures; documents always go through their own view.
    pictures = {"document_root": f"{settings.MEDIA_ROOT}/images"}
    urlpatterns.append(path("media/images/<path:path>", serve, pictures))
    urlpatterns += [path("demo/mail/", include("config.mailbox_urls"))]
# Wagtail's own addresses in both languages, with our views in the place of its three.
urlpatterns += i18n_patterns(
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        passwords.open_page,
        name="wagtailcore_authenticate_with_password",
    ),
    path("_util/login/", to_login, name="wagtailcore_login"),
    re_path(wagtail_urls.serve_pattern, serve_page, name="wagtail_serve"),
    prefix_default_language=False,
)

handler404 = "union.pages.views.page_not_found"
handler500 = "config.views.went_wrong"
