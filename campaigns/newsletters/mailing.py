"""A mailing from its draft to its end: made, changed, tried, approved by a second person, called off."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from campaigns.newsletters import mailable
from campaigns.newsletters.errors import ChangedMeanwhile, MailingError, SamePerson, WrongState
from campaigns.newsletters.mine import MAILED, TRIAL
from campaigns.newsletters.models import Mailing
from campaigns.newsletters.queueing import begin, job_of
from union.accounts.models import User
from union.audit.recording import record
from union.jobs import asking
from union.mail import claiming
from union.mail.sending import enqueue

State = Mailing.State


@transaction.atomic
def make(mailing: Mailing, *, by: User, at: datetime) -> Mailing:
    """Keep a new draft. Raises MailingError for a page that cannot be mailed."""
    _check_page(mailing)
    mailing.made_by = mailing.changed_by = by
    mailing.made_at = mailing.changed_at = at
    mailing.save(force_insert=True)
    _note("made", mailing, by=by, at=at)
    return mailing


@transaction.atomic
def change(mailing: Mailing, *, by: User, at: datetime, fields: list[str]) -> None:
    """Keep these fields of a draft as they are on `mailing`; whoever changed it cannot approve it."""
    _locked(mailing, among=[State.DRAFT], why="It was approved meanwhile: call it off to change it.")
    mailing.changed_by, mailing.changed_at, mailing.version = by, at, F("version") + 1
    mailing.save(update_fields=[*fields, "changed_by", "changed_at", "version"])
    mailing.refresh_from_db(fields=["version"])
    _note("changed", mailing, by=by, at=at)


@transaction.atomic
def discard(mailing: Mailing, *, by: User, at: datetime) -> None:
    """Delete a draft."""
    _locked(mailing, among=[State.DRAFT], why="Only a draft can be deleted.")
    _note("discarded", mailing, by=by, at=at)
    Mailing.objects.filter(pk=mailing.pk).delete()


@transaction.atomic
def try_on(mailing: Mailing, *, by: User, at: datetime, language: str = "en") -> None:
    """Send it to oneself, as it would be now; as often as one likes."""
    _check_page(mailing)
    Mailing.objects.filter(pk=mailing.pk).update(trials=F("trials") + 1)
    mailing.refresh_from_db(fields=["trials"])
    enqueue(TRIAL, subject=mailing.about, to=by.email, at=at, version=mailing.trials, language=language)


@transaction.atomic
def approve(mailing: Mailing, *, by: User, at: datetime, version: int) -> None:
    """The second person says yes to what they saw: it is sent at its time, or at once where it has none.

    Raises SamePerson for whoever made or changed it, ChangedMeanwhile when it is no longer `version`.
    """
    found = _locked(mailing, among=[State.DRAFT], why="It is no draft any more.")
    if by.pk in (found.made_by_id, found.changed_by_id):
        raise SamePerson("You made or changed this mailing, so somebody else has to approve it.")
    if found.version != version:
        raise ChangedMeanwhile("It was changed while you read it: look at it again, then approve it.")
    _check_page(found)
    found.state, found.approved_by, found.approved_at = State.SCHEDULED, by, at
    found.save(update_fields=["state", "approved_by", "approved_at"])
    _note("approved", found, by=by, at=at)
    if found.is_due(at):
        begin(found.pk, at=at)


@transaction.atomic
def call_off(mailing: Mailing, *, by: User, at: datetime) -> None:
    """Send no more of it: a letter that a worker has in hand may still leave, no other one does."""
    found = _locked(mailing, among=[State.SCHEDULED, State.SENDING], why="It is over already.")
    found.state, found.called_off_at = State.CALLED_OFF, at
    found.save(update_fields=["state", "called_off_at"])
    claiming.call_off(MAILED, found.about)
    if (job := job_of(found)) and job.is_live:
        asking.cancel(job, at=at)
    _note("called_off", found, by=by, at=at)


def _check_page(mailing: Mailing) -> None:
    try:
        mailable.check(mailing.page)
    except mailable.CannotBeMailed as why:
        raise MailingError(str(why)) from None


def _locked(mailing: Mailing, *, among: list[Mailing.State], why: str) -> Mailing:
    found = Mailing.objects.select_for_update().filter(pk=mailing.pk).first()
    if found is None or found.state not in among:
        raise WrongState(why)
    return found


def _note(act: str, mailing: Mailing, *, by: User, at: datetime) -> None:
    """Who did what with which page, and never to whom it goes."""
    detail = {"page": mailing.page_id}
    record(f"newsletters.mailing_{act}", subject=mailing.about, by=by, at=at, detail=detail)
