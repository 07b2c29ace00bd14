from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from union.pages import feeds, site_map, views

kept_for_five_minutes = cache_control(public=True, max_age=300)

urlpatterns = [
    path("theme.css", views.theme, name="theme"),
    path("style/", views.style, name="style"),
    path("robots.txt", require_safe(feeds.robots), name="robots"),
    path(
        "sitemap.xml",
        require_safe(kept_for_five_minutes(site_map.site_map)),
        name="sitemap",
    ),
]
