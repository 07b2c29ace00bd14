from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from campaigns.consultations.errors import NotForPublication, SamePerson, TooFew, UnsuitableSentence
from campaigns.consultations.figuring import release_figure, withdraw_figure, write_figure
from campaigns.consultations.models import Consultation, Figure, ReleasedFigure, Table
from campaigns.consultations.questionnaire import Given
from campaigns.consultations.tabling import withdraw_table
from tests.consultations.counted import opened, propose, release, send, somebody
from tests.consultations.factories import CASELOAD, CHANGE, WORRIED
from tests.consultations.test_tabulating import FIRST, PAY, REGION, SUPPORT, TASKS
from union.audit.models import Entry

pytestmark = pytest.mark.django_db
SENTENCE = "went home worried"


def answered(at: datetime, *, yes: int = 12, no: int = 10) -> Consultation:
    consultation = opened(at, [WORRIED, CASELOAD, PAY, TASKS, SUPPORT, FIRST, REGION, CHANGE])
    told: dict[str, Given] = {
        "caseload": "23",
        "pay": "31250.50",
        "tasks": ["forms"],
        "support": {"manager": "yes"},
        "first": ["pay", "time", "cases"],
    }
    send(
        consultation,
        [
            ({**told, "worried": "yes", "region": "wales"}, yes),
            (
                {"worried": "no", "first": ["time", "pay", "cases"], "tasks": ["visits"], "region": "wales"},
                no,
            ),
            ({"worried": "yes", "region": "north"}, 20),
            ({"worried": "no", "region": "north"}, 20),
        ],
        at=at,
    )
    return consultation


def write(table: Table, *, at: datetime, cell: str = "yes", **rest: str | int) -> Figure:
    """Kit writes a figure."""
    wanted = {"sentence": SENTENCE, **rest}
    return write_figure(table, cell=cell, by=somebody("kit"), at=at, **wanted)  # type: ignore[arg-type]


def test_one_writes_and_another_releases_a_figure(noon: datetime) -> None:
    sana, table = somebody("sana"), release(answered(noon), "worried", at=noon)
    figure = write(table, at=noon)
    assert ReleasedFigure.objects.count() == 0
    release_figure(figure, by=sana, at=noon)
    released = ReleasedFigure.objects.get()
    assert (released.number, released.numerator, released.base) == ("52%", 32, 62)
    assert (released.author, released.released_by, released.released_at) == (somebody("kit"), sana, noon)
    assert released.table is not None
    assert released.table.get_absolute_url() == f"/views/workload/results/#table-{table.pk}"
    entries = Entry.objects.filter(action__startswith="figure")
    assert list(entries.values_list("action", "by", "detail")) == [
        ("figure.written", somebody("kit").pk, {"base": 62}),
        ("figure.released", sana.pk, {"base": 62}),
    ]


@pytest.mark.parametrize(
    ("question", "line", "cell", "decimals", "number"),
    [
        ("caseload", "", "mean", 0, "23"),
        ("caseload", "", "median", 1, "23.0"),
        ("pay", "", "mean", 2, "£31,250.50"),
        ("tasks", "", "forms", 0, "55%"),
        ("support", "manager", "yes", 0, "100%"),
        ("first", "", "first-pay", 0, "55%"),
    ],
)
def test_every_kind_of_table_gives_figures(
    noon: datetime, question: str, line: str, cell: str, decimals: int, number: str
) -> None:
    table = release(answered(noon), question, line=line, at=noon)
    assert write(table, cell=cell, decimals=decimals, at=noon).number == number


def test_a_figure_of_a_group_has_the_base_of_the_group(noon: datetime) -> None:
    table = release(answered(noon), "worried", split_by="region", at=noon)
    figure = write(table, group="wales", at=noon)
    assert (figure.number, figure.numerator, figure.base, figure.group) == ("55%", 12, 22, "wales")


def test_nobody_releases_their_own_figure(noon: datetime) -> None:
    figure = write(release(answered(noon), "worried", at=noon), at=noon)
    with pytest.raises(SamePerson):
        release_figure(figure, by=somebody("kit"), at=noon)


@pytest.mark.any_database
def test_the_database_refuses_a_figure_released_by_its_author_or_too_small(noon: datetime) -> None:
    figure = Figure.objects.filter(pk=write(release(answered(noon), "worried", at=noon), at=noon).pk)
    with pytest.raises(IntegrityError, match="figure_released_by_another"), transaction.atomic():
        figure.update(released_by=somebody("kit"), released_at=noon)
    with pytest.raises(IntegrityError, match="figure_share_of_ten"), transaction.atomic():
        figure.update(numerator=9)
    with pytest.raises(IntegrityError, match="figure_base_of_ten"), transaction.atomic():
        figure.update(measure="mean", numerator=None, base=9)


@pytest.mark.parametrize(("cell", "group"), [("unsure", ""), ("mean", ""), ("nothing", ""), ("yes", "wales")])
def test_there_is_no_figure_of_what_the_table_does_not_show(noon: datetime, cell: str, group: str) -> None:
    with pytest.raises(TooFew):
        write(release(answered(noon), "worried", at=noon), cell=cell, group=group, at=noon)


def test_several_answers_counted_together_are_no_figure(noon: datetime) -> None:
    consultation = opened(noon, [WORRIED])
    send(
        consultation, [({"worried": "yes"}, 30), ({"worried": "no"}, 9), ({"worried": "unsure"}, 9)], at=noon
    )
    table = release(consultation, "worried", at=noon)
    with pytest.raises(TooFew, match="counts several answers together"):
        write(table, cell="others-no", at=noon)


def test_only_a_released_table_gives_figures(noon: datetime) -> None:
    consultation = answered(noon)
    with pytest.raises(NotForPublication, match="Release the table first"):
        write(propose(consultation, "worried", at=noon), at=noon)


@pytest.mark.parametrize("sentence", ["", " ", "39 of us went home worried", "went home worried, 50% more"])
def test_numbers_cannot_be_typed_into_the_sentence(noon: datetime, sentence: str) -> None:
    table = release(answered(noon), "worried", at=noon)
    with pytest.raises(UnsuitableSentence):
        write(table, sentence=sentence, at=noon)


@pytest.mark.parametrize("sentence", ["39 ohonom", "50% yn poeni"])
def test_nor_into_the_welsh_one(noon: datetime, sentence: str) -> None:
    table = release(answered(noon), "worried", at=noon)
    with pytest.raises(UnsuitableSentence):
        write(table, sentence_cy=sentence, at=noon)
    assert write(table, sentence_cy=" aeth adref yn poeni ", at=noon).sentence_cy == "aeth adref yn poeni"


def test_the_figures_of_a_withdrawn_table_leave_with_it(noon: datetime) -> None:
    table, sana = release(answered(noon), "worried", at=noon), somebody("sana")
    released, waiting = write(table, at=noon), write(table, cell="no", at=noon)
    release_figure(released, by=sana, at=noon)
    withdraw_table(table, by=sana, at=noon)
    assert ReleasedFigure.objects.count() == 0
    with pytest.raises(NotForPublication):
        release_figure(waiting, by=sana, at=noon)


def test_a_figure_is_released_once_and_withdrawn_for_good(noon: datetime) -> None:
    figure, sana = write(release(answered(noon), "worried", at=noon), at=noon), somebody("sana")
    release_figure(figure, by=sana, at=noon)
    with pytest.raises(NotForPublication):
        release_figure(figure, by=sana, at=noon)
    withdraw_figure(figure, by=somebody("kit"), at=noon)
    assert ReleasedFigure.objects.count() == 0
    with pytest.raises(NotForPublication):
        release_figure(figure, by=sana, at=noon)
