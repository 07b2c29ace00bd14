"""Pay scales in the CMS: Ada checks a file, reads what it would change, and loads it; nobody else may."""

import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ballots.approving import propose
from ballots.models import Act, Ballot, State
from tests.ballots import scenes
from tests.conftest import SignIn
from tests.once import told_once
from tests.union.pay.factories import njc_scale
from union.accounts.models import User
from union.accounts.welcoming import welcome
from union.audit.models import Entry
from union.pay.loading import ScaleInUse, load_scale
from union.pay.models import PayPoint, PayScale
from union.pay.scale_file import read_scale

pytestmark = pytest.mark.django_db
URL = "/cms/pay-scales/"
LOCAL = "code,title,year,point,annual\nlocal-2022,Local spine,2022-23,1,100\n,,,2,120.50\n"


@told_once
def ada() -> User:
    """Ada Whin looks after pay scales and nothing else."""
    return welcome("ada@example.org", name="Ada Whin", groups=("Pay officers",))


def upload(table: str | bytes, name: str = "scale.csv") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, table.encode() if isinstance(table, str) else table)}


def words(content: bytes) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", content.decode().split('id="main"')[-1]).split())


def hidden(content: bytes) -> dict[str, str]:
    """What the second form sends, as a browser reads it."""
    form = content.decode().split("Load this scale")[0].rpartition("<form")[2]
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    return {name: value.replace("&quot;", '"').replace("&#x27;", "'") for name, value in found}


def test_ada_checks_a_file_reads_the_difference_and_loads_it(sign_in: SignIn, ada: User) -> None:
    browser = sign_in(ada)
    assert "None yet." in words(browser.get(URL).content)
    checked = browser.post(URL, upload(LOCAL))
    text = words(checked.content)
    assert "Code local-2022, 2 points, full time is 37 hours a week. Nothing has been changed yet." in text
    assert "A new scale. Point 1 is added: £100.00 a year. Point 2 is added: £120.50 a year." in text
    assert PayScale.objects.count() == 0
    loaded = browser.post(URL, hidden(checked.content) | {"load": "yes"}, follow=True)
    assert loaded.redirect_chain == [(URL, 302)]
    assert "local-2022 is loaded: 2 points added, 0 changed, 0 as before." in loaded.content.decode()
    assert "Local spine 2022-23 local-2022 2 37" in words(loaded.content)
    assert list(PayPoint.objects.values_list("number", "annual")) == [
        (1, Decimal(100)),
        (2, Decimal("120.50")),
    ]
    assert [(entry.action, entry.by) for entry in Entry.objects.all()] == [("pay.scale_loaded", ada)]


def test_a_file_that_changes_nothing_says_so(sign_in: SignIn, ada: User) -> None:
    browser = sign_in(ada)
    send = hidden(browser.post(URL, upload(LOCAL)).content) | {"load": "yes"}
    browser.post(URL, send)
    assert "there is nothing to load" in words(browser.post(URL, upload(LOCAL)).content)
    again = browser.post(URL, send, follow=True)
    assert "local-2022 stood like this already: nothing was changed." in again.content.decode()
    assert Entry.objects.count() == 1


def test_a_changed_figure_stands_beside_the_old_one(sign_in: SignIn, ada: User) -> None:
    browser = sign_in(ada)
    browser.post(URL, hidden(browser.post(URL, upload(LOCAL)).content) | {"load": "yes"})
    other = "point,annual,hours\n1,105,36\n3,140,\n"
    names = {"code": "local-2022", "title": "Local spine", "year": "2022-23"}
    text = words(browser.post(URL, upload(other) | names).content)
    assert (
        "Hours: 37.00 becomes 36.00. Point 3 is added: £140.00 a year. "
        "Point 1: £100.00 becomes £105.00 a year. Not in the file, and left as they are: point 2."
    ) in text


def test_what_is_no_scale_is_refused_with_every_reason(
    subtests: pytest.Subtests, sign_in: SignIn, ada: User
) -> None:
    cases: list[tuple[dict[str, Any], str]] = [
        ({}, "Choose the CSV file of the scale."),
        (upload(""), "This file is empty: choose the CSV file of the scale."),
        (upload("x" * 100_001), "A pay scale has 100 kB at the most: choose another file."),
        (upload(b"PK\0\0"), "This is not a CSV file: save the table as CSV and give that."),
        (
            upload("point,annual\n1,100\n"),
            "The code of the scale is missing: give it in the file or beside it.",
        ),
        (
            upload(LOCAL + ",,,3,lots\n,,,1,7\n"),
            "Line 4: “lots” is not an amount here: write it like 18333 or 18333.50. "
            "Line 5: point 1 stands twice.",
        ),
        ({"table": "point,annual\n1,100\n", "load": "yes", "code": "UP AND DOWN"}, "is no code: use letters"),
    ]
    for sent, sentence in cases:
        with subtests.test(sent=sent, sentence=sentence):
            answer = sign_in(ada).post(URL, sent)
            assert (answer.status_code, sentence in words(answer.content)) == (422, True)
            assert PayScale.objects.count() == 0


def test_what_was_typed_beside_a_faulty_file_stays(sign_in: SignIn, ada: User) -> None:
    answer = sign_in(ada).post(URL, upload("point,annual\n1,lots\n") | {"title": "Our <scale>"})
    assert 'value="Our &lt;scale&gt;"' in answer.content.decode()


def test_nobody_else_sees_the_screen(sign_in: SignIn, client: Client, kit: User) -> None:
    browser = sign_in(kit)
    for answer in (browser.get(URL), browser.post(URL, upload(LOCAL))):
        assert (answer.status_code, answer.headers["Location"]) == (302, "/cms/")
    assert URL.encode() not in browser.get("/cms/").content
    assert client.get(URL).status_code == 302
    assert PayScale.objects.count() == 0


def test_other_methods_are_refused(sign_in: SignIn, ada: User) -> None:
    assert sign_in(ada).put(URL).status_code == 405
    assert URL.encode() in sign_in(ada).get("/cms/").content


# --- scales that members vote by --------------------------------------------------------------------------


def raised(at: datetime) -> None:
    table = b"point,annual\n1,18400\n"
    names = {"code": "njc-2021-22", "title": "NJC pay spine 2021-22", "year": "2021-22"}
    load_scale(read_scale(table, **names), by=None, at=at)


SENTENCE = (
    "Members decide by the figures of njc-2021-22 in “NJC pay claim 2022”, so they stay as they are. "
    "Give the new figures a code and a year of their own."
)


def test_a_scale_of_a_draft_may_change(noon: datetime) -> None:
    scenes.drafted(noon)
    raised(noon)
    assert PayPoint.objects.get(number=1).annual == Decimal(18400)


@pytest.mark.any_database
def test_a_scale_of_a_fixed_ballot_stays_and_may_be_loaded_again_as_it_is(
    sign_in: SignIn, ada: User, noon: datetime
) -> None:
    scenes.scheduled(noon)
    with pytest.raises(ScaleInUse) as refused:
        raised(noon)
    assert str(refused.value) == SENTENCE
    table = "code,title,year,point,annual\nnjc-2021-22,NJC pay spine 2021-22,2021-22,1,18400\n"
    for extra in ({}, {"load": "yes"}):
        sent = upload(table) if not extra else {"table": table, **extra}
        answer = sign_in(ada).post(URL, sent)
        assert (answer.status_code, SENTENCE in words(answer.content)) == (422, True)
    assert PayPoint.objects.get(number=1).annual == Decimal(18333)
    same = read_scale(table.replace("18400", "18333").encode())
    assert not load_scale(same, by=None, at=noon)


def test_a_scale_of_a_ballot_that_waits_for_its_second_person_stays(noon: datetime) -> None:
    scene = scenes.drafted(noon)
    propose(scene.ballot, Act.FREEZE, by=scene.ines, at=noon)
    with pytest.raises(ScaleInUse):
        raised(noon)


def test_a_scale_of_a_void_ballot_may_change(noon: datetime) -> None:
    scenes.drafted(noon)
    Ballot.objects.update(state=State.VOID)
    raised(noon + timedelta(days=1))
    assert PayPoint.objects.get(number=1).annual == Decimal(18400)


def test_the_national_spine_stands_beside_another(sign_in: SignIn, ada: User) -> None:
    njc_scale()
    text = words(sign_in(ada).get(URL).content)
    assert "NJC pay spine 2021-22 2021-22 njc-2021-22 43 37" in text
