"""A consultation whose texts are approved and sorted into themes by Cleo, who codes and moderates nothing."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import Permission

from campaigns.consultations.coding import code_texts
from campaigns.consultations.models import Answer, Consultation, Theme
from campaigns.consultations.moderating import approve
from campaigns.consultations.opening import close_consultation
from campaigns.consultations.responding import publish_outcome, write_outcome
from campaigns.consultations.theming import write_theme
from tests.consultations.factories import reply
from union.accounts.models import User


def coder() -> User:
    """Cleo may sort texts, and nothing else."""
    cleo = User.objects.create_user("cleo@example.org", name="Cleo Marsh")
    cleo.user_permissions.add(
        Permission.objects.get(content_type__app_label="consultations", codename="code_replies"),
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"),
    )
    return cleo


def approved(
    consultation: Consultation, *words: str, by: User, at: datetime, consents: Sequence[str] = ()
) -> list[Answer]:
    """A reply for each of these texts, read and approved."""
    before = set(Answer.objects.values_list("pk", flat=True))
    for change in words:
        reply(consultation, at=at, change=change, consents=consents)
    texts = list(Answer.objects.filter(question="change").exclude(pk__in=before).order_by("pk"))
    for text in texts:
        approve(text, by=by, at=at)
        text.refresh_from_db()
    return texts


def said_by(
    theme: Theme, *, members: int, words: str, moderator: User, by: User, at: datetime
) -> list[Answer]:
    """So many members say this, each in a reply of their own, sorted into the theme by hand."""
    texts = approved(theme.consultation, *[words] * members, by=moderator, at=at, consents=["campaign"])
    for text in texts:
        code_texts([text.pk], themes=[theme], how="by_hand", by=by, at=at)
    return texts


def answered_theme(
    consultation: Consultation, *, members: int, moderator: User, second: User, at: datetime
) -> Theme:
    """“Fewer forms”, said by so many, with an outcome that two people made public."""
    theme = write_theme(consultation, title="Fewer forms", by=moderator, at=at)
    said_by(theme, members=members, words="Fewer forms to fill.", moderator=moderator, by=second, at=at)
    outcome = write_outcome(
        theme, kind="adopted", reason="We ask for one form in place of nine.", by=moderator, at=at
    )
    publish_outcome(outcome, by=second, at=at)
    return Theme.objects.get(pk=theme.pk)


def closed(consultation: Consultation, *, at: datetime) -> Consultation:
    close_consultation(consultation, by=None, at=at)
    consultation.refresh_from_db()
    return consultation
