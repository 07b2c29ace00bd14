"""Kit writes the sections and questions of a consultation in the CMS."""

import re
from datetime import datetime

import pytest
from django.test import Client

from campaigns.consultations.drafting import as_drafted
from campaigns.consultations.models import Consultation, Question
from campaigns.consultations.questionnaire import Asked, Choice
from tests.conftest import SignIn
from tests.consultations.building_scenes import address, drafter, send
from tests.consultations.factories import CHANGE, WORRIED, draft
from tests.once import told_once
from union.accounts.models import User
from union.members.models import Region

pytestmark = pytest.mark.django_db


@told_once
def workload(now: datetime) -> Consultation:
    return draft(now)


@told_once
def kit() -> User:
    return drafter()


@pytest.fixture
def desk(sign_in: SignIn, kit: User) -> Client:
    """Kit's browser."""
    return sign_in(kit)


def add(desk: Client, consultation: Consultation, kind: str, **data: object) -> str:
    return send(desk, f"sections/{{s}}/questions/new/{kind}/", consultation, **data)


def asked(consultation: Consultation, key: str) -> Asked:
    found = as_drafted(consultation).get(key)
    assert found is not None
    return found


def test_a_section_is_added_renamed_moved_and_deleted(desk: Client, workload: Consultation) -> None:
    shown = send(desk, "{c}/build/sections/new/", workload, title="About you")
    assert "How is it answered?" in shown  # its first question comes next
    assert [section.title for section in workload.sections.all()] == ["Your week", "Change", "About you"]
    send(desk, "sections/{s}/", workload, title="Your month")
    send(desk, "sections/{s}/move/down/", workload)
    assert [section.title for section in workload.sections.all()] == ["Change", "Your month", "About you"]
    sure = desk.get(address("sections/{s}/remove/", workload)).content.decode()
    assert "What would you change?" in sure
    send(desk, "sections/{s}/remove/", workload)
    assert [section.title for section in workload.sections.all()] == ["Your month", "About you"]


def test_choosing_a_kind_leads_to_the_fields_of_that_kind(desk: Client, workload: Consultation) -> None:
    fields = {}
    for kind in Question.Kind.values:
        path = address("sections/{s}/questions/new/", workload)
        shown = desk.post(path, {"kind": kind}, follow=True).content.decode()
        names = re.findall(r'<(?:input|textarea|select)[^>]* name="([a-z_]+)"', shown)
        fields[kind] = sorted(set(names) - {"csrfmiddlewaretoken", "q"})
    always = {"label", "help_text", "required", "only_if", "key"}
    assert {kind: sorted(set(names) - always) for kind, names in fields.items()} == {
        "single": ["asks_which", "describes", "options"],
        "multiple": ["asks_which", "exclusive", "options"],
        "scale": ["high_label", "low_label", "steps"],
        "number": ["decimals", "greatest", "least", "soft_max", "soft_min", "unit"],
        "money": ["greatest", "least", "soft_max", "soft_min"],
        "date": [],
        "short_text": ["max_length"],
        "long_text": ["max_length"],
        "matrix": ["lines", "options"],
        "rank": ["options"],
    }


QUESTIONS: dict[str, tuple[dict[str, object], Asked]] = {
    "single": (
        {"options": "Yes\r\n\r\n No  way \r\nOther", "asks_which": "Other", "describes": "role"},
        Asked(
            key="how-now",
            kind="single",
            label="How now?",
            section="Your week",
            describes="role",
            options=(
                Choice("yes", "Yes"),
                Choice("no-way", "No way"),
                Choice("other", "Other", asks_which=True),
            ),
        ),
    ),
    "multiple": (
        {"options": "Bus\nTram\nNone of these", "exclusive": "None of these", "key": "way"},
        Asked(
            key="way",
            kind="multiple",
            label="How now?",
            section="Your week",
            options=(
                Choice("bus", "Bus"),
                Choice("tram", "Tram"),
                Choice("none-of-these", "None of these", exclusive=True),
            ),
        ),
    ),
    "scale": (
        {"steps": "7", "low_label": "not at all", "high_label": "completely", "required": "on"},
        Asked(
            key="how-now",
            kind="scale",
            label="How now?",
            section="Your week",
            required=True,
            steps=7,
            low_label="not at all",
            high_label="completely",
        ),
    ),
    "number": (
        {
            "unit": "hours",
            "decimals": "1",
            "help_text": "On average.",
            "least": "0.5",
            "soft_min": "1",
            "soft_max": "60.5",
            "greatest": "168",
        },
        Asked(
            key="how-now",
            kind="number",
            label="How now?",
            section="Your week",
            help_text="On average.",
            unit="hours",
            decimals=1,
            soft_min="1.0",
            soft_max="60.5",
            least="0.5",
            greatest="168.0",
        ),
    ),
    "money": (
        {"soft_max": "500"},
        Asked(key="how-now", kind="money", label="How now?", section="Your week", soft_max="500.0"),
    ),
    "date": ({}, Asked(key="how-now", kind="date", label="How now?", section="Your week")),
    "short_text": (
        {"max_length": "80"},
        Asked(key="how-now", kind="short_text", label="How now?", section="Your week", max_length=80),
    ),
    "long_text": (
        {"max_length": "900", "only_if": ["worried:yes", "worried:unsure"]},
        Asked(
            key="how-now",
            kind="long_text",
            label="How now?",
            section="Your week",
            max_length=900,
            only_if="worried",
            only_if_answers=("yes", "unsure"),
        ),
    ),
    "matrix": (
        {"lines": "I stay late\nI work at home", "options": "Never\nOften"},
        Asked(
            key="how-now",
            kind="matrix",
            label="How now?",
            section="Your week",
            lines=(Choice("i-stay-late", "I stay late"), Choice("i-work-at-home", "I work at home")),
            options=(Choice("never", "Never"), Choice("often", "Often")),
        ),
    ),
    "rank": (
        {"options": "Pay\nTime"},
        Asked(
            key="how-now",
            kind="rank",
            label="How now?",
            section="Your week",
            options=(Choice("pay", "Pay"), Choice("time", "Time")),
        ),
    ),
}


@pytest.mark.parametrize("kind", Question.Kind.values)
def test_a_question_of_each_kind_is_written_and_stays_the_same_when_it_is_saved_again(
    desk: Client, workload: Consultation, kind: str
) -> None:
    sent, wanted = QUESTIONS[kind]
    add(desk, workload, kind, label="How now?", **sent)
    assert asked(workload, wanted.key) == wanted
    question = Question.objects.get(key=wanted.key)
    where = f"/cms/views/questions/{question.pk}/"
    form = desk.get(where).context["form"]
    again = {name: value for name in form.fields if (value := form[name].value()) not in (None, False)}
    assert desk.post(where, again).status_code == 302
    assert asked(workload, wanted.key) == wanted


def test_a_corrected_answer_keeps_its_key_and_a_new_one_gets_its_own(
    desk: Client, workload: Consultation
) -> None:
    question = workload.questions.get(key="worried")
    options = "Yes\nNo\nNot so sure\nI would rather not say"
    desk.post(f"/cms/views/questions/{question.pk}/", {"label": "Worried?", "options": options})
    found = asked(workload, "worried")
    assert found.label == "Worried?"
    assert [choice.key for choice in found.options] == ["yes", "no", "unsure", "i-would-rather-not-say"]


def test_the_welsh_of_answers_stands_line_by_line(desk: Client, workload: Consultation) -> None:
    Consultation.objects.update(in_welsh=True)
    welsh = {"label_cy": "Ydych chi?", "options_cy": "Ydw\n\nDdim yn siŵr"}
    add(desk, workload, "single", label="Are you?", options="Yes\nNo\nNot sure", **welsh)
    found = asked(workload, "are-you")
    assert found.label_cy == "Ydych chi?"
    assert [choice.label_cy for choice in found.options] == ["Ydw", "", "Ddim yn siŵr"]
    shown = desk.get(address("{c}/build/", workload)).content.decode()
    assert "Write the answer “No” in Welsh." in shown


def test_the_answers_of_a_region_are_those_of_the_roll(desk: Client, workload: Consultation) -> None:
    Region.objects.all().delete()
    nothing = add(desk, workload, "single", label="Where?", describes="region")
    assert "The roll has none yet" in nothing
    Region.objects.create(code="XS", name="Far South")
    Region.objects.create(code="XN", name="Far North", name_cy="Y Gogledd Pell")
    add(desk, workload, "single", label="Where?", describes="region")
    assert asked(workload, "where").describes == "region"
    assert asked(workload, "where").options == (
        Choice("XN", "Far North", "Y Gogledd Pell"),
        Choice("XS", "Far South", "Far South"),
    )


@pytest.mark.parametrize(
    ("kind", "sent", "sentence"),
    [
        ("single", {"label": ""}, "Write what the question asks."),
        ("single", {"key": "worried"}, "Another question has this key: choose another."),
        ("single", {"key": "a__b"}, "Use small letters, digits and single hyphens only."),
        ("single", {"options": "Yes", "asks_which": "Other"}, "“Other” is not in the list of answers"),
        ("multiple", {"options": "Yes", "exclusive": "None"}, "“None” is not in the list of answers"),
        ("single", {"options": "x" * 121}, "120 characters are the most for one line."),
        ("number", {"soft_min": "9", "soft_max": "3"}, "Enter a number that is not below the other one."),
        ("number", {"soft_min": "9", "greatest": "3"}, "Enter a number that is not below the other one."),
        ("number", {"soft_min": "few"}, "Enter a number in figures, such as 60."),
        ("scale", {"steps": "40"}, "less than or equal to 10"),
        ("date", {"only_if": ["worried:yes", "change:no"]}, "Tick answers of questions that come before"),
    ],
)
def test_a_slip_in_a_question_is_said_and_nothing_typed_is_lost(
    desk: Client, workload: Consultation, kind: str, sent: dict[str, object], sentence: str
) -> None:
    told = {"label": "How now?", "help_text": "Just now.", "decimals": "0", "steps": "5", **sent}
    shown = desk.post(address(f"sections/{{s}}/questions/new/{kind}/", workload), told)
    assert shown.status_code == 422
    assert sentence in shown.content.decode()
    assert "Just now." in shown.content.decode()
    assert Question.objects.count() == 3


def test_a_condition_names_one_question_only(desk: Client, now: datetime) -> None:
    twice = [WORRIED, Asked(key="b", kind="single", label="B?", section="S", options=WORRIED.options), CHANGE]
    consultation = draft(now, asked=twice)
    question = consultation.questions.get(key="change")
    data = {"label": "Why?", "max_length": "200", "only_if": ["worried:yes", "b:no"]}
    shown = desk.post(f"/cms/views/questions/{question.pk}/", data).content.decode()
    assert "Tick answers of one question only." in shown


def test_of_two_who_change_a_question_the_second_sees_the_first_and_keeps_what_she_wrote(
    desk: Client, workload: Consultation
) -> None:
    where = address("questions/{q}/", workload)
    opened = desk.get(where).content.decode()
    seen = opened.partition('name="seen" value="')[2].partition('"')[0]
    data = {"options": "Yes\nNo\nNot sure", "required": "on", "describes": "", "key": "worried"}
    desk.post(where, {**data, "label": "Did you sleep?", "seen": seen})
    late = desk.post(where, {**data, "label": "Did you rest?", "seen": seen})
    page = late.content.decode()
    assert (late.status_code, asked(workload, "worried").label) == (409, "Did you sleep?")
    assert "this was changed while you wrote" in page
    assert ("<dd>Did you sleep?</dd>" in page, 'value="Did you rest?"' in page) == (True, True)
    assert "<dd>Did you rest?</dd>" in page
    pressed_twice = desk.post(where, {**data, "label": "Did you sleep?", "seen": seen})
    assert pressed_twice.status_code == 302
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    desk.post(where, {**data, "label": "Did you rest?", "seen": seen})
    assert asked(workload, "worried").label == "Did you rest?"


def test_who_writes_on_a_question_or_section_that_was_deleted_meanwhile_gets_the_words_back(
    desk: Client, workload: Consultation
) -> None:
    where = address("questions/{q}/", workload)
    send(desk, "questions/{q}/remove/", workload)
    told = desk.post(where, {"label": "Did you <rest>?", "options": "Yes\r\nNo"}, follow=True)
    assert told.redirect_chain == [("/cms/views/", 302)]
    assert "You wrote: Did you &lt;rest&gt;? / Yes" in told.content.decode()
    assert desk.get(where).status_code == 404
    where = address("sections/{s}/", workload)
    workload.sections.all().delete()
    page = desk.post(where, {"title": "Your month"}, follow=True).content.decode()
    assert "the section was deleted, or its consultation was opened, while you wrote" in page
    assert "You wrote: Your month" in page


def test_moving_and_deleting_a_question(desk: Client, workload: Consultation) -> None:
    send(desk, "questions/{q}/move/down/", workload)
    assert [found.key for found in as_drafted(workload).asked] == ["caseload", "worried", "change"]
    question = workload.questions.get(key="worried")
    workload.questions.filter(key="change").update(only_if="worried", only_if_answers=["yes"])
    where = f"/cms/views/questions/{question.pk}/remove/"
    assert "What would you change?" in desk.get(where).content.decode()
    shown = desk.post(where, follow=True).content.decode()
    assert "is deleted" in shown
    assert "does not stand before it" in shown
    assert [found.key for found in as_drafted(workload).asked] == ["caseload", "change"]
