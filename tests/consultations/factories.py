"""A consultation on a small questionnaire, people who answer it, and the two moderators Sana and Kit."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.contrib.auth.models import Group

from campaigns.consultations.answering import save_answer, send_reply, start_reply
from campaigns.consultations.drafting import draft_consultation
from campaigns.consultations.models import Answer, Consultation
from campaigns.consultations.moderating import approve
from campaigns.consultations.opening import open_consultation
from campaigns.consultations.questionnaire import Asked, Choice
from union.accounts.models import User

SLUG = "workload"
WORDS = {
    "purpose": "Tell us about your workload.",
    "already_decided": "That we ask.",
    "who_reads": "Two moderators.",
    "attribution": "a social worker in England",
}
WORRIED = Asked(
    key="worried",
    kind="single",
    label="Did you go home worried?",
    section="Your week",
    required=True,
    options=(Choice("yes", "Yes"), Choice("no", "No"), Choice("unsure", "Not sure")),
)
CASELOAD = Asked(
    key="caseload",
    kind="number",
    label="How many cases do you hold?",
    section="Your week",
    unit="cases",
    decimals=1,
    soft_min="1",
    soft_max="60",
    greatest="1000",
)
CHANGE = Asked(
    key="change", kind="long_text", label="What would you change?", section="Change", max_length=200
)
HARMLESS = "A limit on caseloads that somebody checks, and time to think."


def draft(
    at: datetime, *, slug: str = SLUG, asked: Iterable[Asked] = (WORRIED, CASELOAD, CHANGE)
) -> Consultation:
    return draft_consultation(
        "Your workload",
        slug=slug,
        words=WORDS,
        opens=at - timedelta(days=1),
        closes=at + timedelta(days=1),
        report_by=at.date() + timedelta(days=30),
        asked=asked,
        by=None,
        at=at - timedelta(days=2),
    )


def opened(at: datetime, *, slug: str = SLUG) -> Consultation:
    consultation = draft(at, slug=slug)
    open_consultation(consultation, by=None, at=at - timedelta(days=1))
    consultation.refresh_from_db()
    return consultation


def reply(
    consultation: Consultation,
    *,
    at: datetime,
    worried: str = "yes",
    caseload: str = "",
    change: str = "",
    consents: Collection[str] = (),
) -> str:
    """A reply that was sent; returns its receipt code."""
    code = start_reply(consultation, at=at)
    for question, value in [("worried", worried), ("caseload", caseload), ("change", change)]:
        if value:
            save_answer(code, question=question, value=value, at=at)
    send_reply(code, consents=consents, at=at)
    return code


def text_of(consultation: Consultation) -> Answer:
    """The one free text of a consultation."""
    return Answer.objects.get(reply__consultation=consultation, question="change")


def moderator(name: str) -> User:
    """Somebody of the group Moderators, named and addressed like `sana`."""
    user = User.objects.create_user(f"{name}@example.org", name=name.title())
    user.groups.add(Group.objects.get(name="Moderators"))
    return user


def approved_text(
    consultation: Consultation, *, by: User, at: datetime, change: str = HARMLESS
) -> tuple[str, Answer]:
    """A text that may be quoted on campaign pages; its code and the answer."""
    code = reply(consultation, at=at, change=change, consents=["campaign"])
    answer = text_of(consultation)
    approve(answer, by=by, at=at)
    answer.refresh_from_db()
    return code, answer
