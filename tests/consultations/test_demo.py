from datetime import datetime, timedelta

import pytest

from campaigns.consultations.demo import demo_consultation
from campaigns.consultations.models import Answer, Consultation, PublishedQuote, ReleasedFigure, Reply
from campaigns.consultations.risks import find_risks
from tests.consultations.factories import moderator

pytestmark = pytest.mark.django_db


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


def test_the_demo_made_again_changes_nothing(noon: datetime) -> None:
    hints = demo_consultation(at=noon)
    assert demo_consultation(at=noon + timedelta(days=1)) == hints
    assert Reply.objects.count() == 60


def test_the_demo_without_its_staff_leaves_everything_to_read(noon: datetime) -> None:
    demo_consultation(at=noon)
    assert Answer.objects.filter(moderation="unread").count() == 18
    assert ReleasedFigure.objects.count() == 0
