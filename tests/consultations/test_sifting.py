"""What a moderator asks the queue for, and which text comes next."""

from datetime import datetime

import pytest

from campaigns.consultations.answering import save_answer, send_reply, start_reply
from campaigns.consultations.flagging import flag_due
from campaigns.consultations.models import Answer, Consultation
from campaigns.consultations.moderating import approve, clear_safeguarding, mark_safeguarding
from campaigns.consultations.opening import open_consultation
from campaigns.consultations.questionnaire import Asked, Choice
from campaigns.consultations.sifting import Sieve, next_waiting, sift
from tests.consultations.factories import CHANGE, draft, moderator, opened, reply
from tests.consultations.risk_corpus import HARMLESS, HARMLESS_LATER
from tests.once import told_once
from union.languages import language_of_text
from union.members.models import Employer

pytestmark = pytest.mark.django_db
NAMED = "I told Robyn to stay."
PLAIN = "More time to think."
WELSH = "Mae angen mwy o staff ac nid oes neb yn gwrando."
DANGER = "There is a child at risk tonight and nobody is on duty."


def texts_of(consultation: Consultation, sieve: Sieve) -> list[str]:
    found = Answer.objects.in_bulk(sift(consultation, sieve))
    return [found[pk].value for pk in sift(consultation, sieve)]


def number_of(text: str) -> int:
    return Answer.objects.get(value=text).pk


@told_once
def consultation(noon: datetime) -> Consultation:
    consultation = opened(noon)
    for text in (NAMED, PLAIN, WELSH, DANGER):
        reply(consultation, at=noon, change=text)
    return consultation


@pytest.mark.parametrize(
    ("sieve", "texts"),
    [
        (Sieve(), [DANGER, NAMED, PLAIN, WELSH]),
        (Sieve(flag="name"), [NAMED]),
        (Sieve(flag="danger"), [DANGER]),
        (Sieve(flag="nothing"), [PLAIN, WELSH]),
        (Sieve(language="cy"), [WELSH]),
        (Sieve(language="en", flag="nothing"), [PLAIN]),
        (Sieve(question="change"), [DANGER, NAMED, PLAIN, WELSH]),
        (Sieve(question="elsewhere"), []),
        (Sieve("approved"), []),
        (Sieve("all"), [NAMED, PLAIN, WELSH, DANGER]),
    ],
)
def test_the_queue_gives_what_is_asked_for_and_what_sounds_urgent_first(
    consultation: Consultation, noon: datetime, sieve: Sieve, texts: list[str]
) -> None:
    assert texts_of(consultation, sieve) == texts
    assert [flag_due(at=noon), flag_due(at=noon)] == [4, 0]
    assert texts_of(consultation, sieve) == texts


def test_kept_flags_tell_nothing_of_danger_and_go_with_the_words_and_with_the_roll(noon: datetime) -> None:
    consultation = opened(noon)
    code = reply(consultation, at=noon, change=NAMED)
    urgent = reply(consultation, at=noon, change=DANGER)
    flag_due(at=noon)
    answers = Answer.objects.filter(question="change").order_by("pk")
    assert list(answers.values_list("flagged", flat=True)) == [" name ", ""]
    save_answer(code, question="change", value="They moved me to Thornbeck Council.", at=noon)
    save_answer(urgent, question="change", value=PLAIN, at=noon)
    assert list(answers.values_list("flagged_by", flat=True)) == ["", ""]
    by_name, by_employer = Sieve(flag="name"), Sieve(flag="employer")
    flag_due(at=noon)
    before = [texts_of(consultation, by_name), texts_of(consultation, by_employer)]
    Employer.objects.create(name="Thornbeck Council")
    again = texts_of(consultation, by_employer)
    assert (before[1], again) == ([], ["They moved me to Thornbeck Council."])
    assert flag_due(at=noon) == 2
    assert texts_of(consultation, by_employer) == again


def test_the_next_text_is_the_urgent_one_then_the_one_after(
    consultation: Consultation, noon: datetime
) -> None:
    sana, urgent = moderator("sana"), number_of(DANGER)
    assert next_waiting(consultation, Sieve(), after=number_of(NAMED)) == urgent
    mark_safeguarding(Answer.objects.get(pk=urgent), by=sana, at=noon)
    assert next_waiting(consultation, Sieve(), after=number_of(NAMED)) == number_of(PLAIN)
    assert next_waiting(consultation, Sieve(language="cy"), after=number_of(NAMED)) == number_of(WELSH)
    assert next_waiting(consultation, Sieve(), after=urgent) == number_of(NAMED)


def test_what_sounds_urgent_again_once_its_mark_is_cleared_comes_first_again(
    consultation: Consultation, noon: datetime
) -> None:
    """Whoever wrote it may have written more since the leads looked."""
    sana, answer = moderator("sana"), Answer.objects.get(value=PLAIN)
    mark_safeguarding(answer, by=sana, at=noon)
    clear_safeguarding(answer, note="Rang the duty team: nothing in it.", by=sana, at=noon)
    Answer.objects.filter(pk=answer.pk).update(value="There is another child at risk tonight.")
    assert texts_of(consultation, Sieve()) == [
        "There is another child at risk tonight.",
        DANGER,
        NAMED,
        WELSH,
    ]


def test_none_in_danger_hides_behind_the_first_two_that_are_left_for_now(noon: datetime) -> None:
    consultation = opened(noon)
    dangers = [f"{DANGER} {n}" for n in (1, 2, 3)]
    for text in (PLAIN, *dangers):
        reply(consultation, at=noon, change=text)
    plain, *numbers = [number_of(text) for text in (PLAIN, *dangers)]
    read = [next_waiting(consultation, Sieve(), after=number) for number in (plain, *numbers)]
    assert read == [*numbers, plain]
    approve(Answer.objects.get(pk=plain), by=moderator("sana"), at=noon)
    assert next_waiting(consultation, Sieve(), after=numbers[-1]) == numbers[0]


def test_a_sieve_does_not_hide_somebody_in_danger(consultation: Consultation) -> None:
    assert next_waiting(consultation, Sieve(language="cy"), after=0) == number_of(DANGER)


def test_when_all_are_read_none_comes(noon: datetime) -> None:
    consultation, sana = opened(noon), moderator("sana")
    reply(consultation, at=noon, change=PLAIN)
    answer = Answer.objects.get(question="change")
    assert next_waiting(consultation, Sieve(), after=answer.pk) is None
    approve(answer, by=sana, at=noon)
    assert next_waiting(consultation, Sieve(), after=0) is None


def test_short_texts_and_the_words_beside_other_are_read_too(noon: datetime) -> None:
    role = Asked(
        key="role",
        kind="single",
        label="What is your role?",
        section="You",
        options=(Choice("sw", "Social worker"), Choice("other", "Other", asks_which=True)),
    )
    town = Asked(key="town", kind="short_text", label="Where do you work?", section="You")
    consultation = draft(noon, asked=(role, town, CHANGE))
    open_consultation(consultation, by=None, at=noon)
    consultation.refresh_from_db()
    code = start_reply(consultation, at=noon)
    said = {"role": "other", "role__other": "Family finder", "town": "By the sea", "change": PLAIN}
    for question, value in said.items():
        save_answer(code, question=question, value=value, at=noon)
    send_reply(code, consents=[], at=noon)
    assert texts_of(consultation, Sieve()) == ["Family finder", "By the sea", PLAIN]
    assert texts_of(consultation, Sieve(question="role__other")) == ["Family finder"]


def test_a_sieve_stands_in_the_address_as_far_as_it_differs() -> None:
    assert Sieve().query == ""
    assert (
        Sieve("refused", "change", "name", "cy").query
        == "shelf=refused&question=change&flag=name&language=cy"
    )


def test_welsh_is_told_from_english() -> None:
    welsh = [text for text in [*HARMLESS, *HARMLESS_LATER] if language_of_text(text) == "cy"]
    assert welsh == [
        "Mae angen mwy o staff a llai o waith papur arnom ni.",
        "Rydym wedi blino, ac nid oes neb yn gwrando.",
        "Mae'r llwyth gwaith yn rhy drwm o lawer.",
    ]
