"""What goes after the report: who took part anonymously, and a year after the close the raw replies."""

from datetime import datetime, timedelta

import pytest

from campaigns.consultations.consenting import withdraw_consents
from campaigns.consultations.letting_go import forget_places, forget_replies
from campaigns.consultations.mixing import settle_due
from campaigns.consultations.models import Answer, Consultation, Participation, Quote, ReleasedTable, Reply
from campaigns.consultations.moderating import approve, clear_safeguarding, mark_safeguarding
from campaigns.consultations.opening import close_consultation
from campaigns.consultations.quoting import approve_quote, propose_quote
from campaigns.consultations.reporting import report_consultation
from tests.consultations.counted import release
from tests.consultations.factories import HARMLESS, approved_text, moderator, opened, reply
from tests.consultations.members import a_branch, answered, place_of, put_to_members
from union.accounts.models import User
from union.audit.models import Entry

pytestmark = pytest.mark.django_db


def test_anonymous_places_go_and_replies_and_known_places_stay(noon: datetime) -> None:
    branch = a_branch(members=20)
    for mode in ("anonymous_verified", "confidential"):
        consultation = put_to_members(noon, mode=mode, branch=branch, slug=mode.replace("_", "-"))
        answered(place_of(consultation), at=noon)
        close_consultation(consultation, by=None, at=noon)
        settle_due(at=noon + timedelta(hours=1))
        report_consultation(consultation, summary="Soon.", by=moderator(mode), at=noon + timedelta(days=2))
    early, late = noon + timedelta(days=184), noon + timedelta(days=186)
    assert [gone.n for gone in forget_places(at=early, dry_run=False)] == [0]
    assert [gone.n for gone in forget_places(at=late, dry_run=True)] == [20]
    assert Participation.objects.count() == 40
    assert [gone.n for _ in range(2) for gone in forget_places(at=late, dry_run=False)] == [20, 0]
    assert set(Participation.objects.values_list("consultation__mode", flat=True)) == {"confidential"}
    assert Reply.objects.counted().count() == 2


def test_places_of_an_anonymous_consultation_wait_for_its_report(noon: datetime) -> None:
    """On them hangs the letter with the report; those of known members go with their replies."""
    branch = a_branch(members=20)
    for mode in ("anonymous_verified", "confidential"):
        consultation = put_to_members(noon, mode=mode, branch=branch, slug=mode.replace("_", "-"))
        close_consultation(consultation, by=None, at=noon)
    forget_replies(at=noon + timedelta(days=366), dry_run=False)
    left = Participation.objects.values_list("consultation__mode", flat=True)
    assert (len(left), set(left)) == (20, {"anonymous_verified"})
    assert [
        [gone.n for gone in forget_places(at=noon + timedelta(days=n), dry_run=False)] for n in (729, 730)
    ] == [[0], [20]]


def test_a_year_after_the_close_raw_replies_go_and_what_was_released_stays(noon: datetime) -> None:
    consultation, sana, kit = opened(noon), moderator("sana"), moderator("kit")
    kept, quoted = quoted_reply(consultation, by=sana, second=kit, at=noon)
    for _ in range(11):
        reply(consultation, at=noon, change="Time to think.")
    proposed = Answer.objects.filter(value="Time to think.").earliest("pk")
    approve(proposed, by=sana, at=noon)
    quoted_in_vain = Quote.objects.create(
        answer=proposed, text="Time", purpose="campaign", first_approver=sana, proposed_at=noon
    )
    urgent = Answer.objects.filter(value="Time to think.").latest("pk")
    mark_safeguarding(urgent, by=sana, at=noon)
    table = release(consultation, "worried", at=noon)
    close_consultation(consultation, by=None, at=noon)

    early, late = noon + timedelta(days=364), noon + timedelta(days=366)
    assert [gone.n for gone in forget_replies(at=early, dry_run=False)] == [0]
    assert [gone.n for gone in forget_replies(at=late, dry_run=True)] == [11]
    assert Reply.objects.count() == 12
    assert [gone.n for _ in range(2) for gone in forget_replies(at=late, dry_run=False)] == [11, 0]
    assert list(Answer.objects.order_by("pk").values_list("value", flat=True)) == [
        HARMLESS,
        "yes",
        "Time to think.",
    ]
    assert ReleasedTable.objects.get().content == table.content
    quoted_in_vain.refresh_from_db()
    assert (quoted_in_vain.text, quoted_in_vain.recall) == ("", "expired")
    entry = Entry.objects.get(action="consultations.expired")
    assert (entry.by, entry.detail) == (None, {"raw replies": 11})

    withdraw_consents(kept, at=late)
    quoted.refresh_from_db()
    assert (quoted.state, quoted.recall) == ("recalled", "consent")
    clear_safeguarding(urgent, note="Spoken to.", by=sana, at=late)
    assert [gone.n for gone in forget_replies(at=late, dry_run=False)] == [2]
    assert (Reply.objects.count(), Answer.objects.count()) == (0, 0)


def test_a_known_place_goes_with_its_reply(noon: datetime) -> None:
    consultation = put_to_members(noon, mode="named", branch=a_branch(members=3))
    answered(place_of(consultation), at=noon)
    close_consultation(consultation, by=None, at=noon)
    forget_replies(at=noon + timedelta(days=364), dry_run=False)
    assert (Participation.objects.count(), Reply.objects.count()) == (3, 1)
    forget_replies(at=noon + timedelta(days=366), dry_run=False)
    assert (Participation.objects.count(), Reply.objects.count()) == (0, 0)


def quoted_reply(consultation: Consultation, *, by: User, second: User, at: datetime) -> tuple[str, Quote]:
    """A reply with a published quote; its code and the quote."""
    code, answer = approved_text(consultation, by=by, at=at)
    quote = propose_quote(answer, text="time to think", purpose="campaign", by=by, at=at)
    approve_quote(quote, by=second, at=at)
    return code, quote
