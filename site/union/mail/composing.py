"""A message of the outbox as a letter for the mail server, made at the moment of sending."""

from datetime import datetime
from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import translation

from union.mail.models import Message
from union.mail.rendering import Letter, mail_kinds
from union.mail.styling import styled


def render(message: Message) -> Letter | None:
    """The letter in the message's language, made now: what changed since it was queued is in it."""
    language = settings.LANGUAGE_CODE if message.language == "en" else message.language
    with translation.override(language):
        return mail_kinds()[message.kind].render(message)


def compose(message: Message, letter: Letter, *, at: datetime) -> EmailMultiAlternatives:
    """Text, and HTML with its styles inlined; the Message-ID is the row's, however often it is sent."""
    headers = {
        "Message-ID": message.message_id,
        "Date": format_datetime(at),
        "Auto-Submitted": "auto-generated",
        **(letter.headers or {}),
    }
    email = EmailMultiAlternatives(letter.subject, letter.text, to=[message.recipient], headers=headers)
    if letter.html:
        email.attach_alternative(letter.html if letter.is_styled else styled(letter.html), "text/html")
    return email
