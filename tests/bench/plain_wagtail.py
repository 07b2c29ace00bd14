"""The addresses of a Wagtail site without anything of ours."""

from django.urls import include, path
from wagtail import urls

urlpatterns = [path("", include(urls))]
