"""One's own signatures: what a mailbox has signed, what it agreed to, and the ways out.

A mailbox is found under every petition by its keyed hash, so that no index of people across petitions exists.
"""

import uuid
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from petitions import codes, hearing, identity, wording
from petitions.confirming import Standing, standing
from petitions.crossing_out import cross_out
from petitions.handing_in import recall_names
from petitions.keeping import show_anew
from petitions.links import token_for
from petitions.models import PAPER, Consent, PaperBatch, PaperRow, Petition, Signature, SignatureIdentity
from petitions.withdrawing import our_kinds, withdraw
from union.mail.forgetting import forget, forget_about

AT_ONCE = 200  # petitions in one statement, each one look-up in the index of mailboxes
SOURCE = "me"


class NotYours(Exception):
    """The signature was not given from this mailbox, or it has been taken off."""


def signatures_from(address: str) -> list[Signature]:
    """What this mailbox, under any of its spellings, has signed: petition, person and consents at hand."""
    found = [_with_person(person) for person in _whole(_on_paper(address))]
    for places in _places_of(address):
        mailbox = Q()
        for petition, hashed in places:
            mailbox |= Q(petition=petition, email_hash=hashed)
        found += [_with_person(person) for person in _whole(SignatureIdentity.objects.filter(mailbox))]
    return sorted(found, key=lambda signature: (signature.signed_at, signature.identity.slot), reverse=True)


def _on_paper(address: str) -> QuerySet[SignatureIdentity]:
    """A sheet is known by name and postcode; an address somebody wrote on it is theirs all the same."""
    return SignatureIdentity.objects.filter(signature__source=PAPER, email__iexact=address.strip())


def _whole(people: QuerySet[SignatureIdentity]) -> QuerySet[SignatureIdentity]:
    return people.select_related("signature__petition").prefetch_related("signature__consents")


def _with_person(person: SignatureIdentity) -> Signature:
    person.signature.identity = person
    return person.signature


def _places_of(address: str) -> Iterator[list[tuple[int, str]]]:
    """Under each petition the hash by which it knows the mailbox, some at a time."""
    petitions = iter(Petition.objects.order_by("pk").values_list("pk", "identity_version"))
    while some := list(islice(petitions, AT_ONCE)):
        yield [(pk, _hash(address, petition=pk, version=version)) for pk, version in some]


def _hash(address: str, *, petition: int, version: int) -> str:
    return identity.email_hash(address, petition=petition, pepper=settings.PETITION_PEPPER, version=version)


def signature_of(address: str, *, signature_id: uuid.UUID) -> Signature:
    """One signature of this mailbox. Raises NotYours."""
    person = SignatureIdentity.objects.select_related("signature__petition").filter(pk=signature_id).first()
    if person is None:
        raise NotYours
    petition = person.signature.petition
    hashed = _hash(address, petition=petition.pk, version=petition.identity_version)
    if person.email_hash != hashed and not _on_paper(address).filter(pk=signature_id).exists():
        raise NotYours
    return _with_person(person)


def latest_answers(signature: Signature) -> dict[str, Consent]:
    """The last answer to each consent."""
    return {event.purpose: event for event in sorted(signature.consents.all(), key=lambda e: e.number)}


@transaction.atomic
def change_consents(address: str, *, signature_id: uuid.UUID, given: Collection[str], at: datetime) -> int:
    """Answer every consent anew; each answer that differs from the last is one more event. How many.

    What was agreed to before under other words stays agreed under those. Raises NotYours.
    """
    Signature.objects.select_for_update().filter(pk=signature_id).first()
    signature = signature_of(address, signature_id=signature_id)
    last = latest_answers(signature)
    changed = [
        Consent(
            signature=signature,
            purpose=purpose,
            number=last[purpose].number + 1 if purpose in last else 1,
            given=purpose in given,
            wording=wording.current_version(purpose),
            at=at,
            source=SOURCE,
        )
        for purpose in wording.WORDINGS
        if (purpose in given) != (purpose in last and last[purpose].given)
    ]
    Consent.objects.bulk_create(changed)
    if changed:
        show_anew(signature.petition)
    if any(event.purpose == hearing.PURPOSE for event in changed):
        hearing.follow(signature.pk, at=at)
    return len(changed)


@transaction.atomic
def withdraw_mine(address: str, *, signature_id: uuid.UUID, at: datetime) -> None:
    """Take one's name off. Raises NotYours."""
    withdraw(signature_of(address, signature_id=signature_id).pk, at=at)


@transaction.atomic
def erase(address: str, *, at: datetime) -> int:
    """Withdraw everything from this mailbox, and forget whom we wrote to about petitions. How many rows."""
    _hold_still(address)
    signatures = signatures_from(address)
    spellings = {address, *(signature.identity.email for signature in signatures)} - {""}
    subjects = [f"signature:{signature.pk}" for signature in signatures]
    gone = forget_about(subjects, kinds=our_kinds())
    gone += sum(withdraw(signature.pk, at=at) for signature in signatures)
    recall_names({signature.petition_id for signature in signatures})
    gone += cross_out(paper_lines(address))
    return gone + sum(forget(spelling, kinds=our_kinds()) for spelling in spellings)


def paper_lines(address: str) -> QuerySet[PaperRow]:
    """Lines of sheets with this address that hang on no signature of it: those go with the signature.

    They wait for their count, or repeat somebody who gave another address.
    """
    there = PaperRow.objects.filter(email__iexact=address.strip())
    return there.exclude(person__email__iexact=address.strip())


def _hold_still(address: str) -> None:
    """No batch with such a line is counted meanwhile: the line would become a signature after all."""
    batches = PaperBatch.objects.filter(pk__in=paper_lines(address).values("batch")).order_by("pk")
    petitions = Petition.objects.filter(pk__in=batches.values("petition")).order_by("pk")
    list(petitions.select_for_update(no_key=True).values_list("pk"))
    list(batches.select_for_update(of=("self",)).values_list("pk"))


def show(address: str, *, at: datetime) -> Mapping[str, object] | None:
    """What the section of `/me/` draws."""
    rows = [
        {
            "signature": signature,
            "handle": codes.handle_for(signature.pk),
            "standing": standing_words(signature),
            "agreed": agreed_words(signature),
            "confirm": _way_to_confirm(signature, at=at),
        }
        for signature in signatures_from(address)
    ]
    return {"rows": rows} if rows else None


def _way_to_confirm(signature: Signature, *, at: datetime) -> str:
    """Where the letter's link leads, for whoever has lost it: the mailbox is proved here as well as there."""
    waits = standing(signature, at=at) == Standing.WAITING
    return reverse("petition_confirm", args=[token_for(signature.pk)]) if waits else ""


def standing_words(signature: Signature) -> str:
    """How a signature stands, as its signer is told."""
    return {
        Signature.State.PENDING: _("Waits until you follow the link in our e-mail"),
        Signature.State.CONFIRMED: _("Counted"),
        Signature.State.HELD: _("Somebody at the union looks at it first"),
        Signature.State.INVALID: _("Struck out: it does not count"),
    }.get(Signature.State(signature.state), signature.get_state_display())


def agreed_words(signature: Signature) -> list[str]:
    """What is agreed to now, in the words that were shown."""
    last = latest_answers(signature)
    return [
        wording.words(purpose, petition=signature.petition, version=last[purpose].wording)
        for purpose in wording.WORDINGS
        if purpose in last and last[purpose].given
    ]


def collect(address: str) -> dict[str, Any]:
    """Everything about each signature, for the download."""
    fields = ("name", "email", "postcode", "role", "employer", "union_member", "signed_on")
    return {
        "signatures": [_record(signature) for signature in signatures_from(address)],
        "paper": list(paper_lines(address).values(*fields)),
    }


def _record(signature: Signature) -> dict[str, Any]:
    person = signature.identity
    signed = ("state", "signed_at", "confirmed_at", "role", "employer", "union_member", "region")
    places = ("constituency", "branch", "source", "language", "invited")
    return {
        "petition": signature.petition.title,
        **{field: getattr(person, field) for field in ("name", "email", "postcode", "reason")},
        **{field: getattr(signature, field) for field in signed + places},
        "letters_sent": person.letters,
        "consents": [
            {
                "words": wording.words(event.purpose, petition=signature.petition, version=event.wording),
                "given": event.given,
                "at": event.at,
                "source": event.source,
            }
            for event in signature.consents.all()
        ],
    }


def goes(address: str) -> list[str]:
    """What erasing deletes, for the page that asks."""
    sentences = []
    if n := len(signatures_from(address)):
        text = ngettext(
            "%(n)d signature under a petition: name, e-mail address, postcode, work and what you agreed to. "
            "It no longer counts.",
            "%(n)d signatures under petitions: name, e-mail address, postcode, work and what you agreed to. "
            "They no longer count.",
            n,
        )
        sentences.append(text % {"n": n})
    if paper_lines(address).exists():
        sentences.append(_("your line on a paper sheet that has not been counted yet"))
    return sentences
