"""Newsletters, who asked for them, and the pages that were mailed."""

from campaigns.newsletters.models.mailing import Mailing
from campaigns.newsletters.models.subscribing import (
    Choice,
    Newsletter,
    OptOut,
    RateWindow,
    Subscriber,
    Wish,
)

__all__ = ["Choice", "Mailing", "Newsletter", "OptOut", "RateWindow", "Subscriber", "Wish"]
