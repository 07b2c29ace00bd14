import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.consultations.cutting import cut, find_words, is_faithful

TEXT = "My manager in Thornbeck said no. thornbeck is small, and Thornbecker Road is long."


def test_a_word_is_found_wherever_it_stands_but_not_inside_another() -> None:
    assert [TEXT[start:end] for start, end in find_words(TEXT, ["Thornbeck"])] == ["Thornbeck", "thornbeck"]


def test_words_overlapping_are_cut_once() -> None:
    assert (
        cut("Ask Dana Holt now.", find_words("Ask Dana Holt now.", ["Dana", "Dana Holt"])) == "Ask [...] now."
    )


def test_neighbouring_cuts_become_one() -> None:
    assert cut("Ask Dana Holt now.", [(4, 8), (9, 13)]) == "Ask [...] now."


def test_a_phrase_across_a_line_end_is_found() -> None:
    assert find_words("on Dana\nHolt", ["dana holt"]) == [(3, 12)]


@pytest.mark.parametrize("typed", ["Robyn's mum", "Robyn’s mum"])
def test_an_apostrophe_may_be_typed_straight_or_curled(typed: str) -> None:
    assert find_words("Ask Robyn's mum, not Robyn’s mum.", [typed]) == [(4, 15), (21, 32)]


def test_what_a_moderator_sees_is_found_however_it_was_typed() -> None:
    for text, word, left in [
        ("call07700900123now", "07700900123", "call[...]now"),
        ("ring 07700 900123x", "07700 900123", "ring [...]x"),
        ("case 1234 and 12345", "1234", "case [...] and 12345"),
        ("flat 12b, 12", "12", "flat [...]b, [...]"),
        ("Robyn7 and Robynette", "Robyn", "[...]7 and Robynette"),
        ("_Robyn_ said", "robyn", "_[...]_ said"),
        ("Je\u200bn\u00adny said", "Jenny", "[...] said"),
        ("Zoe\u0308 said", "Zoë", "[...] said"),
        ("Zoë said", "Zoe\u0308", "[...] said"),
        ("Gwên said", "GWÊN", "[...] said"),
    ]:
        assert cut(text, find_words(text, [word])) == left, text


@pytest.mark.parametrize("words", [[], [""], ["  "], ["nowhere"]])
def test_nothing_is_found_of_words_that_are_not_there(words: list[str]) -> None:
    assert find_words(TEXT, words) == []


def test_a_quote_is_made_of_the_members_words_in_their_order() -> None:
    for quote, faithful in [
        ("We close cases. We are tired, all of us.", True),
        ("We close cases.", True),
        ("We close [...] tired", True),
        ("We  close\ncases.", True),
        ("We close tired", False),
        ("tired [...] We close", False),
        ("We close all cases.", False),
        ("We are not tired", False),
        ("clos", False),
        ("[...]", False),
        ("", False),
    ]:
        assert is_faithful(quote, "We close cases. We are tired, all of us.") is faithful, quote


@given(st.text(alphabet="ab .", max_size=40), st.integers(0, 40), st.integers(1, 40))
def test_what_is_cut_is_gone(text: str, start: int, length: int) -> None:
    kept = cut(text, [(start, start + length)]) if start < len(text) else text
    assert kept.replace("[...]", "") == text[:start] + text[start + length :]
