"""Who is told that somebody may be at risk, and what waits for them. No letter holds a word of a reply."""

from datetime import datetime

from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.urls import reverse

from campaigns.consultations.models import SafeguardingMark
from union.accounts.models import User
from union.mail.models import Lane, Message
from union.mail.rendering import Letter, MailKind, render_letter
from union.mail.sending import Envelope, enqueue_many

SEE = "see_safeguarding"
MODERATE = "moderate_replies"
KIND = "consultations_safeguarding"


def leads() -> QuerySet[User]:
    """Who holds the permission of a safeguarding lead; where nobody does, the moderators, and else the
    administrators, so that somebody is always told.
    """
    found = (people for people in (_holders(SEE), _holders(MODERATE)) if people.exists())
    return next(found, User.objects.filter(is_superuser=True, is_active=True).order_by("pk"))


def _holders(codename: str) -> QuerySet[User]:
    held = Permission.objects.filter(content_type__app_label="consultations", codename=codename)
    holders = Q(user_permissions__in=held) | Q(groups__permissions__in=held)
    return User.objects.filter(holders, is_active=True).distinct().order_by("pk")


def tell_leads(mark: SafeguardingMark, *, at: datetime) -> None:
    """One letter to each lead, in the caller's transaction; a mark made again tells them again."""
    subject = f"safeguarding:{mark.pk}:{at:%Y%m%d%H%M%S}"
    enqueue_many(KIND, [Envelope(subject, lead.email) for lead in leads()], at=at)


def waiting() -> QuerySet[SafeguardingMark]:
    """Marks that nobody has cleared, also where the text was taken back since; the oldest first."""
    stands = Q(answer__reply__state="sent", answer__reply__readable=True)
    marks = SafeguardingMark.objects.filter(stands | Q(answer=None), cleared_at=None)
    joined = marks.select_related(
        "marked_by",
        "consultation",
        "place__member",
        "answer__reply__consultation",
        "answer__reply__version",
        "answer__reply__participation__member",
    )
    return joined.order_by("marked_at", "pk")


def mail_kinds() -> list[MailKind]:
    return [MailKind(KIND, Lane.SYSTEM, render)]


def render(message: Message) -> Letter | None:
    """That something waits, and where; not wanted any more once the mark is cleared."""
    number = int(message.subject.split(":")[1])
    mark = waiting().filter(pk=number).first()
    if mark is None:
        return None
    context = {
        "title": mark.about.title,
        "marked_at": mark.marked_at,
        "path": reverse("consultations_cms:safeguarding"),
    }
    return render_letter("consultations/safeguarding", context)
