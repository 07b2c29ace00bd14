"""The letters of a mailing, filled at the moment of sending, and the trial to oneself."""

from dataclasses import replace

from django.utils import timezone

from campaigns.newsletters import drawing, links, mailable
from campaigns.newsletters.mine import MAILED, TRIAL
from campaigns.newsletters.models import Mailing
from union.mail.models import Lane, Message
from union.mail.rendering import Letter, MailKind
from union.statements import run

# One statement for each letter (0083): how the mailing stands, and what its reader last said.
WANTED = (
    "SELECT mailing.state, mailing.drawing, mailing.newsletter_id,"
    " (SELECT 1 FROM newsletters_optout refused WHERE refused.address_hash = %s),"
    " (SELECT choice.given FROM newsletters_choice choice"
    "  JOIN newsletters_subscriber subscriber ON subscriber.id = choice.subscriber_id"
    "  WHERE subscriber.address_hash = %s AND choice.newsletter_id = mailing.newsletter_id"
    "  ORDER BY choice.number DESC LIMIT 1)"
    " FROM newsletters_mailing mailing WHERE mailing.id = %s"
)


def mail_kinds() -> list[MailKind]:
    return [
        MailKind(MAILED, Lane.BULK, render_issue, keeps=True),
        MailKind(TRIAL, Lane.INTERACTIVE, render_trial),
    ]


def render_issue(message: Message) -> Letter | None:
    """Not wanted any more once the mailing was called off, its page taken off the site, or the reader's last
    word is no."""
    pk, reader = int(message.subject.removeprefix("mailing:")), message.recipient_hash
    found = run(WANTED, [reader, reader, pk])
    if not found:
        return None
    [(state, number, newsletter, refused, given)] = found
    if state != Mailing.State.SENDING or not (given if newsletter else not refused):
        return None
    try:
        letter = drawing.drawing_of(pk, drawing=number, at=timezone.now())
    except mailable.CannotBeMailed:
        return None
    tokens = {"stop": links.stop_token(reader, mailing=pk), "choices": links.choices_token(reader)}
    return letter.filled(tokens)


def render_trial(message: Message) -> Letter | None:
    mailing = Mailing.objects.filter(pk=message.subject.removeprefix("mailing:")).first()
    if mailing is None:
        return None
    try:
        letter = drawing.draw(mailing)
    except mailable.CannotBeMailed:
        return None
    return replace(letter, subject=f"Trial: {letter.subject}")
