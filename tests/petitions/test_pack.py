"""What a hand-in pack says, and what it must never say."""

import csv
import hashlib
import io
import tracemalloc
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions import pack
from petitions.confirming import confirm
from petitions.counting import roll_up
from petitions.models import (
    TAKEN_OUT,
    TWIN,
    Consent,
    Constituency,
    Petition,
    Postcode,
    Signature,
    SignatureIdentity,
    Tally,
)
from petitions.signing import Origin, sign
from tests.once import told_once
from tests.paper import LONG, off_the_paper
from tests.petitions.factories import open_petition, rowan
from tests.trials import length
from union.members.spreadsheet import safe

pytestmark = pytest.mark.django_db


def confirmed(petition: Petition, at: datetime, *, source: str = "online", **fields: object) -> Signature:
    entered = sign(petition, signer=rowan(**fields), origin=Origin(source=source), at=at)
    confirm(entered.signature_id, at=at)
    return Signature.objects.get(pk=entered.signature_id)


def cell(petition: Petition, dimension: str, key: str, n: int) -> None:
    Tally.objects.create(petition=petition, dimension=dimension, key=key, n=n)


def written(lines: object) -> tuple[bytes, pack.Written]:
    file = io.BytesIO()
    report = pack.write_csv(lines, file)  # type: ignore[arg-type]
    return file.getvalue(), report


def read(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@told_once
def petition(noon: datetime) -> Petition:
    return open_petition(at=noon - timedelta(days=2))


def test_the_figures_in_one_table(petition: Petition, noon: datetime) -> None:
    for dimension, key, n in [
        *[("all", "", 120), ("source", "online", 100), ("source", "paper", 20)],
        *[("region", "YH", 90), ("region", "NW", 22), ("region", "SC", 8)],
        *[("employer", "=Council", 60), ("employer", "", 55), ("employer", "Small Co", 5)],
        *[("hour", "2022-03-14T09", 100), ("hour", "2022-03-14T11", 20)],
    ]:
        cell(petition, dimension, key, n)
    for state in ["held", "invalid", "withdrawn", "withdrawn"]:
        fields = {"held_reason": "trap"} if state == "held" else {}
        times = {"withdrawn_at": noon} if state == "withdrawn" else {}
        Signature.objects.create(petition=petition, signed_at=noon, state=state, **fields, **times)
    for why in [TWIN, TAKEN_OUT, TAKEN_OUT]:
        Signature.objects.create(petition=petition, signed_at=noon, state="invalid", held_reason=why)
    data, report = written(pack.figure_lines(pack.gather(petition, at=noon)))
    assert read(data) == [
        ["table", "code", "name", "signatures"],
        ["total", "", "as of 15 March 2022, 12:00 UTC", "120"],
        ["nation", "", pack.OTHERS, "120"],
        ["region", "YH", "YH", "90"],
        ["region", "", pack.OTHERS, "30"],
        ["constituency", "", pack.UNKNOWN, "90"],
        ["constituency", "", pack.OTHERS, "30"],
        ["employer", "'=Council", "'=Council", "60"],
        ["employer", "", pack.OTHERS, "60"],
        ["hour", "2022-03-14 09:00", "UTC", "100"],
        ["hour", "2022-03-14 11:00", "UTC", "20"],
        ["integrity", "confirmed", pack.CAME_ABOUT["confirmed"], "120"],
        ["integrity", "paper", pack.CAME_ABOUT["paper"], "20"],
        ["integrity", "held", pack.CAME_ABOUT["held"], "1"],
        ["integrity", "removed", pack.CAME_ABOUT["removed"], "1"],
        ["integrity", "withdrawn", pack.CAME_ABOUT["withdrawn"], "2"],
        ["integrity", "off_paper", pack.CAME_ABOUT["off_paper"], "3"],
    ]
    assert report == pack.Written(16, hashlib.sha256(data).hexdigest())


def test_the_same_figures_give_the_same_bytes(petition: Petition, noon: datetime) -> None:
    for number in range(30):
        cell(petition, "role", f"Role {number}", 10 + number % 3)
    first, _ = written(pack.figure_lines(pack.gather(petition, at=noon)))
    assert written(pack.figure_lines(pack.gather(petition, at=noon)))[0] == first


def test_chosen_reasons_stand_without_names(petition: Petition, noon: datetime) -> None:
    for number, (reason, chosen) in enumerate([("For my\nchildren", True), ("Never", False), ("", True)]):
        signature = confirmed(
            petition, noon, name=f"Ash {'ABC'[number]}", email=f"{number}@example.org", reason=reason
        )
        SignatureIdentity.objects.filter(pk=signature.pk).update(reason_chosen=chosen, reason_judged=True)
    roll_up(at=noon)
    figures = pack.gather(petition, at=noon)
    assert figures.reasons == ("For my\nchildren",)
    text = written(pack.figure_lines(figures))[0].decode() + pack.pack_html(figures, checksum="x", names=None)
    assert ("reason,,For my children," in text, "Ash" in text, "Never" in text) == (True, False, False)


def test_a_pack_says_whose_petition_it_is(petition: Petition, noon: datetime) -> None:
    html = pack.pack_html(pack.gather(petition, at=noon), checksum="x", names=None)
    assert '<p class="kind">Tenpoint Union: petition to the Secretary of State</p>' in html


@pytest.mark.pdf
def test_a_long_word_stays_on_the_paper_of_a_pack(petition: Petition, noon: datetime) -> None:
    petition.title = petition.demand = petition.decision_maker = LONG
    cell(petition, "employer", LONG, 12)
    cell(petition, "role", LONG, 30)
    assert off_the_paper(pack.pack_html(pack.gather(petition, at=noon), checksum="x", names=None)) == []


def test_only_confirmed_names_whose_latest_answer_is_yes_are_in_the_annex(
    petition: Petition, noon: datetime
) -> None:
    Postcode.objects.create(postcode="LS1 4AP", constituency="E14900001", region="YH")
    Constituency.objects.create(code="E14900001", name="Aireside")
    people = {
        "Yes Yes": ["decision_maker"],
        "No No": ["public_name", "petition_news", "union_campaigns"],
        "Took Back": ["decision_maker"],
        "Changed Mind": [],
        "Not Confirmed": ["decision_maker"],
    }
    rows = {}
    for number, (name, consents) in enumerate(people.items()):
        signer = rowan(
            name=name, email=f"{number}@example.org", consents=consents, employer="Anytown Council"
        )
        rows[name] = sign(petition, signer=signer, at=noon).signature_id
        if name != "Not Confirmed":
            confirm(rows[name], at=noon)
    for name, given_now in [("Took Back", False), ("Changed Mind", True)]:
        Consent.objects.create(
            signature_id=rows[name], purpose="decision_maker", number=2, given=given_now, wording=1, at=noon
        )
    data, report = written(pack.name_lines(petition))
    lines = read(data)
    assert lines[0] == ["name", "constituency"]
    assert sorted(lines[1:]) == [["Changed Mind", "Aireside"], ["Yes Yes", "Aireside"]]
    assert report.lines == 2
    assert "example.org" not in data.decode()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " =", "\n=", "＝", "|"])
def test_no_cell_is_a_formula(start: str) -> None:
    assert safe(f"{start}1+1") == f"'{start}1+1"


@given(st.text(max_size=20))
def test_every_text_that_could_be_a_formula_is_marked(text: str) -> None:
    marked = safe(text)
    assert marked in (text, f"'{text}")
    assert not marked.strip(" \n").startswith(("=", "+", "-", "@"))


def test_figures_stay_figures() -> None:
    data, report = written([("a", 1), ("Rowan Ashby", 12), ("", "")])
    assert (read(data), report.lines) == ([["a", "1"], ["Rowan Ashby", "12"], ["", ""]], 2)


def sign_many(petition: Petition, number: int, at: datetime) -> None:
    rows = [
        Signature(petition=petition, state="confirmed", signed_at=at, confirmed_at=at) for _ in range(number)
    ]
    Signature.objects.bulk_create(rows)
    SignatureIdentity.objects.bulk_create(
        SignatureIdentity(
            signature=row, petition=petition, email_hash=row.pk.hex, name=f"Ash {n}", postcode="LS1 4AP"
        )
        for n, row in enumerate(rows)
    )
    Consent.objects.bulk_create(
        Consent(signature=row, purpose="decision_maker", given=True, wording=1, at=at) for row in rows
    )


def peak(petition: Petition, lines: int) -> int:
    with open("/dev/null", "wb") as nowhere:
        tracemalloc.start()
        report = pack.write_csv(pack.name_lines(petition), nowhere)
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert report.lines == lines
    return top


@pytest.mark.postgres
@pytest.mark.trial
def test_many_names_need_no_more_memory_than_few(petition: Petition, noon: datetime) -> None:
    many = length(20_000, full=100_000)
    other = open_petition(at=noon, slug="other")
    sign_many(other, 1_000, noon)
    peak(other, 1_000)  # what is made once in a process
    few = peak(other, 1_000)
    for _ in range(many // 20_000):
        sign_many(petition, 20_000, noon)
    most = peak(petition, many)
    print(f"{few / 1e6:.2f} MB for 1,000 names, {most / 1e6:.2f} MB for {many:,}")
    assert most < few + 500_000


def test_hours_are_drawn_as_bars_and_many_hours_as_days(noon: datetime) -> None:
    hour = noon.replace(hour=9)
    assert pack.bars_of([]) is None
    two = pack.bars_of([(hour, 10), (hour + timedelta(hours=3), 5)])
    assert two is not None
    assert two.says == "Signatures each hour from 15 March 2022 to 15 March 2022; at most 10 in one hour"
    assert pack.chart(two).count("#4b2a85") == 2
    # One hour is a bar, and no field of colour across the page.
    assert 'width="34.0"' in pack.chart(two)
    days = pack.bars_of([(hour + timedelta(hours=n), 1) for n in range(24 * 20)])
    assert days is not None
    assert days.says == "Signatures each day from 15 March 2022 to 4 April 2022; at most 24 in one day"
    assert pack.chart(days).count("#4b2a85") == 21
