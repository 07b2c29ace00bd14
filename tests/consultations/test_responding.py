"""You said, we did: two people for each outcome, and numbers that give nobody away."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import IntegrityError
from django.test import Client

from campaigns.consultations.coding import code_texts
from campaigns.consultations.errors import NotForPublication, NothingSaid, SamePerson
from campaigns.consultations.letting_go import forget_replies
from campaigns.consultations.models import AnsweredTheme, Consultation, Outcome, Theme
from campaigns.consultations.moderating import refuse
from campaigns.consultations.quoting import approve_quote, propose_quote, recall_quote
from campaigns.consultations.responding import (
    publish_outcome,
    published_outcomes,
    quotes_on,
    take_back_outcome,
    write_outcome,
)
from campaigns.consultations.showing import published
from campaigns.consultations.theming import write_theme
from tests.consultations.factories import opened
from tests.consultations.theme_scenes import answered_theme, approved, closed, said_by
from tests.once import told_once
from union.accounts.models import User
from union.audit.models import Entry

pytestmark = pytest.mark.django_db


@told_once
def consultation(noon: datetime) -> Consultation:
    return opened(noon)


@told_once
def forms(consultation: Consultation, sana: User, noon: datetime) -> Theme:
    return write_theme(consultation, title="Fewer forms", by=sana, at=noon)


def test_an_outcome_is_written_by_one_person_and_published_by_another(
    consultation: Consultation, sana: User, kit: User, forms: Theme, noon: datetime
) -> None:
    outcome = write_outcome(forms, kind="partly", reason=" One form less. ", by=sana, at=noon)
    assert (list(published_outcomes(consultation)), list(AnsweredTheme.objects.all())) == ([], [])
    with pytest.raises(SamePerson):
        publish_outcome(outcome, by=sana, at=noon)
    publish_outcome(outcome, by=kit, at=noon)
    [found] = published_outcomes(consultation)
    assert (found.reason, found.members, found.published_by) == ("One form less.", None, kit)
    assert [theme.title for theme in AnsweredTheme.objects.all()] == ["Fewer forms"]
    with pytest.raises(NotForPublication, match="already"):
        publish_outcome(outcome, by=kit, at=noon)
    acts = Entry.objects.filter(action__startswith="outcome").values_list("action", "by")
    assert list(acts) == [("outcome.written", sana.pk), ("outcome.published", kit.pk)]


def test_other_words_take_an_outcome_off_the_page_until_it_is_published_again(
    consultation: Consultation, sana: User, kit: User, forms: Theme, noon: datetime
) -> None:
    outcome = write_outcome(forms, kind="not_now", reason="Next year.", by=sana, at=noon)
    publish_outcome(outcome, by=kit, at=noon)
    again = write_outcome(forms, kind="no", reason="Never.", by=kit, at=noon)
    assert (again.pk, list(published_outcomes(consultation))) == (outcome.pk, [])
    with pytest.raises(SamePerson):
        publish_outcome(again, by=kit, at=noon)
    publish_outcome(again, by=sana, at=noon)
    for _ in range(2):
        take_back_outcome(again, by=kit, at=noon)
    assert not published_outcomes(consultation).exists()
    assert Entry.objects.filter(action="outcome.taken_back").count() == 1


def test_an_outcome_says_what_and_why(forms: Theme, sana: User, noon: datetime) -> None:
    with pytest.raises(NothingSaid):
        write_outcome(forms, kind="no", reason="  ", by=sana, at=noon)
    assert not Outcome.objects.exists()


def number_told_again(theme: Theme, *, sana: User, kit: User, at: datetime) -> int | None:
    """How many members the outcome speaks of once it is written and published anew."""
    publish_outcome(write_outcome(theme, kind="adopted", reason="Still so.", by=sana, at=at), by=kit, at=at)
    return Outcome.objects.get().members


def test_the_number_is_that_of_the_day_and_never_a_few_more(
    consultation: Consultation, sana: User, kit: User, noon: datetime
) -> None:
    theme = answered_theme(consultation, members=12, moderator=sana, second=kit, at=noon)
    told_again = partial(number_told_again, theme, sana=sana, kit=kit, at=noon)
    assert Outcome.objects.get().members == 12
    said_by(theme, members=3, words="Forms.", moderator=sana, by=kit, at=noon)
    assert Outcome.objects.get().members == 12
    assert told_again() == 12
    texts = said_by(theme, members=7, words="Forms.", moderator=sana, by=kit, at=noon)
    assert told_again() == 22
    refuse(texts[0], reason="person", by=sana, at=noon)
    assert told_again() == 22


def test_a_number_that_sank_below_ten_in_between_is_still_remembered(
    consultation: Consultation, sana: User, kit: User, noon: datetime
) -> None:
    """Twelve were told. Three texts are refused, four more come: 13 beside 12 would tell of one."""
    theme = answered_theme(consultation, members=12, moderator=sana, second=kit, at=noon)
    told_again = partial(number_told_again, theme, sana=sana, kit=kit, at=noon)
    for coding in list(theme.codings.select_related("answer")[:3]):
        refuse(coding.answer, reason="person", by=sana, at=noon)
    assert told_again() == 12
    said_by(theme, members=4, words="Forms.", moderator=sana, by=kit, at=noon)
    assert told_again() == 12


def test_an_outcome_written_anew_a_year_later_keeps_its_number_and_what_was_said_before(
    consultation: Consultation, sana: User, kit: User, noon: datetime, sign_in: Callable[[User], Client]
) -> None:
    theme = answered_theme(consultation, members=12, moderator=sana, second=kit, at=noon)
    closed(consultation, at=noon)
    later = noon + timedelta(days=370)
    forget_replies(at=later, dry_run=False)
    told_again = partial(number_told_again, theme, sana=sana, kit=kit)
    assert told_again(at=later) == 12
    take_back_outcome(theme.outcome, by=kit, at=later + timedelta(days=1))
    past = theme.outcome.past.values_list("reason", "members", "until")
    assert list(past) == [
        ("Still so.", 12, later + timedelta(days=1)),
        ("We ask for one form in place of nine.", 12, later),
    ]
    assert told_again(at=later) == 12
    page = sign_in(sana).get(f"/cms/views/{consultation.pk}/outcomes/").content.decode()
    assert "The replies were deleted a year after the close: the number stays as it was published" in page
    assert "We ask for one form in place of nine." in page


def test_nine_members_are_no_number(
    consultation: Consultation, sana: User, kit: User, noon: datetime
) -> None:
    answered_theme(consultation, members=9, moderator=sana, second=kit, at=noon)
    assert Outcome.objects.get().members is None
    with pytest.raises(IntegrityError, match="outcome_members_of_ten"):
        Outcome.objects.update(members=9)


def test_the_database_wants_two_people(forms: Theme, sana: User, noon: datetime) -> None:
    write_outcome(forms, kind="no", reason="Never.", by=sana, at=noon)
    with pytest.raises(IntegrityError, match="outcome_published_by_another"):
        Outcome.objects.update(published_by=sana, published_at=noon)


def test_a_quote_stands_under_its_theme_until_it_is_recalled(
    consultation: Consultation, sana: User, kit: User, noon: datetime
) -> None:
    theme = answered_theme(consultation, members=2, moderator=sana, second=kit, at=noon)
    [text] = approved(consultation, "Nine forms for one child.", by=sana, at=noon, consents=["campaign"])
    quote = propose_quote(text, text="Nine forms for one child.", purpose="campaign", by=sana, at=noon)
    approve_quote(quote, by=kit, at=noon)

    def shown() -> tuple[int, int]:
        beside = published(consultation)["quotes"]
        return quotes_on(theme).count(), len(list(beside))  # type: ignore[call-overload]

    assert shown() == (0, 1)
    code_texts([text.pk], themes=[theme], how="by_hand", by=sana, at=noon)
    assert shown() == (1, 0)
    recall_quote(quote, by=sana, at=noon)
    assert shown() == (0, 0)
