from campaigns.consultations.question_keys import LONGEST, key_of, keyed
from campaigns.consultations.questionnaire import OF_OTHER, Choice

FUEL = [Choice("petrol", "Petrol"), Choice("diesel", "Diesel"), Choice("none-of-these", "None of these")]


def keys(labels: list[str], before: list[Choice] = FUEL) -> list[str]:
    return [choice.key for choice in keyed(labels, before)]


def test_a_key_is_made_of_the_label() -> None:
    assert key_of("How many cases do you hold?") == "how-many-cases-do-you-hold"


def test_a_long_label_is_cut_at_a_word_and_leaves_room_for_the_words_beside_other() -> None:
    key = key_of("What would you change first about the way in which visits are planned?")
    assert key == "what-would-you-change-first-about"
    assert len(key) == LONGEST == 33
    assert len(key + OF_OTHER) == 40


def test_two_low_lines_never_come_into_a_key() -> None:
    assert key_of("worried__other") == "worried-other"


def test_a_key_that_is_taken_gets_a_number() -> None:
    assert key_of("Why?", taken={"why", "why-2"}) == "why-3"
    long = "a" * LONGEST
    assert key_of(long, taken={long}) == "a" * (LONGEST - 2) + "-2"


def test_a_label_without_letters_still_has_a_key() -> None:
    assert key_of("???") == "question"


def test_a_corrected_answer_keeps_its_key() -> None:
    assert keys(["Petrol", "Diesle", "None of these things"]) == ["petrol", "diesel", "none-of-these"]


def test_answers_may_change_places_and_keep_their_keys() -> None:
    assert keys(["None of these", "Diesel", "Petrol"]) == ["none-of-these", "diesel", "petrol"]


def test_an_answer_that_says_something_else_has_a_key_of_its_own() -> None:
    assert keys(["Petrol", "Electric", "None of these"]) == ["petrol", "electric", "none-of-these"]


def test_an_answer_that_is_turned_round_or_has_another_number_is_another_one() -> None:
    for old, new in [
        ("I agree", "I disagree"),
        ("Dissatisfied", "Satisfied"),
        ("I am safe at work", "I am not safe at work"),
        ("My team can cope", "My team can’t cope"),
        ("10 to 20 cases", "20 to 30 cases"),
        ("Within 12 months", "Within 24 months"),
    ]:
        assert keys([new], [Choice("before", old)]) != ["before"], new
        assert keys([f"{old}."], [Choice("before", old)]) == ["before"]


def test_the_key_of_an_answer_that_went_is_not_given_away() -> None:
    before = [Choice("other", "A quite different thing")]
    assert keys(["Other"], before) == ["other-2"]


def test_two_answers_that_read_alike_have_two_keys() -> None:
    assert keys(["Yes", "Yes"], []) == ["yes", "yes-2"]
