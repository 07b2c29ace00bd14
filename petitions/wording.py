"""The words of each consent, by version. A version that has been shown is never edited: add the next one."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from petitions.models import Consent, Petition, Signature

WORDINGS: Mapping[str, Mapping[int, str | Promise]] = {
    Consent.Purpose.PETITION_NEWS: {1: _("E-mail me news of this petition")},
    Consent.Purpose.UNION_CAMPAIGNS: {1: _("E-mail me about other campaigns of the union")},
    Consent.Purpose.DECISION_MAKER: {1: _("Give my name to {decision_maker} when the petition is handed in")},
    Consent.Purpose.PUBLIC_NAME: {1: _("Show my name in public beside the petition")},
}


def current_version(purpose: str) -> int:
    return max(WORDINGS[purpose])


def words(purpose: str, *, petition: Petition, version: int | None = None) -> str:
    """The sentence somebody read, or reads now, in the language of the page."""
    text = WORDINGS[purpose][version or current_version(purpose)]
    return str(text).format(decision_maker=petition.words("decision_maker"))


def current(petition: Petition) -> list[tuple[str, str]]:
    """Each purpose with today's words: the choices of the form."""
    return [(purpose, words(purpose, petition=petition)) for purpose in WORDINGS]


def agreed(signature: Signature) -> list[str]:
    """What the signer has agreed to so far, in the words that were shown; the latest answer counts."""
    latest = {consent.purpose: consent for consent in signature.consents.order_by("number")}
    return [
        words(consent.purpose, petition=signature.petition, version=consent.wording)
        for purpose in WORDINGS
        if (consent := latest.get(purpose)) and consent.given
    ]
