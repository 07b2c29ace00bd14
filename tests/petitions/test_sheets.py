"""Asking for sheets, and what stands on them."""

import re
from datetime import datetime, timedelta
from html import unescape
from io import BytesIO

import pytest
from pypdf import PdfReader

from petitions.models import PaperBatch, Petition
from petitions.sheets import PaperError, ask_for_sheets, keying_address, sheet_html, sheet_pdf
from tests.paper import LONG, off_the_paper
from tests.petitions.factories import AFTERWARDS, open_petition
from tests.petitions.paper_scenes import Scene, printed
from union.audit.models import Entry

pytestmark = pytest.mark.django_db
WELSH = {
    "title_cy": "Cefnogwch y cynllun deg pwynt",
    "demand_cy": "Mabwysiadwch y cynllun yn llawn.",
    "decision_maker_cy": "yr Ysgrifennydd Gwladol",
}


def test_batches_are_numbered_for_each_petition(scene: Scene) -> None:
    second = ask_for_sheets(scene.petition, branch=scene.branch, sheets=1, by=scene.bram, at=scene.at)
    other = open_petition(at=scene.at - timedelta(days=1), slug="other")
    third = ask_for_sheets(other, branch=scene.branch, sheets=1, by=scene.bram, at=scene.at)
    assert [scene.batch.name, second.name, third.name] == ["B-0001", "B-0002", "B-0001"]
    for seconds, number in ((9, 2), (10, 3)):  # pressed twice, and asked for once more
        later = scene.at + timedelta(seconds=seconds)
        again = ask_for_sheets(scene.petition, branch=scene.branch, sheets=1, by=scene.bram, at=later)
        assert (again.number, Entry.objects.filter(action="petitions.paper_printed").count()) == (
            number,
            number + 1,
        )
    entry = Entry.objects.filter(action="petitions.paper_printed").earliest("pk")
    assert (entry.subject, entry.by_id, entry.detail) == (
        f"paper_batch:{scene.batch.pk}",
        scene.ines.pk,
        {"sheets": 4, "branch": scene.branch.pk},
    )


@pytest.mark.parametrize(
    ("sheets", "sentence"),
    [(0, "Ask for 1 to 40 sheets at a time."), (41, "Ask for 1 to 40 sheets at a time.")],
)
def test_too_many_sheets_and_none_are_refused(scene: Scene, sheets: int, sentence: str) -> None:
    with pytest.raises(PaperError, match=sentence):
        ask_for_sheets(scene.petition, branch=scene.branch, sheets=sheets, by=scene.ines, at=scene.at)
    assert PaperBatch.objects.count() == 1


def test_sheets_for_another_branch_are_refused(scene: Scene) -> None:
    with pytest.raises(PaperError, match="your own branch only"):
        ask_for_sheets(scene.petition, branch=scene.branch, sheets=1, by=scene.orla, at=scene.at)


def test_a_petition_that_is_not_collected_has_no_sheets(subtests: pytest.Subtests, scene: Scene) -> None:
    times = dict.fromkeys(["closing_at", *AFTERWARDS.values()], scene.at - timedelta(days=9))
    for state in ["draft", "in_review", "closed", "handed_in", "concluded"]:
        with subtests.test(state=state):
            Petition.objects.update(state=state, outcome="won", **times)
            scene.petition.refresh_from_db()
            with pytest.raises(PaperError, match="takes no new names"):
                ask_for_sheets(scene.petition, branch=scene.branch, sheets=1, by=scene.ines, at=scene.at)


def test_a_sheet_says_what_is_signed_what_is_kept_and_where_it_is_keyed(scene: Scene) -> None:
    html = unescape(sheet_html(scene.batch))
    assert html.count("<article>") == 4
    assert re.findall(r"Sheet \d of \d", html) == [f"Sheet {n} of 4" for n in (1, 2, 3, 4)]
    for words in ("Adopt the plan in full.", "B-0001", "Your privacy.", "the Secretary of State"):
        assert words in html
    assert "Only officers of the branch Branch NW-001 who key and check this sheet" in html
    assert "Tenpoint Union keeps what you write here to count you once." in html
    assert keying_address(scene.batch).endswith("/desk/petitions/ten-points/batches/1/key/")


@pytest.mark.pdf
def test_a_long_word_stays_on_the_paper_of_a_sheet(scene: Scene) -> None:
    scene.batch.petition.title = scene.batch.petition.demand = LONG * 2
    scene.batch.branch.name = f"{LONG} Branch"
    assert off_the_paper(sheet_html(scene.batch)) == []


def test_a_sheet_speaks_welsh_where_the_petition_does(at: datetime) -> None:
    scene = printed(at, **WELSH)
    batch = ask_for_sheets(scene.petition, branch=scene.branch, sheets=1, language="cy", by=scene.ines, at=at)
    html = sheet_html(batch)
    assert ('lang="cy"' in html, "Mabwysiadwch y cynllun yn llawn." in html) == (True, True)


def test_welsh_sheets_of_a_petition_without_welsh_are_english(scene: Scene) -> None:
    batch = ask_for_sheets(
        scene.petition, branch=scene.branch, sheets=1, language="cy", by=scene.ines, at=scene.at
    )
    assert (batch.language, 'lang="en-GB"' in sheet_html(batch)) == ("en", True)


@pytest.mark.pdf
def test_the_longest_words_still_leave_one_sheet_a_page(at: datetime) -> None:
    """In Welsh too, whose words about privacy are longer, and beside a short demand."""
    long = {"title": "Fair pay " * 17, "demand": "Adopt the plan in full. " * 41}
    long["decision_maker"] = "Secretary of State " * 8
    scene = printed(at, **long, **{f"{name}_cy": words for name, words in long.items()})
    petition, scene.batch.sheets = scene.batch.petition, 1
    for language, demand in [("en", 1000), ("cy", 1000), ("cy", 245)]:
        scene.batch.language, petition.demand_cy = language, long["demand"][:demand]
        assert len(PdfReader(BytesIO(sheet_pdf(scene.batch))).pages) == 1


def test_the_words_of_the_sheets_are_those_of_the_consents(scene: Scene) -> None:
    assert scene.batch.wordings == {"decision_maker": 1, "petition_news": 1}
