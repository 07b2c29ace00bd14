"""Leaving a comment and confirming it by the mailed link."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from campaigns.comments.errors import CommentsClosed, TooManyAtOnce, UnknownLink
from campaigns.comments.models import Comment
from union.asking import FormStamp
from union.mail.sending import enqueue, recipient_hash

CONFIRM = "comment_confirm"
LINK_LIVES = timedelta(days=7)
LETTERS_A_DAY = 3  # to one mailbox
COMMENTS_AN_HOUR = 60  # on one page
COMMENTS_FROM_ONE_PLACE = 40  # a day: each sends a letter to whatever address is typed
DOUBLE_PRESS = timedelta(minutes=10)  # the same words in this time are the same comment, sent twice
_links = signing.Signer(salt="comments.confirm")
_SHOWN = FormStamp("comments.form", quickest=timedelta(seconds=3))


@dataclass(frozen=True)
class Written:
    name: str
    email: str
    text: str
    trap: str = ""
    stamp: str = ""
    language: str = "en"


def takes_comments(page: Page, *, at: datetime) -> bool:
    """Whether this page, as the kind it is, takes comments now."""
    asked = getattr(page, "takes_comments", None)
    return bool(asked and asked(at))


@transaction.atomic
def leave_comment(page: Page, *, written: Written, at: datetime) -> None:
    """Keep a comment and send its writer the link that confirms it, three times a day at most.

    Whoever writes more, or fills the trap, is told nothing else; nor is who presses the button twice. Raises
    CommentsClosed, and TooManyAtOnce where sixty came on this page within the hour.
    """
    locked = Page.objects.select_for_update().get(pk=page.pk).specific
    if not takes_comments(locked, at=at):
        raise CommentsClosed(_("Comments on this page have closed."))
    mailbox = recipient_hash(written.email)
    again = Comment.objects.filter(page=locked, address_hash=mailbox, written_at__gt=at - DOUBLE_PRESS)
    if again.filter(name=written.name, text=written.text).exists():
        return
    newest = Comment.objects.filter(page=locked, written_at__gt=at - timedelta(hours=1))
    if newest.count() >= COMMENTS_AN_HOUR:
        raise TooManyAtOnce(_("Many people are writing just now. Please send this again in an hour."))
    today = Comment.objects.filter(address_hash=mailbox, written_at__gt=at - timedelta(days=1))
    if today.count() >= LETTERS_A_DAY:
        return
    comment = Comment.objects.create(
        page=locked,
        about=locked.title,
        name=written.name,
        text=written.text,
        email=written.email.strip().lower(),
        address_hash=mailbox,
        language=written.language,
        doubt=_SHOWN.doubt(page.pk, trap=written.trap, stamped=written.stamp, at=at),
        written_at=at,
    )
    enqueue(CONFIRM, subject=comment.subject, to=comment.email, at=at, language=comment.language)


def stamp(page: Page, *, at: datetime) -> str:
    """A sealed note of when the form was shown, carried in the form itself."""
    return _SHOWN.of(page.pk, at=at)


def token_for(comment: Comment) -> str:
    """The end of the link in the letter; made again whenever it is written, stored nowhere."""
    return _links.sign(comment.pk.hex)


def comment_behind(token: str) -> Comment:
    """The comment a link speaks of. Raises UnknownLink for a forgery, and for a comment that is gone, or
    whose page went before it was confirmed.
    """
    try:
        pk = uuid.UUID(_links.unsign(token))
    except (signing.BadSignature, ValueError):
        raise UnknownLink from None
    found = Comment.objects.select_related("page").filter(pk=pk).first()
    if found is None or (found.page is None and found.state == Comment.State.UNCONFIRMED):
        raise UnknownLink
    return found


@transaction.atomic
def confirm_comment(comment: Comment, *, at: datetime) -> None:
    """Hand it to the moderators and delete the address. Confirming twice is harmless.

    It may be confirmed after comments have closed: who wrote in time is heard.
    """
    locked = Comment.objects.select_for_update().get(pk=comment.pk)
    if locked.state == Comment.State.UNCONFIRMED:
        Comment.objects.filter(pk=locked.pk).update(state=Comment.State.WAITING, confirmed_at=at, email="")
