"""The test letter: what members will get, sent to the officer; its link opens the preview only."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ballots.errors import TooManyTestLetters, WrongMoment
from ballots.models import Ballot, State
from union.accounts.models import User
from union.mail.models import Message
from union.mail.rendering import Letter, render_letter
from union.mail.sending import enqueue, recipient_hash

TEST_LETTER = "ballot_test_letter"
A_DAY = 10
NO_TOKEN = "0" * 54  # stands where a member's link stands, and is no link of anybody's


def send_test_letter(draft: Ballot, *, to: User, at: datetime) -> None:
    """Put the letter in the outbox. Raises TooManyTestLetters for the eleventh of a day.

    Raises WrongMoment where no letter will go to members: in a ballot by branch returns.
    """
    if draft.by_returns:
        raise WrongMoment("No link is mailed in a ballot by branch returns, so there is no letter to try.")
    with transaction.atomic():
        sent = Message.objects.filter(
            kind=TEST_LETTER, subject=draft.subject, recipient_hash=recipient_hash(to.email)
        )
        day = timezone.localdate(at)
        midnight = timezone.make_aware(datetime(day.year, day.month, day.day))
        if sent.filter(queued_at__gte=midnight).count() >= A_DAY:
            raise TooManyTestLetters
        language, version = draft.language_of_letters, sent.count() + 1
        enqueue(TEST_LETTER, subject=draft.subject, to=to.email, at=at, version=version, language=language)


def render_test_letter(message: Message) -> Letter | None:
    """The invitation with the draft's own words; None once the draft is fixed or given up."""
    draft = (
        Ballot.objects.select_related("branch")
        .filter(pk=message.subject.removeprefix("ballot:"), state=State.DRAFT)
        .first()
    )
    if draft is None:
        return None
    reader = User.objects.filter(email__iexact=message.recipient).first()
    name = reader.get_full_name() if reader else _("member")
    link, preview = f"/vote/{NO_TOKEN}/", reverse("desk_ballots:preview", args=[draft.slug])
    address = f"{settings.BASE_URL}{preview}"
    to_preview = {"token": NO_TOKEN, "link": address, "other_link": address}
    letter = render_letter(
        "ballots/invitation", {"ballot": draft, "name": name, "again": False, **to_preview}
    )
    return replace(
        letter,
        subject=_("Test: %(subject)s") % {"subject": letter.subject},
        text=letter.text.replace(link, preview),
        html=letter.html.replace(link, preview),
    )
