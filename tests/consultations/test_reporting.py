"""The report: what has to be there before, and the letters that go out once."""

from datetime import datetime

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import translation

from campaigns.consultations.answering import start_reply, withdraw_reply
from campaigns.consultations.errors import NotADraft, NothingSaid
from campaigns.consultations.interested import ask_to_hear, confirm_interest, stop_letters
from campaigns.consultations.models import Consultation, Interested, NoReports, Participation, Reply, Report
from campaigns.consultations.quoting import approve_quote, propose_quote, recall_quote
from campaigns.consultations.reporting import checks, report_consultation
from campaigns.consultations.responding import write_outcome
from campaigns.consultations.telling import MAIL, REPORTED, tell_all
from campaigns.consultations.theming import write_theme
from tests.consultations.factories import opened
from tests.consultations.members import a_branch, answered, place_of, put_to_members
from tests.consultations.theme_scenes import answered_theme, closed
from tests.once import told_once
from union.accounts.models import User
from union.audit.models import Entry
from union.jobs.asking import latest
from union.jobs.models import Job
from union.jobs.working import run_waiting
from union.mail.composing import render
from union.mail.models import Message
from union.mail.sending import recipient_hash, send_due
from union.members.models import Branch, Member, Region

pytestmark = pytest.mark.django_db


@told_once
def consultation(noon: datetime) -> Consultation:
    return opened(noon)


def took_part(consultation: Consultation, *addresses: str, at: datetime) -> None:
    """Members of one branch who answered; how, nobody knows."""
    region, _ = Region.objects.get_or_create(code="NW", defaults={"name": "North West"})
    branch, _ = Branch.objects.get_or_create(
        code="NW-001", defaults={"name": "Quarnthwaite", "region": region}
    )
    for address in addresses:
        number = f"TP{Member.objects.count() + 1}"
        member = Member.objects.create(
            number=number, name=number, email=address, branch=branch, joined=at.date()
        )
        Participation.objects.create(consultation=consultation, member=member, answered_on=at.date())


def asked(consultation: Consultation, address: str, *, at: datetime, language: str = "en") -> None:
    """Somebody left an address and proved it."""
    ask_to_hear(consultation, email=address, language=language, at=at)
    confirm_interest(Interested.objects.get(email=address))


def delivered(at: datetime) -> dict[str, str]:
    """Every report that was delivered, by its address."""
    mail.outbox.clear()
    send_due(at=at)
    return {letter.to[0]: letter.body for letter in mail.outbox if "You said" in letter.subject}


def test_a_report_follows_the_close_and_says_something(
    consultation: Consultation, sana: User, noon: datetime
) -> None:
    with pytest.raises(NotADraft):
        report_consultation(consultation, summary="Done.", by=sana, at=noon)
    closed(consultation, at=noon)
    theme = write_theme(consultation, title="Forms", by=sana, at=noon)
    write_outcome(theme, kind="no", reason="Never.", by=sana, at=noon)
    with pytest.raises(NothingSaid):
        report_consultation(consultation, by=sana, at=noon)
    assert [outcome.theme for outcome in checks(consultation).waiting] == [theme]
    report_consultation(consultation, summary=" Too few replied. ", by=sana, at=noon)
    consultation.refresh_from_db()
    assert (consultation.state, consultation.reported_at) == ("reported", noon)
    assert Report.objects.get().summary == "Too few replied."
    assert Entry.objects.get(action="consultation.reported").by == sana
    with pytest.raises(NotADraft):
        report_consultation(consultation, summary="Again.", by=sana, at=noon)


def test_those_who_took_part_or_asked_get_one_letter_each(
    consultation: Consultation, sana: User, kit: User, noon: datetime
) -> None:
    answered_theme(consultation, members=12, moderator=sana, second=kit, at=noon)
    took_part(consultation, "rowan@example.org", "bram@example.org", "bram@example.org", "", at=noon)
    asked(consultation, "nia@example.org", at=noon)
    asked(consultation, "rowan@example.org", at=noon)
    ask_to_hear(consultation, email="unproved@example.org", language="en", at=noon)
    closed(consultation, at=noon)
    assert checks(consultation).letters == 3
    report_consultation(consultation, by=sana, at=noon)
    assert run_waiting(at=noon) == 1
    letters = delivered(noon)
    assert sorted(letters) == ["bram@example.org", "nia@example.org", "rowan@example.org"]
    for words in (
        "Your workload",
        "Fewer forms",
        "12 members said this",
        "We take this up: We ask for one form in place of nine.",
        "/views/workload/",
        "/views/news/stop/",
    ):
        assert words in letters["nia@example.org"]
    assert not Interested.objects.exists()


def test_the_letters_go_out_once_whatever_happens_to_the_worker(
    consultation: Consultation, sana: User, noon: datetime
) -> None:
    took_part(consultation, "rowan@example.org", "bram@example.org", at=noon)
    asked(consultation, "nia@example.org", at=noon)
    closed(consultation, at=noon)
    report_consultation(consultation, summary="Read on.", by=sana, at=noon)
    job = Job.objects.get(kind=MAIL)
    for _ in range(2):
        tell_all(job, at=noon)
    run_waiting(at=noon)
    assert Message.objects.filter(kind=REPORTED).count() == 3
    done = latest(MAIL, subject=f"consultation:{consultation.pk}")
    assert done is not None
    assert done.state == "done"


def test_who_refused_such_letters_gets_none(consultation: Consultation, sana: User, noon: datetime) -> None:
    took_part(consultation, "rowan@example.org", "bram@example.org", at=noon)
    stop_letters(recipient_hash("Rowan@example.org"), at=noon)
    closed(consultation, at=noon)
    report_consultation(consultation, summary="Read on.", by=sana, at=noon)
    run_waiting(at=noon)
    queued = Message.objects.filter(kind=REPORTED).values_list("recipient", flat=True)
    assert list(queued) == ["bram@example.org"]
    stop_letters(recipient_hash("bram@example.org"), at=noon)
    assert (delivered(noon), NoReports.objects.count()) == ({}, 2)


def test_a_recalled_quote_is_not_in_a_letter_that_leaves_afterwards(
    consultation: Consultation, sana: User, kit: User, noon: datetime
) -> None:
    theme = answered_theme(consultation, members=10, moderator=sana, second=kit, at=noon)
    answer = theme.codings.earliest("pk").answer
    quote = propose_quote(answer, text="Fewer forms to fill.", purpose="campaign", by=sana, at=noon)
    approve_quote(quote, by=kit, at=noon)
    took_part(consultation, "rowan@example.org", at=noon)
    closed(consultation, at=noon)
    report_consultation(consultation, by=sana, at=noon)
    run_waiting(at=noon)
    [message] = Message.objects.filter(kind=REPORTED)
    before = render(message)
    recall_quote(quote, by=sana, at=noon)
    after = render(message)
    assert before is not None
    assert after is not None
    assert ("Fewer forms to fill." in before.text, "Fewer forms to fill." in after.text) == (True, False)
    assert ("Fewer forms to fill." in before.html, "Fewer forms to fill." in after.html) == (True, False)


def test_who_asked_in_welsh_reads_welsh(consultation: Consultation, sana: User, noon: datetime) -> None:
    Consultation.objects.filter(pk=consultation.pk).update(title_cy="Eich llwyth gwaith", in_welsh=True)
    asked(consultation, "nia@example.org", at=noon, language="cy")
    closed(consultation, at=noon)
    report_consultation(consultation, summary="Read on.", summary_cy="Darllenwch ymlaen.", by=sana, at=noon)
    run_waiting(at=noon)
    mail.outbox.clear()
    send_due(at=noon)
    [letter] = [one for one in mail.outbox if "Darllenwch" in one.body]
    assert ("Eich llwyth gwaith" in letter.body, letter.subject) == (True, "Fe ddywedoch chi, fe wnaethon ni")
    assert "/cy/views/news/stop/" in letter.body


def test_no_letter_says_what_a_member_said_or_who_else_took_part(
    consultation: Consultation, sana: User, noon: datetime
) -> None:
    took_part(consultation, "rowan@example.org", "bram@example.org", at=noon)
    closed(consultation, at=noon)
    report_consultation(consultation, summary="Read on.", by=sana, at=noon)
    run_waiting(at=noon)
    rows = Message.objects.filter(kind=REPORTED).values_list("subject", "language")
    assert set(rows) == {(f"consultation:{consultation.pk}", "en")}
    assert Job.objects.get(kind=MAIL).report == {"letters": 2}
    assert "bram" not in delivered(noon)["rowan@example.org"]


def reported_letters(consultation: Consultation, *, by: User, at: datetime) -> dict[str, str]:
    """What those who took part read: the text of each letter by its address."""
    closed(consultation, at=at)
    report_consultation(consultation, summary="Read on.", summary_cy="Darllenwch ymlaen.", by=by, at=at)
    run_waiting(at=at)
    letters = [render(message) for message in Message.objects.filter(kind=REPORTED).order_by("recipient")]
    addresses = (
        Message.objects.filter(kind=REPORTED).order_by("recipient").values_list("recipient", flat=True)
    )
    return {address: letter.text for address, letter in zip(addresses, letters, strict=True) if letter}


@pytest.mark.parametrize(
    ("mode", "first", "second"),
    [
        ("confidential", "Darllenwch ymlaen.", "Read on."),
        ("anonymous_verified", "Read on.", "Read on."),
    ],
)
def test_a_known_member_reads_the_report_in_the_language_of_their_reply(
    sana: User, noon: datetime, mode: str, first: str, second: str
) -> None:
    branch = a_branch(members=20)
    consultation = put_to_members(noon, mode=mode, branch=branch)
    Consultation.objects.filter(pk=consultation.pk).update(in_welsh=True)
    for number, language in ((1, "cy"), (2, "en-gb")):
        with translation.override(language):
            answered(place_of(consultation, number), at=noon)
    known = mode == "confidential"
    assert sorted(Reply.objects.values_list("language", flat=True)) == (["cy", "en"] if known else ["", ""])
    rowan, other = reported_letters(consultation, by=sana, at=noon).values()
    assert (first in rowan, second in other) == (True, True)
    assert ("English: " in rowan, "Cymraeg: " in other) == (known, True)
    assert "/cy/views/workload/" in other


def test_no_language_is_noted_of_an_anonymous_reply(consultation: Consultation, noon: datetime) -> None:
    start_reply(consultation, at=noon)
    with pytest.raises(IntegrityError, match="reply_language_of_the_known"), transaction.atomic():
        Reply.objects.update(language="cy")


@pytest.mark.parametrize(
    ("mode", "letters"),
    [("named", ["member2"]), ("confidential", ["member2"]), ("anonymous_verified", ["member1", "member2"])],
)
def test_a_known_member_who_withdrew_gets_no_letter(
    sana: User, noon: datetime, mode: str, letters: list[str]
) -> None:
    """Of an anonymous one nobody can tell; the page of withdrawing says so."""
    consultation = put_to_members(noon, mode=mode, branch=a_branch(members=20))
    code = answered(place_of(consultation, 1), at=noon)
    answered(place_of(consultation, 2), at=noon)
    withdraw_reply(code, at=noon)
    assert checks(consultation).letters == len(letters)
    told = reported_letters(consultation, by=sana, at=noon)
    assert [address.partition(".")[0] for address in told] == letters
