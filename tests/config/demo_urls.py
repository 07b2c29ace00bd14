"""The addresses of the site as the demo has them."""

from django.urls import include, path

from config.urls import urlpatterns as without_demo

urlpatterns = [path("demo/mail/", include("config.mailbox_urls")), *without_demo]
