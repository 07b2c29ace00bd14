"""A consultation in full swing, made through the same verbs as a real one."""

from datetime import datetime, timedelta

from django.utils import timezone

from campaigns.consultations import demo_words as words
from campaigns.consultations.answering import save_answer, send_reply, start_reply
from campaigns.consultations.drafting import draft_consultation
from campaigns.consultations.figuring import release_figure, write_figure
from campaigns.consultations.models import Answer, Consent, Consultation, Redaction, Table
from campaigns.consultations.moderating import approve, redact, refuse
from campaigns.consultations.opening import open_consultation
from campaigns.consultations.quoting import approve_quote, propose_quote
from campaigns.consultations.tabling import Wanted, propose_table, release_table
from union.accounts.models import User
from union.demo import Hint

DAYS_OPEN = 9
REPLIES = len(words.WORRIES)


def demo_consultation(*, at: datetime) -> list[Hint]:
    """An open consultation: 60 replies, a released figure, a quote, some texts that wait; made once."""
    if not Consultation.objects.filter(slug=words.SLUG).exists():
        consultation = _opened(at=at)
        _reply(consultation, at=at)
        if two := two_moderators():
            _publish(consultation, *two, at=at)
    return [
        Hint("Answer three questions about the reform of children's social work", f"/views/{words.SLUG}/"),
        Hint("Read, redact and quote the replies (sign in as moderator@example.org)", "/cms/views/"),
    ]


def _opened(*, at: datetime) -> Consultation:
    started = at - timedelta(days=DAYS_OPEN)
    closes = timezone.localtime(at + timedelta(days=21)).replace(hour=12, minute=0, second=0, microsecond=0)
    consultation = draft_consultation(
        words.TITLE,
        slug=words.SLUG,
        words=words.WORDS,
        opens=started,
        closes=closes,
        report_by=timezone.localdate(closes + timedelta(days=60)),
        asked=words.QUESTIONS,
        by=None,
        at=started,
    )
    open_consultation(consultation, by=None, at=started)
    consultation.refresh_from_db()
    return consultation


def _reply(consultation: Consultation, *, at: datetime) -> None:
    """Sixty replies over nine days; every third with words of their own, as far as the words go."""
    texts = iter([words.QUOTED, *words.READ, words.REDACTED, words.REFUSED, *words.WAITING])
    for number in range(REPLIES):
        when = at - timedelta(days=DAYS_OPEN * (REPLIES - number) / (REPLIES + 1))
        code = start_reply(consultation, at=when)
        worried = words.WORRIES[number * 7 % REPLIES]
        save_answer(code, question="left-worried", value=worried, at=when)
        save_answer(code, question="caseload", value=words.CASELOADS[number % len(words.CASELOADS)], at=when)
        if number % 3 == 0:
            save_answer(code, question="change-first", value=next(texts, ""), at=when)
        consents = Consent.Purpose.values if number % 2 == 0 else [Consent.Purpose.CAMPAIGN.value]
        send_reply(code, consents=consents, at=when)


def two_moderators() -> tuple[User, User] | None:
    """Sana and Kit; None where the people of the demo do not exist."""
    sana = User.objects.filter(email="moderator@example.org").first()
    kit = User.objects.filter(email="editor@example.org").first()
    return (sana, kit) if sana and kit else None


def released(consultation: Consultation, wanted: Wanted, *, by: User, second: User, at: datetime) -> Table:
    """A table that one of them proposed and the other released."""
    table = propose_table(consultation, wanted, by=by, at=at)
    release_table(table, by=second, at=at)
    table.refresh_from_db()
    return table


def _publish(consultation: Consultation, sana: User, kit: User, *, at: datetime) -> None:
    """What the two moderators did so far."""
    for text in [words.QUOTED, *words.READ]:
        approve(_text(consultation, text), by=sana, at=at)
    redact(
        _text(consultation, words.REDACTED),
        words=words.CUT_WORDS,
        reason=Redaction.Reason.WORKPLACE,
        by=sana,
        at=at,
    )
    refuse(_text(consultation, words.REFUSED), reason="child", by=sana, at=at)
    quote = propose_quote(
        _text(consultation, words.QUOTED),
        text=words.QUOTED,
        purpose=Consent.Purpose.CAMPAIGN,
        by=sana,
        at=at,
    )
    approve_quote(quote, by=kit, at=at)
    table = released(consultation, Wanted("left-worried"), by=kit, second=sana, at=at)
    figure = write_figure(table, cell="yes", sentence=words.SENTENCE, by=kit, at=at)
    release_figure(figure, by=sana, at=at)


def _text(consultation: Consultation, text: str) -> Answer:
    return Answer.objects.get(reply__consultation=consultation, question="change-first", value=text)
