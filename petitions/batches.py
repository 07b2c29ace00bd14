"""Counting a checked batch, taking it out again, and what happens to paper afterwards."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from petitions import confirming, counting
from petitions.checking import person_of
from petitions.handing_in import recall_names
from petitions.keying import lock, note
from petitions.keys import key_for, keyed
from petitions.models import (
    PAPER,
    TAKEN_OUT,
    TWIN,
    Consent,
    PaperBatch,
    PaperRow,
    Petition,
    RuledSignature,
    Signature,
    SignatureIdentity,
)
from petitions.sheets import ON_PAPER, PaperError
from petitions.tasks import nudge_roll_up
from petitions.withdrawing import OF_THE_PERSON
from union.accounts.models import Role, User

State, Outcome = PaperBatch.State, PaperRow.Outcome
UNDO_WITHIN = timedelta(days=30)  # shredding.AFTER_COUNT: until then the lines are there
COUNTED_IN = (Petition.State.OPEN, Petition.State.PAUSED, Petition.State.CLOSING, Petition.State.CLOSED)


def uncounted(petition: Petition) -> QuerySet[PaperBatch]:
    """Batches with lines that nobody has counted yet, each with how many as `lines_keyed`."""
    waiting = PaperBatch.objects.filter(petition=petition).exclude(state=State.COUNTED)
    keyed_lines = waiting.annotate(lines_keyed=Count("rows")).filter(lines_keyed__gt=0)
    return keyed_lines.select_related("branch").order_by("number")


@dataclass
class _Count:
    """What some rows add: the new people, and their places."""

    at: datetime
    people: list[SignatureIdentity] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    slots: dict[tuple[str, int], SignatureIdentity] = field(default_factory=dict)


@transaction.atomic
def count_batch(batch: PaperBatch, *, by: User, at: datetime) -> None:
    """Make a confirmed signature of each usable row of a checked batch, all together or none.

    Who stands there already by name and postcode, online or on an earlier sheet, is not counted again; a
    repeated row counts only where the checker said that it is somebody else. Batches of one petition
    are counted one after the other. Raises PaperError.
    """
    petition = Petition.objects.select_for_update(no_key=True).get(pk=batch.petition_id)
    lock(batch, among=[State.CHECKED], why="Only a batch that has been checked can be counted.")
    if petition.stage(at) not in COUNTED_IN:
        raise PaperError("This petition takes no more names from paper.")
    rows = _judge_all(batch.rows.order_by("sheet", "line"), petition=petition, at=at)
    _forget_unusable(batch.rows.all())
    _finish(batch, rows=rows, by=by, at=at)


def _judge_all(found: QuerySet[PaperRow], *, petition: Petition, at: datetime) -> list[PaperRow]:
    """Write down what becomes of each row, and the people that the rows make."""
    rows = list(found.select_related("batch__petition", "batch__branch"))
    signed = _already_signed(petition, {person_of(row) for row in rows if not row.unusable})
    count = _Count(at)
    for row in rows:
        _judge(row, count=count, signed=signed)
    _enter(count)
    PaperRow.objects.bulk_update(rows, ["outcome", "person"], batch_size=500)
    return rows


def _already_signed(petition: Petition, people: set[str]) -> dict[tuple[str, int], SignatureIdentity]:
    """Who of them stands under the petition already, by person and slot; anybody online stands in slot 1.

    They are held until the count is done: nobody is forgotten while a line is hung on them.
    """
    known = (
        SignatureIdentity.objects.select_for_update(of=("self",), no_key=True)
        .filter(petition=petition, person_hash__in=people)
        .filter(Q(signature__state=Signature.State.CONFIRMED) | Q(signature__source=PAPER))
        .select_related("signature")
    )
    found: dict[tuple[str, int], SignatureIdentity] = {}
    for person in known:
        on_paper = person.signature.source == PAPER
        found[person.person_hash, person.slot if on_paper else 1] = person
    return found


def _judge(row: PaperRow, *, count: _Count, signed: dict[tuple[str, int], SignatureIdentity]) -> None:
    """What becomes of one row."""
    if row.unusable:
        row.outcome = Outcome.UNUSABLE
        return
    place = (person_of(row), 2 if row.two_people else 1)
    if place in count.slots:
        row.outcome, row.person = Outcome.DOUBLE, count.slots[place]
    elif place in signed:
        row.outcome, row.person = Outcome.ALREADY, signed[place]
    else:
        row.outcome, row.person = Outcome.COUNTED, _person(row, count=count, place=place)


def _person(row: PaperRow, *, count: _Count, place: tuple[str, int]) -> SignatureIdentity:
    noon = timezone.make_aware(datetime.combine(row.signed_on, time(12)))
    signature = Signature(
        petition_id=row.batch.petition_id,
        state=Signature.State.PENDING,  # until its places are known, a moment later
        signed_at=min(noon, count.at),
        role=row.role,
        employer=row.employer,
        union_member=row.union_member,
        branch=row.batch.branch.code,
        source=PAPER,
        language=row.batch.language,
    )
    person = SignatureIdentity(
        signature=signature,
        petition_id=row.batch.petition_id,
        email_hash=keyed(key_for("paper.1"), place[0]).hexdigest(),
        person_hash=place[0],
        slot=place[1],
        name=row.name,
        email=row.email,
        postcode=row.postcode,
    )
    count.slots[place] = person
    count.people.append(person)
    count.consents += _answers(row, signature=signature)
    return person


def _answers(row: PaperRow, *, signature: Signature) -> list[Consent]:
    """What was ticked on the sheet, in the words that were printed; an empty box is an answer too."""
    given = {"decision_maker": row.decision_maker, "petition_news": row.petition_news}
    return [
        Consent(
            signature=signature,
            purpose=purpose,
            given=given[purpose],
            wording=row.batch.wordings[purpose],
            at=signature.signed_at,
            source=PAPER,
        )
        for purpose in ON_PAPER
    ]


def _enter(count: _Count) -> None:
    """Write the people down, then settle and count them as a confirmation online does."""
    Signature.objects.bulk_create([person.signature for person in count.people], batch_size=500)
    SignatureIdentity.objects.bulk_create(count.people, batch_size=500)
    Consent.objects.bulk_create(count.consents, batch_size=500)
    made = [person.signature.pk for person in count.people]
    placed = confirming.with_places(made)
    for one in placed:
        confirming.settle(one, at=count.at)
    settled = [one.signature for one in placed]
    Signature.objects.bulk_update(settled, confirming.SETTLED, batch_size=200)
    counting.TallyDelta.objects.bulk_create(
        [counting.delta(signature, 1) for signature in settled], batch_size=500
    )
    transaction.on_commit(nudge_roll_up, robust=True)


def _forget_unusable(rows: QuerySet[PaperRow]) -> None:
    """What could not be read is of no more use to anybody."""
    empty = {"name": "", "postcode": "", "email": "", "role": "", "employer": ""}
    rows.filter(outcome=Outcome.UNUSABLE).update(**empty)


def _finish(batch: PaperBatch, *, rows: Iterable[PaperRow], by: User, at: datetime) -> None:
    outcomes = [row.outcome for row in rows]
    numbers = {f"rows_{outcome}": outcomes.count(outcome) for outcome in Outcome.values}
    for name, number in numbers.items():
        setattr(batch, name, number)
    batch.state, batch.counted_by, batch.counted_at = State.COUNTED, by, at
    batch.undone_at, batch.undone_by, batch.undone_reason = None, None, ""
    undone = ["undone_at", "undone_by", "undone_reason"]
    batch.save(update_fields=["state", "counted_by", "counted_at", *undone, *numbers])
    note("petitions.paper_counted", batch, by=by, at=at, **numbers)


def may_take_out(batch: PaperBatch, *, by: User) -> bool:
    """The national office, and that of the region: who collected the names does not alone take them out."""
    regional = Q(kind=Role.Kind.REGIONAL_OFFICE, region=batch.branch.region_id)
    return by.roles.filter(Q(kind=Role.Kind.NATIONAL_OFFICE) | regional).exists()


def can_be_taken_out(batch: PaperBatch, *, at: datetime) -> bool:
    """Whether it is in the count, and its thirty days are not over."""
    return batch.counted_at is not None and at < batch.counted_at + UNDO_WITHIN


@transaction.atomic
def take_out(batch: PaperBatch, *, reason: str, by: User, at: datetime) -> None:
    """Take a counted batch out of the count, within thirty days; it goes back to keying with its rows.

    Whoever stands on another counted batch too counts from there; whom a moderator struck out of this one
    stays struck out on their line. Raises PaperError.
    """
    petition = Petition.objects.select_for_update(no_key=True).get(pk=batch.petition_id)
    lock(batch, among=[State.COUNTED], why="This batch is not in the count.")
    _refuse_take_out(batch, reason=reason, by=by, at=at)
    mine = batch.rows.filter(outcome=Outcome.COUNTED, person__isnull=False)
    made = list(Signature.objects.select_for_update().filter(pk__in=mine.values("person_id")))
    elsewhere = _free_rows(batch, made)
    _strike_out(made, reason=TAKEN_OUT)
    _forget_people([signature.pk for signature in made])
    _count_elsewhere(elsewhere, petition=petition, at=at)
    _start_again(batch, reason=reason, by=by, at=at)
    note("petitions.paper_taken_out", batch, by=by, at=at, signatures=len(made))


def _refuse_take_out(batch: PaperBatch, *, reason: str, by: User, at: datetime) -> None:
    if not may_take_out(batch, by=by):
        raise PaperError(
            "Only the office of its region or the national office can take a batch out of the count."
        )
    if not can_be_taken_out(batch, at=at):
        raise PaperError("A batch can be taken out of the count for 30 days, and these are over.")
    if not reason.strip():
        raise PaperError("Say why, in a sentence without names.")


def _free_rows(batch: PaperBatch, made: list[Signature]) -> list[int]:
    """Take all rows off the people who are about to go; those of other batches, which would go along."""
    struck = [s.pk for s in made if s.state == Signature.State.INVALID and s.held_reason != TWIN]
    PaperRow.objects.filter(person__in=struck).update(unusable=PaperRow.Unusable.STRUCK_OUT)
    theirs = PaperRow.objects.filter(person__in=[signature.pk for signature in made]).exclude(batch=batch)
    elsewhere = list(theirs.values_list("pk", flat=True))
    PaperRow.objects.filter(pk__in=elsewhere).update(person=None)
    batch.rows.update(outcome="", person=None, verdict="", checked_by=None)
    return elsewhere


def _forget_people(pks: list[uuid.UUID]) -> None:
    """As after a withdrawal: the row of a signature explains the count and tells nothing of the person."""
    SignatureIdentity.objects.filter(pk__in=pks).delete()
    Consent.objects.filter(signature__in=pks).delete()
    # Whoever undoes a strike puts none of them back: by then their lines may be counted anew.
    RuledSignature.objects.filter(signature__in=pks).delete()
    blank = dict.fromkeys(OF_THE_PERSON, "")
    Signature.objects.filter(pk__in=pks).update(**blank | {"held_reason": TAKEN_OUT})


def _count_elsewhere(lines: list[int], *, petition: Petition, at: datetime) -> None:
    """Lines of other counted batches that repeated somebody who has left now speak for themselves."""
    found = PaperRow.objects.filter(pk__in=lines).order_by("pk")
    rows = _judge_all(found, petition=petition, at=at)
    _forget_unusable(found)
    other = Counter((row.batch_id, row.outcome) for row in rows if row.outcome != Outcome.ALREADY)
    for (pk, outcome), n in other.items():
        numbers = {"rows_already": F("rows_already") - n, f"rows_{outcome}": F(f"rows_{outcome}") + n}
        PaperBatch.objects.filter(pk=pk).update(**numbers)


def _start_again(batch: PaperBatch, *, reason: str, by: User, at: datetime) -> None:
    batch.undone_at, batch.undone_by, batch.undone_reason = at, by, reason.strip()
    batch.state, batch.seed = State.PRINTED, ""
    cleared = ["keyed_by", "keyed_at", "checked_by", "checked_at", "counted_by", "counted_at"]
    numbers = ["rows_keyed", "rows_drawn", "rows_wrong", *(f"rows_{o}" for o in Outcome.values)]
    for name in cleared:
        setattr(batch, name, None)
    for name in numbers:
        setattr(batch, name, 0)
    undone = ["undone_at", "undone_by", "undone_reason"]
    batch.save(update_fields=["state", "seed", *undone, *cleared, *numbers])


def _strike_out(signatures: Iterable[Signature], *, reason: str) -> int:
    """Take confirmed signatures out of the count. The caller holds their rows; how many."""
    confirmed = [s for s in signatures if s.state == Signature.State.CONFIRMED]
    counting.TallyDelta.objects.bulk_create([counting.delta(s, -1) for s in confirmed], batch_size=500)
    for signature in confirmed:
        signature.state, signature.held_reason = Signature.State.INVALID, reason
    Signature.objects.bulk_update(confirmed, ["state", "held_reason"], batch_size=500)
    if confirmed:
        transaction.on_commit(nudge_roll_up, robust=True)
    return len(confirmed)


# --- by the clock


def settle_paper_twins(*, at: datetime) -> int:
    """Once a day: whoever is counted on paper and has confirmed online since counts once, online.

    Somebody on paper whom a checker called another person of that name (slot 2) stays. How many.
    """
    if not cache.add(f"petitions:twins:{timezone.localdate(at)}", 1, 2 * 86_400):
        return 0
    counted = Petition.objects.filter(batches__state=State.COUNTED).distinct()
    return sum(settle_twins_of(petition) for petition in counted)


@transaction.atomic
def settle_twins_of(petition: Petition) -> int:
    """The same for one petition, now. A signature that somebody holds this moment waits for the next time."""
    found = _twins(petition).values_list("pk", flat=True)
    held = Signature.objects.select_for_update(skip_locked=True).filter(pk__in=list(found))
    settled = _strike_out(held, reason=TWIN)
    if settled:  # from now on what they agreed to online holds, and not what they ticked on the sheet
        recall_names([petition.pk])
    return settled


def _twins(petition: Petition) -> QuerySet[Signature]:
    online = SignatureIdentity.objects.filter(
        petition=petition,
        person_hash=OuterRef("identity__person_hash"),
        signature__state=Signature.State.CONFIRMED,
    ).exclude(signature__source=PAPER)
    on_paper = Signature.objects.filter(petition=petition, source=PAPER, state=Signature.State.CONFIRMED)
    return on_paper.filter(Exists(online), identity__slot=1)
