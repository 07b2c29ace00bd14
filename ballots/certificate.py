"""The certificate of a published result: one tagged PDF, for the branch notice board and the file."""

from django.core.cache import cache
from django.template.loader import render_to_string

from ballots.models import Ballot, Bundle
from ballots.result_shown import shown_of
from union.pdf import make_pdf

A_DAY = 86_400


def certificate_html(ballot: Ballot) -> str:
    """The print page behind the certificate; `ballot` has its count."""
    context = {"ballot": ballot, **shown_of(ballot.count.results)}
    return render_to_string("ballots/certificate.html", context)


def certificate_pdf(ballot: Ballot) -> bytes:
    """The certificate as a tagged PDF. Raises PdfUnavailable."""
    return make_pdf(certificate_html(ballot))


def kept_certificate(ballot: Ballot) -> bytes:
    """The certificate in the bundle; where it has none, drawn once a day. Raises PdfUnavailable."""
    kept = Bundle.objects.filter(ballot=ballot).values_list("certificate", flat=True).get()
    if kept is not None:
        return bytes(kept)
    key = f"ballot-certificate:{ballot.pk}"
    drawn = cache.get(key)
    if drawn is None:
        drawn = certificate_pdf(ballot)
        cache.set(key, drawn, A_DAY)
    return drawn
