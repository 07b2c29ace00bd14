"""One's own places in consultations at `/me/`: a proved address, what its owner wrote, and its erasure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy, ngettext

from campaigns.consultations.concerns import Gone, keep_concerns, words_kept_of
from campaigns.consultations.consenting import consents_of
from campaigns.consultations.inviting import INVITATION
from campaigns.consultations.models import Answer, Consultation, Participation, Quote, Reply
from campaigns.consultations.questionnaire import thaw
from campaigns.consultations.reading import given_in
from campaigns.consultations.recalling import recall_quotes
from campaigns.consultations.reminding import REMINDER
from campaigns.consultations.resending import AGAIN
from campaigns.consultations.speaking import words_of
from union.mail.forgetting import forget

NOT_FOUND = gettext_lazy(
    "The reply was given anonymously: nothing ties it to you, so it is not in this file and cannot be erased "
    "here. Your receipt code opens it and withdraws it."
)


@dataclass(frozen=True)
class Place:
    """One member's place. Two members of one household may share an address: then neither is told whether
    the other has answered."""

    participation: Participation
    reply: Reply | None
    shared: bool

    @property
    def consultation(self) -> Consultation:
        return self.participation.consultation

    @property
    def first_name(self) -> str:
        return self.participation.member.name.partition(" ")[0]

    @property
    def taken(self) -> bool:
        """An anonymous link that was used."""
        return self.consultation.is_anonymous and self.participation.answered_on is not None

    @property
    def can_be_read(self) -> bool:
        """Whether it may lead to a reply after the close; of a household's known places, each may."""
        if self.shared:
            return self.consultation.knows_its_members and self.consultation.state != Consultation.State.OPEN
        return self.reply is not None and self.reply.state == Reply.State.SENT

    @property
    def stage(self) -> str:
        """What there is to do: "taken" for nothing, "answer", "go_on" with what was begun, "edit"."""
        if self.shared:
            return "answer"
        if self.taken:
            return "taken"
        if self.reply is None or self.reply.state == Reply.State.WITHDRAWN:
            return "answer"
        return "edit" if self.reply.state == Reply.State.SENT else "go_on"


def places_of(address: str) -> list[Place]:
    """The places this address proves, the consultation that closes last in front."""
    wanted = address.strip().lower()
    if not wanted:
        return []
    found = list(
        Participation.objects.filter(member__email=wanted)
        .select_related("consultation", "member", "reply__version")
        .order_by("-consultation__closes", "member__number")
    )
    many = Counter(place.consultation_id for place in found)
    return [Place(place, getattr(place, "reply", None), many[place.consultation_id] > 1) for place in found]


def place_of(address: str, *, number: str) -> Participation | None:
    """The place with this number, if this address proves it."""
    found = (place.participation for place in places_of(address))
    return next((place for place in found if str(place.pk) == number), None)


def show(address: str, *, at: datetime) -> Mapping[str, object] | None:
    """What the section of `/me/` draws: what can be answered now, and replies that can still be read."""
    rows = []
    for place in places_of(address):
        is_open = place.consultation.is_open(at)
        if is_open or place.can_be_read:
            rows.append(
                {
                    "place": place,
                    "title": words_of(place.consultation, "title"),
                    "open": is_open,
                    "stage": place.stage,
                }
            )
    return {"rows": rows} if rows else None


def collect(address: str) -> Mapping[str, Any]:
    """Everything held about the address, fit for JSON."""
    found = [_line(place) for place in places_of(address)]
    return {"consultations": found} if found else {}


def goes(address: str) -> list[str]:
    """One sentence for each thing that erasing deletes; what stays, the page says itself."""
    places = places_of(address)
    replies = sum(place.reply is not None for place in places)
    sentences = []
    if places:
        sentence = ngettext(
            "that you were asked in %(n)d consultation, whether you took part, and your link to answer",
            "that you were asked in %(n)d consultations, whether you took part, and your links to answer",
            len(places),
        )
        sentences.append(sentence % {"n": len(places)})
    if replies:
        sentence = ngettext(
            "your reply to %(n)d of them, with what you allowed; quotes from it leave every page",
            "your replies to %(n)d of them, with what you allowed; quotes from them leave every page",
            replies,
        )
        sentences.append(sentence % {"n": replies})
    return sentences


@transaction.atomic
def erase(address: str, *, at: datetime) -> int:
    """Delete places, and replies that hang on them with all that hangs on these; quotes are recalled.

    An anonymous reply stays: nobody can tell which it is. A concern that somebody is at risk stays until it
    is dealt with, without a name. How many rows.
    """
    places = [place.participation.pk for place in places_of(address)]
    replies = Reply.objects.filter(participation__in=places)
    recall_quotes(Quote.objects.filter(answer__reply__in=replies), reason=Quote.Recall.WITHDRAWN, at=at)
    keep_concerns(Answer.objects.filter(reply__in=replies), gone=Gone.ERASED)
    gone = replies.delete()[0] + Participation.objects.filter(pk__in=places).delete()[0]
    return gone + forget(address, kinds=[INVITATION, REMINDER, AGAIN])


def _line(place: Place) -> dict[str, Any]:
    line: dict[str, Any] = {
        "consultation": place.consultation.title,
        "member": place.participation.member.name,
        "membership_number": place.participation.member.number,
    }
    if place.shared:
        return line
    if place.taken:
        return line | {"took_part": True, "reply": str(NOT_FOUND)}
    kept = words_kept_of([place.participation], place.consultation)
    line |= {"kept_while_somebody_may_be_at_risk": kept} if kept else {}
    return line | {"reply": None if place.reply is None else _reply(place.reply)}


def _reply(reply: Reply) -> dict[str, Any]:
    questionnaire = thaw(reply.version.content)
    given = given_in(reply)
    return {
        "state": reply.state,
        "started_on": reply.started_on,
        "sent_on": reply.sent_on,
        "language": reply.language,
        "answers": {
            asked.label: asked.shown(given[asked.key])
            for asked in questionnaire.every()
            if asked.key in given
        },
        "may_be_quoted_for": sorted(consents_of(reply)),
    }
