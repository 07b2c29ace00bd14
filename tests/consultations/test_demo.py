from datetime import datetime, timedelta

import pytest

from campaigns.consultations.demo import demo_consultation
from campaigns.consultations.demo_staff import STAFF, demo_staff
from campaigns.consultations.demo_unmet import demo_unmet
from campaigns.consultations.demo_watch import demo_watch
from campaigns.consultations.models import (
    Answer,
    Consultation,
    Outcome,
    PublishedQuote,
    ReleasedFigure,
    ReleasedTable,
    Reply,
)
from campaigns.consultations.risks import find_risks
from tests.consultations.factories import moderator
from tests.once import told_once
from union.accounts.models import User
from union.members.demo import people

pytestmark = pytest.mark.django_db


@told_once
def hints(noon: datetime) -> object:
    """The demo's consultation where nobody moderates yet, and what is said of it."""
    return demo_consultation(at=noon)


@told_once
def staffed(noon: datetime) -> None:
    """The demo's union, and the two who moderate."""
    people(at=noon)
    moderator("moderator"), moderator("editor")


def test_the_demo_has_something_to_answer_to_moderate_and_to_show(noon: datetime) -> None:
    sana, kit = moderator("moderator"), moderator("editor")
    demo_consultation(at=noon)
    consultation = Consultation.objects.get()
    assert consultation.is_open(noon)
    assert Reply.objects.filter(state="sent").count() == 60
    assert [str(figure.number) for figure in ReleasedFigure.objects.all()] == ["58%"]
    quote = PublishedQuote.objects.get()
    assert (quote.first_approver, quote.second_approver) == (sana, kit)
    waiting = Answer.objects.filter(moderation="unread").order_by("pk")
    assert [bool(find_risks(answer.value)) for answer in waiting] == [False, False, True, False]


def test_the_demo_made_again_changes_nothing(noon: datetime, hints: object) -> None:
    assert demo_consultation(at=noon + timedelta(days=1)) == hints
    assert Reply.objects.count() == 60


@pytest.mark.usefixtures("hints")
def test_the_demo_without_its_staff_leaves_everything_to_read() -> None:
    assert Answer.objects.filter(moderation="unread").count() == 18
    assert ReleasedFigure.objects.count() == 0


@pytest.mark.usefixtures("staffed")
def test_social_work_watch_gives_the_figures_of_the_charter(noon: datetime) -> None:
    demo_watch(at=noon)
    assert Reply.objects.counted().count() == 1_140
    figures = [(str(figure.number), figure.numerator, figure.base) for figure in ReleasedFigure.objects.all()]
    assert sorted(figures, key=str) == [("23", None, 1140), ("39%", 445, 1140), ("55%", 627, 1140)]
    assert PublishedQuote.objects.get().attribution == "Senior social worker, West Midlands"
    assert list(Outcome.objects.order_by("pk").values_list("kind", "members")) == [
        ("adopted", 12),
        ("partly", 10),
    ]
    consultation = Consultation.objects.get()
    assert (consultation.state, consultation.report.by.email) == ("reported", "moderator@example.org")


@pytest.mark.usefixtures("staffed")
def test_the_log_of_unmet_need_stays_open_for_a_year_and_has_its_regional_table(noon: datetime) -> None:
    demo_unmet(at=noon)
    demo_unmet(at=noon)
    log = Consultation.objects.get()
    assert log.is_open(noon + timedelta(days=240))
    assert not log.is_open(noon + timedelta(days=250))
    by_need, by_region = ReleasedTable.objects.order_by("pk")
    assert (by_need.base, by_region.split_by) == (1_200, "region")
    first = [(line.heading.label, line.base, line.numbers[0].numerator) for line in by_region.tabulated.lines]
    assert first[:3] == [("", 1200, 420), ("Cymru/Wales", 100, 24), ("East Midlands", 100, 26)]
    assert len(first) == 13


def test_four_people_have_what_their_work_needs(noon: datetime) -> None:
    hints = demo_staff(at=noon)
    assert demo_staff(at=noon) == hints
    assert [hint.what for hint in hints] == [
        "Sign in as organiser@example.org to draft a consultation",
        "Sign in as keyer@example.org to key replies from paper",
        "Sign in as lead@example.org to see replies about somebody at risk",
        "Sign in as researcher@example.org to sort texts into themes, and export replies",
    ]
    found = {user.email: user.get_all_permissions() for user in User.objects.all()}
    theirs = {
        "organiser@example.org": {"draft_consultations"},
        "keyer@example.org": {"key_replies"},
        "lead@example.org": {"see_safeguarding"},
        "researcher@example.org": {"code_replies", "export_replies"},
    }
    assert sorted(theirs) == sorted(address for address, *_ in STAFF)
    for address, codenames in theirs.items():
        assert found[address] == {
            "wagtailadmin.access_admin",
            *(f"consultations.{codename}" for codename in codenames),
        }
