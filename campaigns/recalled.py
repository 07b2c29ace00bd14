"""When words or a page are taken back, what is being mailed is drawn anew, and the rest has none of them."""

from typing import Any

from wagtail.signals import page_unpublished

from campaigns.consultations.recalling import quotes_recalled
from campaigns.newsletters.drawing import draw_anew


def letters_without_them(sender: object, **news: Any) -> None:
    draw_anew()


def listen() -> None:
    quotes_recalled.connect(letters_without_them, dispatch_uid="letters_without_recalled_quotes")
    page_unpublished.connect(letters_without_them, dispatch_uid="no_letters_of_a_page_taken_off")
