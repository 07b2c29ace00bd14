"""Quotes: a member's words, with consent, seen by two people, taken back at once when they must be."""

from datetime import datetime

from django.db import transaction

from campaigns.consultations.consenting import consents_of
from campaigns.consultations.crediting import signing_of
from campaigns.consultations.cutting import is_faithful
from campaigns.consultations.errors import ConsentMissing, NotForPublication, NotTheirWords, SamePerson
from campaigns.consultations.models import Answer, Quote
from campaigns.consultations.moderating import READY, lock_sent_text, redacted_text
from campaigns.consultations.recalling import recall_quotes
from campaigns.consultations.risks import MEANINGS, NEVER_PUBLISHED, find_risks
from union.accounts.models import User
from union.audit.recording import record


@transaction.atomic
def propose_quote(answer: Answer, *, text: str, purpose: str, by: User, at: datetime) -> Quote:
    """A quote waiting for a second moderator; `by` stands for it as the first.

    Refuses an answer that is not approved, a purpose the member did not allow, words that are not passages of
    the redacted text with each gap marked [...], the very words of a quote that stands, and contact details
    of any kind. It is signed as closely as enough people fit (`attributing`); nobody chooses the signature.
    """
    answer = lock_sent_text(answer)
    words = " ".join(text.split())
    standing = answer.quotes.exclude(state=Quote.State.RECALLED)
    if standing.filter(text=words, purpose=purpose).exists():
        raise NotForPublication("These very words are proposed already: they stand below, with the quotes.")
    _check_may_be_quoted(answer, words=words, purpose=purpose)
    quote = Quote.objects.create(
        answer=answer,
        consultation_id=answer.reply.consultation_id,
        text=words,
        attribution=signing_of(answer).text,
        purpose=purpose,
        first_approver=by,
        proposed_at=at,
    )
    record("quote.proposed", subject=f"quote:{quote.pk}", by=by, at=at, detail={"answer": answer.pk})
    return quote


@transaction.atomic
def approve_quote(quote: Quote, *, by: User, at: datetime) -> None:
    """The second approval, by somebody else: from now on editors may use the quote.

    Consent, moderation and wording are checked again as they are now; a signature that too few fit by now
    becomes a coarser one. Raises SamePerson, and NotForPublication for a quote that waits no more.
    """
    answer = _lock_answer_of(quote)
    quote = Quote.objects.select_for_update().get(pk=quote.pk)
    if quote.state != Quote.State.PROPOSED:
        raise NotForPublication("This quote is not waiting for approval any more.")
    if quote.first_approver_id == by.pk:
        raise SamePerson("You proposed this quote, so somebody else has to approve it.")
    _check_may_be_quoted(answer, words=quote.text, purpose=quote.purpose)
    signing = signing_of(answer)
    if quote.attribution not in signing.allowed:
        quote.attribution = signing.text
    quote.state, quote.second_approver, quote.approved_at = Quote.State.PUBLISHED, by, at
    quote.save(update_fields=["state", "second_approver", "approved_at", "attribution"])
    record("quote.approved", subject=f"quote:{quote.pk}", by=by, at=at, detail={"answer": answer.pk})


@transaction.atomic
def recall_quote(quote: Quote, *, by: User, at: datetime) -> None:
    """A moderator takes a quote back; recalling twice is harmless."""
    recall_quotes(Quote.objects.filter(pk=quote.pk), reason=Quote.Recall.MODERATOR, at=at)
    record("quote.recalled", subject=f"quote:{quote.pk}", by=by, at=at)


def _lock_answer_of(quote: Quote) -> Answer:
    if quote.answer is None:
        raise NotForPublication("The member took this answer back.")
    return lock_sent_text(quote.answer)


def _check_may_be_quoted(answer: Answer, *, words: str, purpose: str) -> None:
    if answer.moderation not in READY:
        raise NotForPublication("Approve the answer, or take words out of it, before you quote from it.")
    if purpose not in consents_of(answer.reply):
        raise ConsentMissing("The member has not allowed quotes for this purpose. Choose one they allowed.")
    if not is_faithful(words, redacted_text(answer)):
        raise NotTheirWords("Quote the member's own words in their order, and mark each gap with [...].")
    for risk in find_risks(words):
        if risk.kind in NEVER_PUBLISHED:
            raise NotForPublication(
                f"The quote holds {MEANINGS[risk.kind]}. Take it out of the answer first."
            )
