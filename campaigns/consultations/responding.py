"""You said, we did: what the union does about a theme, written by one person and published by another."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, QuerySet

from campaigns.consultations.coding import theme_counts
from campaigns.consultations.editions import MEANWHILE
from campaigns.consultations.errors import DecidedMeanwhile, NotForPublication, NothingSaid, SamePerson
from campaigns.consultations.letting_go import RAW_KEPT_FOR
from campaigns.consultations.models import Consultation, Outcome, PastOutcome, PublishedQuote, Theme
from union.accounts.models import User
from union.audit.recording import record
from union.disclosure import moved_by_a_few
from union.pages.changing import record_changed


@transaction.atomic
def write_outcome(
    theme: Theme, *, kind: str, reason: str, by: User, at: datetime, reason_cy: str = "", seen: str = ""
) -> Outcome:
    """What is done about a theme, waiting for somebody else to publish it; the words before it are replaced.

    An outcome that was public leaves every page until it is published again.
    Refuses with DecidedMeanwhile where another edition stands than was `seen`; left empty, nothing is
    compared.
    """
    if not reason.strip():
        raise NothingSaid("Say what the union does about it, and why.")
    said = {"kind": kind, "reason": reason.strip(), "reason_cy": reason_cy.strip()}
    Theme.objects.select_for_update().get(pk=theme.pk)
    standing = Outcome.objects.filter(theme=theme).first()
    if seen not in ("", edition_for(standing)):
        if standing and all(getattr(standing, name) == value for name, value in said.items()):
            return standing  # the same, sent twice
        raise DecidedMeanwhile(MEANWHILE)
    _keep_past(standing, at=at)
    fresh = {"author": by, "written_at": at, "published_by": None, "published_at": None}
    outcome, _ = Outcome.objects.update_or_create(theme=theme, defaults=said | fresh)
    record("outcome.written", subject=f"outcome:{outcome.pk}", by=by, at=at, detail={"theme": theme.pk})
    record_changed(Theme, [outcome.theme_id], at=at)
    return outcome


@transaction.atomic
def publish_outcome(outcome: Outcome, *, by: User, at: datetime, seen: str = "") -> None:
    """From now on everybody reads it, with the number of members who said it where that may be told.

    The number is the one of now and stays as it is. One that differs by a few from a number that was public
    before gives way to that one: readers keep what they have read; so they do once the raw replies are
    deleted. Refuses the author, and words that were
    changed since their `edition` was seen; left empty, nothing is compared.
    """
    # One at a time for each consultation, so that no two numbers are judged apart.
    Consultation.objects.select_for_update().get(themes__outcome=outcome)
    outcome = (
        Outcome.objects.select_for_update(of=("self",))
        .select_related("theme__consultation")
        .get(pk=outcome.pk)
    )
    if outcome.published_at:
        raise NotForPublication("This outcome is published already.")
    if outcome.author_id == by.pk:
        raise SamePerson("You wrote this outcome, so somebody else has to publish it.")
    if seen and seen != outcome.edition:
        raise DecidedMeanwhile("These words were changed while you read them. Read them again, then publish.")
    outcome.members = _number_to_tell(outcome, at=at)
    outcome.published_by, outcome.published_at = by, at
    outcome.save(update_fields=["members", "published_by", "published_at"])
    record("outcome.published", subject=f"outcome:{outcome.pk}", by=by, at=at, detail={"kind": outcome.kind})
    record_changed(Theme, [outcome.theme_id], at=at)


@transaction.atomic
def take_back_outcome(outcome: Outcome, *, by: User, at: datetime) -> None:
    """It leaves every page and waits to be published again; what it said is kept among what was public
    before. Taking it back twice is harmless.
    """
    standing = Outcome.objects.select_for_update().filter(pk=outcome.pk, published_at__isnull=False)
    _keep_past(standing.first(), at=at)
    if standing.update(published_by=None, published_at=None):
        record("outcome.taken_back", subject=f"outcome:{outcome.pk}", by=by, at=at)
        record_changed(Theme, [outcome.theme_id], at=at)


def edition_for(outcome: Outcome | None) -> str:
    """What whoever writes has seen: nothing yet, or these words, public or not."""
    if outcome is None:
        return "nothing"
    return f"{outcome.edition} {'public' if outcome.published_at else 'waits'}"


def published_outcomes(consultation: Consultation) -> QuerySet[Outcome]:
    """What everybody may read, in the order of the codebook."""
    public = Outcome.objects.filter(theme__consultation=consultation, published_at__isnull=False)
    return public.select_related("theme__consultation")


def quotes_on(theme: Theme) -> QuerySet[PublishedQuote]:
    """Approved quotes from texts in this theme; a recalled one is not among them."""
    return PublishedQuote.objects.filter(answer__codings__theme=theme).order_by("approved_at")


def quotes_of_themes(consultation: Consultation) -> dict[int, int]:
    """How many `quotes_on` each theme has, by its number; those without any are left out."""
    found = PublishedQuote.objects.filter(answer__codings__theme__consultation=consultation).order_by()
    return dict(found.values_list("answer__codings__theme").annotate(n=Count("pk")))


def replies_are_gone(consultation: Consultation, *, at: datetime) -> bool:
    """Whether raw replies are deleted by now, so that nothing counted from them means anything."""
    return consultation.closed_at is not None and at >= consultation.closed_at + RAW_KEPT_FOR


def _keep_past(outcome: Outcome | None, *, at: datetime) -> None:
    """What is public is kept for moderators, before other words take its place."""
    if outcome is None or outcome.published_at is None or outcome.published_by_id is None:
        return
    PastOutcome.objects.create(
        outcome=outcome,
        kind=outcome.kind,
        reason=outcome.reason,
        reason_cy=outcome.reason_cy,
        members=outcome.members,
        author_id=outcome.author_id,
        published_by_id=outcome.published_by_id,
        published_at=outcome.published_at,
        until=at,
    )


def _number_to_tell(outcome: Outcome, *, at: datetime) -> int | None:
    """After the raw replies are gone, the number that was told before, for good."""
    if replies_are_gone(outcome.theme.consultation, at=at):
        return outcome.members
    counts = {count.theme.pk: count for count in theme_counts(outcome.theme.consultation)}
    count = counts.get(outcome.theme_id)
    if count is None:
        return None
    before = outcome.members
    if before is not None and moved_by_a_few([[before]], [[count.replies]]):
        return before
    return count.replies if count.publishable else None
