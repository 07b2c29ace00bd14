from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from campaigns.consultations.answering import save_answer, start_reply, withdraw_reply
from campaigns.consultations.errors import NotForPublication, SamePerson, TooFew, UnsuitableSentence
from campaigns.consultations.figuring import release_figure, tables, withdraw_figure, write_figure
from campaigns.consultations.models import Consultation, Figure, ReleasedFigure
from tests.consultations.factories import moderator, opened, reply
from tests.once import told_once
from union.accounts.models import User
from union.audit.models import Entry

pytestmark = pytest.mark.django_db
SENTENCE = "went home worried"


def answered(at: datetime, *, yes: int = 12, no: int = 10) -> Consultation:
    consultation = opened(at)
    for number in range(yes + no):
        reply(consultation, at=at, worried="yes" if number < yes else "no", caseload=str(20 + number % 3))
    return consultation


@told_once
def consultation(noon: datetime) -> Consultation:
    """Twelve of twenty-two went home worried."""
    return answered(noon)


def write(consultation: Consultation, *, by: User, at: datetime, **rest: str | int) -> Figure:
    wanted = {"question": "worried", "cell": "yes", "sentence": SENTENCE, **rest}
    return write_figure(consultation, by=by, at=at, **wanted)  # type: ignore[arg-type]


def test_one_writes_and_another_releases_a_figure(noon: datetime, consultation: Consultation) -> None:
    sana, kit = moderator("sana"), moderator("kit")
    figure = write(consultation, by=kit, at=noon)
    assert ReleasedFigure.objects.count() == 0
    release_figure(figure, by=sana, at=noon)
    released = ReleasedFigure.objects.get()
    assert (released.number, released.numerator, released.base) == ("55%", 12, 22)
    assert (released.author, released.released_by, released.released_at) == (kit, sana, noon)
    assert list(Entry.objects.filter(action__startswith="figure").values_list("action", "by", "detail")) == [
        ("figure.written", kit.pk, {"base": 22}),
        ("figure.released", sana.pk, {"base": 22}),
    ]


def test_an_average_is_rounded_as_asked(noon: datetime, consultation: Consultation) -> None:
    kit = moderator("kit")
    whole = write(consultation, question="caseload", cell="mean", by=kit, at=noon)
    exact = write(consultation, question="caseload", cell="mean", decimals=1, by=kit, at=noon)
    assert (whole.number, exact.number, exact.unit, exact.numerator) == ("21", "21.0", "cases", None)


def test_nobody_releases_their_own_figure(noon: datetime, consultation: Consultation) -> None:
    kit = moderator("kit")
    figure = write(consultation, by=kit, at=noon)
    with pytest.raises(SamePerson):
        release_figure(figure, by=kit, at=noon)


@pytest.mark.any_database
def test_the_database_refuses_a_figure_released_by_its_author_or_too_small(
    noon: datetime, consultation: Consultation
) -> None:
    kit = moderator("kit")
    figure = Figure.objects.filter(pk=write(consultation, by=kit, at=noon).pk)
    with pytest.raises(IntegrityError, match="figure_released_by_another"), transaction.atomic():
        figure.update(released_by=kit, released_at=noon)
    with pytest.raises(IntegrityError, match="figure_share_of_ten"), transaction.atomic():
        figure.update(numerator=9)
    with pytest.raises(IntegrityError, match="figure_base_of_ten"), transaction.atomic():
        figure.update(measure="mean", numerator=None, base=9)


@pytest.mark.parametrize(
    ("yes", "no", "cell"), [(9, 12, "yes"), (12, 9, "yes"), (12, 9, "no"), (12, 12, "unsure")]
)
def test_a_cell_of_a_few_or_one_that_gives_a_few_away_is_refused(
    noon: datetime, yes: int, no: int, cell: str
) -> None:
    consultation, kit = answered(noon, yes=yes, no=no), moderator("kit")
    with pytest.raises(TooFew):
        write(consultation, cell=cell, by=kit, at=noon)


@pytest.mark.parametrize(("question", "cell"), [("change", "yes"), ("nothing", "yes"), ("worried", "mean")])
def test_there_is_no_figure_of_what_is_not_counted(
    noon: datetime, consultation: Consultation, question: str, cell: str
) -> None:
    kit = moderator("kit")
    with pytest.raises(TooFew):
        write(consultation, question=question, cell=cell, by=kit, at=noon)


@pytest.mark.parametrize("sentence", ["", " ", "39 of us went home worried", "went home worried, 50% more"])
def test_numbers_cannot_be_typed_into_the_sentence(
    noon: datetime, consultation: Consultation, sentence: str
) -> None:
    kit = moderator("kit")
    with pytest.raises(UnsuitableSentence):
        write(consultation, sentence=sentence, by=kit, at=noon)


def test_two_figures_that_tell_one_person_apart_are_refused(
    noon: datetime, consultation: Consultation
) -> None:
    sana, kit = moderator("sana"), moderator("kit")
    release_figure(write(consultation, by=kit, at=noon), by=sana, at=noon)
    reply(consultation, at=noon, worried="yes")
    with pytest.raises(TooFew, match="Wait until ten more have replied"):
        write(consultation, by=kit, at=noon)


def test_a_figure_that_came_too_close_meanwhile_is_not_released(
    noon: datetime, consultation: Consultation
) -> None:
    sana, kit = moderator("sana"), moderator("kit")
    first = write(consultation, by=kit, at=noon)
    reply(consultation, at=noon, worried="yes")
    second = write(consultation, by=kit, at=noon)
    release_figure(first, by=sana, at=noon)
    withdraw_figure(first, by=sana, at=noon)
    with pytest.raises(TooFew):
        release_figure(second, by=sana, at=noon)


def test_a_figure_is_released_once_and_withdrawn_for_good(noon: datetime, consultation: Consultation) -> None:
    sana, kit = moderator("sana"), moderator("kit")
    figure = write(consultation, by=kit, at=noon)
    release_figure(figure, by=sana, at=noon)
    with pytest.raises(NotForPublication):
        release_figure(figure, by=sana, at=noon)
    withdraw_figure(figure, by=kit, at=noon)
    assert ReleasedFigure.objects.count() == 0
    with pytest.raises(NotForPublication):
        release_figure(figure, by=sana, at=noon)


def test_only_replies_that_stand_are_counted(noon: datetime) -> None:
    consultation = opened(noon)
    reply(consultation, at=noon, worried="yes")
    withdraw_reply(reply(consultation, at=noon, worried="yes"), at=noon)
    save_answer(start_reply(consultation, at=noon), question="worried", value="yes", at=noon)
    assert [cell.numerator for cell in tables(consultation)[0][1]] == [1, 0, 0]
