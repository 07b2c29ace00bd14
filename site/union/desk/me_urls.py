from django.urls import include, path

from union.desk import me_views
from union.desk.me_sections import me_parts

urlpatterns = [
    path("", me_views.me, name="me"),
    path("close/", me_views.close, name="me_close"),
    path("closed/", me_views.closed, name="me_closed"),
    path("download/", me_views.download, name="me_download"),
    path("erase/", me_views.erase, name="me_erase"),
    path("erased/", me_views.erased, name="me_erased"),
    *[path(f"{part.slug}/", include(part.urls)) for part in me_parts()],
    path("<str:token>/", me_views.open_by_link, name="me_open"),
]
