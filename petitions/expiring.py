"""What of a signature is kept how long. The count stays exact whatever goes.

Each rule works through its rows a thousand at a time, each thousand in its own transaction, and finds nothing
when it is run again. docs/data-protection.md lists the rules in plain words.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from petitions import counting
from petitions.handing_in import recall_names
from petitions.models import Consent, Petition, Signature, SignatureIdentity, Tally, TallyDelta
from petitions.tasks import nudge_roll_up
from petitions.withdrawing import our_kinds
from union.audit.recording import record
from union.expiring import Expired, in_batches, months_later
from union.mail.forgetting import forget_about

State = Petition.State
KEPT = timedelta(days=30)
MONTHS_AFTER_CONCLUSION = 6
FEW = 10  # a cell with fewer tells of persons
OTHER = "other"
FREE_TEXTS = ("role", "employer")
CLOSED_OR_LATER = [State.CLOSED, State.HANDED_IN, State.RESPONDED, State.CONCLUDED, State.ARCHIVED]
WHATEVER = Q()
WITH_A_PERSON = Q(identity__isnull=False)
UNCONFIRMED = Q(state__in=[Signature.State.PENDING, Signature.State.HELD], confirmed_at=None)


def expire(*, at: datetime, dry_run: bool) -> list[Expired]:
    """Every rule of petitions, and one audit entry with their numbers where there was something to do."""
    lines = [
        Expired(
            "signatures never confirmed", "30 days, or until the close", _unconfirmed(at=at, dry_run=dry_run)
        ),
        Expired("traces of internet addresses", "30 days", _addresses(at=at, dry_run=dry_run)),
        Expired("who invited whom", "30 days", _invitations(at=at, dry_run=dry_run)),
        *_concluded(at=at, dry_run=dry_run),
    ]
    if not dry_run and any(line.n for line in lines):
        with transaction.atomic():
            detail = {line.what: line.n for line in lines}
            record("petitions.expired", subject="petitions", by=None, at=at, detail=detail)
    return lines


def _in_batches(
    rows: QuerySet[Signature],
    act: Callable[[list[Signature]], None],
    *,
    dry_run: bool,
    among: Q = WHATEVER,
) -> int:
    """Hand the rows on, a thousand at a time, locked unless nothing is to change; how many there were.

    What `among` asks of other tables is asked of each thousand: a join over all would read them each time.
    """
    n = 0
    for batch in in_batches(rows):
        some = rows.filter(among, pk__in=batch).order_by("pk")
        with transaction.atomic():
            found = list(some if dry_run else some.select_for_update(of=("self",)))
            act(found)
        n += len(found)
    return n


def _unless(dry_run: bool, act: Callable[[list[Signature]], None]) -> Callable[[list[Signature]], None]:
    return (lambda signatures: None) if dry_run else act


def _unconfirmed(*, at: datetime, dry_run: bool) -> int:
    """Signatures whose link has expired or whose petition has closed go with all that hangs on them."""
    late = Q(signed_at__lte=at - KEPT) | Q(petition__state__in=CLOSED_OR_LATER)
    return _in_batches(
        Signature.objects.filter(UNCONFIRMED, late), _unless(dry_run, _delete), dry_run=dry_run
    )


def _delete(signatures: list[Signature]) -> None:
    _forget_letters(signatures)
    Signature.objects.filter(pk__in=[signature.pk for signature in signatures]).delete()


def _addresses(*, at: datetime, dry_run: bool) -> int:
    act = _unless(dry_run, _blank_addresses)
    return _in_batches(_old(at), act, dry_run=dry_run, among=WITH_A_PERSON & ~Q(identity__address_hash=""))


def _blank_addresses(signatures: list[Signature]) -> None:
    SignatureIdentity.objects.filter(signature__in=signatures).update(address_hash="")


def _invitations(*, at: datetime, dry_run: bool) -> int:
    return _in_batches(
        _old(at).filter(invited_by__isnull=False), _unless(dry_run, _blank_invitations), dry_run=dry_run
    )


def _blank_invitations(signatures: list[Signature]) -> None:
    Signature.objects.filter(pk__in=[signature.pk for signature in signatures]).update(invited_by=None)


def _old(at: datetime) -> QuerySet[Signature]:
    """What is older than 30 days and stays."""
    return Signature.objects.filter(signed_at__lte=at - KEPT).exclude(UNCONFIRMED)


def _concluded(*, at: datetime, dry_run: bool) -> list[Expired]:
    """Who signed, six months after a petition was concluded; rare jobs and employers become "other"."""
    people = texts = 0
    for petition in Petition.objects.filter(state__in=[State.CONCLUDED, State.ARCHIVED]):
        concluded = petition.concluded_at
        if concluded and at >= months_later(concluded, MONTHS_AFTER_CONCLUSION):
            done = _let_go_of(petition, dry_run=dry_run)
            people, texts = people + done.people, texts + done.texts
    rule = f"{MONTHS_AFTER_CONCLUSION} months after the conclusion"
    return [Expired("who signed", rule, people), Expired("rare jobs and employers", rule, texts)]


@dataclass
class _Done:
    people: int = 0
    texts: int = 0


def _let_go_of(petition: Petition, *, dry_run: bool) -> _Done:
    """Nobody who is still named is left out, so that a round that was stopped goes on rightly."""
    done = _Done()
    if not SignatureIdentity.objects.filter(petition=petition).exists():
        return done
    common = {text: _common(petition, text) for text in FREE_TEXTS}

    def fold(signatures: list[Signature]) -> None:
        rare = {text: [s for s in signatures if getattr(s, text) not in common[text]] for text in FREE_TEXTS}
        done.texts += sum(map(len, rare.values()))
        if not dry_run:
            _fold(signatures, rare=rare)

    rows = Signature.objects.filter(petition=petition).exclude(UNCONFIRMED)
    if not dry_run:
        recall_names([petition.pk])
    done.people = _in_batches(rows, fold, dry_run=dry_run, among=WITH_A_PERSON)
    return done


def _common(petition: Petition, text: str) -> set[str]:
    """The jobs or employers that ten or more confirmed signatures name, with what waits for its roll-up."""
    cells = Counter(dict(Tally.objects.filter(petition=petition, dimension=text).values_list("key", "n")))
    for key, n in TallyDelta.objects.filter(petition=petition).values_list(text, "n"):
        cells[key] += n
    return {key for key, n in cells.items() if n >= FEW} | {"", OTHER}


def _fold(signatures: list[Signature], *, rare: Mapping[str, list[Signature]]) -> None:
    """Delete who signed. What moves to "other" is taken out of its old cells and put into the new ones."""
    moved = {s.pk: s for some in rare.values() for s in some if s.state == Signature.State.CONFIRMED}
    deltas = [counting.delta(signature, -1) for signature in moved.values()]
    for text, some in rare.items():
        Signature.objects.filter(pk__in=[signature.pk for signature in some]).update(**{text: OTHER})
        for signature in some:
            setattr(signature, text, OTHER)
    deltas += [counting.delta(signature, 1) for signature in moved.values()]
    TallyDelta.objects.bulk_create(deltas)
    pks = [signature.pk for signature in signatures]
    Signature.objects.filter(pk__in=pks).update(union_member="")
    _forget_letters(signatures)
    Consent.objects.filter(signature__in=pks).delete()
    SignatureIdentity.objects.filter(signature__in=pks).delete()
    transaction.on_commit(nudge_roll_up, robust=True)


def _forget_letters(signatures: list[Signature]) -> None:
    forget_about([f"signature:{signature.pk}" for signature in signatures], kinds=our_kinds())
