"""The letter to the second of two people, with a link to the one page where they agree or turn it down."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from ballots.models import Approval
from ballots.second_people import second_people
from union.mail.models import Message
from union.mail.rendering import Letter, render_letter
from union.mail.sending import Envelope, enqueue_many

APPROVAL_ASKED = "ballot_approval_asked"


def call_second_people(approval: Approval, *, at: datetime) -> None:
    """Put a letter to everybody who is asked in the outbox, in the caller's transaction."""
    enqueue_many(APPROVAL_ASKED, letters_to_second_people(approval), at=at)


def letters_to_second_people(approval: Approval) -> list[Envelope]:
    people = second_people(approval.ballot, but=approval.proposer)
    language = approval.ballot.language_of_letters
    return [Envelope(f"approval:{approval.pk}", person.email, language) for person in people]


def was_anybody_called(approval: Approval) -> bool:
    """Whether there was somebody to write to when this was asked."""
    return Message.objects.filter(kind=APPROVAL_ASKED, subject=f"approval:{approval.pk}").exists()


def render_approval_asked(message: Message) -> Letter | None:
    """The letter; None once the proposal was agreed to, turned down or taken back."""
    approval = (
        Approval.objects.select_related("ballot__branch", "proposer")
        .filter(pk=message.subject.removeprefix("approval:"), approver=None, done_at=None)
        .first()
    )
    if approval is None:
        return None
    path = reverse("desk_ballots:approve", args=[approval.ballot.slug, approval.act])
    return render_letter(
        "ballots/approval_asked", {"approval": approval, "ballot": approval.ballot, "path": path}
    )
