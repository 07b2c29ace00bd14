"""Any two of three sheets put the key together, one does not, and a mistake is found in the right sheet."""

import re
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballots.errors import ScrutinyRefused
from ballots.scrutiny.ceremony import answer_trial, rehearse
from ballots.scrutiny.public import PublicKey, read_public, write_public
from ballots.scrutiny.sheets import PrintedSheet, as_html, as_text
from ballots.scrutiny.trial import Trial, make_trial, open_trial, read_trial, write_trial
from ballots.scrutiny.words import WORDS, join, read_sheet
from ballots.sealing import Paper, seal
from tests.ballots.scrutineers import a_key

KEY = a_key()
OTHER = a_key()
ONE, TWO, THREE = KEY.sheets


@pytest.mark.parametrize("pair", list(permutations(KEY.sheets, 2)))
def test_each_two_of_three_sheets_make_the_same_key(pair: tuple) -> None:
    private = join(pair, KEY.public)
    assert private.public_key().public_bytes_raw() == KEY.public.key
    assert private.private_bytes_raw() == join([ONE, TWO], KEY.public).private_bytes_raw()


def test_rehearsal_tries_every_two_of_the_sheets_given() -> None:
    assert rehearse(KEY.public, [ONE, TWO]) == 1
    assert rehearse(KEY.public, KEY.sheets) == 3


def test_key_of_three_of_five_needs_three() -> None:
    five = a_key(k=3, n=5)
    assert rehearse(five.public, five.sheets) == 10
    with pytest.raises(ScrutinyRefused, match="3 sheets are needed to open this box, and 2 were given"):
        join(five.sheets[:2], five.public)


def test_one_sheet_opens_nothing() -> None:
    with pytest.raises(ScrutinyRefused, match="2 sheets are needed to open this box, and 1 was given"):
        join([ONE], KEY.public)
    with pytest.raises(ScrutinyRefused, match="The same sheet was given twice"):
        join([ONE, ONE], KEY.public)


def test_sheets_of_two_keys_are_told_apart() -> None:
    with pytest.raises(ScrutinyRefused, match=r"sheet-1\.txt and sheet-2\.txt are of different keys"):
        join([ONE, OTHER.sheets[1]], KEY.public)
    with pytest.raises(ScrutinyRefused, match="do not make the key of this ballot"):
        join(OTHER.sheets[:2], KEY.public)


def test_more_sheets_than_needed_hide_no_stranger_among_them() -> None:
    with pytest.raises(ScrutinyRefused, match="different keys"):
        rehearse(KEY.public, [ONE, TWO, OTHER.sheets[2]])


def test_sheets_that_need_another_number_are_refused() -> None:
    private = join([ONE, TWO], KEY.public)
    wrong = PublicKey(KEY.public.ballot, private.public_key().public_bytes_raw(), 3, 3)
    with pytest.raises(ScrutinyRefused, match="do not make the key of this ballot"):
        join(KEY.sheets, wrong)


@given(place=st.integers(0, WORDS - 1))
def test_one_wrong_word_is_found_and_its_sheet_named(place: int) -> None:
    words = ONE.words.split()
    words[place] = "acid" if words[place] != "acid" else "acne"
    with pytest.raises(ScrutinyRefused, match="Sheet of Amal has a wrong word"):
        read_sheet(" ".join(words), name="Sheet of Amal")


def test_word_that_is_none_is_named_with_its_place() -> None:
    words = ONE.words.split()
    words[6] = "xylophone"
    with pytest.raises(ScrutinyRefused, match="Amal: word 7, “xylophone”, is not a word of these sheets"):
        read_sheet(" ".join(words), name="Amal")
    words[6] = "academia"
    with pytest.raises(ScrutinyRefused, match="Did you mean “academic”"):
        read_sheet(" ".join(words), name="Amal")
    words[6] = "aca"
    with pytest.raises(ScrutinyRefused, match="word 7"):
        read_sheet(" ".join(words), name="Amal")


@pytest.mark.parametrize(("words", "said"), [(WORDS - 1, 32), (0, 0)])
def test_sheet_that_was_not_typed_to_its_end_is_refused(words: int, said: int) -> None:
    with pytest.raises(ScrutinyRefused, match=f"Amal has {said} words, and a sheet has 33"):
        read_sheet(" ".join(ONE.words.split()[:words]), name="Amal")


def test_words_may_be_typed_as_people_type() -> None:
    short = ",  ".join(word[:4].upper() for word in ONE.words.split())
    assert read_sheet(short, name="Amal").words == ONE.words
    numbered = "\n".join(f"{place}) {word}" for place, word in enumerate(ONE.words.split(), start=1))
    assert read_sheet(numbered, name="Amal").words == ONE.words


def test_printed_sheet_says_what_it_is_and_is_read_back() -> None:
    public = PublicKey("Offer 5. Pay <b>&</b> hours", KEY.public.key, 2, 3)
    sheet = PrintedSheet(2, public, TWO.words.split())
    text, html = as_text(sheet), as_html(sheet)
    assert read_sheet(text, name="Bo").words == TWO.words
    assert read_sheet(text, name="Bo").number == 2
    assert re.findall("<span>([a-z]+)</span>", html) == TWO.words.split()
    assert "Offer 5. Pay &lt;b&gt;&amp;&lt;/b&gt; hours" in html
    for told in (public.fingerprint, "Sheet 2 of 3", "Any 2 of the 3 sheets together open the box"):
        assert told in html
        assert told in text
    assert "http" not in html


# --- the trial paper


def test_trial_of_the_desk_is_answered_by_two() -> None:
    trial, secret = make_trial(KEY.public, ballot_id=7)
    read = read_trial(write_trial(trial))
    assert read == trial
    assert answer_trial(read, [TWO, THREE]) == secret
    assert re.fullmatch("[0-9A-F]{10}", secret)


def test_real_paper_passed_off_as_a_trial_is_not_shown() -> None:
    vote = Paper(form_hash="ab" * 32, unit=1, tracker="7K2M9QX4TD", answers={1: (2,)})
    sealed = seal(vote, ballot_id=7, public_key=KEY.public.key)
    with pytest.raises(ScrutinyRefused) as refusal:
        open_trial(Trial(7, KEY.public, sealed), join([ONE, TWO], KEY.public))
    assert "may be somebody's vote" in str(refusal.value)
    assert "7K2M9QX4TD" not in str(refusal.value)


def test_trial_of_another_ballot_does_not_open() -> None:
    trial, _ = make_trial(KEY.public, ballot_id=7)
    with pytest.raises(ScrutinyRefused, match="does not open with this key"):
        answer_trial(Trial(8, KEY.public, trial.sealed), [ONE, TWO])


# --- public.json


def test_public_key_is_read_back() -> None:
    assert read_public(write_public(KEY.public)) == KEY.public
    assert re.fullmatch("([0-9A-F]{4} ){7}[0-9A-F]{4}", KEY.public.fingerprint)


def test_public_key_that_was_altered_is_refused(subtests: pytest.Subtests) -> None:
    content = write_public(KEY.public)
    for before, after, said in [
        (b"ballot key 1", b"ballot key 2", "not the public.json"),
        (b'"k": 2', b'"k": 1', "1 of 3 is not possible"),
        (b'"k": 2', b'"k": 4', "4 of 3 is not possible"),
        (b'"n": 3', b'"n": 11', "2 of 11 is not possible"),
        (b'"n": 3', b'"n": "three"', "not the public.json"),
        (b'"public_key": "', b'"public_key": "AAAA', "not the public.json"),
        (b'"fingerprint": "', b'"fingerprint": "0', "does not fit its fingerprint"),
        (b'"k": 2,', b"", "not the public.json"),
        (b"{", b"", "no public.json that can be read"),
        (b"{", b"[{", "no public.json that can be read"),
    ]:
        with subtests.test(before=before, after=after, said=said):
            assert before in content
            with pytest.raises(ScrutinyRefused, match=said):
                read_public(content.replace(before, after, 1))


@given(st.binary(max_size=60) | st.just(b"[" * 100_000))
def test_garbage_is_no_public_key_and_no_trial(garbage: bytes) -> None:
    with pytest.raises(ScrutinyRefused):
        read_public(garbage)
    with pytest.raises(ScrutinyRefused):
        read_trial(garbage)
