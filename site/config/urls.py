"""Every address of the site. The first segments here are reserved: no page slug may take them."""

from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from config import views
from union.desk.urls import section_urls

# No second door beside allauth: Wagtail's own login and reset lead to it.
cms_doors = [
    path("cms/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("cms/password_reset/", RedirectView.as_view(pattern_name="account_login")),
    path(
        "cms/password_reset/<path:rest>",
        lambda request, rest: RedirectView.as_view(pattern_name="account_login")(request),
    ),
]

urlpatterns = [
    path("healthz/", views.healthz, name="healthz"),
    path("", include("union.pages.urls")),
    path("accounts/", include("allauth.urls")),
    *cms_doors,
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("desk/", include("union.desk.urls")),
    path("desk/", include(section_urls)),
    path("petitions/", include("petitions.urls")),
    path("", include("ballots.urls")),
    path("views/", include("campaigns.consultations.urls")),
]
if settings.DEMO:
    urlpatterns += [path("demo/mail/", include("config.mailbox_urls"))]
urlpatterns += [path("", include(wagtail_urls))]
