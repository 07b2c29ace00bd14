"""Members on the roll who are asked: Rowan and others of Northside, and what each does with the link."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils import timezone

from campaigns.consultations.answering import save_answer, send_reply
from campaigns.consultations.codes import hash_of, new_code
from campaigns.consultations.models import Answer, Consent, Consultation, Participation, Reply
from campaigns.consultations.opening import open_consultation
from campaigns.consultations.taking_part import take_part
from campaigns.consultations.under_way import plan_due
from campaigns.consultations.wordings import current
from tests.consultations.factories import SLUG, draft
from union.members.models import Branch, Member, Region

ROWAN = "member1.nw-001@example.org"


def a_branch(code: str = "NW-001", *, region: str = "NW", members: int = 0) -> Branch:
    """A branch with members numbered from 1."""
    home, _ = Region.objects.get_or_create(code=region, defaults={"name": f"Region {region}"})
    branch, _ = Branch.objects.get_or_create(code=code, defaults={"name": f"Branch {code}", "region": home})
    Member.objects.bulk_create(
        Member(
            number=f"{code}-{number:05}",
            name=f"{'Rowan' if number == 1 else 'Member'} {number} Ashby",
            email=f"member{number}.{code.lower()}@example.org",
            branch=branch,
            joined=date(2015, 1, 5),
        )
        for number in range(1, members + 1)
    )
    return branch


def put_to_members(
    at: datetime, *, mode: str = "anonymous_verified", branch: Branch | None = None, slug: str = SLUG
) -> Consultation:
    """Open since a day before `at`, with places planned: for the branch, or for everybody."""
    consultation = draft(at, slug=slug)
    Consultation.objects.filter(pk=consultation.pk).update(mode=mode)
    if branch:
        consultation.branches.set([branch])
    open_consultation(consultation, by=None, at=consultation.opens)
    plan_due(at=consultation.opens)
    consultation.refresh_from_db()
    return consultation


def place_of(consultation: Consultation, number: int = 1) -> Participation:
    """The place of the member with this number in the branch."""
    return Participation.objects.select_related("consultation", "member").get(
        consultation=consultation, member__number__endswith=f"-{number:05}"
    )


def begin(place: Participation, *, at: datetime, from_desk: bool = False) -> str:
    """The receipt code of this member."""
    return take_part(place, code=new_code(), at=at, from_desk=from_desk)


def answered(
    place: Participation,
    *,
    at: datetime,
    change: str = "",
    worried: str = "yes",
    consents: Collection[str] = (),
) -> str:
    """This member's reply, sent; its receipt code."""
    code = begin(place, at=at)
    for question, value in [("worried", worried), ("change", change)]:
        if value:
            save_answer(code, question=question, value=value, at=at)
    send_reply(code, consents=consents, at=at)
    return code


def answered_by_many(
    consultation: Consultation,
    numbers: Iterable[int],
    *,
    at: datetime,
    change: str = "",
    worried: str = "yes",
    consents: Collection[str] = (),
) -> list[str]:
    """What is left when each of these members has `answered` an anonymous consultation, in few statements.

    In `change` a {} stands for the member's number. A test holds this against the verbs.
    """
    numbers, today = list(numbers), timezone.localdate(at)
    codes, version = [new_code() for _ in numbers], consultation.current_version()
    places = [Q(member__number__endswith=f"-{number:05}") for number in numbers]
    taken = Participation.objects.filter(consultation=consultation, answered_on=None)
    assert taken.filter(reduce(or_, places)).update(answered_on=today) == len(numbers)
    replies = Reply.objects.bulk_create(
        Reply(
            consultation=consultation,
            version=version,
            mode=consultation.mode,
            code_hash=hash_of(code),
            readable=False,
            state=Reply.State.SENT,
            started_on=today,
            sent_on=today,
        )
        for code in codes
    )
    texts = [change.format(number) for number in numbers]
    said = [{"worried": (worried, "not_needed"), "change": (text, "unread")} for text in texts]
    Answer.objects.bulk_create(
        Answer(reply=reply, question=question, value=value, moderation=moderation)
        for reply, answers in zip(replies, said, strict=True)
        for question, (value, moderation) in answers.items()
        if value
    )
    Consent.objects.bulk_create(
        Consent(reply=reply, purpose=purpose, given=True, wording=current(), source="reply", given_on=today)
        for reply in replies
        for purpose in sorted(consents)
    )
    return codes
