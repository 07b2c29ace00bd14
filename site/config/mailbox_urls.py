"""Only the demo includes these."""

from django.urls import path, re_path

from config import mailbox_views

NAME = r"(?P<name>\d{19}-[0-9a-f]{8})"

urlpatterns = [
    path("", mailbox_views.letter_list, name="mailbox"),
    re_path(rf"^{NAME}/$", mailbox_views.letter, name="mailbox_letter"),
    re_path(rf"^{NAME}/html/$", mailbox_views.letter_html, name="mailbox_letter_html"),
]
