"""Rowan answers questions of every kind: on the paper, on the review page, and counted."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client

from ballots import errors
from ballots.casting import cast_paper, make_tracker
from ballots.drafting import Choice, set_question, set_thresholds
from ballots.fixing import form_hash_of
from ballots.linking import credential_of
from ballots.models import Act, Ballot, StagedPaper, Threshold
from ballots.publishing import find_vote
from ballots.sealing import SEALED_LENGTH
from tests.ballots import scenes
from tests.ballots.scenes import Scene
from tests.ballots.test_booth import slip_in, text_of
from tests.once import told_once

pytestmark = pytest.mark.django_db
PRIORITIES = [Choice("Pay"), Choice("Hours", "A shorter week"), Choice("Leave")]
DUTIES = [Choice("Stalls"), Choice("Phones"), Choice("Leaflets")]
GOOD = {
    "question_1": "2",
    "question_2": "1",
    "question_3": ["1", "3"],
    "question_4_1": "2",
    "question_4_2": "1",
    "question_4_3": "",
}
ANSWERS = {1: (2,), 2: (1,), 3: (1, 3), 4: (2, 1)}


def asking_everything(scene: Scene) -> None:
    ask = {"by": scene.ines, "at": scene.at}
    set_question(
        scene.ballot, number=2, text="The offer?", kind="accept_reject", recommendation="reject it", **ask
    )
    set_question(
        scene.ballot, number=3, text="How will you help?", kind="approval", most=2, options=DUTIES, **ask
    )
    set_question(scene.ballot, number=4, text="What matters most?", kind="ranked", options=PRIORITIES, **ask)


def opened(at: datetime) -> Scene:
    """Northside's ballot with a question of each kind, open."""
    scene = scenes.drafted(at)
    asking_everything(scene)
    scenes.agreed(scene, Act.FREEZE)
    assert scenes.freeze_ballot(scene.ballot, at=at)
    assert scenes.schedule_ballot(scene.ballot, at=at)
    scene.ballot.refresh_from_db()
    assert scenes.open_ballot(scene.ballot, at=at)
    scene.ballot.refresh_from_db()
    return scene


def test_asking_for_figures_keeps_an_unfinished_paper_of_every_kind(client: Client, at: datetime) -> None:
    client.get(opened(at).link())
    unfinished = {**GOOD, "question_2": "", "question_3": ["1", "2", "3"], "question_4_3": "2"}
    paper = client.post("/vote/", {**unfinished, "hours": "20", "figures": "show"})
    html = paper.content.decode()
    assert (paper.status_code, "There is a problem" in html) == (200, False)
    assert re.findall(r'name="(question_\d)" value="(\d)"[^>]* checked', html) == [
        ("question_1", "2"),
        ("question_3", "1"),
        ("question_3", "2"),
        ("question_3", "3"),
    ]
    places = re.findall(r'<select name="(question_4_\d)".*?</select>', html, re.DOTALL)
    assert places == ["question_4_1", "question_4_2", "question_4_3"]
    assert re.findall(r'<option value="(\d?)" selected>', html) == ["2", "1", "2"]


@told_once
def scene(at: datetime) -> Scene:
    return opened(at)


def test_rowan_answers_every_kind_and_finds_it_counted(client: Client, scene: Scene) -> None:
    client.get(scene.link())
    review = client.post("/vote/review/", GOOD)
    text = text_of(review)
    assert "The offer? Accept" in text
    assert "How will you help? Stalls Leaflets" in text
    assert "What matters most? 1st: Hours 2nd: Pay" in text
    again = client.post("/vote/", {"slip": slip_in(review)}).content.decode()
    assert re.findall(r'name="(question_[^"]+)" value="([^"]+)"[^>]* checked', again) == [
        ("question_1", "2"), ("question_2", "1"), ("question_3", "1"), ("question_3", "3"),
    ]  # fmt: skip
    assert re.findall(r'<option value="([^"]*)" selected>', again) == ["2", "1", ""]
    receipt = client.post("/vote/cast/", {"slip": slip_in(review)})
    found = re.search(r'class="tracker">([0-9A-Z]{10})<', receipt.content.decode())
    assert found
    for place, entry in enumerate(scene.ballot.roll.select_related("ballot").filter(has_voted=False)[:14]):
        answers = {1: (1 + place % 3,), 2: (1 + place % 2,), 3: (1 + place % 3,), 4: (1 + place % 3,)}
        cast_paper(credential_of(entry), answers=answers, tracker=make_tracker(), at=scene.at)
    scenes.close(scene)
    scenes.count(scene)
    scenes.publish(scene)
    vote = find_vote(scene.ballot, tracker=found.group(1))
    assert vote
    assert vote.answers == {
        1: ["B: a flat £2,000 on each pay point"],
        2: ["Accept"],
        3: ["Stalls", "Leaflets"],
        4: ["1st: Hours", "2nd: Pay"],
    }


def test_paper_says_how_each_question_is_answered(client: Client, scene: Scene) -> None:
    text = text_of(client.get(scene.link(), follow=True))
    assert "The committee’s advice: reject it" in text
    assert "Tick up to 2." in text
    assert "Choose “1st” for the option you want most" in text
    assert "Hours A shorter week" in text


def test_what_does_not_fit_is_said_and_nothing_is_lost(client: Client, scene: Scene) -> None:
    cases: list[tuple[dict[str, object], str]] = [
        ({"question_2": ""}, "Choose an answer to “The offer?”, or choose to abstain."),
        ({"question_3": []}, "Tick at least one option under “How will you help?”, or tick to abstain."),
        ({"question_3": ["1", "2", "3"]}, "Tick at most 2 under “How will you help?”: you ticked 3."),
        (
            {"question_3": ["1", "4"]},
            "You chose to abstain and chose other options under “How will you help?”: do one or the other.",
        ),
        ({"question_3": ["9"]}, "Choose one of the answers listed under “How will you help?”."),
        (
            {"question_4_1": "", "question_4_2": ""},
            "Rank at least one option under “What matters most?”, or choose to abstain.",
        ),
        (
            {"question_4_1": "1"},
            "“Pay” and “Hours” cannot both be 1st: give each a place of its own.",
        ),
        (
            {"question_4_1": "2", "question_4_2": "2", "question_4_3": "2"},
            "“Pay”, “Hours” and “Leave” cannot all be 2nd: give each a place of its own.",
        ),
        (
            {"question_4_abstain": "on"},
            "You chose to abstain and chose other options under “What matters most?”: do one or the other.",
        ),
        ({"question_4_1": "7"}, "Choose one of the places listed under “What matters most?”."),
        ({"question_4_1": "x"}, "Choose one of the places listed under “What matters most?”."),
    ]
    for sent, sentence in cases:
        client.get(scene.link())
        page = client.post("/vote/review/", {**GOOD, **sent})
        assert page.status_code == 422, sent
        assert text_of(page).count(sentence.replace("'", "&#x27;")) == 2  # the summary and the field
        html = page.content.decode()
        assert re.search(r'name="question_1" value="2"[^>]* checked', html), sent
        if "question_4_2" not in sent:
            assert re.search(r'name="question_4_2"[^>]*>.*?<option value="1" selected>1st', html)


def test_gap_in_the_places_is_closed(client: Client, scene: Scene) -> None:
    client.get(scene.link())
    review = client.post("/vote/review/", {**GOOD, "question_4_1": "3", "question_4_2": "1"})
    assert "What matters most? 1st: Hours 2nd: Pay" in text_of(review)


def test_abstaining_from_ranking_and_ticking(client: Client, scene: Scene) -> None:
    client.get(scene.link())
    sent = {"question_1": "3", "question_2": "3", "question_3": ["4"], "question_4_abstain": "on"}
    review = client.post("/vote/review/", sent)
    assert text_of(review).count(" Abstain ") == 4
    again = client.post("/vote/", {"slip": slip_in(review)}).content.decode()
    assert re.search(r'name="question_4_abstain"[^>]* checked', again)


def test_the_check_of_every_paper_has_one_length(client: Client, scene: Scene) -> None:
    """The network of a workplace sees the enciphered pages go by, and learns nothing by their size."""
    client.get(scene.link())
    abstaining = {"question_1": "3", "question_2": "3", "question_3": ["4"], "question_4_abstain": "on"}
    ranked = {"question_4_1": "3", "question_4_2": "2", "question_4_3": "1"}
    papers = [GOOD, {**GOOD, "question_1": "1"}, {**GOOD, "question_3": ["2"]}, {**GOOD, **ranked}]
    for place in ("/vote/review/", "/cy/vote/review/"):
        checks = [client.post(place, paper) for paper in [*papers, abstaining]]
        assert [page.status_code for page in checks] == [200] * 5
        assert len({len(page.content) for page in checks}) == 1


def test_all_papers_have_one_length(scene: Scene) -> None:
    papers = [
        ANSWERS,
        {1: (3,), 2: (3,), 3: (4,), 4: (4,)},
        {1: (1,), 2: (2,), 3: (2,), 4: (3, 1, 2)},
    ]
    for entry, answers in zip(scene.ballot.roll.select_related("ballot"), papers, strict=False):
        cast_paper(credential_of(entry), answers=answers, tracker=make_tracker(), at=scene.at)
    assert [len(bytes(paper.sealed)) for paper in StagedPaper.objects.all()] == [SEALED_LENGTH] * 3


@pytest.mark.parametrize("answer", [(1, 2, 3), (3, 1), (1, 4), (9,)])
def test_answer_of_another_kind_is_not_cast(scene: Scene, answer: tuple[int, ...]) -> None:
    with pytest.raises(errors.BadAnswers):
        cast_paper(
            credential_of(scene.entry()), answers={**ANSWERS, 3: answer}, tracker=make_tracker(), at=scene.at
        )
    assert not scene.entry().has_voted


# --- drawing up


TWELVE = [Choice(f"Option {number}") for number in range(1, 13)]


def test_question_that_cannot_be_asked_is_refused(subtests: pytest.Subtests, at: datetime) -> None:
    scene = scenes.drafted(at)
    cases: list[tuple[dict[str, object], str]] = [
        ({"kind": "poll"}, "Choose what kind of question this is."),
        ({"number": 21}, "A ballot asks up to 20 questions: leave one out."),
        ({"kind": "yes_no", "options": DUTIES}, "The choices of this question are Yes and No."),
        ({"kind": "ranked", "options": [*TWELVE, Choice("13")]}, "Offer at most 12 choices in a question"),
        ({"kind": "ranked", "options": DUTIES, "most": 2}, "Only where members may tick several"),
        ({"kind": "approval", "options": DUTIES, "most": 4}, "from 1 to all choices."),
        ({"options": [Choice("A")]}, "at least two choices"),
        ({"options": [Choice("A"), Choice("A")]}, "at least two choices"),
        (
            {"options": [*DUTIES, Choice("-", abstains=True), Choice("?", abstains=True)]},
            "one option to abstain",
        ),
    ]
    for question, sentence in cases:
        with subtests.test(question=question, sentence=sentence):
            with pytest.raises(errors.FormIncomplete, match=re.escape(sentence)):
                set_question(
                    scene.ballot,
                    **{"number": 2, "text": "?", "options": (), "by": scene.ines, "at": at, **question},
                )  # type: ignore[arg-type]
            assert scene.ballot.questions.count() == 1


def test_questions_that_do_not_fit_on_one_paper_are_refused(at: datetime) -> None:
    """192 bytes hold the one choice there is and 13 full rankings of twelve, not 14."""
    scene = scenes.drafted(at)
    for number in range(2, 15):
        set_question(
            scene.ballot, number=number, text="?", kind="ranked", options=TWELVE, by=scene.ines, at=at
        )
    with pytest.raises(errors.FormIncomplete, match="do not fit on one paper"):
        set_question(scene.ballot, number=15, text="?", kind="ranked", options=TWELVE, by=scene.ines, at=at)
    assert scene.ballot.questions.count() == 14


def half(**changes: object) -> Threshold:
    return Threshold(
        **{"label": "Half vote", "basis": "turnout", "numerator": 1, "denominator": 2, **changes}
    )


def test_threshold_that_cannot_be_worked_out_is_refused(subtests: pytest.Subtests, at: datetime) -> None:
    scene = scenes.drafted(at)
    asking_everything(scene)
    cases: list[dict[str, object]] = [
        {"numerator": 0},
        {"numerator": 3},
        {"question": 1},
        {"basis": "share"},
        {"basis": "share", "question": 4},
        {"basis": "share", "question": 7},
    ]
    for wrong in cases:
        with subtests.test(wrong=wrong):
            with pytest.raises(errors.FormIncomplete, match="“Half vote”"):
                set_thresholds(scene.ballot, [half(**wrong)], by=scene.ines, at=at)
            assert not scene.ballot.thresholds.exists()


def test_thresholds_are_part_of_what_is_fixed(at: datetime) -> None:
    scene = scenes.drafted(at)
    asking_everything(scene)
    bare = form_hash_of(scene.ballot)
    share = half(label="Two thirds accept", basis="share", question=2, numerator=2, denominator=3)
    set_thresholds(
        scene.ballot, [half(valid_from=at.date() - timedelta(days=1)), share], by=scene.ines, at=at
    )
    assert form_hash_of(scene.ballot) != bare
    scenes.agreed(scene, Act.FREEZE)
    with pytest.raises(errors.NotADraft):
        set_thresholds(Ballot.objects.get(), [], by=scene.ines, at=at)
