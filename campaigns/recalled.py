"""When words are taken back, what is being mailed is drawn anew: the next letter has none of them."""

from typing import Any

from campaigns.consultations.recalling import quotes_recalled
from campaigns.newsletters.drawing import draw_anew


def letters_without_them(sender: object, **news: Any) -> None:
    draw_anew()


def listen() -> None:
    quotes_recalled.connect(letters_without_them, dispatch_uid="letters_without_recalled_quotes")
