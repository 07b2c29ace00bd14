"""The certificate of a published result: one tagged PDF, for the branch notice board and the file."""

from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils import translation

from ballots.models import Ballot, Bundle
from ballots.result_shown import shown_of
from union.pdf import make_pdf

A_DAY = 86_400


def certificate_html(ballot: Ballot) -> str:
    """The print page behind the certificate, in the language of the page; `ballot` has its count."""
    context = {"ballot": ballot, **shown_of(ballot.count.results)}
    return render_to_string("ballots/certificate.html", context)


def certificate_pdf(ballot: Ballot) -> bytes:
    """The certificate of the evidence bundle: a tagged PDF in English. Raises PdfUnavailable."""
    with translation.override(settings.LANGUAGE_CODE):
        return make_pdf(certificate_html(ballot))


def kept_certificate(ballot: Ballot) -> bytes:
    """The certificate in the bundle; in Welsh, and where it has none, drawn once a day.

    Raises PdfUnavailable.
    """
    if translation.get_language() == "cy":
        return _drawn_once_a_day(
            f"ballot-certificate:cy:{ballot.pk}", lambda: make_pdf(certificate_html(ballot))
        )
    kept = Bundle.objects.filter(ballot=ballot).values_list("certificate", flat=True).get()
    if kept is not None:
        return bytes(kept)
    return _drawn_once_a_day(f"ballot-certificate:{ballot.pk}", lambda: certificate_pdf(ballot))


def _drawn_once_a_day(key: str, draw: Callable[[], bytes]) -> bytes:
    drawn: bytes | None = cache.get(key)
    if drawn is None:
        drawn = draw()
        cache.set(key, drawn, A_DAY)
    return drawn
