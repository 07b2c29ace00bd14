"""The key that scrutineers made offline: its public half is placed here, and rehearsed before the freeze."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ballots.appointing import is_scrutineer_of, refuse_other_custody
from ballots.awaiting import call_to_rehearsal
from ballots.drafting import locked_draft, works_for
from ballots.errors import NotYours, ScrutinyRefused
from ballots.models import Ballot, SplitKey
from ballots.scrutiny.public import PublicKey
from ballots.scrutiny.trial import Trial, hash_of, make_trial
from union.accounts.models import User
from union.audit.recording import record


def place_key(ballot: Ballot, public: PublicKey, *, by: User, at: datetime) -> SplitKey:
    """The office places the public key of a draft; an earlier one goes, and with it its rehearsal.

    A trial paper is sealed to it at once, and the scrutineers get a letter. Raises NotYours, NotADraft, and
    ScrutinyRefused for a key that was made for another title, serves another ballot, or seals nothing.
    """
    if not works_for(by, ballot.branch):
        raise NotYours
    refuse_other_custody(ballot)
    with transaction.atomic():
        draft = locked_draft(ballot)
        _refuse_strange(public, draft)
        trial, secret = make_trial(public, ballot_id=draft.pk)
        SplitKey.objects.filter(ballot=draft).delete()
        key = SplitKey(
            ballot=draft,
            made_for=" ".join(public.ballot.split()),
            public_key=public.key,
            k=public.k,
            n=public.n,
            placed_by=by,
            placed_at=at,
            trial=trial.sealed,
            trial_answer=hash_of(secret),
        )
        _refuse_other_title(key, draft)
        key.save(force_insert=True)
        call_to_rehearsal(key, at=at)
        detail = {"fingerprint": public.fingerprint, "k": public.k, "n": public.n}
        record("ballot.key_placed", subject=draft.subject, by=by, at=at, detail=detail)
    return key


def trial_of(key: SplitKey) -> Trial:
    """The trial paper that the scrutineers open with their sheets."""
    public = PublicKey(key.made_for, bytes(key.public_key), key.k, key.n)
    return Trial(key.ballot_id, public, bytes(key.trial))


def answer_rehearsal(ballot: Ballot, *, answer: str, fingerprint: str, by: User, at: datetime) -> SplitKey:
    """A scrutineer tells what stood in the trial paper of the key with this fingerprint: the sheets open it.

    Raises NotYours for whoever is no scrutineer of the ballot, NotADraft, and ScrutinyRefused when it stood
    something else there, or another key has been placed meanwhile.
    """
    if not is_scrutineer_of(by, ballot):
        raise NotYours("Only a scrutineer who has accepted the appointment can answer for the rehearsal.")
    with transaction.atomic():
        draft = locked_draft(ballot)
        key = SplitKey.objects.filter(ballot=draft).first()
        if key is None or key.fingerprint != fingerprint:
            raise ScrutinyRefused("Another key has been placed meanwhile: fetch the new trial paper.")
        if key.trial_answer != hash_of(answer):
            raise ScrutinyRefused(
                "That is not what stands in the trial paper: type the ten characters the program printed, "
                "or fetch the trial paper again and open it anew."
            )
        key.rehearsed_by, key.rehearsed_at = by, at
        key.save(update_fields=["rehearsed_by", "rehearsed_at"])
        detail = {"fingerprint": key.fingerprint}
        record("ballot.key_rehearsed", subject=draft.subject, by=by, at=at, detail=detail)
    return key


def refuse_unkept(ballot: Ballot) -> None:
    """Raises ScrutinyRefused unless there is a rehearsed key that was made for this title, and scrutineers
    enough to certify by it."""
    key = SplitKey.objects.filter(ballot=ballot).first()
    if key is None:
        raise ScrutinyRefused(
            "The scrutineers’ key is missing: hold the key ceremony and upload public.json."
        )
    _refuse_other_title(key, ballot)
    if key.rehearsed_at is None:
        raise ScrutinyRefused(
            "The key has not been rehearsed: have two scrutineers open the trial paper first."
        )
    accepted = ballot.appointments.filter(accepted_at__isnull=False).count()
    if accepted < key.k:
        raise ScrutinyRefused(
            f"{key.k} scrutineers have to sign the count, and {accepted} accepted the appointment: "
            "appoint others, or ask those appointed to accept."
        )


def _refuse_other_title(key: SplitKey, draft: Ballot) -> None:
    """Raises ScrutinyRefused where the sheets name another ballot than members would vote in."""
    if not key.is_for(draft.title):
        raise ScrutinyRefused(
            f"The scrutineers’ key was made for “{key.made_for}”, and this ballot is “{draft.title}”: "
            "give the ballot that title, or make a key with exactly this one."
        )


def _refuse_strange(public: PublicKey, draft: Ballot) -> None:
    """Raises ScrutinyRefused for a key that serves another ballot."""
    if (
        SplitKey.objects.exclude(ballot=draft).filter(public_key=public.key).exists()
        or Ballot.objects.exclude(pk=draft.pk).filter(public_key=public.key).exists()
    ):
        raise ScrutinyRefused("This key serves another ballot: each ballot has a key of its own.")
