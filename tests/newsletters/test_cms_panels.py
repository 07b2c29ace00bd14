"""Today tells whoever may approve a mailing that one waits."""

from datetime import datetime, timedelta

import pytest

from campaigns.newsletters import mailing as verbs
from campaigns.newsletters.cms_panels import to_do
from campaigns.newsletters.models import Newsletter
from tests.newsletters.factories import draft, sana, sending
from union.accounts.models import User
from union.accounts.welcoming import welcome
from union.publishing.todo import ToDo

pytestmark = pytest.mark.django_db


def lines(user: User, *, at: datetime) -> list[tuple[str, bool]]:
    return [(line.sentence, line.urgent) for line in to_do(user=user, at=at)]


def test_sana_is_told_of_kits_draft_and_kit_is_not(news: Newsletter, at: datetime) -> None:
    made = draft(news, at=at)
    says = "A mailing waits for a second person: “We won the first point”"
    assert to_do(user=sana(), at=at) == [ToDo(says, f"/cms/newsletters/{made.pk}/")]
    assert to_do(user=made.made_by, at=at) == []
    assert to_do(user=welcome("lee@example.org", name="Lee Hall", groups=("Editors",)), at=at) == []


def test_who_made_or_changed_it_or_finds_it_approved_has_nothing_to_do(
    news: Newsletter, at: datetime
) -> None:
    made, other = draft(news, at=at), welcome("olu@example.org", name="Olu Bright", groups=("Moderators",))
    made.subject = "We won the second"
    verbs.change(made, by=other, at=at, fields=["subject"])
    assert (lines(other, at=at), len(lines(sana(), at=at))) == ([], 1)
    made.made_by = sana()
    made.save()
    assert lines(sana(), at=at) == []
    sending(news, at=at, page=made.page)
    assert lines(sana(), at=at) == []


def test_one_that_is_late_comes_first_among_what_waits(news: Newsletter, at: datetime) -> None:
    made = draft(news, at=at, send_at=at + timedelta(hours=2))
    assert [urgent for _, urgent in lines(sana(), at=at)] == [False]
    [(says, urgent)] = lines(sana(), at=made.send_at)
    assert ("Its time is over: it leaves as soon as somebody approves it" in says, urgent) == (True, True)
