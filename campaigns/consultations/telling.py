"""The letter when the union has reported: to those who took part, and to those who left an address for it.

`Participation` says that a member took part and never what they said, so an anonymous reply stays one. Its
letter is in English with a way to the Welsh, for nobody noted in which language it came; a known member's is
in the language of their reply. A mailbox gets one letter, however it came to be told, and none where it
refused them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation

from campaigns.consultations.interested import CONFIRM, LINK_LIVES, confirm_token, stop_token
from campaigns.consultations.models import Consultation, Interested, NoReports, Outcome, Participation, Reply
from campaigns.consultations.responding import published_outcomes, quotes_on
from campaigns.consultations.speaking import words_of
from union.jobs.kinds import JobKind
from union.jobs.models import Job
from union.jobs.working import advance
from union.languages import page_is_welsh
from union.mail.models import Lane, Message
from union.mail.rendering import Letter, MailKind, render_letter
from union.mail.sending import Envelope, enqueue_many, recipient_hash

MAIL, REPORTED = "consultation_report_mail", "consultation_reported"
BATCH = 500
Told = tuple[str, str]  # an address and the language it is written to in


def letters_at_most(consultation: Consultation) -> int:
    """How many mailboxes would be told now; those that refused such letters are still among them."""
    members = _took_part(consultation).values("member__email").distinct()
    others = _asked(consultation).exclude(email__in=members)
    return members.count() + others.count()


def tell_all(job: Job, *, at: datetime) -> Mapping[str, int]:
    """Queue every letter, and let go of the addresses that were left for it; done again, it adds nothing."""
    consultation = Consultation.objects.get(pk=job.subject.removeprefix("consultation:"))
    total = _took_part(consultation).count() + _asked(consultation).count()
    done = letters = 0
    last = 0
    members = _took_part(consultation).values_list("pk", "member__email", "reply__language")
    while batch := list(members.filter(pk__gt=last)[:BATCH]):
        told = [(address, language or "en") for _, address, language in batch]
        letters += _queue(consultation, told, at=at)
        last, done = batch[-1][0], done + len(batch)
        advance(job, done=done, total=total)
    while left := list(_asked(consultation)[:BATCH]):
        with transaction.atomic():
            letters += _queue(consultation, [(row.email, row.language) for row in left], at=at)
            Interested.objects.filter(pk__in=[row.pk for row in left]).delete()
        done += len(left)
        advance(job, done=done, total=total)
    consultation.interested.all().delete()
    return {"letters": letters}


def job_kinds() -> list[JobKind]:
    return [JobKind(MAIL, "Telling those who took part", tell_all)]


def mail_kinds() -> list[MailKind]:
    return [
        MailKind(REPORTED, Lane.BULK, render_reported),
        MailKind(CONFIRM, Lane.INTERACTIVE, render_confirm),
    ]


def render_reported(message: Message) -> Letter | None:
    """What members said and what is done about it, as it is public at the moment of sending."""
    found = Consultation.objects.filter(state=Consultation.State.REPORTED).select_related("report")
    consultation = found.filter(pk=message.subject.removeprefix("consultation:")).first()
    if consultation is None or NoReports.objects.filter(address_hash=message.recipient_hash).exists():
        return None
    stop_path = reverse("consultations_news:stop", args=[stop_token(message.recipient_hash)])
    context = {
        "consultation": consultation,
        "title": words_of(consultation, "title"),
        "summary": words_of(consultation.report, "summary"),
        "outcomes": [_said_and_done(outcome) for outcome in published_outcomes(consultation)],
        "stop_path": stop_path,
        "other_link": settings.BASE_URL + in_other_language(consultation),
    }
    one_click = {
        "List-Unsubscribe": f"<{settings.BASE_URL}{stop_path}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return replace(render_letter("consultations/reported", context), headers=one_click)


def render_confirm(message: Message) -> Letter | None:
    """The link that proves an address; not wanted any more when it was used, or the address is gone."""
    waiting = Interested.objects.filter(pk=message.subject.removeprefix("interested:"), confirmed=False)
    interested = waiting.select_related("consultation").first()
    if interested is None:
        return None
    context = {
        "consultation": interested.consultation,
        "title": words_of(interested.consultation, "title"),
        "path": reverse("consultations_news:confirm", args=[confirm_token(interested)]),
        "until": timezone.localtime(message.queued_at + LINK_LIVES),
    }
    return render_letter("consultations/confirm_news", context)


def in_other_language(consultation: Consultation) -> str:
    """The address of the consultation's page in Welsh, or in English where the letter is Welsh."""
    with translation.override("en-gb" if page_is_welsh() else "cy"):
        return consultation.get_absolute_url()


def _said_and_done(outcome: Outcome) -> dict[str, object]:
    """One quote at most: a letter is not the page. A recalled one is not found."""
    return {
        "theme": words_of(outcome.theme, "title"),
        "members": outcome.members,
        "quote": quotes_on(outcome.theme).first(),
        "done": outcome.get_kind_display(),
        "reason": words_of(outcome, "reason"),
    }


def _took_part(consultation: Consultation) -> QuerySet[Participation]:
    """Of known members those whose reply stands; of anonymous ones nobody can tell who took theirs back."""
    answered = consultation.participations.filter(answered_on__isnull=False)
    if consultation.knows_its_members:
        answered = answered.filter(reply__state=Reply.State.SENT)
    return answered.exclude(member__email="").order_by("pk")


def _asked(consultation: Consultation) -> QuerySet[Interested]:
    return consultation.interested.filter(confirmed=True).order_by("pk")


@transaction.atomic
def _queue(consultation: Consultation, told: Iterable[Told], *, at: datetime) -> int:
    hashed = {recipient_hash(address): (address, language) for address, language in told}
    refused = NoReports.objects.filter(address_hash__in=hashed).values_list("address_hash", flat=True)
    left = [hashed[one] for one in hashed.keys() - set(refused)]
    subject = f"consultation:{consultation.pk}"
    enqueue_many(REPORTED, [Envelope(subject, address, language) for address, language in left], at=at)
    return len(left)
