"""What the risk flags find and what they leave alone, sentence by sentence. Every name is invented."""

from time import perf_counter

import pytest

from campaigns.consultations.employer_names import names_said
from campaigns.consultations.risks import find_all, find_danger, find_risks

CORPUS: list[tuple[str, list[tuple[str, str]]]] = [
    ("A limit on caseloads that somebody checks.", []),
    ("Paperwork takes half of my week. Supervision takes none.", []),
    ("I'm covering twelve extra cases because of vacancies.", []),
    ("On Monday the NHS and the council met. Nobody wrote to us.", []),
    ("In England and in Wales it is the same story.", []),
    ("The team lost 12 staff in 2021.", []),
    ("We have 31 cases each, 4 of them in crisis.", []),
    ("Write to me at dana.holt@example.org please.", [("email", "dana.holt@example.org")]),
    ("Call me on 07700 900123 any evening.", [("phone", "07700 900123")]),
    ("The duty line is 01632 960 011.", [("phone", "01632 960 011")]),
    ("It is +44 7700 900456 from abroad.", [("phone", "+44 7700 900456")]),
    ("They live near ZZ9 4XQ in a flat.", [("postcode", "ZZ9 4XQ")]),
    ("they moved to zz994xq", [("postcode", "zz994xq")]),
    ("My number is QQ 12 34 56 C by the way.", [("ni_number", "QQ 12 34 56 C")]),
    ("The record is 999 000 0018 on the system.", [("nhs_number", "999 000 0018")]),
    ("The order was 999 000 0019 last year.", []),
    ("An eight-year-old waited for weeks.", [("age", "eight-year-old")]),
    ("The baby was 6 months old then.", [("age", "6 months old")]),
    ("A girl aged 14 ran away.", [("age", "aged 14")]),
    ("At the age of nine nobody asks.", [("age", "age of nine")]),
    ("It happened on 12 March.", [("date", "12 March")]),
    ("It was March 3rd, 2021 when they came.", [("date", "March 3rd, 2021")]),
    ("The visit on 03/04/2021 was the last.", [("date", "03/04/2021")]),
    ("She was placed without her brother.", [("sibling", "brother")]),
    ("The twins were parted.", [("sibling", "twins")]),
    ("The judge was not told.", [("court", "judge")]),
    ("We wait months for a care order.", [("court", "care order")]),
    ("I told Robyn to stay.", [("name", "Robyn")]),
    ("Robyn was moved twice.", [("name", "Robyn")]),
    ("Robyn's school rang.", [("name", "Robyn's")]),
    ("i told kayleigh to stay.", [("name", "kayleigh")]),
    ("by grace and will we go on.", []),
    ("Dana Holt said no.", [("name", "Dana Holt")]),
    ("My manager at Thornbeck Council said no.", [("name", "Thornbeck")]),
    ("We asked. Jo-Ann Price never came.", [("name", "Jo-Ann Price")]),
    (
        "Robyn, aged 7, and her sister went to court on 3 May.",
        [("name", "Robyn"), ("age", "aged 7"), ("sibling", "sister"), ("court", "court"), ("date", "3 May")],
    ),
]


IN_WELSH: list[tuple[str, list[tuple[str, str]]]] = [
    ("Mae'r bachgen yn saith oed.", [("age", "saith oed")]),
    ("Babi 3 mis oed, a merch dair blwydd oed.", [("age", "3 mis oed"), ("age", "dair blwydd oed")]),
    ("Aethom â'r plant ar 14 o Fawrth 2021.", [("date", "14 o Fawrth 2021")]),
    ("Collodd ei frawd a'i chwaer eu lle.", [("sibling", "frawd"), ("sibling", "chwaer")]),
    ("Dywedodd y barnwr yn y llys hynny.", [("court", "barnwr"), ("court", "llys")]),
    ("Mae e mewn perygl heddiw.", [("danger", "perygl heddiw")]),
    ("Rŵan mae hi mewn perygl.", [("danger", "Rŵan mae hi mewn perygl")]),
    ("Soniodd am hunanladdiad eto.", [("danger", "hunanladdiad")]),
    ("Mae'r ferch ar goll ers ddoe.", [("danger", "ar goll")]),
    ("Mae'r plentyn yn cael ei gam-drin.", [("danger", "yn cael ei gam-drin")]),
    ("Mae gan bawb un ar bymtheg o achosion.", []),
    ("Dim goruchwyliaeth ers y gwanwyn.", []),
]


def test_a_sentence_in_welsh_is_flagged_for_exactly_this() -> None:
    found = [(text, [(risk.kind, risk.text) for risk in find_all(text)]) for text, _ in IN_WELSH]
    assert found == IN_WELSH
    assert [bool(find_danger(text)) for text, _ in IN_WELSH] == [False] * 5 + [True] * 5 + [False] * 2


@pytest.mark.parametrize(("sentence", "flags"), CORPUS, ids=[sentence for sentence, _ in CORPUS])
def test_a_sentence_is_flagged_for_exactly_this(sentence: str, flags: list[tuple[str, str]]) -> None:
    assert [(risk.kind, risk.text) for risk in find_risks(sentence)] == flags


def test_a_text_made_to_take_long_takes_no_time() -> None:
    """A page of the moderators shows twenty: one that took seconds each would keep them from all others."""
    begun = perf_counter()
    assert find_all("a'" * 10_000) == []
    assert perf_counter() - begun < 2


def test_flags_say_where_they_stand() -> None:
    text = "I told Robyn to stay."
    risk = find_risks(text)[0]
    assert text[risk.start : risk.end] == "Robyn"
    assert risk.meaning == "a name"


def test_sixty_schools_of_one_name_are_looked_for_once() -> None:
    schools = tuple(f"St Mary’s Primary School {number}" for number in range(60))
    assert names_said((*schools, "St Anne's School")) == {"st": [("st", "mary"), ("st", "anne")]}
