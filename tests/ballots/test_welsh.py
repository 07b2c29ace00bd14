"""Rowan reads of ballots and votes in Welsh, and meets no English of ours on any page or in any letter."""

import re
from datetime import datetime, time, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone, translation
from pypdf import PdfReader

from ballots.approving import propose
from ballots.certificate import certificate_html, kept_certificate
from ballots.chasing import CHASE, chase_returns
from ballots.codes import code_for
from ballots.correcting import change_address
from ballots.inviting import invite_some, renew_link
from ballots.models import Act, Ballot, Bundle, Option, Question, State
from ballots.posted_letters import letters_html
from ballots.reminding import remind_due
from ballots.telling import RECORDED, RESULT, tell_recorded, tell_result
from ballots.trying_out import send_test_letter
from deploy import translating
from tests.ballots import scenes
from tests.ballots.results import a_form, a_question, count_up
from tests.ballots.scenes import Scene
from tests.ballots.test_booth import slip_in
from tests.ballots.test_kinds import asking_everything
from tests.ballots.test_lost_link import ROWAN, letter_to
from tests.ballots.test_reporting import HALF, TWO_THIRDS_ACCEPT
from tests.ballots.test_result_kinds import published_with
from union.accounts.models import Role, User
from union.mail.composing import render
from union.mail.models import Message
from union.mail.rendering import Letter
from union.members.models import Branch, Region
from union.pages.models import Organisation
from union.pay.models import PayScale

pytestmark = pytest.mark.django_db
WORD = re.compile(r"(?<!\w)[^\W\d_]{2,}(?!\w)")  # no stretch of a code or a tracker
# Names of things that are the same in both languages, and of what the tests are about.
NAMES = {"tenpoint", "python", "verify", "cryptography", "json", "rowan", "ashby", "mail"}


def words_in(text: str) -> set[str]:
    return {word.lower() for word in WORD.findall(re.sub(r"%\(\w+\)s|<[^>]*>", " ", text))}


def english() -> set[str]:
    """Every word of our English sentences that none of our Welsh ones has."""
    ours, welsh = set[str](), set[str]()
    for entry in translating.catalogue():
        ours |= words_in(f"{entry.msgid} {entry.msgid_plural}")
        welsh |= words_in(" ".join([entry.msgstr, *entry.msgstr_plural.values()]))
    return ours - welsh - NAMES


ENGLISH = english()


def english_of_ours(html: str) -> list[str]:
    """English words that are read or heard on a page, beside what leads to the same page in English."""
    html = html.replace(Organisation._meta.get_field("name").default, "")  # an organisation writes it itself
    [(main, whole)] = re.findall(r"<main[^>]*>(.*)</main>|<body>(.*)</body>", html, re.DOTALL)
    body = main or whole
    heard = re.findall(r'(?:<title>|name="description" content=")([^"<]*)', html)
    heard += re.findall(r'(?:aria-label|alt)="([^"]*)', body)
    read = re.sub(r'<(\w+)[^>]* lang="en-GB".*?</\1>|<code.*?</code>', " ", body, flags=re.DOTALL)
    return sorted(words_in(" ".join([*heard, read])) & ENGLISH)


def english_on(page: HttpResponse) -> list[str]:
    html = page.content.decode()
    assert '<html lang="cy">' in html
    assert html.count("<h1") == 1
    return english_of_ours(html)


def welsh(scene: Scene) -> Scene:
    """The scene's ballot with everything that officers write in Welsh; the label of abstaining is ours."""
    PayScale.objects.update(name="Graddfa NJC 2021-22")
    Region.objects.update(name="Gogledd")
    Branch.objects.update(name="Caerwen")
    words = {"title": "Hawliad cyflog", "introduction": "Mae eich cangen eisiau gwybod."}
    Ballot.objects.update(language=Ballot.Language.WELSH, **words)
    Question.objects.filter(number=1).update(text="Pa hawliad?")
    for place, label in enumerate(("Hawliad A", "Hawliad B"), start=1):
        Option.objects.filter(question__number=1, number=place).update(label=label)
    scene.ballot.refresh_from_db()
    return scene


def opened(at: datetime) -> Scene:
    return opened_as_drafted(welsh(scenes.drafted(at)))


def opened_as_drafted(scene: Scene) -> Scene:
    scenes.agreed(scene, Act.FREEZE)
    assert scenes.freeze_ballot(scene.ballot, at=scene.at)
    assert scenes.schedule_ballot(scene.ballot, at=scene.at)
    scene.ballot.refresh_from_db()
    assert scenes.open_ballot(scene.ballot, at=scene.at)
    scene.ballot.refresh_from_db()
    return scene


def test_what_counts_as_english_of_ours() -> None:
    telling = {"the", "your", "vote", "ballot", "letter", "enter", "choose", "receipt", "closes", "abstain"}
    assert telling - ENGLISH == set()
    assert english_of_ours("<body>Mae’r bleidlais yn cau</body>") == []
    assert english_of_ours("<body>Turnout so far</body>") == ["far", "so", "turnout"]


def test_rowan_votes_in_welsh(client: Client, at: datetime) -> None:
    scene = opened(at)
    hours = {"question_1": "1", "hours": "18.5", "weeks": "", "figures": "show"}
    sent = [
        client.get("/cy/vote/"),
        client.post("/cy/vote/code/", {"code": "7K2M"}),
        client.post("/cy/vote/code/", {"code": code_for(scene.entry())}, follow=True),
        client.post("/cy/vote/", hours),
        client.post("/cy/vote/", hours | {"hours": "x"}),
        client.post("/cy/vote/review/", {}),
        client.post("/cy/vote/review/", {"question_1": "3"}),
    ]
    assert "Ymatal" in sent[-1].content.decode()
    sent += [
        client.post("/cy/vote/cast/", {"slip": slip_in(sent[-1])}),
        client.get("/cy/vote/"),
        client.get("/cy/vote/link/"),
        client.get("/cy/vote/link/sent/"),
        client.get("/cy/vote/xyz/"),
        client.get(f"/cy/ballots/{scene.ballot.slug}/"),
        client.get(f"/cy/ballots/{scene.ballot.slug}/receipt/"),
    ]
    expected = [200, 422, 200, 200, 200, 422, 200, 200, 409, 200, 200, 404, 200, 200]
    assert [page.status_code for page in sent] == expected
    assert [english_on(page) for page in sent] == [[]] * len(sent)


def test_questions_of_every_kind_are_asked_in_welsh(client: Client, at: datetime) -> None:
    scene = scenes.drafted(at)
    asking_everything(scene)
    Option.objects.filter(question__number__in=(3, 4), abstains=False).update(label="Dewis", detail="")
    Question.objects.update(text="Beth?", recommendation="gwrthod")
    welsh(scene)
    scenes.agreed(scene, Act.FREEZE)
    assert scenes.freeze_ballot(scene.ballot, at=at)
    assert scenes.schedule_ballot(scene.ballot, at=at)
    scene.ballot.refresh_from_db()
    assert scenes.open_ballot(scene.ballot, at=at)
    paper = client.get(f"/cy{scene.link()}", follow=True)
    answers = {"question_1": "3", "question_2": "1", "question_3": "1", "question_4_1": "1"}
    review = client.post("/cy/vote/review/", answers)
    assert [english_on(page) for page in (paper, client.post("/cy/vote/review/", {}), review)] == [[]] * 3
    assert re.findall(r"<strong>(Ymatal|Derbyn|1af: Dewis)", review.content.decode()) == [
        "Ymatal",
        "Derbyn",
        "1af: Dewis",
    ]


@pytest.mark.parametrize("state", [State.SCHEDULED, State.PAUSED, State.CLOSED, State.VOID])
def test_a_ballot_says_in_welsh_how_it_stands(client: Client, at: datetime, state: State) -> None:
    scene = opened(at)
    Ballot.objects.update(state=state, void_reason="Camgymeriad.")
    scene.ballot.refresh_from_db()
    page = client.get(f"/cy/ballots/{scene.ballot.slug}/")
    client.get(f"/cy{scene.link()}")
    with translation.override("cy"):
        panel = render_to_string("ballots/_panel.html", {"ballot": scene.ballot})
    assert (
        english_on(page),
        english_on(client.get("/cy/vote/")),
        english_of_ours(f"<body>{panel}</body>"),
    ) == ([], [], [])


def test_a_published_ballot_is_welsh_from_its_result_to_the_last_digest(client: Client, at: datetime) -> None:
    scene = opened(at)
    receipt = scenes.cast(scene.entry(1), scenes.ABSTAIN, at=at)
    for number in range(2, 24):
        scenes.cast(scene.entry(number), scenes.A if number < 14 else scenes.B, at=at)
    scenes.close(scene)
    scene.ballot.approvals.filter(act="early_close").update(reason="Mae pawb wedi pleidleisio.")
    here = f"/cy/ballots/{scene.ballot.slug}/"
    early = client.post(f"{here}receipt/", {"code": "0" * 10})
    scenes.count(scene)
    scenes.publish(scene)
    english_first = client.get(f"/ballots/{scene.ballot.slug}/").content.decode()
    assert "Turnout" in english_first
    pages = [
        early,
        client.get(here),
        client.get(here),  # from the cache, which keeps a page for each language
        client.get(f"{here}board/"),
        client.get(f"{here}receipt/"),
        client.post(f"{here}receipt/", {"code": receipt.tracker}),
        client.post(f"{here}receipt/", {"code": receipt.digest}),
        client.post(f"{here}receipt/", {"code": "0" * 10}),
        client.post(f"{here}receipt/", {"code": "0" * 64}),
        client.post(f"{here}receipt/", {"code": "x"}),
    ]
    assert [english_on(page) for page in pages] == [[]] * len(pages)
    assert "“Hawliad A”" in pages[1].content.decode()
    assert "<strong>Ymatal</strong>" in pages[5].content.decode()
    assert "Turnout" in client.get(f"/ballots/{scene.ballot.slug}/").content.decode()
    assert f'href="/ballots/{scene.ballot.slug}/" lang="en-GB"' in pages[1].content.decode()


def of_kind(kind: str, cast: list[tuple[str, tuple[int, ...], int]]) -> dict[str, Any]:
    """Results in three branches of two regions; `cast` says where, what and on how many papers."""
    fixed = kind in ("accept_reject", "yes_no")
    question = a_question(kind, labels=() if fixed else ("Cyflog", "Oriau", "Gwyliau"))
    form = a_form(question, bars=[HALF, TWO_THIRDS_ACCEPT] if kind == "accept_reject" else [])
    places = {"Arfon": ("Gogledd", 60), "Gwent": ("De", 60), "Dyfed": ("De", 60)}
    papers = [(place, {1: answer}) for place, answer, many in cast for _ in range(many)]
    results = count_up(form, places, papers).results
    for asked in results["questions"]:
        asked["text"] = "Beth?"
    for number, bar in enumerate(results["thresholds"]):
        bar |= {"label": "Trothwy", "reached": (True, None)[number]}
    return results


ARFON, GWENT, DYFED = "Arfon", "Gwent", "Dyfed"
RESULTS: list[tuple[str, list[tuple[str, tuple[int, ...], int]]]] = [
    ("accept_reject", [(ARFON, (1,), 20), (GWENT, (2,), 14), (DYFED, (3,), 12)]),
    ("accept_reject", [(ARFON, (3,), 12)]),
    ("yes_no", [(ARFON, (2,), 20), (GWENT, (1,), 14), (GWENT, (2,), 14)]),
    ("single", [(ARFON, (1,), 12), (GWENT, (2,), 12)]),
    ("single", [(ARFON, (1,), 12), (GWENT, (2,), 11), (DYFED, (3,), 11)]),
    ("single", [(ARFON, (1,), 5)]),
    ("single", []),
    ("approval", [(ARFON, (1, 2), 12), (GWENT, (3,), 14)]),
    ("approval", [(ARFON, (1, 2), 12)]),
    ("ranked", [(ARFON, (1,), 12), (GWENT, (2,), 5)]),
    ("ranked", [(ARFON, (1,), 9), (GWENT, (2,), 8), (ARFON, (3, 2), 5)]),
    ("ranked", [(ARFON, (1,), 8), (GWENT, (2, 1), 6), (ARFON, (3, 1), 6)]),
    ("ranked", [(ARFON, (1,), 8), (GWENT, (2, 3), 6), (ARFON, (3, 2), 6)]),
    ("ranked", [(ARFON, (4,), 12)]),
]


@pytest.mark.parametrize(("kind", "cast"), RESULTS)
def test_results_of_every_kind_are_welsh(
    client: Client, at: datetime, kind: str, cast: list[tuple[str, tuple[int, ...], int]]
) -> None:
    results = of_kind(kind, cast)
    results |= {"rejected": 2 if results["papers"] % 2 else 0}
    ballot = published_with(results, at=at)
    Ballot.objects.update(title="Hawliad cyflog")
    Branch.objects.update(name="Caerwen")
    page = client.get(f"/cy/ballots/{ballot.slug}/")
    assert english_on(page) == []
    ballot = Ballot.objects.select_related("branch", "count").get()
    with translation.override("cy"):
        certificate = certificate_html(ballot)
    assert (english_of_ours(certificate), '<html lang="cy">' in certificate) == ([], True)


def test_members_and_places_in_one_welsh_sentence_each(client: Client, at: datetime) -> None:
    cast = [(ARFON, (1,), 16), (ARFON, (2,), 4), (GWENT, (2,), 10), (GWENT, (1,), 4)]
    cast += [(DYFED, (2,), 12), (DYFED, (1,), 12)]
    published_with(of_kind("accept_reject", cast), at=at)
    html = client.get("/cy/ballots/njc-pay-claim-2022/").content.decode()
    assert "Mae’r aelodau’n derbyn: 32 o 58 pleidlais, 55.2%." in html
    assert "O’r 3 cangen, mae 1 yn derbyn, mae 1 yn gwrthod ac nid oes opsiwn ar y blaen mewn 1." in html
    assert "pleidleisiodd 58 o’r 180 aelod ar y gofrestr, 32.2%; mae angen o leiaf 50%." in html


@pytest.mark.pdf
def test_the_welsh_address_gives_a_welsh_certificate_and_the_bundle_keeps_the_english_one(
    client: Client, at: datetime
) -> None:
    scene = opened(at)
    for number in range(1, 14):
        scenes.cast(scene.entry(number), scenes.A, at=at)
    scenes.close(scene)
    scenes.count(scene)
    with translation.override("cy"):
        scenes.publish(scene, with_certificate=True)
    here = f"/ballots/{scene.ballot.slug}/certificate.pdf"
    welsh_one, other = client.get(f"/cy{here}"), client.get(here)
    assert [PdfReader(BytesIO(page.content)).trailer["/Root"]["/Lang"] for page in (welsh_one, other)] == [
        "cy",
        "en-GB",
    ]
    assert other.content == bytes(scene.ballot.bundle.certificate)
    Bundle.objects.update(certificate=b"%PDF as it was published")
    Ballot.objects.update(title="Teitl arall")
    assert client.get(here).content == b"%PDF as it was published"
    assert client.get(f"/cy{here}").content == welsh_one.content  # drawn once a day
    neighbour = Ballot.objects.select_related("count").get()
    neighbour.pk += 1
    with translation.override("cy"):
        assert kept_certificate(neighbour) != welsh_one.content  # which is of this ballot alone


def test_without_pango_the_welsh_page_says_so_in_welsh(
    client: Client, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    ballot = published_with(of_kind("accept_reject", [(ARFON, (1,), 12)]), at=at)
    Ballot.objects.update(title="Hawliad cyflog")
    monkeypatch.setattr("union.pdf.available", lambda: False)
    page = client.get(f"/cy/ballots/{ballot.slug}/certificate.pdf")
    assert (page.status_code, english_on(page)) == (503, [])


def chasing_of(scene: Scene) -> Letter | None:
    """Rhea's office asks for the one paper that was given out, after the close."""
    rhea = User.objects.create_user("rhea@example.org", name="Rhea")
    Role.objects.create(user=rhea, kind=Role.Kind.REGIONAL_OFFICE, region=scene.branch.region)
    scene.ballot.roll.filter(pk=scene.entry().pk).update(has_voted=True, voted_by="paper")
    Ballot.objects.update(state=State.CLOSED, closed_at=scene.at)
    scene.ballot.refresh_from_db()
    assert chase_returns(scene.ballot, by=rhea, at=scene.at) == 2
    return render(Message.objects.filter(kind=CHASE).latest("pk"))


def test_every_letter_about_a_ballot_in_welsh_is_welsh(at: datetime) -> None:
    scene = welsh(scenes.drafted(at))
    send_test_letter(scene.ballot, to=scene.ines, at=at)
    letters = [render(Message.objects.get())]
    scene, rowan = opened_as_drafted(scene), scene.entry()
    later = scene.ballot.closes_at + timedelta(days=2)
    why = {"reason": "Mae’r post yn hwyr.", "closes_at": later}
    propose(scene.ballot, Act.EXTENSION, by=scene.ines, at=at, **why)
    invite_some(scene.ballot, at=at)
    renew_link(rowan, at=at)
    day = scene.ballot.reminders.latest("pk").day
    ten = timezone.make_aware(datetime.combine(day, time(10)))
    remind_due(at=ten)
    changed = {"number": rowan.member.number, "address": "rowan.new@example.org", "reason": "moved"}
    change_address(scene.ballot, **changed, by=scene.ines, at=at)
    letters += [render(message) for message in Message.objects.order_by("pk")]
    letters.append(chasing_of(scene))
    Ballot.objects.update(state=State.PUBLISHED, closed_at=ten)
    scene.ballot.roll.update(has_voted=True, wants_result=True)
    tell_result(at=at)
    assert tell_recorded(at=ten) > 0
    letters += [render(message) for message in Message.objects.filter(kind__in=(RECORDED, RESULT))]
    assert set(Message.objects.values_list("language", flat=True)) == {"cy"}
    welsh_ones = [letter for letter in letters if letter and "Hawliad cyflog" in letter.html]
    kinds = {letter.subject for letter in welsh_ones}
    assert len(kinds) == 9
    for letter in welsh_ones:
        plain = re.sub(r"<body[^>]*>", "<body>", letter.html)
        assert english_of_ours(re.sub(r"English: |http://[^\s<]*|Member \d+", "", plain)) == [], (
            letter.subject
        )


def test_letters_by_post_and_by_mail_are_welsh(at: datetime) -> None:
    scene = opened(at)
    posted = letters_html(scene.ballot, [scene.entry()], language="cy", at=at)
    letter = letter_to(ROWAN, language="cy", at=at)
    assert letter
    assert (letter.subject, english_of_ours(letter.html)) == ("Eich dolen bleidleisio eto", [])
    assert english_of_ours(re.sub(r"English: |http://[^\s<]*", "", posted)) == []
