"""The result page, the panel and the certificate show every kind of question, thresholds and ties."""

import re
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from ballots.certificate import certificate_html, certificate_pdf
from ballots.models import Ballot, Bundle, Count, State
from ballots.panels import panel_context
from ballots.result_shown import headline, questions_shown
from ballots.verify import verify
from tests.ballots import scenes
from tests.ballots.results import a_form, a_question, count_up
from tests.ballots.test_booth import text_of
from tests.ballots.test_reporting import norfolk, the_2018_offer
from tests.paper import LONG, off_the_paper

pytestmark = pytest.mark.django_db
PAGE = "/ballots/njc-pay-claim-2022/"


def published_with(results: dict[str, Any], *, at: datetime) -> Ballot:
    """Northside's ballot, published with these results."""
    ballot = scenes.drafted(at).ballot
    Ballot.objects.update(
        state=State.PUBLISHED, public_key=b"1" * 32, closed_at=at, eligible=results["eligible"]
    )
    Count.objects.create(ballot=ballot, papers=results["papers"], rejected=0, results=results)
    return Ballot.objects.get()


def ranked(*papers: tuple[tuple[int, ...], int]) -> dict[str, Any]:
    """The results of a ranked question on Pay, Hours and Leave in one branch."""
    question = a_question("ranked", labels=["Pay", "Hours", "Leave"])
    cast = [("A", {1: ranking}) for ranking, many in papers for _ in range(many)]
    return count_up(a_form(question), {"A": ("North", 200)}, cast).results


def test_members_reject_and_branches_and_regions_accept(client: Client, at: datetime) -> None:
    published_with(the_2018_offer(), at=at)
    text = text_of(client.get(PAGE))
    assert "Members reject: 2,414 of 4,786 votes, 50.4%." in text
    assert "Of 33 branches, 24 accept and 9 reject. Of 11 regions, 8 accept and 3 reject." in text
    assert "Accept 2,372 49.6% 24 8 Reject 2,414 50.4% 9 3 Abstain 0 0.0% – –" in text
    assert "Votes by region" in text
    assert "Region 00 1,200 330 180 150 0" in text
    assert "All 33 branches Votes by branch" in text
    assert "No threshold applies to a consultative ballot." in text


def test_equals_whose_shares_differ_by_rounding_are_explained(client: Client, at: datetime) -> None:
    question = a_question("single", labels=["Pay", "Hours"])
    cast = [("A", {1: (number,)}) for number in (1, 2, 3) for _ in range(5)]
    published_with(count_up(a_form(question), {"A": ("North", 40)}, cast).results, at=at)
    text = text_of(client.get(PAGE))
    assert "Pay 5 33.4% Hours 5 33.3% Abstain 5 33.3% All votes counted 15 100.0%" in text
    assert "together they are 100%: options with equally many votes may differ by 0.1." in text
    assert [question.note for question in questions_shown(the_2018_offer())] == [""]


@pytest.mark.parametrize(
    ("votes", "rejected", "said"),
    [
        (1, 0, "1 vote was counted. No paper was rejected."),
        (12, 1, "12 votes were counted. 1 paper could not be read and was rejected."),
        (12, 2, "12 votes were counted. 2 papers could not be read and were rejected."),
    ],
)
def test_one_vote_was_and_two_votes_were_counted(
    client: Client, at: datetime, votes: int, rejected: int, said: str
) -> None:
    cast = [("A", {1: (1,)})] * votes
    results = count_up(a_form(), {"A": ("North", 40)}, cast).results
    ballot = published_with(results | {"rejected": rejected}, at=at)
    assert said in text_of(client.get(PAGE))
    assert said in " ".join(re.sub(r"<[^>]+>", " ", certificate_html(ballot)).split())


def test_branches_that_are_all_counted_together_are_not_listed_as_some(client: Client, at: datetime) -> None:
    """A region that could be told from the rest: then there is one place, and nothing to list."""
    cast = [("Elm", {1: (1,)})] * 4 + [("Smaller branches, North", {1: (2,)})] * 20
    places = {"Elm": ("South", 40), "Smaller branches, North": ("North", 60)}
    results = count_up(a_form(), places, cast).results
    assert [merge["into"] for merge in results["merges"]] == ["All branches"]
    published_with(results, at=at)
    text = text_of(client.get(PAGE))
    assert "To protect small groups, all branches are counted together and none is shown by itself." in text
    assert "some branches" not in text


def test_norfolk_with_its_thresholds(client: Client, at: datetime) -> None:
    published_with(norfolk(), at=at)
    text = text_of(client.get(PAGE))
    assert "Members accept: 515 of 956 votes, 53.9%." in text
    assert "20.7% 956 of 4,624 members on the roll voted" in text
    assert (
        "Half vote Not reached : 956 of 4,624 members on the roll voted, 20.7%; at least 50% is needed."
        in text
    )
    assert "Two thirds accept Not reached : 515 of 956 votes, 53.9%; at least 2/3 is needed." in text
    assert "The ballot is consultative: a threshold says how the result compares" in text


def test_run_off_is_shown_round_by_round(client: Client, at: datetime) -> None:
    published_with(ranked(((1, 3), 9), ((2,), 8), ((3, 2, 1), 4), ((3,), 1), ((4,), 3)), at=at)
    text = text_of(client.get(PAGE))
    assert "“Hours” wins in round 2, with 12 of the 21 papers that count in it." in text
    assert "Members put the options in order. The votes here are first preferences." in text
    assert "Round Pay Hours Leave No choice left Outcome" in text
    assert "1 9 8 5 0 “Leave” goes out 2 9 12 out 1 “Hours” wins" in text
    assert "Abstain 3 12.0%" in text


@pytest.mark.parametrize(
    ("papers", "sentence"),
    [
        (
            [((1,), 12), ((2,), 5)],
            "“Pay” wins in the first round, with 12 of the 17 papers that count in it.",
        ),
        (
            [((1,), 8), ((2, 1), 6), ((3, 1), 6)],
            "“Pay” wins, whichever of the options that are last and level goes out.",
        ),
        (
            [((1,), 8), ((2, 3), 6), ((3, 2), 6)],
            "“Hours” and “Leave” are level: which of them wins depends on a tie that nothing breaks.",
        ),
        ([((4,), 12)], "Everybody abstained."),
    ],
)
def test_outcome_of_a_run_off_in_one_sentence(papers: Any, sentence: str) -> None:
    results = ranked(*papers)
    assert headline(results["questions"][0], counted=results["counted"]) == sentence


def test_rounds_end_at_a_tie_or_without_votes() -> None:
    tied = questions_shown(ranked(((1,), 8), ((2, 3), 6), ((3, 2), 6)))[0]
    assert [now.outcome for now in tied.rounds] == ["“Hours” and “Leave” are last and level"]
    empty = questions_shown(ranked(((4,), 12)))[0]
    assert [now.outcome for now in empty.rounds] == ["nobody wins"]


@pytest.mark.parametrize(
    ("ticks", "sentence"),
    [
        ([((1, 2), 10), ((2,), 6)], "“Hours” is ticked on most papers: 16 of 16, 100.0%."),
        ([((1, 2), 10), ((3,), 2)], "“Pay” and “Hours” are level, each ticked on 10 of 12 papers, 83.3%."),
    ],
)
def test_approval_in_one_sentence(ticks: Any, sentence: str) -> None:
    question = a_question("approval", labels=["Pay", "Hours", "Leave"])
    cast = [("A", {1: answer}) for answer, many in ticks for _ in range(many)]
    results = count_up(a_form(question), {"A": ("North", 200)}, cast).results
    assert headline(results["questions"][0], counted=results["counted"]) == sentence


def test_approval_says_that_shares_do_not_add_up(client: Client, at: datetime) -> None:
    question = a_question("approval", labels=["Pay", "Hours", "Leave"])
    cast = [("A", {1: (1, 2)})] * 10 + [("A", {1: (3,)})] * 6
    published_with(count_up(a_form(question), {"A": ("North", 200)}, cast).results, at=at)
    text = text_of(client.get(PAGE))
    assert "so the shares do not add up to 100%" in text
    assert "All papers counted 16" in text
    assert "100.0%" not in text


def test_yes_no_and_a_level_region() -> None:
    places = {"A": ("North", 50), "B": ("South", 50)}
    cast = (
        [("A", {1: (1,)})] * 10 + [("A", {1: (2,)})] * 10 + [("B", {1: (2,)})] * 12 + [("B", {1: (1,)})] * 4
    )
    shown = questions_shown(count_up(a_form(a_question("yes_no")), places, cast).results)[0]
    assert shown.headline == "Members say no: 22 of 36 votes, 61.1%."
    assert shown.places == (
        "Of 2 branches, 1 says no and in 1 no option leads. Of 2 regions, 1 says no and in 1 no option leads."
    )


def test_places_that_are_all_level() -> None:
    cast = [(name, {1: (1 + paper % 2,)}) for name in "AB" for paper in range(20)]
    shown = questions_shown(count_up(a_form(), {"A": ("N", 50), "B": ("N", 50)}, cast).results)[0]
    assert (shown.headline, shown.places) == (
        "“Accept” and “Reject” are level, with 20 votes each.",
        "In none of 2 branches does one option lead.",
    )


def test_branches_that_are_counted_together_are_one_of_those_that_are_numbered() -> None:
    places = {"A": ("N", 50), "Smaller branches, N": ("N", 50)}
    cast = [(name, {1: (1 + (paper > 12),)}) for name in places for paper in range(20)]
    shown = questions_shown(count_up(a_form(), places, cast).results)[0]
    assert shown.places == "Of 2 branches, 2 accept. Branches that are counted together stand there as one."


def test_page_says_first_what_can_be_checked_and_then_how_to(client: Client, at: datetime) -> None:
    published_with(norfolk(), at=at)
    text = text_of(client.get(PAGE))
    bundle = "njc-pay-claim-2022-evidence.zip"
    commands = [rf"_check\Scripts\python verify.py {bundle}", f"_check/bin/python verify.py {bundle}"]
    places = [text.index(words) for words in ("What a stranger can check", "What rests on trust", *commands)]
    assert places == sorted(places)


def test_panel_shows_each_question(at: datetime) -> None:
    ballot = published_with(the_2018_offer(), at=at)
    shown = panel_context(ballot, at=at)["questions"]
    assert [question.places for question in shown] == [  # type: ignore[attr-defined]
        "Of 33 branches, 24 accept and 9 reject. Of 11 regions, 8 accept and 3 reject."
    ]


@pytest.mark.pdf
def test_certificate_holds_rounds_regions_and_thresholds(at: datetime) -> None:
    ballot = published_with(the_2018_offer(), at=at)
    pages = [page.extract_text() for page in PdfReader(BytesIO(certificate_pdf(ballot))).pages]
    assert not any(
        "by branch\nConsultative ballot Page" in page for page in pages
    )  # a heading without its table
    text = " ".join(" ".join(pages).split())
    assert "Members reject: 2,414 of 4,786 votes, 50.4%." in text
    assert "Of 11 regions, 8 accept and 3 reject." in text
    Count.objects.update(results=ranked(((1, 3), 9), ((2,), 8), ((3, 2, 1), 4), ((3,), 1)))
    again = PdfReader(BytesIO(certificate_pdf(Ballot.objects.get())))
    assert "Rounds of the run-off" in " ".join(page.extract_text() for page in again.pages)
    assert again.trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.mark.pdf
@pytest.mark.pdf
def test_a_long_word_stays_on_the_paper_of_the_certificate(at: datetime) -> None:
    ballot = published_with(the_2018_offer(), at=at)
    ballot.title = LONG
    assert ballot.branch
    ballot.branch.name = f"{ballot.title} Branch"
    assert off_the_paper(certificate_html(ballot)) == []


def test_certificate_is_made_once_and_is_in_the_bundle(client: Client, at: datetime) -> None:
    scene = scenes.voted(at)
    scenes.close(scene)
    scenes.count(scene)
    scenes.publish(scene, with_certificate=True)
    bundle = bytes(Bundle.objects.get().content)
    assert verify(bundle).counted == 22
    held = ZipFile(BytesIO(bundle)).read("certificate.pdf")
    assert client.get(f"{PAGE}certificate.pdf").content == held


def test_where_pdfs_are_off_the_bundle_has_none_and_holds(
    at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("union.pdf.available", lambda: False)
    scene = scenes.voted(at)
    scenes.close(scene)
    scenes.count(scene)
    scenes.publish(scene, with_certificate=True)
    assert (verify(bytes(Bundle.objects.get().content)).counted, Bundle.objects.get().certificate) == (
        22,
        None,
    )


def test_second_reader_of_a_result_costs_no_query_at_all(client: Client, at: datetime) -> None:
    published_with(the_2018_offer(), at=at)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as queries:
        client.get(PAGE)
    assert (len(queries), [query["sql"] for query in queries]) == (0, [])
