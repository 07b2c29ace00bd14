"""Who fits a quote's signature: active members on the roll, and replies that count."""

from datetime import date, datetime

import pytest

from campaigns.consultations.answering import save_answer, send_reply, start_reply, withdraw_reply
from campaigns.consultations.crediting import signing_of
from campaigns.consultations.models import Answer, Consultation, Quote
from campaigns.consultations.moderating import approve
from campaigns.consultations.opening import open_consultation
from campaigns.consultations.questionnaire import Asked, Choice
from campaigns.consultations.quoting import approve_quote, propose_quote
from tests.consultations.factories import CHANGE, HARMLESS, draft, moderator
from tests.once import told_once
from union.members.models import Branch, Member, Region

pytestmark = pytest.mark.django_db
ROLE = Asked(
    key="role",
    kind="single",
    label="What is your role?",
    section="You",
    describes="role",
    options=(Choice("senior", "Senior social worker"), Choice("sw", "Social worker")),
)
REGION = Asked(
    key="region",
    kind="single",
    label="Where do you work?",
    section="You",
    describes="region",
    options=(Choice("wm", "West Midlands"), Choice("ne", "North East")),
)
BRANCH = Asked(
    key="branch",
    kind="single",
    label="Which branch?",
    section="You",
    describes="branch",
    options=(Choice("b1", "Sallow Vale"), Choice("b2", "Eastmere")),
)
LAST = "a social worker in England"


def members(count: int, *, role: str, region: str, status: str = "active") -> None:
    where, _ = Region.objects.get_or_create(code=region, defaults={"name": {"WM": "West Midlands"}[region]})
    branch, _ = Branch.objects.get_or_create(code=region, defaults={"name": "Sallow Vale", "region": where})
    start = Member.objects.count()
    Member.objects.bulk_create(
        Member(
            number=f"M{start + n}",
            name=f"Member {n}",
            branch=branch,
            joined=date(2020, 1, 1),
            job_role=role,
            status=status,
        )
        for n in range(count)
    )


def said(consultation: Consultation, at: datetime, *, change: str = "", **answers: str) -> str:
    code = start_reply(consultation, at=at)
    for question, value in {**answers, "change": change}.items():
        save_answer(code, question=question, value=value, at=at)
    send_reply(code, consents=["campaign"], at=at)
    return code


@told_once
def consultation(noon: datetime) -> Consultation:
    consultation = draft(noon, asked=(ROLE, REGION, BRANCH, CHANGE))
    open_consultation(consultation, by=None, at=noon)
    consultation.refresh_from_db()
    return consultation


def the_text() -> Answer:
    return Answer.objects.get(value=HARMLESS)


def test_twenty_members_and_three_who_replied_sign_with_role_and_region(
    consultation: Consultation, noon: datetime
) -> None:
    members(20, role="senior social worker", region="WM")
    said(consultation, noon, change=HARMLESS, role="senior", region="wm", branch="b1")
    for _ in range(2):
        said(consultation, noon, role="senior", region="wm")
    assert signing_of(the_text()).text == "Senior social worker, West Midlands"


def test_who_has_left_does_not_count(consultation: Consultation, noon: datetime) -> None:
    members(19, role="Senior social worker", region="WM")
    members(5, role="Senior social worker", region="WM", status="lapsed")
    members(1, role="Social worker", region="WM")
    said(consultation, noon, change=HARMLESS, role="senior", region="wm")
    for _ in range(2):
        said(consultation, noon, role="sw", region="wm")
    signing = signing_of(the_text())
    assert signing.text == "Member, West Midlands"
    assert signing.reasons == (
        "“Senior social worker, West Midlands” fits fewer than 20 members on the roll.",
        "“Senior social worker” fits fewer than 20 members on the roll.",
    )


def test_a_reply_that_was_never_sent_does_not_count(consultation: Consultation, noon: datetime) -> None:
    members(20, role="Senior social worker", region="WM")
    said(consultation, noon, change=HARMLESS, role="senior")
    for _ in range(2):
        code = start_reply(consultation, at=noon)
        save_answer(code, question="role", value="senior", at=noon)
    assert signing_of(the_text()).reasons == (
        "“Senior social worker” fits fewer than 3 of those who replied.",
    )


def test_a_branch_stands_in_no_signature(consultation: Consultation, noon: datetime) -> None:
    members(30, role="Senior social worker", region="WM")
    for number in range(3):
        said(consultation, noon, change=HARMLESS if number == 0 else "", branch="b1")
    assert signing_of(the_text()).allowed == (LAST,)


def test_a_signature_too_few_fit_by_the_approval_becomes_coarser(
    consultation: Consultation, noon: datetime
) -> None:
    members(20, role="Senior social worker", region="WM")
    said(consultation, noon, change=HARMLESS, role="senior", region="wm")
    codes = [said(consultation, noon, role="senior", region="wm") for _ in range(2)]
    sana, kit = moderator("sana"), moderator("kit")
    approve(the_text(), by=sana, at=noon)
    quote = propose_quote(the_text(), text=HARMLESS, purpose="campaign", by=sana, at=noon)
    assert quote.attribution == "Senior social worker, West Midlands"
    withdraw_reply(codes[0], at=noon)
    approve_quote(quote, by=kit, at=noon)
    assert Quote.objects.values_list("state", "attribution").get() == ("published", LAST)


def test_a_signature_that_still_fits_stays_as_the_first_moderator_saw_it(
    consultation: Consultation, noon: datetime
) -> None:
    said(consultation, noon, change=HARMLESS, role="senior", region="wm")
    sana, kit = moderator("sana"), moderator("kit")
    approve(the_text(), by=sana, at=noon)
    quote = propose_quote(the_text(), text=HARMLESS, purpose="campaign", by=sana, at=noon)
    members(20, role="Senior social worker", region="WM")
    for _ in range(2):
        said(consultation, noon, role="senior", region="wm")
    approve_quote(quote, by=kit, at=noon)
    assert Quote.objects.get().attribution == LAST
