"""When a record or a page is taken back, what is being mailed is drawn anew, and the rest has none of it."""

from typing import Any

from wagtail.signals import page_unpublished

from campaigns.newsletters.drawing import draw_anew
from union.pages.changing import taken_back


def letters_without_it(sender: object, **news: Any) -> None:
    draw_anew()


def listen() -> None:
    taken_back.connect(letters_without_it, dispatch_uid="no_letters_of_what_is_taken_back")
    page_unpublished.connect(letters_without_it, dispatch_uid="no_letters_of_a_page_taken_off")
