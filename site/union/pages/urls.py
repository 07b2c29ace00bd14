from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps.views import sitemap

from union.pages import feeds, views

urlpatterns = [
    path("theme.css", views.theme, name="theme"),
    path("style/", views.style, name="style"),
    path("robots.txt", require_safe(feeds.robots), name="robots"),
    path("sitemap.xml", require_safe(cache_control(public=True, max_age=300)(sitemap)), name="sitemap"),
]
