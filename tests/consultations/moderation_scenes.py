"""A risky text, the addresses of the pages on which moderators read it, and a quote from it."""

from django.test import Client

from campaigns.consultations.models import Consultation, Figure, Quote
from tests.consultations.factories import HARMLESS, text_of

RISKY = "I told Robyn, aged 7, to stay."


def address(path: str, consultation: Consultation) -> str:
    quote, figure = Quote.objects.first(), Figure.objects.first()
    return "/cms/views/" + path.format(
        c=consultation.pk,
        a=text_of(consultation).pk,
        q=quote.pk if quote else 0,
        f=figure.pk if figure else 0,
    )


def propose(desk: Client, consultation: Consultation, *, text: str = HARMLESS) -> None:
    desk.post(address("answers/{a}/quote/", consultation), {"text": text, "purpose": "campaign"})
