"""Kit drafts a consultation, question by question."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest

from campaigns.consultations import drafting
from campaigns.consultations.drafting import as_drafted
from campaigns.consultations.errors import AddressTaken, DecidedMeanwhile, KeyTaken, NotADraft
from campaigns.consultations.models import Consultation, Question
from campaigns.consultations.opening import open_consultation
from campaigns.consultations.questionnaire import Asked, Choice
from tests.consultations.factories import CASELOAD, CHANGE, WORRIED, draft
from tests.once import told_once
from union.accounts.models import User
from union.audit.models import Entry
from union.members.models import Region

pytestmark = pytest.mark.django_db


@told_once
def kit() -> User:
    return User.objects.create_user("kit@example.org", name="Kit")


@told_once
def workload(noon: datetime) -> Consultation:
    """Worried and caseload in “Your week”, change in “Change”."""
    return draft(noon)


def order(consultation: Consultation) -> list[tuple[str, str]]:
    return [(asked.section, asked.key) for asked in as_drafted(consultation).asked]


def question(key: str) -> Question:
    return Question.objects.get(key=key)


def moved(key: str, *, up: bool, kit: User, noon: datetime) -> list[tuple[str, str]]:
    found = question(key)
    drafting.move_question(found, up=up, by=kit, at=noon)
    return order(found.consultation)


def test_a_question_is_added_at_the_end_of_its_section(
    workload: Consultation, kit: User, noon: datetime
) -> None:
    section = workload.sections.get(title="Your week")
    hours = Asked(
        key="hours", kind="number", label="How many hours?", section="", decimals=1, soft_max="60.0"
    )
    drafting.add_question(section, hours, by=kit, at=noon)
    assert order(workload) == [
        ("Your week", "worried"),
        ("Your week", "caseload"),
        ("Your week", "hours"),
        ("Change", "change"),
    ]
    assert as_drafted(workload).get("hours") == replace(hours, section="Your week")


def test_a_changed_question_is_as_it_was_written_and_stays_where_it_was(
    workload: Consultation, kit: User, noon: datetime
) -> None:
    mended = replace(WORRIED, label="Did you leave worried?", options=WORRIED.options[:2])
    drafting.change_question(question("worried"), mended, by=kit, at=noon)
    assert as_drafted(workload).asked[0] == mended


def test_of_two_who_save_a_question_at_once_the_second_writes_over_nothing(
    workload: Consultation, kit: User, noon: datetime
) -> None:
    """Each page was read before either was saved: only the verb, under its lock, sees who was second."""
    kits, arthurs, seen = question("worried"), question("worried"), drafting.edition(WORRIED)
    slept, rested = (replace(WORRIED, label=f"Did you {word}?") for word in ("sleep", "rest"))
    drafting.change_question(kits, slept, by=kit, at=noon, seen=seen)
    drafting.change_question(arthurs, slept, by=kit, at=noon, seen=seen)  # the same, pressed twice
    with pytest.raises(DecidedMeanwhile):
        drafting.change_question(arthurs, rested, by=kit, at=noon, seen=seen)
    drafting.move_section(workload.sections.get(title="Change"), up=True, by=kit, at=noon)
    assert as_drafted(workload).get("worried") == slept
    drafting.remove_section(workload.sections.get(title="Your week"), by=kit, at=noon)
    gone = "Somebody else deleted this meanwhile: it is no part of the draft any more."
    for late in (
        lambda: drafting.change_question(arthurs, rested, by=kit, at=noon),
        lambda: drafting.move_question(arthurs, up=True, by=kit, at=noon),
        lambda: drafting.change_section(arthurs.section, title="Weeks", by=kit, at=noon),
        lambda: drafting.add_question(arthurs.section, replace(rested, key="rest"), by=kit, at=noon),
    ):
        with pytest.raises(NotADraft, match=gone):
            late()


def test_conditions_follow_a_new_key(workload: Consultation, kit: User, noon: datetime) -> None:
    asked = replace(CHANGE, only_if="worried", only_if_answers=("yes",))
    drafting.change_question(question("change"), asked, by=kit, at=noon)
    drafting.change_question(question("worried"), replace(WORRIED, key="left-worried"), by=kit, at=noon)
    assert question("change").only_if == "left-worried"


@pytest.mark.parametrize("key", ["caseload", "worried__other", ""])
def test_a_key_that_is_taken_or_that_holds_two_low_lines_is_refused(
    workload: Consultation, kit: User, noon: datetime, key: str
) -> None:
    asked = replace(WORRIED, key=key)
    with pytest.raises(KeyTaken):
        drafting.change_question(question("worried"), asked, by=kit, at=noon)
    with pytest.raises(KeyTaken):
        drafting.add_question(workload.sections.get(title="Change"), asked, by=kit, at=noon)


def test_a_question_moves_within_its_section_and_into_the_one_beside(
    workload: Consultation, kit: User, noon: datetime
) -> None:
    first, second, third = ("Your week", "worried"), ("Your week", "caseload"), ("Change", "change")
    assert moved("worried", up=True, kit=kit, noon=noon) == [first, second, third]
    assert moved("worried", up=False, kit=kit, noon=noon) == [second, first, third]
    assert moved("worried", up=False, kit=kit, noon=noon) == [second, ("Change", "worried"), third]
    assert moved("worried", up=True, kit=kit, noon=noon) == [second, first, third]
    assert moved("change", up=False, kit=kit, noon=noon) == [second, first, third]
    assert moved("change", up=True, kit=kit, noon=noon) == [second, first, ("Your week", "change")]


def test_a_section_moves_with_its_questions(workload: Consultation, kit: User, noon: datetime) -> None:
    section = workload.sections.get(title="Change")
    drafting.move_section(section, up=True, by=kit, at=noon)
    assert [key for _section, key in order(workload)] == ["change", "worried", "caseload"]
    drafting.move_section(section, up=True, by=kit, at=noon)
    assert [key for _section, key in order(workload)] == ["change", "worried", "caseload"]


def test_what_is_removed_is_gone_with_all_that_hangs_on_it(
    workload: Consultation, kit: User, noon: datetime
) -> None:
    drafting.remove_question(question("worried"), by=kit, at=noon)
    assert [key for _section, key in order(workload)] == ["caseload", "change"]
    drafting.remove_section(workload.sections.get(title="Your week"), by=kit, at=noon)
    assert order(workload) == [("Change", "change")]


def test_words_and_audience_are_changed_by_their_names(
    workload: Consultation, kit: User, noon: datetime
) -> None:
    north = Region.objects.create(code="XN", name="Far North")
    drafting.change_consultation(
        workload,
        words={"title": "Your work", "mode": "confidential", "sectors": ["Health"], "regions": [north]},
        by=kit,
        at=noon,
    )
    workload.refresh_from_db()
    assert (workload.title, workload.mode, workload.sectors) == ("Your work", "confidential", ["Health"])
    assert list(workload.regions.all()) == [north]
    assert workload.purpose == "Tell us about your workload."


def test_a_discarded_draft_leaves_an_entry_and_nothing_else(
    workload: Consultation, kit: User, noon: datetime
) -> None:
    subject = f"consultation:{workload.pk}"
    drafting.discard_draft(workload, by=kit, at=noon)
    assert [Consultation.objects.count(), Question.objects.count()] == [0, 0]
    assert list(Entry.objects.filter(subject=subject).values_list("action", flat=True)) == [
        "consultation.drafted",
        "consultation.discarded",
    ]


def test_each_act_is_written_down_with_numbers_and_without_words(
    workload: Consultation, kit: User, noon: datetime
) -> None:
    section = drafting.add_section(workload, "More", by=kit, at=noon)
    added = drafting.add_question(section, replace(CASELOAD, key="more"), by=kit, at=noon)
    drafting.change_section(section, title="Even more", by=kit, at=noon)
    pk = added.pk
    drafting.remove_question(added, by=kit, at=noon)
    entries = Entry.objects.filter(by=kit.pk).order_by("pk").values_list("action", "detail")
    assert list(entries) == [
        ("consultation.section_added", {"section": section.pk}),
        ("consultation.question_added", {"question": pk}),
        ("consultation.section_changed", {"section": section.pk}),
        ("consultation.question_removed", {"question": pk}),
    ]


ACTS: dict[str, Callable[..., object]] = {
    "words": lambda c, **who: drafting.change_consultation(c, words={"title": "Other"}, **who),
    "discard": drafting.discard_draft,
    "new section": lambda c, **who: drafting.add_section(c, "More", **who),
    "section": lambda c, **who: drafting.change_section(c.sections.first(), title="Other", **who),
    "move section": lambda c, **who: drafting.move_section(c.sections.first(), up=False, **who),
    "remove section": lambda c, **who: drafting.remove_section(c.sections.first(), **who),
    "new question": lambda c, **who: drafting.add_question(
        c.sections.first(), replace(CASELOAD, key="b", options=(Choice("a", "A"),)), **who
    ),
    "question": lambda c, **who: drafting.change_question(c.questions.first(), CASELOAD, **who),
    "move question": lambda c, **who: drafting.move_question(c.questions.first(), up=False, **who),
    "remove question": lambda c, **who: drafting.remove_question(c.questions.first(), **who),
}


def test_nothing_of_what_is_open_can_be_changed(
    subtests: pytest.Subtests, workload: Consultation, kit: User, noon: datetime
) -> None:
    open_consultation(workload, by=None, at=noon)
    before = order(workload)
    for act in ACTS:
        with subtests.test(act=act):
            with pytest.raises(NotADraft, match="This is no draft any more"):
                ACTS[act](workload, by=kit, at=noon)
            workload.refresh_from_db()
            assert (workload.title, order(workload), workload.sections.count()) == (
                "Your workload",
                before,
                2,
            )


def test_a_typed_address_that_another_has_by_now_is_named(
    workload: Consultation, kit: User, noon: datetime
) -> None:
    dates = {"opens": noon, "closes": noon + timedelta(days=7), "report_by": noon.date() + timedelta(days=9)}
    begin = partial(drafting.draft_consultation, "Your week", words={}, asked=(), by=kit, at=noon, **dates)
    with pytest.raises(AddressTaken, match="choose another"):
        begin(slug=workload.slug)
    other = begin(slug="other")
    with pytest.raises(AddressTaken, match="choose another"):
        drafting.change_consultation(other, words={"slug": workload.slug}, by=kit, at=noon)
