"""Whom a consultation is put to, the places that are planned for them, and the letters with their links."""

import re
from base64 import urlsafe_b64decode
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import connection

from campaigns.consultations import inviting
from campaigns.consultations.audience import audience_of, in_words
from campaigns.consultations.codes import ALPHABET, LENGTH, tidy
from campaigns.consultations.errors import NobodyToAsk, UnknownLink
from campaigns.consultations.inviting import INVITATION
from campaigns.consultations.linking import code_of_known, place_behind, token_for
from campaigns.consultations.models import Audience, Consultation, Participation
from campaigns.consultations.opening import close_consultation, open_consultation
from campaigns.consultations.planning import plan_places
from campaigns.consultations.under_way import INVITE, PLAN, invite_due, plan_due
from tests.consultations.canary import tables_with
from tests.consultations.factories import draft
from tests.consultations.members import ROWAN, a_branch, place_of, put_to_members
from union.jobs.models import Job
from union.mail.composing import render
from union.mail.models import Message
from union.members.models import Employer, Member

pytestmark = pytest.mark.django_db


def test_the_audience_fits_everything_that_is_named(noon: datetime) -> None:
    north, south = a_branch(members=6), a_branch("SE-001", region="SE", members=2)
    quay = Employer.objects.create(name="Quay Council")
    numbers = list(Member.objects.filter(branch=north).order_by("number").values_list("pk", flat=True))
    Member.objects.filter(pk=numbers[0]).update(status="lapsed")
    Member.objects.filter(pk__in=numbers[:4]).update(employer=quay)
    Member.objects.filter(pk__in=numbers[2:]).update(sector="Local government")
    consultation = draft(noon)
    assert audience_of(consultation).count() == 7
    consultation.regions.set([north.region])
    assert audience_of(consultation).count() == 5
    consultation.employers.set([quay])
    assert audience_of(consultation).count() == 3
    consultation.sectors = ["Local government", "Health"]
    assert sorted(audience_of(consultation).values_list("pk", flat=True)) == numbers[2:4]
    consultation.branches.set([south])
    assert audience_of(consultation).count() == 0
    consultation.branches.set([north])
    assert audience_of(consultation).count() == 2
    assert in_words(consultation) == [
        "Region: Region NW",
        "Branch: Branch NW-001",
        "Employer: Quay Council",
        "Service group: Local government, Health",
    ]


@pytest.mark.parametrize(
    ("mode", "members", "sentence"),
    [
        ("confidential", 0, "No active member on the roll fits."),
        ("anonymous_verified", 19, "Only 19 active members fit"),
    ],
)
def test_nobody_to_ask_and_too_few_to_be_anonymous_are_refused(
    noon: datetime, mode: str, members: int, sentence: str
) -> None:
    a_branch(members=members)
    consultation = draft(noon)
    Consultation.objects.update(mode=mode)
    with pytest.raises(NobodyToAsk, match=sentence):
        open_consultation(consultation, by=None, at=noon)
    consultation.refresh_from_db()
    assert (consultation.state, Job.objects.count()) == ("draft", 0)


def test_places_are_planned_once_for_everybody_and_in_no_order_of_the_roll(noon: datetime) -> None:
    branch = a_branch(members=60)
    Member.objects.filter(number__in=["NW-001-00002", "NW-001-00003"]).update(email="")
    consultation = put_to_members(noon, branch=branch)
    audience = Audience.objects.get()
    assert (audience.size, audience.without_address) == (60, 2)
    assert Job.objects.get(kind=PLAN).report == {"size": 60, "without_address": 2}
    places = list(Participation.objects.order_by("pk").values_list("member", "answered_on", "invited"))
    assert {(answered, invited) for _, answered, invited in places} == {(None, False)}
    assert [member for member, *_ in places] != sorted(member for member, *_ in places)
    a_branch("SE-001", region="SE", members=3)
    plan_places(consultation, at=noon)
    assert (plan_due(at=noon), Participation.objects.count()) == (0, 60)


def test_everybody_with_an_address_is_invited_once_whoever_has_answered(noon: datetime) -> None:
    consultation = put_to_members(noon, branch=a_branch(members=22))
    Member.objects.filter(number="NW-001-00002").update(email="")
    Participation.objects.filter(pk=place_of(consultation, 3).pk).update(answered_on=noon.date())
    assert [invite_due(at=noon) for _ in range(2)] == [21, 0]
    assert Message.objects.filter(kind=INVITATION).count() == 21
    assert Job.objects.get(kind=INVITE).report == {"invited": 21, "so_far": 21, "of": 21}


def test_nobody_is_invited_before_the_first_day_or_after_the_close(noon: datetime) -> None:
    consultation = put_to_members(noon, branch=a_branch(members=20))
    assert invite_due(at=consultation.opens - timedelta(hours=1)) == 0
    assert invite_due(at=consultation.closes) == 0
    close_consultation(consultation, by=None, at=noon)
    assert invite_due(at=noon) == 0


def test_a_close_ends_inviting_behind_the_batch_under_way(
    noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    consultation = put_to_members(noon, branch=a_branch(members=25))
    monkeypatch.setattr(inviting, "BATCH", 10)
    close = partial(close_consultation, consultation, by=None, at=noon)
    assert inviting.invite_all(consultation, at=noon, progress=lambda done, of: close()) == 10
    assert Message.objects.filter(kind=INVITATION).count() == 10


def test_rowans_letter_has_a_link_that_is_stored_nowhere(noon: datetime) -> None:
    consultation = put_to_members(noon, branch=a_branch(members=20))
    invite_due(at=noon)
    message = Message.objects.get(recipient=ROWAN)
    rowan = place_of(consultation)
    letter = render(message)
    assert letter
    token = token_for(rowan)
    address = f"http://testserver/views/workload/m/{token}/"
    assert (letter.subject, message.subject) == ("Your views are asked for", f"participation:{rowan.pk}")
    assert re.findall(r"^http\S+", letter.text, re.M) == [address]
    assert (address in letter.html, "You answer anonymously." in letter.text) == (True, True)
    assert tables_with(token) == []
    assert tables_with(token[11:]) == []
    close_consultation(consultation, by=None, at=noon)
    assert render(message) is None


def test_a_letter_about_a_welsh_consultation_offers_welsh(noon: datetime) -> None:
    consultation = put_to_members(noon, branch=a_branch(members=20))
    Consultation.objects.update(in_welsh=True, title_cy="Eich llwyth gwaith")
    invite_due(at=noon)
    message = Message.objects.get(recipient=ROWAN)
    token = token_for(place_of(consultation))
    letter = render(message)
    assert letter
    assert f"Cymraeg: http://testserver/cy/views/workload/m/{token}/" in letter.text
    message.language = "cy"
    welsh = render(message)
    assert welsh
    assert ("Eich llwyth gwaith" in welsh.text, welsh.subject) == (True, "Gofynnir am eich barn")
    assert f"English: http://testserver/views/workload/m/{token}/" in welsh.text


def test_a_link_opens_its_own_place_and_no_other(noon: datetime) -> None:
    branch = a_branch(members=20)
    consultation, other = put_to_members(noon, branch=branch), put_to_members(noon, branch=branch, slug="b")
    rowan = place_of(consultation)
    token = token_for(rowan)
    assert place_behind(token, consultation=consultation) == rowan
    forged = token[:30] + ("A" if token[30] != "A" else "B") + token[31:]
    of_another = token_for(place_of(consultation, 2))
    for wrong in (forged, token[:11] + of_another[11:], of_another[:11] + token[11:], "", "x", "ä" * 54):
        with pytest.raises(UnknownLink):
            place_behind(wrong, consultation=consultation)
    with pytest.raises(UnknownLink):
        place_behind(token, consultation=other)


def test_what_proves_a_place_in_one_consultation_proves_nothing_in_another(noon: datetime) -> None:
    """Not even where two places should have the same number; nor does a link tell its own receipt code."""
    branch = a_branch(members=20)
    consultation, other = put_to_members(noon, branch=branch), put_to_members(noon, branch=branch, slug="b")
    rowan, elsewhere = place_of(consultation), place_of(other)
    elsewhere.link_id = rowan.link_id
    here, there = (urlsafe_b64decode(token_for(place) + "==") for place in (rowan, elsewhere))
    assert (here[:8] == there[:8], here[8:] == there[8:]) == (True, False)
    letters = "".join(ALPHABET[byte % len(ALPHABET)] for byte in here[8:][:LENGTH])
    assert code_of_known(rowan) != tidy(letters)


def test_a_dump_alone_mints_no_link(noon: datetime) -> None:
    put_to_members(noon, branch=a_branch(members=20))
    with connection.cursor() as cursor:
        cursor.execute("SELECT link_id FROM consultations_participation")
        assert len(set(cursor.fetchall())) == 20
